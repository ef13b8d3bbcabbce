"""Cells that are neither numbers nor texts: booleans, and dates written out."""

from __future__ import annotations

from entracte.sources.excel.cells import MIDNIGHT, CellKind, TypedCell


def boolean_text(text: str) -> str:
    """A boolean as Excel shows it."""
    return "TRUE" if text.strip().lower() in {"1", "true"} else "FALSE"


def boolean_cell(text: str) -> TypedCell:
    """A boolean as a cell."""
    shown = boolean_text(text)
    return TypedCell(shown, shown, kind=CellKind.BOOLEAN)


def error_cell(text: str) -> TypedCell:
    """An error: the word that Excel shows."""
    return TypedCell(text, text, kind=CellKind.ERROR)


def iso_cell(text: str) -> TypedCell:
    """A date written out, as strict workbooks do: shown like the system's short date."""
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return TypedCell(text, text)
    shown = moment.strftime("%d.%m.%Y" if "T" not in text else "%d.%m.%Y %H:%M:%S")
    return moment_cell(shown, text, moment.strftime("%Y-%m-%d"), moment.strftime("%Y-%m-%d %H:%M:%S"))


def moment_cell(shown: str, plain: str, date: str, timestamp: str) -> TypedCell:
    """A date, or a moment where it has a clock."""
    kind = CellKind.DATE if timestamp.endswith(MIDNIGHT) else CellKind.TIMESTAMP
    return TypedCell(shown, plain, date, timestamp, kind=kind)
