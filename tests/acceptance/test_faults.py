"""What is around the files: settings, addresses, disks and servers that fail. A clear fault, and nothing half done."""

import contextlib
import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from entracte.institution.accounts import server_account
from entracte.institution.embedded import EmbeddedServer, Postmaster, is_server_of
from entracte.institution.environments import Environment
from entracte.settings import load_settings

from .moments import held_up, wait_until_held_up
from .running import PROGRAM, Command, Ran, assert_no_traceback
from .target import contacts, held, imports

CONTACTS = ("INSTITUTION;CONTACT_NR;LASTNAME;OPERATION", "HARBOUR;1001;Kerr;INSERT")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("home = ", "bad-settings"),
        ("colour = 'red'", "bad-settings"),
        ("[environments]\nproduction = 'postgresql://h/d'", "bad-settings"),
        ("environments = 'dev'", "bad-settings"),
        ("memory_limit = 'lots'", "bad-settings"),
        ("language = 'rm'", "unknown-language"),
    ],
)
def test_bad_settings(entracte: Command, content: str, code: str) -> None:
    entracte.file("entracte.toml", content)
    entracte.file("contact.csv", *CONTACTS)
    assert entracte("check", "contact.csv", "--json").fault["code"] == code


def test_unknown_environment(entracte: Command) -> None:
    entracte.file("contact.csv", *CONTACTS)
    for arguments in (["import", "contact.csv", "--to"], ["check", "contact.csv", "--in"], ["undo", "x", "--in"]):
        fault = entracte(*arguments, "prd", "--json").fault
        assert (fault["code"], "prod" in fault["hint"]) == ("unknown-environment", True)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mysql://user:secret@localhost/x", "bad-url"),
        ("localhost", "bad-url"),
        ("postgresql://user:secret@localhost", "bad-url"),
        ("postgresql://user:secret@localhost:port/x", "bad-url"),
        ("postgresql://user:secret@127.0.0.1:1/x", "server-away"),
        ("postgresql://user:secret@/x?host=/nowhere", "server-away"),
    ],
)
def test_wrong_address(entracte: Command, url: str, code: str) -> None:
    entracte.file("contact.csv", *CONTACTS)
    ran = entracte("import", "contact.csv", "--to", "dev", "--json", ENTRACTE_DEV_URL=url)
    assert ran.fault["code"] == code
    assert "secret" not in ran.out + ran.err


def test_no_such_database(entracte: Command, harbour: Environment) -> None:
    entracte.file("contact.csv", *CONTACTS)
    url = harbour.uri.replace("/test_", "/none_")
    assert (
        entracte("import", "contact.csv", "--to", "dev", "--json", ENTRACTE_DEV_URL=url).fault["code"] == "no-database"
    )


def test_home_that_is_no_folder(entracte: Command) -> None:
    entracte.file("contact.csv", *CONTACTS)
    for arguments in (["check", "contact.csv"], ["import", "contact.csv", "--to", "dev"]):
        fault = entracte(*arguments, "--json", ENTRACTE_HOME="/dev/null/home").fault
        assert fault["code"] == "home-unusable"
        assert "ENTRACTE_HOME" in fault["hint"]


def within(entracte: Command, largest_file: int, *arguments: str) -> Ran:
    """Run the command where no file can grow beyond so many bytes, as on a full disk."""
    ran = subprocess.run(
        [PROGRAM, *arguments],
        cwd=entracte.folder,
        capture_output=True,
        check=False,
        env=os.environ | {"ENTRACTE_MEMORY_LIMIT": "60MB"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file)),
    )
    return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())


@pytest.mark.parametrize("largest", [4_000, 2_000_000])
def test_full_disk_for_the_tables(entracte: Command, harbour: Environment, largest: int) -> None:
    """Tables that spill to the disk because memory is scarce, at once and in mid-work."""
    before = held(harbour)
    path = entracte.folder / "contact.csv"
    path.write_text(f"{CONTACTS[0]}\n" + "".join(f"HARBOUR;{at};Kerr{at * 7919};INSERT\n" for at in range(200_000)))
    ran = within(entracte, largest, "import", "contact.csv", "--to", "dev", "--json")
    assert ran.fault["code"] in {"disk", "home-unusable"}
    assert held(harbour) == before
    assert not list((entracte.folder / "home/work").glob("run-*"))


def test_full_disk_for_the_log(entracte: Command, harbour: Environment) -> None:
    """An import whose log cannot be written does not happen, and an earlier log stays as it was."""
    before = held(harbour)
    lines = (f"HARBOUR;{at};Kerr{at * 7919 % 10007};FROB" for at in range(3_000))
    entracte.file("contact.csv", *CONTACTS, *lines)
    log = entracte.file("log.json", "earlier")
    full = Path("/dev/shm") / f"entracte-test-{os.getpid()}"
    if mounted(full, "64k") is None:
        pytest.skip("needs the right to mount")
    try:
        ran = entracte("import", "contact.csv", "--to", "dev", "--json", "-o", str(full / "log.json"))
        assert ran.fault["code"] == "disk"
        assert list(full.iterdir()) == []
    finally:
        subprocess.run(["umount", full], check=True)
        full.rmdir()
    assert held(harbour) == before
    assert log.read_text() == "earlier\n"


def mounted(folder: Path, size: str) -> Path | None:
    """A file system of that size, if this user may mount one."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        folder.rmdir()
        return None
    return folder


def test_full_disk_of_the_server(entracte: Command, harbour: Environment) -> None:
    """Contacts lie on a file system that fills up in mid-import: nothing stays of it."""
    small = mounted(Path("/dev/shm") / f"entracte-server-{os.getpid()}", "4m")
    if small is None:
        pytest.skip("needs the right to mount")
    server_account().own(small)
    try:
        with psycopg.connect(harbour.uri, autocommit=True) as server:
            server.execute(f"CREATE TABLESPACE small LOCATION '{small}'")  # type: ignore[arg-type]
            server.execute("ALTER TABLE contact SET TABLESPACE small")
        before = held(harbour)
        path = entracte.folder / "contact.csv"
        path.write_text(f"{CONTACTS[0]}\n" + "".join(f"HARBOUR;{at};Kerr{at};INSERT\n" for at in range(40_000)))
        fault = entracte("import", "contact.csv", "--to", "dev", "--json").fault
        assert fault["code"] == "server-full"
        assert held(harbour) == before
        entracte.file("contact.csv", *CONTACTS)
        subprocess.run(["mount", "-o", "remount,size=16m", small], check=True)
        assert entracte("import", "contact.csv", "--to", "dev", "--json").counts == (1, 1, 0, 0, 0)
    finally:
        with psycopg.connect(harbour.uri, autocommit=True) as server:
            server.execute("ALTER TABLE contact SET TABLESPACE pg_default")
            server.execute("DROP TABLESPACE small")
        subprocess.run(["umount", small], check=True)
        small.rmdir()


@pytest.fixture
def pier(entracte: Command, own_home: Path, embedded_home: tuple[Path, EmbeddedServer]) -> Iterator[Environment]:
    """The institution PIER in the embedded environment `dev`, which a kill of its server may touch."""
    entracte.file("institution.csv", "INSTITUTION;NAME;COUNTRY;LANGUAGE;CURRENCY", "PIER;Pier;CH;fr;CHF")
    assert entracte("import", "institution.csv", "--to", "dev", "--again").status == 0
    yield Environment("dev", embedded_home[1].uri("entracte_dev"))


def test_server_killed_in_mid_import(entracte: Command, pier: Environment, own_home: Path) -> None:
    before, known = contacts(pier), imports(pier)
    entracte.file("contact.csv", "INSTITUTION;CONTACT_NR;LASTNAME", "PIER;1001;Kerr")
    postmaster = Postmaster.of(own_home / "postgres/data")
    assert postmaster is not None
    with contextlib.suppress(psycopg.OperationalError), held_up(pier, "LOCK TABLE import IN SHARE MODE"):
        running = entracte.start("import", "contact.csv", "--to", "dev", "--json")
        wait_until_held_up(pier, running)
        os.kill(postmaster.pid, signal.SIGKILL)
        ran = running.end()
    assert ran.fault["code"] == "server-away"
    again = entracte("import", "contact.csv", "--to", "dev", "--json")
    assert (again.status, again.counts) == (0, (1, 1, 0, 0, 0))
    assert len(contacts(pier)) == len(before) + 1
    assert len(imports(pier)) == len(known) + 1
    assert entracte("undo", again.json["import"], "--in", "dev").status == 0


def test_two_commands_start_one_server_and_it_stops_when_both_were_killed(entracte: Command) -> None:
    entracte.file("contact.csv", *CONTACTS)
    first, second = (entracte.start("check", "contact.csv", "--in", "dev", "--json") for _ in range(2))
    ran = [first.end(), second.end()]
    assert [(each.status, each.codes) for each in ran] == [(1, {"institution-unknown"})] * 2
    data = load_settings().home / "postgres/data"
    third = entracte.start("check", "contact.csv", "--in", "dev", "--json")
    while (postmaster := Postmaster.of(data)) is None or postmaster.status != "ready":
        assert third.runs, third.end()
    dev = Environment("dev", f"postgresql:///entracte_dev?host={postmaster.socket_folder}&user=postgres")
    with held_up(dev, "LOCK TABLE contact IN ACCESS EXCLUSIVE MODE"):
        wait_until_held_up(dev, third)
        third.kill()
    while is_server_of(postmaster.pid, data):
        pass


def test_an_error_of_ours_is_a_sentence(entracte: Command, tmp_path: Path) -> None:
    """Even where no folder for its report is left."""
    entracte.file("contact.csv", *CONTACTS)
    ran = entracte("check", "contact.csv", "--json", PATH="/nowhere", TMPDIR="/nowhere")
    assert_no_traceback(ran)
    assert ran.status in (0, 2)
