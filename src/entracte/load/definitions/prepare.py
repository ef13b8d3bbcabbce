"""Before the first row acts: the target's definitions are read, and the rows it cannot take are set apart."""

from __future__ import annotations

from typing import Any

from entracte.engine import Engine, quoted
from entracte.findings import FINDING_COLUMNS
from entracte.formats import Format
from entracte.formats.common import NAME_LANGUAGES
from entracte.load.definitions.own_language import settle_own_language
from entracte.load.definitions.rows import create_rows, report_unknown_institutions, report_unknown_references
from entracte.load.definitions.state import create_state, fetch_held, languages_held
from entracte.load.definitions.tables import INSTITUTION, TABLES, Definition, Stored, Table, definition_of
from entracte.load.definitions.usage import create_usage
from entracte.load.definitions.work import Work


def prepare(engine: Engine, cursor: Any, definition_format: Format, checked: Any, *, prefix: str) -> Work:
    """Lay out everything that planning works on; rows that cannot act have their outcome already."""
    definition = definition_of(definition_format.name)
    held = _read(engine, cursor, definition, checked.values, prefix)
    institutions = f"{prefix}known_institutions"
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {quoted(institutions)} AS SELECT held ->> '$.code' AS \"INSTITUTION\", "
        f"held ->> '$.language' AS language FROM {quoted(held[INSTITUTION.name])}"
    )
    languages = _languages(engine, definition, held, institutions)
    states = [
        create_state(engine, held[table.name], table, languages, _defaults(definition_format, table), prefix)
        for table in definition.tables
    ]
    work = Work(
        engine,
        prefix,
        states[0],
        states[1] if definition.parts else None,
        rows=f"{prefix}rows",
        outcomes=f"{prefix}outcome",
        findings=f"{prefix}finding",
    )
    _set_apart(work, definition, checked, institutions, held)
    for state in states:
        create_usage(work, cursor, state)
    return work


def _read(engine: Engine, cursor: Any, definition: Definition, values: str, prefix: str) -> dict[str, str]:
    """Read the tables the format is about and refers to, of the institutions the file names; engine tables by name."""
    named = [code for (code,) in engine.rows(f'SELECT DISTINCT "INSTITUTION" FROM {quoted(values)}') if code]
    wanted = {INSTITUTION.name, *(each.name for each in definition.tables)}
    wanted |= {reference.table for reference in definition.references}
    held = {table.name: f"{prefix}held_{table.name}" for table in TABLES if table.name in wanted}
    for table in TABLES:
        if table.name in held:
            fetch_held(engine, cursor, held[table.name], table, named)
    return held


def _languages(engine: Engine, definition: Definition, held: dict[str, str], institutions: str) -> set[str]:
    """Every language a translation may be in: those with columns, those in use, and the institutions' own."""
    spoken = engine.rows(f"SELECT DISTINCT language FROM {quoted(institutions)} WHERE language IS NOT NULL")
    languages = {language.lower() for language in NAME_LANGUAGES} | {language for (language,) in spoken}
    for table in definition.tables:
        languages |= languages_held(engine, held[table.name], table)
    return languages


def _defaults(definition_format: Format, table: Table) -> dict[str, str]:
    """What an INSERT that says nothing means, by field."""
    fields = [each.field for each in table.attributes if each.stored is not Stored.TRANSLATIONS]
    return {name: default for name in fields if (default := definition_format.named(name).default)}


def _set_apart(work: Work, definition: Definition, checked: Any, institutions: str, held: dict[str, str]) -> None:
    """Reject the rows that the target cannot take, and number the others in runs."""
    engine = work.engine
    engine.create_table(work.findings, FINDING_COLUMNS)
    settled, refused = f"{work.prefix}settled_values", f"{work.prefix}refused"
    engine.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(settled)} AS FROM {quoted(checked.values)}")
    if definition.table is not INSTITUTION:
        report_unknown_institutions(engine, settled, institutions, work.findings)
    report_unknown_references(engine, definition, settled, institutions, held, work.findings)
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {quoted(refused)} AS "
        f"SELECT row FROM {quoted(checked.rejected)} UNION SELECT row FROM {quoted(work.findings)}"
    )
    settle_own_language(engine, work.state, settled, institutions, work.findings)
    engine.execute(f"INSERT INTO {quoted(work.findings)} FROM {quoted(checked.findings)}")
    create_rows(work, settled, refused)
    engine.execute(
        f"CREATE OR REPLACE TABLE {quoted(work.outcomes)} AS SELECT row, 'rejected' AS outcome FROM {quoted(refused)}"
    )
