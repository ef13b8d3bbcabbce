"""`entracte contacts`: look one up, search, or stream all of them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entracte.cli.options import AsJson, In
from entracte.report.printable import WITH_LINES, plain

if TYPE_CHECKING:
    from entracte.institution.environments import Environment


def contacts(
    environment: In,
    wanted: Annotated[
        str | None, typer.Argument(metavar="[NUMBER|TEXT]", help="A number, or part of a name, e-mail or number.")
    ] = None,
    institution: Annotated[str | None, typer.Option("--institution", help="Only of this institution.")] = None,
    as_json: AsJson = False,
    as_lines: Annotated[bool, typer.Option("--jsonl", help="All contacts, one JSON record a line.")] = False,
) -> None:
    """Show one contact, those that match a text, or all."""
    from entracte.faults import Fault
    from entracte.institution.environments import open_environment
    from entracte.settings import load_settings

    if as_lines and wanted is not None:
        raise Fault("contradicting-options", "--jsonl writes all contacts; it takes no number and no text.")
    opened = open_environment(load_settings(), environment)
    if as_lines:
        _write_lines(opened, institution)
    elif wanted is not None and wanted.isascii() and wanted.isdigit():
        _show_one(opened, wanted, institution, as_json=as_json)
    elif as_json and wanted is None:
        _write_list(opened, institution)
    else:
        _show_matching(opened, wanted, institution, as_json=as_json)


def _write_lines(environment: Environment, institution: str | None) -> None:
    from entracte.institution.records import contact_lines

    for piece in contact_lines(environment, institution):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def _write_list(environment: Environment, institution: str | None) -> None:
    """All contacts as one JSON document, which like the lines is never whole in memory."""
    from entracte.institution.records import contact_lines

    sys.stdout.write("[")
    between = ""
    for piece in contact_lines(environment, institution):
        sys.stdout.write(between + str(piece, "utf-8").rstrip("\n").replace("\n", ",\n"))
        between = ",\n"
    sys.stdout.write("]\n")


def _show_one(environment: Environment, number: str, institution: str | None, *, as_json: bool) -> None:
    from entracte.institution.records import contact_numbered

    record = contact_numbered(environment, number, institution)
    if as_json:
        from entracte.cli.output import print_json

        print_json(record)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False)
    table.add_column()
    table.add_column(overflow="fold")
    for name, value in record.items():
        if value not in (None, {}, []):
            table.add_row(name, plain(_readable(value), shown_as=WITH_LINES))
    Console(highlight=False).print(table)


def _show_matching(environment: Environment, text: str | None, institution: str | None, *, as_json: bool) -> None:
    from entracte.faults import Fault
    from entracte.institution.records import SHOWN, contacts_matching

    try:
        total, found = contacts_matching(environment, text or "", institution, None if as_json else SHOWN)
    except Fault:
        if text:
            raise
        total, found = 0, []
    if as_json:
        from entracte.cli.output import print_json

        print_json(found)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Number", "Kind", "Name", "Town", "E-mail", "State"):
        # a value that is too long for its column goes on below: none is cut, so that it can be copied
        table.add_column(heading, overflow="fold", no_wrap=heading in {"Number", "Kind", "State"})
    several = len({record["institution"] for record in found}) > 1
    if several:
        table.add_column("Institution", overflow="fold")
    for record in found:
        main = record["addresses"]["main"] or {}
        cells = (
            record["number"],
            record["kind"],
            record["official_name"] or " ".join(filter(None, (record["firstname"], record["lastname"]))),
            main.get("town") or "",
            record["emails"][0] or "",
            "valid" if record["valid"] else "invalid",
            *((record["institution"],) if several else ()),
        )
        table.add_row(*(plain(cell, shown_as=WITH_LINES) for cell in cells))
    console = Console(highlight=False)
    if found:
        console.print(table)
    console.print(
        f"{total:,} contact{'' if total == 1 else 's'}"
        + (f", the first {len(found)} shown." if total > len(found) else ".")
    )


def _readable(value: Any) -> str:
    """A value of a record as a person reads it: parts joined, absent ones left out."""
    if isinstance(value, dict):
        parts = ((name, _readable(part)) for name, part in value.items() if part is not None)
        return "\n".join(f"{name}: {part}" for name, part in parts)
    if isinstance(value, list):
        return ", ".join(_readable(part) for part in value if part is not None)
    return str(value)
