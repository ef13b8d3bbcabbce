"""Turns: rows act in file order, but all rows that cannot touch one another act at once (D16).

Two rows meet where they share a *matter*: a contact number, a login, a structure's name. On each matter rows act in
file order, save that neighbours of the same *manner* (two new contacts claiming one e-mail address, two relays of one
structure) may act in one turn, since the turn itself respects their order. A file in which no rows meet, the usual
one, is a single turn.
"""

from __future__ import annotations

from entracte.engine import Engine

NUMBER, EMAIL, NAME, ERASURE = "number", "email", "name", "erasure"
OWN = "row:"
"""The manner of a row that no other may share a turn with."""


def prepare_schedule(engine: Engine) -> None:
    """Make the tables `pending` (the rows still to act) and `meeting` (`matter`, `row`, `person`, `manner`)."""
    engine.execute("CREATE OR REPLACE TABLE pending AS SELECT row FROM given")
    engine.create_table(
        "meeting",
        {"kind": "VARCHAR", "matter": "VARCHAR", "row": "BIGINT", "person": "VARCHAR", "manner": "VARCHAR"},
    )
    engine.execute(
        """
        CREATE OR REPLACE TEMP TABLE actor AS
        SELECT row, given.institution, operation, "CONTACT_NR" AS number, made_kind, given."EMAIL1" AS email,
            given."OFFICIAL_NAME" AS official_name, contact.email1 AS held_email, contact.kind AS held_kind,
            contact.official_name AS held_name, contact.structure AS held_structure,
            given.institution || chr(31) || coalesce("CONTACT_NR", 'row ' || row) AS person
        FROM given LEFT JOIN contact ON contact.institution = given.institution AND contact.number = "CONTACT_NR"
        """
    )
    _meet_on_numbers(engine)
    if engine.scalar("SELECT count(*) FROM actor WHERE operation <> 'INSERT'"):
        _meet_on_emails(engine)
        _meet_on_names(engine)
        _meet_on_erasure(engine)
        _keep_contested(engine)
    engine.execute("DROP TABLE actor")


def next_turn(engine: Engine) -> int:
    """Make the table `ready`: the pending rows that no earlier pending row can touch; return how many rows it has."""
    if not engine.count("meeting"):
        engine.execute("CREATE OR REPLACE TEMP TABLE ready AS SELECT row FROM pending")
        return engine.count("ready")
    engine.execute(
        """
        CREATE OR REPLACE TEMP TABLE waiting AS
        WITH now AS (
            SELECT meeting.kind, matter, meeting.row, CASE
                WHEN meeting.kind <> 'number' OR meeting.person <> matter THEN manner
                WHEN operation = 'INSERT' AND contact.id IS NOT NULL THEN 'number is taken'
                WHEN operation = 'INSERT' AND made_kind <> 'structure' THEN 'number is asked for'
                WHEN operation <> 'INSERT' AND contact.id IS NULL THEN 'number is absent'
                ELSE manner
            END AS manner
            FROM meeting JOIN pending ON pending.row = meeting.row
            JOIN given ON given.row = meeting.row
            LEFT JOIN contact ON contact.institution = given.institution AND contact.number = "CONTACT_NR"
        )
        SELECT *, row >= min(CASE WHEN manner <> first_manner THEN row END) OVER (PARTITION BY kind, matter) AS waits
        FROM (SELECT *, first(manner) OVER (PARTITION BY kind, matter ORDER BY row) AS first_manner FROM now)
        """
    )
    _let_doomed_go(engine)
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE waiting_row AS "
        "SELECT row FROM waiting GROUP BY row HAVING bool_or(coalesce(waits, FALSE))"
    )
    waiting = -1
    while waiting != (waiting := engine.count("waiting_row")):
        engine.execute(
            """
            INSERT INTO waiting_row
            SELECT DISTINCT later.row FROM waiting AS later
            JOIN (SELECT kind, matter, min(row) AS row FROM waiting SEMI JOIN waiting_row USING (row)
                  GROUP BY kind, matter) AS earlier
                ON earlier.kind = later.kind AND earlier.matter = later.matter AND earlier.row < later.row
            WHERE later.row NOT IN (SELECT row FROM waiting_row)
            """
        )
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE ready AS SELECT row FROM pending WHERE row NOT IN (SELECT row FROM waiting_row)"
    )
    return engine.count("ready")


def end_turn(engine: Engine) -> None:
    """The ready rows have acted."""
    if engine.count("ready") == engine.count("pending"):
        engine.execute("TRUNCATE pending")
    else:
        engine.execute("DELETE FROM pending WHERE row IN (SELECT row FROM ready)")


def _let_doomed_go(engine: Engine) -> None:
    """A row whose number decides that it is rejected touches nothing else, so it need not wait for anything else."""
    engine.execute(
        """
        DELETE FROM waiting WHERE kind <> 'number' AND row IN (
            SELECT row FROM waiting WHERE kind = 'number' AND manner IN ('number is taken', 'number is absent')
            AND NOT coalesce(waits, FALSE)
        )
        """
    )


def _meet_on_numbers(engine: Engine) -> None:
    """Rows of one contact; the DROP of a relay also meets its structure, which is dropped only without relays."""
    engine.execute(
        f"""
        INSERT INTO meeting
        WITH met AS (
            SELECT person AS matter, row, person FROM actor WHERE number IS NOT NULL
            UNION ALL
            SELECT institution || chr(31) || held_structure, row, person FROM actor
            WHERE operation = 'DROP' AND held_structure IS NOT NULL
        )
        SELECT 'number', matter, row, person, '{OWN}' || row FROM met
        WHERE matter IN (SELECT matter FROM met GROUP BY matter HAVING count(*) > 1)
        """
    )


def _meet_on_emails(engine: Engine) -> None:
    """Rows that claim a login in one manner, rows that may free it each in its own."""
    engine.execute(
        f"""
        INSERT INTO meeting
        WITH possible AS (
            SELECT DISTINCT person, email FROM actor WHERE email <> '=' AND made_kind IS DISTINCT FROM 'structure'
            UNION SELECT DISTINCT person, held_email FROM actor WHERE held_email IS NOT NULL
        ), met AS (
            SELECT institution || chr(31) || email AS matter, row, person, 'claims' AS manner FROM actor
            WHERE operation = 'INSERT' AND made_kind <> 'structure' AND email IS NOT NULL
            UNION ALL
            SELECT institution || chr(31) || possible.email, row, actor.person, CASE
                WHEN operation IN ('UPDATE', 'UPDATEACT') AND actor.email = possible.email THEN 'claims'
                WHEN operation = 'UPDATEACT' AND actor.email IS NULL THEN 'claims'
                ELSE '{OWN}' || row END
            FROM actor JOIN possible USING (person)
            WHERE operation <> 'INSERT' AND NOT (operation = 'UPDATE' AND actor.email IS NULL)
        )
        SELECT 'email', matter, row, person, manner FROM met
        """
    )


def _meet_on_names(engine: Engine) -> None:
    """Rows that name a structure, and rows that may change one of that name or count its relays."""
    engine.execute(
        f"""
        INSERT INTO meeting
        WITH folded AS (
            SELECT *, regexp_replace(official_name, ' +', ' ', 'g') AS name,
                regexp_replace(held_name, ' +', ' ', 'g') AS held FROM actor
        ), possible AS (
            SELECT DISTINCT person, name FROM folded WHERE name <> '='
                AND person IN (SELECT person FROM folded WHERE made_kind = 'structure' OR held_kind = 'structure')
            UNION SELECT DISTINCT person, held FROM folded WHERE held_kind = 'structure'
            UNION SELECT DISTINCT person, name FROM folded WHERE made_kind = 'relay'
                AND person IN (SELECT person FROM folded WHERE operation = 'DROP')
        ), met AS (
            SELECT institution || chr(31) || name AS matter, row, person, 'names' AS manner FROM folded
            WHERE operation = 'INSERT' AND made_kind IN ('structure', 'relay')
            UNION ALL
            SELECT institution || chr(31) || possible.name, row, folded.person, '{OWN}' || row
            FROM folded JOIN possible USING (person) WHERE operation <> 'INSERT'
        )
        SELECT 'name', matter, row, person, manner FROM met
        """
    )


def _meet_on_erasure(engine: Engine) -> None:
    """Erased persons are refused from the very next row on (D59), so other rows keep their side of an ANONYMIZE."""
    engine.execute(
        """
        INSERT INTO meeting
        SELECT 'erasure', '', row, person, CASE WHEN operation = 'ANONYMIZE' THEN 'erases' ELSE 'lives' END FROM actor
        WHERE 'ANONYMIZE' IN (SELECT operation FROM actor)
        """
    )


def _keep_contested(engine: Engine) -> None:
    """Forget the matters on which no two contacts meet in different manners: rows of one contact meet on its number."""
    engine.execute(
        """
        DELETE FROM meeting WHERE kind <> 'number' AND (kind, matter) NOT IN (
            SELECT (kind, matter) FROM meeting GROUP BY kind, matter
            HAVING count(DISTINCT person) > 1 AND count(DISTINCT manner) > 1
        )
        """
    )
