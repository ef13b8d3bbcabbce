"""`.xls` through xlrd, and those that it does not bear through python-calamine, in a process of their own.

A broken workbook may make these readers panic, exhaust memory or never end; the process bears it, we report it.
Calamine tells no number formats: zeros before the digits of a number are missing, dates in text show as `DD.MM.YYYY`,
error cells are empty.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from entracte.sources.excel.cells import Cell, CellKind, TypedCell, text_cell
from entracte.sources.excel.guard import damaged, password_protected
from entracte.sources.excel.numberformat import general, typed_cell
from entracte.sources.excel.values import boolean_cell, error_cell, moment_cell
from entracte.sources.excel.workbook import Sheet, SheetRow

_SERIALS = {"number": False, "number-1904": True}
"""Numbers of a known format; whether dates count from 1904."""

_WORDS = {"boolean": boolean_cell, "error": error_cell}


class OldWorkbook:
    """An `.xls` read in another process; raises `damaged-workbook` and `password-protected`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        told = next(self._ask(None), [])
        self.sheets: tuple[Sheet, ...] = tuple(Sheet(name, hidden) for name, hidden in told)

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet, in order."""
        for number, cells in self._ask(sheet):
            yield number, {column: _cell(*answer) for column, *answer in cells}

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


def _cell(kind: str, value: str, code: str = "") -> Cell:
    if kind == "text":
        return text_cell(value)
    if kind in _SERIALS:
        return typed_cell(value, code, from_1904=_SERIALS[kind])
    if kind == "plain":
        shown = general(Decimal(value))
        return TypedCell(shown, shown, exact=False, kind=CellKind.NUMBER)
    if kind in _WORDS:
        return _WORDS[kind](value)
    day, _, clock = value.partition(" ")
    if kind == "time":
        return TypedCell(value, value)
    year, month, day_of_month = day.split("-")
    shown = f"{day_of_month}.{month}.{year}"
    clock = clock or "00:00:00"
    return moment_cell(shown if clock == "00:00:00" else f"{shown} {clock}", value, day, f"{day} {clock}")
