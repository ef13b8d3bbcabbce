"""The files of the demonstration, as a customer would hand them over: a settings workbook and three contact files."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import copy
from typing import Any

from entracte.demo.words import Row, read_words
from entracte.formats import format_named
from entracte.formats.contact import CONTACT

INSTITUTION = "HARBOUR"
CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class VenueFiles:
    """Where the files of the bundled venue lie."""

    settings: Path
    individuals: Path
    companies: Path
    updates: Path

    @property
    def contacts(self) -> tuple[Path, ...]:
        """The contact files, in the order in which they are imported."""
        return (self.individuals, self.companies, self.updates)

    def digests(self) -> frozenset[str]:
        """The digests of the files, by which an environment remembers them."""
        return frozenset(sha256(path.read_bytes()).hexdigest() for path in (self.settings, *self.contacts))

    def copied_to(self, folder: Path) -> VenueFiles:
        """The same files in another folder."""
        return VenueFiles(*(Path(copy(path, folder)) for path in (self.settings, *self.contacts)))


def write_venue(folder: Path) -> VenueFiles:
    """Write the venue's files into a folder that exists; the same bytes every time."""
    from entracte.demo import companies, individuals, updates

    venue = VenueFiles(
        folder / "settings.xlsx", folder / "individuals.csv", folder / "companies.xlsx", folder / "updates.csv"
    )
    _write_settings(venue.settings)
    # the old system exports in the encoding of its time, and a column without a title at the end
    titles = individuals.COLUMNS | {"": ""}
    _write_text(venue.individuals, individuals.individual_rows(), titles, separator=";", encoding="cp1252")
    _write_template(venue.companies, companies.company_rows())
    titles = {field: field for field in updates.COLUMNS}
    _write_text(venue.updates, updates.update_rows(), titles, separator=",", encoding="utf-8-sig")
    return venue


def _write_text(path: Path, rows: Iterable[Row], titles: Mapping[str, str], *, separator: str, encoding: str) -> None:
    """A CSV file with one header row; a row's `line` goes in as it is."""
    with path.open("wb") as file:
        file.write(_line(list(titles.values()), separator).encode(encoding))
        for row in rows:
            if "line" in row:
                file.write(f"{row['line']}\r\n".encode(row.get("encoding", encoding.removesuffix("-sig"))))
            else:
                cells = [str(_filled(row).get(field, "")) for field in titles]
                file.write(_line(cells, separator).encode(encoding.removesuffix("-sig")))


def _line(cells: Sequence[str], separator: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def _filled(row: Row) -> Row:
    """The row with its institution, which rows written by hand leave out unless it matters."""
    return {"INSTITUTION": INSTITUTION} | row


def _write_template(path: Path, rows: Iterable[Row]) -> None:
    """The rows typed into the template: four header rows, then data from row 5 on."""
    from entracte.report.template import template_columns

    columns = template_columns(CONTACT, {}, "fr")
    with _Workbook(path) as workbook:
        headers = zip(*(column.header for column in columns), strict=True)
        cells = ([_filled(row).get(column.field.name, "") for column in columns] for row in rows)
        workbook.sheet("contact", [*map(list, headers), *cells])


def _write_settings(path: Path) -> None:
    """One sheet a settings format, with the columns that the venue fills."""
    with _Workbook(path) as workbook:
        for name, rows in read_words("venue").items():
            filled = [_filled(row) for row in rows]
            columns = [field.name for field in format_named(name).fields if any(field.name in row for row in filled)]
            workbook.sheet(name, [columns, *([row.get(column, "") for column in columns] for row in filled)])


class _Workbook:
    """A workbook that is the same bytes every time; the type of a value is the type of its cell."""

    def __init__(self, path: Path) -> None:
        import xlsxwriter

        self._workbook = xlsxwriter.Workbook(str(path))
        self._workbook.set_properties({"created": CREATED})
        self._day = self._workbook.add_format({"num_format": "dd.mm.yyyy"})

    def __enter__(self) -> _Workbook:
        return self

    def __exit__(self, *error: object) -> None:
        self._workbook.close()

    def sheet(self, name: str, rows: Iterable[Sequence[Any]]) -> None:
        """Add a sheet of rows; empty texts are empty cells."""
        sheet = self._workbook.add_worksheet(name)
        for number, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(number, column, value, self._day)
                elif isinstance(value, int):
                    sheet.write_number(number, column, value)
                elif value:
                    sheet.write_string(number, column, value)
