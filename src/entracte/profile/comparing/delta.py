"""The rows of two tables compared: by key, or as whole rows where there is none.

Every row becomes its key, one number that stands for all its other values (a hash of 64 bits), and its place in the
file. These narrow rows are joined; the values themselves are only read again where the numbers differ. So tables larger
than memory can be compared, and each is read about twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from entracte.engine import Engine
from entracte.profile.comparing.columns import ColumnPair
from entracte.profile.comparing.files import ROW, rows_of
from entracte.profile.comparing.keys import ChosenKey
from entracte.profile.comparing.model import Delta, ExtractedTable
from entracte.profile.comparing.samples import Places, with_samples

_CELLS = 8_000_000
"""So many cells of changed rows are looked at in one pass."""


@dataclass(frozen=True)
class _Both:
    """The two tables, the pairs of columns that both have, and the key."""

    engine: Engine
    old: ExtractedTable
    new: ExtractedTable
    compared: list[ColumnPair]
    key: ChosenKey

    def side(self, table: ExtractedTable, columns: list[ColumnPair]) -> list[str]:
        """The columns of one side, as the engine calls them."""
        sides = [each.old if table is self.old else each.new for each in columns]
        return [f"c{each.place}" for each in sides if each]


def delta_of(
    engine: Engine, old: ExtractedTable, new: ExtractedTable, pairs: list[ColumnPair], key: ChosenKey
) -> Delta | None:
    """Which rows are new, changed and vanished; None where the tables have no column in common."""
    compared = [each for each in pairs if each.old and each.new]
    if not compared:
        return None
    both = _Both(engine, old, new, compared, key)
    delta = _by_key(both) if key.columns else _by_rows(both)
    new_rows, changed_rows, vanished_rows = _first_places(engine)
    return with_samples(delta, old, new, Places(compared, key.columns, new_rows, changed_rows, vanished_rows))


def _by_key(both: _Both) -> Delta:
    engine = both.engine
    keys = list(both.key.columns)
    others = [each for each in both.compared if each not in keys]
    for name, table in (("old_rows", both.old), ("new_rows", both.new)):
        _narrow(engine, name, table, both.side(table, keys), both.side(table, others))
    repeated_old, repeated_new = _set_repeated_apart(engine, len(keys))
    engine.execute(
        "CREATE OR REPLACE TABLE met AS SELECT old_rows.place AS old_place, new_rows.place AS new_place "
        f"FROM old_rows FULL JOIN new_rows ON {_same_key('old_rows', 'new_rows', len(keys))} "
        "WHERE old_rows.told IS DISTINCT FROM new_rows.told OR old_rows.place IS NULL OR new_rows.place IS NULL"
    )
    ((new, vanished, changed),) = engine.rows(
        "SELECT count(*) FILTER (old_place IS NULL), count(*) FILTER (new_place IS NULL), "
        "count(*) FILTER (old_place IS NOT NULL AND new_place IS NOT NULL) FROM met"
    )
    return Delta(
        key=tuple(each.name for each in keys),
        how=both.key.how,
        new=new,
        changed=changed,
        vanished=vanished,
        unchanged=engine.count("old_rows") - vanished - changed,
        repeated_old=repeated_old,
        repeated_new=repeated_new,
        changed_columns=_changed_columns(both, others, changed),
    )


def _narrow(engine: Engine, name: str, table: ExtractedTable, keys: list[str], others: list[str]) -> None:
    """Make a table of the rows of a file: key `k0`, `k1` ..., `told` for all other values, and `place` in the file."""
    named = "".join(f"k{number} VARCHAR, " for number in range(len(keys)))
    engine.execute(f"CREATE OR REPLACE TABLE {name} ({named}told UBIGINT, place BIGINT)")
    if table.data is None:
        return
    told = f"hash({', '.join(others)})" if others else "0"
    rows = rows_of(table.data, len(table.names), numbered=True)
    engine.execute(f"INSERT INTO {name} SELECT {', '.join([*keys, told, ROW])} FROM {rows}")


def _same_key(one: str, other: str, count: int) -> str:
    return " AND ".join(f"{one}.k{number} IS NOT DISTINCT FROM {other}.k{number}" for number in range(count))


def _set_repeated_apart(engine: Engine, count: int) -> tuple[int, int]:
    """Take the rows whose key is not unique on either side out of both; how many there were."""
    names = ", ".join(f"k{number}" for number in range(count))
    parts = " UNION ".join(
        f"SELECT {names} FROM {table} GROUP BY ALL HAVING count(*) > 1" for table in ("old_rows", "new_rows")
    )
    engine.execute(f"CREATE OR REPLACE TABLE repeated AS {parts}")
    if not engine.count("repeated"):
        return 0, 0
    left_out = []
    for table in ("old_rows", "new_rows"):
        before = engine.count(table)
        engine.execute(f"DELETE FROM {table} USING repeated WHERE {_same_key(table, 'repeated', count)}")
        left_out.append(before - engine.count(table))
    return left_out[0], left_out[1]


def _changed_columns(both: _Both, others: list[ColumnPair], changed: int) -> dict[str, int]:
    """How many rows changed in each column, most first; some columns at a time where many rows did."""
    if not changed or both.old.data is None or both.new.data is None:
        return {}
    engine = both.engine
    size = max(1, _CELLS // changed)
    counts: list[tuple[str, int]] = []
    engine.execute(
        "CREATE OR REPLACE TABLE changed AS SELECT old_place, new_place FROM met "
        "WHERE old_place IS NOT NULL AND new_place IS NOT NULL"
    )
    before = rows_of(both.old.data, len(both.old.names), numbered=True)
    now = rows_of(both.new.data, len(both.new.names), numbered=True)
    for first in range(0, len(others), size):
        some = others[first : first + size]
        mine, theirs = both.side(both.old, some), both.side(both.new, some)
        differ = ", ".join(
            f"count(*) FILTER (old.{one} IS DISTINCT FROM new.{other})" for one, other in zip(mine, theirs, strict=True)
        )
        found = engine.rows(
            f"SELECT {differ} FROM changed "
            f"JOIN (SELECT {', '.join(mine)}, {ROW} AS place FROM {before}) AS old ON old.place = changed.old_place "
            f"JOIN (SELECT {', '.join(theirs)}, {ROW} AS place FROM {now}) AS new ON new.place = changed.new_place"
        )
        counts += [(each.name, count) for each, count in zip(some, found[0], strict=True)]
    return {name: count for name, count in sorted(counts, key=lambda pair: -pair[1]) if count}


def _by_rows(both: _Both) -> Delta:
    """The difference of two bags of rows; two hashes stand for a row, since any row may be taken for any other."""
    engine = both.engine
    for name, table in (("old_bag", both.old), ("new_bag", both.new)):
        engine.execute(f"CREATE OR REPLACE TABLE {name} (one UBIGINT, two UBIGINT, n BIGINT, place BIGINT)")
        if table.data is not None:
            columns = ", ".join(both.side(table, both.compared))
            rows = rows_of(table.data, len(table.names), numbered=True)
            engine.execute(
                f"INSERT INTO {name} SELECT hash({columns}) AS one, hash('row', {columns}) AS two, count(*), "
                f"min({ROW}) FROM {rows} GROUP BY one, two"
            )
    engine.execute(
        """
        CREATE OR REPLACE TABLE met AS
        SELECT CASE WHEN old_bag.n > coalesce(new_bag.n, 0) THEN old_bag.place END AS old_place,
            CASE WHEN new_bag.n > coalesce(old_bag.n, 0) THEN new_bag.place END AS new_place,
            coalesce(new_bag.n, 0) - coalesce(old_bag.n, 0) AS more
        FROM old_bag FULL JOIN new_bag ON old_bag.one = new_bag.one AND old_bag.two = new_bag.two
        WHERE old_bag.n IS DISTINCT FROM new_bag.n
        """
    )
    ((new, vanished),) = engine.rows("SELECT sum(greatest(more, 0)), sum(greatest(-more, 0)) FROM met")
    new, vanished = int(new or 0), int(vanished or 0)
    return Delta((), both.key.how, new, 0, vanished, both.old.profile.rows - vanished)


def _first_places(engine: Engine) -> tuple[list[int], list[tuple[int, int]], list[int]]:
    """The first rows of those that are new, changed and vanished, by their places in the files."""
    limit = Places.LIMIT
    new = engine.rows(f"SELECT new_place FROM met WHERE old_place IS NULL ORDER BY new_place LIMIT {limit}")
    changed = engine.rows(
        "SELECT old_place, new_place FROM met WHERE old_place IS NOT NULL AND new_place IS NOT NULL "
        f"ORDER BY old_place LIMIT {limit}"
    )
    vanished = engine.rows(f"SELECT old_place FROM met WHERE new_place IS NULL ORDER BY old_place LIMIT {limit}")
    return [place for (place,) in new], changed, [place for (place,) in vanished]
