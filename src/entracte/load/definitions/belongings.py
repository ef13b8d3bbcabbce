"""What comes and goes with an institution: its own organization, the standard titles and shipment modes."""

from __future__ import annotations

import json
from typing import Any

from entracte.engine import quoted
from entracte.load.definitions.changes import translations_object
from entracte.load.definitions.state import fetch_held
from entracte.load.definitions.statements import key_labels
from entracte.load.definitions.tables import INSTITUTION, LIST_VALUE, ORGANIZATION, Table
from entracte.load.definitions.work import Work

BELONGING = (ORGANIZATION, LIST_VALUE)


def add_belongings(work: Work, cursor: Any, changes: str) -> None:
    """Add to the changes what the institutions made by the file bring with them and the deleted ones take away.

    An institution deleted and made again in one file has its belongings made anew.
    """
    if work.state.table is not INSTITUTION:
        return
    opening, current = quoted(work.state.opening), quoted(work.state.current)
    kept = f'SELECT "INSTITUTION" FROM {current} WHERE made IS NULL'
    gone = [
        code for (code,) in work.engine.rows(f'SELECT "INSTITUTION" FROM {opening} WHERE "INSTITUTION" NOT IN ({kept})')
    ]
    before, after = work.scratch("belongings_before"), work.scratch("belongings_after")
    work.engine.execute(f"CREATE OR REPLACE TEMP TABLE {before} (kind VARCHAR, key VARCHAR, held VARCHAR)")
    for table in BELONGING:
        _add_before(work, cursor, table, gone, before)
    _create_after(work, after)
    work.engine.execute(
        f"""
        INSERT INTO {quoted(changes)}
        SELECT coalesce(a.kind, b.kind), coalesce(a.key, b.key), b.held, a.held
        FROM {before} AS b FULL JOIN {after} AS a ON a.kind = b.kind AND a.key = b.key
        """
    )


def _add_before(work: Work, cursor: Any, table: Table, institutions: list[str], before: str) -> None:
    held = f"{work.prefix}belongings_held"
    fetch_held(work.engine, cursor, held, table, institutions)
    members = ", ".join(
        f"'{label}', json_extract_string(held, '$.{quoted(column)}')"
        for label, column in zip(key_labels(table), table.key_columns, strict=True)
    )
    work.engine.execute(
        f"INSERT INTO {before} SELECT ?, json_object({members})::VARCHAR, held FROM {quoted(held)}", [table.name]
    )


def _create_after(work: Work, after: str) -> None:
    """What every institution made by the file begins with; its organization has the name it was made with."""
    from entracte.institution import standard_values

    standard = quoted(f"{work.prefix}standard_value")
    work.engine.create_table(
        f"{work.prefix}standard_value",
        {"list": "VARCHAR", "code": "VARCHAR", "held": "VARCHAR"},
        [(each["list"], each["code"], json.dumps(each, ensure_ascii=False)) for each in standard_values()],
    )
    translations = [each for each in work.state.columns if each.attribute.field == "NAME" and each.language]
    made = (
        f'SELECT s."INSTITUTION" AS code, r."NAME" AS name, {translations_object(translations, "r")} AS names '
        f"FROM {quoted(work.state.current)} AS s JOIN {quoted(work.rows)} AS r ON r.row = s.made"
    )
    work.engine.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {after} AS
        SELECT 'organization' AS kind, json_object('institution', code, 'code', code)::VARCHAR AS key,
            json_object('institution', code, 'code', code, 'name', name, 'names', names)::VARCHAR AS held
        FROM ({made})
        UNION ALL
        SELECT 'list_value', json_object('institution', m.code, 'list', v.list, 'code', v.code)::VARCHAR,
            json_merge_patch(v.held, json_object('institution', m.code))::VARCHAR
        FROM ({made}) AS m CROSS JOIN {standard} AS v
        """
    )
