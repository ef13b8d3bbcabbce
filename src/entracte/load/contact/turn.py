"""One turn of a plan: the ready rows act on the engine's contacts, all at once."""

from __future__ import annotations

import datetime

from entracte.engine import Engine, quoted
from entracte.formats.contact import PHONES
from entracte.load.contact.columns import PLAN_COLUMNS, STATE_COLUMNS
from entracte.load.contact.decide import decide
from entracte.load.contact.given import Given, stored_structure_key
from entracte.load.contact.logins import settle_logins
from entracte.load.contact.operations.anonymize import anonymize
from entracte.load.contact.operations.delete import delete
from entracte.load.contact.operations.drop import drop
from entracte.load.contact.operations.insert import insert_persons, insert_structures
from entracte.load.contact.operations.invalidate import invalidate
from entracte.load.contact.operations.update import update
from entracte.load.contact.phones import LONGEST, store_phones
from entracte.load.contact.structures import find_structures, judge_equal_structures
from entracte.load.contact.suppression import drop_erased_cells

_WRITING = {"INSERT", "UPDATE", "UPDATEACT"}


def play_turn(engine: Engine, given: Given, import_id: str, now: datetime.datetime, *, exhausted: bool = False) -> None:
    """Let the rows of the table `ready` act; findings and outcomes are added, the table `contact` moves on.

    `exhausted`: the rows of the table `unnumbered` find no number left.
    """
    decide(engine, exhausted=exhausted)
    operations = {operation for (operation,) in engine.rows("SELECT DISTINCT operation FROM turn")}
    engine.create_table("after", PLAN_COLUMNS)
    if operations & _WRITING:
        _read_phones(engine, given)
    if operations & (_WRITING | {"DELETE"}):
        _read_criteria(engine)
    changing = {"login"}
    if "INSERT" in operations:
        _insert(engine, given, import_id)
    if operations & {"UPDATE", "UPDATEACT"}:
        changing |= update(engine, given, import_id)
    if "DELETE" in operations:
        changing |= delete(engine, given, import_id)
    if "INVALIDATE" in operations:
        changing |= invalidate(engine, import_id, now)
    if "ANONYMIZE" in operations:
        changing |= anonymize(engine, import_id, now)
    if "UPDATEACT" in operations or (operations & _WRITING and given.fills(("EMAIL1",))):
        settle_logins(engine)
    if operations - {"INSERT", "DROP"}:
        _keep_changed(engine, changing)
    _move_on(engine)
    if "INSERT" in operations and given.fills(("OFFICIAL_NAME",)):
        _count_relays(engine)
    if "DROP" in operations:
        drop(engine)


def _insert(engine: Engine, given: Given, import_id: str) -> None:
    """Make new contacts, a structure before the relays that belong to it."""
    if given.fills(("OFFICIAL_NAME",)):
        find_structures(engine)
        insert_structures(engine, given, import_id)
        judge_equal_structures(engine)
    insert_persons(engine, given, import_id)


def _read_phones(engine: Engine, given: Given) -> None:
    """The phones of this turn as stored, in `turn_phone` by cell and `turn_phones` by row."""
    fields = given.fills(PHONES)
    if not fields:
        engine.execute(
            "CREATE OR REPLACE TEMP TABLE turn_phone "
            "(row BIGINT, field VARCHAR, cell VARCHAR, country VARCHAR, number VARCHAR)"
        )
        drop_erased_cells(engine)
        return
    cells = " UNION ALL ".join(
        f"SELECT turn.row, '{name}' AS field, given.\"{name}\" AS cell, CASE "
        'WHEN (writes_main OR writes_shipment OR writes_billing) AND given."COUNTRY" <> \'=\' THEN given."COUNTRY" '
        "ELSE coalesce(contact.main_country, home_country) END AS assumed "
        "FROM turn JOIN given ON given.row = turn.row LEFT JOIN contact ON contact.id = turn.contact_id "
        f"WHERE turn.operation IN ('INSERT', 'UPDATE', 'UPDATEACT') AND given.\"{name}\" <> '='"
        for name in fields
    )
    engine.execute(f"CREATE OR REPLACE TEMP VIEW phone_cell AS {cells}")
    store_phones(engine, "phone_cell", "turn_phone")
    engine.execute(
        "INSERT INTO finding SELECT row, field, 'phone-too-long', cell, NULL FROM turn_phone "
        f"WHERE length(number) > {LONGEST}"
    )
    engine.execute(f"DELETE FROM turn_phone WHERE length(number) > {LONGEST}")
    drop_erased_cells(engine)
    by_row = ", ".join(
        f"any_value({part}) FILTER (field = '{name}') AS {name.lower()}_{part}"
        for name in PHONES
        for part in ("country", "number")
    )
    engine.execute(f"CREATE OR REPLACE TEMP TABLE turn_phones AS SELECT row, {by_row} FROM turn_phone GROUP BY row")


def _read_criteria(engine: Engine) -> None:
    """What rows say of criteria, less those of the other kind of contact, which are reported (D51)."""
    if not engine.count("criterion_said"):
        engine.execute("CREATE OR REPLACE TEMP TABLE turn_criteria (row BIGINT, criteria MAP(VARCHAR, VARCHAR[]))")
        return
    misfit = (
        "kind = 'individual' AND contact_type = 'STRUCTURE' OR kind = 'structure' AND contact_type = 'INDIVIDUAL' "
        "OR kind = 'relay' AND operation <> 'INSERT' AND contact_type = 'STRUCTURE'"
    )
    engine.execute(
        f"""
        INSERT INTO finding
        SELECT row, field, 'criterion-of-other-kind', code, NULL FROM criterion_said JOIN turn USING (row)
        WHERE {misfit}
        """
    )
    engine.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE turn_criteria AS
        SELECT row, map(list(code), list(chosen)) AS criteria FROM criterion_said JOIN turn USING (row)
        WHERE operation <> 'INSERT' AND NOT ({misfit}) GROUP BY row
        """
    )


def _keep_changed(engine: Engine, changing: set[str]) -> None:
    """Tell the rows that changed their contact, in one of the columns `changing`, from those that did not (D60)."""
    differs = " OR ".join(
        f"after.{quoted(name)} IS DISTINCT FROM held.{quoted(name)}" for name in STATE_COLUMNS if name in changing
    )
    engine.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE changed AS
        SELECT turn.row, after.id, {differs} AS differs
        FROM turn JOIN after ON after.id = turn.contact_id JOIN contact AS held ON held.id = after.id
        """
    )
    engine.execute(
        "INSERT INTO outcome SELECT row, CASE WHEN differs THEN 'imported' ELSE 'unchanged' END FROM changed"
    )
    engine.execute("DELETE FROM after WHERE id IN (SELECT id FROM changed WHERE NOT differs)")
    engine.execute(
        f"""
        UPDATE after SET structure_key = {stored_structure_key("after")}
        WHERE kind = 'structure' AND id IN (SELECT id FROM changed)
        """
    )
    engine.execute("DROP TABLE changed")


def _move_on(engine: Engine) -> None:
    """The contacts after this turn are those that the next one finds."""
    if engine.scalar("SELECT count(*) FROM contact ANTI JOIN after USING (id)"):
        engine.execute("DELETE FROM contact WHERE id IN (SELECT id FROM after)")
        engine.execute("INSERT INTO contact SELECT * FROM after")
        engine.execute("DROP TABLE after")
    else:
        engine.execute("DROP TABLE contact")
        engine.execute("ALTER TABLE after RENAME TO contact")


def _count_relays(engine: Engine) -> None:
    """Structures have the relays that this turn made."""
    engine.execute(
        """
        UPDATE contact SET relays = relays + gained FROM (
            SELECT structure_id, count(*) AS gained FROM contact
            WHERE kind = 'relay' AND id IN (SELECT made_id FROM turn) GROUP BY structure_id
        ) AS joined WHERE contact.id = joined.structure_id
        """
    )
