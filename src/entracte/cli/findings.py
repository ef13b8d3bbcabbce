"""`entracte findings`: the catalogue of findings, in any of the five languages."""

from __future__ import annotations

from typing import Annotated

import typer


def findings(
    language: Annotated[str | None, typer.Option("--language", help="en, fr, de, it or es.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Print every finding: its code, what it costs, and the message people read."""
    from entracte.cli.output import print_json
    from entracte.findings import known_language
    from entracte.report.reference import finding_documents
    from entracte.settings import load_settings

    language = known_language(language or load_settings().language)
    documents = finding_documents(language)
    if as_json:
        print_json(documents)
    else:
        _print_catalogue(documents, language)


def _print_catalogue(documents: list[dict[str, str]], language: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from entracte.findings import label

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(label("code", language))
    table.add_column(label("outcome", language))
    table.add_column(label("message", language), ratio=1)
    table.add_column(label("source", language))
    for each in documents:
        table.add_row(each["code"], label(each["outcome"], language), Text(each["message"]), each["source"])
    Console(highlight=False).print(table)
