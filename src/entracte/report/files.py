"""The files of a log: which ones they are, and how they appear only when they are whole."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from entracte.faults import Fault

SUFFIXES = (".xlsx", ".json", ".csv")


@dataclass(frozen=True)
class LogFiles:
    """Where a log lies: the log itself, the list of non-imported rows and the list of all findings beside it.

    The lists beside it are None when they were not needed.
    """

    log: Path
    not_imported: Path | None = None
    findings: Path | None = None

    @property
    def beside(self) -> tuple[Path, ...]:
        """The lists beside the log, the non-imported rows first."""
        return tuple(path for path in (self.not_imported, self.findings) if path)


def log_files(log: Path) -> LogFiles:
    """Every file that a log of that name may write; raises a fault if its ending is none we write."""
    if log.suffix.lower() not in SUFFIXES:
        raise Fault(
            "unknown-log-format",
            f"A log cannot be written as {log.name}.",
            hint=f"End its name in {', '.join(SUFFIXES)}.",
        )
    return LogFiles(log, log.with_name(f"{log.stem}-not-imported.csv"), log.with_name(f"{log.stem}-findings.csv"))


def check_log_path(log: Path, inputs: Iterable[Path]) -> None:
    """Refuse, before any work is done, a log that could not be written or would write over a file being read.

    A corrected `log-not-imported.csv` is imported often, and its own log would replace it. Raises the faults
    `unknown-log-format`, `no-folder` and `log-is-input`.
    """
    files = log_files(log)
    if not log.parent.is_dir():
        raise Fault("no-folder", f"There is no folder {log.parent} to write {log.name} to.", hint="Make it first.")
    if log.is_dir():
        raise Fault("no-folder", f"{log} is a folder.", hint="Name a file, for example log.xlsx in it.")
    ours = {path.resolve() for path in (files.log, *files.beside)}
    for path in inputs:
        if path.resolve() in ours:
            raise Fault(
                "log-is-input", f"The log would write over {path}, which is read.", hint="Give -o another name."
            )


@contextmanager
def whole_files(*finals: Path, seal: Path | None = None) -> Iterator[tuple[Path, ...]]:
    """Temporary paths in the folder of the first of `finals`; they take their names when the block ends well.

    What the block did not write is removed at its final place: it is left from an earlier log and no longer true.
    On any error nothing is left of the new files and the earlier ones stay; raises the fault `disk`. Of a process that
    was killed the temporary files stay until the next that writes there. `seal`, one of `finals`, is taken away before
    the others get their names and comes last: where it stands, all of them are of one run.
    """
    from entracte.engine.scratch import OwnFolder

    folder = finals[0].parent
    try:
        # beside the final place, so that the last step is a rename within one file system
        hidden = OwnFolder(folder, ".entracte-log-")
    except OSError as error:
        raise _not_written(finals[0], error) from error
    try:
        parts = tuple(hidden.path / final.name for final in finals)
        yield parts
        for part in parts:
            if part.exists():
                _to_disk(part)
        if seal is not None:
            seal.unlink(missing_ok=True)
        pairs = list(zip(parts, finals, strict=True))
        for part, final in sorted(pairs, key=lambda pair: pair[1] == seal):
            if part.exists():
                part.replace(final)
            else:
                final.unlink(missing_ok=True)
    except OSError as error:
        raise _not_written(finals[0], error) from error
    finally:
        hidden.remove()


def _to_disk(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _not_written(path: Path, error: OSError) -> Fault:
    if error.errno is None:
        # not the system's: the engine's stream of rows broke off, and Arrow tells it so
        return Fault("engine", f"{path} could not be written: {error}", hint="Raise `memory_limit` if memory ran out.")
    return Fault(
        "disk",
        f"{path} could not be written: {error.strerror or error}",
        hint="Make room, or name another place with -o, then run the command again. Earlier files are unchanged.",
    )
