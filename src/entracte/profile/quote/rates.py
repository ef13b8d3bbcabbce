"""The rate card: a small TOML file that the company edits; what is wrong in it is told by line and key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

from entracte.faults import Fault, near

COUNTED = (
    "project", "table", "field", "crosswalk", "value", "cleaning", "duplicate-search", "import", "second-extraction",
    "sales-criterion", "sales-service", "sales-value",
)  # fmt: skip
"""What the lines of a rate card can count."""

NAMED = (
    "project", "analysis", "recipe", "crosswalks", "translations", "cleaning", "duplicates", "sales-criterion",
    "imports", "second-extraction", "sales-services", "sales-translations",
)  # fmt: skip
"""The lines that have a name in every language; others bring their own."""

_TOP = {"example", "name", "currency", "contingency", "vat", "rates", "lines"}
_LINE = {"count", "hours", "rate", "price", "name"}
_TABLE = re.compile(r"^\s*\[([^\[\]]+)\]")
_KEY = re.compile(r"^\s*([\w.\"'-]+)\s*=")


@dataclass(frozen=True)
class RateLine:
    """A line of the estimate: what it counts, and what one of it takes: hours at a rate, or a price."""

    key: str
    name: str
    count: str
    hours: Decimal
    rate_name: str
    rate: Decimal
    price: Decimal | None


@dataclass(frozen=True)
class RateCard:
    """What work costs. `example`: nobody has put their own figures in."""

    source: str
    example: bool
    name: str
    currency: str
    contingency: Decimal
    vat: Decimal
    lines: tuple[RateLine, ...]


def example_rates() -> RateCard:
    """The example that is shipped."""
    text = resources.files(__package__).joinpath("rates.toml").read_text(encoding="utf-8")
    return _Reader("rates.toml", text).card()


def read_rates(path: Path) -> RateCard:
    """The rate card of a file. Raises the faults `no-rates` and `bad-rates`, the latter with line and key."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Fault("no-rates", f"The rate card {path} cannot be read: {error.strerror}.", hint=_HINT) from error
    except UnicodeDecodeError as error:
        raise Fault("bad-rates", f"The rate card {path} is no text in UTF-8.", hint=_HINT) from error
    return _Reader(str(path), text).card()


_HINT = "Without --rates the example is used; start from a copy of it (see the manual, project leader)."


class _Reader:
    """Reads one rate card and knows on which line each key stands."""

    def __init__(self, source: str, text: str) -> None:
        self._source = source
        self._lines = _lines_of(text)
        try:
            self._told: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise Fault("bad-rates", f"{source} is not a rate card: {error}.", hint=_HINT) from error

    def card(self) -> RateCard:
        """The card as a whole."""
        for key in self._told:
            if key not in _TOP:
                raise self._fault((key,), "is no setting of a rate card", near(key, sorted(_TOP)))
        rates = {name: self._number("rates", name) for name in self._table("rates")}
        if "lines" not in self._told or not self._table("lines"):
            raise self._fault(("lines",), "is missing: a rate card needs lines, such as [lines.imports]")
        example = self._told.get("example", False)
        if not isinstance(example, bool):
            raise self._fault(("example",), "must be true or false")
        return RateCard(
            self._source,
            example,
            self._text("name", default=self._source),
            self._currency(),
            self._percent("contingency"),
            self._percent("vat"),
            tuple(self._line(key, rates) for key in self._table("lines")),
        )

    def _line(self, key: str, rates: dict[str, Decimal]) -> RateLine:
        path = ("lines", key)
        told = self._table(*path)
        for each in told:
            if each not in _LINE:
                raise self._fault((*path, each), "is no setting of a line", near(each, sorted(_LINE)))
        count = self._text(*path, "count")
        if count not in COUNTED:
            raise self._fault((*path, "count"), f"is {count!r}, which cannot be counted", near(count, list(COUNTED)))
        name = self._text(*path, "name", default="")
        if not name and key not in NAMED:
            raise self._fault((*path, "name"), f"is missing: {key} is a line of your own and needs a name")
        if "price" in told:
            if "hours" in told or "rate" in told:
                raise self._fault(
                    (*path, "price"), "stands beside hours or rate: give the price or the hours, not both"
                )
            return RateLine(key, name, count, Decimal(0), "", Decimal(0), self._number(*path, "price"))
        rate = self._text(*path, "rate")
        if rate not in rates:
            raise self._fault((*path, "rate"), f"is {rate!r}, which [rates] does not name", near(rate, list(rates)))
        return RateLine(key, name, count, self._number(*path, "hours"), rate, rates[rate], None)

    def _currency(self) -> str:
        from babel.numbers import list_currencies

        currency = self._text("currency")
        if currency not in list_currencies():
            raise self._fault(("currency",), f"is {currency!r}, which is no currency", "Write its ISO code: EUR, CHF.")
        return currency

    def _percent(self, key: str) -> Decimal:
        if key not in self._told:
            return Decimal(0)
        share = self._number(key)
        if share > 100:
            raise self._fault((key,), f"is {share}, which is more than 100 percent")
        return share

    def _number(self, *path: str) -> Decimal:
        told = self._value(path)
        if isinstance(told, bool) or not isinstance(told, int | Decimal):
            raise self._fault(path, f"is {told!r}, which is no number", "Write it as 95 or 95.50, without quotes.")
        number = Decimal(told)
        if not number.is_finite() or not 0 <= number < 10**9:
            raise self._fault(path, f"is {told}, which is no amount")
        return number

    def _text(self, *path: str, default: str | None = None) -> str:
        told = self._value(path, default)
        if not isinstance(told, str):
            raise self._fault(path, f"is {told!r}, which is no text", "Write it in double quotes.")
        return told

    def _table(self, *path: str) -> dict[str, Any]:
        told = self._value(path, {})
        if not isinstance(told, dict):
            raise self._fault(path, "must be a table of its own", f"Write [{'.'.join(path)}] and its keys below.")
        return told

    def _value(self, path: tuple[str, ...], default: Any = None) -> Any:
        told: Any = self._told
        for key in path:
            told = told.get(key) if isinstance(told, dict) else None
        if told is None and default is None:
            raise self._fault(path, "is missing")
        return default if told is None else told

    def _fault(self, path: tuple[str, ...], what: str, hint: str = "") -> Fault:
        line = next((self._lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self._lines), 1)
        key = ".".join(path)
        return Fault("bad-rates", f"{self._source}, line {line}: {key} {what}.", hint=hint or _HINT, line=line, key=key)


def _lines_of(text: str) -> dict[tuple[str, ...], int]:
    """The line of every key and of every table; tomllib does not tell them."""
    told: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if found := _TABLE.match(line):
            table = _path(found[1])
            told.setdefault(table, number)
        elif found := _KEY.match(line):
            told.setdefault((*table, *_path(found[1])), number)
    return told


def _path(written: str) -> tuple[str, ...]:
    return tuple(each.strip().strip("\"'") for each in written.split("."))
