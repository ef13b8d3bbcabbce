"""Criteria and administrative numbers: CodeValue cells and CONFIG rows (contact.md 5.9, D7, D17, D18, D50 to D52)."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from tests.oracle.cells import ERASING_CELL, cut, is_digits, read_date
from tests.oracle.contacts import CRITERION_COLUMNS, Contact
from tests.oracle.findings import RowLog
from tests.oracle.settings import ContactType, Criterion, Institution

LONGEST_VALUE = 2000
BOOLEANS = {"T": "TRUE", "TRUE": "TRUE", "F": "FALSE", "FALSE": "FALSE"}


@dataclass
class Config:
    """Column -> the code configured by the last CONFIG row; initially nothing is (contact.md 5.2)."""

    codes: dict[str, str] = field(default_factory=dict)


@dataclass
class CriteriaChange:
    """What the criterion columns of one row say."""

    values: dict[str, list[str]] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)

    def limited_to(self, institution: Institution, types: Container[ContactType]) -> "CriteriaChange":
        """The part that concerns criteria of these contact types (contact.md 4.1, case 3)."""
        wanted = {code for code in {*self.values, *self.erased} if institution.criteria[code].contact_type in types}
        return CriteriaChange(
            {code: values for code, values in self.values.items() if code in wanted},
            {code: columns for code, columns in self.columns.items() if code in wanted},
            self.erased & wanted,
        )


@dataclass
class AdminChange:
    """What the ADMIN_NUMBER cell of one row says (D50)."""

    erase_all: bool = False
    erased_type: str | None = None
    added: tuple[str, str] | None = None


def read_config(cells: Mapping[str, str], institution: Institution, log: RowLog) -> Config:
    """D52: a CONFIG row replaces the whole configuration; an unknown code is dropped (D7)."""
    config = Config()
    for column in ("ADMIN_NUMBER", *CRITERION_COLUMNS):
        code = cells.get(column)
        known: Container[str] = institution.admin_number_types if column == "ADMIN_NUMBER" else institution.criteria
        if code is None:
            continue
        if code in known:
            config.codes[column] = code
        else:
            log.dropped(column, "config-code-unknown")
    return config


def split_code_value(cell: str, configured: str | None, known: Container[str]) -> tuple[str | None, str]:
    """D52: `Code=Value`, or a value of the configured code; a left side that is no known code is part of the value."""
    left, sign, right = cell.partition("=")
    if sign and left.strip() in known:
        return left.strip(), right.strip()
    if configured is not None and configured in known:
        return configured, cell
    return None, cell


def read_criteria(
    cells: Mapping[str, str],
    config: Config,
    institution: Institution,
    holders: Container[ContactType],
    log: RowLog,
    *,
    operation: str,
) -> CriteriaChange:
    """All criterion columns of a row, in the order CRIT01 to CRIT50."""
    change = CriteriaChange()
    for column in CRITERION_COLUMNS:
        if column not in cells:
            continue
        code, value = split_code_value(cells[column], config.codes.get(column), institution.criteria)
        if code is None:
            log.dropped(column, "criterion-unknown")
        elif institution.criteria[code].contact_type not in holders:
            log.dropped(column, "criterion-of-other-contact-type")
        elif value == ERASING_CELL:
            if operation == "INSERT":
                log.changed(column, "nothing-to-erase")
            else:
                change.erased.add(code)
        else:
            _read_values(change, column, institution.criteria[code], value, log, several=operation == "DELETE")
    if operation != "DELETE":
        change.erased -= set(change.values)  # D51: a value beside `CODE==` wins
    return change


def _read_values(
    change: CriteriaChange, column: str, criterion: Criterion, value: str, log: RowLog, *, several: bool
) -> None:
    for part in split_values(criterion, value):
        good = read_criterion_value(criterion, part, column, log)
        held = change.values.get(criterion.code, [])
        if good is None:
            log.dropped(column, "criterion-value-unknown")
        elif criterion.single_valued and not several and held and good not in held:
            log.dropped(column, "criterion-single-valued")
        else:
            change.values[criterion.code] = held if good in held else [*held, good]
            change.columns.setdefault(criterion.code, [])
            if column not in change.columns[criterion.code]:
                change.columns[criterion.code].append(column)


def split_values(criterion: Criterion, value: str) -> list[str]:
    """D51: values are separated by `|`, spaces trimmed, empty parts ignored; `|` inside TEXT is text."""
    parts = [value] if criterion.data_type == "TEXT" else value.split("|")
    return [part.strip() for part in parts if part.strip()]


def read_criterion_value(criterion: Criterion, text: str, column: str, log: RowLog) -> str | None:
    """One value in its stored form, or None if it is none of this criterion (D51, D54)."""
    match criterion.data_type:
        case "BOOLEAN":
            return BOOLEANS.get(text)
        case "DATE":
            day = read_date(text)
            return day.isoformat() if day else None
        case "NUMBER":
            return text if is_digits(text) else None
        case "CHOICE" | "MULTICHOICE":
            return text if text in criterion.elements else None
        case "TEXT":
            if len(text) > LONGEST_VALUE:
                log.changed(column, "too-long-cut")
            return cut(text, LONGEST_VALUE)


def write_criteria(contact: Contact, change: CriteriaChange) -> None:
    """D18: the values of each criterion named in the row are replaced; other criteria stay."""
    for code in change.erased:
        contact.criteria.pop(code, None)
    for code, values in change.values.items():
        contact.criteria[code] = set(values)


def delete_criteria(contact: Contact, change: CriteriaChange) -> None:
    """D63: DELETE takes away the named values only; `=` names all values of a criterion."""
    for code in change.erased:
        contact.criteria.pop(code, None)
    for code, values in change.values.items():
        contact.criteria[code] = contact.criteria.get(code, set()) - set(values)


def read_admin_number(
    cell: str | None, config: Config, institution: Institution, log: RowLog, *, inserting: bool
) -> AdminChange:
    """D50: a number is added; `=` removes all, `SIRET==` those of that type."""
    if cell is None:
        return AdminChange()
    if cell == ERASING_CELL:
        return AdminChange(erase_all=True)
    kind, value = split_code_value(cell, config.codes.get("ADMIN_NUMBER"), institution.admin_number_types)
    if kind is None:
        log.dropped("ADMIN_NUMBER", "admin-number-type-unknown")
    elif value == ERASING_CELL and inserting:
        log.changed("ADMIN_NUMBER", "nothing-to-erase")
    elif value == ERASING_CELL:
        return AdminChange(erased_type=kind)
    elif len(value) > LONGEST_VALUE:
        log.dropped("ADMIN_NUMBER", "too-long-dropped")
    elif value:
        return AdminChange(added=(kind, value))
    return AdminChange()


def write_admin_number(contact: Contact, change: AdminChange) -> None:
    """D50: a second number of a type stands beside the first."""
    if change.erase_all:
        contact.admin_numbers.clear()
    if change.erased_type:
        contact.admin_numbers.pop(change.erased_type, None)
    if change.added:
        kind, number = change.added
        numbers = contact.admin_numbers.setdefault(kind, [])
        if number not in numbers:
            numbers.append(number)
