"""Same structure or not (contact.md 4.2, D15, D36 to D38)."""

from collections.abc import Iterable, Mapping

from tests.oracle.addresses import AddressChange
from tests.oracle.cells import fold_spaces
from tests.oracle.contacts import ADDRESS_FIELDS, SLOTS, Address, Contact
from tests.oracle.findings import RowLog
from tests.oracle.records import number_order
from tests.oracle.settings import Institution
from tests.oracle.values import Values

COMPARED_NAMES = ("OFFICIAL_NAME", "ADDRESS_NAME1", "ADDRESS_NAME2")
COMPARED_ADDRESS = tuple(field for field in ADDRESS_FIELDS if field != "DEPARTMENT")


def compared_address(contact: Contact) -> Address:
    """D38: the main slot, else the first filled one."""
    return next((filled for slot in SLOTS if (filled := contact.addresses[slot])), dict.fromkeys(ADDRESS_FIELDS))


def identity(contact: Contact) -> tuple[str, ...]:
    """D15: the documented fields, runs of spaces folded; case and accents count."""
    address = compared_address(contact)
    names = (fold_spaces(contact.texts[field]) for field in COMPARED_NAMES)
    return (*names, *(fold_spaces(address[field]) for field in COMPARED_ADDRESS))


def same_structure(structure: Contact, contacts: Iterable[Contact]) -> Contact | None:
    """The structure of the target that a row's structure is; of several equal ones the lowest number."""
    wanted = identity(structure)
    name = fold_spaces(structure.texts["OFFICIAL_NAME"])
    equal = [
        other
        for other in contacts
        if other.is_structure
        and not other.anonymised
        and other.institution == structure.institution
        and fold_spaces(other.texts["OFFICIAL_NAME"]) == name
        and identity(other) == wanted
    ]
    return min(equal, key=lambda other: number_order(other.number), default=None)


def tell_structure_differences(row: Contact, stored: Contact, values: Values, log: RowLog) -> None:
    """D36: fields only a structure has that differ from the structure stored are dropped."""
    for field in ("STRUCT_TYPE", "COMMUNITY_TYPE", "WEB_SITE"):
        if field in values.texts and row.texts[field] != stored.texts[field]:
            log.dropped(field, "differs-from-structure")
    if values.nb_employees is not None and row.nb_employees != stored.nb_employees:
        log.dropped("NB_EMPLOYEES", "differs-from-structure")
    if values.admin.added:
        kind, number = values.admin.added
        if number not in stored.admin_numbers.get(kind, []):
            log.dropped("ADMIN_NUMBER", "differs-from-structure")
    for code, stated in row.criteria.items():
        if stated != stored.criteria.get(code, set()):
            for column in values.criteria.columns[code]:
                log.dropped(column, "differs-from-structure")


def tell_all_differences(
    row: Contact, stored: Contact, values: Values, cells: Mapping[str, str], institution: Institution, log: RowLog
) -> None:
    """D37: a structure-only row equal to a stored structure loses every field that differs, its number too."""
    if "CONTACT_NR" in cells:
        log.dropped("CONTACT_NR", "structure-exists")
    tell_structure_differences(row, stored, values, log)
    if "ORGANIZATION" in cells and row.organization != stored.organization:
        log.dropped("ORGANIZATION", "differs-from-structure")
    for field in ("REMARK", "PREF_LANG"):
        given = values.remark is not None if field == "REMARK" else field in values.texts
        if given and row.texts[field] != stored.texts[field]:
            log.dropped(field, "differs-from-structure")
    for field in values.phones:
        if row.phones[field] != stored.phones[field]:
            log.dropped(field, "differs-from-structure")
    for field in values.emails:
        if row.emails[field] != stored.emails[field]:
            log.dropped(field, "differs-from-structure")
    tell_address_differences(row, stored, values.address, cells, log)


def tell_address_differences(
    row: Contact, stored: Contact, change: AddressChange, cells: Mapping[str, str], log: RowLog
) -> None:
    """The compared address is equal; its department, or another slot named by ADDR_TYPE, may differ."""
    if "DEPARTMENT" in change.fields and compared_address(row)["DEPARTMENT"] != compared_address(stored)["DEPARTMENT"]:
        log.dropped("DEPARTMENT", "differs-from-structure")
    if "ADDR_TYPE" in cells and change.fields:
        for slot in change.slots:
            mine, theirs = row.addresses[slot] or {}, stored.addresses[slot] or {}
            if any(fold_spaces(mine.get(f)) != fold_spaces(theirs.get(f)) for f in COMPARED_ADDRESS):
                log.dropped("ADDR_TYPE", "differs-from-structure")
