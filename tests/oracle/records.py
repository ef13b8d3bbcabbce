"""The target as JSON (records.md, "contact")."""

from collections.abc import Iterable
from typing import Any

from tests.oracle.contacts import ADDRESS_FIELDS, Address, Contact
from tests.oracle.phones import Phone

Record = dict[str, Any]


def record_of(contact: Contact) -> Record:
    """A contact as records.md shows it: keys always present, criterion values sorted."""
    text = contact.texts
    return {
        "number": contact.number,
        "kind": contact.kind,
        "structure": contact.structure,
        "institution": contact.institution,
        "organization": contact.organization,
        "title": text["TITLE"],
        "letter_salutation": text["LETTER_SALUTATION"],
        "addr_salutation": text["ADDR_SALUTATION"],
        "function": text["FUNCTION"],
        "remark": text["REMARK"],
        "firstname": text["FIRSTNAME"],
        "lastname": text["LASTNAME"],
        "birthdate": text["BIRTHDATE"],
        "language": text["PREF_LANG"],
        "official_name": text["OFFICIAL_NAME"],
        "address_name1": text["ADDRESS_NAME1"],
        "address_name2": text["ADDRESS_NAME2"],
        "structure_type": text["STRUCT_TYPE"],
        "community_type": text["COMMUNITY_TYPE"],
        "admin_numbers": {kind: list(numbers) for kind, numbers in contact.admin_numbers.items() if numbers},
        "nb_employees": contact.nb_employees,
        "web_site": text["WEB_SITE"],
        "addresses": {
            "main": address_record(contact.addresses["M"]),
            "shipment": address_record(contact.addresses["S"]),
            "billing": address_record(contact.addresses["B"]),
        },
        "telephone": phone_record(contact.phones["TELEPHONE"]),
        "fax": phone_record(contact.phones["FAX"]),
        "cellphone": phone_record(contact.phones["CELLPHONE"]),
        "emails": list(contact.emails.values()),
        "login": contact.login,
        "authorizations": dict(contact.authorizations),
        "criteria": {code: sorted(values) for code, values in contact.criteria.items() if values},
        "valid": contact.valid,
        "invalid_reason": contact.invalid_reason,
        "invalid_since": contact.invalid_since,
        "imported_by": contact.imported_by,
    }


def address_record(address: Address | None) -> Record | None:
    """ADDRESS of records.md; an address without any value is null."""
    if address is None or not any(address.values()):
        return None
    return {field.lower(): address[field] for field in ADDRESS_FIELDS}


def phone_record(phone: Phone | None) -> Record | None:
    """A phone of records.md."""
    return None if phone is None else {"country": phone.country, "number": phone.number}


def number_order(number: str) -> tuple[int, str]:
    """D43: records are ordered by length, then text."""
    return len(number), number


def records_of(contacts: Iterable[Contact]) -> list[Record]:
    """All records, by institution, then number."""
    return [record_of(c) for c in sorted(contacts, key=lambda c: (c.institution, number_order(c.number)))]
