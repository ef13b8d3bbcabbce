"""The columns of a contact, in the engine while a plan is made and in the environment once it is applied."""

from __future__ import annotations

from entracte.formats.contact import AUTHORIZATIONS, EMAILS, PHONES

SLOTS = ("main", "shipment", "billing")
ADDRESS_PARTS = ("line1", "line2", "line3", "zipcode", "town", "town_complement", "department", "country")
PHONE_NAMES = tuple(name.lower() for name in PHONES)
EMAIL_NAMES = tuple(name.lower() for name in EMAILS)
AUTHORIZATION_NAMES = tuple(name.lower() for name in AUTHORIZATIONS)

SALUTATIONS = {"letter_salutation": "letter", "addr_salutation": "address"}
"""The columns of salutations, and where the institution's table of them holds the text (D20)."""

PERSON_COLUMNS = {
    "title": "VARCHAR",
    "letter_salutation": "VARCHAR",
    "addr_salutation": "VARCHAR",
    "letter_salutation_given": "BOOLEAN",
    "addr_salutation_given": "BOOLEAN",
    "function": "VARCHAR",
    "firstname": "VARCHAR",
    "lastname": "VARCHAR",
    "birthdate": "VARCHAR",
    **dict.fromkeys(AUTHORIZATION_NAMES, "BOOLEAN"),
}
STRUCTURE_COLUMNS = {
    "official_name": "VARCHAR",
    "address_name1": "VARCHAR",
    "address_name2": "VARCHAR",
    "structure_type": "VARCHAR",
    "community_type": "VARCHAR",
    "admin_numbers": "MAP(VARCHAR, VARCHAR[])",
    "nb_employees": "VARCHAR",
    "web_site": "VARCHAR",
}
SLOT_COLUMNS = {f"{slot}_{part}": "VARCHAR" for slot in SLOTS for part in ADDRESS_PARTS}
PHONE_COLUMNS = {f"{phone}_{part}": "VARCHAR" for phone in PHONE_NAMES for part in ("country", "number")}
SHARED_COLUMNS = {
    "organization": "VARCHAR",
    "remark": "VARCHAR",
    "language": "VARCHAR",
    **SLOT_COLUMNS,
    **PHONE_COLUMNS,
    **dict.fromkeys(EMAIL_NAMES, "VARCHAR"),
    "login": "BOOLEAN",
    "criteria": "MAP(VARCHAR, VARCHAR[])",
    "valid": "BOOLEAN",
    "invalid_reason": "VARCHAR",
    "invalid_since": "TIMESTAMP",
    "erased": "BOOLEAN",
}
STATE_COLUMNS = {**PERSON_COLUMNS, **STRUCTURE_COLUMNS, **SHARED_COLUMNS}
"""What an operation may change; two contacts equal in all of these are in the same state (D60)."""

IDENTITY_COLUMNS = {"institution": "VARCHAR", "number": "VARCHAR", "kind": "VARCHAR", "structure": "VARCHAR"}
BOOK_COLUMNS = {"structure_key": "VARCHAR", "imported_by": "VARCHAR", "changed_by": "VARCHAR", "changes": "BIGINT"}
TARGET_COLUMNS = {**IDENTITY_COLUMNS, **STATE_COLUMNS, **BOOK_COLUMNS}
"""The columns of the environment's table `contact`."""

PLAN_COLUMNS = {
    "id": "BIGINT",
    **TARGET_COLUMNS,
    "structure_id": "BIGINT",
    "made_in_row": "BIGINT",
    "relays": "BIGINT",
    "has_sales": "BOOLEAN",
    "purged": "BOOLEAN",
}
"""The columns of the engine's table of contacts while a plan is made.

`id` stands for a contact that may have no number yet; `structure_id` is the structure of a relay made by this plan;
`made_in_row` the row that made the contact, null for one that was there before; `relays` counts a structure's relays;
`purged`: nothing of the contact's earlier state may be kept (DELETE, ANONYMIZE, D25).
"""
EMPTY_MAP = "MAP {}::MAP(VARCHAR, VARCHAR[])"
