"""Statistics over cells of this row, or over whole columns. Texts and blanks in cells do not count."""

from __future__ import annotations

from dataclasses import dataclass, field

from entracte.recipe.cells import Kind
from entracte.recipe.formula.call import Call
from entracte.recipe.formula.coercion import as_number
from entracte.recipe.formula.families.conditional import counted, of_cells, of_table
from entracte.recipe.formula.families.logic import shown_as
from entracte.recipe.formula.lookups import Conditions
from entracte.recipe.formula.registry import family
from entracte.recipe.formula.terms import NULL, Term, choose, coalesce, either, literal, null, present, some, sql
from entracte.recipe.formula.values import DIVISION, Across, Argument, Many, Value

statistics = family("statistics")


@dataclass
class Numbers:
    """The numbers of arguments: those of this row, and columns."""

    cells: list[Term] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    columns: list[tuple[str, Value]] = field(default_factory=list)
    error: Term | None = None

    @property
    def shown_as(self) -> Kind:
        """What they are shown as: days if all are."""
        return shown_as(self.values)


def numbers_of(call: Call, first: int = 0, last: int = 255) -> Numbers:
    """The numbers of the arguments from `first` to `last`; what is written out as text is read as a number."""
    found = Numbers()
    for index in range(first, min(call.count, last + 1)):
        argument = call.argument(index)
        if isinstance(argument, Across):
            _warn_of_column(call, index, argument)
            found.columns += [(argument.table, column) for column in argument.columns]
            found.values += argument.columns
            continue
        for value in argument.values if isinstance(argument, Many) else [argument]:
            _add_cell(call, found, value, isinstance(argument, Many))
    return found


def _add_cell(call: Call, found: Numbers, value: Value, in_array: bool) -> None:
    if value.reference or in_array:
        if value.text is not None and value.number is None and value.name:
            _warn_of_text(call, value.name)
        found.error = either(found.error, value.error)
        number = value.number
    else:
        number, error = as_number(value, call.locale)
        found.error = either(found.error, error)
    if number is not None:
        found.cells.append(number)
        found.values.append(value)


def _warn_of_text(call: Call, name: str) -> None:
    call.compiler.warn(
        f"{call.function.name}: [{name}] is text, and text in cells does not count. Declare its type "
        f"(types: {{{name}: number}})."
    )


def _warn_of_column(call: Call, index: int, argument: Across) -> None:
    from entracte.recipe.formula.tree import Reference

    node = call.tree(index)
    if isinstance(node, Reference) and not node.table and node.columns:
        name = node.columns[0]
        call.compiler.warn(f"{call.function.name}: [{name}] is the whole column here; [@{name}] is this row's value.")
    for column in argument.columns:
        if column.number is None and column.name:
            _warn_of_text(call, column.name)


def _totals(call: Call, numbers: Numbers) -> tuple[Term, Term, list[Term], list[Term]]:
    """Sum, count, and the least and largest of each part."""
    parts = [of_cells(numbers.cells, None)] if numbers.cells else []
    parts += [of_table(call, table, value, Conditions.none()) for table, value in numbers.columns]
    for part in parts:
        numbers.error = either(numbers.error, part.error)
    total, count = literal(0.0), literal(0.0)
    for part in parts:
        total = part.total if total is literal(0.0) else sql("$a + $b", total, part.total)
        count = part.count if count is literal(0.0) else sql("$a + $b", count, part.count)
    return total, count, [part.least for part in parts], [part.most for part in parts]


@statistics(
    "SUM(values1, [values2], ...)",
    "The sum.",
    {"=SUM(1,2,3)": 6, '=SUM("4",TRUE)': 5, "=SUM({1,2;3,4})": 10, '=SUM("a")': "#VALUE!"},
    arrays=True,
)
def _sum(call: Call) -> Argument:
    numbers = numbers_of(call)
    total, *_ = _totals(call, numbers)
    call.fail_with(numbers.error)
    return call.gives_number(total)


@statistics(
    "AVERAGE(values1, [values2], ...)",
    "The average.",
    {"=AVERAGE(1,2,6)": 3, '=AVERAGE({"a"})': "#DIV/0!"},
    arrays=True,
)
def _average(call: Call) -> Argument:
    numbers = numbers_of(call)
    total, count, *_ = _totals(call, numbers)
    call.fail_with(numbers.error)
    call.fail(sql("$a = 0e0", count), DIVISION)
    return call.gives_number(sql("$a / NULLIF($b, 0e0)", total, count), numbers.shown_as)


def _extreme(call: Call, place: int, name: str) -> Argument:
    numbers = numbers_of(call)
    found = _totals(call, numbers)[place]
    call.fail_with(numbers.error)
    result: Term = NULL
    for part in found:  # type: ignore[union-attr]
        result = part if result is NULL else sql(f"COALESCE({name}($a, $b), $a, $b)", result, part)
    return call.gives_number(coalesce(result, literal(0.0)), numbers.shown_as)


@statistics(
    "MAX(values1, [values2], ...)",
    "The largest number; 0 where there is none.",
    {"=MAX(1,7,3)": 7, '=MAX({"a"})': 0, "=MAX(-5,-2)": -2},
    arrays=True,
)
def _max(call: Call) -> Argument:
    return _extreme(call, 3, "GREATEST")


@statistics(
    "MIN(values1, [values2], ...)",
    "The smallest number; 0 where there is none.",
    {"=MIN(4,2,3)": 2, "=MIN({5,6})": 5},
    arrays=True,
)
def _min(call: Call) -> Argument:
    return _extreme(call, 2, "LEAST")


@statistics(
    "COUNT(values1, [values2], ...)",
    "How many are numbers.",
    {'=COUNT(1,"a","2",TRUE)': 3, '=COUNT({1,"a",2})': 2},
    arrays=True,
)
def _count(call: Call) -> Argument:
    def numeric(value: Value, own: bool) -> Term | None:
        if value.reference or own:
            return value.number
        number, error = as_number(value, call.locale)
        return number if error is None else choose((null(error), number))

    return _how_many(call, numeric)


@statistics(
    "COUNTA(values1, [values2], ...)",
    "How many are not blank.",
    {'=COUNTA(1,"",TRUE)': 3, "=COUNTA(1/0)": 1},
    arrays=True,
)
def _counta(call: Call) -> Argument:
    def there(value: Value, _: bool) -> Term | None:
        held = some(present(part) for part in value.parts)
        return choose((held, literal(1.0))) if value.blank else literal(1.0)

    return _how_many(call, there)


@statistics("COUNTBLANK(range)", "How many are blank or empty text.", {'=COUNTBLANK({"",1,"a"})': 1}, arrays=True)
def _countblank(call: Call) -> Argument:
    def empty(value: Value, _: bool) -> Term | None:
        empties = [] if value.text is None else [sql("COALESCE($a = '', FALSE)", value.text)]
        return choose((some([value.is_blank, *empties]), literal(1.0)))

    return _how_many(call, empty)


def _how_many(call: Call, counts: object) -> Argument:
    assert callable(counts)
    total: Term = literal(0.0)
    for index in range(call.count):
        argument = call.argument(index)
        if isinstance(argument, Across):
            found = [
                counted(call, argument.table, counts(column, True) or NULL, Conditions.none())
                for column in argument.columns
            ]
        else:
            cells = argument.values if isinstance(argument, Many) else [argument]
            terms = [counts(cell, isinstance(argument, Many)) for cell in cells]
            found = [
                literal(1.0)
                if term.operation == "literal" and term is not NULL
                else sql("CASE WHEN $a IS NULL THEN 0e0 ELSE 1e0 END", term)
                for term in terms
                if term is not None
            ]
        for part in found:
            total = part if total is literal(0.0) else sql("$a + $b", total, part)
    return call.gives_number(total)
