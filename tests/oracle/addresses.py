"""Addresses: three slots, what a row writes into them, and the length of a town (D19, D44, D48, D49)."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from tests.oracle.cells import ERASE, ERASING_CELL, Given, cut
from tests.oracle.contacts import ADDRESS_FIELDS, SLOTS, Address, Contact, Slot
from tests.oracle.countries import read_country
from tests.oracle.findings import RowLog
from tests.oracle.settings import Institution

LINE_LENGTH = 100
TOWN_LENGTH = 100
ZIPCODE_LENGTH = 10
LONGEST_TOWN_AND_COMPLEMENT = 99


@dataclass
class AddressChange:
    """The slots a row addresses and the fields it writes there."""

    slots: tuple[Slot, ...] = SLOTS
    fields: dict[str, Given] = field(default_factory=dict)
    says_country: bool = False


def read_address(cells: Mapping[str, str], institution: Institution, log: RowLog) -> AddressChange:
    """All address columns of a row."""
    slots = read_slots(cells.get("ADDR_TYPE"), log)
    change = AddressChange(slots, says_country="COUNTRY" in cells)
    for column in ADDRESS_FIELDS:
        if column not in cells:
            continue
        if not slots:
            log.dropped(column, "no-address-type-left")
        elif cells[column] == ERASING_CELL:
            change.fields[column] = ERASE
        else:
            value = read_address_field(column, cells[column], institution.departments, log)
            if value is not None:
                change.fields[column] = value
    return change


def read_slots(cell: str | None, log: RowLog) -> tuple[Slot, ...]:
    """D49: letters other than M, S, B are dropped with a finding; empty means all three (contact.md 5.6)."""
    if cell is None or cell == ERASING_CELL:
        return SLOTS
    slots = tuple(slot for slot in SLOTS if slot in cell)
    if not slots:
        log.dropped("ADDR_TYPE", "address-type-unknown")
    elif set(cell) - set(SLOTS):
        log.changed("ADDR_TYPE", "address-type-unknown")
    return slots


def read_address_field(column: str, text: str, departments: Container[str], log: RowLog) -> str | None:
    """One address field; None if it is dropped (D7, D8). TOWN_COMPLEMENT is measured with its town, later."""
    match column:
        case "COUNTRY":
            country = read_country(text)
            if country is None:
                log.dropped(column, "country-unknown")
            return country
        case "DEPARTMENT":
            if text not in departments:
                log.dropped(column, "department-unknown")
                return None
        case "ZIPCODE":
            if len(text) > ZIPCODE_LENGTH:
                log.dropped(column, "too-long-dropped")
                return None
        case "LINE1" | "LINE2" | "LINE3" | "TOWN":
            if len(text) > LINE_LENGTH:
                log.changed(column, "too-long-cut")
            return cut(text, LINE_LENGTH)
    return text


def write_addresses(contact: Contact, change: AddressChange, default_country: str, log: RowLog) -> None:
    """D19: only the given fields of the addressed slots are written."""
    if change.fields:
        for slot in change.slots:
            contact.addresses[slot] = written(contact.addresses[slot], change, default_country, log)


def written(old: Address | None, change: AddressChange, default_country: str, log: RowLog) -> Address | None:
    """One slot after the row. D48: a slot that is opened without COUNTRY gets the default; a bad COUNTRY is null."""
    new: Address = dict(old) if old else dict.fromkeys(ADDRESS_FIELDS)
    for column, value in change.fields.items():
        new[column] = None if value is ERASE else str(value)
    if old is None and not change.says_country and any(new.values()):
        new["COUNTRY"] = default_country
    fit_town(new, log)
    return new if any(new.values()) else None


def fit_town(address: Address, log: RowLog) -> None:
    """D44: TOWN and TOWN_COMPLEMENT stay under 100 together; the complement is cut."""
    complement = address["TOWN_COMPLEMENT"]
    room = LONGEST_TOWN_AND_COMPLEMENT - len(address["TOWN"] or "")
    if complement and len(complement) > room:
        address["TOWN_COMPLEMENT"] = cut(complement, room) or None
        log.changed("TOWN_COMPLEMENT", "town-and-complement-cut")
