"""Statements as lists of words: tokens without blanks and comments, and names read from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from entracte.sources.sql.catalogue import Identifier, QualifiedName
from entracte.sources.sql.grammar import Grammar, unquoted

BLANK = frozenset({"space", "comment", "block", "version"})


class Word(NamedTuple):
    """A token that means something: its kind, its text, the same in capitals if it is a bare word, and its place."""

    kind: str
    text: bytes
    keyword: str
    start: int
    end: int


def words(text: bytes, grammar: Grammar, position: int = 0) -> Iterator[Word]:
    """The tokens of a text that are not blank."""
    while (token := grammar.token_at(text, position)) is not None:
        position = token.end
        if token.kind not in BLANK:
            yield word_of(text, token.kind, token.start, token.end)


def word_of(text: bytes, kind: str, start: int, end: int) -> Word:
    """A token as a word."""
    part = text[start:end]
    keyword = part.decode("utf-8", "replace").upper() if kind in {"word", "mark"} else ""
    return Word(kind, part, keyword, start, end)


def identifier_of(word: Word) -> Identifier | None:
    """A word as a name; None if it cannot be one. In brackets, upper and lower case do not matter."""
    if word.kind == "word":
        return Identifier(word.text.decode("utf-8", "replace"))
    if word.kind in {"quoted", "string"}:
        text = unquoted(word.text) if word.kind == "quoted" else word.text[1:-1].decode("utf-8", "replace")
        return Identifier(text, exact=word.text[:1] in b'"`')
    return None


def qualified_name(parts: list[Identifier]) -> QualifiedName | None:
    """A name of one, two or three parts (server names before them are left out)."""
    if not parts:
        return None
    padded = [Identifier(""), Identifier(""), *parts]
    return QualifiedName(padded[-1], padded[-2].text, padded[-3].text)


def name_at(found: list[Word], place: int) -> tuple[QualifiedName | None, int]:
    """The qualified name that begins at a place in a list of words, and the place after it."""
    parts: list[Identifier] = []
    while place < len(found) and (identifier := identifier_of(found[place])) is not None:
        parts.append(identifier)
        place += 1
        if place >= len(found) or found[place].keyword != ".":
            break
        while place < len(found) and found[place].keyword == ".":
            place += 1
    return qualified_name(parts), place
