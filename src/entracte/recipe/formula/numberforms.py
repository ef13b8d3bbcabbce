"""Format codes of numbers, as TEXT has them: 00000, #,##0.00, 0.0%, 0.00E+00, sections, literals."""

from __future__ import annotations

import re
from dataclasses import dataclass

from entracte.faults import Fault
from entracte.recipe.formula.dateforms import is_date_form, serial_as
from entracte.recipe.formula.dates import in_range
from entracte.recipe.formula.numbers import fixed, general
from entracte.recipe.formula.rounding import rounded
from entracte.recipe.formula.terms import (
    NULL,
    Term,
    applied,
    block,
    choose,
    concatenated,
    literal,
    negated,
    null,
    parameter,
    sql,
)

_A = parameter("a")
_PIECES = re.compile(
    r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[([^\]]*)\]|([eE][+-]0+)|(General)|([0#?])|([.,%@/])|(.)', re.DOTALL | re.IGNORECASE
)
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)(-?[0-9.]+)")


@dataclass(frozen=True)
class _Piece:
    kind: str  # literal, digit, sign (one of . , % @ /), exponent, general
    text: str


@dataclass(frozen=True)
class _Section:
    text: str
    pieces: tuple[_Piece, ...]
    condition: tuple[str, float] | None


def formatted(value_text: Term | None, number: Term | None, form: str, locale: str) -> Term:
    """A number or a text in a format code; null where it cannot be (a day that is out of range)."""
    sections = [_section(part) for part in _split(form)]
    text_section = sections.pop() if len(sections) > 3 or (sections and _is_text(sections[-1])) else None
    parts: list[tuple[Term, Term]] = []
    if number is not None:
        parts.append((negated(null(number)), applied(_number(sections, locale), number)))
    shown = NULL if value_text is None else _of_text(value_text, text_section)
    return choose(*parts, otherwise=shown)


def _split(form: str) -> list[str]:
    parts: list[str] = [""]
    for match in re.finditer(r'"[^"]*"?|\\.?|\[[^\]]*\]?|.', form, re.DOTALL):
        if match[0] == ";":
            parts.append("")
        else:
            parts[-1] += match[0]
    return parts


def _section(text: str) -> _Section:
    pieces: list[_Piece] = []
    condition: tuple[str, float] | None = None
    for match in _PIECES.finditer(text):
        quoted, escaped, padding, filled, bracket, exponent, named, digit, sign, other = match.groups()
        if bracket is not None:
            found = _CONDITION.fullmatch(bracket)
            condition = (found[1], float(found[2])) if found else condition
            if bracket.startswith("$") and not bracket.startswith("$-"):
                pieces.append(_Piece("literal", bracket[1:].split("-")[0]))
        elif exponent:
            pieces.append(_Piece("exponent", exponent))
        elif named:
            pieces.append(_Piece("general", named))
        elif digit:
            pieces.append(_Piece("digit", digit))
        elif sign:
            pieces.append(_Piece("sign", sign))
        elif not filled:
            text_of = next(part for part in (quoted, escaped, padding and " ", other) if part is not None)
            pieces.append(_Piece("literal", text_of))
    return _Section(text, tuple(pieces), condition)


def _is_text(section: _Section) -> bool:
    return any(piece == _Piece("sign", "@") for piece in section.pieces)


def _of_text(text: Term, section: _Section | None) -> Term:
    if section is None:
        return text
    parts = [text if piece.text == "@" else literal(piece.text) for piece in section.pieces]
    return applied(concatenated(*(_A if part is text else part for part in parts)), text)


def _number(sections: list[_Section], locale: str) -> Term:
    """A definition: by sign, or by the conditions that sections bring."""
    if not sections:
        return general(_A)
    size = sql("ABS($a)", _A)
    if sections[0].condition:
        branches = []
        for section in sections:
            if section.condition:
                operator, limit = section.condition
                branches.append((sql(f"$a {operator} $b", _A, limit), _signed(section, locale)))
        rest = [section for section in sections if not section.condition]
        return choose(*branches, otherwise=_signed(rest[-1], locale) if rest else literal("#"))
    if len(sections) == 1:
        return _signed(sections[0], locale)
    zero = sections[2] if len(sections) > 2 else sections[0]
    return choose(
        (sql("$a > 0e0", _A), _shown(sections[0], _A, locale)),
        (sql("$a < 0e0", _A), _shown(sections[1], size, locale)),
        otherwise=_shown(zero, _A, locale),
    )


def _signed(section: _Section, locale: str) -> Term:
    if _is_date(section, locale):
        return _shown(section, _A, locale)
    shown = _shown(section, sql("ABS($a)", _A), locale)
    return choose((sql("$a < 0e0", _A), concatenated(literal("-"), shown)), otherwise=shown)


def _is_date(section: _Section, locale: str) -> bool:
    named = any(piece.kind == "general" for piece in section.pieces)
    digits = any(piece.kind == "digit" and piece.text != "0" for piece in section.pieces)
    return not named and not digits and is_date_form(section.text, locale)


def _shown(section: _Section, number: Term, locale: str) -> Term:
    """A section applied to a number that is not negative."""
    if _is_date(section, locale):
        return applied(choose((in_range(_A), serial_as(_A, section.text, locale))), number)
    if any(piece.kind == "general" for piece in section.pieces):
        return concatenated(
            *(general(number) if piece.kind == "general" else literal(piece.text) for piece in section.pieces)
        )
    if any(piece.kind == "exponent" for piece in section.pieces):
        return _scientific(section, number)
    if any(piece == _Piece("sign", "/") for piece in section.pieces) and any(
        piece.kind == "digit" for piece in section.pieces
    ):
        raise Fault("wrong-argument", f"TEXT cannot write fractions ({section.text}).", hint="Use decimals: 0.00.")
    return _plain(section, number)


def _scientific(section: _Section, number: Term) -> Term:
    exponent = next(piece for piece in section.pieces if piece.kind == "exponent").text
    before = section.text[: section.text.index(exponent)]
    decimals = len(before.split(".")[1]) if "." in before else 0
    # what is too small for a double of full precision is nothing to Excel
    tiny = sql("ABS($a) < 2.2250738585072014e-308", number)
    spelt = block("scientific_15", choose((tiny, literal(0.0)), otherwise=number))
    digits_15 = block("number_of_plain", sql("SUBSTRING($a, 1, 16)", spelt))
    leading = rounded(digits_15, literal(float(decimals)), "half")
    mantissa = fixed(choose((sql("$a >= 10e0", leading), literal(1.0)), otherwise=leading), decimals)
    power = sql("TRY_CAST(SUBSTRING($a, 18) AS INTEGER) + CASE WHEN $b >= 10e0 THEN 1 ELSE 0 END", spelt, leading)
    width = exponent.count("0")
    digits = sql(
        f"LPAD(CAST(ABS($a) AS VARCHAR), CAST(GREATEST({width}, LENGTH(CAST(ABS($a) AS VARCHAR))) AS INTEGER), '0')",
        power,
    )
    plus = "+" if "+" in exponent else ""
    sign = choose((sql("$a < 0", power), literal(exponent[0] + "-")), otherwise=literal(exponent[0] + plus))
    return concatenated(mantissa, sign, digits)


def _plain(section: _Section, number: Term) -> Term:
    pieces = list(section.pieces)
    point = next((place for place, piece in enumerate(pieces) if piece == _Piece("sign", ".")), None)
    before = pieces if point is None else pieces[:point]
    after = [] if point is None else pieces[point + 1 :]
    digits = [place for place, piece in enumerate(before) if piece.kind == "digit"]
    percents = sum(piece == _Piece("sign", "%") for piece in pieces)
    commas = [place for place, piece in enumerate(before) if piece == _Piece("sign", ",")]
    grouped = any(digits and digits[0] < place < digits[-1] for place in commas)
    last = max((place for place, piece in enumerate(pieces) if piece.kind == "digit"), default=0)
    behind = [place for place, piece in enumerate(pieces) if piece == _Piece("sign", ",") and place > last]
    thousands = len(behind) + (len([place for place in commas if digits and place > digits[-1]]) if after else 0)
    scaled = sql("$a * $b", number, 100.0**percents / 1000.0**thousands) if percents or thousands else number
    decimals = sum(piece.kind == "digit" for piece in after)
    spelt = fixed(rounded(scaled, literal(float(decimals)), "half"), decimals)
    whole = sql(f"SUBSTRING($a, 1, LENGTH($a) - {decimals + 1})", spelt) if decimals else spelt
    shown = [*_whole(before, whole, grouped)]
    if point is not None:
        shown += [literal("."), *_decimals(after, spelt, decimals)]
    return concatenated(*shown) if shown else literal("")


def _whole(pieces: list[_Piece], whole: Term, grouped: bool) -> list[Term]:
    """The digits before the point, between the literals that stand among them."""
    places = [place for place, piece in enumerate(pieces) if piece.kind == "digit"]
    least = len(places) - next((index for index, place in enumerate(places) if pieces[place].text == "0"), len(places))
    none = sql("CASE WHEN $a = '0' THEN '' ELSE $a END", whole) if not least else whole
    padded = none if least < 2 else sql(f"LPAD($a, CAST(GREATEST({least}, LENGTH($a)) AS INTEGER), '0')", none)
    spaces = sum(pieces[place].text == "?" for place in places[: len(places) - least])
    if spaces:
        padded = sql(f"LPAD($a, CAST(GREATEST({least + spaces}, LENGTH($a)) AS INTEGER), ' ')", padded)
    inner = [pieces[place] for place in range(places[0], places[-1])] if places else []
    if grouped:
        padded = block("thousands", padded)
    if grouped or not any(piece.kind == "literal" for piece in inner):
        shown: list[Term] = []
        for place, piece in enumerate(pieces):
            if places and place == places[0]:
                shown.append(padded)
            elif piece.kind == "literal" or piece.text == "%":
                shown.append(literal(piece.text))
        return shown
    return _spread(pieces, places, padded)


def _spread(pieces: list[_Piece], places: list[int], digits: Term) -> list[Term]:
    shown: list[Term] = []
    count = len(places)
    for place, piece in enumerate(pieces):
        if piece.kind == "digit":
            left = count - places.index(place)
            if left == count:
                shown.append(sql(f"SUBSTRING($a, 1, GREATEST(LENGTH($a) - {count - 1}, 0))", digits))
            else:
                shown.append(
                    sql(
                        f"CASE WHEN LENGTH($a) >= {left} THEN SUBSTRING($a, LENGTH($a) - {left - 1}, 1) ELSE '' END",
                        digits,
                    )
                )
        elif piece.kind == "literal" or piece.text == "%":
            shown.append(literal(piece.text))
    return shown


def _decimals(pieces: list[_Piece], spelt: Term, decimals: int) -> list[Term]:
    """The digits behind the point; those of # at the end only where they are not 0."""
    places = [place for place, piece in enumerate(pieces) if piece.kind == "digit"]
    least = next((len(places) - index for index, place in enumerate(reversed(places)) if pieces[place].text == "0"), 0)
    shown: list[Term] = []
    if places:
        digits = sql(f"SUBSTRING($a, LENGTH($a) - {decimals - 1})", spelt)
        if least == decimals:
            shown.append(digits)
        else:
            fixed = sql(f"SUBSTRING($a, 1, {least})", digits)
            loose = sql(f"RTRIM(SUBSTRING($a, {least + 1}), '0')", digits)
            if any(pieces[place].text == "?" for place in places[least:]):
                loose = sql(f"RPAD($a, {decimals - least}, ' ')", loose)
            shown.append(concatenated(fixed, loose) if least else loose)
    for piece in pieces:
        if piece.kind == "literal" or piece.text == "%":
            shown.append(literal(piece.text))
    return shown
