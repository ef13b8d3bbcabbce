"""The findings with their outcome and their message in one language, rendered by the engine in whole columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from entracte.engine import quoted
from entracte.findings import Outcome, catalogue, known_language

if TYPE_CHECKING:
    from entracte.engine import Engine

TOLD = "report_findings"
_TEMPLATES = "report_templates"
_FACT = re.compile(r"\{(field|value|detail)\}")


def tell_findings(engine: Engine, findings: str, language: str) -> str:
    """Make the view of all findings as people read them and return its name.

    Columns: `row`, `field`, `value`, `code`, `message`, `outcome`, and `gravity` (0 is the gravest) with `place` in the
    catalogue to order them by. A message is put together from the pieces of its template, so that a cell holding
    `{detail}` stays what it is.
    """
    gravity = list(Outcome)
    kinds = list(catalogue().values())
    split = [_FACT.split(each.messages[known_language(language)]) for each in kinds]
    pieces = max(len(each) for each in split)
    engine.create_table(
        _TEMPLATES,
        {"code": "VARCHAR", "outcome": "VARCHAR", "gravity": "INTEGER", "place": "INTEGER"}
        | {f"piece{number}": "VARCHAR" for number in range(pieces)},
        (
            (each.code, each.outcome.value, gravity.index(each.outcome), place, *parts, *[None] * (pieces - len(parts)))
            for place, (each, parts) in enumerate(zip(kinds, split, strict=True))
        ),
    )
    message = ", ".join(_piece(number) for number in range(pieces))
    engine.execute(
        f"""
        CREATE OR REPLACE VIEW {quoted(TOLD)} AS
        SELECT told.row, told.field, told.value, told.code, concat({message}) AS message, template.outcome,
            template.gravity, template.place
        FROM {quoted(findings)} AS told LEFT JOIN {quoted(_TEMPLATES)} AS template USING (code)
        """
    )
    return TOLD


def _piece(number: int) -> str:
    """One piece of a message: every other one is the name of a fact (concat passes over nulls)."""
    if number % 2 == 0:
        return f"template.piece{number}"
    return (
        f"CASE template.piece{number} WHEN 'field' THEN told.field WHEN 'value' THEN told.value "
        "WHEN 'detail' THEN told.detail END"
    )


def in_order(columns: str) -> str:
    """The query of all findings in the order of the log: by row, then field; what concerns the file comes first."""
    return f"SELECT {columns} FROM {quoted(TOLD)} ORDER BY row NULLS FIRST, field NULLS FIRST, place, value"
