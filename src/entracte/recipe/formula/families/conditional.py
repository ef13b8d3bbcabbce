"""Aggregates over the rows of a table that fulfil criteria."""

from __future__ import annotations

from dataclasses import dataclass

from entracte.recipe.cells import Kind
from entracte.recipe.formula.call import Call
from entracte.recipe.formula.criteria import add_criterion, criterion_of, test
from entracte.recipe.formula.lookups import Conditions
from entracte.recipe.formula.registry import family
from entracte.recipe.formula.relations import Grouped, Output
from entracte.recipe.formula.terms import FALSE, TRUE, Term, choose, coalesce, every, joined, literal, sql
from entracte.recipe.formula.values import (
    DIVISION,
    Across,
    Argument,
    Many,
    Value,
    guarded,
    number_value,
)

conditional = family("conditional")


@dataclass(frozen=True)
class Aggregate:
    """What is made of the values that count: sum, count of numbers, least, most, a possible error."""

    total: Term
    count: Term
    least: Term
    most: Term
    error: Term | None
    shown_as: Kind


def over(call: Call, values: Argument, pairs: list[tuple[int, int]]) -> Aggregate:
    """Aggregate values where the criteria of (range, criterion) pairs hold."""
    if isinstance(values, Across):
        return _over_table(call, values, pairs)
    cells = values.values if isinstance(values, Many) else [values] if isinstance(values, Value) else []
    tests = [_row_tests(call, pairs, place) for place in range(len(cells))]
    numbers = [
        choose((held, cell.number)) if cell.number is not None else literal(None)
        for cell, held in zip(cells, tests, strict=True)
    ]
    errors = [choose((held, cell.error)) for cell, held in zip(cells, tests, strict=True) if cell.error is not None]
    return of_cells(numbers, coalesce(*errors) if errors else None)


def of_cells(numbers: list[Term], error: Term | None, shown_as: Kind = Kind.NUMBER) -> Aggregate:
    """Aggregate cells of one row; null ones do not count."""
    total: Term = literal(0.0)
    count: Term = literal(0.0)
    for number in numbers:
        total = sql("$a + COALESCE($b, 0e0)", total, number)
        count = sql("$a + CASE WHEN $b IS NULL THEN 0e0 ELSE 1e0 END", count, number)
    least = _variadic("LEAST", numbers)
    most = _variadic("GREATEST", numbers)
    return Aggregate(total, count, least, most, error, shown_as)


def _variadic(name: str, numbers: list[Term]) -> Term:
    """The least or the greatest of the numbers that are there."""
    held = [number for number in numbers if number.operation != "literal" or number.arguments[0] is not None]
    found: Term = literal(None)
    for place, number in enumerate(held):
        found = number if not place else sql(f"COALESCE({name}($a, $b), $a, $b)", found, number)
    return found


def _row_tests(call: Call, pairs: list[tuple[int, int]], place: int) -> Term:
    held: list[Term] = []
    for at, criterion in pairs:
        argument = call.argument(at)
        cells = argument.values if isinstance(argument, Many) else [argument]
        if place >= len(cells) or not isinstance(cells[place], Value):
            raise call.wrong(at, "has another size than the cells that are counted")
        cell = cells[place]
        assert isinstance(cell, Value)
        held.append(coalesce(test(cell, criterion_of(call, criterion)), FALSE))
    return every(held)


def conditions_of(call: Call, table: str, pairs: list[tuple[int, int]]) -> Conditions:
    """The conditions of (range, criterion) pairs over one table."""
    conditions = Conditions.none()
    for at, criterion in pairs:
        argument = call.argument(at)
        if not isinstance(argument, Across) or argument.table != table or argument.width != 1:
            raise call.wrong(at, f"has to be one column of {table or 'this table'}", "Write it table[COLUMN].")
        add_criterion(conditions, argument.columns[0], criterion_of(call, criterion))
    return conditions


def _over_table(call: Call, values: Across, pairs: list[tuple[int, int]]) -> Aggregate:
    value = values.columns[0]
    if value.number is None and value.name:
        call.compiler.warn(
            f"{call.function.name}: [{value.name}] is text, and text does not count. Declare its type "
            f"(types: {{{value.name}: number}})."
        )
    return of_table(call, values.table, value, conditions_of(call, values.table, pairs))


def of_table(call: Call, table: str, value: Value, conditions: Conditions) -> Aggregate:
    """Aggregate the rows of a table that fulfil conditions."""
    items, keys = conditions.items(call.compiler, table)
    number = value.number if value.number is not None else sql("CAST(NULL AS DOUBLE)")
    outputs = [
        Output("total", number, "sum"),
        Output("count", number, "count"),
        Output("least", number, "least"),
        Output("most", number, "most"),
    ]
    if value.error is not None:
        outputs.append(Output("error", value.error, "any"))
    relation = Grouped(items, tuple(outputs))

    def part(name: str) -> Term:
        return joined(relation, name, *keys)

    zero = literal(0.0)
    return Aggregate(
        coalesce(part("total"), zero),
        coalesce(part("count"), zero),
        part("least"),
        part("most"),
        part("error") if value.error is not None else None,
        value.shown_as,
    )


def counted(call: Call, table: str, counts: Term, conditions: Conditions, *, different: bool = False) -> Term:
    """How many rows fulfil conditions; those where `counts` is null do not count, nor equal ones if `different`."""
    items, keys = conditions.items(call.compiler, table)
    relation = Grouped(items, (Output("count", counts, "different" if different else "count"),))
    return coalesce(joined(relation, "count", *keys), literal(0.0))


def _pairs(call: Call, first: int) -> list[tuple[int, int]]:
    if (call.count - first) % 2:
        raise call.wrong(call.count - 1, "is a range without a criterion")
    return [(place, place + 1) for place in range(first, call.count, 2)]


def _count(call: Call, pairs: list[tuple[int, int]]) -> Argument:
    first = call.argument(pairs[0][0])
    if isinstance(first, Across):
        return call.gives_number(counted(call, first.table, TRUE, conditions_of(call, first.table, pairs)))
    cells = first.values if isinstance(first, Many) else [first]
    total: Term = literal(0.0)
    for place in range(len(cells)):
        total = sql("$a + CASE WHEN $b THEN 1e0 ELSE 0e0 END", total, _row_tests(call, pairs, place))
    return call.gives_number(total)


@conditional(
    "COUNTIF(range, criterion)",
    "How many cells of a column fulfil a criterion.",
    {'=COUNTIF({1,2,3},">=2")': 2, '=COUNTIF({"ab","ac","b"},"a*")': 2, '=COUNTIF({"a","B"},"b")': 1},
    arrays=True,
)
def _countif(call: Call) -> Argument:
    return _count(call, [(0, 1)])


@conditional(
    "COUNTIFS(range1, criterion1, [range2], [criterion2], ...)",
    "How many rows fulfil all criteria.",
    {'=COUNTIFS({1,2,3},">1",{"a","b","a"},"a")': 1},
    arrays=True,
)
def _countifs(call: Call) -> Argument:
    return _count(call, _pairs(call, 0))


def _sum(call: Call, values: int, pairs: list[tuple[int, int]]) -> Argument:
    found = over(call, call.argument(values), pairs)
    return call.gives(guarded(number_value(found.total), found.error))


def _average(call: Call, values: int, pairs: list[tuple[int, int]]) -> Argument:
    found = over(call, call.argument(values), pairs)
    call.fail_with(found.error)
    call.fail(sql("$a = 0e0", found.count), DIVISION)
    return call.gives_number(sql("$a / NULLIF($b, 0e0)", found.total, found.count), found.shown_as)


@conditional(
    "SUMIF(range, criterion, [sum_range])",
    "The sum of the rows that fulfil a criterion.",
    {'=SUMIF({1,2,3},">1")': 5, '=SUMIF({"a","b"},"b",{10,20})': 20},
    arrays=True,
)
def _sumif(call: Call) -> Argument:
    return _sum(call, 2 if call.given(2) else 0, [(0, 1)])


@conditional(
    "SUMIFS(sum_range, range1, criterion1, [range2], [criterion2], ...)",
    "The sum of the rows that fulfil all criteria.",
    {'=SUMIFS({10,20,30},{1,2,3},">1",{"a","b","a"},"a")': 30},
    arrays=True,
)
def _sumifs(call: Call) -> Argument:
    return _sum(call, 0, _pairs(call, 1))


@conditional(
    "AVERAGEIF(range, criterion, [average_range])",
    "The average of the rows that fulfil a criterion.",
    {'=AVERAGEIF({1,2,3},">1")': 2.5, '=AVERAGEIF({1,2},">5")': "#DIV/0!"},
    arrays=True,
)
def _averageif(call: Call) -> Argument:
    return _average(call, 2 if call.given(2) else 0, [(0, 1)])


@conditional(
    "AVERAGEIFS(average_range, range1, criterion1, [range2], [criterion2], ...)",
    "The average of the rows that fulfil all criteria.",
    {'=AVERAGEIFS({10,20},{1,2},"<>1")': 20},
    arrays=True,
)
def _averageifs(call: Call) -> Argument:
    return _average(call, 0, _pairs(call, 1))


def _extreme(call: Call, name: str) -> Argument:
    found = over(call, call.argument(0), _pairs(call, 1))
    call.fail_with(found.error)
    return call.gives_number(coalesce(getattr(found, name), literal(0.0)), found.shown_as)


@conditional(
    "MAXIFS(max_range, range1, criterion1, [range2], [criterion2], ...)",
    "The largest of the rows that fulfil all criteria; 0 where none does.",
    {'=MAXIFS({10,20,30},{"a","b","a"},"a")': 30, "=MAXIFS({1},{1},2)": 0},
    arrays=True,
)
def _maxifs(call: Call) -> Argument:
    return _extreme(call, "most")


@conditional(
    "MINIFS(min_range, range1, criterion1, [range2], [criterion2], ...)",
    "The smallest of the rows that fulfil all criteria; 0 where none does.",
    {'=MINIFS({10,20,30},{"a","b","a"},"a")': 10},
    arrays=True,
)
def _minifs(call: Call) -> Argument:
    return _extreme(call, "least")
