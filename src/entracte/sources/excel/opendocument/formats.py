"""Data styles of OpenDocument as the number formats that Excel writes for the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from entracte.sources.excel.opendocument.names import NUMBER, STYLE

_CONDITION = re.compile(r"value\(\)(<=|>=|!=|<|>|=)(-?\d+(?:\.\d+)?)$")
_MOST_PLACES = 30
_LONG = "long"
_KINDS = frozenset(
    f"{NUMBER}{kind}-style" for kind in ("number", "percentage", "currency", "date", "time", "boolean", "text")
)


@dataclass
class DataStyle:
    """A data style as it is read: what its format shows, part by part, and which other styles go before it."""

    kind: str
    is_automatic: bool
    is_elapsed: bool
    parts: list[str] = field(default_factory=list)
    maps: list[tuple[str, str]] = field(default_factory=list)


class DataStyles:
    """Takes the data styles of a document as events; `code` says the number format of one."""

    def __init__(self) -> None:
        self._styles: dict[str, DataStyle] = {}
        self._open: DataStyle | None = None
        self._literal: list[str] | None = None
        self._embedded: list[tuple[int, str]] = []
        self._position = 0
        self._number: dict[str, str] | None = None

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if element in _KINDS:
            self._open = self._styles[attributes.get(f"{STYLE}name", "")] = DataStyle(
                element.removeprefix(NUMBER).removesuffix("-style"),
                attributes.get(f"{NUMBER}automatic-order") == "true",
                attributes.get(f"{NUMBER}truncate-on-overflow") == "false",
            )
        elif self._open is None:
            return
        elif element == f"{STYLE}map":
            condition = _CONDITION.match(attributes.get(f"{STYLE}condition", ""))
            if condition:
                told = condition[1].replace("!=", "<>") + condition[2]
                self._open.maps.append((told, attributes.get(f"{STYLE}apply-style-name", "")))
        elif element == f"{NUMBER}number":
            self._number, self._embedded = attributes, []
        elif element in {f"{NUMBER}text", f"{NUMBER}currency-symbol"}:
            self._literal = []
        elif element == f"{NUMBER}embedded-text":
            self._literal = []
            self._position = _count(attributes.get(f"{NUMBER}position"))
        else:
            part = element.removeprefix(NUMBER)
            self._open.parts.append(_date_part(part, attributes) if part in _DATE_PARTS else _OTHERS.get(part, ""))

    def end(self, element: str) -> None:
        """An element ends."""
        if element in _KINDS:
            self._open = None
        elif self._open is None:
            return
        elif element == f"{NUMBER}number" and self._number is not None:
            self._open.parts.append(_digits(self._number, self._embedded))
            self._number = None
        elif self._literal is not None and element.startswith(NUMBER):
            text, self._literal = "".join(self._literal), None
            if element == f"{NUMBER}embedded-text":
                self._embedded.append((self._position, text))
            else:
                percent = self._open.kind == "percentage" and text.strip() == "%"
                self._open.parts.append("%" if percent else _quoted(text))

    def text(self, data: str) -> None:
        """Characters."""
        if self._literal is not None:
            self._literal.append(data)

    def code(self, name: str) -> str:
        """The number format of the style called so; empty where there is none."""
        style = self._styles.get(name)
        if style is None:
            return ""
        own = _code(style)
        before = [(told, _code(self._styles[other])) for told, other in style.maps if other in self._styles]
        conditions = [told for told, _ in before]
        if conditions in (["<0"], [">0", "<0"], [">=0"], [">0"]):
            # the sections that Excel has by themselves: there a negative number is shown without its sign
            codes = [code for _, code in before]
            return ";".join([own, *codes] if conditions == ["<0"] else [*codes, own])
        return ";".join([*(f"[{told}]{code}" for told, code in before), own])


def _code(style: DataStyle) -> str:
    parts = style.parts
    if style.kind == "date" and style.is_automatic:
        return "dd.mm.yyyy hh:mm" if any(part.startswith("h") for part in parts) else "dd.mm.yyyy"
    if style.kind == "time" and style.is_elapsed:
        first = next((place for place, part in enumerate(parts) if part[:1] in {"h", "m", "s"}), None)
        parts = [f"[{part}]" if place == first else part for place, part in enumerate(parts)]
    code = "".join(parts)
    return "" if code == "General" else code


def _digits(attributes: dict[str, str], embedded: list[tuple[int, str]]) -> str:
    """The places of a number: those before the point with what stands between them, and the decimals."""
    least = _count(attributes.get(f"{NUMBER}min-integer-digits"))
    told = attributes.get(f"{NUMBER}decimal-places")
    if told is None and least <= 1 and not embedded:
        return "General"
    width = max([least, 1, *(position + 1 for position, _ in embedded)])
    whole = list(("0" * least).rjust(width, "#"))
    if attributes.get(f"{NUMBER}grouping") == "true":
        whole = list("".join(whole).rjust(4, "#"))
        whole.insert(-3, ",")
    for position, text in sorted(embedded):
        whole.insert(len(whole) - _with_literals(whole, position), _quoted(text))
    places = _count(told)
    needed = _count(attributes.get(f"{NUMBER}min-decimal-places", told))
    decimals = "0" * needed + "#" * (places - needed)
    thousands = "," * (len(attributes.get(f"{NUMBER}display-factor", "1").partition(".")[0]) // 3)
    return "".join(whole) + (f".{decimals}" if decimals else "") + thousands


def _with_literals(whole: list[str], position: int) -> int:
    """How many parts the last digits take, so many digits they are."""
    taken = digits = 0
    for part in reversed(whole):
        if digits == position and part in {"0", "#"}:
            break
        taken += 1
        digits += part in {"0", "#"}
    return taken


_OTHERS = {"fraction": "# ?/?", "scientific-number": "0.0E+0", "text-content": "@", "am-pm": "AM/PM"}
_DATE_PARTS = {
    "day": ("d", "dd"),
    "day-of-week": ("ddd", "dddd"),
    "month": ("m", "mm"),
    "year": ("yy", "yyyy"),
    "hours": ("h", "hh"),
    "minutes": ("m", "mm"),
    "seconds": ("s", "ss"),
}


def _date_part(part: str, attributes: dict[str, str]) -> str:
    is_long = attributes.get(f"{NUMBER}style") == _LONG
    if part == "month" and attributes.get(f"{NUMBER}textual") == "true":
        return "mmmm" if is_long else "mmm"
    decimals = _count(attributes.get(f"{NUMBER}decimal-places")) if part == "seconds" else 0
    return _DATE_PARTS[part][is_long] + (f".{'0' * decimals}" if decimals else "")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "") + '"' if text else ""


def _count(told: str | None) -> int:
    return min(int(told), _MOST_PLACES) if told and told.isdecimal() else 0
