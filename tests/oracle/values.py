"""What the cells of one row say about a contact, with a finding for all that is cut, changed or dropped."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from tests.oracle.addresses import AddressChange, read_address, write_addresses
from tests.oracle.cells import ERASE, ERASING_CELL, Erase, Given, cut, is_digits, read_birthdate
from tests.oracle.contacts import (
    AUTHORIZATIONS,
    EMAIL_FIELDS,
    NAMES,
    PERSON_FIELDS,
    PERSON_TEXTS,
    PHONE_FIELDS,
    SALUTATIONS,
    STRUCTURE_FIELDS,
    STRUCTURE_TEXTS,
    Contact,
)
from tests.oracle.countries import language_codes
from tests.oracle.criteria import (
    AdminChange,
    Config,
    CriteriaChange,
    read_admin_number,
    read_criteria,
    write_admin_number,
    write_criteria,
)
from tests.oracle.findings import RowLog
from tests.oracle.phones import LONGEST_STORED, Phone, read_phone
from tests.oracle.salutations import remake_salutations
from tests.oracle.settings import UNDEFINED, ContactType, Institution
from tests.oracle.suppression import Suppressed

TEXT_LENGTHS = {
    **{"LETTER_SALUTATION": 200, "ADDR_SALUTATION": 200, "FUNCTION": 1000, "FIRSTNAME": 100, "LASTNAME": 100},
    **{"OFFICIAL_NAME": 100, "ADDRESS_NAME1": 38, "ADDRESS_NAME2": 38},
}
REMARK_LENGTH = 2000
WEB_SITE_LENGTH = 255
EMAIL_LENGTH = 250
APPEND = "||"
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
EMAIL = re.compile(r"[0-9a-z+\$_-]+(\.[0-9a-z+\$_-]+)*@[0-9a-z+_-]+(\.[0-9a-z+_-]+)+")
PERSON_HOLDS: tuple[ContactType, ...] = ("INDIVIDUAL", "BOTH")
STRUCTURE_HOLDS: tuple[ContactType, ...] = ("STRUCTURE", "BOTH")


@dataclass
class Reading:
    """Everything besides the cells that the reading of a row depends on."""

    operation: str
    institution: Institution
    config: Config
    suppressed: Suppressed
    today: date
    phone_country: str
    person: bool
    structure: bool
    log: RowLog

    @property
    def inserting(self) -> bool:
        """On INSERT nothing can be erased (D17)."""
        return self.operation == "INSERT"

    def holders(self) -> tuple[ContactType, ...]:
        """The contact types of criteria that the contacts of this row may hold (D51)."""
        return (*(PERSON_HOLDS if self.person else ()), *(STRUCTURE_HOLDS if self.structure else ()))


@dataclass
class Values:
    """The accepted values of a row; what is absent says nothing (contact.md 4)."""

    texts: dict[str, Given] = field(default_factory=dict)
    remark: str | None = None
    nb_employees: int | Erase | None = None
    admin: AdminChange = field(default_factory=AdminChange)
    address: AddressChange = field(default_factory=AddressChange)
    phones: dict[str, Phone | Erase] = field(default_factory=dict)
    emails: dict[str, Given] = field(default_factory=dict)
    authorizations: dict[str, bool | Erase] = field(default_factory=dict)
    criteria: CriteriaChange = field(default_factory=CriteriaChange)

    def person_part(self, institution: Institution) -> "Values":
        """Case 3 of contact.md 4.1: what the relay of a structure + relay row gets."""
        return replace(
            self,
            texts={name: text for name, text in self.texts.items() if name not in STRUCTURE_TEXTS},
            nb_employees=None,
            admin=AdminChange(),
            criteria=self.criteria.limited_to(institution, PERSON_HOLDS),
        )

    def structure_part(self, institution: Institution) -> "Values":
        """Case 3 of contact.md 4.1: what the structure of a structure + relay row gets (D39: not the remark)."""
        return replace(
            self,
            texts={name: text for name, text in self.texts.items() if name not in PERSON_TEXTS},
            remark=None,
            authorizations={},
            criteria=self.criteria.limited_to(institution, ("STRUCTURE",)),
        )


def read_values(cells: Mapping[str, str], reading: Reading) -> Values:
    """Read the cells of an INSERT, UPDATE or UPDATEACT row."""
    log, institution = reading.log, reading.institution
    cells = in_scope(cells, reading)
    address = read_address(cells, institution, log)
    country = address.fields.get("COUNTRY")
    assumed = country if isinstance(country, str) else reading.phone_country
    return Values(
        texts=read_texts(cells, reading),
        remark=cells.get("REMARK"),
        nb_employees=read_nb_employees(cells.get("NB_EMPLOYEES"), log),
        admin=read_admin_number(
            cells.get("ADMIN_NUMBER"), reading.config, institution, log, inserting=reading.inserting
        ),
        address=address,
        phones=read_phones(cells, assumed, reading.suppressed, log),
        emails=read_emails(cells, reading.suppressed, log),
        authorizations=read_authorizations(cells, log),
        criteria=read_criteria(cells, reading.config, institution, reading.holders(), log, operation=reading.operation),
    )


def in_scope(cells: Mapping[str, str], reading: Reading) -> dict[str, str]:
    """D21, D39: fields of a person on a structure, and fields of a structure on a person, are dropped."""
    foreign = (*(() if reading.person else PERSON_FIELDS), *(() if reading.structure else STRUCTURE_FIELDS))
    for column in foreign:
        if column in cells:
            reading.log.dropped(column, "field-of-other-kind")
    return {column: cell for column, cell in cells.items() if column not in foreign}


def read_texts(cells: Mapping[str, str], reading: Reading) -> dict[str, Given]:
    """The fields that are stored as text; REMARK is read when it is written."""
    texts: dict[str, Given] = {}
    for column in (*PERSON_TEXTS, "PREF_LANG", *STRUCTURE_TEXTS):
        if column not in cells:
            continue
        value = ERASE if cells[column] == ERASING_CELL else read_text(column, cells[column], reading)
        if value is not None:
            texts[column] = value
    return texts


def read_text(column: str, text: str, reading: Reading) -> str | None:
    """One text field in its stored form; None if it is dropped."""
    institution, log = reading.institution, reading.log
    known = True
    match column:
        case "TITLE":
            known = institution.knows_title(text)
        case "PREF_LANG":
            known = text in language_codes()
        case "STRUCT_TYPE":
            known = text in institution.structure_types
        case "COMMUNITY_TYPE":
            known = text in institution.community_types
        case "BIRTHDATE":
            day = read_birthdate(text, reading.today)
            if day is None:
                log.dropped(column, "birthdate-wrong")
            return day.isoformat() if day else None
        case "WEB_SITE":
            return read_web_site(text, log)
        case _:
            if len(text) > TEXT_LENGTHS[column]:
                log.changed(column, "too-long-cut")
            return cut(text, TEXT_LENGTHS[column])
    if not known:
        log.dropped(column, "code-unknown")
    return text if known else None


def read_web_site(text: str, log: RowLog) -> str | None:
    """D9: without a scheme it gets http://; D8: never cut."""
    site = text if SCHEME.match(text) else "http://" + text
    if len(site) > WEB_SITE_LENGTH:
        log.dropped("WEB_SITE", "too-long-dropped")
        return None
    if site != text:
        log.changed("WEB_SITE", "scheme-added")
    return site


def read_nb_employees(text: str | None, log: RowLog) -> int | Erase | None:
    """D9: digits only."""
    if text is None:
        return None
    if text == ERASING_CELL:
        return ERASE
    if not is_digits(text):
        log.dropped("NB_EMPLOYEES", "not-digits")
        return None
    return int(text)


def read_phones(
    cells: Mapping[str, str], country: str, suppressed: Suppressed, log: RowLog
) -> dict[str, Phone | Erase]:
    """D56: no digit or too many stored digits: dropped; D59: so is a phone of an erased person."""
    phones: dict[str, Phone | Erase] = {}
    for column in PHONE_FIELDS:
        if column not in cells:
            continue
        phone = read_phone(cells[column], country)
        if cells[column] == ERASING_CELL:
            phones[column] = ERASE
        elif phone is None:
            log.dropped(column, "phone-without-digit")
        elif len(phone.number) > LONGEST_STORED:
            log.dropped(column, "too-long-dropped")
        elif phone in suppressed.phones:
            log.dropped(column, "erased-person")
        else:
            phones[column] = phone
    return phones


def read_emails(cells: Mapping[str, str], suppressed: Suppressed, log: RowLog) -> dict[str, Given]:
    """D10: lower-cased before the documented pattern is tested; D59: not those of an erased person."""
    emails: dict[str, Given] = {}
    for column in EMAIL_FIELDS:
        if column not in cells:
            continue
        email = cells[column].lower()
        if email == ERASING_CELL:
            emails[column] = ERASE
        elif len(email) > EMAIL_LENGTH:
            log.dropped(column, "too-long-dropped")
        elif not EMAIL.fullmatch(email):
            log.dropped(column, "email-wrong")
        elif email in suppressed.emails:
            log.dropped(column, "erased-person")
        else:
            if email != cells[column]:
                log.changed(column, "email-lower-cased")
            emails[column] = email
    return emails


def read_authorizations(cells: Mapping[str, str], log: RowLog) -> dict[str, bool | Erase]:
    """contact.md 5.8: TRUE or FALSE; case counts (D54)."""
    read: dict[str, bool | Erase] = {}
    for column in AUTHORIZATIONS:
        match cells.get(column):
            case None:
                pass
            case "=":
                read[column] = ERASE
            case "TRUE":
                read[column] = True
            case "FALSE":
                read[column] = False
            case _:
                log.dropped(column, "not-boolean")
    return read


def write_values(contact: Contact, values: Values, institution: Institution, log: RowLog) -> None:
    """Write the values of a row into a contact; what the row does not say stays."""
    write_texts(contact, values.texts, institution)
    write_remark(contact, values.remark, log)
    if values.nb_employees is not None:
        contact.nb_employees = None if values.nb_employees is ERASE else values.nb_employees
    write_admin_number(contact, values.admin)
    write_addresses(contact, values.address, institution.country, log)
    for column, phone in values.phones.items():
        contact.phones[column] = None if phone is ERASE else phone
    for column, email in values.emails.items():
        contact.emails[column] = None if email is ERASE else email
    for column, answer in values.authorizations.items():
        contact.authorizations[column] = None if answer is ERASE else answer
    write_criteria(contact, values.criteria)


def write_texts(contact: Contact, texts: Mapping[str, Given], institution: Institution) -> None:
    """D46: salutations are remade if title or language changed or one is erased; D47: an erased title is UNDEFINED."""
    before = contact.texts["TITLE"], contact.texts["PREF_LANG"]
    for column, text in texts.items():
        if text is ERASE:
            contact.texts[column] = UNDEFINED if column == "TITLE" else None
            contact.explicit.discard(column)
        else:
            contact.texts[column] = text
            if column in SALUTATIONS:
                contact.explicit.add(column)
    after = contact.texts["TITLE"], contact.texts["PREF_LANG"]
    if before != after or any(texts.get(column) is ERASE for column in SALUTATIONS):
        remake_salutations(contact, institution)


def write_remark(contact: Contact, cell: str | None, log: RowLog) -> None:
    """D53: `||` appends exactly what follows, no separator; the result is cut at 2000."""
    if cell is None:
        return
    if cell == ERASING_CELL:
        contact.texts["REMARK"] = None
        return
    old = contact.texts["REMARK"] or ""
    remark = old + cell.removeprefix(APPEND) if cell.startswith(APPEND) else cell
    if len(remark) > REMARK_LENGTH:
        log.changed("REMARK", "too-long-cut")
    contact.texts["REMARK"] = cut(remark, REMARK_LENGTH) or None


def erased_name(values: Values) -> str:
    """The column that erased the last name left (D17)."""
    return next((column for column in ("OFFICIAL_NAME", *NAMES) if values.texts.get(column) is ERASE), "LASTNAME")
