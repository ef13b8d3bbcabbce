"""`entracte compare`: what differs between two extractions, and whether a recipe of the first fits the second."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from entracte.cli import options
from entracte.cli.output import DONE, print_json

DOES_NOT_FIT = 1
"""The comparison was made, and a recipe of the first extraction does not fit the second."""


def compare(  # noqa: PLR0917
    old: Annotated[str, typer.Argument(help="The first extraction: a delivery, as inspect reads it.")],
    new: Annotated[str, typer.Argument(help="The second extraction.")],
    keys: Annotated[
        list[str] | None,
        typer.Option("--key", help="The key of a table, where the one found is wrong: TABLE=COLUMN,COLUMN."),
    ] = None,
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
    """Compare two extractions: what drifted, which rows are new, changed and vanished.

    Exit status 1 where a recipe made for the first would not fit the second; each reason says what to do.
    """
    from entracte.cli.reading import read_delivery
    from entracte.cli.running import told_progress
    from entracte.comparison import compare_registered, comparison_document
    from entracte.inspection import check_page_path
    from entracte.settings import load_settings

    settings = load_settings()
    wanted = keys_of(keys)
    if output is not None:
        for delivery in (old, new):
            check_page_path(output, delivery)
    sides = [
        read_delivery(settings, each, encoding=encoding, separator=separator, header=header) for each in (old, new)
    ]
    with told_progress() as notice:
        comparison = compare_registered(settings, *sides, keys=wanted, notice=notice)
    document = comparison_document(comparison)
    if as_json:
        print_json(document)
    else:
        from entracte.report.compare_terminal import print_comparison

        print_comparison(document)
    if output is not None:
        _write_page(document, output)
    raise typer.Exit(DONE if comparison.fits else DOES_NOT_FIT)


def keys_of(told: list[str] | None) -> dict[str, tuple[str, ...]]:
    """The keys that a command line names, by table. Raises the fault `wrong-use`."""
    from entracte.faults import Fault

    keys: dict[str, tuple[str, ...]] = {}
    for each in told or []:
        table, equals, columns = each.partition("=")
        names = tuple(name.strip() for name in columns.split(",") if name.strip())
        if not equals or not table.strip() or not names:
            raise Fault("wrong-use", f"{each!r} names no key.", hint="Write it as --key TABLE=COLUMN,COLUMN.")
        keys[table.strip()] = names
    return keys


def _write_page(document: dict[str, Any], output: Path) -> None:
    from entracte.report.compare_page import compare_page
    from entracte.report.files import whole_files

    page = compare_page(document)
    with whole_files(output) as (path,):
        path.write_text(page, encoding="utf-8")
    sys.stderr.write(f"The page: {output}\n")
