"""Reading a delivery for a person: progress on stderr, and the question for a password where one is needed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from entracte.inspection import Registered
    from entracte.settings import Settings


def read_delivery(
    settings: Settings, delivery: str, *, encoding: str | None, separator: str | None, header: str | None
) -> Registered:
    """Read the delivery; where it needs a password and a person sits there, ask for it."""
    from entracte.cli.running import told_progress
    from entracte.faults import Fault
    from entracte.inspection import inspect

    def read(password: str | None) -> Registered:
        with told_progress() as notice:
            return inspect(
                settings,
                delivery,
                encoding=encoding,
                separator=separator,
                header=header,
                password=password,
                notice=notice,
            )

    try:
        return read(None)
    except Fault as fault:
        if fault.code != "password-needed" or not sys.stdin.isatty():
            raise
        sys.stderr.write(f"{fault.message}\n")
    return read(typer.prompt(f"Password of {delivery}", hide_input=True, err=True))
