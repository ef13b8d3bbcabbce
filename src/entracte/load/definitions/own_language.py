"""Texts without a language: they are meant in the institution's own (D70)."""

from __future__ import annotations

from entracte.engine import Engine, quoted
from entracte.load.definitions.state import State
from entracte.load.definitions.tables import Stored
from entracte.load.definitions.text import literal


def settle_own_language(engine: Engine, state: State, values: str, institutions: str, findings: str) -> None:
    """Move, in `values`, such texts to the column of the institution's language.

    The column that names the language wins; a text that says otherwise, or whose institution has no language, is
    dropped with a finding.
    """
    present = set(engine.columns(values))
    for column in state.columns:
        if column.language and column.name not in present:
            engine.execute(f"ALTER TABLE {quoted(values)} ADD COLUMN {quoted(column.name)} VARCHAR")
    for attribute in state.table.attributes:
        if attribute.stored is Stored.TRANSLATIONS and attribute.own_language:
            columns = {each.language or "": each.name for each in state.columns if each.attribute == attribute}
            _report(engine, attribute.field, columns, values, institutions, findings)
            _move(engine, attribute.field, columns, values, institutions)


def _report(  # noqa: PLR0917
    engine: Engine, field: str, columns: dict[str, str], values: str, institutions: str, findings: str
) -> None:
    said = " ".join(f"WHEN {literal(language)} THEN {quoted(name)}" for language, name in columns.items())
    engine.execute(
        f"""
        INSERT INTO {quoted(findings)}
        SELECT row, $1, 'value-invalid', {quoted(field)}, CASE
            WHEN language IS NULL THEN 'LANGUAGE: –' ELSE '≠ ' || $1 || '_' || upper(language) END
        FROM (
            SELECT v.*, {_spoken(institutions)} AS language FROM {quoted(values)} AS v WHERE {quoted(field)} IS NOT NULL
        )
        WHERE language IS NULL OR CASE language {said} END <> {quoted(field)}
        """,
        [field],
    )


def _move(engine: Engine, field: str, columns: dict[str, str], values: str, institutions: str) -> None:
    spoken = _spoken(institutions)
    moved = ", ".join(
        f"{quoted(name)} = CASE WHEN {spoken} = {literal(language)} "
        f"THEN coalesce({quoted(name)}, {quoted(field)}) ELSE {quoted(name)} END"
        for language, name in columns.items()
    )
    engine.execute(f"UPDATE {quoted(values)} AS v SET {moved} WHERE {quoted(field)} IS NOT NULL")


def _spoken(institutions: str) -> str:
    """The language of a row's institution."""
    return f'(SELECT any_value(i.language) FROM {quoted(institutions)} AS i WHERE i."INSTITUTION" = v."INSTITUTION")'
