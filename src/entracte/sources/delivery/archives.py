"""Archives inside a delivery: unpacked into a folder of ours, within a budget, whatever they claim."""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from entracte.faults import Fault
from entracte.sources.delivery.files import Ignored, Listing, Member
from entracte.sources.delivery.junk import why_junk
from entracte.sources.options import SourceOptions

DEPTH = 4
"""Archives within archives at most."""

SMALL = 256 * 1024**2
RATIO = 250
"""What a delivery may unpack to: this many times its size, and `SMALL` in any case."""

_MAX_MEMBERS = 100_000
_RESERVE = 512 * 1024**2
_BLOCK = 1024 * 1024
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    struct.error,
    RuntimeError,  # and NotImplementedError: packed in a way that is not known
)
_DOCUMENT = "a text document or a presentation"
_KINDS = {
    ".bacpac": "an export of SQL Server",
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".ods"), "a workbook"),
    **dict.fromkeys((".docx", ".pptx", ".odt", ".odp"), _DOCUMENT),
}
"""What archives are by their endings, where they cannot be looked into."""

_SINGLE: dict[bytes, tuple[str, Callable[..., Any]]] = {
    b"\x1f\x8b\x08": (".gz", gzip.open),
    b"BZh": (".bz2", bz2.open),
    b"\xfd7zXZ\x00": (".xz", lzma.open),
}


@dataclass
class Budget:
    """How many bytes may still be unpacked; shared by all archives of a delivery, nested ones included."""

    left: int
    folder: Path

    @classmethod
    def for_size(cls, packed: int, folder: Path) -> Budget:
        """The budget of a delivery of so many bytes, to be unpacked below `folder`."""
        return cls(SMALL + RATIO * packed, folder)

    def spend(self, size: int, archive: str) -> None:
        """Take bytes off; the fault `zip-bomb` where too few are left, `disk-full` where the disk would be."""
        self.left -= size
        if self.left < 0:
            raise Fault(
                "zip-bomb",
                f"{archive} unpacks to more than {RATIO} times the size of the delivery, which no honest archive does. "
                "It was not read.",
                hint="Ask the customer for the files without an archive.",
            )
        if size and shutil.disk_usage(self.folder).free < _RESERVE:
            raise Fault("disk-full", f"There is not enough room to unpack {archive}.", hint="Free some space.")


def is_archive(path: Path, head: bytes) -> bool:
    """Whether a file is an archive of other files: a zip that is no workbook, document or bacpac, or a packed file."""
    if any(head.startswith(magic) for magic in _SINGLE):
        return True
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.NameToInfo
            return "[Content_Types].xml" not in names and not ("mimetype" in names and "content.xml" in names)
    except _BROKEN as error:
        raise _damaged(str(path), error) from error


def unpack(member: Member, folder: Path, budget: Budget, options: SourceOptions, *, prefix: str) -> Listing:
    """The files in an archive, unpacked below `folder`; `prefix` is put before the names of those of a zip.

    Raises the faults `zip-bomb`, `hostile-archive` (names that lead outside), `damaged-archive`, `password-needed`,
    `wrong-password` and `unsupported-encryption`.
    """
    with member.path.open("rb") as stream:
        head = stream.read(8)
    for magic, (ending, opened) in _SINGLE.items():
        if head.startswith(magic):
            return _unpack_single(member, folder, budget, ending, opened)
    return _unpack_zip(member, folder, budget, options, prefix)


def _unpack_single(member: Member, folder: Path, budget: Budget, ending: str, opened: Callable[..., Any]) -> Listing:
    name = PurePosixPath(member.name).name
    plain = name[: -len(ending)] if name.lower().endswith(ending) and len(name) > len(ending) else f"{name}.unpacked"
    target = folder / plain
    try:
        with opened(member.path, "rb") as source:
            _copy(source, target, budget, member.name)
    except _BROKEN as error:
        raise _damaged(member.name, error) from error
    listing = Listing()
    listing.take(f"{member.name.removesuffix(name)}{plain}", target)
    return listing


def _unpack_zip(member: Member, folder: Path, budget: Budget, options: SourceOptions, prefix: str) -> Listing:
    listing = Listing()
    try:
        with zipfile.ZipFile(member.path) as archive:
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
            _guard(member, infos, budget)
            for info in sorted(infos, key=lambda each: (each.filename.casefold(), each.filename)):
                _unpack_one(archive, info, member, folder, budget, options, prefix, listing)
    except _BROKEN as error:
        raise _damaged(member.name, error) from error
    return listing


def _guard(member: Member, infos: list[zipfile.ZipInfo], budget: Budget) -> None:
    """Refuse by what the archive states, before anything is unpacked; what it does not state is met on the way."""
    if len(infos) > _MAX_MEMBERS:
        raise Fault("too-many-files", f"{member.name} holds {len(infos)} files; {_MAX_MEMBERS} are read at most.")
    stated = sum(info.file_size for info in infos)
    if stated > budget.left:
        budget.spend(stated, member.name)
    free = shutil.disk_usage(budget.folder).free
    if stated + _RESERVE > free:
        raise Fault(
            "disk-full",
            f"{member.name} unpacks to {stated // 1024**2} MB; there are {free // 1024**2} MB free.",
            hint="Free some space, or set ENTRACTE_HOME to a folder on a larger disk.",
        )


def _unpack_one(  # noqa: PLR0917
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    member: Member,
    folder: Path,
    budget: Budget,
    options: SourceOptions,
    prefix: str,
    listing: Listing,
) -> None:
    parts = _safe_parts(info.filename, member)
    name = prefix + "/".join(parts)
    if stat.S_ISLNK(info.external_attr >> 16):
        listing.ignored.append(Ignored(name, "a link, which is not followed"))
        return
    if reason := why_junk("/".join(parts)):
        listing.ignored.append(Ignored(name, reason))
        return
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise Fault("hostile-archive", f"{member.name} holds {'/'.join(parts)} twice.", hint="Ask for it anew.")
    is_locked = bool(info.flag_bits & 1)
    password = options.password_for(Path(member.name)).encode() if is_locked else None
    try:
        with archive.open(info, pwd=password) as source:
            _copy(source, target, budget, member.name)
    except NotImplementedError as error:
        what = "encrypted" if is_locked else "packed"
        raise Fault(
            "unsupported-encryption" if is_locked else "damaged-archive",
            f"{name} is {what} in a way that cannot be read here.",
            hint="Unpack it with the program that made it, and name the folder.",
        ) from error
    except (RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        if is_locked:
            raise Fault(
                "wrong-password",
                f"{member.name} does not open with the password given.",
                hint="Ask the customer for the right one.",
            ) from error
        raise
    listing.take(name, target)


def _safe_parts(name: str, member: Member) -> list[str]:
    """The steps of a name inside an archive; the fault `hostile-archive` for one that leads out of it."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or parts[0].endswith(":") or any("\0" in part for part in parts):
        raise Fault(
            "hostile-archive",
            f"{member.name} names a file outside itself: {name!r}. It was not read.",
            hint="No honest archive does that. Ask the customer for the files without an archive.",
        )
    return [part for part in parts if part not in {"", "."}]


def _copy(source: IO[bytes], target: Path, budget: Budget, archive: str) -> None:
    with target.open("xb") as out:
        while block := source.read(_BLOCK):
            budget.spend(len(block), archive)
            out.write(block)


def _damaged(name: str, error: Exception) -> Fault:
    kind = _KINDS.get(PurePosixPath(name).suffix.lower(), "an archive")
    if isinstance(error, OSError) and error.strerror:
        return Fault("damaged-archive", f"{name} is {kind}, but it cannot be unpacked: {error.strerror}.")
    if kind == _DOCUMENT:
        hint = "Documents hold no tables that are read: ask for the data as a workbook (.xlsx) or a CSV file."
    else:
        hint = "Compare its size with the customer's, or ask for it anew."
    return Fault(
        "damaged-archive", f"{name} is {kind}, but it is cut off or damaged: it cannot be unpacked.", hint=hint
    )
