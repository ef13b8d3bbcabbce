"""`entracte transform`: formatted files and their protocol from a delivery, by a recipe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entracte.cli import options
from entracte.cli.output import DONE, DONE_WITH_REJECTED_ROWS, print_json

if TYPE_CHECKING:
    from entracte.settings import Settings
    from entracte.transformation import Asked, Transformed


def transform(  # noqa: PLR0917
    recipe: Annotated[Path, typer.Argument(help="The recipe, a YAML file.")],
    delivery: Annotated[str, typer.Argument(help="A file, a folder, or a .zip of them.")],
    folder: Annotated[
        Path | None, typer.Option("--output", "-o", help="The folder for the formatted files and the protocol.")
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option("--set", help="A parameter of the recipe: NAME=VALUE. May be given several times."),
    ] = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Prove the recipe and say what would be done; run nothing.")
    ] = False,
    explain: Annotated[
        str | None,
        typer.Option("--explain", help="Say how one column of an output comes to be: COLUMN or OUTPUT.COLUMN."),
    ] = None,
    preview: Annotated[
        int | None,
        typer.Option("--preview", min=1, max=1000, help="Show the first rows with every step between; write nothing."),
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, help="Only so many rows of each output, evenly spread.")
    ] = None,
    engine: options.ComputingEngine = "duckdb",
    spark_master: options.SparkMaster = None,
    language: options.Language = None,
    as_json: options.AsJson = False,
) -> None:
    """Run a recipe over a delivery: FOLDER/<format>.csv for each output, the rejected rows, and the protocol."""
    from entracte.cli.running import told_progress
    from entracte.faults import Fault
    from entracte.findings import known_language
    from entracte.settings import load_settings
    from entracte.transformation import Asked
    from entracte.transformation import transform as run

    settings = options.with_spark(load_settings(), spark_master)
    language = known_language(language or settings.language)
    asked = Asked(recipe, delivery, values_of(parameters), sample, engine)
    if plan or explain is not None or preview is not None:
        _show(settings, asked, explain, preview, as_json=as_json)
        raise typer.Exit(DONE)
    if folder is None:
        raise Fault("wrong-use", "Where to? Name a folder with -o.", hint="-o out; or --plan, --explain, --preview.")
    with told_progress() as notice:
        done = run(settings, asked, folder, language=language, notice=notice)
    if as_json:
        print_json(done.as_json())
    else:
        _tell(done, language)
    raise typer.Exit(DONE_WITH_REJECTED_ROWS if done.rejected else DONE)


def values_of(told: list[str] | None) -> dict[str, str]:
    """The parameters that a command line names."""
    from entracte.faults import Fault

    values: dict[str, str] = {}
    for each in told or []:
        name, equals, value = each.partition("=")
        if not equals or not name:
            raise Fault("wrong-use", f"{each!r} sets nothing.", hint="Write it as --set NAME=VALUE.")
        values[name] = value
    return values


def _show(settings: Settings, asked: Asked, explained: str | None, preview: int | None, *, as_json: bool) -> None:
    from entracte.cli import recipe_showing as showing
    from entracte.cli.running import told_progress
    from entracte.transformation import explain, plan_document, preview_rows

    found: Any
    with told_progress() as notice:
        if explained is not None:
            found = explain(settings, asked, explained, notice)
        elif preview is not None:
            found = preview_rows(settings, asked, preview, notice)
        else:
            found = plan_document(settings, asked, notice)
    if as_json:
        print_json(found.as_json() if explained is not None else found)
    elif explained is not None:
        showing.tell_lineage(found)
    elif preview is not None:
        showing.tell_preview(found)
    else:
        showing.tell_plan(found)


def _tell(done: Transformed, language: str) -> None:
    from entracte.cli import recipe_showing as showing

    showing.tell_run(done, language)
