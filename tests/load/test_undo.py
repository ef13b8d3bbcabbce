"""D31: an undo takes back creations and updates alike, and keeps and lists what was touched since; D25: no trace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from entracte.engine import Engine
from entracte.load.contact.undo import UndoneContacts, undo_contacts
from tests.load import worlds
from tests.load.equivalence import Story
from tests.load.loaded import LoadedTarget

FINAL = {"DELETE", "ANONYMIZE", "DROP"}


@pytest.fixture
def target(settled: Any, engine: Engine) -> Iterator[LoadedTarget]:
    with settled.transaction() as cursor:
        yield LoadedTarget(engine, cursor, worlds.institutions(), worlds.TODAY)


def deliver(target: LoadedTarget, import_id: str, *rows: dict[str, str]) -> None:
    told = target.import_rows([{"INSTITUTION": "HARBOUR", **row} for row in rows], import_id)
    assert told.rows["rejected"] == 0


def undo(target: LoadedTarget, import_id: str) -> UndoneContacts:
    return undo_contacts(target.cursor, import_id)


def kept(undone: UndoneContacts) -> dict[str, str]:
    return {each.number: each.reason for each in undone.kept}


def ada(**cells: str) -> dict[str, str]:
    return {"CONTACT_NR": "1", "LASTNAME": "Kerr", **cells}


def change(operation: str = "UPDATE", number: str = "1", **cells: str) -> dict[str, str]:
    return {"OPERATION": operation, "CONTACT_NR": number, **cells}


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(story=worlds.stories)
def test_an_import_that_is_undone_leaves_the_records_as_they_were(settled: Any, engine: Engine, story: Story) -> None:
    with settled.transaction() as cursor:
        target = LoadedTarget(engine, cursor, worlds.institutions(), worlds.TODAY)
        states = []
        for at, step in enumerate(story):
            states.append(target.records())
            rows = [row for row in step.rows if row.get("OPERATION") not in FINAL]
            target.import_rows(rows or [{"INSTITUTION": "HARBOUR"}], f"i{at}")
        for at, before in reversed(list(enumerate(states))):
            assert undo(target, f"i{at}").kept == ()
            assert target.records() == before
        cursor.execute("SELECT count(*) FROM contact_before")
        assert cursor.fetchone()[0] == 0


def test_what_a_later_import_changed_is_kept_and_listed(target: LoadedTarget) -> None:
    deliver(target, "i1", ada(), ada(CONTACT_NR="2"))
    deliver(target, "i2", change(FUNCTION="Chair"))
    after = target.records()
    undone = undo(target, "i1")
    assert (undone.removed, undone.restored, kept(undone)) == (1, 0, {"1": "modified since"})
    assert target.records() == after[:1]


def test_an_update_is_kept_when_a_later_import_changed_the_contact_again(target: LoadedTarget) -> None:
    deliver(target, "i1", ada())
    deliver(target, "i2", change(FUNCTION="Chair"))
    deliver(target, "i3", change(FUNCTION="Head"))
    after = target.records()
    assert kept(undo(target, "i2")) == {"1": "modified since"}
    assert target.records() == after


def test_a_contact_with_sales_is_kept(target: LoadedTarget) -> None:
    deliver(target, "i1", ada())
    target.sales = {("HARBOUR", "1")}
    assert kept(undo(target, "i1")) == {"1": "has sales or relays of its own"}
    assert len(target.records()) == 1


def test_a_structure_is_kept_with_the_relay_that_a_later_import_gave_it(target: LoadedTarget) -> None:
    acme = {"OFFICIAL_NAME": "Acme", "LASTNAME": "Kerr"}
    deliver(target, "i1", acme | {"CONTACT_NR": "1"})
    deliver(target, "i2", acme | {"CONTACT_NR": "2"})
    structure = target.records()[-1]["number"]
    assert kept(undo(target, "i1")) == {structure: "has sales or relays of its own"}
    assert [each["number"] for each in target.records()] == ["2", structure]


def test_a_login_that_another_contact_took_since_is_not_taken_away_again(target: LoadedTarget) -> None:
    deliver(target, "i1", ada(EMAIL1="a@x.org"))
    deliver(target, "i2", change(EMAIL1="b@x.org"))
    deliver(target, "i3", ada(CONTACT_NR="2", EMAIL1="a@x.org"))
    undone = undo(target, "i2")
    assert (undone.restored, kept(undone)) == (1, {"1": "restored without its login, which another contact has by now"})
    one, two = target.records()
    assert (one["emails"][0], one["login"], two["login"]) == ("a@x.org", False, True)


def test_logins_that_an_import_exchanged_go_back(target: LoadedTarget) -> None:
    deliver(target, "i1", ada(EMAIL1="a@x.org"), ada(CONTACT_NR="2", EMAIL1="b@x.org"))
    before = target.records()
    deliver(target, "i2", change(EMAIL1="c@x.org"), change(number="2", EMAIL1="a@x.org"), change(EMAIL1="b@x.org"))
    assert [each["login"] for each in target.records()] == [True, True]
    undo(target, "i2")
    assert target.records() == before


@pytest.mark.parametrize("operation", ["DELETE", "ANONYMIZE"])
def test_what_is_final_is_kept_and_listed(target: LoadedTarget, operation: str) -> None:
    deliver(target, "i1", ada(LINE1="1 Quay"))
    deliver(target, "i2", change(operation))
    after = target.records()
    assert kept(undo(target, "i2")) == {"1": "erased by the import, which cannot be taken back"}
    assert target.records() == after


def test_d25_no_table_keeps_a_trace_of_an_anonymized_person(target: LoadedTarget) -> None:
    traces = {"FIRSTNAME": "Zephyrine", "LASTNAME": "Quillfeather", "EMAIL1": "zephyrine@quill.org"}
    traces |= {
        "LINE1": "9 Secret",
        "TELEPHONE": "022 908 77 66",
        "BIRTHDATE": "01.08.1965",
        "FUNCTION": "Wizard",
        "REMARK": "limps",
    }
    deliver(target, "i1", ada(**traces, TOWN="Geneva", CRIT01="NOTE=sings"))
    deliver(target, "i2", change(LINE2="Door", EMAIL1="quill@feather.org"))
    assert find(target, "Quillfeather") == {"contact", "contact_before"}
    deliver(target, "i3", change("ANONYMIZE"))
    for trace in (*traces.values(), "229087766", "1965-08-01", "quill@feather.org", "sings"):
        assert find(target, trace) == set(), trace
    assert find(target, "Geneva") == {"contact"}


def find(target: LoadedTarget, text: str) -> set[str]:
    """The tables of the environment with a row that holds the text."""
    target.cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    tables = [name for (name,) in target.cursor.fetchall()]
    found = set()
    for table in tables:
        query = f'SELECT count(*) FROM "{table}" AS t WHERE position($1 IN row_to_json(t)::text) > 0'
        target.cursor.execute(query, [text])
        if target.cursor.fetchone()[0]:
            found.add(table)
    return found
