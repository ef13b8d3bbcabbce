"""The words of a formula as a sheet holds it: what refers to cells is told apart, the rest stays as it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from entracte.recipe.sheets.areas import CORNER, Area, area_of

_BEHIND = r"(?![\w(.\[!])"
_WORDS = re.compile(
    r"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<error>\#(?:N/A|VALUE!|REF!|DIV/0!|NUM!|NAME\?|NULL!|GETTING_DATA|SPILL!|CALC!))
    | (?P<sheet>(?:'(?:[^']|'')+'|(?:\[[0-9]+\])?[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!)
    | (?P<area>"""
    + CORNER
    + r"(?::"
    + CORNER
    + r")?"
    + _BEHIND
    + r"|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}"
    + _BEHIND
    + r"|\$?[0-9]{1,7}:\$?[0-9]{1,7}"
    + _BEHIND
    + r""")
    | (?P<function>[^\W\d][\w.]*(?=\s*\())
    | (?P<name>[^\W\d][\w.\\?]*)
    | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<space>\s+)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Piece:
    """A word of a formula and where it begins.

    `kind` is text, error, area, function, name, number, space, sign, or table (a structured reference, `inside` being
    what stands in its brackets). `sheet` is the sheet that is named before it, None where none is.
    """

    kind: str
    text: str
    at: int
    sheet: str | None = None
    area: Area | None = None
    inside: str = ""
    body_at: int = 0


def pieces(formula: str) -> list[Piece]:
    """The words of a formula without its `=`; one after the other they are the formula."""
    found: list[Piece] = []
    at = 0
    sheet: str | None = None
    start = 0
    while at < len(formula):
        begins = at if sheet is None else start
        if formula[at] == "[":
            end = _closed(formula, at)
            found.append(Piece("table", formula[begins:end], begins, sheet, inside=formula[at + 1 : end - 1]))
            at, sheet = end, None
            continue
        match = _WORDS.match(formula, at)
        assert match is not None and match.lastgroup is not None  # the last word is any sign
        kind, end = match.lastgroup, match.end()
        if kind == "sheet" and sheet is None:
            sheet, start, at = _unquoted(match[0]), at, end
            continue
        text = formula[begins:end]
        if kind == "area":
            area = area_of(match[0])
            found.append(Piece("area" if area else "name", text, begins, sheet, area, body_at=at))
        elif kind == "name" and formula[end : end + 1] == "[":
            closed = _closed(formula, end)
            found.append(Piece("table", formula[begins:closed], begins, match[0], inside=formula[end + 1 : closed - 1]))
            end = closed
        else:
            found.append(Piece(kind, text, begins, sheet, body_at=at))
        at, sheet = end, None
    return found if sheet is None else [*found, Piece("sign", formula[start:], start)]


def _unquoted(written: str) -> str:
    name = written.removesuffix("!")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _closed(formula: str, at: int) -> int:
    """Where the bracket that opens here closes."""
    depth = 0
    while at < len(formula):
        sign = formula[at]
        if sign == "'":
            at += 1
        elif sign == "[":
            depth += 1
        elif sign == "]":
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return len(formula)
