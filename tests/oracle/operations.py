"""The operations of contact.md 5.2, one function each. Each returns True if the target changed, False if not (D60)."""

from collections.abc import Callable

from tests.oracle.cells import ERASING_CELL
from tests.oracle.contacts import (
    ADDRESS_FIELDS,
    AUTHORIZATIONS,
    CONTACT_COLUMNS,
    EMAIL_FIELDS,
    NAMES,
    PHONE_FIELDS,
    SALUTATIONS,
    SLOTS,
    Contact,
    Kind,
)
from tests.oracle.criteria import delete_criteria, read_criteria
from tests.oracle.findings import RowLog, RowRejectedError
from tests.oracle.numbers import well_formed
from tests.oracle.salutations import remake_salutations
from tests.oracle.session import Row, Session
from tests.oracle.settings import EVERY_ORGANIZATION, UNDEFINED
from tests.oracle.structures import same_structure, tell_all_differences, tell_structure_differences
from tests.oracle.values import Reading, Values, erased_name, read_authorizations, read_values, write_values

ACCOUNT_DELETED = "ACCOUNT_DELETED"
ANONYMOUS_NAME = "XXXXXXXX"
ANONYMOUS_REMARK = "Contact anonymized"
NAME_OF_STRUCTURE = 38

# ------------------------------------------------------------------------------------------------ INSERT


def insert(session: Session, row: Row) -> bool:
    """One row makes an individual, a structure, or a structure and its relay (contact.md 4.1)."""
    without_erasing_cells(row)
    number = number_for_insert(session, row)
    person = any(column in row.cells for column in NAMES)
    structure = "OFFICIAL_NAME" in row.cells
    if not person and not structure:
        raise RowRejectedError(None, "no-name")
    values = read_values(row.cells, reading_of(session, row, person=person, structure=structure))
    reject_erased_person(session, row, values)
    if not structure:
        add_contact(session, row, "individual", values, number)
        return True
    if not person:
        return insert_structure(session, row, values, number)
    insert_relay(session, row, values, number)
    return True


def without_erasing_cells(row: Row) -> None:
    """D17: on INSERT `=` means empty."""
    for column in CONTACT_COLUMNS:
        if row.cells.get(column) == ERASING_CELL:
            del row.cells[column]
            row.log.changed(column, "nothing-to-erase")


def number_for_insert(session: Session, row: Row) -> str | None:
    """D6: CONTACT_NR must be well formed and new; D59: and not that of an erased person."""
    number = row.cells.get("CONTACT_NR")
    if number is None:
        return None
    if not well_formed(number):
        raise RowRejectedError("CONTACT_NR", "number-malformed")
    reject_erased_number(session, row, number)
    if session.find(row.institution, number):
        repeated = (row.institution.code, number) in session.created
        raise RowRejectedError("CONTACT_NR", "number-repeated" if repeated else "number-exists")
    return number


def insert_structure(session: Session, row: Row, values: Values, number: str | None) -> bool:
    """Case 2. D37: a structure that exists is not made again, and the row changes nothing."""
    made = new_contact(session, row, "structure", values)
    stored = same_structure(made, session.contacts())
    if stored:
        tell_all_differences(made, stored, values, row.cells, row.institution, row.log)
        return False
    made.number = number or session.generate_number(row.institution)
    session.add(made)
    return True


def insert_relay(session: Session, row: Row, values: Values, number: str | None) -> None:
    """Case 3. D14: CONTACT_NR is the relay's; the structure comes first, with a generated number, unless it exists."""
    made = new_contact(session, row, "structure", values.structure_part(row.institution))
    stored = same_structure(made, session.contacts())
    if stored:
        tell_structure_differences(made, stored, values, row.log)
    else:
        made.number = session.generate_number(row.institution)
    number = number or session.generate_number(row.institution)  # none left: neither of the two is made
    if not stored:
        session.add(made)
    relay = add_contact(session, row, "relay", values.person_part(row.institution), number)
    relay.structure = (stored or made).number


def add_contact(session: Session, row: Row, kind: Kind, values: Values, number: str | None) -> Contact:
    """An individual or a relay, with its login."""
    contact = new_contact(session, row, kind, values)
    contact.number = number or session.generate_number(row.institution)
    give_login(session, contact, row.log)
    session.add(contact)
    return contact


def new_contact(session: Session, row: Row, kind: Kind, values: Values) -> Contact:
    """A contact with its defaults (D40, D45), not numbered and not in the target yet."""
    contact = Contact("", kind, row.institution.code, session.import_id)
    contact.organization = row.organization or EVERY_ORGANIZATION
    contact.texts["PREF_LANG"] = row.institution.language
    if not contact.is_structure:
        contact.texts["TITLE"] = UNDEFINED
    write_values(contact, values, row.institution, row.log)
    remake_salutations(contact, row.institution)
    if contact.is_structure and not contact.texts["ADDRESS_NAME1"]:
        contact.texts["ADDRESS_NAME1"] = (contact.texts["OFFICIAL_NAME"] or "")[:NAME_OF_STRUCTURE].strip()
    return contact


# ------------------------------------------------------------------------------------------------ UPDATE, UPDATEACT


def update(session: Session, row: Row) -> bool:
    """UPDATE writes what the row says; UPDATEACT also makes an invalid contact valid again (D24, D61)."""
    old = existing(session, row)
    new = old.copy()
    reactivated = row.operation == "UPDATEACT" and not old.valid
    reading = reading_of(session, row, person=not old.is_structure, structure=old.is_structure)
    reading.phone_country = old.main_country() or row.institution.country
    values = read_values(row.cells, reading)
    reject_erased_person(session, row, values)
    write_values(new, values, row.institution, row.log)
    keep_a_name(new, values)
    if row.organization is not None:
        new.organization = row.organization
    if reactivated:
        new.valid, new.invalid_reason, new.invalid_since = True, None, None
    if reactivated or "EMAIL1" in values.emails:
        give_login(session, new, row.log)
    return session.replace(old, new)


def keep_a_name(contact: Contact, values: Values) -> None:
    """D17: the last name left cannot be erased."""
    names = ("OFFICIAL_NAME",) if contact.is_structure else NAMES
    if not any(contact.texts[name] for name in names):
        raise RowRejectedError(erased_name(values), "last-name-erased")


def give_login(session: Session, contact: Contact, log: RowLog) -> None:
    """EMAIL1 is the login, unless another contact has it (D23, D64); structures and invalid contacts have none."""
    may_log_in = not contact.is_structure and contact.valid and contact.emails["EMAIL1"] is not None
    taken = may_log_in and session.state.login_taken(contact)
    if taken:
        log.changed("EMAIL1", "login-taken")
    contact.login = may_log_in and not taken


# ------------------------------------------------------------------------------------------------ the others


def delete(session: Session, row: Row) -> bool:
    """D63: address and communication means go; of authorizations and criteria only the values named."""
    old = existing(session, row)
    new = old.copy()
    new.addresses = dict.fromkeys(SLOTS)
    new.phones = dict.fromkeys(PHONE_FIELDS)
    new.emails = dict.fromkeys(EMAIL_FIELDS)
    new.login = False
    reading = reading_of(session, row, person=not old.is_structure, structure=old.is_structure)
    delete_authorizations(new, row)
    named = read_criteria(
        row.cells, session.config, row.institution, reading.holders(), row.log, operation=row.operation
    )
    delete_criteria(new, named)
    return session.replace(old, new)


def delete_authorizations(contact: Contact, row: Row) -> None:
    """D63: an authorization goes if the named value is the stored one; `=` names any. D39: a structure has none."""
    cells = {column: row.cells[column] for column in AUTHORIZATIONS if column in row.cells}
    if contact.is_structure:
        for column in cells:
            row.log.dropped(column, "field-of-other-kind")
        return
    for column, named in read_authorizations(cells, row.log).items():
        if cells[column] == ERASING_CELL or named == contact.authorizations[column]:
            contact.authorizations[column] = None


def invalidate(session: Session, row: Row) -> bool:
    """D24: everything is kept; reason and end date are set; no login any more (D61). Not with sales (D6)."""
    old = existing(session, row)
    reject_sales(session, row)
    new = old.copy()
    close_account(session, new)
    return session.replace(old, new)


def anonymize(session: Session, row: Row) -> bool:
    """D25, D58: what remains is title, language, kind, structure, organization and a coarse address."""
    old = existing(session, row)
    if old.is_structure:
        raise RowRejectedError("OPERATION", "structure-cannot-be-anonymised")
    session.state.suppressed_in(row.institution).add(old)
    new = old.copy()
    new.anonymised = True
    close_account(session, new)
    new.texts |= {"FIRSTNAME": ANONYMOUS_NAME, "LASTNAME": ANONYMOUS_NAME, "BIRTHDATE": None, "FUNCTION": None}
    new.texts["REMARK"] = ANONYMOUS_REMARK
    new.phones = dict.fromkeys(PHONE_FIELDS)
    new.emails = dict.fromkeys(EMAIL_FIELDS)
    new.authorizations = dict.fromkeys(AUTHORIZATIONS, False)
    new.criteria = {}
    if new.explicit & set(SALUTATIONS):
        new.explicit.clear()
        remake_salutations(new, row.institution)
    keep_coarse_address(new)
    return session.replace(old, new)


def keep_coarse_address(contact: Contact) -> None:
    """D58: of the addresses only the main slot's country, town and postcode stay."""
    main = contact.addresses["M"]
    contact.addresses = dict.fromkeys(SLOTS)
    if main:
        coarse = {field: main[field] if field in ("COUNTRY", "TOWN", "ZIPCODE") else None for field in ADDRESS_FIELDS}
        contact.addresses["M"] = coarse if any(coarse.values()) else None


def close_account(session: Session, contact: Contact) -> None:
    """No login; invalid since today, unless it was invalid before."""
    contact.login = False
    if contact.valid:
        contact.valid = False
        contact.invalid_reason = ACCOUNT_DELETED
        contact.invalid_since = session.state.today.isoformat()


def drop(session: Session, row: Row) -> bool:
    """D62: undoes a mis-import: only what was imported, not modified since, has no sales and no relays."""
    contact = existing(session, row)
    reject_sales(session, row)
    if contact.imported_by is None:
        raise RowRejectedError("CONTACT_NR", "not-imported")
    if contact.modified:
        raise RowRejectedError("CONTACT_NR", "modified-since")
    if any(c.institution == contact.institution and c.structure == contact.number for c in session.contacts()):
        raise RowRejectedError("CONTACT_NR", "structure-has-relays")
    session.remove(contact)
    return True


OPERATIONS: dict[str, Callable[[Session, Row], bool]] = {
    "INSERT": insert,
    "UPDATE": update,
    "UPDATEACT": update,
    "DELETE": delete,
    "INVALIDATE": invalidate,
    "ANONYMIZE": anonymize,
    "DROP": drop,
}

# ------------------------------------------------------------------------------------------------ common rules


def reading_of(session: Session, row: Row, *, person: bool, structure: bool) -> Reading:
    """What the reading of this row's cells depends on."""
    suppressed = session.state.suppressed_in(row.institution)
    return Reading(
        row.operation,
        row.institution,
        session.config,
        suppressed,
        session.state.today,
        row.institution.country,
        person,
        structure,
        row.log,
    )


def existing(session: Session, row: Row) -> Contact:
    """D6: every operation but INSERT and CONFIG needs the number of a contact of this institution."""
    number = row.cells.get("CONTACT_NR")
    if number is None:
        raise RowRejectedError("CONTACT_NR", "number-missing")
    if not well_formed(number):
        raise RowRejectedError("CONTACT_NR", "number-malformed")
    reject_erased_number(session, row, number)
    contact = session.find(row.institution, number)
    if contact is None:
        raise RowRejectedError("CONTACT_NR", "number-unknown")
    return contact


def reject_sales(session: Session, row: Row) -> None:
    """D6: a contact with sales is neither invalidated nor dropped."""
    if (row.institution.code, row.cells["CONTACT_NR"]) in session.state.sales:
        raise RowRejectedError("CONTACT_NR", "contact-has-sales")


def reject_erased_number(session: Session, row: Row, number: str) -> None:
    """D59: any later row with the number of an erased person."""
    if number in session.state.suppressed_in(row.institution).numbers:
        raise RowRejectedError("CONTACT_NR", "erased-person")


def reject_erased_person(session: Session, row: Row, values: Values) -> None:
    """D59: a row that gives the first name, last name and birth date of an erased person."""
    first, last, born = (values.texts.get(column) for column in (*NAMES, "BIRTHDATE"))
    if (first, last, born) in session.state.suppressed_in(row.institution).people:
        raise RowRejectedError("LASTNAME", "erased-person")
