"""`TO_DATE` and `TO_TIMESTAMP`: dates spelled by a format of Oracle's become ISO dates, whole columns at a time."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_LANGUAGES = ("en", "fr", "de", "it", "es")
_NAME = r"[^\d/,;:\s-]+"
_SEPARATOR = r"[-/,.;:\s]*"
_ELEMENTS: dict[str, tuple[str, str]] = {
    "SYYYY": ("year", r"-?\d{4}"),
    "YYYY": ("year", r"\d{4}"),
    "RRRR": ("rounded", r"\d{4}|\d{2}"),
    "RR": ("rounded", r"\d{4}|\d{2}"),
    "YY": ("short", r"\d{2}"),
    "MONTH": ("name", _NAME),
    "MON": ("name", _NAME),
    "MM": ("month", r"\d{1,2}"),
    "DD": ("day", r"\d{1,2}"),
    "DAY": ("", _NAME),
    "DY": ("", _NAME),
    "HH24": ("hour", r"\d{1,2}"),
    "HH12": ("hour", r"\d{1,2}"),
    "HH": ("hour", r"\d{1,2}"),
    "MI": ("minute", r"\d{1,2}"),
    "SS": ("second", r"\d{1,2}"),
    "FF": ("fraction", r"\d{1,9}"),
    "A.M.": ("half", r"[AaPp]\.?[Mm]\.?"),
    "P.M.": ("half", r"[AaPp]\.?[Mm]\.?"),
    "AM": ("half", r"[AaPp]\.?[Mm]\.?"),
    "PM": ("half", r"[AaPp]\.?[Mm]\.?"),
    "TZH": ("zone", r"[+-]?\d{1,2}"),
    "TZM": ("zone_minute", r"\d{2}"),
    "TZR": ("region", r"\S+"),
}
_TIME = {"hour", "minute", "second", "fraction", "half", "zone", "zone_minute", "region"}
_PART = re.compile(
    r'(?P<literal>"[^"]*")|(?P<modifier>FM|FX)|(?P<fraction>FF[1-9]?)|(?P<element>'
    + "|".join(re.escape(name) for name in sorted(_ELEMENTS, key=len, reverse=True) if name != "FF")
    + r")|(?P<separator>[-/,.;:\sX]+)",
    re.IGNORECASE,
)


def iso_dates(texts: Any, date_format: str) -> Any:
    """Dates (a binary array) as `YYYY-MM-DD`, followed by the time if the text has one; null where not in the format.

    Two-digit years: `RR` means 1950 to 2049, `YY` the present century. Names of months are read in five languages.
    """
    pattern = date_pattern(date_format)
    if pattern is None:
        return pa.nulls(len(texts), pa.binary())
    found = pc.extract_regex(texts, pattern)
    parts = {field.name: pc.struct_field(found, field.name) for field in found.type}
    date = _date(parts)
    time = _time(parts)
    if date is None:
        return time if time is not None else pa.nulls(len(texts), pa.binary())
    if time is None:
        return date
    return pc.if_else(pc.equal(time, b""), date, pc.binary_join_element_wise(date, time, b" "))


@cache
def date_pattern(date_format: str) -> str | None:
    """A regular expression with a group for each element; None if the format has elements that are not known."""
    pattern, optional, position, seen = "", 0, 0, set()
    while position < len(date_format):
        part = _PART.match(date_format, position)
        if part is None:
            return None
        position = part.end()
        if part["separator"]:
            pattern += _SEPARATOR
        elif part["literal"]:
            pattern += re.escape(part["literal"][1:-1])
        elif not part["modifier"]:
            group, digits = _ELEMENTS["FF" if part["fraction"] else part["element"].upper()]
            if group in seen:
                return None
            seen.add(group)
            if group in _TIME:  # a text may be shorter than its format: midnight is meant
                pattern += "(?:"
                optional += 1
            pattern += _SEPARATOR + (f"(?P<{group}>{digits})" if group else digits)
    return f"(?s)^\\s*{pattern}{')?' * optional}\\s*$" if seen else None


def _date(parts: dict[str, Any]) -> Any:
    if "year" in parts:
        year = parts["year"]
    elif "rounded" in parts:
        year = _each_distinct(parts["rounded"], lambda text: _in_century(text, 50))
    elif "short" in parts:
        year = _each_distinct(parts["short"], lambda text: _in_century(text, 100))
    else:
        return None
    month = _each_distinct(parts["name"], _month) if "name" in parts else _padded(parts.get("month"), year)
    date = pc.binary_join_element_wise(year, month, _padded(parts.get("day"), year), b"-")
    return _each_distinct(date, _if_in_calendar)


def _time(parts: dict[str, Any]) -> Any:
    if "hour" not in parts:
        return None
    hour = parts["hour"]
    if "half" in parts:
        hour = _each_distinct(pc.binary_join_element_wise(hour, parts["half"], b" "), _hour_of_day)
    pieces = [_padded(hour, hour)] + [_padded(parts[name], hour) for name in ("minute", "second") if name in parts]
    time = pc.binary_join_element_wise(*pieces, b":")
    time = pc.replace_substring_regex(time, ":+$", "")
    for name, before in (("fraction", b"."), ("zone", b" "), ("zone_minute", b":"), ("region", b" ")):
        if name in parts:
            joined = pc.binary_join_element_wise(time, parts[name], before)
            time = pc.if_else(pc.equal(parts[name], b""), time, joined)
    return time


def _padded(part: Any, like: Any) -> Any:
    """Two digits; the first of the month or of the year where the format leaves it out."""
    if part is None:
        return pc.if_else(pc.is_null(like), pa.scalar(None, pa.binary()), pa.scalar(b"01", pa.binary()))
    return _each_distinct(part, lambda text: text.rjust(2, b"0") if text else text)


def _each_distinct(values: Any, function: Callable[[bytes], bytes | None]) -> Any:
    encoded = pc.dictionary_encode(values)
    meanings = pa.array([function(text.as_py()) for text in encoded.dictionary], pa.binary())
    return meanings.take(encoded.indices)


def _in_century(text: bytes, turn: int) -> bytes:
    if len(text) == 4:
        return text
    return (b"20" if int(text) < turn else b"19") + text


def _hour_of_day(text: bytes) -> bytes | None:
    hour, _, half = text.partition(b" ")
    if not half:
        return hour
    number = int(hour) % 12 + (12 if half[:1] in b"pP" else 0) if hour else 0
    return str(number).encode() if hour else None


def _if_in_calendar(text: bytes) -> bytes | None:
    try:
        return text if text.startswith(b"-") else datetime.date.fromisoformat(text.decode()).isoformat().encode()
    except ValueError:
        return None


def _month(text: bytes) -> bytes | None:
    name = _plain(text.decode("utf-8", "replace"))
    number = _months().get(name)
    if number is None and len(name) >= 3:
        number = next((number for full, number in _months().items() if full.startswith(name)), None)
    return f"{number:02d}".encode() if number else None


@cache
def _months() -> dict[str, int]:
    """The names of the months, long and short, in the five languages, without accents and dots."""
    from babel.dates import get_month_names

    names: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("abbreviated", "wide"):
            for number, name in get_month_names(width, locale=language).items():
                names.setdefault(_plain(name), number)
    return names


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in decomposed if letter.isalpha())
