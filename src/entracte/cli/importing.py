"""`entracte import` and `entracte undo`: files into an environment, and back out."""

from __future__ import annotations

from typing import Annotated

import typer

from entracte.cli import options


def import_(  # noqa: PLR0917
    files: options.Files,
    environment: Annotated[str, typer.Option("--to", help="The environment: dev, preprod or prod.")],
    format_name: options.FormatName = None,
    institution: options.Institution = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do everything but write.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Import a file that was imported before.")] = False,
    log: options.Log = None,
    language: options.Language = None,
    encoding: options.Encoding = None,
    separator: options.Separator = None,
    sheet: options.Sheet = None,
    as_json: options.AsJson = False,
) -> None:
    """Import files into an environment and say what became of every row."""
    from entracte.cli.running import delivery_of, tell_results, told_progress
    from entracte.findings import known_language
    from entracte.pipeline import import_files
    from entracte.settings import load_settings

    settings = load_settings()
    language = known_language(language or settings.language)
    delivery = delivery_of(files, format_name, institution, encoding, separator, sheet)
    with told_progress() as notice:
        results = import_files(
            settings,
            delivery,
            environment,
            dry_run=dry_run,
            again=again,
            log=log,
            language=language,
            notice=notice,
        )
    raise typer.Exit(tell_results(results, language, as_json=as_json))


def undo(
    import_id: Annotated[str, typer.Argument(help="The import's id (entracte imports).")],
    environment: options.In,
    as_json: options.AsJson = False,
) -> None:
    """Take an import back; what was touched since is kept and listed."""
    from entracte.cli.output import print_json, print_lines
    from entracte.pipeline import undo_import
    from entracte.settings import load_settings

    undone = undo_import(load_settings(), environment, import_id)
    if as_json:
        print_json(undone.as_json())
        return
    print_lines(
        [
            f"Import {import_id} in {environment} is undone: {undone.removed} removed, {undone.restored} restored, "
            f"{len(undone.kept)} kept.",
            *(f"  kept: {', '.join(str(fact) for fact in each.values() if fact)}" for each in undone.kept),
        ]
    )
