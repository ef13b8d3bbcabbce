"""What commands print: one JSON document on stdout, or tables for people; progress and faults on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, cast

from entracte.faults import Fault

if TYPE_CHECKING:
    import typer

DONE, DONE_WITH_REJECTED_ROWS, REFUSED = 0, 1, 2
STOPPED = 130
"""What shells expect of a command that Ctrl-C ended."""

CANCELED = "57014"
"""The SQLSTATE of a statement that the server gave up on Ctrl-C: the driver tells it as an error."""


def print_json(document: object) -> None:
    """Print one document on stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def print_lines(lines: Iterable[str]) -> None:
    """Print lines on stdout."""
    for line in lines:
        sys.stdout.write(line + "\n")


def print_fault(fault: Fault, *, as_json: bool) -> None:
    """Tell a fault: what happened, then what to do next."""
    if as_json:
        print_json(fault.as_json())
    sys.stderr.write(f"entracte: {fault.message}\n")
    if fault.hint:
        sys.stderr.write(f"  {fault.hint}\n")


def run_to_exit_status(app: typer.Typer) -> int:
    """Run the command line and turn its end into an exit status: 0 done, 1 rejected rows, 2 refused."""
    import typer.main

    as_json = "--json" in sys.argv
    _speak_utf_8(as_json=as_json)
    try:
        command = typer.main.get_command(app)
        status = command.main(args=sys.argv[1:], prog_name="entracte", standalone_mode=False)
        sys.stdout.flush()
    except Fault as fault:
        return _refuse(fault, as_json=as_json)
    except (typer.Abort, KeyboardInterrupt):
        status = STOPPED
    except typer.TyperException as error:
        if as_json:
            print_json(Fault("wrong-use", error.format_message()).as_json())
        cast("Any", error).show()
        return REFUSED
    except BrokenPipeError:
        _close_stdout()
        return DONE
    except Exception as error:  # the last line of defence: a person gets a sentence, a developer the file
        if getattr(error, "sqlstate", None) != CANCELED:
            return _refuse(_fault_of(error), as_json=as_json)
        status = STOPPED
    if status == STOPPED:
        sys.stderr.write("entracte: stopped. What was not finished was not done.\n")
    return int(status or DONE)


def _speak_utf_8(*, as_json: bool) -> None:
    """Make printing unable to fail for what it prints: nothing may go wrong once the work is done.

    JSON is UTF-8 whatever the terminal; there a name of a file that is not text becomes an escape that JSON knows.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        if as_json:
            sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.reconfigure(errors="backslashreplace")


def _close_stdout() -> None:
    """Whoever read stdout has gone; what is still to be written goes nowhere, without a word at the end of Python."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse(fault: Fault, *, as_json: bool) -> int:
    try:
        print_fault(fault, as_json=as_json)
        sys.stdout.flush()
    except BrokenPipeError:
        _close_stdout()
    return REFUSED


def _fault_of(error: Exception) -> Fault:
    """What to tell of an error that nobody expected: the system's, or else ours."""
    if isinstance(error, MemoryError):
        return Fault(
            "out-of-memory", "There is not enough memory.", hint="Close other programs, or lower memory_limit."
        )
    if isinstance(error, OSError) and error.errno is not None:
        where = f" ({os.fsdecode(error.filename)})" if isinstance(error.filename, str | bytes) else ""
        return Fault("system", f"The system refused: {os.strerror(error.errno)}{where}.", hint="Is a disk full?")
    return _internal_fault(error)


def _internal_fault(error: Exception) -> Fault:
    """What to tell when the error is ours, and where the details lie."""
    import tempfile
    import traceback

    what = f"Entracte made a mistake of its own ({type(error).__name__})"
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="entracte-error-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as report:
            report.write("".join(traceback.format_exception(error)))
    except OSError:
        return Fault("internal", f"{what}: {error}", hint="Please tell those who run Entracte.")
    return Fault(
        "internal",
        f"{what}; what it was doing was not done.",
        hint=f"Please send {report.name} to those who run Entracte; it may quote data.",
    )
