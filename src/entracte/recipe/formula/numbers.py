"""Numbers as text and text as numbers, as Excel converts them."""

from __future__ import annotations

import re
from functools import cache

from entracte.recipe.formula.dates import serial_of_date_parts, serial_of_parts
from entracte.recipe.formula.locales import LocaleForms, forms_of
from entracte.recipe.formula.terms import (
    NULL,
    Term,
    applied,
    block,
    choose,
    coalesce,
    every,
    literal,
    null,
    parameter,
    sql,
)

_A, _B = parameter("a"), parameter("b")


def general(number: Term) -> Term:
    """A number as text in the format General: fifteen significant digits, scientific beyond twenty characters."""
    return _text_of_constants(number) or applied(_GENERAL, number)


def _text_of_constants(number: Term) -> Term | None:
    """The same for a number that is one of some whole ones, whatever the row, such as the 0 of a blank."""
    results = number.results
    if results is None or not all(_is_short(each.arguments[0]) for each in results):
        return None
    otherwise, *texts = [each if each is NULL else literal(str(int(each.arguments[0]))) for each in results]
    return choose(*zip(number.arguments[1::2], texts, strict=True), otherwise=otherwise)


def _is_short(value: object) -> bool:
    return value is None or (isinstance(value, float) and value.is_integer() and abs(value) < 1e15)


def _general() -> Term:
    whole = every([sql("$a = FLOOR($a)", _A), sql("ABS($a) < 1e15", _A)])
    middle = every([sql("ABS($a) >= 1e-4", _A), sql("ABS($a) < 999999999999999e0", _A)])
    # few numbers are written otherwise: what is computed for them is null in the other rows, which costs little
    far = choose((whole, None), (middle, None), otherwise=sql("ABS($a)", _A))
    digits, exponent = _digits_15(far)
    sign = sql("CASE WHEN $a < 0e0 THEN '-' ELSE '' END", _A)
    shown = sql(
        "$a || SUBSTRING($b, 1, 1) || CASE WHEN LENGTH($b) > 1 THEN '.' ELSE '' END || SUBSTRING($b, 2) || "
        "CASE WHEN $c < 0 THEN 'E-' ELSE 'E+' END || "
        "CASE WHEN ABS($c) < 10 THEN '0' ELSE '' END || CAST(ABS($c) AS VARCHAR)",
        sign,
        digits,
        exponent,
    )
    small = sql("$a || '0.' || REPEAT('0', -1 - $c) || $b", sign, digits, exponent)
    large = sql("$a || RPAD($b, $c + 1, '0')", sign, digits, exponent)
    return choose(
        (whole, sql("CAST(TRY_CAST($a AS BIGINT) AS VARCHAR)", _A)),
        (middle, block("digits_15", _A)),
        # what is too small for a double of full precision is nothing to Excel
        (sql("ABS($a) < 2.2250738585072014e-308", _A), literal("0")),
        (sql("$a < 0 AND 1 - $a + LENGTH($b) <= 20", exponent, digits), small),
        (sql("$a >= 0 AND $a <= 19", exponent), large),
        otherwise=shown,
    )


def _digits_15(size: Term) -> tuple[Term, Term]:
    """The digits of a number above 0, fifteen without the zeros at the end, and the exponent of the first."""
    scientific = block("scientific_15", size)
    digits = sql("RTRIM(SUBSTRING($a, 1, 1) || SUBSTRING($a, 3, 14), '0')", scientific)
    return digits, sql("TRY_CAST(SUBSTRING($a, 18) AS INTEGER)", scientific)


_GENERAL = _general()


def fixed(number: Term, decimals: int) -> Term:
    """A number with so many decimals: of fifteen significant digits, as Excel has them, and zeros behind these."""
    return applied(_fixed(decimals), number)


@cache
def _fixed(decimals: int) -> Term:
    usual = sql("ABS($a) < $b", _A, 10.0 ** (15 - decimals))
    digits, exponent = _digits_15(choose((usual, None), otherwise=sql("ABS($a)", _A)))
    spelt = sql("REPEAT('0', -$b) || $a", digits, exponent)
    whole = sql("RPAD($a, GREATEST($b, 0) + 1, '0')", spelt, exponent)
    point = literal("." if decimals else "")
    behind = sql("RPAD(SUBSTRING($a, GREATEST($b, 0) + 2), $c, '0')", spelt, exponent, decimals)
    sign = sql("CASE WHEN $a < 0e0 THEN '-' ELSE '' END", _A)
    return choose(
        (usual, block("fixed", _A, decimals)), otherwise=sql("$a || $b || $c || $d", sign, whole, point, behind)
    )


PLAIN = r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?$"


WHOLE = "^[-+]?[0-9]+$"


def plain_number(text: Term) -> Term:
    """The number that a text is in its plain spelling, 1234.5; null where it is none."""
    return applied(_PLAIN_NUMBER, text)


_PLAIN_NUMBER = choose((block("matches", _A, PLAIN), block("number_of_plain", _A)))


def number_of_text(text: Term, locale: str) -> Term:
    """The number that a text reads as in a locale (amounts, shares, dates, times); null where it reads as none."""
    return applied(_number_definition(locale), text)


@cache
def _number_definition(locale: str) -> Term:
    forms = forms_of(locale)
    spelling = PLAIN if forms.decimal == "." else WHOLE
    plain = choose((block("matches", _A, spelling), block("number_of_plain", _A)))
    # what few rows need is computed from a text that is null in the others, which costs next to nothing
    unread = every([null(plain), block("matches", _A, "[0-9]")])
    other = choose((unread, sql("TRIM($a, ' \u00a0\u202f\t')", _A)))
    amount = _amount(other, forms)
    return coalesce(plain, amount, _moment(choose((null(amount), other)), forms))


def amount_of_text(text: Term, decimal: str, groups: tuple[str, ...]) -> Term:
    """A number in a spelling of its own (NUMBERVALUE, a declared column); null where it is none."""
    forms = LocaleForms(False, decimal, groups, "mdy", (), (), (), (), ())
    return applied(_amount(sql("TRIM($a)", _A), forms), text)


def _amount(text: Term, forms: LocaleForms) -> Term:
    """1,234.50, 5%, $5, (5), 1.5E3."""
    decimal = re.escape(forms.decimal)
    group = f"[{''.join(map(re.escape, forms.groups))}]"
    money = r"(?:[$€£¥]|CHF|EUR|USD|Fr\.)?\s*"
    digits = rf"([0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)?({decimal}[0-9]*)?"
    pattern = rf"^[-+]?\s*{money}[-+]?{digits}([eE][-+]?[0-9]{{1,3}})?\s*{money}%?$|^\({money}{digits}\)$"
    bare = block("replaced_all", text, rf"(CHF|EUR|USD|Fr\.)|[^0-9eE{decimal}+-]", "")
    spelt = bare if forms.decimal == "." else sql("REPLACE($a, $b, '.')", bare, forms.decimal)
    number = block("number_of_plain", spelt)
    share = choose((sql("$a LIKE '%\\%' ESCAPE '\\'", text), literal(100.0)), otherwise=literal(1.0))
    sign = choose((sql("$a LIKE '(%'", text), literal(-1.0)), otherwise=literal(1.0))
    return choose((block("matches", text, pattern), sql("$a * $b / $c", number, sign, share)))


_TIME = r"([0-9]{1,4}):([0-9]{1,2})(?::([0-9]{1,2}(?:\.[0-9]*)?))?(?:\s*([AaPp])\.?[Mm]\.?)?"
_NUMERIC_DATE = r"([0-9]{1,4})[-/]([0-9]{1,2})[-/]([0-9]{1,4})"
_DOTTED_DATE = _NUMERIC_DATE.replace("[-/]", "[-/.]")
_NAMED_DATE = r"([0-9]{1,2})\.?[-/. ]\s*(\pL+)\.?[-/., ]\s*([0-9]{2,4})"
_NAME_FIRST = r"(\pL+)\.?\s+([0-9]{1,2}),?\s+([0-9]{4})"


def date_of_text(text: Term, locale: str) -> Term:
    """The serial of the day that a text reads as in a locale; null where it reads as none."""
    return applied(_date(sql("TRIM($a)", _A), forms_of(locale)), text)


def time_of_text(text: Term) -> Term:
    """The share of a day that a text such as 10:30 reads as; null where it reads as none."""
    return applied(_time(sql("TRIM($a)", _A)), text)


def _moment(text: Term, forms: LocaleForms) -> Term:
    date = _date(text, forms)
    time = _time(text)
    return choose((sql("$a LIKE '%:%'", text), sql("COALESCE($a, 0e0) + $b", date, time)), otherwise=date)


def _group(text: Term, pattern: str, number: int) -> Term:
    return block("found_group", text, pattern, number)


def _whole(text: Term) -> Term:
    return block("number_of_plain", text)


def _date(text: Term, forms: LocaleForms) -> Term:
    behind = r"(?:(?:\s+|T)" + _TIME + r"Z?)?$"
    numeric = rf"^{_DOTTED_DATE if forms.dots else _NUMERIC_DATE}{behind}"
    named = rf"^{_NAMED_DATE}{behind}"
    first = rf"^{_NAME_FIRST}{behind}"
    one, two, three = (_whole(_group(text, numeric, number)) for number in (1, 2, 3))
    year_first = sql("LENGTH($a) >= 3", _group(text, numeric, 1))
    place = {letter: (one, two, three)[forms.order.index(letter)] for letter in "dmy"}
    by_numbers = choose(
        (
            block("matches", text, numeric),
            choose(
                (year_first, _checked(one, two, three)),
                otherwise=_checked(century(place["y"]), place["m"], place["d"]),
            ),
        )
    )
    named_date = choose(
        (
            block("matches", text, named),
            _checked(
                century(_whole(_group(text, named, 3))),
                month_number(_group(text, named, 2), forms),
                _whole(_group(text, named, 1)),
            ),
        ),
        (
            block("matches", text, first),
            _checked(
                _whole(_group(text, first, 3)),
                month_number(_group(text, first, 1), forms),
                _whole(_group(text, first, 2)),
            ),
        ),
    )
    return coalesce(by_numbers, named_date)


def _checked(year: Term, month: Term, day: Term) -> Term:
    """The serial of a date that exists."""
    return serial_of_date_parts(year, month, day)


def century(year: Term) -> Term:
    """A year of two digits: up to 29 it is of this century."""
    return sql("$a + CASE WHEN $a < 30e0 THEN 2000e0 WHEN $a < 100e0 THEN 1900e0 ELSE 0e0 END", year)


def month_number(name: Term, forms: LocaleForms) -> Term:
    """The number of a month by its name; null for any other word."""
    slots = ["|" + "|".join(names) + "|" for names in forms.months]
    width = max(map(len, slots))
    listed = "".join(slot.ljust(width) for slot in slots)
    found = block("position", listed, sql("'|' || LOWER($a) || '|'", name))
    return choose((sql("$a > 0", found), sql("CAST(FLOOR(($a - 1) / $b) + 1 AS DOUBLE)", found, float(width))))


def _time(text: Term) -> Term:
    pattern = rf"^(?:.*(?:\s|T))?{_TIME}Z?$"
    hour, minute, second = (_whole(_group(text, pattern, number)) for number in (1, 2, 3))
    half = sql("LOWER($a)", _group(text, pattern, 4))
    hours = choose(
        (sql("$a = ''", half), hour),
        (every([sql("$a = 'p'", half), sql("$a < 12e0", hour)]), sql("$a + 12e0", hour)),
        (every([sql("$a = 'a'", half), sql("$a = 12e0", hour)]), literal(0.0)),
        otherwise=hour,
    )
    total = sql("($a * 3600e0 + $b * 60e0 + COALESCE($c, 0e0)) / 86400e0", hours, minute, second)
    return choose(
        (
            every(
                [
                    block("matches", text, pattern),
                    sql("$a < 60e0", minute),
                    sql("COALESCE($a, 0e0) < 60e0", second),
                ]
            ),
            total,
        )
    )


def parts_serial(year: Term, month: Term, day: Term) -> Term:
    """The serial of parts that may be out of range; a year before 1900 counts from 1900."""
    return serial_of_parts(sql("$a + CASE WHEN $a < 1900e0 THEN 1900e0 ELSE 0e0 END", year), month, day)
