"""`entracte export`: contacts in their own format, files to fill with new values, and what may be filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entracte.cli.options import AsJson, In

if TYPE_CHECKING:
    from entracte.institution.writing import Exported

EXPORTED = ("contact", "criteria", "authorizations", "criteria-list")
TO_FILL = ("criteria", "authorizations")


def export(  # noqa: PLR0917
    name: Annotated[str, typer.Argument(help="What to export: contact, criteria, authorizations or criteria-list.")],
    environment: In,
    path: Annotated[
        Path,
        typer.Option("--output", "-o", help="The file to write: .csv or .xlsx; criteria, authorizations also .zip."),
    ],
    institution: Annotated[str | None, typer.Option("--institution", help="One institution; else all.")] = None,
    numbers: Annotated[
        Path | None,
        typer.Option("--numbers", help="A file with a column CONTACT_NR: criteria or authorizations of these only."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write what an environment holds to a file.

    contact is read back by an import to the same contacts. criteria and authorizations have a column [old] with the
    present values and a column [new] to fill, and are then imported. criteria-list says which values there are.
    """
    from entracte.cli.output import print_json, print_lines
    from entracte.faults import Fault, near

    if name not in EXPORTED:
        raise Fault("not-exported", f"{name} cannot be exported.", hint=near(name, list(EXPORTED)))
    if numbers is not None and name not in TO_FILL:
        raise Fault("not-of-numbers", "--numbers is for criteria and authorizations.", hint="Leave it out.")
    written = _write(name, environment, path, institution, numbers)
    absent = getattr(written, "absent", 0)
    if as_json:
        print_json({"file": str(written.path), "format": name, "rows": written.rows, "absent": absent})
        return
    print_lines([f"Wrote {written.rows:,} rows to {written.path}."])
    if absent:
        print_lines([f"{absent:,} of the contacts in {numbers} are not there or not valid, and were left out."])


def _write(name: str, environment: str, path: Path, institution: str | None, numbers: Path | None) -> Exported:
    from entracte.settings import load_settings

    settings = load_settings()
    if name in TO_FILL:
        from entracte.pipeline import export_for_update

        return export_for_update(settings, environment, name, path, institution=institution, numbers=numbers)
    from entracte.institution.environments import open_environment

    target = open_environment(settings, environment)
    if name == "criteria-list":
        from entracte.institution.update_files import export_criteria_list

        return export_criteria_list(target, path, institution)
    from entracte.institution.export import export_contacts

    return export_contacts(target, path, institution)
