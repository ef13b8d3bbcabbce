"""Numbers as Excel displays them: the number formats of workbooks, applied.

Three things are shown otherwise than on someone's screen, because there they depend on who looks or lose digits:
no thousands separators and always a decimal point; the short date of the system is `DD.MM.YYYY`; a number too wide
for its cell, or whole and in scientific notation, is written in full.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

from entracte.sources.excel.cells import CellKind, TypedCell
from entracte.sources.excel.values import moment_cell

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "dd.mm.yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "dd.mm.yyyy hh:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0", 42: "#,##0;-#,##0", 43: "#,##0.00;-#,##0.00",
    44: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys([*range(27, 37), *range(50, 59)], "dd.mm.yyyy"),
}  # fmt: skip
"""The formats that a workbook names by number only (ECMA-376 part 1, 18.8.30); the rest is General."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]|(?P<general>General)'
    r"|(?P<half>AM/PM|A/P)|(?P<date>y+|m+|d+|h+|s+)|(?P<digit>[0#?])|(?P<exponent>e[+-])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)$")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}
_LANGUAGES = {0x07: "de", 0x0A: "es", 0x0C: "fr", 0x10: "it"}
_COMMA = ("other", ",")
_WIDE = Context(prec=400)
_LAST_DAY = 2_958_465
_SIGNIFICANT = 15


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the up to four parts of a format: `tokens` are pairs of kind and text."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, Decimal] | None
    is_date: bool
    language: str


def typed_cell(number: str, code: str, *, from_1904: bool) -> TypedCell:
    """The cell of a number, written as in the workbook, under a format code (empty: General)."""
    return _typed_cell(number, code, from_1904)


@lru_cache(maxsize=65_536)
def _typed_cell(number: str, code: str, from_1904: bool) -> TypedCell:
    try:
        value = Decimal(number)
    except InvalidOperation:
        return TypedCell(number, number)
    if not value.is_finite() or value.adjusted() > 308:
        return TypedCell(number, number)
    plain = general(value)
    section, shown = _section_for(_sections(code), value)
    kind = CellKind.NUMBER if len(plain.strip("-0")) <= _SIGNIFICANT or "." in plain else CellKind.TEXT
    if section is None or not section.tokens:
        return TypedCell(plain, plain, kind=kind)
    if section.is_date:
        return _date_cell(value, section, plain, from_1904=from_1904)
    return TypedCell(_number(shown, section), plain, kind=CellKind.TEXT if _pads(section) else kind)


def general(value: Decimal) -> str:
    """A number without format: whole numbers in all their digits, others with 15 significant ones."""
    if value == value.to_integral_value():
        return f"{value:.0f}" if value else "0"
    rounded = Decimal(f"{value:.{_SIGNIFICANT}g}")
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[tuple[str, str]]] = [[]]
    for found in _TOKEN.finditer(code):
        kind, text = str(found.lastgroup), str(found.group(str(found.lastgroup)))
        if kind == "other" and text == ";":
            parts.append([])
        else:
            parts[-1].append((kind, text))
    return tuple(_section(part) for part in parts[:4])


def _section(found: list[tuple[str, str]]) -> _Section:
    tokens: list[tuple[str, str]] = []
    condition, language = None, "en"
    for kind, text in found:
        if kind != "bracket":
            tokens.append((kind, text))
        elif _ELAPSED.fullmatch(text):
            tokens.append(("elapsed", text.lower()))
        elif match := _CONDITION.match(text):
            condition = (match[1], Decimal(match[2]))
        elif text.startswith("$"):
            symbol, _, locale = text[1:].partition("-")
            tokens += [("quoted", symbol)] if symbol else []
            language = _language(locale)
    is_date = any(kind in {"date", "elapsed", "half"} for kind, _ in tokens)
    return _Section(
        tuple(tokens),
        condition,
        is_date and not any(kind == "digit" and text != "0" for kind, text in tokens),
        language,
    )


def _language(locale: str) -> str:
    try:
        return _LANGUAGES.get(int(locale, 16) & 0xFF, "en")
    except ValueError:
        return "en"


def _section_for(sections: tuple[_Section, ...], value: Decimal) -> tuple[_Section | None, Decimal]:
    """The section that applies, and the value it shows (its own sign is up to a section for negative numbers)."""
    numeric = sections[:3]
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _COMPARE[section.condition[0]](value, section.condition[1]):
                return section, value
        return None, value
    if value < 0 and len(numeric) > 1:
        return numeric[1], -value
    if value == 0 and len(numeric) > 2:
        return numeric[2], value
    return numeric[0], value


@dataclass(frozen=True, slots=True)
class _Places:
    """Where in a section the digits stand before and after the point, where that is, and the power of ten shown."""

    whole: tuple[int, ...]
    decimals: tuple[int, ...]
    point: int | None
    power: int


def _number(value: Decimal, section: _Section) -> str:
    tokens = section.tokens
    kinds = {kind for kind, _ in tokens}
    if "general" in kinds or "digit" not in kinds:
        return "".join(_literal(kind, text, general(value)) for kind, text in tokens)
    if "exponent" in kinds or ("other", "/") in tokens:
        return general(value)
    places = _places(tokens)
    smallest = Decimal(1).scaleb(-len(places.decimals))
    rounded = abs(value.scaleb(places.power)).quantize(smallest, ROUND_HALF_UP, _WIDE)
    before, _, after = f"{rounded:f}".partition(".")
    shown = _whole_digits(before.lstrip("0"), [tokens[place][1] for place in places.whole])
    shown += _decimal_digits(after, [tokens[place][1] for place in places.decimals])
    texts = dict(zip(places.whole + places.decimals, shown, strict=True))
    if not places.whole and places.point is not None:
        texts[places.point] = before.lstrip("0") + "."
    written = (texts.get(place, "" if token == _COMMA else _literal(*token, "")) for place, token in enumerate(tokens))
    return ("-" if value < 0 and rounded else "") + "".join(written).strip()


def _places(tokens: tuple[tuple[str, str], ...]) -> _Places:
    digits = [place for place, (kind, _) in enumerate(tokens) if kind == "digit"]
    point = next((place for place, token in enumerate(tokens[: digits[-1] + 2]) if token == ("other", ".")), None)
    after = digits[-1] + 1
    thousands = next((number for number, token in enumerate((*tokens[after:], None)) if token != _COMMA), 0)
    return _Places(
        whole=tuple(place for place in digits if point is None or place < point),
        decimals=tuple(place for place in digits if point is not None and place > point),
        point=point,
        power=2 * tokens.count(("other", "%")) - 3 * thousands,
    )


def _pads(section: _Section) -> bool:
    """Whether whole numbers are filled up with zeros: one is asked for before the last place."""
    tokens = section.tokens
    if not any(kind == "digit" for kind, _ in tokens) or any(kind == "exponent" for kind, _ in tokens):
        return False
    places = _places(tokens)
    asked = [tokens[place][1] for place in places.whole[:-1]]
    return "0" in asked and not places.decimals and not places.power and ("other", "/") not in tokens


def _whole_digits(digits: str, places: list[str]) -> list[str]:
    """The digits before the point on their places, right to left; the first place takes what is left over."""
    shown: list[str] = []
    rest = digits
    for position, place in reversed(list(enumerate(places))):
        if position == 0 and rest:
            shown.append(rest)
        elif rest:
            shown.append(rest[-1])
        else:
            shown.append({"0": "0", "?": " ", "#": ""}[place])
        rest = rest[:-1]
    return shown[::-1]


def _decimal_digits(digits: str, places: list[str]) -> list[str]:
    """The digits after the point; zeros at the end show only where the format asks for them."""
    needed = max((position + 1 for position, place in enumerate(places) if place == "0"), default=0)
    kept = digits.rstrip("0").ljust(needed, "0")
    return [
        kept[position] if position < len(kept) else (" " if place == "?" else "")
        for position, place in enumerate(places)
    ]


def _literal(kind: str, text: str, number: str) -> str:
    if kind in {"general", "digit"} or (kind == "other" and text == "@"):
        return number
    if kind == "space":
        return " "
    return "" if kind == "fill" else text


def _date_cell(value: Decimal, section: _Section, plain: str, *, from_1904: bool) -> TypedCell:
    if not 0 <= value < _LAST_DAY - (1462 if from_1904 else 0):
        return TypedCell(plain, plain)
    fraction = any(kind == "digit" for kind, _ in section.tokens)
    seconds = (value % 1 * 86_400).quantize(Decimal("0.001") if fraction else Decimal(1), rounding=ROUND_HALF_UP)
    days, clock = int(value) + int(seconds // 86_400), seconds % 86_400
    if days == 60 and not from_1904:
        return TypedCell("1900-02-29", plain, "1900-02-29", "1900-02-29 00:00:00")
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if days < 60 else 30)
    moment = first + timedelta(days=days, seconds=int(clock))
    displayed = _date(moment, value, clock % 1, section)
    has_day = any(kind == "date" and text[0].lower() in "yd" for kind, text in section.tokens) or any(
        kind == "date" and len(text) > 2 for kind, text in section.tokens
    )
    if not has_day:
        return TypedCell(displayed, plain)
    return moment_cell(
        displayed, plain, moment.strftime("%Y-%m-%d").zfill(10), moment.strftime("%Y-%m-%d %H:%M:%S").zfill(19)
    )


def _date(moment: datetime, value: Decimal, fraction: Decimal, section: _Section) -> str:
    tokens = section.tokens
    half_day = any(kind == "half" for kind, _ in tokens)
    clock = [i for i, (kind, _) in enumerate(tokens) if kind in {"date", "elapsed"}]
    decimals = iter(f"{fraction:.3f}"[2:])
    shown = []
    for i, (kind, text) in enumerate(tokens):
        letter = text[:1].lower()
        if kind == "date" and letter == "m" and len(text) <= 2 and _is_minute(tokens, clock, i):
            shown.append(f"{moment.minute:0{len(text)}d}")
        elif kind == "date":
            shown.append(_date_part(letter, len(text), moment, section.language, half_day=half_day))
        elif kind == "elapsed":
            unit = {"h": 24, "m": 1440, "s": 86_400}[letter]
            shown.append(f"{int((value * unit).quantize(Decimal('0.000001'), rounding=ROUND_HALF_UP)):0{len(text)}d}")
        elif kind == "half":
            shown.append("AM" if moment.hour < 12 else "PM")
        elif kind == "digit":
            shown.append(next(decimals, "0"))
        elif (kind, text) != ("other", "@"):
            shown.append(_literal(kind, text, ""))
    return "".join(shown).strip()


def _is_minute(tokens: tuple[tuple[str, str], ...], clock: list[int], index: int) -> bool:
    """An `m` right after hours or right before seconds is minutes, elsewhere months."""
    place = clock.index(index)
    before = tokens[clock[place - 1]][1][:1].lower() if place else ""
    after = tokens[clock[place + 1]][1][:1].lower() if place + 1 < len(clock) else ""
    return before == "h" or after == "s"


def _date_part(letter: str, width: int, moment: datetime, language: str, *, half_day: bool) -> str:
    if letter == "y":
        return f"{moment.year % 100:02d}" if width <= 2 else f"{moment.year:04d}"
    if letter == "m" and width > 2:
        return _month(moment, width, language)
    if letter == "d" and width > 2:
        return _weekday(moment, width, language)
    hour = (moment.hour - 1) % 12 + 1 if half_day else moment.hour
    number = {"m": moment.month, "d": moment.day, "h": hour, "s": moment.second}[letter]
    return f"{number:0{min(width, 2)}d}"


def _month(moment: datetime, width: int, language: str) -> str:
    from babel.dates import get_month_names

    name = get_month_names("abbreviated" if width == 3 else "wide", locale=language)[moment.month]
    return str(name)[0] if width == 5 else str(name)


def _weekday(moment: datetime, width: int, language: str) -> str:
    from babel.dates import get_day_names

    return str(get_day_names("abbreviated" if width == 3 else "wide", locale=language)[moment.weekday()])
