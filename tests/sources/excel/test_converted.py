"""`.ods` and `.xls` say of every cell what the `.xlsx` that they were made of says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from entracte.sources.content import content_of
from entracte.sources.delivery import register
from entracte.sources.excel import Cell, Sheet, TypedCell, cell_value, open_workbook
from entracte.sources.options import SourceOptions

from .formatted import write_formatted

CONVERTED = Path(__file__).parent / "converted"
PROGRAM = shutil.which("soffice")
ENDINGS = ["ods", "xls"]
_FONT = b"\x05\x01A\0r\0i\0a\0l\0"
"""The name of a font in an `.xls`, in the letters of UTF-16."""


def read(path: Path) -> tuple[tuple[Sheet, ...], dict[str, dict[int, dict[int, Cell]]]]:
    book = open_workbook(path, content_of(path))
    return book.sheets, {sheet.name: dict(book.rows(sheet.name)) for sheet in book.sheets}


@pytest.mark.parametrize("ending", ENDINGS)
def test_cells_are_those_of_the_xlsx(tmp_path: Path, ending: str) -> None:
    assert read(CONVERTED / f"formatted.{ending}") == read(write_formatted(tmp_path / "formatted.xlsx"))


@pytest.mark.skipif(PROGRAM is None, reason="LibreOffice (soffice) is not installed")
def test_cells_are_those_of_the_xlsx_as_it_is_converted_today(tmp_path: Path) -> None:
    path = write_formatted(tmp_path / "formatted.xlsx")
    assert PROGRAM is not None
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for ending in ENDINGS:
        command = [PROGRAM, profile, "--headless", "--convert-to", ending, "--outdir", str(tmp_path), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        assert read(tmp_path / f"formatted.{ending}") == read(path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_values_and_types_are_those_of_the_xlsx(tmp_path: Path, ending: str) -> None:
    delivered = [CONVERTED / f"formatted.{ending}", write_formatted(tmp_path / "formatted.xlsx")]
    told = []
    for path in delivered:
        registered = register(path, tmp_path / "home", SourceOptions())
        tables = [(table.source_name, table.columns, table.facts) for table in registered.tables]
        told.append((tables, [[batch.to_pylist() for batch in registered.batches(each)] for each in registered.tables]))
    assert told[0] == told[1]
    columns = {column.name: column.declared for column in told[0][0][0][1]}
    chosen = ["ZIP", "PHONE", "SHARE", "DAY", "MOMENT", "TRUTH", "ERROR", "TIME"]
    assert [columns[name] for name in chosen] == ["", "", "number", "date", "timestamp", "boolean", "", ""]


def test_an_xls_that_is_not_in_order_is_read_without_its_formats(tmp_path: Path) -> None:
    path = tmp_path / "font.xls"
    held = (CONVERTED / "formatted.xls").read_bytes()
    assert _FONT in held
    path.write_bytes(held.replace(_FONT, b"\x05\x01\x00\xdc" + _FONT[4:]))
    sheets, rows = read(path)
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("data", False), ("hidden one", True)]
    number = rows["hidden one"][2][0]
    assert isinstance(number, TypedCell)
    assert (number.displayed, number.exact) == ("12", False)
    table = register(path, tmp_path / "home", SourceOptions()).tables[0]
    assert table.facts["number formats"] == "not known; zeros before the digits may be missing"


def test_values_keep_the_zeros_that_are_shown() -> None:
    _, rows = read(CONVERTED / "formatted.ods")
    assert [cell_value(rows["data"][2][column]) for column in range(4)] == ["01201", "06 12 34 56 78", "0.5", "0.5"]
