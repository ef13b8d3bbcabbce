"""Workbooks written as XML, cell by cell: whatever a sheet may hold, and what programs would not write."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from entracte.recipe.sheets import letters_of
from entracte.settings import Settings
from entracte.transformation.from_workbook import Made, recipe_from_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
FORMATS = ["General", "dd.mm.yyyy", "00000000", "dd.mm.yyyy hh:mm"]


@dataclass(frozen=True)
class F:
    """A formula, what the workbook holds as its value (None: it was never computed), and what else is said of it."""

    formula: str
    value: object = None
    told: str = ""
    style: int = 0


@dataclass(frozen=True)
class N:
    """A number in a style (a place in FORMATS)."""

    value: float
    style: int


Cell = F | N | str | float | bool | None
Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Table:
    """A table of Excel's."""

    name: str
    sheet: str
    fills: str
    columns: Sequence[str]


def write_book(
    path: Path, sheets: Mapping[str, Rows], names: Mapping[str, str] | None = None, tables: Sequence[Table] = ()
) -> Path:
    """Write a workbook."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _content_types(len(sheets), len(tables)))
        archive.writestr("_rels/.rels", _relationships({"rId1": ("officeDocument", "xl/workbook.xml")}))
        parts = {f"rId{place}": ("worksheet", f"worksheets/sheet{place}.xml") for place in range(1, len(sheets) + 1)}
        archive.writestr("xl/_rels/workbook.xml.rels", _relationships(parts | {"styles": ("styles", "styles.xml")}))
        listed = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{place}" r:id="rId{place}"/>'
            for place, name in enumerate(sheets, 1)
        )
        defined = "".join(
            f"<definedName name={quoteattr(name)}>{escape(text)}</definedName>" for name, text in (names or {}).items()
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets>{listed}</sheets>'
            f"<definedNames>{defined}</definedNames></workbook>",
        )
        archive.writestr("xl/styles.xml", _styles())
        for place, (name, rows) in enumerate(sheets.items(), 1):
            archive.writestr(f"xl/worksheets/sheet{place}.xml", sheet_xml(rows))
            own = {
                f"rId{number}": ("table", f"../tables/table{number}.xml")
                for number, table in enumerate(tables, 1)
                if table.sheet == name
            }
            if own:
                archive.writestr(f"xl/worksheets/_rels/sheet{place}.xml.rels", _relationships(own))
        for number, table in enumerate(tables, 1):
            archive.writestr(f"xl/tables/table{number}.xml", _table(number, table))
    return path


def sheet_xml(rows: Rows) -> str:
    """A sheet."""
    told = "".join(
        f'<row r="{number}">{"".join(_cell(number, col, cell) for col, cell in enumerate(row, 1))}</row>'
        for number, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{told}</sheetData></worksheet>'


def _cell(row: int, col: int, cell: Cell) -> str:
    if cell is None:
        return ""
    place = f"{letters_of(col)}{row}"
    if isinstance(cell, F):
        kind, value = _value(cell.value)
        written = f"<f{' ' * bool(cell.told)}{cell.told}>{escape(cell.formula)}</f>"
        return f'<c r="{place}" s="{cell.style}" t="{kind}">{written}{value}</c>'
    if isinstance(cell, N):
        return f'<c r="{place}" s="{cell.style}"><v>{cell.value}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    kind, value = _value(cell)
    return f'<c r="{place}" t="{kind}">{value}</c>'


def _value(value: object) -> tuple[str, str]:
    if value is None:
        return "n", ""
    if isinstance(value, bool):
        return "b", f"<v>{int(value)}</v>"
    if isinstance(value, str):
        return ("e" if value.startswith("#") else "str"), f"<v>{escape(value)}</v>"
    return "n", f"<v>{value}</v>"


def _content_types(sheets: int, tables: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{place}.xml", "worksheet") for place in range(1, sheets + 1)]
    parts += [(f"/xl/tables/table{place}.xml", "table") for place in range(1, tables + 1)]
    told = "".join(f'<Override PartName="{part}" ContentType="{kind}.{what}+xml"/>' for part, what in parts)
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{told}</Types>'
    )


def _relationships(parts: Mapping[str, tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="{name}" Type="{RELATED}/{kind}" Target="{target}"/>'
        for name, (kind, target) in parts.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{told}</Relationships>'


def _styles() -> str:
    formats = "".join(
        f"<numFmt numFmtId={quoteattr(str(200 + place))} formatCode={quoteattr(code)}/>"
        for place, code in enumerate(FORMATS)
    )
    styles = "".join(
        f'<xf numFmtId="{200 + place}" fontId="0" fillId="0" borderId="0"/>' for place in range(len(FORMATS))
    )
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(FORMATS)}">{formats}</numFmts>'
        '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="{len(FORMATS)}">{styles}</cellXfs></styleSheet>'
    )


def _table(number: int, table: Table) -> str:
    columns = "".join(
        f'<tableColumn id="{place}" name={quoteattr(name)}/>' for place, name in enumerate(table.columns, 1)
    )
    return (
        f'<table xmlns="{MAIN}" id="{number}" name="{table.name}" displayName="{table.name}" ref="{table.fills}">'
        f'<tableColumns count="{len(table.columns)}">{columns}</tableColumns></table>'
    )


CLIENTS: list[list[Cell]] = [
    ["ID", "NOM", "PRENOM", "CIV", "NE", "MONTANT"],
    [1, " blanc ", "Anne", "MME", N(30000, 1), 1.5],
    [2, "noir", "", "M", N(30001, 1), 20],
    [3, "vert", "Luc", "X", N(30002, 1), 3.25],
    [4, "rose", "Zoé", "MME", None, 0],
]
ROWS = range(2, 6)


def filled(formula: str, values: Sequence[object], style: int = 0) -> list[Cell]:
    """A formula with `~` for its row, filled down beside the clients."""
    return [F(formula.replace("~", str(row)), value, style=style) for row, value in zip(ROWS, values, strict=True)]


def formatted(columns: Mapping[str, Sequence[Cell]], headings: int = 1) -> list[list[Cell]]:
    """A sheet of columns with their headings, the last row of several."""
    width = max(map(len, columns.values()))
    cells = [[*column, *[None] * (width - len(column))] for column in columns.values()]
    above: list[list[Cell]] = [["Title"] * (row == 0) for row in range(headings - 1)]
    return [*above, list(columns), *(list(row) for row in zip(*cells, strict=True))]


def made(folder: Path, sheets: Mapping[str, Rows], *options: str | None, **more: object) -> Made:
    """The recipe of a workbook."""
    path = write_book(folder / "book.xlsx", sheets, **more)  # type: ignore[arg-type]
    return recipe_from_workbook(Settings(folder / "home"), path, *options)
