"""Some of the rows that are new, changed and vanished, personal values hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from entracte.profile.comparing.columns import ColumnPair
from entracte.profile.comparing.model import Delta, ExtractedTable, SampleChange, SampleRow
from entracte.profile.masking import masked
from entracte.profile.model import ColumnProfile

_LONGEST = 120

_Row = list[str | None]


@dataclass(frozen=True)
class Places:
    """Which rows to show, by their places in the files, and the columns that both tables have."""

    LIMIT: ClassVar[int] = 5

    compared: list[ColumnPair]
    key: tuple[ColumnPair, ...]
    new: list[int]
    changed: list[tuple[int, int]]
    vanished: list[int]


def with_samples(delta: Delta, old: ExtractedTable, new: ExtractedTable, places: Places) -> Delta:
    """The delta with its samples."""
    before = _rows(old, [*places.vanished, *(each for each, _ in places.changed)])
    now = _rows(new, [*places.new, *(each for _, each in places.changed)])
    hidden = {id(each): any(side.masked for side in (each.old, each.new) if side) for each in places.compared}
    hidden_old = {each.old.place for each in places.compared if each.old and hidden[id(each)]}
    hidden_new = {each.new.place for each in places.compared if each.new and hidden[id(each)]}
    changes = []
    for old_place, new_place in places.changed:
        was, told = before[old_place], now[new_place]
        changes.append(_change(places, was, told, hidden))
    keys_old = {each.old.place for each in places.key if each.old}
    keys_new = {each.new.place for each in places.key if each.new}
    return replace(
        delta,
        new_samples=tuple(_sample(new, now[each], keys_new, hidden_new) for each in places.new),
        changed_samples=tuple(changes),
        vanished_samples=tuple(_sample(old, before[each], keys_old, hidden_old) for each in places.vanished),
    )


def _rows(table: ExtractedTable, places: Iterable[int]) -> dict[int, _Row]:
    """Some rows of a file by their places; only the parts of the file that hold them are read."""
    import pyarrow.parquet as pq

    wanted = sorted(set(places))
    found: dict[int, _Row] = {}
    if table.data is None or not wanted:
        return found
    with pq.ParquetFile(table.data) as file:
        first = 0
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            here = [each for each in wanted if first <= each < first + rows]
            if here:
                taken = file.read_row_group(group, use_threads=False).take([each - first for each in here])
                columns = [column.to_pylist() for column in taken.columns]
                found |= {place: [column[at] for column in columns] for at, place in enumerate(here)}
            first += rows
    return found


def _sample(table: ExtractedTable, row: _Row, keys: set[int], hidden: set[int]) -> SampleRow:
    told = {
        each.name: _shown(row[each.place], each, hide=each.masked or each.place in hidden)
        for each in table.profile.columns
    }
    places = {each.name: each.place for each in table.profile.columns}
    return SampleRow(
        {name: value for name, value in told.items() if places[name] in keys},
        {name: value for name, value in told.items() if places[name] not in keys and value is not None},
    )


def _change(places: Places, was: _Row, told: _Row, hidden: dict[int, bool]) -> SampleChange:
    key: dict[str, str | None] = {}
    changes: dict[str, tuple[str | None, str | None]] = {}
    for each in places.compared:
        assert each.old and each.new
        before, now = was[each.old.place], told[each.new.place]
        hide = hidden[id(each)]
        if each in places.key:
            key[each.name] = _shown(now, each.new, hide=hide)
        elif before != now:
            changes[each.name] = (_shown(before, each.old, hide=hide), _shown(now, each.new, hide=hide))
    return SampleChange(key, changes)


def _shown(value: str | None, column: ColumnProfile, *, hide: bool) -> str | None:
    """A value as it may be shown; what stands for none is nobody's."""
    if value is None:
        return None
    if hide and value not in {each.value for each in column.placeholders if each.kind != "too-frequent"}:
        value = masked(value)
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
