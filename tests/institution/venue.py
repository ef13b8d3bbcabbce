"""HARBOUR as the oracle knows it, and the oracle's contacts as rows of the target."""

import json
from datetime import date

from entracte.institution.environments import Environment
from tests.oracle import Criterion, Institution, Target
from tests.oracle.contacts import ADDRESS_FIELDS, AUTHORIZATIONS, Contact

TODAY = date(2026, 5, 1)
SLOTS = {"M": "main", "S": "shipment", "B": "billing"}
TEXTS = {
    "TITLE": "title",
    "LETTER_SALUTATION": "letter_salutation",
    "ADDR_SALUTATION": "addr_salutation",
    "FUNCTION": "function",
    "REMARK": "remark",
    "FIRSTNAME": "firstname",
    "LASTNAME": "lastname",
    "BIRTHDATE": "birthdate",
    "PREF_LANG": "language",
    "OFFICIAL_NAME": "official_name",
    "ADDRESS_NAME1": "address_name1",
    "ADDRESS_NAME2": "address_name2",
    "STRUCT_TYPE": "structure_type",
    "COMMUNITY_TYPE": "community_type",
    "WEB_SITE": "web_site",
}


def oracle_target() -> Target:
    """An empty target with the settings of tests/harbour.sql."""
    return Target(
        [
            Institution(
                "HARBOUR",
                country="CH",
                language="fr",
                organizations=("MAIN",),
                community_types=("TOWN",),
                departments=("GE", "VD"),
                admin_number_types=("SIRET", "VAT"),
                structure_types=("SCHOOL", "COMPANY", "ASSOC"),
                criteria={
                    each.code: each
                    for each in (
                        Criterion("PREFCOL", "MULTICHOICE", "BOTH", ("Red", "Green", "Blue")),
                        Criterion("VIP", "BOOLEAN", "INDIVIDUAL"),
                        Criterion("NEWS", "CHOICE", "INDIVIDUAL", ("WEEKLY", "MONTHLY")),
                        Criterion("NOTE", "TEXT", "BOTH"),
                        Criterion("SINCE", "DATE", "BOTH"),
                        Criterion("SEATS", "NUMBER", "BOTH"),
                        Criterion("SECTOR", "CHOICE", "STRUCTURE", ("PUBLIC", "PRIVATE")),
                    )
                },
            )
        ],
        today=TODAY,
    )


def store(environment: Environment, target: Target) -> None:
    """Replace the contacts of the environment by the oracle's."""
    with environment.session() as connection, connection.cursor() as cursor:
        cursor.execute("TRUNCATE contact")
        cursor.execute(
            "INSERT INTO contact SELECT * FROM jsonb_populate_recordset(NULL::contact, $1::jsonb)",
            (json.dumps([row_of(contact) for contact in target.contacts.values()]),),
        )


def row_of(contact: Contact) -> dict[str, object]:
    """A contact of the oracle as a row of the table `contact`."""
    return {
        "institution": contact.institution,
        "number": contact.number,
        "kind": contact.kind,
        "structure": contact.structure,
        "organization": contact.organization,
        **{column: contact.texts[field] for field, column in TEXTS.items()},
        "letter_salutation_given": "LETTER_SALUTATION" in contact.explicit,
        "addr_salutation_given": "ADDR_SALUTATION" in contact.explicit,
        "admin_numbers": {kind: numbers for kind, numbers in contact.admin_numbers.items() if numbers},
        "nb_employees": contact.nb_employees,
        **{
            f"{name}_{field.lower()}": (contact.addresses[slot] or {}).get(field)
            for slot, name in SLOTS.items()
            for field in ADDRESS_FIELDS
        },
        **{
            f"{field.lower()}_{part}": getattr(phone, part) if phone else None
            for field, phone in contact.phones.items()
            for part in ("country", "number")
        },
        **{field.lower(): email for field, email in contact.emails.items()},
        "login": contact.login,
        **{field.lower(): contact.authorizations[field] for field in AUTHORIZATIONS},
        "criteria": {code: sorted(values) for code, values in contact.criteria.items() if values},
        "valid": contact.valid,
        "invalid_reason": contact.invalid_reason,
        "invalid_since": contact.invalid_since,
        "erased": contact.anonymised,
        "imported_by": contact.imported_by,
        "changes": 0,
    }
