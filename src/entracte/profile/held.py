"""The values of some columns, each once with the number of its rows: what all other looks are taken at."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from entracte.engine import Engine

SAMPLE = 2000
"""Different values of a column that are looked at closely; of a column that has no more, that is all of them."""

_HASHES = 2**64 - 1
_CELLS = 4_000_000
_FEW = 500_000
_COLUMNS = 64
_WIDE = 256
"""A table of more columns costs more to bind than to read."""

_WHITE = "' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(160)"
# trimming costs more than all the rest, cutting out a first letter as much again: only what needs it is trimmed
_PADDED = "value < '!' OR (value >= chr(160) AND value < chr(161)) OR ascii(value[-1]) IN (9, 10, 11, 12, 13, 32, 160)"
_TRIMMED = f"CASE WHEN {_PADDED} THEN trim(value, {_WHITE}) END"


@contextmanager
def opened(engine: Engine, data: Path, columns: int) -> Iterator[None]:
    """The table `source` with columns `c0`, `c1` ..., whatever the Parquet file calls them."""
    engine.execute(f"CREATE OR REPLACE VIEW source AS FROM {_file(data, columns)}")
    try:
        yield
    finally:
        engine.execute("DROP VIEW source")


def texts(data: Path, columns: int, place: int) -> str:
    """SQL for the values of one column of a file as `text`, without white space around them."""
    return f"SELECT coalesce({_TRIMMED}, value) AS text FROM (SELECT c{place} AS value FROM {_file(data, columns)})"


def distinct_texts(data: Path, columns: int, place: int) -> str:
    """SQL for the filled values of one column of a file, each once, with the number of its rows: `text` and `n`."""
    return (
        f"SELECT coalesce({_TRIMMED}, value) AS text, sum(n) AS n FROM (SELECT c{place} AS value, count(*) AS n "
        f"FROM {_file(data, columns)} GROUP BY ALL) GROUP BY ALL HAVING text <> ''"
    )


def _file(data: Path, columns: int) -> str:
    """The rows of a Parquet file with columns `c0`, `c1` ..., whatever it calls them."""
    names = ", ".join(f"c{place}" for place in range(columns))
    path = str(data).replace("'", "''")
    return f"read_parquet('{path}') AS file({names})"


@dataclass(frozen=True)
class Unheld:
    """The columns of a table of `columns` that are still to be held, in pieces that a statement reads at once.

    Several may take of them at the same time; `cells` is how many values each of these may have at hand.
    """

    left: deque[range]
    columns: int
    cells: int

    @classmethod
    def of(cls, columns: int, rows: int, holders: int = 1) -> Unheld:
        """All columns of a table, for so many to take of."""
        cells = _CELLS // holders
        step = max(1, min(_COLUMNS, -(-columns // holders), cells // max(rows, 1)))
        pieces = (range(first, min(first + step, columns)) for first in range(0, columns, step))
        return cls(deque(pieces), columns, cells)

    def take(self) -> range:
        """The places of the next columns; none where none is left."""
        try:
            return self.left.popleft()
        except IndexError:
            return range(0)


def lookers(columns: int, rows: int) -> int:
    """How many may look at a table at the same time.

    A statement seldom keeps all processors busy, so two get on better than one; but a table of few cells is sooner
    looked at than shared, and the values of two long columns are too many to hold.
    """
    return 2 if columns > 1 and rows * columns >= _FEW and rows <= _CELLS // 2 else 1


def hold(engine: Engine, first: range, unheld: Unheld) -> list[int]:
    """Make `held(place, value, text, n)` of columns: their different values, and the same trimmed.

    Returns the places of the columns held: the first, taken before, and as many of the others as keep small what is
    held, which only the different values tell.
    """
    engine.execute("CREATE OR REPLACE TABLE held_values (place USMALLINT, value VARCHAR, trimmed VARCHAR, n BIGINT)")
    taken: list[int] = []
    places = first
    while places:
        engine.execute(f"INSERT INTO held_values {_grouped(places, unheld.columns)}")
        taken += places
        is_enough = len(taken) >= _COLUMNS or engine.count("held_values") > unheld.cells // 2
        places = range(0) if is_enough else unheld.take()
    padded = engine.scalar("SELECT count(trimmed) FROM held_values")
    text = "coalesce(trimmed, value)" if padded else "value"
    engine.execute(f"CREATE OR REPLACE VIEW held AS SELECT place, value, {text} AS text, n FROM held_values")
    return taken


def _grouped(places: range, columns: int) -> str:
    """SQL for the different values of some columns. Of a wide table only those are bound, and once."""
    read, before = "source", ""
    if columns > _WIDE:
        read, before = (
            "wanted",
            f"WITH wanted AS MATERIALIZED (SELECT {', '.join(f'c{each}' for each in places)} FROM source) ",
        )
    parts = (
        f"SELECT {place}, value, {_TRIMMED}, n FROM (SELECT c{place} AS value, count(*) AS n FROM {read} GROUP BY ALL)"
        for place in places
    )
    return before + " UNION ALL ".join(parts)


def draw_sample(engine: Engine, distinct: dict[int, int]) -> None:
    """Make `sampled(place, text, n)`: at most SAMPLE filled values of each column that is held, the same every time.

    `distinct` says how many values a column has about, so that most of many need not be sorted.
    """
    limits = " ".join(
        f"WHEN {place} THEN {min(_HASHES, _HASHES * 2 * SAMPLE // max(count, 1))}" for place, count in distinct.items()
    )
    engine.execute(
        "CREATE OR REPLACE TABLE sampled AS SELECT place, each.text AS text, each.n AS n FROM ("
        f"SELECT place, unnest(arg_min({{'text': text, 'n': n}}, (hash(text), text), {SAMPLE})) AS each FROM held "
        f"WHERE text <> '' AND hash(text) <= CASE place {limits} END GROUP BY place)"
    )
