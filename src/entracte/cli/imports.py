"""`entracte imports`: what was imported, when, with which outcome."""

from __future__ import annotations

from typing import Any

from entracte.cli.options import AsJson, In

SHOWN_ROWS = ("read", "imported", "rejected")


def imports(environment: In, as_json: AsJson = False) -> None:
    """List what was imported into an environment, the oldest first."""
    from entracte.cli.output import print_json
    from entracte.institution.environments import open_environment
    from entracte.institution.records import imports_of
    from entracte.settings import load_settings

    found = imports_of(open_environment(load_settings(), environment))
    if as_json:
        print_json(found)
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD)
    table.add_column("Import", no_wrap=True)  # the id is what one copies into `entracte undo`
    table.add_column("File", overflow="fold")
    for name in SHOWN_ROWS:
        table.add_column(name.capitalize(), justify="right")
    table.add_column("Undone")
    for each in found:
        rows: dict[str, Any] = each["rows"] or {}
        table.add_row(
            each["id"],
            f"{each['file']} ({each['format']})",
            *(f"{rows[name]:,}" if name in rows else "" for name in SHOWN_ROWS),
            (each["undone"] or "").replace("T", " "),
        )
    Console().print(table if found else f"Nothing was imported into {environment} yet.")
