"""Logins: the first valid person to claim an e-mail address has it (D23, D35, D61, D64)."""

from __future__ import annotations

from entracte.engine import Engine


def settle_logins(engine: Engine) -> None:
    """Set `login` of the contacts after this turn and report the claims that came too late.

    Who claims: a new person with EMAIL1, an UPDATE that names EMAIL1, an UPDATEACT. Other rows keep the login as long
    as the address stays.
    """
    engine.execute(
        """
        CREATE OR REPLACE TEMP TABLE claim AS
        WITH acting AS (
            SELECT turn.row, after.id, after.institution, after.email1,
                after.valid AND held.login AND held.email1 = after.email1 AS has_it,
                after.kind <> 'structure' AND after.valid AND after.email1 IS NOT NULL AND CASE
                    WHEN turn.operation = 'INSERT' THEN TRUE
                    WHEN turn.operation = 'UPDATE' THEN given."EMAIL1" IS NOT NULL
                    WHEN turn.operation = 'UPDATEACT' THEN given."EMAIL1" IS NOT NULL OR NOT held.valid
                    ELSE FALSE END AS claims
            FROM turn JOIN given ON given.row = turn.row
            JOIN after ON after.id = coalesce(turn.contact_id, turn.made_id) AND after.kind <> 'structure'
            LEFT JOIN contact AS held ON held.id = after.id
        ), holder AS (
            SELECT institution, email1 AS email, id FROM contact WHERE login
            UNION ALL SELECT institution, email, NULL FROM foreign_login
        ), taken AS (
            SELECT DISTINCT acting.row FROM acting JOIN holder
                ON holder.institution = acting.institution AND holder.email = acting.email1
            WHERE holder.id IS DISTINCT FROM acting.id
        )
        SELECT acting.*, coalesce(has_it, FALSE) OR (claims AND row NOT IN (SELECT row FROM taken)
            AND row = min(CASE WHEN claims THEN row END) OVER (PARTITION BY institution, email1)) AS login
        FROM acting
        """
    )
    engine.execute(
        "INSERT INTO finding SELECT row, 'EMAIL1', 'login-taken', email1, NULL FROM claim WHERE claims AND NOT login"
    )
    engine.execute(
        "UPDATE after SET login = claim.login FROM claim "
        "WHERE claim.id = after.id AND after.login IS DISTINCT FROM claim.login"
    )
    engine.execute("DROP TABLE claim")
