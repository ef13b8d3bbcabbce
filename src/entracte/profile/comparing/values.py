"""Values of lists (states, tariffs, titles) that were not there before: a crosswalk has to learn them."""

from __future__ import annotations

from entracte.engine import Engine
from entracte.profile.comparing.columns import ColumnPair
from entracte.profile.comparing.files import rows_of
from entracte.profile.comparing.model import Drift, ExtractedTable
from entracte.profile.model import ColumnProfile
from entracte.profile.types import DATES, NUMBERS

_LIST = 100
"""Different values that a list has at most."""

_OFTEN = 5
"""How often a value of a list comes at least, on average."""

_SHOWN = 5


def new_values(engine: Engine, old: ExtractedTable, new: ExtractedTable, pairs: list[ColumnPair]) -> list[Drift]:
    """One drift for each column of a list that has values it did not have."""
    if old.data is None or new.data is None:
        return []
    lists = {
        number: (each.old, each.new, each.name)
        for number, each in enumerate(pairs)
        if each.old and each.new and _is_list(each.old) and _is_list(each.new)
    }
    if not lists:
        return []
    was, told = rows_of(old.data, len(old.names)), rows_of(new.data, len(new.names))
    before = " UNION ALL ".join(
        f"SELECT {number} AS pair, trim(c{one.place}) AS value FROM {was} GROUP BY ALL"
        for number, (one, _, _) in lists.items()
    )
    now = " UNION ALL ".join(
        f"SELECT {number} AS pair, trim(c{other.place}) AS value, count(*) AS n FROM {told} GROUP BY ALL"
        for number, (_, other, _) in lists.items()
    )
    found = engine.rows(
        f"SELECT pair, list(value ORDER BY n DESC, value), sum(n)::BIGINT FROM ({now}) AS now "
        f"ANTI JOIN ({before}) AS before USING (pair, value) WHERE value <> '' GROUP BY pair ORDER BY pair"
    )
    return [_told(lists[number][2], values, int(rows)) for number, values, rows in found]


def _is_list(column: ColumnProfile) -> bool:
    return (
        not column.masked
        and 0 < column.distinct <= _LIST
        and column.distinct * _OFTEN <= column.filled
        and column.type not in NUMBERS | DATES
    )


def _told(name: str, values: list[str], rows: int) -> Drift:
    shown = ", ".join(f"“{each[:40]}”" for each in values[:_SHOWN])
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    many = "a value" if len(values) == 1 else f"{len(values)} values"
    message = f"{many} that did not occur before, in {rows} rows: {shown}{more}"
    return Drift("new-values", name, 0, len(values), message)
