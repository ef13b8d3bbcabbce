"""One extraction in the three shapes that venues deliver: a dump of the database, a workbook, and CSV files."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

from entracte.demo.files import CREATED
from entracte.demo.old_system import OldTable

ROWS_OF_INSERT = 200


def write_dump(path: Path, tables: Sequence[OldTable]) -> None:
    """A dump as `mysqldump` writes it."""
    lines = ["-- MySQL dump 10.13  Distrib 5.7.44", "/*!40101 SET NAMES utf8 */;"]
    for table in tables:
        declared = ",\n".join(f"  `{name}` {kind} DEFAULT NULL" for name, kind in table.columns.items())
        lines += [f"DROP TABLE IF EXISTS `{table.name}`;", f"CREATE TABLE `{table.name}` (\n{declared}\n);"]
        for start in range(0, len(table.rows), ROWS_OF_INSERT):
            rows = ",".join(_values(row) for row in table.rows[start : start + ROWS_OF_INSERT])
            lines.append(f"INSERT INTO `{table.name}` VALUES {rows};")
    path.write_text("\n".join([*lines, ""]), encoding="utf-8", newline="\n")


def _values(row: Sequence[str | None]) -> str:
    return "(" + ",".join("NULL" if cell is None else _quoted(cell) for cell in row) + ")"


def _quoted(cell: str) -> str:
    return "'" + cell.replace("\\", "\\\\").replace("'", "\\'") + "'"


def write_workbook(path: Path, tables: Sequence[OldTable]) -> None:
    """A workbook with a sheet a table, every cell text, as the old system's export button makes it."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED})
    for table in tables:
        sheet = book.add_worksheet(table.name)
        sheet.write_row(0, 0, list(table.columns))
        for number, row in enumerate(table.rows, 1):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write_string(number, place, cell)
    book.close()


def write_texts(folder: Path, tables: Sequence[OldTable]) -> None:
    """A folder with a CSV file a table, in the encoding of the time."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        with (folder / f"{table.name}.csv").open("w", encoding="cp1252", newline="") as file:
            writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
            writer.writerow(table.columns)
            writer.writerows(["" if cell is None else cell for cell in row] for row in table.rows)


SHAPES: dict[str, Callable[[Path, Sequence[OldTable]], None]] = {
    ".sql": write_dump,
    ".xlsx": write_workbook,
    "": write_texts,
}
"""How each shape is written, by the ending of its name; a folder has none."""


def write_shapes(folder: Path, name: str, tables: Sequence[OldTable]) -> tuple[Path, ...]:
    """Write the extraction `name` into a folder that exists, in every shape; the same bytes every time."""
    paths = tuple(folder / f"{name}{ending}" for ending in SHAPES)
    for path, write in zip(paths, SHAPES.values(), strict=True):
        write(path, tables)
    return paths
