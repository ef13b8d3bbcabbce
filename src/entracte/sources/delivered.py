"""The file of a delivery as the operating system has it: readable or not, its digest, and whether it stays the same."""

from __future__ import annotations

import hashlib
import os
import stat
from concurrent.futures import Future, ThreadPoolExecutor
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType

from entracte.faults import Fault, near

_FILES_COMPARED = 1000
_FILES_NAMED = 10
"""Files of a folder that are all named where none is called nearly so."""


class DeliveredFile:
    """A regular file, watched while it is read; its digest is computed in a thread of its own meanwhile.

    Used as a context manager. Leaving it without an error raises the fault `file-changed` if the file was written to
    in between, since then the rows read and the digest would tell of different files.

    Raises the faults `file-missing`, `not-a-file` (a folder, a pipe, a device; symbolic links are followed) and
    `unreadable-file`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._before = regular_file(path)
        self.size = self._before.st_size
        self._digest: Future[str] | None = None
        self._worker = ThreadPoolExecutor(max_workers=1)

    def __enter__(self) -> DeliveredFile:
        self._digest = self._worker.submit(digest_of, self.path)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.shutdown(wait=True, cancel_futures=True)
        if error is None:
            self._check_unchanged()

    def digest(self) -> str:
        """The SHA-256 of the file's bytes in hexadecimal; waits for it."""
        assert self._digest is not None
        return self._digest.result()

    def _check_unchanged(self) -> None:
        after = regular_file(self.path)
        if _stamp(after) != _stamp(self._before):
            raise Fault(
                "file-changed",
                f"{self.path} was changed while it was read.",
                hint="Wait until whatever writes it has finished, then try again.",
            )


def _stamp(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def regular_file(path: Path) -> os.stat_result:
    """What the system tells of a file that can be read; raises the faults of `DeliveredFile`."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise Fault("file-missing", f"There is no file {path}.", hint=_near_file(path)) from None
    except OSError as error:
        raise Fault("unreadable-file", f"{path} cannot be read: {error.strerror}.") from error
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "not a regular file (a pipe, a socket or a device)"
        raise Fault("not-a-file", f"{path} is {kind}.", hint="Name a CSV file or a workbook.")
    try:
        path.open("rb").close()
    except OSError as error:
        raise Fault(
            "unreadable-file",
            f"{path} cannot be read: {error.strerror}.",
            hint="Check who may read it, and whether another program holds it.",
        ) from error
    return status


def _near_file(path: Path) -> str:
    try:
        files = [each.name for each in path.parent.iterdir() if each.is_file()]
    except OSError:
        return f"There is no folder {path.parent} either."
    if not 0 < len(files) <= _FILES_COMPARED:
        return ""
    if len(files) > _FILES_NAMED and not get_close_matches(path.name, files):
        return f"Look into {path.parent.absolute()}."
    return near(path.name, sorted(files))


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
