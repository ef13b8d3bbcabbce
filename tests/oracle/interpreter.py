"""The interpreter: a file's rows, one after the other, act on the target (D16).

Written from `spec/contact.md`, `spec/decisions.md`, `spec/records.md` and `spec/catalogue.md` only.

Choices
-------
Findings
 1. A rejected row has exactly one finding, its first reason, in the order institution, organization, operation,
    CONTACT_NR (missing, malformed, erased person, present or absent), name, erased name + birth date, rule of the
    operation.
 2. One finding per row, column, outcome and rule: two unknown elements in one cell are one finding. A dropped column
    does not also tell its earlier changes (an upper-case e-mail that is then dropped is only dropped).
 3. No finding: a default, a made salutation, a full country name stored as its code, leading zeros of NB_EMPLOYEES, a
    duplicate of a criterion value in the row, T stored as TRUE, `CODE=` without a value (ignored, as an empty cell
    is).
 4. INVALIDATE, ANONYMIZE, DROP and CONFIG ignore all cells they do not need, without a finding (as D63 says of
    DELETE).
 5. `=` on INSERT is a change of that column whatever the kind of contact (also `CODE==` of a known code the contact
    may hold, and `=` in an unconfigured criterion column); on UPDATE `=` in a field of the other kind is dropped.
Reading
 6. A row whose cells are all empty after cleaning is not read at all (D65): no outcome, its cells not counted by D3.
 7. D3 counts the cells of all rows read, rejected ones and CONFIG rows too; a cell of white space only counts.
 8. Control characters are Unicode category Cc and go without a trace (tab and carriage return too); a line feed
    becomes a space outside REMARK; white space is what Python's `str.strip` takes. Format characters (zero-width
    space) stay.
 9. Runs of spaces (D15) are runs of U+0020; a null and an empty field are equal.
10. INSTITUTION or OPERATION `=` is an unknown code: row-rejected. ORGANIZATION `=` is `*` for every operation.
11. BIRTHDATE: two-digit day and month, four-digit year, the same separator twice, or YYYY-MM-DD; today is allowed.
    Criteria of type DATE take DD.MM.YYYY and YYYY-MM-DD only (contact.md 2), future days too.
12. PREF_LANG: any ISO 639-1 code, lower case. COUNTRY: ISO alpha-2 or the CLDR (Babel) name in the five languages,
    exact.
13. WEB_SITE: a scheme is `letters://`; 255 is measured with the http:// that was added. NB_EMPLOYEES has no maximum.
14. ADMIN_NUMBER values over 2000 characters are dropped; a TEXT criterion's value is cut at 2000. NUMBER stays as
    written.
15. Spaces around the `=` of Code=Value are trimmed. One code per cell: the cell is split at its first `=`, then at
    `|`.
16. In a configured column a left side that is no known code makes the whole cell a value: `Red|X=Green` keeps Red.
17. A configured code is looked up in the institution of the row that uses it; an unknown code in a CONFIG row leaves
    its column unconfigured. The configuration lives for the file, across institutions.
18. "First" criterion column means CRIT01 to CRIT50 by number, not by position. The single-value rule does not hold on
    DELETE: every named value goes. `CODE==` beside values that are all unknown still removes.
19. Numbers of a type in `admin_numbers` stand in order of arrival; the same number twice is stored once.
Persons and structures
20. LETTER_SALUTATION, ADDR_SALUTATION, FIRSTNAME, LASTNAME on a structure's own row are dropped like TITLE; on UPDATE
    "without a structure name" (D39) means: the contact is no structure.
21. A salutation given in a cell is explicit even if it equals the made one; no table entry for title and language:
    null. UNDEFINED is always a known title. `invalid_since` is a date.
22. A structure-only row equal to a structure: a criterion, phone, e-mail, language, REMARK, ORGANIZATION, DEPARTMENT
    that is given, good and different is dropped; a criterion differs if its set of values does; ADMIN_NUMBER if it is
    not among the stored ones; ADDR_TYPE if given and a slot it names differs; what differs only by runs of spaces
    does not.
23. REMARK `|| text` keeps the space after the bars, also where there was no remark; `||` alone on INSERT: null.
Addresses and phones
24. Only accepted cells open a slot: an address whose only cell is dropped is null; ADDR_TYPE alone makes nothing.
    COUNTRY alone does.
25. A slot opened by UPDATE with an unknown COUNTRY or `=` in COUNTRY has country null (D48's reason).
26. ADDR_TYPE: value-changed if M, S or B is left, else field-dropped together with every filled address column; its
    maximum of 3 is not tested; `=` on UPDATE means empty (all three), without a finding.
27. TOWN may have 100 characters; the complement is cut to 99 - length(TOWN), to null if nothing is left, always
    value-changed on TOWN_COMPLEMENT, also where a new TOWN cuts the stored complement; slot by slot.
28. Phones: a `+` anywhere before the first digit counts as 00. "Possible" is the plan's possible lengths without
    local-only ones, "shortest" their minimum, compared after the national prefix went; the number stored without
    country is all digits of the cell, 00 for + included. The national prefix goes once, whenever the digits start
    with it.
29. A parenthesis forces countries only (not 800, 888 ...), of several countries of one code the main one; its content
    is digits with an optional + or 00. "(0)" goes after any recognised code, for ES and IT too. 15 counts `number`
    alone.
30. A country without a numbering plan (AQ, TF ...): stored without country. COUNTRY dropped by ADDR_TYPE is not
    assumed.
Logins and operations
31. "Login taken" is told for valid persons only, on UPDATE only if the row names EMAIL1, and on UPDATEACT of an
    invalid contact always (column EMAIL1, even if its cell is empty).
32. D17's rejection names the erased column, the first of OFFICIAL_NAME, FIRSTNAME, LASTNAME.
33. D60 compares what records.md shows, and whether a salutation was given or made; D62's modification likewise.
34. ANONYMIZE remakes explicit salutations from the title; both names become XXXXXXXX; an earlier end date stays; an
    address without country, town and postcode is null; town complement and department go.
35. INVALIDATE of an invalid contact is unchanged, but with sales it is rejected all the same.
36. Suppression (D59) is per institution; names are compared as stored (after truncation), and only where they are not
    dropped as fields of another kind; it judges INSERT, UPDATE, UPDATEACT; the number is judged on every operation
    but CONFIG.
37. DROP: relays that are invalid or anonymised count as relays too.
Numbers and counts
38. "All CONTACT_NRs in the file" are those of the rows of that institution, whatever the operation or outcome (CONFIG
    too).
39. Above 99999999 a generated number is as long as it must be; a row for which no number of 20 digits is left is
    rejected, and makes nothing at all.
40. created = made in this import and still there at its end; updated = existed before, still there, and some row
    changed its record (even if a later row changed it back). A dropped contact counts in neither.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tests.oracle.cells import ERASING_CELL, clean
from tests.oracle.contacts import COLUMNS, Contact, Kind
from tests.oracle.criteria import read_config
from tests.oracle.findings import Finding, Outcome, RowLog, RowRejectedError
from tests.oracle.numbers import NumberGenerator
from tests.oracle.operations import OPERATIONS
from tests.oracle.records import Record, records_of
from tests.oracle.session import Key, Row, Session, State
from tests.oracle.settings import EVERY_ORGANIZATION, Institution

FIRST_DATA_ROW = 2
RawRow = Mapping[str, str]


@dataclass
class ImportResult:
    """What an import says: its findings, its counts, and the outcome of every row."""

    findings: list[Finding]
    rows: dict[str, int]
    outcomes: dict[int, str]
    created: dict[Kind, int]
    updated: dict[Kind, int]
    cleaned: dict[str, int] = field(default_factory=dict)
    """D3, D57: column -> number of cells that lost white space or control characters."""


class Target:
    """An environment: institutions and their contacts."""

    def __init__(self, institutions: Iterable[Institution], today: date | None = None) -> None:
        known = {institution.code: institution for institution in institutions}
        day = today or date.today()
        self.state = State(known, day.date() if isinstance(day, datetime) else day)

    @property
    def sales(self) -> set[Key]:
        """(institution, number) of the contacts that have sales."""
        return self.state.sales

    @sales.setter
    def sales(self, keys: set[Key]) -> None:
        self.state.sales = keys

    @property
    def contacts(self) -> dict[Key, Contact]:
        """The contacts themselves, for tests that need one that no import could make."""
        return self.state.contacts

    def records(self) -> list[Record]:
        """All contacts as records.md shows them."""
        return records_of(self.state.contacts.values())

    def import_rows(self, rows: Sequence[RawRow], import_id: str, institution: str | None = None) -> ImportResult:
        """Import a file: `rows` in file order, row i being row i + 2 of the sheet; `institution` is `--institution`."""
        numbered, cleaned = clean_rows(rows)
        session = Session(self.state, import_id, self._generators(numbered, institution))
        findings: list[Finding] = [(None, column, Outcome.VALUE_CHANGED.value, "cleaned") for column in cleaned]
        outcomes: dict[int, str] = {}
        for number, cells in numbered.items():
            outcomes[number], told = self._import_row(session, number, cells, institution)
            findings += told
        return ImportResult(
            findings,
            count_rows(outcomes),
            outcomes,
            session.count_created(),
            session.count_updated(),
            cleaned,
        )

    def _generators(self, rows: Mapping[int, Mapping[str, str]], institution: str | None) -> dict[str, NumberGenerator]:
        numbers: dict[str, list[str]] = {code: [] for code in self.state.institutions}
        for cells in rows.values():
            code = cells.get("INSTITUTION", institution)
            if code in numbers and "CONTACT_NR" in cells:
                numbers[code].append(cells["CONTACT_NR"])
        return {
            code: NumberGenerator(known, self.state.highest.get(code, 0), numbers[code])
            for code, known in self.state.institutions.items()
        }

    def _import_row(
        self, session: Session, number: int, cells: dict[str, str], institution: str | None
    ) -> tuple[str, list[Finding]]:
        log = RowLog(number)
        try:
            row = self._accepted(number, cells, institution, log)
            if row.operation == "CONFIG":
                session.config = read_config(cells, row.institution, log)
                return "directive", log.findings()
            changed = OPERATIONS[row.operation](session, row)
        except RowRejectedError as error:
            return "rejected", log.rejection(error)
        return "imported" if changed else "unchanged", log.findings()

    def _accepted(self, number: int, cells: dict[str, str], default: str | None, log: RowLog) -> Row:
        """D6, D54, D55: institution, organization and operation must be known; an empty operation is INSERT."""
        institution = self.state.institutions.get(cells.get("INSTITUTION", default) or "")
        if institution is None:
            raise RowRejectedError("INSTITUTION", "institution-unknown")
        organization = cells.get("ORGANIZATION")
        if organization == ERASING_CELL:
            organization = EVERY_ORGANIZATION
        if organization is not None and not institution.knows_organization(organization):
            raise RowRejectedError("ORGANIZATION", "organization-unknown")
        operation = cells.get("OPERATION", "INSERT")
        if operation != "CONFIG" and operation not in OPERATIONS:
            raise RowRejectedError("OPERATION", "operation-unknown")
        return Row(number, cells, institution, organization, operation, log)


def clean_rows(rows: Sequence[RawRow]) -> tuple[dict[int, dict[str, str]], dict[str, int]]:
    """D3: cleaned cells that are not empty, by row number, and the cells cleaned by column; D65: no blank rows."""
    numbered: dict[int, dict[str, str]] = {}
    cleaned: dict[str, int] = {}
    for number, raw in enumerate(rows, start=FIRST_DATA_ROW):
        cells = {column: clean(column, raw[column]) for column in COLUMNS if raw.get(column)}
        filled = {column: cell for column, cell in cells.items() if cell}
        if not filled:
            continue
        numbered[number] = filled
        for column, cell in cells.items():
            if cell != raw[column]:
                cleaned[column] = cleaned.get(column, 0) + 1
    return numbered, cleaned


def count_rows(outcomes: Mapping[int, str]) -> dict[str, int]:
    """Rows read = imported + unchanged + rejected + directives (invariant 1)."""
    told = list(outcomes.values())
    return {
        "read": len(told),
        "imported": told.count("imported"),
        "unchanged": told.count("unchanged"),
        "rejected": told.count("rejected"),
        "directives": told.count("directive"),
    }
