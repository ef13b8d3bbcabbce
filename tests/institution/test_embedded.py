"""The embedded server: starts by itself, is shared, stops by itself, and survives being killed."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from entracte.faults import Fault
from entracte.institution.embedded import Postmaster, embedded_server, is_server_of
from entracte.institution.environments import open_environment
from entracte.settings import Settings
from tests.conftest import rows, run

NOBODY = 65534
SOURCES = str(Path(__file__).parents[2] / "src")
CLIENT = """
import sys
from pathlib import Path
from entracte.institution.environments import open_environment
from entracte.settings import Settings
environment = open_environment(Settings(home=Path(sys.argv[1])), "dev")
with environment.session() as connection, connection.cursor() as cursor:
    cursor.execute("INSERT INTO institution (code) VALUES ('C' || pg_backend_pid())")
print("ready", "django" in sys.modules, flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder outside pytest's own (see the fixture `server`)."""
    with tempfile.TemporaryDirectory(prefix="entracte-test-") as folder:
        yield Path(folder)
        embedded_server(Path(folder) / "postgres").leave()
        wait_until(lambda: not serves(Path(folder)))


def client(home: Path) -> "subprocess.Popen[str]":
    """Another process that uses the environment until a line is written to it."""
    return subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def said(process: "subprocess.Popen[str]") -> list[str]:
    assert process.stdout is not None
    return process.stdout.readline().split()


def finish(process: "subprocess.Popen[str]") -> None:
    process.communicate("\n", timeout=60)


def serves(home: Path) -> bool:
    postmaster = Postmaster.of(home / "postgres" / "data")
    return postmaster is not None and postmaster.answers()


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_two_new_processes_make_one_environment_and_the_last_stops_the_server(home: Path) -> None:
    first, second = client(home), client(home)
    assert said(first)[0] == "ready"
    assert said(second)[0] == "ready"
    finish(first)
    assert serves(home)
    finish(second)
    wait_until(lambda: not serves(home))
    environment = open_environment(Settings(home=home), "dev")
    assert rows(environment, "SELECT count(*) FROM institution") == [(2,)]


def test_an_environment_that_is_up_to_date_opens_without_django(home: Path) -> None:
    open_environment(Settings(home=home), "dev")
    process = client(home)
    assert said(process) == ["ready", "False"]
    finish(process)


def test_the_server_stops_after_its_last_user_was_killed(home: Path) -> None:
    process = client(home)
    said(process)
    process.kill()
    process.communicate()
    wait_until(lambda: not serves(home))


def test_a_killed_server_is_started_again_and_has_kept_what_was_committed(home: Path) -> None:
    settings = Settings(home=home)
    environment = open_environment(settings, "dev")
    run(environment, "INSERT INTO institution (code) VALUES ('KEPT')")
    with pytest.raises(Fault) as raised, environment.session() as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO institution (code) VALUES ('LOST')")
        kill_server(home)
        cursor.execute("SELECT 1")
        cursor.fetchall()
    assert raised.value.code == "server-away"
    again = open_environment(settings, "dev")
    assert rows(again, "SELECT code FROM institution") == [("KEPT",)]


def test_a_pid_file_that_names_another_process_does_no_harm(home: Path) -> None:
    settings = Settings(home=home)
    open_environment(settings, "dev")
    file = home / "postgres" / "data" / "postmaster.pid"
    left = file.read_text()
    kill_server(home)
    lines = left.splitlines()
    file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert not is_server_of(os.getpid(), home / "postgres" / "data")
    environment = open_environment(settings, "dev")
    assert rows(environment, "SELECT 1") == [(1,)]


def test_a_killed_creation_of_the_data_folder_is_begun_anew(home: Path) -> None:
    unfinished = home / "postgres" / "data.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18")
    assert rows(open_environment(Settings(home=home), "dev"), "SELECT 1") == [(1,)]


def test_the_socket_of_a_deep_folder_is_put_where_its_path_is_short(home: Path) -> None:
    deep = home / ("d" * 60) / ("e" * 60)
    environment = open_environment(Settings(home=deep), "dev")
    assert rows(environment, "SELECT 1") == [(1,)]
    embedded_server(deep / "postgres").leave()
    wait_until(lambda: not serves(deep))


def test_durability_is_on(home: Path) -> None:
    environment = open_environment(Settings(home=home), "dev")
    assert rows(environment, "SELECT current_setting('fsync'), current_setting('synchronous_commit')") == [("on", "on")]
    assert rows(environment, "SELECT current_setting('shared_buffers'), current_setting('max_wal_size')") == [
        ("256MB", "4GB")
    ]
    assert rows(environment, "SELECT current_setting('listen_addresses')") == [("",)]


def test_nobody_else_may_enter_the_data_folder(home: Path) -> None:
    open_environment(Settings(home=home), "dev")
    for folder in (home / "postgres", home / "postgres" / "data", home / "postgres" / "socket"):
        assert folder.stat().st_mode & 0o077 == 0


def test_a_home_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Fault) as raised:
        open_environment(Settings(home=tmp_path / "file" / "home"), "dev")
    assert raised.value.code == "home-unusable"


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody else")
def test_it_works_for_somebody_who_is_not_root() -> None:
    python = next((each for each in (sys.executable, "/usr/bin/python3") if runs_for_nobody(each)), None)
    if python is None:
        pytest.skip("no Python of this version that somebody else may run")
    with tempfile.TemporaryDirectory(prefix="entracte-test-") as folder:
        os.chown(folder, NOBODY, NOBODY)
        told = run_as_nobody(python, CLIENT, f"{folder}/home")
        assert told.stdout.split()[:1] == ["ready"], told.stderr
        assert not serves(Path(folder) / "home")


def runs_for_nobody(python: str) -> bool:
    try:
        told = run_as_nobody(python, "import sys, pyarrow; print(*sys.version_info[:2])")
    except OSError:
        return False
    return told.stdout.split() == [str(each) for each in sys.version_info[:2]]


def run_as_nobody(python: str, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [python, "-c", program, *arguments],
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        input="\n",
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([SOURCES, *sys.path])},
        timeout=60,
        check=False,
    )


def kill_server(home: Path) -> None:
    postmaster = Postmaster.of(home / "postgres" / "data")
    assert postmaster is not None
    os.kill(postmaster.pid, signal.SIGKILL)
    wait_until(lambda: not postmaster.answers())


ACCOUNT = """
import sys
from entracte.institution import accounts
accounts.OWN_ACCOUNT = sys.argv[1]
sys.stdin.readline()
print(accounts.server_account().uid)
"""


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("useradd") is None, reason="needs root and useradd")
def test_processes_that_start_together_make_one_account() -> None:
    name = f"entracte{os.getpid()}"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ACCOUNT, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    try:
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        told = {process.communicate(timeout=60)[0].strip() for process in processes}
        assert told == {str(pwd.getpwnam(name).pw_uid)}
    finally:
        subprocess.run(["userdel", name], check=False)
