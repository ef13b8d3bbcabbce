"""Which account the embedded server runs under: PostgreSQL refuses to run as root."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

OWN_ACCOUNT = "pgserver"
OTHER_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A user of the system; `uid` is none when the server runs as whoever runs the command."""

    uid: int | None = None
    gid: int | None = None

    def as_arguments(self) -> dict[str, Any]:
        """What `subprocess` needs to start a program under this account."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Give the folder to the account, closed to everybody else."""
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)

    def open_way_to(self, folder: Path) -> None:
        """Let the account pass through the folders above `folder`: pass, not list; only where it cannot already."""
        if self.uid is None:
            return
        for parent in folder.resolve().parents:
            found = parent.stat()
            passable = found.st_mode & stat.S_IXOTH or (found.st_uid == self.uid and found.st_mode & stat.S_IXUSR)
            if not passable:
                with contextlib.suppress(PermissionError):
                    parent.chmod(stat.S_IMODE(found.st_mode) | stat.S_IXOTH)


@cache
def server_account() -> Account:
    """Whoever runs the command, unless that is root: then an account of its own, made when there is none.

    Where no account can be made (no `useradd`), the server runs as one that every system has.
    """
    if os.geteuid() != 0:
        return Account()
    if not _exists(OWN_ACCOUNT) and (useradd := shutil.which("useradd")):
        _make_account(useradd)
    name = next(each for each in (OWN_ACCOUNT, *OTHER_ACCOUNTS) if _exists(each))
    entry = pwd.getpwnam(name)
    return Account(entry.pw_uid, entry.pw_gid)


def _make_account(useradd: str) -> None:
    """Make the account, once: of two processes that do so at the same time, one is told a number that is not kept."""
    with Path(useradd).open("rb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not _exists(OWN_ACCOUNT):
            subprocess.run(  # noqa: S603 - a fixed command
                [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OWN_ACCOUNT],
                check=False,
                capture_output=True,
            )


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
