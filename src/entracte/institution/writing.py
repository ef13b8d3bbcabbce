"""Files of the target's rows: CSV as PostgreSQL writes it, or a workbook or an archive made of that."""

from __future__ import annotations

import csv
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entracte.faults import Fault
from entracte.institution.connecting import fault_of_lost_connection, fault_of_refused_connection

if TYPE_CHECKING:
    from psycopg import Connection

    from entracte.institution.environments import Environment

EXCEL_ROWS = 1_048_576
_NO_DATE = (1980, 1, 1, 0, 0, 0)
"""The date of a file in an archive, so that the same rows give the same bytes."""


@dataclass(frozen=True)
class Exported:
    """What an export wrote: the file, and its rows without the header."""

    path: Path
    rows: int


def write_rows(path: Path, name: str, suffixes: tuple[str, ...], write_csv: Callable[[Path], int]) -> Exported:
    """Write a file that appears only when it is complete.

    `write_csv` writes the rows as CSV with a header (UTF-8, `;`, D2) and returns their number. `.xlsx` makes one sheet
    `name` of text cells of them, `.zip` an archive with the file `name`.csv. Raises a fault for a suffix that is not
    one of `suffixes`, more rows than a sheet holds, and when the file cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in suffixes:
        raise Fault("unknown-file-kind", f"{path.name} is neither {' nor '.join(suffixes)}.", hint="Name the file so.")
    try:
        with tempfile.TemporaryDirectory(prefix=".entracte-", dir=path.absolute().parent) as folder:
            rows_as_csv, written = Path(folder) / f"{name}.csv", Path(folder) / "written"
            rows = write_csv(rows_as_csv)
            if kind == ".xlsx":
                _write_workbook(rows_as_csv, written, name, rows)
            elif kind == ".zip":
                _write_archive(rows_as_csv, written)
            else:
                written = rows_as_csv
            written.replace(path)
    except OSError as error:
        raise Fault(
            "cannot-write", f"{path} cannot be written: {error.strerror}.", hint="Name another file with -o."
        ) from error
    return Exported(path, rows)


@contextmanager
def copying(environment: Environment, institution: str | None) -> Iterator[Connection[Any]]:
    """A connection of the driver that speaks COPY as text, rolled back at the end: only temporary tables are made.

    It sees one moment of the environment. The statements of exports read in the setting `entracte.institution` which
    one they are of; empty means all. Raises the faults `unknown-institution` and those of a server that is away.
    """
    import psycopg

    try:
        connection = psycopg.connect(environment.uri)
    except psycopg.Error as error:
        raise fault_of_refused_connection(str(error), environment.uri, environment.name) from error
    try:
        _begin(connection, environment.name, institution)
        yield connection
    except psycopg.Error as error:
        lost = fault_of_lost_connection(error, environment.name)
        if lost is None:
            raise
        raise lost from error
    finally:
        connection.close()


def _begin(connection: Connection[Any], name: str, institution: str | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT count(*) FROM institution WHERE code = %s", [institution])
        if institution is not None and cursor.fetchone() == (0,):
            raise Fault("unknown-institution", f"{name} has no institution {institution}.")
        cursor.execute("SELECT set_config('entracte.institution', %s, true)", [institution or ""])


def _write_workbook(source: Path, path: Path, name: str, rows: int) -> None:
    """The same rows as text cells of one sheet: Excel neither computes nor rounds any of them."""
    if rows >= EXCEL_ROWS:
        raise Fault(
            "too-many-rows", f"{rows} rows are more than an Excel sheet holds.", hint="Export to a .csv file instead."
        )
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as workbook, source.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter=";")
        text = workbook.add_format({"num_format": "@"})
        sheet = workbook.add_worksheet(name)
        for row, cells in enumerate(reader):
            if row == 0:
                sheet.set_column(0, len(cells) - 1, 16, text)
                sheet.freeze_panes(1, 0)
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(row, column, cell, text)


def _write_archive(source: Path, path: Path) -> None:
    entry = zipfile.ZipInfo(source.name, _NO_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(path, "w") as archive, source.open("rb") as file, archive.open(entry, "w") as packed:
        while block := file.read(1 << 20):
            packed.write(block)
