"""CSV as we write it (D2): UTF-8 without BOM, `;`, quotes where needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from entracte.engine import Engine

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(
    path: Path, engine: Engine, query: str, parameters: tuple[object, ...] = (), *, header: bool = True
) -> None:
    """Write a query's result in its order; raises the fault `disk` if it cannot."""
    form = f"FORMAT csv, HEADER {header}, DELIMITER ';', QUOTE '\"', ESCAPE '\"', NULLSTR ''"
    engine.execute(f"COPY ({query}) TO ${len(parameters) + 1} ({form})", [*parameters, str(path)])


def guarded(cell: str) -> str:
    """SQL: the text, with an apostrophe before what a spreadsheet would take for a formula (OWASP, CSV injection)."""
    starts = ", ".join(f"chr({ord(each)})" for each in FORMULA_STARTS)
    return f"CASE WHEN left({cell}, 1) IN ({starts}) THEN '''' || {cell} ELSE {cell} END"
