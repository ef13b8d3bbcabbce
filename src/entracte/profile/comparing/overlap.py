"""How many values columns of two tables have in common."""

from __future__ import annotations

from entracte.engine import Engine
from entracte.profile.comparing.files import rows_of
from entracte.profile.comparing.model import ExtractedTable
from entracte.profile.model import ColumnProfile

_KEPT = 512
"""Of each column the values with the least hashes are looked at: those are the same choice on both sides."""

_COLUMNS = 256
"""So many unpaired columns of a table are looked at: where there are more, it is another table."""


def overlaps(
    engine: Engine,
    old: ExtractedTable,
    new: ExtractedTable,
    columns: list[ColumnProfile],
    others: list[ColumnProfile],
) -> dict[tuple[int, int], float]:
    """By places, the share of the different values of two columns that are in both; pairs with none are left out.

    Exact where the columns have few values, else estimated from a choice of them (bottom-k sketches).
    """
    if not _choose(engine, "old_choice", old, columns) or not _choose(engine, "new_choice", new, others):
        return {}
    found = engine.rows(
        f"""
        WITH met AS (
            SELECT DISTINCT mine.place, theirs.place AS other
            FROM (SELECT place, unnest(hashes) AS told FROM old_choice) AS mine
            JOIN (SELECT place, unnest(hashes) AS told FROM new_choice) AS theirs ON mine.told = theirs.told),
        pairs AS (
            SELECT met.place, met.other, list_intersect(mine.hashes, theirs.hashes) AS shared,
                list_sort(list_distinct(mine.hashes || theirs.hashes))[:{_KEPT}] AS least
            FROM met JOIN old_choice AS mine ON mine.place = met.place
            JOIN new_choice AS theirs ON theirs.place = met.other)
        SELECT place, other, len(list_intersect(least, shared)) / len(least) FROM pairs
        """
    )
    return {(place, other): share for place, other, share in found}


def _choose(engine: Engine, name: str, table: ExtractedTable, columns: list[ColumnProfile]) -> bool:
    """Make a table of the least hashes of each column's values; False where there are no values."""
    if table.data is None:
        return False
    rows = rows_of(table.data, len(table.names))
    parts = " UNION ALL ".join(
        f"SELECT {each.place} AS place, hash(trim(c{each.place})) AS told FROM {rows} "
        f"WHERE trim(c{each.place}) <> '' GROUP BY ALL"
        for each in columns[:_COLUMNS]
    )
    engine.execute(
        f"CREATE OR REPLACE TABLE {name} AS SELECT place, min(told, {_KEPT}) AS hashes FROM ({parts}) GROUP BY place"
    )
    return engine.count(name) > 0
