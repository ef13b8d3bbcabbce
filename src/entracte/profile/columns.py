"""The columns that are held: everything that can be said of each by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from entracte.engine import Engine
from entracte.profile import dates, numbers, placeholders, shapes
from entracte.profile.counts import Counts, counts_of
from entracte.profile.evidence import Evidence, evidence_of
from entracte.profile.held import SAMPLE, draw_sample
from entracte.profile.kinds import conditions, kinds_of_column, kinds_of_sample
from entracte.profile.model import (
    ColumnProfile,
    Counted,
    DateOrders,
    Pattern,
    Placeholder,
)
from entracte.profile.numbers import Range
from entracte.profile.numbers_of_accounts import account_numbers
from entracte.profile.types import DATES, NUMBERS, Typed, kinds_to_prove, type_of

_SAMPLES = 8


@dataclass(frozen=True)
class ColumnLook:
    """A column about to be looked at."""

    place: int
    name: str
    declared: str
    rows: int


@dataclass(frozen=True)
class _Facts:
    """What is known of a column before it is told."""

    look: ColumnLook
    counts: Counts
    kinds: dict[str, int]
    typed: Typed
    placeholders: tuple[Placeholder, ...]
    patterns: tuple[Pattern, ...]


def empty_column(look: ColumnLook) -> ColumnProfile:
    """A column of a table without rows."""
    return _told(_Facts(look, Counts(), {}, Typed("empty", None, 0), (), ()), None, (None, None, ()), (), ())


def columns_held(engine: Engine, looks: list[ColumnLook]) -> list[tuple[ColumnProfile, Evidence]]:
    """The profiles of the columns that `held` holds, with the evidence of their values."""
    counts = counts_of(engine, [look.place for look in looks])
    draw_sample(engine, {place: each.distinct for place, each in counts.items()})
    sample = kinds_of_sample(engine)
    listed = placeholders.listed_placeholders(engine, [place for place, each in counts.items() if each.at_signs])
    none = {place: sum(each.count for each in found) for place, found in listed.items()}
    kinds = _kinds(engine, counts, sample, none)
    shaped = shapes.patterns(engine)
    told = []
    for look in looks:
        counted, place = counts[look.place], look.place
        listed_here = listed.get(place, [])
        typed = type_of(counted, kinds.get(place, {}), none.get(place, 0))
        standing = [*listed_here, *placeholders.too_frequent(counted, typed.name, listed_here)]
        standing.sort(key=lambda each: (-each.count, each.value))
        told.append(_Facts(look, counted, kinds.get(place, {}), typed, tuple(standing), shaped.get(place, ())))
    accounts = account_numbers(engine, {each.look.place for each in told if _may_hide_numbers(each)})
    evidence = evidence_of(engine, sample)
    ranges = numbers.number_ranges(
        engine, {each.look.place: numbers.decimal_mark(each.kinds) for each in told if each.typed.name in NUMBERS}
    )
    finished = []
    for each in told:
        place = each.look.place
        known = evidence.get(place, Evidence())
        column = _finished(engine, each, ranges.get(place), known.probes)
        known = replace(known, emails=each.kinds.get("e-mail", 0), accounts=accounts.get(place, {}))
        finished.append((column, known))
    return finished


def _kinds(
    engine: Engine, counts: dict[int, Counts], sample: dict[int, dict[str, int]], none: dict[int, int]
) -> dict[int, dict[str, int]]:
    """How many filled rows are of each kind.

    The sample tells which type a column may have; where it is not the whole column, that kind is counted exactly, and
    if there are not enough of it, the next that comes into question.
    """
    told: dict[int, dict[str, int]] = {}
    for place, found in sample.items():
        counted, judged = counts[place], none.get(place, 0)
        if counted.distinct <= SAMPLE:
            told[place] = found
            continue
        guessed = {kind: round(count * (counted.filled - judged) / found["all"]) for kind, count in found.items()}
        told[place] = guessed
        proved: set[str] = set()
        while missing := kinds_to_prove(type_of(counted, told[place], judged), counted) - proved:
            told[place] = told[place] | kinds_of_column(engine, place, missing)
            proved |= missing
    return told


def _may_hide_numbers(facts: _Facts) -> bool:
    """Whether values are long enough for the number of an account or a card, and not of a kind that holds none."""
    return (facts.counts.longest or 0) >= 13 and facts.typed.name in {"text", "code", "integer", "iban", "phone"}


def _finished(engine: Engine, facts: _Facts, numbered: Range | None, probes: tuple[str, ...]) -> ColumnProfile:
    found: DateOrders | None = None
    span: Range = numbered or (facts.counts.least, facts.counts.greatest, ())
    if facts.typed.name in DATES:
        found = dates.read_dates(engine, facts.look.place)
        span = dates.date_range(engine, facts.look.place, found, timed=facts.typed.name == "date-time")
    return _told(facts, found, span, _exceptions(engine, facts), probes[:_SAMPLES])


def _exceptions(engine: Engine, facts: _Facts) -> tuple[str, ...]:
    """The most frequent values that are not of the column's type."""
    if not facts.typed.kind or facts.typed.count >= facts.counts.filled:
        return ()
    condition = conditions()[facts.typed.kind]
    found = engine.rows(
        f"SELECT text FROM held WHERE place = {facts.look.place} AND text <> '' AND NOT ({condition}) "
        f"GROUP BY text ORDER BY sum(n) DESC, text LIMIT {_SAMPLES}"
    )
    return tuple(text for (text,) in found)


def _told(
    facts: _Facts, found: DateOrders | None, span: Range, exceptions: tuple[str, ...], samples: tuple[str, ...]
) -> ColumnProfile:
    look, counts = facts.look, facts.counts
    return ColumnProfile(
        name=look.name,
        declared=look.declared,
        place=look.place,
        type=facts.typed.name,
        rows=look.rows,
        null=counts.null,
        blank=counts.blank,
        filled=counts.filled,
        distinct=counts.distinct,
        distinct_exact=True,
        type_count=facts.typed.count,
        exception_count=max(counts.filled - facts.typed.count, 0) if facts.typed.kind else 0,
        exceptions=exceptions,
        minimum=span[0],
        maximum=span[1],
        shortest=counts.shortest,
        longest=counts.longest,
        padded=counts.padded,
        leading_zeros=counts.leading_zeros,
        decimal_mark=numbers.decimal_mark(facts.kinds) if facts.typed.name == "decimal" else None,
        dates=found,
        encodings=counts.encodings,
        patterns=facts.patterns,
        patterns_sampled=counts.distinct > SAMPLE,
        samples=samples,
        masked=False,
        frequent=tuple(Counted(value, count) for value, count in counts.frequent),
        histogram=span[2],
        placeholders=facts.placeholders,
        personal=(),
        mappings=(),
    )
