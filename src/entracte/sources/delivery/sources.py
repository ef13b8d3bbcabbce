"""What is to be read of a delivery: its files, those in its archives, each with the kind of reader that reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from entracte.faults import Fault
from entracte.sources.delivery.archives import DEPTH, Budget, is_archive, unpack
from entracte.sources.delivery.files import Ignored, Listing, Member
from entracte.sources.delivery.kinds import HEAD, SQL, Kind, kind_of
from entracte.sources.options import SourceOptions

_CONTENTS = "toc.dat"
_COMPANIONS = ("-wal", "-shm", "-journal")
_BLANK = b" \t\r\n\xef\xbb\xbf"
_DOCUMENTS = frozenset({"unsupported-content", "empty-file"})


@dataclass(frozen=True)
class Source:
    """A file to be read (or the folder of a dump), and the kind of reader that reads it."""

    member: Member
    kind: Kind


@dataclass
class Sources:
    """What is read, in the order of the names, and what is not, with the reason."""

    sources: list[Source] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)


def sources_of(delivery: Path, listing: Listing, scratch: Path, budget: Budget, options: SourceOptions) -> Sources:
    """Recognise the files of a delivery, archives unpacked below `scratch`.

    Names of files in an archive begin with the archive's, unless that is the delivery itself.

    A file that is no data (a letter, a picture, an empty file) is left out and said, unless there is nothing else: then
    its fault is raised. Raises the faults of `archives`, and `nested-archives`.
    """
    found = Sources(ignored=list(listing.ignored))
    refused: list[Fault] = []
    _take(listing, found, refused, _Unpacking(delivery, scratch, budget, options), depth=0)
    if not found.sources:
        raise (
            refused[0]
            if refused
            else Fault(
                "empty-delivery",
                "The delivery holds no files that could be data.",
                hint="Ask the customer for the data itself.",
            )
        )
    return found


@dataclass
class _Unpacking:
    """Where archives are unpacked."""

    delivery: Path
    scratch: Path
    budget: Budget
    options: SourceOptions
    count: int = 0

    def unpacked(self, member: Member) -> Listing:
        """The files of one archive, in a folder of its own."""
        self.count += 1
        folder = self.scratch / f"archive{self.count}"
        folder.mkdir(parents=True)
        prefix = "" if member.path == self.delivery else f"{member.name}/"
        return unpack(member, folder, self.budget, self.options, prefix=prefix)


def _take(listing: Listing, found: Sources, refused: list[Fault], unpacking: _Unpacking, depth: int) -> None:
    dumps = {member.path.parent for member in listing.members if _is_contents(member)}
    names = {member.name for member in listing.members}
    for member in listing.members:
        if member.path.parent in dumps:
            if _is_contents(member):
                found.sources.append(Source(_folder_of(member), SQL))
            continue
        companion = next((end for end in _COMPANIONS if member.name.endswith(end)), None)
        if companion and member.name.removesuffix(companion) in names:
            found.ignored.append(Ignored(member.name, "read together with its database"))
            continue
        _take_file(member, found, refused, unpacking, depth)


def _take_file(member: Member, found: Sources, refused: list[Fault], unpacking: _Unpacking, depth: int) -> None:
    with member.path.open("rb") as stream:
        head = stream.read(HEAD)
    if head and is_archive(member.path, head):
        if depth == DEPTH:
            raise Fault(
                "nested-archives",
                f"{member.name} lies in {DEPTH} archives, one in the other, and is one itself.",
                hint="Unpack the delivery and name the folder.",
            )
        inner = unpacking.unpacked(member)
        found.ignored += inner.ignored
        _take(inner, found, refused, unpacking, depth + 1)
        return
    try:
        if len(head) < HEAD and not head.strip(_BLANK):
            raise Fault("empty-file", f"{member.path} is empty.", hint="Ask the customer for the file anew.")
        found.sources.append(Source(member, kind_of(member.path, head)))
    except Fault as fault:
        if fault.code not in _DOCUMENTS:
            raise
        refused.append(fault)
        found.ignored.append(
            Ignored(member.name, fault.message.removeprefix(f"{member.path} ").removeprefix("is ").rstrip("."))
        )


def _is_contents(member: Member) -> bool:
    """Whether a file is the table of contents of a dump that PostgreSQL made as a folder."""
    if PurePosixPath(member.name).name != _CONTENTS:
        return False
    with member.path.open("rb") as stream:
        return stream.read(5) == b"PGDMP"


def _folder_of(member: Member) -> Member:
    folder = PurePosixPath(member.name).parent.as_posix()
    return Member(folder if folder != "." else member.path.parent.name, member.path.parent)
