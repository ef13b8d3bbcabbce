"""What is in a delivery, on the terminal: the tables, or the columns of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from entracte.report.how_read import how_read
from entracte.report.presets import lines as preset_lines
from entracte.report.printable import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_STANDING_OUT = 12
_RIGHT = frozenset({"Rows", "Not read", "Columns", "Filled", "Different"})


def print_tables(document: Mapping[str, Any]) -> None:
    """The tables of a delivery with their keys, what refers to what, and what stands out."""
    console = _console()
    tables = document["tables"]
    files = document["files"]
    held = f"{len(tables)} table{'s' * (len(tables) != 1)} in {len(files)} file{'s' * (len(files) != 1)}"
    console.print(plain(f"{document['delivery']}: {held}"))
    shown = _table("Table", "Rows", "Not read", "Columns", "Key", "File")
    for each in tables:
        rejected = _number(each["rejected"]) if each["rejected"] else ""
        cells = (each["name"], _number(each["rows"]), rejected, str(len(each["columns"])), _key(each), each["file"])
        shown.add_row(*map(plain, cells))
    console.print(shown)
    console.print("How it was read:")
    for told in dict.fromkeys(f"  {each['file']}: {how_read(each)}" for each in tables):
        console.print(plain(told))
    for told in preset_lines(document["presets"]):
        console.print(plain(told))
    _print_relations(console, document["relations"])
    _print_remarks(console, tables)
    if document["left_out"]:
        console.print("Left out:")
        for left in document["left_out"]:
            console.print(plain(f"  {left['name']}: {left['reason']}"))
    if document["rejected"]:
        console.print(f"Rows that could not be read: {_number(document['rejected'])} (--rejected lists them)")
    console.print(
        "The columns of a table: --table NAME; its rows: --table NAME --jsonl; all on a page: -o REPORT.html",
        markup=False,
    )


def print_columns(document: Mapping[str, Any]) -> None:
    """The columns of the one table of a document: type, fill, range, samples, and what stands out."""
    console = _console()
    (table,) = document["tables"]
    rows, rejected = _number(table["rows"]), _number(table["rejected"])
    console.print(plain(f"{table['name']} ({table['file']}): {rows} rows, {rejected} not read"))
    console.print(plain(how_read(table)))
    if table["keys"] or table["likely_keys"]:
        console.print(plain(f"Key: {_key(table)}"))
    shown = _table("", "Column", "Type", "Filled", "Different", "From, to or samples", "Probably")
    for column in table["columns"]:
        shown.add_row(
            str(column["place"] + 1),
            plain(column["name"]),
            plain(_type(column)),
            _share(column["fill"]),
            _number(column["distinct"]),
            plain(_values(column)),
            plain(_probably(column)),
        )
    console.print(shown)
    _print_relations(console, document["relations"])
    _print_remarks(console, [table], most=10 * _STANDING_OUT)


def _print_relations(console: Console, relations: list[Mapping[str, Any]]) -> None:
    if not relations:
        return
    console.print("What refers to what:")
    for each in relations:
        rows = each["missing_rows"]
        missing = f", {_number(rows)} row{'s' * (rows != 1)} without" if rows else ""
        line = f"  {each['table']}.{each['column']} -> {each['target_table']}.{each['target_column']}"
        console.print(plain(f"{line} ({_share(each['share'])} found{missing}; {each['score']:.0%} sure)"))


def _print_remarks(console: Console, tables: list[Mapping[str, Any]], most: int = _STANDING_OUT) -> None:
    told = [
        f"  {table['name']}.{column['name']}: {remark['text']}"
        for table in tables
        for column in table["columns"]
        for remark in column["remarks"]
        if remark["warning"]
    ]
    if not told:
        return
    console.print("What stands out:")
    for line in told[:most]:
        console.print(plain(line))
    if len(told) > most:
        console.print(f"  ... and {len(told) - most} more: --table NAME or -o REPORT.html tells them")


def _key(table: Mapping[str, Any]) -> str:
    if table["keys"]:
        return " + ".join(table["keys"][0]["columns"])
    if table["likely_keys"]:
        key = table["likely_keys"][0]
        others = key["repeated"] + key["missing"]
        return f"{' + '.join(key['columns'])} but for {_number(others)} row{'s' * (others != 1)}"
    return ""


def _type(column: Mapping[str, Any]) -> str:
    declared = column.get("declared")
    told = column["type"]
    if column["dates"] and column["dates"]["orders"]:
        told += f" {column['dates']['orders'][0]['shape']}"
    return f"{told} ({declared})" if declared else told


def _values(column: Mapping[str, Any]) -> str:
    if column["type"] in {"integer", "decimal", "date", "date-time", "time"} and column["minimum"] is not None:
        return f"{column['minimum']} … {column['maximum']}"
    return ", ".join(each if len(each) <= 20 else each[:19] + "…" for each in column["samples"][:3])


def _probably(column: Mapping[str, Any]) -> str:
    return ", ".join(f"{each['field']} {each['score']:.0%}" for each in column["mappings"][:2])


def _share(share: float) -> str:
    return "100 %" if share == 1 else f"{min(share * 100, 99.9):.1f} %"


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


def _table(*headings: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in _RIGHT else "left")
    return table


def _number(count: int) -> str:
    return f"{count:,}".replace(",", " ")
