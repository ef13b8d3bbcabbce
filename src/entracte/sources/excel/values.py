"""Cells that are neither numbers nor texts: booleans, and dates written out."""

from __future__ import annotations

from entracte.sources.excel.cells import TypedCell


def boolean_text(text: str) -> str:
    """A boolean as Excel shows it."""
    return "TRUE" if text.strip() in {"1", "true"} else "FALSE"


def iso_cell(text: str) -> TypedCell:
    """A date written out, as strict workbooks do: shown like the system's short date."""
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return TypedCell(text, text)
    shown = moment.strftime("%d.%m.%Y" if "T" not in text else "%d.%m.%Y %H:%M:%S")
    return TypedCell(shown, text, moment.strftime("%Y-%m-%d"), moment.strftime("%Y-%m-%d %H:%M:%S"))
