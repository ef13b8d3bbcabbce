"""DROP: a contact of a mis-import goes, as long as nothing happened to it since (contact.md 8.5, D62)."""

from __future__ import annotations

from entracte.engine import Engine


def drop(engine: Engine) -> None:
    """Take the contacts that rows of this turn drop out of the plan; those of the target are listed in `dropped`."""
    engine.execute(
        """
        INSERT INTO dropped
        SELECT contact.institution, contact.number FROM contact JOIN turn ON turn.contact_id = contact.id
        WHERE operation = 'DROP' AND made_in_row IS NULL
        """
    )
    engine.execute(
        """
        UPDATE contact SET relays = relays - lost FROM (
            SELECT coalesce(held.id, relay.structure_id) AS left_structure, count(*) AS lost
            FROM turn JOIN contact AS relay ON relay.id = turn.contact_id
            LEFT JOIN contact AS held ON held.institution = relay.institution AND held.number = relay.structure
            WHERE operation = 'DROP' AND relay.kind = 'relay' GROUP BY ALL
        ) WHERE contact.id = left_structure
        """
    )
    engine.execute("DELETE FROM contact WHERE id IN (SELECT contact_id FROM turn WHERE operation = 'DROP')")
    engine.execute("INSERT INTO outcome SELECT row, 'imported' FROM turn WHERE operation = 'DROP'")
