"""A contact as the target holds it."""

import copy
from dataclasses import dataclass, field
from typing import Literal

from tests.oracle.phones import Phone

Kind = Literal["individual", "structure", "relay"]
Slot = Literal["M", "S", "B"]
Address = dict[str, str | None]
"""The fields of an address by column code."""

SLOTS: tuple[Slot, ...] = ("M", "S", "B")
ADDRESS_FIELDS = ("LINE1", "LINE2", "LINE3", "ZIPCODE", "TOWN", "TOWN_COMPLEMENT", "COUNTRY", "DEPARTMENT")
PHONE_FIELDS = ("TELEPHONE", "FAX", "CELLPHONE")
EMAIL_FIELDS = ("EMAIL1", "EMAIL2", "EMAIL3")
AUTHORIZATIONS = ("CNIL_O", "PARTNER", "CNIL_T", "SMS_MMS", "LETTER", "PHONE", "EMAIL")
SALUTATIONS = ("LETTER_SALUTATION", "ADDR_SALUTATION")
NAMES = ("FIRSTNAME", "LASTNAME")
PERSON_TEXTS = ("TITLE", *SALUTATIONS, "FUNCTION", *NAMES, "BIRTHDATE")
STRUCTURE_TEXTS = ("OFFICIAL_NAME", "ADDRESS_NAME1", "ADDRESS_NAME2", "STRUCT_TYPE", "COMMUNITY_TYPE", "WEB_SITE")
SHARED_TEXTS = ("REMARK", "PREF_LANG")
CRITERION_COLUMNS = tuple(f"CRIT{n:02}" for n in range(1, 51))

PERSON_FIELDS = (*PERSON_TEXTS, *AUTHORIZATIONS)
"""Columns that belong to individuals and relays only (D39)."""

STRUCTURE_FIELDS = (*STRUCTURE_TEXTS, "ADMIN_NUMBER", "NB_EMPLOYEES")
"""Columns that belong to structures only (D39, D21)."""

CONTACT_COLUMNS = (
    *("ORGANIZATION", "CONTACT_NR"),
    *PERSON_TEXTS,
    *SHARED_TEXTS,
    *STRUCTURE_FIELDS,
    "ADDR_TYPE",
    *ADDRESS_FIELDS,
    *PHONE_FIELDS,
    *EMAIL_FIELDS,
    *AUTHORIZATIONS,
    *CRITERION_COLUMNS,
)
COLUMNS = ("INSTITUTION", "OPERATION", *CONTACT_COLUMNS)


@dataclass
class Contact:
    """One contact. `explicit`, `modified` and `anonymised` are memory that no record shows."""

    number: str
    kind: Kind
    institution: str
    imported_by: str | None
    structure: str | None = None
    organization: str = "*"
    texts: dict[str, str | None] = field(
        default_factory=lambda: dict.fromkeys((*PERSON_TEXTS, *SHARED_TEXTS, *STRUCTURE_TEXTS))
    )
    nb_employees: int | None = None
    admin_numbers: dict[str, list[str]] = field(default_factory=dict)
    addresses: dict[Slot, Address | None] = field(default_factory=lambda: dict.fromkeys(SLOTS))
    phones: dict[str, Phone | None] = field(default_factory=lambda: dict.fromkeys(PHONE_FIELDS))
    emails: dict[str, str | None] = field(default_factory=lambda: dict.fromkeys(EMAIL_FIELDS))
    login: bool = False
    authorizations: dict[str, bool | None] = field(default_factory=lambda: dict.fromkeys(AUTHORIZATIONS))
    criteria: dict[str, set[str]] = field(default_factory=dict)
    valid: bool = True
    invalid_reason: str | None = None
    invalid_since: str | None = None
    explicit: set[str] = field(default_factory=set)
    modified: bool = False
    anonymised: bool = False

    @property
    def is_structure(self) -> bool:
        """Individuals and relays are persons; structures are not."""
        return self.kind == "structure"

    def main_country(self) -> str | None:
        """The country of the main address."""
        main = self.addresses["M"]
        return main["COUNTRY"] if main else None

    def copy(self) -> "Contact":
        """A deep copy, to be changed."""
        return copy.deepcopy(self)
