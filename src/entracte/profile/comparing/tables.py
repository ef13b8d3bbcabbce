"""Which table of the new extraction is which of the old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from entracte.profile.comparing.model import ExtractedTable, Extraction
from entracte.profile.comparing.spelling import alike, is_made_up, spelled, unstamped

_ENOUGH = 0.6
"""How much alike in columns and name two tables must be to be called the same, renamed."""

_HALF = 0.5


@dataclass(frozen=True)
class TablePair:
    """The two sides of a table, one of them None where the table is new or gone; `evidence` where it is renamed."""

    old: ExtractedTable | None
    new: ExtractedTable | None
    evidence: str = ""


def pair_tables(old: Extraction, new: Extraction) -> list[TablePair]:
    """All tables of both, those of the old in their order, then those that are new.

    A delivery that is one file with one table is the same table whatever the file is called.
    """
    if old.single and new.single:
        return [TablePair(old.tables[0], new.tables[0])]
    left, right = list(old.tables), list(new.tables)
    pairs: list[TablePair] = []
    pairs += _equal(left, right, lambda table: table.name)
    pairs += _equal(left, right, lambda table: table.name.casefold())
    pairs += _equal(left, right, lambda table: unstamped(table.name) if table.called_as_file else None, _HALF)
    pairs += _renamed(left, right)
    by_old = {each.old.name: each for each in pairs if each.old is not None}
    told = [by_old.get(table.name, TablePair(table, None)) for table in old.tables]
    return told + [TablePair(None, table) for table in right]


def _equal(
    left: list[ExtractedTable],
    right: list[ExtractedTable],
    told: Callable[[ExtractedTable], str | None],
    in_common: float = 0.0,
) -> list[TablePair]:
    """Take out the pairs whose names come to the same, no other table's doing so."""
    mine, theirs = _by_name(left, told), _by_name(right, told)
    found = []
    for name, tables in mine.items():
        others = theirs.get(name, [])
        if len(tables) != 1 or len(others) != 1 or _in_common(_spelled(tables[0]), _spelled(others[0])) < in_common:
            continue
        found.append(TablePair(tables[0], others[0]))
        left.remove(tables[0])
        right.remove(others[0])
    return found


def _by_name(
    tables: list[ExtractedTable], told: Callable[[ExtractedTable], str | None]
) -> dict[str, list[ExtractedTable]]:
    by_name: dict[str, list[ExtractedTable]] = {}
    for table in tables:
        name = told(table)
        if name is not None:
            by_name.setdefault(name, []).append(table)
    return by_name


def _renamed(left: list[ExtractedTable], right: list[ExtractedTable]) -> list[TablePair]:
    """Take out the pairs that have most columns in common, the likeliest first."""
    old = [(table, _spelled(table)) for table in left]
    new = [(table, _spelled(table)) for table in right]
    scored = sorted(
        (-score, at, by)
        for at, (one, columns) in enumerate(old)
        for by, (other, others) in enumerate(new)
        if (score := _likeness(one.name, other.name, columns, others)) >= _ENOUGH
    )
    found = []
    for _, at, by in scored:
        (one, columns), (other, others) = old[at], new[by]
        if one in left and other in right:
            evidence = f"{len(columns & others)} of {len(columns)} columns are called the same"
            found.append(TablePair(one, other, evidence))
            left.remove(one)
            right.remove(other)
    return found


def _likeness(one: str, other: str, columns: set[str], others: set[str]) -> float:
    """From 0 to 1. Few columns, or columns without titles, prove nothing: then the tables must be called alike."""
    shared = columns & others
    if not shared:
        return 0.0
    name = alike(one, other)
    if sum(not is_made_up(each) for each in shared) < 2 and name < _ENOUGH:
        return 0.0
    return 0.85 * _in_common(columns, others) + 0.15 * name


def _in_common(columns: set[str], others: set[str]) -> float:
    """The share of all names that are in both."""
    return len(columns & others) / len(columns | others) if columns | others else 0.0


def _spelled(table: ExtractedTable) -> set[str]:
    return {spelled(each) or each for each in table.names}
