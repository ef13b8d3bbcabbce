"""kill -9 at known moments: the environment is as before or as after, and the next run says which (invariant 8).

A moment is made by locks held from outside, at which the import waits; nothing depends on how long anything takes.
"""

import signal
from pathlib import Path

import psycopg
import pytest

from entracte.institution.environments import Environment
from tests.conftest import run

from .moments import held_up, only, wait_until_alone, wait_until_held_up
from .running import Command, assert_no_traceback
from .target import contacts, held, imports

HEADER = "INSTITUTION;OPERATION;CONTACT_NR;FIRSTNAME;LASTNAME;EMAIL1;OFFICIAL_NAME;REMARK"
GATE = 4711


@pytest.fixture
def venue(entracte: Command, harbour: Environment) -> Environment:
    """HARBOUR with one contact, and a file that makes three contacts and changes that one."""
    run(
        harbour,
        "INSERT INTO contact"
        " (institution, number, kind, organization, title, firstname, lastname, email1, login, remark) VALUES"
        " ('HARBOUR', '1', 'individual', '*', 'UNDEFINED', 'Zoe', 'Kerr', 'zoe@example.org', TRUE, 'before')",
    )
    entracte.file(
        "contact.csv",
        HEADER,
        "HARBOUR;INSERT;1001;Ada;Kerr;ada@example.org;Acme;",
        "HARBOUR;INSERT;1002;Bea;Kerr;bea@example.org;;",
        "HARBOUR;UPDATE;1;;;;;after",
    )
    return harbour


MOMENTS = {
    "planning": "LOCK TABLE criterion IN ACCESS EXCLUSIVE MODE",
    "writing": "LOCK TABLE contact IN SHARE MODE",
    "recording": "LOCK TABLE import IN SHARE MODE",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_before_the_commit(entracte: Command, venue: Environment, moment: str) -> None:
    before, known, rows = contacts(venue), imports(venue), held(venue)
    with held_up(venue, MOMENTS[moment]):
        running = entracte.start("import", "contact.csv", "--to", "dev", "--json")
        wait_until_held_up(venue, running)
        running.kill()
    wait_until_alone(venue)
    assert (contacts(venue), imports(venue), held(venue)) == (before, known, rows)
    ran = entracte("import", "contact.csv", "--to", "dev", "--json")
    assert (ran.status, ran.counts) == (0, (3, 3, 0, 0, 0))
    assert left_behind(entracte.folder) == []


def test_killed_in_the_commit(entracte: Command, venue: Environment) -> None:
    """The server has the whole transaction: it is as after, the book says so, and the same file is refused."""
    run(
        venue,
        f"CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS "
        f"'BEGIN PERFORM pg_advisory_xact_lock({GATE}); RETURN NULL; END'",
        "CREATE CONSTRAINT TRIGGER gate AFTER INSERT ON import DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION gate()",
    )
    with held_up(venue, f"SELECT pg_advisory_xact_lock({GATE})"):
        running = entracte.start("import", "contact.csv", "--to", "dev", "--json")
        wait_until_held_up(venue, running)
        running.kill()
    wait_until_alone(venue)
    assert len(imports(venue)) == 1
    assert {each["number"]: each["remark"] for each in contacts(venue)}.items() >= {"1": "after", "1002": None}.items()
    again = entracte("import", "contact.csv", "--to", "dev", "--json")
    assert (again.status, again.codes) == (2, {"imported-before"})
    assert entracte("undo", imports(venue)[0], "--in", "dev").status == 0
    assert [(each["number"], each["remark"]) for each in contacts(venue)] == [("1", "before")]


def test_killed_while_reading(entracte: Command, venue: Environment) -> None:
    before, rows = contacts(venue), held(venue)
    path = entracte.folder / "large.csv"
    path.write_text(HEADER + "\n" + "".join(f"HARBOUR;INSERT;;Ada;Kerr{at};;;\n" for at in range(200_000)))
    running = entracte.start("import", "large.csv", "--to", "dev", "--format", "contact", "-o", "log.xlsx")
    while running.runs and not left_behind(entracte.folder):
        pass
    assert running.runs
    running.kill()
    wait_until_alone(venue)
    assert (contacts(venue), held(venue)) == (before, rows)
    assert left_behind(entracte.folder) != []
    assert entracte("check", "contact.csv").status == 0
    assert left_behind(entracte.folder) == []
    assert not (entracte.folder / "log.xlsx").exists()


def test_killed_undo(entracte: Command, venue: Environment) -> None:
    assert entracte("import", "contact.csv", "--to", "dev").status == 0
    after, known = contacts(venue), imports(venue)
    with held_up(venue, "LOCK TABLE import IN SHARE MODE"):
        running = entracte.start("undo", known[0], "--in", "dev")
        wait_until_held_up(venue, running)
        running.kill()
    wait_until_alone(venue)
    assert (contacts(venue), imports(venue)) == (after, known)
    assert entracte("undo", known[0], "--in", "dev", "--json").json["removed"] == 3


def test_interrupted_by_the_user(entracte: Command, venue: Environment) -> None:
    """Ctrl-C: not a word of a traceback, and nothing was done."""
    before = contacts(venue)
    with held_up(venue, MOMENTS["recording"]):
        running = entracte.start("import", "contact.csv", "--to", "dev", "--json")
        wait_until_held_up(venue, running)
        running.process.send_signal(signal.SIGINT)
        ran = running.end()
    assert_no_traceback(ran)
    assert (ran.status, ran.out) == (130, "")
    assert contacts(venue) == before


def test_two_imports_at_once_wait_for_each_other(entracte: Command, venue: Environment) -> None:
    """Both number from the same generator: never mixed, no number twice, and each file's rows add up."""
    for name in ("one", "two"):
        rows = (f"HARBOUR;INSERT;;{name};Kerr{at};;;" for at in range(50))
        entracte.file(f"{name}.csv", HEADER, *rows)
    with held_up(venue, MOMENTS["writing"]):
        first = entracte.start("import", "one.csv", "--to", "dev", "--format", "contact", "--json")
        wait_until_held_up(venue, first)
        second = entracte.start("import", "two.csv", "--to", "dev", "--format", "contact", "--json")
        with psycopg.connect(venue.uri, autocommit=True) as looking:
            while only(looking, "SELECT count(*) FROM pg_locks WHERE NOT granted") < 2:
                assert second.runs, second.end()
    ran = [first.end(), second.end()]
    assert [(each.status, each.counts) for each in ran] == [(0, (50, 50, 0, 0, 0))] * 2
    made = [each for each in contacts(venue) if each["firstname"] in ("one", "two")]
    assert len({each["number"] for each in made}) == len(made) == 100
    numbers = {
        name: [int(str(each["number"])) for each in made if each["firstname"] == name] for name in ("one", "two")
    }
    assert max(numbers["one"]) < min(numbers["two"])


def test_same_file_twice_at_once(entracte: Command, venue: Environment) -> None:
    with held_up(venue, MOMENTS["writing"]):
        first = entracte.start("import", "contact.csv", "--to", "dev", "--json")
        wait_until_held_up(venue, first)
        second = entracte.start("import", "contact.csv", "--to", "dev", "--json")
        with psycopg.connect(venue.uri, autocommit=True) as looking:
            while only(looking, "SELECT count(*) FROM pg_locks WHERE NOT granted") < 2:
                assert second.runs, second.end()
    assert first.end().counts == (3, 3, 0, 0, 0)
    refused = second.end()
    assert (refused.status, refused.codes) == (2, {"imported-before"})
    assert len(imports(venue)) == 1


def test_two_institutions_at_once(entracte: Command, venue: Environment) -> None:
    """An import into another institution does not wait, and sees nothing of this one's numbers and logins."""
    run(
        venue,
        "INSERT INTO institution (code, name, country, language, currency) VALUES ('PIER', 'P', 'CH', 'fr', 'CHF')",
    )
    other = [line.replace("HARBOUR", "PIER") for line in (entracte.folder / "contact.csv").read_text().splitlines()]
    entracte.file("pier.csv", *other)
    with held_up(venue, "SELECT pg_advisory_xact_lock(hashtextextended('entracte institution HARBOUR', 0))"):
        waiting = entracte.start("import", "contact.csv", "--to", "dev", "--json")
        wait_until_held_up(venue, waiting)
        ran = entracte("import", "pier.csv", "--to", "dev", "--format", "contact", "--json")
        assert (ran.status, ran.counts) == (1, (3, 2, 0, 1, 0))
        assert ran.found == {("number-absent", "CONTACT_NR"): 1}
        assert waiting.runs
    assert waiting.end().counts == (3, 3, 0, 0, 0)
    told = {(each["institution"], each["number"], each["login"]) for each in contacts(venue) if each["email1"]}
    assert {
        ("HARBOUR", "1001", True),
        ("PIER", "1001", True),
        ("HARBOUR", "1002", True),
        ("PIER", "1002", True),
    } <= told


def left_behind(folder: Path) -> list[Path]:
    return list((folder / "home/work").glob("run-*"))
