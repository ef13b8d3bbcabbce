"""The words of the proposal in one language, and dates, numbers and money as that language writes them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from entracte.findings import known_language

_SHOWN = 6


@cache
def labels() -> dict[str, dict[str, dict[str, str]]]:
    """All words: by section and key, the text in each language."""
    return tomllib.loads(resources.files(__package__).joinpath("labels.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Words:
    """One language."""

    language: str

    def __post_init__(self) -> None:
        known_language(self.language)

    def __call__(self, place: str, **facts: object) -> str:
        """The text of `section.key` with its facts filled in; whole numbers are written as the language does."""
        section, _, key = place.partition(".")
        told = {name: self.number(fact) if isinstance(fact, int) else fact for name, fact in facts.items()}
        return labels()[section][key][self.language].format(**told)

    def named(self, section: str, key: str) -> str:
        """The text of a key, or the key itself where there is no word for it."""
        known = labels()[section].get(key)
        return known[self.language] if known else key

    def number(self, count: float) -> str:
        """A number."""
        from babel.numbers import format_decimal

        return str(format_decimal(count, locale=self.language))

    def money(self, amount: float, currency: str) -> str:
        """An amount of money."""
        from babel.numbers import format_currency

        return str(format_currency(amount, currency, locale=self.language))

    def percent(self, share: float) -> str:
        """A share from 0 to 1."""
        from babel.numbers import format_percent

        return str(format_percent(share, format="#,##0.#\N{NO-BREAK SPACE}%", locale=self.language))

    def day(self, told: str | None) -> str:
        """A day given in ISO, with its day of the week; empty for none."""
        from babel.dates import format_date

        return (
            str(format_date(date.fromisoformat(told), "EEE ", locale=self.language)) + self.date(told) if told else ""
        )

    def date(self, told: str) -> str:
        """A day given in ISO."""
        from babel.dates import format_date

        return str(format_date(date.fromisoformat(told), "long", locale=self.language))

    def from_milestone(self, days: int | None) -> str:
        """A day counted from the milestone: `J - 14`."""
        if days is None:
            return ""
        return f"J \N{MINUS SIGN} {-days}" if days < 0 else f"J + {days}" if days else "J"

    def some(self, names: list[str]) -> str:
        """Some names, and how many more there are."""
        shown = ", ".join(names[:_SHOWN])
        left = len(names) - _SHOWN
        return f"{shown} {self('sentence.more', count=left)}" if left > 0 else shown

    def when(self, step: dict[str, Any]) -> str:
        """When a step takes place, counted from the milestone."""
        first, last = step["first_day"], step["last_day"]
        if first == last:
            return self.from_milestone(first)
        if first is None:
            return f"{self.from_milestone(last)} {self('sentence.at_latest')}"
        if last is None:
            return f"{self.from_milestone(first)}, {self('sentence.afterwards')}"
        return f"{self.from_milestone(first)} \N{EN DASH} {self.from_milestone(last)}"

    def remark(self, step: dict[str, Any]) -> str:
        """What must be said of a step: late, at a weekend, optional."""
        told = [("is_late", step["late"]), ("optional", step["optional"]), ("weekend", step["weekend"])]
        return ", ".join(self(f"sentence.{key}") for key, holds in told if holds)

    def line(self, line: dict[str, Any]) -> str:
        """What a line of the estimate is called: the company's own name, else ours."""
        return str(line["name"]) or self.named("line", line["key"])

    def counted(self, line: dict[str, Any]) -> str:
        """What a line counted, and which: the reason for its quantity."""
        which = (
            [self.named("service", each) for each in line["which"]]
            if line["count"] == "sales-service"
            else line["which"]
        )
        told = self(f"count.{line['count']}")
        return f"{told}: {self.some(list(which))}" if which and line["count"] != "import" else told


def summary(document: dict[str, Any], words: Words, workbook: str = "") -> list[str]:
    """The sentences that open the proposal."""
    totals, estimate = document["totals"], document["estimate"]
    told = [words("sentence.delivered", tables=totals["tables"], rows=totals["rows"], files=totals["files"])]
    if totals["rejected"]:
        told.append(words("sentence.rejected", rows=totals["rejected"]))
    if totals["migrated_tables"]:
        told.append(words("sentence.migrated", tables=totals["migrated_tables"], rows=totals["migrated_rows"]))
    else:
        told.append(words("sentence.nothing"))
    told.append(
        words(
            "sentence.price",
            hours=words.number(estimate["hours"]),
            total=words.money(estimate["total"], estimate["currency"]),
        )
    )
    if workbook:
        told.append(words("page.workbook", file=workbook))
    return told


def warnings(document: dict[str, Any], words: Words) -> list[str]:
    """What must not be overlooked: invented prices, an unproven preset, a milestone that is over, forbidden data."""
    plan, preset = document["plan"], document["preset"]
    told = []
    if document["estimate"]["rates"]["example"]:
        told.append(words("sentence.example_rates"))
    if preset and preset["proven"] is False:
        told.append(words("sentence.unproven", title=words.named("preset", preset["name"])))
    if plan["past"]:
        told.append(words("sentence.past", date=words.date(plan["milestone"])))
    if plan["late"]:
        told.append(words("sentence.late", count=plan["late"]))
        told.append(words("sentence.earliest", date=words.date(plan["earliest"])))
    if document["sensitive"]:
        columns = [f"{each['table']}.{each['column']}" for each in document["sensitive"]]
        told.append(words("sentence.sensitive", columns=", ".join(dict.fromkeys(columns))))
    return told


def system(document: dict[str, Any], words: Words) -> str:
    """What the old system looks like."""
    preset = document["preset"]
    if preset is None:
        return words("sentence.no_preset")
    return words(
        "sentence.preset",
        title=words.named("preset", preset["name"]),
        verdict=words(f"verdict.{preset['verdict']}"),
        score=words.percent(preset["score"]),
    )


def sums(document: dict[str, Any], words: Words) -> list[tuple[str, float]]:
    """The lines below the estimate: what is added, and what it makes."""
    estimate = document["estimate"]
    told = [(words("sentence.subtotal"), estimate["subtotal"])]
    if estimate["contingency_percent"]:
        share = words.percent(estimate["contingency_percent"] / 100)
        told.append((words("sentence.contingency", percent=share), estimate["contingency"]))
    if estimate["vat_percent"]:
        told.append((words("sentence.net"), estimate["net"]))
        share = words.percent(estimate["vat_percent"] / 100)
        told.append((words("sentence.vat", percent=share), estimate["vat"]))
    told.append((words("sentence.total"), estimate["total"]))
    return told


ASSUMPTIONS = ("basis", "reports", "two_imports", "whole_columns", "kept_numbers", "passwords")
"""The sentences on what the proposal rests on."""
