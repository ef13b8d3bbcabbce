"""A formula of a sheet in the language of recipes: references become columns and tables, the rest stays as it is."""

from __future__ import annotations

import re
from typing import Protocol

from entracte.faults import Fault
from entracte.recipe.sheets.areas import Area
from entracte.recipe.sheets.words import Piece, pieces

_PREFIX = re.compile(r"^(?:_xlfn\.|_xlws\.|_xludf\.)+", re.IGNORECASE)
_PARAMETER = re.compile(r"\$(?=\{[^{}]*\})")
_OF_LET = "_xlpm."
_SPECIAL = re.compile(r"[\[\]#'@]")
_VARIADIC = frozenset({"SUM", "CONCAT", "TEXTJOIN", "COUNTA", "COUNT", "MAX", "MIN", "AVERAGE", "AND", "OR", "PRODUCT"})


class Resolver(Protocol):
    """What the references of a formula mean in a recipe; raises faults for those that mean nothing there."""

    def area(self, sheet: str | None, area: Area) -> str:
        """Cells by their place."""

    def listed(self, sheet: str | None, area: Area) -> str | None:
        """Cells side by side that a function may as well get one by one; None where they stay together."""

    def table(self, name: str, inside: str) -> str:
        """A structured reference."""

    def name(self, name: str) -> str | None:
        """A defined name; None for one that the formula itself defines (LET)."""


def translate(formula: str, resolver: Resolver) -> str:
    """The formula of a recipe, with its `=`. Raises the faults of the resolver, and `other-workbook`."""
    words = pieces(formula)
    return "=" + "".join(_word(words, place, resolver) for place in range(len(words))).strip()


def column_reference(name: str) -> str:
    """This row's value of a column: `[@NAME]`, or `[@[a name]]`."""
    return f"[@{_inner(name)}]"


def table_reference(table: str, first: str, last: str, part: str = "") -> str:
    """Whole columns of a table: `table[NAME]`, `table[[FIRST]:[LAST]]`; `part` is `#Headers` or nothing."""
    one = f"[{_escaped(first)}]"
    several = one if first == last else f"{one}:[{_escaped(last)}]"
    if part:
        return f"{table}[[{part}],{several}]"
    return f"{table}{one}" if first == last else f"{table}[{several}]"


def row_reference(first: str, last: str) -> str:
    """This row's values of columns side by side: `[@[FIRST]:[LAST]]`."""
    return f"[@[{_escaped(first)}]:[{_escaped(last)}]]"


def as_itself(text: str) -> str:
    """A text in which nothing stands for a parameter: `${name}` is written `$${name}`."""
    return _PARAMETER.sub("$$", text)


def _inner(name: str) -> str:
    return name if re.fullmatch(r"[^\W\d]\w*", name) else f"[{_escaped(name)}]"


def _escaped(name: str) -> str:
    return as_itself(_SPECIAL.sub(lambda found: "'" + found[0], name))


def _word(words: list[Piece], place: int, resolver: Resolver) -> str:
    piece = words[place]
    _refuse_other_workbook(piece)
    if piece.area is not None:
        return _area(words, place, piece.area, resolver)
    if piece.kind == "table":
        return resolver.table(piece.sheet or "", piece.inside)
    if piece.kind in {"name", "function"}:
        return _named(words, place, resolver) if piece.kind == "name" else _function(words, place)
    if piece.kind == "text":
        return as_itself(piece.text)
    if piece.kind == "space":
        return " "
    of_truth = (piece.text == "(" and _is_truth(words, place - 1)) or (
        piece.text == ")" and _is_truth(words, place - 2)
    )
    return "" if of_truth else piece.text


def _refuse_other_workbook(piece: Piece) -> None:
    """Other workbooks are told by a number in brackets, `[1]Sheet!A1`; several sheets as `First:Last!A1`."""
    is_number = piece.kind == "table" and piece.sheet is None and piece.text.strip("[]").isdecimal()
    if is_number or (piece.kind in {"area", "name"} and {"[", ":"} & set(piece.sheet or "")):
        raise Fault(
            "other-workbook",
            "It refers to another workbook, or to several sheets at once.",
            hint="Copy what is meant into one sheet of this workbook, and refer to it there.",
        )


def _area(words: list[Piece], place: int, area: Area, resolver: Resolver) -> str:
    sheet = words[place].sheet
    listed = resolver.listed(sheet, area) if _argument_of(words, place) in _VARIADIC else None
    return resolver.area(sheet, area) if listed is None else listed


def _named(words: list[Piece], place: int, resolver: Resolver) -> str:
    piece = words[place]
    if piece.text.lower().startswith(_OF_LET):
        return piece.text[len(_OF_LET) :]
    if piece.text.upper() in {"TRUE", "FALSE"}:
        return piece.text.upper()
    found = resolver.name(piece.text)
    return piece.text if found is None else found


def _function(words: list[Piece], place: int) -> str:
    name = _PREFIX.sub("", words[place].text)
    return "" if name.upper() == "SINGLE" else name


def _is_truth(words: list[Piece], place: int) -> bool:
    """Whether TRUE() or FALSE() stands there, which is written TRUE here."""
    if place < 0 or words[place].kind != "function" or words[place].text.upper() not in {"TRUE", "FALSE"}:
        return False
    return [each.text for each in words[place + 1 : place + 3]] == ["(", ")"]


def _argument_of(words: list[Piece], place: int) -> str:
    """The function of which a word is a whole argument; empty where it is part of something else."""
    before = next((each for each in reversed(words[:place]) if each.kind != "space"), None)
    behind = next((each for each in words[place + 1 :] if each.kind != "space"), None)
    if before is None or behind is None or before.text not in {"(", ","} or behind.text not in {",", ")"}:
        return ""
    depth = 0
    for at in range(place - 1, -1, -1):
        sign = words[at].text if words[at].kind == "sign" else ""
        depth += (sign == ")") - (sign == "(")
        if depth < 0:
            return _PREFIX.sub("", words[at - 1].text).upper() if at and words[at - 1].kind == "function" else ""
    return ""
