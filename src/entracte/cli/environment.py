"""`entracte environment`: list the environments, copy settings between them, forget one."""

from __future__ import annotations

from typing import Annotated

import typer

from entracte.cli.options import AsJson

environment = typer.Typer(name="environment", help="The environments: dev, preprod, prod.", no_args_is_help=True)


@environment.command("list")
def list_environments(as_json: AsJson = False) -> None:
    """Say where each environment is and what it holds."""
    from entracte.cli.output import print_json
    from entracte.institution.environments import describe
    from entracte.settings import ENVIRONMENTS, load_settings

    settings = load_settings()
    described = [describe(settings, name) for name in ENVIRONMENTS]
    if as_json:
        print_json(described)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("Environment", "State", "Institutions", "Contacts", "Imports", "Address")
    for each in described:
        institutions = each["institutions"]
        table.add_row(
            str(each["name"]),
            str(each["state"]),
            ", ".join(institutions) if isinstance(institutions, list) else "",
            _count(each["contacts"]),
            _count(each["imports"]),
            str(each["address"]),
        )
    Console().print(table)


@environment.command("copy")
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The environment whose settings are copied.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The environment that gets them.")],
    as_json: AsJson = False,
) -> None:
    """Copy the settings of all institutions; contacts and sales stay where they are."""
    from entracte.cli.output import print_json, print_lines
    from entracte.institution.environments import open_environment
    from entracte.institution.settings_copy import copy_settings
    from entracte.settings import load_settings

    settings = load_settings()
    copied = copy_settings(open_environment(settings, source), open_environment(settings, target))
    if as_json:
        print_json(copied.as_json())
    else:
        print_lines([f"Copied the settings of {', '.join(copied.institutions)} from {source} to {target}."])


@environment.command("reset")
def reset(
    name: Annotated[str, typer.Argument(metavar="ENV", help="The environment to empty.")],
    yes: Annotated[bool, typer.Option("--yes", help="Yes, forget everything; needed outside dev.")] = False,
    as_json: AsJson = False,
) -> None:
    """Forget everything in an environment: contacts, sales, settings, imports."""
    from entracte.cli.output import print_json, print_lines
    from entracte.faults import Fault
    from entracte.institution.environments import open_environment
    from entracte.institution.settings_copy import reset_environment
    from entracte.settings import load_settings

    found = open_environment(load_settings(), name)
    if name != "dev" and not yes:
        raise Fault(
            "not-confirmed",
            f"Resetting {name} forgets its contacts, sales, settings and imports. Nothing was done.",
            hint=f"If that is what you want: entracte environment reset {name} --yes",
        )
    reset_environment(found)
    if as_json:
        print_json({"environment": name, "reset": True})
    else:
        print_lines([f"{name} is empty."])


def _count(number: object) -> str:
    return f"{number:,}" if isinstance(number, int) else ""
