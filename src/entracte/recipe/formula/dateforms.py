"""Spellings of dates and times in Excel's format codes: dd.mm.yyyy, mmmm d, h:mm AM/PM."""

from __future__ import annotations

import re
from dataclasses import dataclass

from entracte.recipe.formula.dates import (
    day_of,
    day_of_moment,
    month_of,
    seconds_of,
    serial_of_date_parts,
    weekday_of,
    year_of,
)
from entracte.recipe.formula.locales import forms_of
from entracte.recipe.formula.terms import (
    Term,
    applied,
    block,
    choose,
    concatenated,
    every,
    literal,
    parameter,
    sql,
)

_A = parameter("a")
_CODES = re.compile(
    r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[\$-([0-9A-Fa-f]+)\]|(\[[hH]+\]|\[[mM]+\]|\[[sS]+\])|([aA][mM]/[pP][mM]|[aA]/[pP])'
    r"|(\.0+)|([yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[jJ]+|[tT]+|[gG]+|[aA]+|[eE]+)|(.)",
    re.DOTALL,
)
_LETTERS = {"fr": {"j": "d", "a": "y"}, "de": {"t": "d", "j": "y"}, "it": {"g": "d", "a": "y"}, "es": {"a": "y"}}
_LANGUAGES = {
    "409": "en", "809": "en-GB", "40c": "fr", "100c": "fr-CH", "407": "de", "807": "de-CH", "410": "it", "810": "it-CH",
    "40a": "es", "c0a": "es", "413": "nl", "816": "pt",
}  # fmt: skip


@dataclass(frozen=True)
class Code:
    """A piece of a form.

    `kind` is y, m, d, h, n (minutes), s, f (parts of a second), p (AM/PM), e (elapsed hours and so on) or `literal`.
    """

    kind: str
    text: str


def read_form(form: str, locale: str) -> tuple[list[Code], str]:
    """The pieces of a form, and the locale of its names."""
    letters = _LETTERS.get(locale[:2], {})
    codes: list[Code] = []
    for match in _CODES.finditer(form):
        quoted, escaped, padding, filled, language, elapsed, half, fraction, run, other = match.groups()
        if language:
            locale = _LANGUAGES.get(language.lower().lstrip("0"), locale)
        elif half:
            codes.append(Code("p", half))
        elif elapsed:
            codes.append(Code("e", elapsed[1:-1].lower()))
        elif fraction and codes and codes[-1].kind == "s":
            codes.append(Code("f", fraction))
        elif run and (letter := letters.get(run[0].lower(), run[0].lower())) in "ymdhs":
            codes.append(Code(letter, letter * len(run)))
        elif not filled:
            codes.append(
                Code(
                    "literal",
                    next(part for part in (quoted, escaped, padding and " ", fraction, run, other) if part is not None),
                )
            )
    return _minutes(codes), locale


def _minutes(codes: list[Code]) -> list[Code]:
    """An m after hours or before seconds is minutes."""
    clock = [index for index, code in enumerate(codes) if code.kind in "ymdhspe"]
    found = list(codes)
    for place, index in enumerate(clock):
        if codes[index].kind != "m" or len(codes[index].text) > 2:
            continue
        before = found[clock[place - 1]] if place else None
        after = codes[clock[place + 1]] if place + 1 < len(clock) else None
        if (before and (before.kind == "h" or (before.kind == "e" and before.text[0] == "h"))) or (
            after and after.kind == "s"
        ):
            found[index] = Code("n", codes[index].text)
    return found


def is_date_form(form: str, locale: str) -> bool:
    """Whether a form speaks of dates or times."""
    codes, _ = read_form(form, locale)
    return any(code.kind in "ymdhnse" for code in codes if code.kind != "literal")


def serial_as(serial: Term, form: str, locale: str) -> Term:
    """A serial that is checked to be in range, spelt in a form."""
    codes, locale = read_form(form, locale)
    forms = forms_of(locale)
    half = any(code.kind == "p" for code in codes)
    fine = max((len(code.text) - 1 for code in codes if code.kind == "f"), default=0)
    clock = any(code.kind in "hns" for code in codes if code.kind != "literal") and not fine
    day = day_of_moment(_A) if clock else _A
    pieces: list[Term] = []
    for code in codes:
        if code.kind == "literal":
            pieces.append(literal(code.text))
        elif code.kind == "y":
            year = _padded(year_of(day), 4)
            pieces.append(year if len(code.text) > 2 else sql("SUBSTRING($a, 3, 2)", year))
        elif code.kind == "m":
            pieces.append(_month(code, day, forms.months_wide, forms.months_short))
        elif code.kind == "d":
            pieces.append(_day(code, day, forms.days_wide, forms.days_short))
        else:
            pieces.append(_clock(code, half, fine))
    return applied(concatenated(*pieces), serial)


def _padded(number: Term, width: int) -> Term:
    text = sql("CAST(CAST($a AS BIGINT) AS VARCHAR)", number)
    return text if width < 2 else sql(f"LPAD($a, CAST(GREATEST({width}, LENGTH($a)) AS INTEGER), '0')", text)


def _one_of(number: Term, names: tuple[str, ...]) -> Term:
    return choose(*((sql("$a = $b", number, float(index + 1)), literal(name)) for index, name in enumerate(names)))


def _month(code: Code, day: Term, wide: tuple[str, ...], short: tuple[str, ...]) -> Term:
    month = month_of(day)
    if len(code.text) <= 2:
        return _padded(month, len(code.text))
    names = short if len(code.text) == 3 else wide
    return _one_of(month, tuple(name[0] for name in names) if len(code.text) == 5 else names)


def _day(code: Code, day: Term, wide: tuple[str, ...], short: tuple[str, ...]) -> Term:
    if len(code.text) <= 2:
        return _padded(day_of(day), len(code.text))
    return _one_of(weekday_of(day), short if len(code.text) == 3 else wide)


def _clock(code: Code, half: bool, fine: int) -> Term:
    scale = 10.0**fine
    ticks = sql(f"ROUND($a * {86400.0 * scale!r})", _A)
    whole = (
        seconds_of(_A) if not fine else sql(f"FLOOR($a / {scale!r}) - 86400e0 * FLOOR($a / {86400.0 * scale!r})", ticks)
    )
    if code.kind == "h":
        hour = sql("FLOOR($a / 3600e0)", whole)
        shown = (
            sql("$a - 12e0 * FLOOR($a / 12e0) + CASE WHEN $a IN (0e0, 12e0) THEN 12e0 ELSE 0e0 END", hour)
            if half
            else hour
        )
        return _padded(shown, len(code.text))
    if code.kind == "n":
        return _padded(sql("FLOOR($a / 60e0) - 60e0 * FLOOR($a / 3600e0)", whole), len(code.text))
    if code.kind == "s":
        return _padded(sql("$a - 60e0 * FLOOR($a / 60e0)", whole), len(code.text))
    if code.kind == "f":
        part = sql(f"$a - {scale!r} * FLOOR($a / {scale!r})", ticks)
        return sql("'.' || $a", _padded(part, fine))
    if code.kind == "p":
        morning, evening = code.text.upper().split("/") if len(code.text) > 3 else code.text.split("/")
        return choose((sql("$a < 43200e0", whole), literal(morning)), otherwise=literal(evening))
    unit = {"h": 3600.0, "m": 60.0, "s": 1.0}[code.text[0]]
    return _padded(sql(f"FLOOR(ROUND($a * 86400e0) / {unit!r})", _A), len(code.text))


def serial_in_form(text: Term, form: str, locale: str) -> Term:
    """The serial of a text that is spelt in a form such as dd.mm.yyyy; null where it is not."""
    return applied(_reading(form, locale), text)


def _reading(form: str, locale: str) -> Term:
    from entracte.recipe.formula.numbers import century, month_number

    codes, locale = read_form(form, locale)
    pattern = "^"
    groups: dict[str, int] = {}
    for code in codes:
        if code.kind == "literal":
            pattern += re.escape(code.text)
            continue
        groups[code.kind] = len(groups) + 1
        pattern += {
            "y": r"([0-9]{4})" if len(code.text) > 2 else r"([0-9]{2})",
            "m": r"([0-9]{1,2})" if len(code.text) < 3 else r"(\pL+)\.?",
            "p": r"([AaPp])[Mm]?",
            "f": r"(\.[0-9]*)",
        }.get(code.kind, r"([0-9]{1,2})")
    pattern += "$"

    def part(kind: str, missing: float) -> Term:
        if kind not in groups:
            return literal(missing)
        return block("number_of_plain", block("found_group", _A, pattern, groups[kind]))

    named = any(code.kind == "m" and len(code.text) > 2 for code in codes)
    month = month_number(block("found_group", _A, pattern, groups["m"]), forms_of(locale)) if named else part("m", 1)
    date = serial_of_date_parts(century(part("y", 1900)), month, part("d", 1))
    hour = part("h", 0)
    if "p" in groups:
        half = sql("LOWER($a)", block("found_group", _A, pattern, groups["p"]))
        hour = sql("$a - 12e0 * FLOOR($a / 12e0) + CASE WHEN $b = 'p' THEN 12e0 ELSE 0e0 END", hour, half)
    clock = sql("($a * 3600e0 + $b * 60e0 + $c) / 86400e0", hour, part("n", 0), part("s", 0))
    has_date = any(kind in groups for kind in "ymd")
    has_clock = any(kind in groups for kind in "hns")
    value = sql("$a + $b", date, clock) if has_date and has_clock else clock if has_clock else date
    return choose((every([block("matches", _A, pattern)]), value))
