"""Foreign keys by content: columns whose values stand in the key of another table.

Every column could refer to every key. Type, number of values and range leave few of the pairs; some values looked up
leave fewer; only these are tested, all different values at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from entracte.engine import Engine
from entracte.profile.evidence import Evidence
from entracte.profile.held import distinct_texts, texts
from entracte.profile.keys import LIKELY
from entracte.profile.model import ColumnProfile, GivenTable, Relation, TableProfile
from entracte.profile.naming import names_its_own, reference_score
from entracte.profile.tables import LookedTable

_KEYS_OF_TABLE = 4
_TESTS = 400
_PROBED = 0.6
_LEAST_SHARE = 0.8
_LEAST_SCORE = 0.6
_TYPES = frozenset({"integer", "code", "identifier", "text", "e-mail"})
_LONGEST = 60


@dataclass(frozen=True)
class _Side:
    """A column that refers, or is referred to."""

    given: GivenTable
    table: TableProfile
    column: ColumnProfile
    evidence: Evidence


@dataclass(frozen=True)
class _Pair:
    """A column and a key that it may refer to."""

    child: _Side
    parent: _Side
    by_name: float


def relations_of(engine: Engine, looked: Sequence[LookedTable]) -> tuple[Relation, ...]:
    """The relations between tables, those of a table together, the surest first."""
    sides = [
        _Side(each.given, each.profile, column, each.evidence[column.name])
        for each in looked
        for column in each.profile.columns
        if column.type in _TYPES and 0 < (column.longest or 0) <= _LONGEST and column.name in each.evidence
    ]
    parents = [side for side in sides if _is_key(side)]
    pairs = [
        _Pair(child, parent, reference_score(child.column.name, parent.table.name, parent.column.name))
        for parent in parents
        for child in sides
        if child.column is not parent.column and _may_refer(child.column, parent.column)
    ]
    pairs = _probed(engine, [pair for pair in pairs if _weighed(pair, 1.0)[0] >= _LEAST_SCORE])
    found = [relation for pair in pairs[:_TESTS] if (relation := _tested(engine, pair)) is not None]
    return _best(found, [each.profile.name for each in looked])


def _is_key(side: _Side) -> bool:
    """Whether a column is one of the few keys of its table that others may refer to."""
    first = [key.columns[0] for key in side.table.keys if len(key.columns) == 1][:_KEYS_OF_TABLE]
    likely = [key.columns[0] for key in side.table.likely_keys][: max(0, _KEYS_OF_TABLE - len(first))]
    return side.table.rows >= 2 and side.column.name in {*first, *likely}


def _may_refer(child: ColumnProfile, parent: ColumnProfile) -> bool:
    if {child.type, parent.type} & {"integer"} and {child.type, parent.type} & {"text", "e-mail", "identifier"}:
        return False
    if child.distinct < 1 or child.distinct * LIKELY > 1.25 * parent.distinct:
        return False
    if (child.shortest or 0) > (parent.longest or 0) or (child.longest or 0) < (parent.shortest or 0):
        return False
    if child.type == parent.type == "integer" and None not in {child.minimum, child.maximum, parent.minimum}:
        low, high = _number(child.minimum), _number(child.maximum)
        return low <= _number(parent.maximum) and high >= _number(parent.minimum)
    return True


def _number(spelled: str | None) -> float:
    try:
        return float(spelled or 0)
    except ValueError:
        return 0.0


def _probed(engine: Engine, pairs: list[_Pair]) -> list[_Pair]:
    """The pairs of which most of the child's probes stand in the parent."""
    left: list[_Pair] = []
    by_parent: dict[int, list[_Pair]] = {}
    for pair in pairs:
        by_parent.setdefault(id(pair.parent), []).append(pair)
    for group in by_parent.values():
        probes = [(at, text) for at, pair in enumerate(group) for text in pair.child.evidence.probes]
        engine.create_table("probe", {"pair": "INTEGER", "text": "VARCHAR"}, probes)
        parent = _of_column(texts, group[0].parent)
        hits = dict(
            engine.rows(
                f"SELECT pair, count(*) FROM probe SEMI JOIN ({parent}) AS key ON probe.text = key.text GROUP BY pair"
            )
        )
        left += [pair for at, pair in enumerate(group) if hits.get(at, 0) >= _PROBED * len(pair.child.evidence.probes)]
    return sorted(left, key=lambda pair: -pair.by_name)


def _of_column(query: Callable[[Path, int, int], str], side: _Side) -> str:
    assert side.given.data is not None
    return query(side.given.data, len(side.given.columns), side.column.place)


def _tested(engine: Engine, pair: _Pair) -> Relation | None:
    """The relation of a pair, if its values say so: all different ones looked up in the key."""
    ((total, missing, missing_rows),) = engine.rows(
        "SELECT count(*), count(*) FILTER (key.text IS NULL), coalesce(sum(child.n) FILTER (key.text IS NULL), 0) "
        f"FROM ({_of_column(distinct_texts, pair.child)}) AS child "
        f"LEFT JOIN (SELECT DISTINCT text FROM ({_of_column(texts, pair.parent)})) AS key ON child.text = key.text"
    )
    share = 1 - missing / total if total else 0.0
    score, reason = _weighed(pair, share)
    if share < _LEAST_SHARE or score < _LEAST_SCORE:
        return None
    return Relation(
        table=pair.child.table.name,
        column=pair.child.column.name,
        target_table=pair.parent.table.name,
        target_column=pair.parent.column.name,
        share=round(share, 6),
        missing=int(missing),
        missing_rows=int(missing_rows),
        score=round(score, 3),
        reason=reason,
    )


def _weighed(pair: _Pair, share: float) -> tuple[float, str]:
    """How sure a relation is, and why: share, names, and how little chance can explain it."""
    child, parent = pair.child.column, pair.parent.column
    chance, why = _chance(child, parent)
    by_name = pair.by_name
    same_table = pair.child.table is pair.parent.table
    own = names_its_own(child.name, pair.child.table.name) and (same_table or by_name < 0.9)
    is_key = child.distinct == child.filled == child.rows
    if own and same_table:
        return 0.0, "the column is the key of its own table"
    if own or (is_key and by_name < 0.8):
        by_name, chance = by_name / 2, max(chance, 0.8)
    score = (
        share * (0.45 + 0.4 * by_name + 0.15 * (1 - chance))
        if by_name >= 0.6
        else share * (0.3 * by_name + 0.75 * (1 - chance))
    )
    named = "the names fit" if by_name >= 0.8 else "the names are alike" if by_name >= 0.4 else "the names do not tell"
    return min(score, 1.0), f"{share:.1%} of the values stand in the key; {named}; {why}"


def _chance(child: ColumnProfile, parent: ColumnProfile) -> tuple[float, str]:
    """How well chance would explain that values are found, from 0 to 1."""
    if child.distinct < 3:
        return 0.9, "so few different values prove little by themselves"
    low, high = _number(parent.minimum), _number(parent.maximum)
    if parent.type == "integer" and high - low < 20 * parent.distinct:
        covered = min(1.0, child.distinct / parent.distinct)
        far = covered if child.distinct >= 10 else 0.0
        return 0.9 - 0.5 * far, "numbers in a row prove little by themselves"
    if parent.longest is not None and parent.longest <= 2:
        return 0.6, "so short values prove little by themselves"
    return 0.1, "chance cannot explain it"


def _best(found: list[Relation], tables: list[str]) -> tuple[Relation, ...]:
    """The best target of every column, and one direction of two."""
    targets: dict[tuple[str, str], Relation] = {}
    for each in sorted(found, key=lambda each: (-each.score, each.target_table, each.target_column)):
        targets.setdefault((each.table, each.column), each)
    kept = [
        each
        for each in targets.values()
        if (back := targets.get((each.target_table, each.target_column))) is None
        or (back.target_table, back.target_column) != (each.table, each.column)
        or (each.score, each.table) > (back.score, back.table)
    ]
    return tuple(sorted(kept, key=lambda each: (tables.index(each.table), -each.score, each.column)))
