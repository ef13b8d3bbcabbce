"""A comparison of two extractions on the terminal: does a recipe still fit, what drifted, what became of the rows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from entracte.report.printable import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    Document = Mapping[str, Any]

_NARROWEST, _WIDEST = 80, 120
_REASONS = 20
_DRIFTS = 25
_COLUMNS = 12
_SAMPLES = 2
_CELLS = 4
_HEADINGS = ("Table", "Before", "Now", "New", "Changed", "Vanished", "Unchanged")


def print_comparison(document: Document) -> None:
    """Print it all, long lists cut: --json and the page tell the rest."""
    from rich.console import Console

    width = min(max(shutil.get_terminal_size((_NARROWEST, 24)).columns, _NARROWEST), _WIDEST)
    console = Console(width=width, highlight=False, emoji=False)
    console.print(plain(f"{document['old']} before, {document['new']} now"))
    _print_reasons(console, document["reasons"])
    console.print(_overview(document["tables"]))
    for table in document["tables"]:
        lines = list(_table_lines(table))
        if lines:
            console.print(plain(_title(table)), style="bold")
            for indent, line in lines:
                _print_indented(console, indent, line)
            console.print()
    console.print("All of it: --json, or -o REPORT.html as a page", markup=False)


def _print_reasons(console: Console, reasons: list[Document]) -> None:
    console.print()
    if not reasons:
        console.print("A recipe of the first extraction fits the second.", style="green")
        return
    many = "this reason" if len(reasons) == 1 else f"{len(reasons)} reasons"
    console.print(f"A recipe of the first extraction does not fit the second, for {many}:", style="red")
    for each in reasons[:_REASONS]:
        advice = each["advice"]
        _print_indented(console, 2, each["message"].removesuffix(advice).strip())
        _print_indented(console, 4, f"-> {advice}")
    if len(reasons) > _REASONS:
        _print_indented(console, 2, f"... and {len(reasons) - _REASONS} more")


def _overview(tables: list[Document]) -> Table:
    from rich import box
    from rich.table import Table

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in _HEADINGS:
        shown.add_column(heading, justify="left" if heading == "Table" else "right", overflow="fold")
    for table in tables:
        delta = table["delta"] or {}
        state = "" if table["state"] == "same" else f" ({table['state']})"
        counts = [delta.get(name) for name in ("new", "changed", "vanished", "unchanged")]
        if delta and not delta["key"]:
            counts[1] = None  # whole rows do not change: they vanish, and others come
        shown.add_row(plain(table["name"] + state), *map(_count, (table["rows_old"], table["rows_new"], *counts)))
    return shown


def _title(table: Document) -> str:
    if table["name_old"] != table["name_new"]:
        return f"{table['name_new']} ({table['name_old']} before)"
    return str(table["name"])


def _table_lines(table: Document) -> Iterator[tuple[int, str]]:
    """What there is to say of a table, each line with its indent; nothing where all is as it was."""
    delta = table["delta"]
    yield from _drift_lines(table["drift"])
    if not delta or not (delta["new"] or delta["changed"] or delta["vanished"] or delta["repeated_old"]):
        return
    yield 2, f"Rows, {how_compared(delta)}:"
    if delta["changed_columns"]:
        told = [f"{name} {_count(count)}" for name, count in delta["changed_columns"].items()]
        more = f" and {len(told) - _COLUMNS} columns more" if len(told) > _COLUMNS else ""
        yield 4, f"changed in {', '.join(told[:_COLUMNS])}{more}"
    if delta["repeated_old"] or delta["repeated_new"]:
        yield (
            4,
            (
                f"not compared, since their key is not unique: {_count(delta['repeated_old'])} rows before, "
                f"{_count(delta['repeated_new'])} now"
            ),
        )
    for each in delta["samples"]["new"][:_SAMPLES]:
        yield 4, f"new       {_row(each)}"
    for each in delta["samples"]["changed"][:_SAMPLES]:
        changes = [f"{name}: {_value(was)} -> {_value(now)}" for name, (was, now) in each["changes"].items()]
        yield 4, f"changed   {_cells(each['key'])}: {'; '.join(changes[:_CELLS])}{_more(len(changes))}"
    for each in delta["samples"]["vanished"][:_SAMPLES]:
        yield 4, f"vanished  {_row(each)}"


def how_compared(delta: Document) -> str:
    """By what rows are told to be the same, in words."""
    key = " + ".join(delta["key"])
    if delta["how"] == "given":
        return f"by {key}, as you said"
    if delta["how"] == "found":
        return f"by {key}, the key that was found"
    return "as a whole, since no key was found (--key TABLE=COLUMN names one)"


def _drift_lines(drift: list[Document]) -> Iterator[tuple[int, str]]:
    for each in drift[:_DRIFTS]:
        yield 2, f"{each['column']}: {each['message']}" if each["column"] is not None else each["message"]
    if len(drift) > _DRIFTS:
        yield 2, f"... and {len(drift) - _DRIFTS} more"


def _row(sample: Document) -> str:
    values = dict(list(sample["values"].items())[:_CELLS])
    told = "; ".join(filter(None, (_cells(sample["key"]), _cells(values))))
    return told + _more(len(sample["values"]))


def _more(count: int) -> str:
    return " ..." if count > _CELLS else ""


def _cells(values: Mapping[str, str | None]) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in values.items())


def _value(value: str | None) -> str:
    if value is None or not value.strip():
        return "(none)" if value is None else "(blank)"
    return value if len(value) <= 30 else value[:29] + "…"


def _print_indented(console: Console, indent: int, line: str) -> None:
    from rich.padding import Padding

    console.print(Padding(plain(line), (0, 0, 0, indent), expand=False))


def _count(count: int | None) -> str:
    return "" if count is None else f"{count:,}".replace(",", " ")
