"""`.xlsb`, `.xls` and `.ods` through python-calamine, in a process of its own.

A broken workbook may make that reader panic, exhaust memory or never end; the process bears it, we report it. Number
formats are not told: zeros before the digits of a number are missing, dates in text show as `DD.MM.YYYY`, error cells
are empty.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from entracte.sources.content import Content
from entracte.sources.excel.cells import Cell, OversizedCell, TypedCell
from entracte.sources.excel.guard import damaged, password_protected
from entracte.sources.excel.numberformat import general
from entracte.sources.excel.workbook import Sheet, SheetRow
from entracte.sources.limits import MAX_CELL, SHOWN


class CalamineWorkbook:
    """A workbook read by python-calamine; raises `damaged-workbook` and `password-protected`."""

    def __init__(self, path: Path, content: Content) -> None:
        self._path = path
        self._content = content
        told = next(self._ask(None), [])
        self.sheets: tuple[Sheet, ...] = tuple(Sheet(name, hidden) for name, hidden in told)

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet, in order."""
        for number, cells in self._ask(sheet):
            yield number, {column: _cell(kind, value) for column, kind, value in cells}

    def _ask(self, sheet: str | None) -> Iterator[list]:  # type: ignore[type-arg]
        command = [sys.executable, "-m", "entracte.sources.excel.worker", str(self._path.absolute())]
        process = subprocess.Popen(  # noqa: S603 - our own module, and the file as one argument
            command + ([sheet] if sheet is not None else []), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert process.stdout is not None
        ended = False
        try:
            for line in process.stdout:
                answer = json.loads(line)
                if isinstance(answer, dict):
                    ended = True
                    self._raise_for(answer)
                    break
                yield answer
        finally:
            process.stdout.close()
            process.kill()
            process.wait()
        if not ended:
            raise damaged(self._path, "its reader gave up")

    def _raise_for(self, answer: dict[str, str]) -> None:
        if answer["end"] == "password":
            raise password_protected(self._path)
        if answer["end"] != "done":
            raise damaged(self._path, answer["end"])


def _cell(kind: str, value: str) -> Cell:
    if kind == "text":
        return value if len(value) <= MAX_CELL else OversizedCell(len(value), value[:SHOWN])
    if kind == "number":
        shown = general(Decimal(value))
        return TypedCell(shown, shown, exact=False)
    day, _, clock = value.partition(" ")
    if kind == "time":
        return TypedCell(value, value)
    year, month, day_of_month = day.split("-")
    shown = f"{day_of_month}.{month}.{year}"
    clock = clock or "00:00:00"
    return TypedCell(shown if clock == "00:00:00" else f"{shown} {clock}", value, day, f"{day} {clock}")
