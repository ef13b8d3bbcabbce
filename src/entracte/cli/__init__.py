"""The `entracte` command: one module per command, each importing what it needs only when it runs."""

from __future__ import annotations

import sys

import typer

from entracte.cli import (
    check,
    compare,
    contacts,
    demo,
    environment,
    export,
    findings,
    formats,
    importing,
    imports,
    inspect,
    propose,
    recipe,
    replay,
    template,
    transform,
)

app = typer.Typer(
    name="entracte",
    help="Moves a venue's contacts and sales out of its old ticketing system and into the new one.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def entracte() -> None:
    """Moves a venue's contacts and sales out of its old ticketing system and into the new one."""


app.command("demo")(demo.demo)
app.command("formats")(formats.formats)
app.command("findings")(findings.findings)
app.command("template")(template.template)
app.command("check")(check.check)
app.command("import")(importing.import_)
app.command("imports")(imports.imports)
app.command("undo")(importing.undo)
app.command("contacts")(contacts.contacts)
app.command("export")(export.export)
app.command("inspect")(inspect.inspect)
app.command("compare")(compare.compare)
app.command("propose")(propose.propose)
app.command("transform")(transform.transform)
app.command("replay")(replay.replay)

app.add_typer(environment.environment, name="environment")
app.add_typer(recipe.recipe, name="recipe")


def main() -> None:
    """Run the command; a fault becomes one message on stderr and exit status 2."""
    from entracte.cli.output import run_to_exit_status

    sys.exit(run_to_exit_status(app))
