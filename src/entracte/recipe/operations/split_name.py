"""`split_name`: first and last name out of one column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.operations.blocks import any_of, blank_to_null, group, matches, squeezed
from entracte.recipe.operations.contract import Context, Done, Example, Found, Operation, Parameter, ParameterKind
from entracte.recipe.operations.doubts import UNSURE
from entracte.recipe.operations.words import word_lists

FIRST, LAST = "first", "last"
_FIRST_LAST, _LAST_FIRST = "first last", "last first"

_Way = tuple[str, tuple[int, int]]
"""A pattern, and its groups that are the first and the last name."""

_SHOUTED = r"[\p{Lu}][\p{Lu}'’.-]*[\p{Lu}]"
_COMMA = r"^([^,]*[^, ]) ?, ?([^,]+)$"


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> dict[str, Done]:
    # a particle and its blank, in small letters, with a capital, or all in capitals
    particles = any_of([spelt for each in word_lists("particles")["all"] for spelt in _spellings(each)])
    before = f"(?:(?:{particles}) )*"
    ways: tuple[_Way, ...] = (
        (_COMMA, (2, 1)),
        (rf"^({before}{_SHOUTED}(?: {_SHOUTED})*) ([^,]*[\p{{Ll}}][^,]*)$", (2, 1)),
        (rf"^([^,]*[\p{{Ll}}][^ ,]*) ({before}{_SHOUTED}(?: {_SHOUTED})*)$", (1, 2)),
    )
    stated: _Way
    if arguments["order"] == _LAST_FIRST:
        stated = (rf"^({before}[^ ,]+) ([^,]+)$", (2, 1))
        clear = rf"^{before}[^ ,]+ [^ ,]+$"
    else:
        stated = (rf"^([^,]+?) ({before}[^ ,]+)$", (1, 2))
        clear = rf"^[^ ,]+ {before}[^ ,]+$"
    alone = rf"^{before}[^ ,]+$"

    name = context.keep(squeezed(text))
    fitting = [(context.keep(matches(name, way[0])), way) for way in ways]
    is_alone = context.keep(matches(name, alone))
    fits_stated = context.keep(matches(name, stated[0]))

    def part(which: int) -> Expression:
        """The first (1) or last (2) name."""
        cases = [(fits, group(name, way[0], way[1][which - 1])) for fits, way in fitting]
        only = (is_alone, name if which == 2 else exp.null())
        by_order = (fits_stated, group(name, stated[0], stated[1][which - 1]))
        return blank_to_null(case(cases[0], only, *cases[1:], by_order, otherwise=name if which == 2 else None))

    told = expression("$one OR $two OR $three", one=fitting[0][0], two=fitting[1][0], three=fitting[2][0])
    unsure = expression(
        "NOT ($told OR $alone OR $clear)", told=told, alone=is_alone, clear=context.keep(matches(name, clear))
    )
    return {FIRST: Done(part(1)), LAST: Done(part(2), (Found(UNSURE, unsure),))}


def _spellings(particle: str) -> tuple[str, ...]:
    return (particle, particle.capitalize(), particle.title(), particle.upper())


OPERATION = Operation(
    "split_name",
    "Takes the first or last name out of a cell that has both; a comma or capitals tell which, else the order stated.",
    _apply,
    parameters=(
        Parameter(
            "order",
            ParameterKind.CHOICE,
            "which comes first where neither a comma nor capitals tell",
            choices=(_FIRST_LAST, _LAST_FIRST),
        ),
    ),
    examples=(
        Example("Jean Martin", "Martin", {"part": LAST, "order": _FIRST_LAST}),
        Example("Jean Martin", "Jean", {"part": FIRST, "order": _FIRST_LAST}),
        Example("Martin Jean", "Martin", {"part": LAST, "order": _LAST_FIRST}),
        Example("DUPONT Marie-Claire", "DUPONT", {"part": LAST, "order": _FIRST_LAST}),
        Example("DUPONT Marie-Claire", "Marie-Claire", {"part": FIRST, "order": _FIRST_LAST}),
        Example("Marie DE LA TOUR", "DE LA TOUR", {"part": LAST, "order": _LAST_FIRST}),
        Example("Dupont, Marie Claire", "Marie Claire", {"part": FIRST, "order": _FIRST_LAST}),
        Example("van der Berg Jan", "van der Berg", {"part": LAST, "order": _LAST_FIRST}),
        Example("Jan van der Berg", "Jan", {"part": FIRST, "order": _FIRST_LAST}),
        Example("Ludwig von und zu Stein", "von und zu Stein", {"part": LAST, "order": _FIRST_LAST}),
        Example("Jean d'Ormesson", "d'Ormesson", {"part": LAST, "order": _FIRST_LAST}),
        Example("Ana García Lorca", "Lorca", {"part": LAST, "order": _FIRST_LAST}, finding=UNSURE),
        Example("Ana García Lorca", "Ana García", {"part": FIRST, "order": _FIRST_LAST}),
        Example("de Gaulle", "de Gaulle", {"part": LAST, "order": _FIRST_LAST}),
        Example("de Gaulle", None, {"part": FIRST, "order": _FIRST_LAST}),
        Example("Madonna", "Madonna", {"part": LAST, "order": _FIRST_LAST}),
        Example("Madonna", None, {"part": FIRST, "order": _FIRST_LAST}),
        Example("a, b, c", "a, b, c", {"part": LAST, "order": _FIRST_LAST}, finding=UNSURE),
        Example(None, None, {"part": LAST, "order": _FIRST_LAST}),
    ),
    parts=(FIRST, LAST),
)
