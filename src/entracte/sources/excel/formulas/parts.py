"""The parts of a workbook that give cells a name: defined names, and tables (Excel's own, with titled columns)."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field

from entracte.sources.excel.package import relationships, unescaped
from entracte.sources.excel.xml import read_part
from entracte.sources.limits import MAX_FORMULA


@dataclass(frozen=True)
class DefinedName:
    """A name for cells, a value or a formula; `sheet` is the place of the sheet it is known on, None for all."""

    name: str
    text: str
    sheet: int | None


@dataclass(frozen=True)
class SheetTable:
    """A table of Excel's: its name, the cells it fills (`A1:C10`), whether its first row holds titles, and these."""

    name: str
    sheet: str
    fills: str
    has_titles: bool
    has_totals: bool
    columns: tuple[str, ...]


@dataclass
class _Names:
    found: list[DefinedName] = field(default_factory=list)
    told: dict[str, str] | None = None
    pieces: list[str] = field(default_factory=list)


def defined_names(archive: zipfile.ZipFile, part: str) -> tuple[DefinedName, ...]:
    """The names that the workbook part defines; those that Excel keeps for itself are left out."""
    names = _Names()

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "definedName":
            names.told = attributes
            names.pieces = []

    def end(element: str) -> None:
        if element == "definedName" and names.told is not None:
            name, sheet = names.told.get("name", ""), names.told.get("localSheetId")
            if not name.startswith("_xlnm."):
                text = unescaped("".join(names.pieces))
                names.found.append(DefinedName(name, text, int(sheet) if sheet is not None else None))
            names.told = None

    def text(data: str) -> None:
        if names.told is not None and sum(map(len, names.pieces)) < MAX_FORMULA:
            names.pieces.append(data)

    with archive.open(part) as stream:
        read_part(stream, start, end, text)
    return tuple(names.found)


def sheet_tables(archive: zipfile.ZipFile, sheets: dict[str, str]) -> tuple[SheetTable, ...]:
    """The tables of all sheets, which are given with their parts."""
    return tuple(
        _table(archive, target, sheet)
        for sheet, part in sheets.items()
        for kind, target in relationships(archive, part).values()
        if kind == "table"
    )


def _table(archive: zipfile.ZipFile, part: str, sheet: str) -> SheetTable:
    told: dict[str, str] = {}
    columns: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "table":
            told.update(attributes)
        elif element == "tableColumn":
            columns.append(unescaped(attributes.get("name", "")))

    with archive.open(part) as stream:
        read_part(stream, start)
    return SheetTable(
        told.get("displayName") or told.get("name", ""),
        sheet,
        told.get("ref", ""),
        told.get("headerRowCount", "1") != "0",
        told.get("totalsRowCount", "0") != "0",
        tuple(columns),
    )
