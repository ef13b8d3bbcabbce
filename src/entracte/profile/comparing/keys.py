"""By which columns the rows of two tables are told to be the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from entracte.engine import Engine
from entracte.faults import Fault, near
from entracte.profile.comparing.columns import ColumnPair
from entracte.profile.comparing.files import rows_of
from entracte.profile.comparing.model import ExtractedTable
from entracte.profile.naming import names_its_own

_TRIED = 4
_HALF = 0.5
_RANKS = {"integer": 1, "identifier": 1, "code": 1, "e-mail": 1, "text": 2, "phone": 2, "date": 3, "date-time": 3}
"""Types of keys, the likeliest first; amounts and yes or no are none."""


@dataclass(frozen=True)
class ChosenKey:
    """The columns to compare by, none where rows can only be compared as a whole.

    `how` is `given`, `found` or `rows`. `lost` is a key of the old table that is none in the new one: `lost_rows` rows
    share its value or have none.
    """

    columns: tuple[ColumnPair, ...]
    how: str
    lost: tuple[str, ...] = ()
    lost_rows: int = 0


@dataclass(frozen=True)
class _Sides:
    engine: Engine
    old: ExtractedTable
    new: ExtractedTable

    def repeated(self, table: ExtractedTable, columns: tuple[ColumnPair, ...]) -> int:
        """How many rows of a table must go so that the others have different, filled values in columns."""
        if table.data is None:
            return 0
        told = [side for each in columns if (side := each.old if table is self.old else each.new)]
        if len(told) == 1:
            return told[0].rows - told[0].distinct
        names = ", ".join(f"c{each.place}" for each in told)
        filled = " AND ".join(f"trim(c{each.place}) <> ''" for each in told)
        rows = rows_of(table.data, len(table.names))
        different = self.engine.scalar(f"SELECT count(*) FROM (SELECT DISTINCT {names} FROM {rows} WHERE {filled})")
        return table.profile.rows - int(different)

    def in_common(self, columns: tuple[ColumnPair, ...]) -> int:
        """How many rows have the same values in columns on both sides."""
        if self.old.data is None or self.new.data is None:
            return 0
        on = " AND ".join(f"old.c{each.old.place} = new.c{each.new.place}" for each in columns if each.old and each.new)
        before = rows_of(self.old.data, len(self.old.names)).replace(" AS file(", " AS old(")
        now = rows_of(self.new.data, len(self.new.names)).replace(" AS file(", " AS new(")
        return int(self.engine.scalar(f"SELECT count(*) FROM {before} JOIN {now} ON {on}"))


def choose_key(engine: Engine, old: ExtractedTable, new: ExtractedTable, pairs: list[ColumnPair]) -> ChosenKey:
    """The key of both tables that most plausibly is one; one of either that nearly is one of the other; or none."""
    sides = _Sides(engine, old, new)
    candidates = _candidates(old, new, pairs)
    repeated = {each: (sides.repeated(old, each), sides.repeated(new, each)) for each in candidates}
    usable = [
        each
        for each in candidates
        if repeated[each] == (0, 0)
        or (
            _is_plausible(each, old.name)
            and 0 in repeated[each]
            and repeated[each][0] <= _HALF * old.profile.rows
            and repeated[each][1] <= _HALF * new.profile.rows
        )
    ]
    told = ChosenKey(_persistent(sides, usable), "found") if usable else ChosenKey((), "rows")
    first = next((each for each in candidates if repeated[each][0] == 0 and old.profile.rows > 1), None)
    if first and repeated[first][1] and _is_plausible(first, old.name):
        lost = tuple(each.old.name for each in first if each.old)
        told = replace(told, lost=lost, lost_rows=repeated[first][1])
    return told


def given_key(names: Sequence[str], table: str, pairs: list[ColumnPair]) -> ChosenKey:
    """The key that the user names, by the names of either side. Raises the fault `no-such-column`."""
    common = [each for each in pairs if each.old and each.new]
    by_name = {side.name.casefold(): each for each in common for side in (each.old, each.new) if side}
    missing = [name for name in names if name.casefold() not in by_name]
    if missing:
        raise Fault(
            "no-such-column",
            f"{table} has no column {missing[0]} in both extractions, so it cannot be its key.",
            hint=near(missing[0], [each.name for each in common]),
        )
    return ChosenKey(tuple(by_name[name.casefold()] for name in dict.fromkeys(names)), "given")


def _candidates(old: ExtractedTable, new: ExtractedTable, pairs: list[ColumnPair]) -> list[tuple[ColumnPair, ...]]:
    """The keys of either table whose columns both have, the most plausible first."""
    by_old = {each.old.name: each for each in pairs if each.old and each.new}
    by_new = {each.new.name: each for each in pairs if each.old and each.new}
    found: dict[tuple[ColumnPair, ...], None] = {}
    for table, by_name in ((old, by_old), (new, by_new)):
        for key in table.profile.keys:
            if all(name in by_name for name in key.columns):
                found[tuple(by_name[name] for name in key.columns)] = None
    ranked = [(rank, each) for each in found if (rank := _rank(each, old.name)) is not None]
    return [each for _, each in sorted(ranked, key=lambda pair: pair[0])]


def _rank(columns: tuple[ColumnPair, ...], table: str) -> tuple[int, int, int] | None:
    """Columns called like keys first, then by type, then by place; None of what is no key."""
    sides = [each.old or each.new for each in columns]
    types = [_RANKS.get(each.type) for each in sides if each]
    worst = max((each or 9 for each in types), default=9)
    if worst > max(_RANKS.values()):
        return None
    called = all(names_its_own(each.name, table) for each in sides if each)
    return (len(columns), 0 if called else worst, min(each.place for each in sides if each))


def _is_plausible(columns: tuple[ColumnPair, ...], table: str) -> bool:
    """Whether columns are a key by more than chance: called like one, or first in the table."""
    sides = [each.old or each.new for each in columns]
    return any(each is not None and (each.place == 0 or names_its_own(each.name, table)) for each in sides)


def _persistent(sides: _Sides, candidates: list[tuple[ColumnPair, ...]]) -> tuple[ColumnPair, ...]:
    """The first of several keys by which many rows come again; a number that happens to be unique does not."""
    tried = candidates[:_TRIED]
    if len(tried) == 1:
        return tried[0]
    common = {each: sides.in_common(each) for each in tried}
    return next(each for each in tried if common[each] >= _HALF * max(common.values()))
