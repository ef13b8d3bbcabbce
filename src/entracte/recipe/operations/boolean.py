"""`boolean`: a word that says yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.cells import Kind
from entracte.recipe.operations.blocks import is_listed, trimmed
from entracte.recipe.operations.contract import FAILED, Context, Done, Example, Operation, Parameter, ParameterKind
from entracte.recipe.operations.doubts import done_or_failed
from entracte.recipe.operations.words import word_lists


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    words = word_lists("booleans")
    yes = [each.lower() for each in arguments["yes"]]
    no = [each.lower() for each in arguments["no"]]
    known_yes = [each for each in words["yes"] if each not in no] + yes
    known_no = [each for each in words["no"] if each not in yes] + no
    word = context.keep(expression("lower($text)", text=trimmed(text)))
    read = case((is_listed(word, known_yes), expression("true")), (is_listed(word, known_no), expression("false")))
    return done_or_failed(text, context.keep(read))


OPERATION = Operation(
    "boolean",
    "Reads the words for yes and no in English, French, German, Italian and Spanish, 1 and 0, and crosses.",
    _apply,
    parameters=(
        Parameter("yes", ParameterKind.TEXTS, "more words for yes", default=()),
        Parameter("no", ParameterKind.TEXTS, "more words for no", default=()),
    ),
    examples=(
        Example("Oui", "TRUE"),
        Example("NEIN", "FALSE"),
        Example("sì", "TRUE"),
        Example("1", "TRUE"),
        Example("-1", "TRUE"),
        Example("0", "FALSE"),
        Example("x", "TRUE"),
        Example(" vrai ", "TRUE"),
        Example("Verdadero", "TRUE"),
        Example("abonné", "TRUE", {"yes": ["Abonné"], "no": ["x"]}),
        Example("x", "FALSE", {"no": ["X"]}),
        Example("perhaps", None, finding=FAILED),
        Example("2", None, finding=FAILED),
        Example(None, None),
    ),
    gives=Kind.BOOLEAN,
    idempotent=True,
)
