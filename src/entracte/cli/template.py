"""`entracte template`: the template of a format, ready to be filled."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def template(
    name: Annotated[str, typer.Argument(help="A format (entracte formats).")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write: .xlsx or .csv.")],
    environment: Annotated[
        str | None, typer.Option("--in", help="Fill the lists with the codes of this environment: dev, preprod, prod.")
    ] = None,
    institution: Annotated[
        str | None, typer.Option("--institution", help="The institution, where the environment holds several.")
    ] = None,
    language: Annotated[str | None, typer.Option("--language", help="en, fr, de, it or es.")] = None,
) -> None:
    """Write the template of a format: four header rows, lists to choose from, a comment per column."""
    from entracte.cli.output import print_lines
    from entracte.formats import format_named
    from entracte.report.template import Codes, write_template
    from entracte.settings import load_settings

    settings = load_settings()
    chosen = format_named(name)
    codes: Codes = {}
    if environment is not None:
        from entracte.pipeline import institution_codes

        codes = institution_codes(settings, environment, institution)
    write_template(chosen, output, codes, language or settings.language)
    print_lines([f"{output}: template of {chosen.name}, {len(chosen.fields)} columns; fill it from row 5 on."])
