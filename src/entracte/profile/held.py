"""The values of some columns, each once with the number of its rows: what all other looks are taken at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from entracte.engine import Engine

SAMPLE = 2000
"""Different values of a column that are looked at closely; of a column that has no more, that is all of them."""

_HASHES = 2**64 - 1
_CELLS = 4_000_000
_COLUMNS = 64

_WHITE = "' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(160)"
_PADDED = "ascii(value) <= 32 OR ascii(value) = 160 OR ascii(right(value, 1)) IN (9, 10, 11, 12, 13, 32, 160)"
_TEXT = f"CASE WHEN {_PADDED} THEN trim(value, {_WHITE}) ELSE value END"


@contextmanager
def opened(engine: Engine, data: Path, columns: int) -> Iterator[None]:
    """The table `source` with columns `c0`, `c1` ..., whatever the Parquet file calls them."""
    engine.execute(f"CREATE OR REPLACE VIEW source AS FROM {_file(data, columns)}")
    try:
        yield
    finally:
        engine.execute("DROP VIEW source")


def distinct_texts(data: Path, columns: int, place: int) -> str:
    """SQL for the filled values of one column of a file, each once, with the number of its rows: `text` and `n`."""
    return (
        f"SELECT {_TEXT} AS text, sum(n) AS n FROM (SELECT c{place} AS value, count(*) AS n "
        f"FROM {_file(data, columns)} GROUP BY c{place}) GROUP BY ALL HAVING text <> ''"
    )


def _file(data: Path, columns: int) -> str:
    """The rows of a Parquet file with columns `c0`, `c1` ..., whatever it calls them."""
    names = ", ".join(f"c{place}" for place in range(columns))
    path = str(data).replace("'", "''")
    return f"read_parquet('{path}') AS file({names})"


def batches(rows: int, columns: int) -> list[range]:
    """Columns to be held at a time, so that what is held stays small."""
    size = max(1, min(_COLUMNS, _CELLS // max(rows, 1)))
    return [range(first, min(first + size, columns)) for first in range(0, columns, size)]


def hold(engine: Engine, places: range) -> None:
    """Make `held(place, value, text, n)` of some columns: different values, and the same without white space around."""
    parts = " UNION ALL ".join(
        f"SELECT {place}::USMALLINT AS place, c{place} AS value, count(*) AS n FROM source GROUP BY c{place}"
        for place in places
    )
    engine.execute(f"CREATE OR REPLACE TABLE held_values AS {parts}")
    # trimming costs more than all the rest: only what needs it is trimmed
    padded = engine.scalar(f"SELECT count(*) FROM held_values WHERE {_PADDED}")
    text = _TEXT if padded else "value"
    engine.execute(f"CREATE OR REPLACE VIEW held AS SELECT place, value, {text} AS text, n FROM held_values")


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
