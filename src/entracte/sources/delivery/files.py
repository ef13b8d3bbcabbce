"""The files of a delivery: listed and digested, without links, devices and junk."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from entracte.faults import Fault
from entracte.sources.delivered import regular_file
from entracte.sources.delivery.junk import why_junk

MAX_FILES = 100_000


@dataclass(frozen=True)
class Member:
    """A file of a delivery: `name` is its path inside the delivery (with `/`), `path` where it can be read."""

    name: str
    path: Path


@dataclass(frozen=True)
class Ignored:
    """A file that is not read, and why."""

    name: str
    reason: str


@dataclass
class Listing:
    """The files found, in the order of their names, and what was left out."""

    members: list[Member] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)

    def take(self, name: str, path: Path) -> None:
        """Add a file unless it is junk; a fault where there are too many."""
        if len(self.members) + len(self.ignored) >= MAX_FILES:
            raise Fault(
                "too-many-files",
                f"The delivery has more than {MAX_FILES} files.",
                hint="Name the folder that holds the data.",
            )
        reason = why_junk(name)
        if reason is None:
            self.members.append(Member(name, path))
        else:
            self.ignored.append(Ignored(name, reason))


def listed(delivery: Path) -> Listing:
    """The files of a delivery as it stands on the disk; archives are files here.

    A link that is the delivery itself is followed, links inside it are not. Raises the faults of `DeliveredFile`, and
    `empty-delivery`.
    """
    listing = Listing()
    if not delivery.is_dir():
        regular_file(delivery)
        listing.members.append(Member(delivery.name, delivery))
        return listing
    _walk(delivery, listing)
    if not listing.members:
        raise Fault(
            "empty-delivery",
            f"{delivery} holds no files that could be data.",
            hint="Name the file or the folder that the customer delivered.",
        )
    listing.members.sort(key=lambda each: (each.name.casefold(), each.name))
    return listing


def _walk(delivery: Path, listing: Listing) -> None:
    for folder, folders, names in os.walk(delivery, onerror=_raise_unreadable):
        folders.sort()
        here = Path(folder)
        for name in [each for each in folders if (here / each).is_symlink()]:
            listing.ignored.append(Ignored(_inside(delivery, here / name), "a link, which is not followed"))
        for name in sorted(names):
            path = here / name
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode):
                listing.take(_inside(delivery, path), path)
            else:
                kind = "a link, which is not followed" if stat.S_ISLNK(mode) else "a pipe, a socket or a device"
                listing.ignored.append(Ignored(_inside(delivery, path), kind))


def _inside(delivery: Path, path: Path) -> str:
    """The path inside the delivery; bytes that are no characters are shown as such."""
    return path.relative_to(delivery).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _raise_unreadable(error: OSError) -> None:
    raise Fault(
        "unreadable-file", f"{error.filename} cannot be read: {error.strerror}.", hint="Check who may read it."
    ) from error
