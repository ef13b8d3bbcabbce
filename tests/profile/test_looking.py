"""Two that look at one table: whichever of them fails, the other one ends too, and nothing of it is left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from entracte.engine import Engine
from entracte.faults import Fault
from entracte.profile import looking, profile_tables
from entracte.profile.columns import columns_held
from entracte.profile.model import TableProfile
from tests.profile.conftest import given

COLUMNS = {f"c{place}": [str(number * place) for number in range(40)] for place in range(12)}


@pytest.fixture(autouse=True)
def by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two look at a table, a column at a time."""
    monkeypatch.setattr("entracte.profile.held._FEW", 0)
    monkeypatch.setattr("entracte.profile.held._CELLS", 80)


@pytest.mark.parametrize("fails_here", [True, False])
def test_where_one_fails_its_fault_is_told_and_the_engine_goes_on(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_here: bool
) -> None:
    here = threading.current_thread()
    both = threading.Barrier(2, timeout=60)
    begun: set[threading.Thread] = set()

    def failing(engine: Engine, looks: list[looking.ColumnLook]) -> looking.Known:
        if threading.current_thread() not in begun:
            begun.add(threading.current_thread())
            both.wait()  # neither fails before the other one has begun
        if (threading.current_thread() is here) == fails_here:
            raise Fault("out-of-memory", "Too little of it.")
        return columns_held(engine, looks)

    threads = engine.scalar("SELECT current_setting('threads')")
    table = given(tmp_path, "things", COLUMNS)
    with monkeypatch.context() as patch:
        patch.setattr(looking, "columns_held", failing)
        with pytest.raises(Fault) as caught:
            profile_tables(engine, [table])
    assert caught.value.code == "out-of-memory"
    assert engine.scalar("SELECT current_setting('threads')") == threads
    assert len(profile_tables(engine, [table]).table("things").columns) == len(COLUMNS)


def test_notices_come_from_the_thread_of_the_caller(engine: Engine, tmp_path: Path) -> None:
    told: list[tuple[str, threading.Thread]] = []
    table = given(tmp_path, "things", COLUMNS)
    profile_tables(engine, [table], lambda what: told.append((what, threading.current_thread())))
    assert {thread for _, thread in told} == {threading.current_thread()}
    assert told[0][0].startswith("looking at things, column ")


def test_columns_stand_in_the_order_of_the_table(table: Callable[..., TableProfile]) -> None:
    assert [each.name for each in table(COLUMNS).columns] == list(COLUMNS)
