"""`entracte recipe`: draft one from a delivery, check one, and what can be said in one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from entracte.cli import options
from entracte.cli.output import print_json, print_lines

recipe = typer.Typer(help="Recipes: draft one, check one, and what they can say.", no_args_is_help=True)


@recipe.command()
def new(
    delivery: Annotated[str, typer.Argument(help="A file, a folder, or a .zip of them.")],
    format_name: Annotated[str, typer.Option("--format", help="The format to fill.")] = "contact",
    table: Annotated[str | None, typer.Option("--table", help="The table; else the one that fits best.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the recipe here.")] = None,
) -> None:
    """Draft a recipe from what the inspection of a delivery proposes, each column with its reason."""
    from entracte.cli.running import told_progress
    from entracte.settings import load_settings
    from entracte.transformation import draft_recipe

    _refuse_existing(output)
    with told_progress() as notice:
        text = draft_recipe(load_settings(), delivery, format_name, table, notice)
    if output is None:
        print_lines([text.removesuffix("\n")])
        return
    _write(text, output)
    told = " --set institution=CODE" if "${institution}" in text else ""
    print_lines([f"Drafted {output}. Look at every line, then: entracte recipe check {output} {delivery}{told}"])


@recipe.command("from-workbook")
def from_workbook(
    workbook: Annotated[Path, typer.Argument(help="A workbook (.xlsx) whose sheet computes columns by formulas.")],
    sheet: Annotated[str | None, typer.Option("--sheet", help="The sheet that computes; else it is found.")] = None,
    format_name: Annotated[
        str | None, typer.Option("--format", help="Its format, or table; else its headings tell.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the recipe here.")] = None,
    as_json: options.AsJson = False,
) -> None:
    """Make a recipe of a workbook: each column of formulas, proved to be the same in every cell."""
    from entracte.cli.recipe_showing import tell_made
    from entracte.cli.running import told_progress
    from entracte.settings import load_settings
    from entracte.transformation.from_workbook import recipe_from_workbook

    _refuse_existing(output)
    with told_progress() as notice:
        made = recipe_from_workbook(load_settings(), workbook, sheet, format_name, notice)
    if output is not None:
        _write(made.recipe, output)
    if as_json:
        print_json(made.as_json())
        return
    tell_made(made, workbook, output)


@recipe.command()
def check(
    path: Annotated[Path, typer.Argument(metavar="RECIPE", help="The recipe, a YAML file.")],
    delivery: Annotated[str | None, typer.Argument(help="A delivery: its columns are then checked too.")] = None,
    parameters: Annotated[
        list[str] | None, typer.Option("--set", help="A parameter of the recipe: NAME=VALUE.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Say whether a recipe is right, and where it is not; nothing is run."""
    from entracte.cli.running import told_progress
    from entracte.cli.transform import values_of
    from entracte.settings import load_settings
    from entracte.transformation import check_recipe

    with told_progress() as notice:
        found = check_recipe(load_settings(), path, delivery, values_of(parameters), notice)
    if as_json:
        print_json(found.as_json())
        return
    over = (
        f"over {found.delivery}: {found.steps} steps" if found.delivery else "its columns need a delivery to be checked"
    )
    print_lines([f"{found.name} is right ({over}). It writes {', '.join(found.outputs)}."])
    print_lines(f"Warning: {warning}" for warning in found.warnings)


@recipe.command()
def schema() -> None:
    """Print the recipe language as JSON Schema, for editors to complete and check recipes."""
    from entracte.recipe.schema import json_schema

    print_json(json_schema())


@recipe.command()
def operations(as_json: options.AsJson = False) -> None:
    """List what can be done to a column, with parameters and examples."""
    from entracte.recipe.operation_listing import operation_documents

    found = operation_documents()
    if as_json:
        print_json(found)
        return
    for each in found:
        print_lines([f"{each['name']}: {each['about']}"])
        print_lines(f"    {told}" for told in each["lines"])


def _refuse_existing(output: Path | None) -> None:
    from entracte.faults import Fault

    if output is not None and output.exists():
        raise Fault("file-exists", f"{output} is there already.", hint="Give -o another name.")


def _write(text: str, output: Path) -> None:
    from entracte.faults import Fault

    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Fault("cannot-write", f"{output} cannot be written: {error.strerror}.") from error
