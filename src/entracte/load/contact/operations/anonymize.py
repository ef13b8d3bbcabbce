"""ANONYMIZE: the person goes, the sales stay (contact.md 8.4, D25, D58)."""

from __future__ import annotations

import datetime

from entracte.engine import Engine
from entracte.load.contact.columns import (
    AUTHORIZATION_NAMES,
    EMAIL_NAMES,
    EMPTY_MAP,
    PHONE_COLUMNS,
    SALUTATIONS,
    SLOT_COLUMNS,
)
from entracte.load.contact.operations import add_after, held
from entracte.load.contact.suppression import suppress

_KEPT_OF_ADDRESS = ("main_country", "main_town", "main_zipcode")


def anonymize(engine: Engine, import_id: str, now: datetime.datetime) -> set[str]:
    """Add the contacts that rows of this turn anonymize, and remember their fingerprints."""
    suppress(engine)
    gone = [*(name for name in SLOT_COLUMNS if name not in _KEPT_OF_ADDRESS), *PHONE_COLUMNS, *EMAIL_NAMES]
    columns = held(
        import_id,
        **dict.fromkeys((*gone, "function", "birthdate"), "NULL"),
        **dict.fromkeys(AUTHORIZATION_NAMES, "FALSE"),
        firstname="'XXXXXXXX'",
        lastname="'XXXXXXXX'",
        **{
            name: f"CASE WHEN held.{name}_given THEN salutation.{made} ELSE held.{name} END"
            for name, made in SALUTATIONS.items()
        },
        letter_salutation_given="FALSE",
        addr_salutation_given="FALSE",
        criteria=EMPTY_MAP,
        remark="'Contact anonymized'",
        login="FALSE",
        valid="FALSE",
        invalid_reason="'ACCOUNT_DELETED'",
        invalid_since=f"coalesce(held.invalid_since, TIMESTAMP '{now:%Y-%m-%d %H:%M:%S}')",
        erased="TRUE",
        purged="TRUE",
    )
    source = """
        FROM turn JOIN contact AS held ON held.id = turn.contact_id
        LEFT JOIN reference_salutation AS salutation ON salutation.institution = held.institution
            AND salutation.title = held.title AND salutation.language = held.language
        WHERE operation = 'ANONYMIZE'
    """
    return add_after(engine, columns, source)
