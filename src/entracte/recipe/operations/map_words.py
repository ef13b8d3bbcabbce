"""`map_words`: whole words for others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.blocks import blank_to_null, joined, kept_pieces, pieces, translated
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind, plain


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    words = {old.lower(): new for old, new in arguments["words"].items()}

    def word(piece: Expression) -> Expression:
        known = translated(expression("lower($piece)", piece=piece), words)
        return expression("coalesce($known, $piece)", known=known, piece=piece)

    # a word that becomes nothing takes one of its blanks along
    kept = kept_pieces(
        pieces(text, " ", "piece", word), "kept", lambda kept: expression("length($kept) > 0", kept=kept)
    )
    return plain(blank_to_null(joined(kept, " ")))


OPERATION = Operation(
    "map_words",
    "Puts whole words for others, whatever their case; words stand between blanks, of which one is left between two.",
    _apply,
    parameters=(Parameter("words", ParameterKind.MAP, "the words and what they become", least=1),),
    examples=(
        Example("12 av. du Lac", "12 Avenue du Lac", {"words": {"av.": "Avenue", "bd": "Boulevard"}}),
        Example("BD de la Gare", "Boulevard de la Gare", {"words": {"bd": "Boulevard"}}),
        Example("Avenches", "Avenches", {"words": {"av": "Avenue"}}),
        Example("Dupont (décédé)", "Dupont", {"words": {"(décédé)": ""}}),
        Example("x", None, {"words": {"x": ""}}),
        Example(None, None, {"words": {"a": "b"}}),
    ),
)
