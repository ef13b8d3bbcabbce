"""`entracte check`: what is wrong with files, and what it would cost, before anything is imported."""

from __future__ import annotations

from typing import Annotated

import typer

from entracte.cli import options


def check(  # noqa: PLR0917
    files: options.Files,
    format_name: options.FormatName = None,
    environment: Annotated[
        str | None, typer.Option("--in", help="Check against this environment too: dev, preprod or prod.")
    ] = None,
    institution: options.Institution = None,
    log: options.Log = None,
    language: options.Language = None,
    encoding: options.Encoding = None,
    separator: options.Separator = None,
    sheet: options.Sheet = None,
    as_json: options.AsJson = False,
) -> None:
    """Check files and say what an import would do; nothing is written."""
    from entracte.cli.running import delivery_of, tell_results, told_progress
    from entracte.findings import known_language
    from entracte.pipeline import check_files
    from entracte.settings import load_settings

    settings = load_settings()
    language = known_language(language or settings.language)
    delivery = delivery_of(files, format_name, institution, encoding, separator, sheet)
    with told_progress() as notice:
        results = check_files(settings, delivery, environment=environment, log=log, language=language, notice=notice)
    raise typer.Exit(tell_results(results, language, as_json=as_json))
