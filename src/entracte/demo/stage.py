"""The stage of the demonstration: an environment that is empty, or that holds what an earlier demonstration left."""

from __future__ import annotations

from collections.abc import Set

from entracte.demo.files import INSTITUTION
from entracte.faults import Fault
from entracte.institution.environments import Environment, open_environment
from entracte.institution.records import imports_of
from entracte.institution.settings_copy import reset_environment
from entracte.settings import Settings

SHOWN = 3
"""So many of the strange files are named, which is enough to recognise them."""


def clear_stage(settings: Settings, name: str, ours: Set[str], *, fresh: bool) -> None:
    """Empty the environment for the demonstration, whose files have the digests `ours`.

    Raises the fault `stage-taken`, and leaves everything as it is, if anything was imported or copied into it but the
    demonstration's own files; unless it is to be made afresh whatever it holds.
    """
    environment = open_environment(settings, name)
    if not fresh:
        _refuse_to_destroy(environment, ours)
    reset_environment(environment)


def _refuse_to_destroy(environment: Environment, ours: Set[str]) -> None:
    strangers = _strangers(environment, ours)
    if strangers:
        shown = ", ".join(strangers[:SHOWN])
        raise Fault(
            "stage-taken",
            f"Nothing was done: {environment.name} holds what the demonstration did not bring, {shown}.",
            hint="If nobody needs it any more, forget it all and begin afresh: entracte demo --fresh",
        )


def _strangers(environment: Environment, ours: Set[str]) -> list[str]:
    """What an environment holds that the demonstration did not bring: files, institutions, copied settings."""
    imports = imports_of(environment)
    files = [each["file"] for each in imports if each["digest"] not in ours]
    with environment.session() as session, session.cursor() as cursor:
        cursor.execute("SELECT code FROM institution ORDER BY code")
        institutions = [str(code) for (code,) in cursor.fetchall() if code != INSTITUTION or not imports]
        cursor.execute("SELECT institution, source FROM settings_copy ORDER BY institution")
        copies = [f"settings of {institution} from {source}" for institution, source in cursor.fetchall()]
    return [*files, *institutions, *copies]
