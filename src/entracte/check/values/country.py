"""Countries: an ISO code, or the full name in one of the five languages (contact.md 5.6, D54)."""

from __future__ import annotations

from entracte.check.values import CELL, PREPARED, FieldRule, Flag
from entracte.engine import Engine
from entracte.engine.expressions import expression
from entracte.formats.country_names import country_names

TABLE = "reference_country"


def create_country_table(engine: Engine) -> None:
    """Make the table of spellings that the rule looks up."""
    import pyarrow as pa

    names = country_names()
    engine.create_from_arrow(TABLE, pa.table({"spelling": list(names), "alpha_2": list(names.values())}))


def country() -> FieldRule:
    """An ISO code; a spelling that is neither code nor name is dropped."""
    return FieldRule(
        PREPARED,
        (Flag("value-unknown", expression("$cell IS NOT NULL AND $code IS NULL", cell=CELL, code=PREPARED)),),
        expression(f"(SELECT any_value(alpha_2) FROM {TABLE} WHERE spelling = $cell)", cell=CELL),
    )
