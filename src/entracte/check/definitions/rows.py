"""What costs a settings row whatever the target holds: its institution, its operation and its keys (D55, D68)."""

from __future__ import annotations

from sqlglot import exp

from entracte.engine import Engine, quoted
from entracte.engine.expressions import Expression, column, expression, one_of
from entracte.formats import Field, Format


def check_rows(engine: Engine, definition: Format, cells: str, findings: str) -> None:
    """Report rows without institution, with an unknown operation, or without what they must name."""
    operations = definition.operations
    operation = column("OPERATION")
    rules = [
        ("INSTITUTION", "institution-missing", expression("$cell IS NULL", cell=column("INSTITUTION")), None),
        (
            "OPERATION",
            "operation-unknown",
            expression("NOT $known", known=one_of(operation, operations)),
            ", ".join(operations),
        ),
        *(
            # `*` stands for all organizations wherever one is named, so none can be called so.
            (field.name, "value-not-allowed", expression("$cell = '*'", cell=column(field.name)), "A–Z, 0–9")
            for field in definition.fields
            if field.name == "ORGANIZATION" and field.key
        ),
        *(
            (field.name, "field-mandatory", _missing(field), None)
            for field in definition.fields
            if field.name != "OPERATION" and (field.key or field.mandatory == "yes")
        ),
    ]
    for name, code, condition, detail in rules:
        query = (
            exp.select(column("row"), exp.convert(name), exp.convert(code), column(name), exp.convert(detail))
            .from_(exp.to_table(quoted(cells), dialect="duckdb"))
            .where(condition)
        )
        engine.execute(f"INSERT INTO {quoted(findings)} {query.sql(dialect='duckdb')}")


def _missing(field: Field) -> Expression:
    """Whether a cell that must be filled is not; `=` fills nothing.

    A key that may be empty (ELEMENT) must still not be erased: a DELETE would then mean the whole. What is mandatory
    without being a key may be empty on UPDATE, where empty means unchanged.
    """
    cell = column(field.name)
    erased = expression("coalesce($cell = '=', FALSE)", cell=cell)
    empty = expression("$cell IS NULL", cell=cell)
    if field.mandatory != "yes" or field.name == "INSTITUTION":
        return erased
    if field.key:
        return expression("$erased OR $empty", erased=erased, empty=empty)
    return expression(
        "CASE $operation WHEN 'DELETE' THEN FALSE WHEN 'UPDATE' THEN $erased ELSE $erased OR $empty END",
        operation=column("OPERATION"),
        erased=erased,
        empty=empty,
    )
