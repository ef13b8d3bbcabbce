"""`entracte inspect`: what is in a delivery, whatever it is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from entracte.cli import options
from entracte.cli.output import DONE, DONE_WITH_REJECTED_ROWS

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from entracte.inspection import KeptTable, Registered
    from entracte.settings import Settings


def inspect(  # noqa: PLR0917
    delivery: Annotated[
        str, typer.Argument(help="A file, a folder, or a .zip of them: dumps, workbooks, CSV files ...")
    ],
    table: Annotated[str | None, typer.Option("--table", help="One table of the delivery.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Stream the rows of the table, one JSON object a line.")
    ] = False,
    rejected: Annotated[bool, typer.Option("--rejected", help="List the rows that could not be read.")] = False,
    header: Annotated[
        str | None, typer.Option("--header", help="The row that holds the titles (as Excel numbers it), or none.")
    ] = None,
    encoding: options.Encoding = None,
    separator: options.Separator = None,
    as_json: options.AsJson = False,
) -> None:
    """Say what is in a delivery: its tables, their columns and rows, and what could not be read."""
    from entracte.settings import load_settings

    settings = load_settings()
    registered = _registered(settings, delivery, encoding, separator, header)
    chosen = registered.table(table) if table is not None else None
    if jsonl and not rejected:
        _stream_rows(settings, registered, chosen)
        raise typer.Exit(DONE)
    if jsonl:
        _stream_rejected(registered, chosen)
    elif as_json:
        _print_document(registered, chosen, with_rejected=rejected)
    elif rejected:
        _print_rejected(registered, chosen)
    elif chosen is not None:
        _print_columns(chosen)
    else:
        _print_tables(registered)
    count = chosen.rejected if chosen else registered.rejected
    raise typer.Exit(DONE_WITH_REJECTED_ROWS if count else DONE)


def _registered(
    settings: Settings, delivery: str, encoding: str | None, separator: str | None, header: str | None
) -> Registered:
    """Read the delivery; where it needs a password and a person sits there, ask for it."""
    from entracte.cli.running import told_progress
    from entracte.faults import Fault
    from entracte.inspection import inspect as inspect_delivery

    def read(password: str | None) -> Registered:
        with told_progress() as notice:
            return inspect_delivery(
                settings,
                delivery,
                encoding=encoding,
                separator=separator,
                header=header,
                password=password,
                notice=notice,
            )

    try:
        return read(None)
    except Fault as fault:
        if fault.code != "password-needed" or not sys.stdin.isatty():
            raise
        sys.stderr.write(f"{fault.message}\n")
    return read(typer.prompt("Password", hide_input=True, err=True))


def _stream_rows(settings: Settings, registered: Registered, table: KeptTable | None) -> None:
    from entracte.faults import Fault
    from entracte.inspection import row_lines

    if table is None and len(registered.tables) == 1:
        table = registered.tables[0]
    if table is None:
        names = ", ".join(each.name for each in registered.tables)
        raise Fault("no-such-table", "Which table?", hint=f"Name one with --table: {names}.")
    for lines in row_lines(settings, registered, table):
        _write_lines(lines)
    sys.stdout.flush()


def _stream_rejected(registered: Registered, table: KeptTable | None) -> None:
    from entracte.inspection import rejected_lines

    for line in rejected_lines(registered, table):
        _write_lines([line])
    sys.stdout.flush()


def _write_lines(lines: list[str]) -> None:
    """Lines of JSON are UTF-8, whatever the terminal's encoding."""
    sys.stdout.buffer.write("\n".join([*lines, ""]).encode())


def _print_document(registered: Registered, table: KeptTable | None, *, with_rejected: bool) -> None:
    """Print one document; the rejected rows stream into it, since there may be any number of them."""
    import json

    from entracte.cli.output import print_json
    from entracte.inspection import delivery_document, rejected_lines

    document = delivery_document(registered, table)
    if not with_rejected:
        print_json(document)
        return
    text = json.dumps(document, ensure_ascii=False, indent=2)
    sys.stdout.write(text.removesuffix("\n}") + ',\n  "rejected_rows": [')
    before = "\n    "
    for line in rejected_lines(registered, table):
        sys.stdout.write(before + line)
        before = ",\n    "
    sys.stdout.write("\n  ]\n}\n")


def _print_tables(registered: Registered) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    shown = _table("Table", "Rows", "Not read", "Columns", "File", "How it is read")
    for each in registered.tables:
        rejected = _number(each.rejected) if each.rejected else ""
        shown.add_row(
            *map(_plain, (each.name, _number(each.rows), rejected, str(len(each.columns)), each.file, _how(each)))
        )
    console.print(_plain(f"{registered.name}: {len(registered.tables)} tables in {len(registered.files)} files"))
    console.print(shown)
    if registered.left_out:
        console.print("Left out:")
        for left in registered.left_out:
            console.print(_plain(f"  {left.name}: {left.reason}"))
    if registered.rejected:
        console.print(f"Rows that could not be read: {_number(registered.rejected)} (--rejected lists them)")
    console.print("The columns of a table: --table NAME; its rows: --table NAME --jsonl", markup=False)


def _print_columns(table: KeptTable) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    console.print(
        _plain(f"{table.name} ({table.file}): {_number(table.rows)} rows, {_number(table.rejected)} not read")
    )
    console.print(_plain(_how(table)))
    shown = _table("", "Column", "Type in the source")
    for place, column in enumerate(table.columns, 1):
        shown.add_row(str(place), _plain(column.name), _plain(column.declared))
    console.print(shown)


def _print_rejected(registered: Registered, table: KeptTable | None) -> None:
    """One paragraph a row; not a table, since there may be any number of them."""
    for each in registered.rejected_rows(table):
        place = ", ".join(filter(None, (each.file, each.table, each.place)))
        sys.stdout.write(f"{_printable(place)}: {_printable(each.reason)}\n")
        if each.text:
            sys.stdout.write(f"    {_printable(each.text)}\n")


def _how(table: KeptTable) -> str:
    """How a table was read, in words."""
    names = {"\t": "tab", " ": "blank"}
    told = []
    for name, fact in table.facts.items():
        if name == "header":
            told.append(f"titles in row {fact}" if fact != "0" else "no titles")
        elif name == "preamble":
            told.append(f"{len(fact.splitlines())} lines above them left out")
        else:
            told.append(f"{name} {names.get(fact, fact)}")
    return "; ".join([table.kind, *told])


def _table(*headings: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in {"Rows", "Not read", "Columns"} else "left")
    return table


def _plain(text: str) -> Text:
    """Text in which brackets are not markup and control characters are harmless."""
    from rich.text import Text

    return Text(_printable(text))


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else "�" for each in text.replace("\r", " ").replace("\n", " "))


def _number(count: int) -> str:
    return f"{count:,}".replace(",", " ")
