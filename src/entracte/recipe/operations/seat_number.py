"""`seat_number`: a seat as the sales formats name it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, case, expression
from entracte.faults import Fault
from entracte.recipe.operations.blocks import any_of, group, matches, replaced, squeezed
from entracte.recipe.operations.contract import FAILED, Context, Done, Example, Operation, Parameter, ParameterKind
from entracte.recipe.operations.doubts import done_or_failed
from entracte.recipe.operations.patterns import groups
from entracte.recipe.operations.words import word_lists

_CODE = "^[^/]{1,8}$"
_ROW_AND_NUMBER = "^([A-Za-z]{1,3}|[0-9]{1,4}[A-Za-z]?)[ ,;:/.-]+([0-9]{1,4}[A-Za-z]?)$|^([A-Za-z]{1,3})([0-9]{1,4})$"


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    pattern = arguments["pattern"]
    if pattern is not None and groups(pattern) != 2:
        raise Fault(
            "bad-pattern",
            f"The regular expression {pattern} has {groups(pattern)} groups, but a seat has a row and a number.",
            hint="Write it with two groups: ([A-Z]+)-([0-9]+).",
        )
    cell = context.keep(_without_words(context.keep(squeezed(text))))
    if arguments["row"] is not None:
        row, number = _code(arguments["row"]), cell
    elif pattern is not None:
        row, number = group(cell, pattern, 1), group(cell, pattern, 2)
    else:
        row, number = (
            expression(
                "$one || $two", one=group(cell, _ROW_AND_NUMBER, place), two=group(cell, _ROW_AND_NUMBER, place + 2)
            )
            for place in (1, 2)
        )
    configuration, area, block = (_code(arguments[each]) for each in ("configuration", "area", "block"))
    row, number, configuration, area, block = map(context.keep, (row, number, configuration, area, block))
    complete = [matches(each, _CODE) for each in (configuration, area, row, number)]
    parts = [configuration, area, block, row, number]
    template = " || '/' || ".join(f"$part{place}" for place in range(5))
    seat = expression(template, **{f"part{place}": each for place, each in enumerate(parts)})
    conditions = [*complete, expression("NOT contains($block, '/')", block=block)]
    return done_or_failed(text, case((_all(conditions), seat)))


def _all(conditions: list[Expression]) -> Expression:
    """Whether all hold."""
    names = {f"c{place}": each for place, each in enumerate(conditions)}
    return expression(" AND ".join(f"${name}" for name in names), **names)


def _code(value: Expression) -> Expression:
    return expression("coalesce($code, '')", code=squeezed(value))


def _without_words(text: Expression) -> Expression:
    """The cell without the words for row and seat."""
    words = word_lists("seat_words")
    either = any_of(
        [spelt for kind in words.values() for each in kind for spelt in (each, each.capitalize(), each.upper())]
    )
    bare = replaced(text, f"(?:^|[ ,;:/.-])(?:{either})[ .:]+", " ")
    return case(
        (matches(text, r"[\p{L}°]{2}"), expression("trim($bare, ' ,;')", bare=replaced(bare, " +", " "))),
        otherwise=text,
    )


OPERATION = Operation(
    "seat_number",
    "Writes a seat as the sales formats name it: configuration, area, block, row and number, with a / between.",
    _apply,
    parameters=(
        Parameter("configuration", ParameterKind.VALUE, "the code of the physical configuration"),
        Parameter("area", ParameterKind.VALUE, "the code of the area"),
        Parameter("block", ParameterKind.VALUE, "the code of the block; none where the area has none", default=""),
        Parameter("row", ParameterKind.VALUE, "the row; without it the cell holds row and number", default=None),
        Parameter(
            "pattern",
            ParameterKind.PATTERN,
            "a regular expression with a group for the row and one for the number",
            default=None,
        ),
    ),
    examples=(
        Example("B-64", "Away/Loges/Cour/B/64", {"configuration": "Away", "area": "Loges", "block": "Cour"}),
        Example("B64", "Away/Loges//B/64", {"configuration": "Away", "area": "Loges"}),
        Example("Rang B Place 64", "Away/Loges//B/64", {"configuration": "Away", "area": "Loges"}),
        Example("Reihe 12, Platz 7", "HALL/PARKETT//12/7", {"configuration": "HALL", "area": "PARKETT"}),
        Example(
            "64",
            "Away/Loges//B/64",
            {"configuration": "Away", "area": "Loges", "row": "[@RANG]"},
            columns={"RANG": "B"},
        ),
        Example(
            "12@7",
            "H/P//12/7",
            {"configuration": "H", "area": "[@ZONE]", "pattern": "([0-9]+)@([0-9]+)"},
            columns={"ZONE": "P"},
        ),
        Example("64", None, {"configuration": "Away", "area": "Loges"}, finding=FAILED),
        Example(
            "64",
            None,
            {"configuration": "Away", "area": "Loges", "row": "[@RANG]"},
            finding=FAILED,
            columns={"RANG": None},
        ),
        Example("B/6/4", None, {"configuration": "Away", "area": "Loges"}, finding=FAILED),
        Example(None, None, {"configuration": "Away", "area": "Loges"}),
    ),
)
