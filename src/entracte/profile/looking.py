"""All columns of a table looked at, a few of them at a time, and by two at the same time where that pays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from entracte.engine import Engine
from entracte.profile import held
from entracte.profile.columns import ColumnLook, columns_held
from entracte.profile.evidence import Evidence
from entracte.profile.model import ColumnProfile

Notice = Callable[[str], None]
Known = list[tuple[ColumnProfile, Evidence]]

_APART = "beside"
"""The schema of the second one's tables, which are called as the first one's."""


def look_at_columns(engine: Engine, table: str, looks: list[ColumnLook], notice: Notice) -> Known:
    """The profiles of all columns of the table that is `held.opened`, in order, with the evidence of their values."""
    rows = looks[0].rows
    lookers = held.lookers(len(looks), rows)
    unheld = held.Unheld.of(len(looks), rows, lookers)

    def look(engine: Engine, notice: Notice) -> Known:
        found: Known = []
        try:
            while first := unheld.take():
                notice(f"looking at {table}, column {first.start + 1} of {len(looks)}")
                places = held.hold(engine, first, unheld)
                found += columns_held(engine, [looks[place] for place in places])
        except BaseException:
            unheld.left.clear()  # what was found is lost: the other one need not go on
            raise
        return found

    if lookers == 1:
        return look(engine, notice)
    with _second(engine) as other, ThreadPoolExecutor(1) as thread:
        # notices come from the caller's thread alone: it may write them where another thread must not
        elsewhere = thread.submit(look, other, lambda what: None)
        try:
            found = look(engine, notice) + elsewhere.result()
        except BaseException:
            other.interrupt()
            raise
    return sorted(found, key=lambda each: each[0].place)


@contextmanager
def _second(engine: Engine) -> Iterator[Engine]:
    """The engine for another thread, with tables of its own besides those that are there.

    The engine has a thread less of its own meanwhile, since the other one works too: on two processors each statement
    has one, which spares it to put together what several found.
    """
    threads = int(engine.scalar("SELECT current_setting('threads')"))
    engine.execute(f"CREATE SCHEMA {_APART}")
    engine.execute(f"SET threads = {max(1, threads - 1)}")
    try:
        with engine.beside() as other:
            other.execute(f"SET search_path = '{_APART},main'")
            yield other
    finally:
        engine.execute(f"SET threads = {threads}")
        engine.execute(f"DROP SCHEMA {_APART} CASCADE")
