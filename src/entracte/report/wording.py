"""Sentences of reports, and numbers as a language writes them."""

from __future__ import annotations

from entracte.findings import label, labels


def number(count: int, language: str) -> str:
    """The number with the language's separators of thousands."""
    from babel.numbers import format_decimal

    return str(format_decimal(count, locale=language))


def sentence(key: str, language: str, **facts: str | int) -> str:
    """The sentence of that key with its facts filled in; a `count` of 1 takes the wording of `KEY_one`, if any."""
    chosen = f"{key}_one" if facts.get("count") == 1 and f"{key}_one" in labels() else key
    told = {name: number(fact, language) if isinstance(fact, int) else fact for name, fact in facts.items()}
    return label(chosen, language).format(**told)


def kind_name(kind: str, language: str) -> str:
    """What a kind of thing is called (individual, structure, relay); kinds without a word keep their name."""
    return label(kind, language) if kind in labels() else kind
