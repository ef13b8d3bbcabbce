"""The set-based load behind the interface of the oracle, so that one test can be told to both."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any

from entracte.check.contact import check_contacts
from entracte.engine import Engine
from entracte.findings import kind
from entracte.formats.contact import CONTACT
from entracte.load.contact.plan import ContactPlan, plan_contacts
from entracte.load.reference import read_reference
from tests.oracle import Finding, ImportResult, Institution
from tests.oracle.interpreter import FIRST_DATA_ROW, RawRow, count_rows
from tests.oracle.session import Key

RECORDS = resources.files("entracte.institution").joinpath("sql/contact_record.sql").read_text(encoding="utf-8")


class LoadedTarget:
    """What `tests.oracle.Target` is, but in a real environment and through check and load.

    Everything happens in the transaction of `cursor`, which the test never commits.
    """

    def __init__(
        self, engine: Engine, cursor: Any, institutions: Iterable[Institution], today: datetime.date | None = None
    ) -> None:
        self.engine, self.cursor = engine, cursor
        self.now = datetime.datetime.combine(today or datetime.date(2026, 6, 1), datetime.time(12))
        for institution in institutions:
            settle(cursor, institution)

    def import_rows(self, rows: Sequence[RawRow], import_id: str, institution: str | None = None) -> ImportResult:
        """Import a file; the first row of data is row 2, as in a sheet."""
        plan = self.plan(rows, import_id, institution)
        outcomes = dict(
            self.engine.rows(
                "SELECT row, coalesce(outcome, 'directive') FROM raw LEFT JOIN outcome USING (row) ORDER BY row"
            )
        )
        findings = self._findings()
        plan.apply(self.cursor)
        return ImportResult(
            findings,
            count_rows(outcomes),
            outcomes,
            plan.counts.created,
            plan.counts.updated,
            {field: int(detail) for field, detail in self._cleaned()},
        )

    def plan(self, rows: Sequence[RawRow], import_id: str, institution: str | None = None) -> ContactPlan:
        """Check and plan a file without writing it."""
        columns = [name for name in CONTACT.field_names if any(name in row for row in rows)]
        blank = [at for at, row in enumerate(rows) if not any((cell or "").strip() for cell in row.values())]
        self.engine.create_table(
            "raw",
            {"row": "BIGINT", **dict.fromkeys(columns, "VARCHAR")},
            [
                (at + FIRST_DATA_ROW, *(row.get(name) or None for name in columns))
                for at, row in enumerate(rows)
                if at not in blank  # the reader of files leaves blank lines out (D65)
            ],
        )
        read_reference(self.engine, self.cursor)
        checked = check_contacts(
            self.engine,
            "raw",
            tuple(columns),
            prefix="t_",
            institution=institution,
            with_target=True,
            today=self.now.date(),
        )
        return plan_contacts(self.engine, self.cursor, checked, import_id, self.now)

    def records(self) -> list[dict[str, Any]]:
        """All contacts as records.md shows them, an end date without its time as the oracle tells it."""
        self.cursor.execute(f"SELECT record FROM ({RECORDS}) AS r ORDER BY institution, length(number), number")
        records = [json.loads(record) for (record,) in self.cursor.fetchall()]
        return [each | {"invalid_since": (each["invalid_since"] or "")[:10] or None} for each in records]

    @property
    def sales(self) -> set[Key]:
        """Who has sales."""
        self.cursor.execute("SELECT institution, purchaser FROM sales_order")
        return {tuple(row) for row in self.cursor.fetchall()}

    @sales.setter
    def sales(self, keys: set[Key]) -> None:
        self.cursor.execute("DELETE FROM sales_order")
        for at, (institution, number) in enumerate(sorted(keys)):
            self.cursor.execute(
                "INSERT INTO sales_order (institution, file_number, organization, date, type, purchaser)"
                " VALUES ($1, $2, '*', '2025-01-01', 'SALE', $3)",
                [institution, at, number],
            )

    @property
    def contacts(self) -> Mapping[Key, _StoredContact]:
        """The contacts, for tests that need one that no import could make."""
        return _StoredContacts(self.cursor)

    def _findings(self) -> list[Finding]:
        found = self.engine.rows(
            "SELECT finding.row, field, code, outcome FROM finding LEFT JOIN outcome ON outcome.row = finding.row"
        )
        order = {name: at for at, name in enumerate(CONTACT.field_names)}
        rejected = {row for row, _, code, _ in found if kind(code).outcome.value == "row-rejected"}
        told = {
            (row, field, kind(code).outcome.value, code)
            for row, field, code, _ in found
            if row not in rejected or kind(code).outcome.value == "row-rejected"
        }
        return sorted(told, key=lambda each: (each[0] or 0, order.get(each[1] or "", -1), each[3]))

    def _cleaned(self) -> list[tuple[str, str]]:
        return self.engine.rows("SELECT field, detail FROM finding WHERE code = 'cells-cleaned'")


class _StoredContacts(dict[Key, "_StoredContact"]):
    def __init__(self, cursor: Any) -> None:
        super().__init__()
        self.cursor = cursor

    def __missing__(self, key: Key) -> _StoredContact:
        return _StoredContact(self.cursor, key)


class _StoredContact:
    """One contact of the environment; only what the tests set is here."""

    def __init__(self, cursor: Any, key: Key) -> None:
        self.__dict__.update(cursor=cursor, key=key)

    def __setattr__(self, name: str, value: object) -> None:
        if name != "imported_by" or value is not None:
            raise AttributeError(name)
        self.cursor.execute(
            "UPDATE contact SET imported_by = NULL, changed_by = NULL WHERE institution = $1 AND number = $2",
            list(self.key),
        )


def settle(cursor: Any, institution: Institution) -> None:
    """Write an institution's settings into an environment, a statement a table."""
    code = institution.code

    def write(statement: str, rows: list[dict[str, object]]) -> None:
        if rows:
            cursor.execute(statement, [json.dumps(rows), code])

    number = {name: str(getattr(institution, name)) for name in ("number_floor", "kept_from", "kept_to")}
    write(
        "INSERT INTO institution (code, name, country, language, currency, number_floor, kept_from, kept_to, salt)"
        " SELECT $2, $2, country, language, 'CHF', nullif(number_floor, 'None')::numeric,"
        " nullif(kept_from, 'None')::numeric, nullif(kept_to, 'None')::numeric, '\\x0102'"
        " FROM jsonb_to_recordset($1::jsonb) AS told(country text, language text, number_floor text,"
        " kept_from text, kept_to text)",
        [{"country": institution.country, "language": institution.language, **number}],
    )
    write(
        "INSERT INTO organization (institution, code, name)"
        " SELECT $2, code, '' FROM jsonb_to_recordset($1::jsonb) AS told(code text)",
        [{"code": each} for each in {institution.code, *institution.organizations}],
    )
    lists = {
        "COMMUNITY_TYPE": institution.community_types,
        "DEPARTMENT": institution.departments,
        "ADMIN_NUMBER": institution.admin_number_types,
    }
    titles = {"UNDEFINED": {}, **institution.titles}
    write(
        "INSERT INTO list_value (institution, list, code, name, letter_salutation, addr_salutation)"
        " SELECT $2, list, code, '', coalesce(letter, '{}'), coalesce(address, '{}')"
        " FROM jsonb_to_recordset($1::jsonb) AS told(list text, code text, letter jsonb, address jsonb)",
        [{"list": name, "code": each} for name, codes in lists.items() for each in codes]
        + [
            {
                "list": "TITLE",
                "code": title,
                "letter": {language: pair[0] for language, pair in texts.items()},
                "address": {language: pair[1] for language, pair in texts.items()},
            }
            for title, texts in titles.items()
        ],
    )
    write(
        "INSERT INTO structure_type (institution, code, name)"
        " SELECT $2, code, '' FROM jsonb_to_recordset($1::jsonb) AS told(code text)",
        [{"code": each} for each in institution.structure_types],
    )
    criteria = list(institution.criteria.values())
    write(
        "INSERT INTO criterion (institution, code, name, data_type, contact_type)"
        " SELECT $2, code, '', data_type, contact_type"
        " FROM jsonb_to_recordset($1::jsonb) AS told(code text, data_type text, contact_type text)",
        [{"code": each.code, "data_type": each.data_type, "contact_type": each.contact_type} for each in criteria],
    )
    write(
        "INSERT INTO criterion_element (institution, criterion, code, name)"
        " SELECT $2, criterion, code, '' FROM jsonb_to_recordset($1::jsonb) AS told(criterion text, code text)",
        [{"criterion": each.code, "code": element} for each in criteria for element in each.elements],
    )
