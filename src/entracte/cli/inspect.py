"""`entracte inspect`: what is in a delivery, whatever it is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entracte.cli import options
from entracte.cli.output import DONE, DONE_WITH_REJECTED_ROWS
from entracte.report.printable import printable

if TYPE_CHECKING:
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
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write all that is found as one printable page: .html.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Say what is in a delivery: its tables, keys and references, every column, and what could not be read."""
    from entracte.cli.reading import read_delivery
    from entracte.settings import load_settings

    settings = load_settings()
    if output is not None:
        from entracte.inspection import check_page_path

        check_page_path(output, delivery)
    registered = read_delivery(settings, delivery, encoding=encoding, separator=separator, header=header)
    chosen = registered.table(table) if table is not None else None
    if jsonl and not rejected:
        _stream_rows(settings, registered, chosen)
        raise typer.Exit(DONE)
    if jsonl:
        _stream_rejected(registered, chosen)
    elif rejected and not as_json:
        _print_rejected(registered, chosen)
    elif rejected:
        _print_document_with_rejected(registered, chosen)
    else:
        _print_profile(settings, registered, chosen, as_json=as_json)
    if output is not None:
        _write_page(settings, registered, output)
    count = chosen.rejected if chosen else registered.rejected
    raise typer.Exit(DONE_WITH_REJECTED_ROWS if count else DONE)


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


def _print_document_with_rejected(registered: Registered, table: KeptTable | None) -> None:
    """Print one document into which the rejected rows stream, since there may be any number of them."""
    import json

    from entracte.inspection import delivery_document, rejected_lines

    text = json.dumps(delivery_document(registered, table), ensure_ascii=False, indent=2)
    sys.stdout.write(text.removesuffix("\n}") + ',\n  "rejected_rows": [')
    before = "\n    "
    for line in rejected_lines(registered, table):
        sys.stdout.write(before + line)
        before = ",\n    "
    sys.stdout.write("\n  ]\n}\n")


def _print_profile(settings: Settings, registered: Registered, table: KeptTable | None, *, as_json: bool) -> None:
    from entracte.cli.output import print_json
    from entracte.report.profile_terminal import print_columns, print_tables

    document = _profiled(settings, registered, table)
    if as_json:
        print_json(document)
    elif table is not None:
        print_columns(document)
    else:
        print_tables(document)


def _write_page(settings: Settings, registered: Registered, output: Path) -> None:
    from entracte.report.files import whole_files
    from entracte.report.profile_page import profile_page

    page = profile_page(_profiled(settings, registered, None))
    with whole_files(output) as (path,):
        path.write_text(page, encoding="utf-8")
    sys.stderr.write(f"The page: {output}\n")


def _profiled(settings: Settings, registered: Registered, table: KeptTable | None) -> dict[str, object]:
    """The document of a delivery, or of one of its tables, with what is in it."""
    from entracte.cli.running import told_progress
    from entracte.inspection import delivery_document, profile_delivery

    with told_progress() as notice:
        profile = profile_delivery(settings, registered, notice)
    return delivery_document(registered, table, profile)


def _print_rejected(registered: Registered, table: KeptTable | None) -> None:
    """One paragraph a row; not a table, since there may be any number of them."""
    for each in registered.rejected_rows(table):
        place = ", ".join(filter(None, (each.file, each.table, each.place)))
        sys.stdout.write(f"{printable(place)}: {printable(each.reason)}\n")
        if each.text:
            sys.stdout.write(f"    {printable(each.text)}\n")
