"""Registers a delivery: reads all of it once, and keeps it under its digest, so that the next command is quick."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from entracte.faults import Fault
from entracte.sources.delivered import digest_of
from entracte.sources.delivery.archives import Budget
from entracte.sources.delivery.files import Ignored, Listing, listed
from entracte.sources.delivery.kept import REJECTED, KeptFile, KeptTable, LeftOut, Registered, load
from entracte.sources.delivery.naming import Origin, table_names
from entracte.sources.delivery.scripts import joined
from entracte.sources.delivery.sources import Source, sources_of
from entracte.sources.delivery.writing import RejectedWriter, write_table
from entracte.sources.options import SourceOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNTED = frozenset({"rows", "rejected"})
"""Facts of readers that are counted here."""

MAKING = ".making-"
_LEFT_BEHIND = 2 * 24 * 3600

Notice = Callable[[str], None]


def register(delivery: Path, home: Path, options: SourceOptions, notice: Notice = lambda what: None) -> Registered:
    """Read a delivery (a file, a folder, an archive), or find it read before; it is kept in `home`/deliveries.

    The digest is that of all files with their names; what the user says of the reading makes another copy. Raises the
    faults of the readers, naming the file of the delivery, and `file-changed`.
    """
    kept_in = home / "deliveries"
    listing = listed(delivery)
    notice("looking at the files")
    stamps = _stamps(listing)
    files = _digested(listing)
    name = delivery.absolute().name
    folder = kept_in / _digest_of(name if delivery.is_file() else "", files) / way_of_reading(options)
    found = load(folder)
    if found and _opens(found[1], options):
        return replace(found[0], name=name)
    kept_in.mkdir(parents=True, exist_ok=True)
    clear_what_was_left(kept_in)
    making = Path(tempfile.mkdtemp(prefix=MAKING, dir=kept_in))
    try:
        watched = _Watched(options.encoding, options.password, options.separator, options.header)
        registered = _read(delivery, listing, files, making, watched, notice, digest=folder.parent.name)
        if _stamps(listing) != stamps:
            raise Fault(
                "file-changed",
                f"{delivery} was changed while it was read.",
                hint="Wait until whatever writes it has finished, then try again.",
            )
        registered.save(_lock(watched))
        return moved(registered, folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


@dataclass(frozen=True)
class _Watched(SourceOptions):
    """Options that note which files asked for a password."""

    asked: list[tuple[str, str]] = field(default_factory=list)

    def password_for(self, path: Path) -> str:
        password = super().password_for(path)
        self.asked.append((str(path), password))
        return password


def _digested(listing: Listing) -> tuple[KeptFile, ...]:
    return tuple(
        KeptFile(member.name, member.path.stat().st_size, digest_of(member.path)) for member in listing.members
    )


def _stamps(listing: Listing) -> list[tuple[int, int, int]]:
    """What changes when a file is written to."""
    told = [member.path.stat() for member in listing.members]
    return [(status.st_ino, status.st_size, status.st_mtime_ns) for status in told]


def _digest_of(name: str, files: tuple[KeptFile, ...]) -> str:
    """The digest of a delivery; a single file counts with its name, since tables are called after it."""
    told = [name, *((each.name, each.size, each.sha256) for each in files)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def way_of_reading(options: SourceOptions) -> str:
    """A folder's name for one way of reading: what the user says of it, and the very code of the readers.

    So what an older version read is read anew.
    """
    told = hashlib.sha256(json.dumps([options.encoding, options.separator, options.header]).encode())
    for module in sorted(Path(__file__).parents[1].rglob("*.py")):
        told.update(module.read_bytes())
    return told.hexdigest()[:16]


def _read(  # noqa: PLR0917
    delivery: Path,
    listing: Listing,
    files: tuple[KeptFile, ...],
    making: Path,
    options: SourceOptions,
    notice: Notice,
    *,
    digest: str,
) -> Registered:
    scratch = Path(tempfile.mkdtemp(prefix="scratch-", dir=making))
    data = making / "data"
    data.mkdir()
    try:
        budget = Budget.for_size(sum(each.size for each in files), scratch)
        found = sources_of(delivery, listing, scratch / "archives", budget, options)
        tables: list[KeptTable] = []
        with RejectedWriter(data / REJECTED) as rejected:
            for number, source in enumerate(found.sources):
                notice(f"reading {source.member.name}")
                reading = _Reading(source, scratch / f"source{number}", data, len(tables), options)
                new: list[KeptTable] = []
                try:
                    with _named_as_delivered(source, delivery):
                        new = reading.tables(rejected)
                except Fault as fault:
                    if fault.code != "empty-file" or len(found.sources) == 1:
                        raise
                tables += new
                if not new:
                    found.ignored.append(Ignored(source.member.name, "it holds no tables with content"))
        if not tables:
            raise Fault(
                "no-tables",
                f"{delivery} holds no tables with content.",
                hint="Ask the customer for the data itself.",
            )
        tables = joined(_counted(tables, rejected.counts))
        names = table_names([Origin(table.source_name, table.file) for table in tables])
        tables = [replace(table, name=name) for table, name in zip(tables, names, strict=True)]
        left_out = tuple(LeftOut(each.name, each.reason) for each in found.ignored)
        return Registered(
            digest, data, delivery.absolute().name, files, left_out, tuple(tables), sum(rejected.counts.values())
        )
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _counted(tables: list[KeptTable], counts: Counter[tuple[str, str]]) -> list[KeptTable]:
    """The tables with their rejected rows counted; what belongs to no table is left in `counts`."""
    return [replace(table, rejected=counts.pop((table.file, table.source_name), 0)) for table in tables]


@dataclass(frozen=True)
class _Reading:
    """One source being read into Parquet; `first` is the number of its first table."""

    source: Source
    scratch: Path
    data: Path
    first: int
    options: SourceOptions

    def tables(self, rejected: RejectedWriter) -> list[KeptTable]:
        """Read all tables; what a reader could not read goes to `rejected`."""
        self.scratch.mkdir(parents=True)
        try:
            reader = self.source.kind.open_reader(self.source.member.path, self.scratch, self.options)
            counts: list[tuple[int, str]] = []
            for number, table in enumerate(reader.tables(), self.first):
                path = self.data / f"table{number}.parquet"
                counts.append((write_table(reader, table, path), path.name if path.exists() else ""))
            rejected.take(self.source.member.name, reader.rejected())
            # asked again: some facts are known only when everything was read
            return [
                KeptTable(
                    name=table.name,
                    file=self.source.member.name,
                    source_name=table.name,
                    kind=self.source.kind.name,
                    columns=table.columns,
                    rows=rows,
                    rejected=0,
                    facts={name: fact for name, fact in table.facts.items() if name not in _COUNTED},
                    data=data,
                )
                for table, (rows, data) in zip(reader.tables(), counts, strict=True)
            ]
        finally:
            shutil.rmtree(self.scratch, ignore_errors=True)


@contextmanager
def _named_as_delivered(source: Source, delivery: Path) -> Iterator[None]:
    """Faults name the file as the customer calls it, not where we unpacked it."""
    try:
        yield
    except Fault as fault:
        unpacked = str(source.member.path)
        if delivery in {source.member.path, *source.member.path.parents} or unpacked not in fault.message:
            raise
        message = fault.message.replace(unpacked, f"{source.member.name} (in {delivery})")
        raise Fault(fault.code, message, hint=fault.hint, **fault.facts) from fault


def moved(registered: Registered, folder: Path) -> Registered:
    """Put the finished copy in its place, whole or not at all, and make it immutable."""
    for path in registered.folder.iterdir():
        path.chmod(0o400)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists() and load(folder) is None:
        shutil.rmtree(folder, ignore_errors=True)
    try:
        registered.folder.rename(folder)
    except OSError:
        found = load(folder)  # someone else was quicker
        if found is None:
            raise
        return found[0]
    return replace(registered, folder=folder)


def _lock(watched: _Watched) -> dict[str, str] | None:
    """What a password must fit, so that what was kept does not open without it."""
    if not watched.asked:
        return None
    file, password = watched.asked[-1]
    salt = secrets.token_bytes(16)
    return {"file": file, "salt": salt.hex(), "key": _key(password, salt)}


def _opens(lock: dict[str, str] | None, options: SourceOptions) -> bool:
    if lock is None:
        return True
    password = options.password_for(Path(lock["file"]))
    return secrets.compare_digest(_key(password, bytes.fromhex(lock["salt"])), lock["key"])


def _key(password: str, salt: bytes) -> str:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1).hex()


def clear_what_was_left(folder: Path) -> None:
    """Remove what commands that were killed left behind."""
    for path in folder.glob(f"{MAKING}*"):
        if time.time() - path.stat().st_mtime > _LEFT_BEHIND:
            shutil.rmtree(path, ignore_errors=True)
