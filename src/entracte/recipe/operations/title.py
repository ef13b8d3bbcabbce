"""`title`: the word before a name becomes the code of a title."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.blocks import replaced
from entracte.recipe.operations.contract import FAILED, Context, Done, Example, Operation, Parameter, ParameterKind
from entracte.recipe.operations.doubts import done_or_failed
from entracte.recipe.operations.trim import WHITE_SPACE
from entracte.recipe.operations.words import meanings

_NOTHING = f"[{WHITE_SPACE}.]+"
"""What makes no difference in a title: `M.`, `Mr. et  Mme`."""


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    codes = meanings("titles")
    codes |= {code.lower(): code for code in codes.values()}
    codes |= {_key(word): code for word, code in arguments["also"].items()}
    key = replaced(expression("lower($text)", text=text), _NOTHING)
    return done_or_failed(text, context.lookup(codes, key))


def _key(word: str) -> str:
    return "".join(each for each in word.lower() if each not in WHITE_SPACE and each != ".")


OPERATION = Operation(
    "title",
    "Turns the word before a name (Mme, Herr, Sig.ra) into a title: MR, MRS, MISS, MR_AND_MRS or UNDEFINED.",
    _apply,
    parameters=(
        Parameter(
            "also", ParameterKind.MAP, "words of this venue and their codes; they have the last word", default={}
        ),
    ),
    examples=(
        Example("M.", "MR"),
        Example(" Mme ", "MRS"),
        Example("Mlle", "MISS"),
        Example("Monsieur et Madame", "MR_AND_MRS"),
        Example("M. et Mme", "MR_AND_MRS"),
        Example("Herr Dr.", "MR"),
        Example("FRAU", "MRS"),
        Example("Sig.ra", "MRS"),
        Example("Sra.", "MRS"),
        Example("Ms", "MRS"),
        Example("MR_AND_MRS", "MR_AND_MRS"),
        Example("Divers", "UNDEFINED"),
        Example("Maître", None, finding=FAILED),
        Example("Maître", "MR", {"also": {"Maître": "MR"}}),
        Example(None, None),
    ),
    idempotent=True,
)
