"""Which column of the new table is which of the old."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from entracte.engine import Engine
from entracte.profile.comparing.model import ColumnComparison, ExtractedTable
from entracte.profile.comparing.overlap import overlaps
from entracte.profile.comparing.spelling import alike, is_made_up
from entracte.profile.model import ColumnProfile
from entracte.profile.types import DATES, NUMBERS

_ENOUGH = 0.5
"""The score from which on a column is told to be another one, renamed."""

_TELLING = ((20, 1.0), (5, 0.7), (2, 0.4), (0, 0.1))
"""How much the same values in two columns tell, by how many different ones there are: of few it may be an accident."""


@dataclass(frozen=True)
class ColumnPair:
    """The two sides of a column, one of them None where it is new or gone; `score` and `evidence` if renamed."""

    old: ColumnProfile | None
    new: ColumnProfile | None
    score: float | None = None
    evidence: str = ""

    @property
    def name(self) -> str:
        """What the column is called, as the new extraction calls it where it is there."""
        told = self.new or self.old
        assert told is not None
        return told.name

    @property
    def is_retyped(self) -> bool:
        """Whether the type by content changed; a column without values has none."""
        return (
            self.old is not None
            and self.new is not None
            and self.old.type != self.new.type
            and "empty" not in {self.old.type, self.new.type}
        )

    def compared(self) -> ColumnComparison:
        """What is known of both sides."""
        old, new = self.old, self.new
        if old is None or new is None:
            state = "new" if old is None else "gone"
        elif self.score is not None:
            state = "renamed"
        else:
            state = "retyped" if self.is_retyped else "same"
        return ColumnComparison(
            name=self.name,
            state=state,
            name_old=old.name if old else None,
            name_new=new.name if new else None,
            type_old=old.type if old else None,
            type_new=new.type if new else None,
            declared_old=old.declared or None if old else None,
            declared_new=new.declared or None if new else None,
            place_old=old.place + 1 if old else None,
            place_new=new.place + 1 if new else None,
            fill_old=round(old.fill, 6) if old else None,
            fill_new=round(new.fill, 6) if new else None,
            distinct_old=old.distinct if old else None,
            distinct_new=new.distinct if new else None,
            score=self.score,
            evidence=self.evidence,
        )


def pair_columns(engine: Engine, old: ExtractedTable, new: ExtractedTable) -> list[ColumnPair]:
    """All columns of both, those of the old table in their order, then those that are new.

    Names that differ in case are the same: recipes do not mind. Others are paired by their values, and told so.
    """
    left, right = list(old.profile.columns), list(new.profile.columns)
    pairs = _equal(left, right, lambda column: column.name)
    pairs += _equal(left, right, lambda column: column.name.casefold())
    pairs += _renamed(engine, old, new, left, right)
    by_place = {each.old.place: each for each in pairs if each.old is not None}
    told = [by_place.get(each.place, ColumnPair(each, None)) for each in old.profile.columns]
    return told + [ColumnPair(None, each) for each in right]


def moved(pairs: list[ColumnPair]) -> list[str]:
    """The columns that stand elsewhere among those that both tables have; as few as possible."""
    common = [(each.old.place, each.new.place, each.name) for each in pairs if each.old and each.new]
    common.sort()
    stay = _longest_rise([new for _, new, _ in common])
    return [name for _, new, name in common if new not in stay]


def _longest_rise(numbers: list[int]) -> set[int]:
    """The numbers of a longest rising subsequence."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(ends, number)
        before[number] = ends[at - 1] if at else None
        ends[at : at + 1] = [number]
    told: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        told.add(last)
        last = before[last]
    return told


def _equal(
    left: list[ColumnProfile], right: list[ColumnProfile], told: Callable[[ColumnProfile], str]
) -> list[ColumnPair]:
    """Take out the pairs whose names come to the same, no other column's doing so."""
    mine, theirs = _by_name(left, told), _by_name(right, told)
    pairs = [
        ColumnPair(columns[0], theirs[name][0])
        for name, columns in mine.items()
        if len(columns) == 1 == len(theirs.get(name, []))
    ]
    _take_out(pairs, left, right)
    return pairs


def _by_name(columns: list[ColumnProfile], told: Callable[[ColumnProfile], str]) -> dict[str, list[ColumnProfile]]:
    by_name: dict[str, list[ColumnProfile]] = {}
    for each in columns:
        by_name.setdefault(told(each), []).append(each)
    return by_name


def _take_out(pairs: list[ColumnPair], left: list[ColumnProfile], right: list[ColumnProfile]) -> None:
    old = {each.old.place for each in pairs if each.old}
    new = {each.new.place for each in pairs if each.new}
    left[:] = [each for each in left if each.place not in old]
    right[:] = [each for each in right if each.place not in new]


def _renamed(
    engine: Engine, old: ExtractedTable, new: ExtractedTable, left: list[ColumnProfile], right: list[ColumnProfile]
) -> list[ColumnPair]:
    """Take out the pairs that hold the same, or are called nearly the same, the likeliest first."""
    if not left or not right:
        return []
    shares = overlaps(engine, old, new, left, right)
    scored = []
    for one in left:
        for other in right:
            score, evidence = _likeness(one, other, shares.get((one.place, other.place), 0.0))
            if score >= _ENOUGH:
                scored.append((-score, abs(one.place - other.place), one.place, other.place, evidence))
    by_old, by_new = {each.place: each for each in left}, {each.place: each for each in right}
    pairs = []
    for score, _, place, other_place, evidence in sorted(scored):
        if place in by_old and other_place in by_new:
            pairs.append(ColumnPair(by_old.pop(place), by_new.pop(other_place), round(-score, 2), evidence))
    _take_out(pairs, left, right)
    return pairs


def _likeness(one: ColumnProfile, other: ColumnProfile, share: float) -> tuple[float, str]:
    """How sure it is that two columns are the same, and why: their values, their names, their place."""
    name = 0.0 if is_made_up(one.name) or is_made_up(other.name) else alike(one.name, other.name)
    if name == 1.0:
        return 0.95, "the names differ in separators and accents only"
    if not one.filled or not other.filled or not _of_one_family(one.type, other.type):
        return 0.0, ""
    different = min(one.distinct, other.distinct)
    weight = next(weight for least, weight in _TELLING if different >= least)
    place = 0.1 if one.place == other.place else 0.0
    score = 0.7 * share * weight + 0.2 * name + place
    if name >= 0.8 and (share >= 0.2 or weight < 1.0):
        score = max(score, 0.6)
    return score, f"{share * 100:.0f} % of the values are the same" + (", the names are alike" if name >= 0.6 else "")


def _of_one_family(one: str, other: str) -> bool:
    return one == other or any({one, other} <= family for family in (NUMBERS, DATES, {"text", "code", "identifier"}))
