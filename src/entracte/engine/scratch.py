"""The folder of a run's temporary tables, which does not outlive the run even if that is killed."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from entracte.faults import Fault


class Scratch:
    """A folder of its own below `folder`, and nobody else's while this process lives.

    It holds people's data, so what killed runs left there is removed first (D25): the kernel lets go of a folder's lock
    however its process ends. Raises the fault `home-unusable`.
    """

    def __init__(self, folder: Path, prefix: str = "run-") -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._own = OwnFolder(folder, prefix)
        except OSError as error:
            raise Fault(
                "home-unusable",
                f"No folder for temporary tables can be made in {folder}: {error.strerror}.",
                hint="Make room, or point ENTRACTE_HOME (`home` in entracte.toml) to a folder you may write.",
            ) from error
        self.path = self._own.path

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *failure: object) -> None:
        self.remove()

    def remove(self) -> None:
        """Remove the folder and all it holds."""
        self._own.remove()


class OwnFolder:
    """A new folder in `folder`, locked while this process lives; others of its prefix that nobody locks are removed.

    Raises OSError.
    """

    def __init__(self, folder: Path, prefix: str) -> None:
        with _locked(folder):
            for other in folder.glob(f"{prefix}*"):
                _remove_if_left(other)
            self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
            self._lock = _lock(self.path)

    def remove(self) -> None:
        """Remove the folder and all it holds."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def _remove_if_left(folder: Path) -> None:
    try:
        lock = _lock(folder)
    except OSError:
        return  # its run goes on, or has just removed it
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)


def _lock(folder: Path) -> int:
    """Lock a folder for this process; raises OSError if another has it."""
    lock = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a folder for a moment; others wait."""
    lock = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
