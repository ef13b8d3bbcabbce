"""`entracte replay`: a transformation again, proved equal by its digests; or the same recipe on a new delivery."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from entracte.cli import options
from entracte.cli.output import DONE, DONE_WITH_REJECTED_ROWS, print_json

DIFFERS = 1
"""The replay ran to its end, and the files are not the same."""


def replay(  # noqa: PLR0917
    protocol: Annotated[Path, typer.Argument(help="The protocol.json of a transformation.")],
    delivery: Annotated[
        str | None, typer.Option("--delivery", help="Another delivery, or another place of the same one.")
    ] = None,
    recipe: Annotated[Path | None, typer.Option("--recipe", help="Where the recipe lies now.")] = None,
    folder: Annotated[
        Path | None, typer.Option("--output", "-o", help="Keep the files in this folder (needed for a new delivery).")
    ] = None,
    delta: Annotated[
        bool, typer.Option("--delta", help="Also write what is new as INSERT and what changed as UPDATE.")
    ] = False,
    engine: options.ComputingEngine = "",
    spark_master: options.SparkMaster = None,
    language: options.Language = None,
    as_json: options.AsJson = False,
) -> None:
    """Run a recipe again as its protocol says; prove that the files are the same, or say what differs."""
    from entracte.cli import recipe_showing as showing
    from entracte.cli.running import told_progress
    from entracte.findings import known_language
    from entracte.settings import load_settings
    from entracte.transformation import replay as run

    settings = options.with_spark(load_settings(), spark_master)
    language = known_language(language or settings.language)
    with told_progress() as notice:
        found = run(
            settings,
            protocol,
            delivery=delivery,
            recipe=recipe,
            folder=folder,
            delta=delta,
            engine=engine,
            language=language,
            notice=notice,
        )
    if as_json:
        print_json(found.as_json())
    else:
        if found.transformed is not None:
            showing.tell_run(found.transformed, language)
        showing.tell_replay(found.as_json())
    if found.equal is False:
        raise typer.Exit(DIFFERS)
    rejected = found.transformed is not None and found.transformed.rejected
    raise typer.Exit(DONE_WITH_REJECTED_ROWS if rejected else DONE)
