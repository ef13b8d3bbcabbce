"""Grouping: one row per group, and what is made of its values."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from entracte.engine.expressions import Expression, expression
from entracte.recipe.cells import Cells, ColumnType, Kind
from entracte.recipe.model import Group, Measure, Name
from entracte.recipe.selects import ALIAS, NUMBER, Query, aliased, of_row, selected
from entracte.recipe.stages import Stage

_NUMBERS = ("sum", "average")
_OF_TEXT = {
    "count": "CAST(count($text) AS VARCHAR)",
    "count_distinct": "CAST(count(DISTINCT $text) AS VARCHAR)",
    "list": "string_agg($text, $separator ORDER BY $number)",
    "first": "arg_min($text, $number)",
    "last": "arg_max($text, $number)",
}


def grouped(stage: Stage, told: Group) -> None:
    """Make a row of each group, in the order of the first rows of the groups."""
    by = [stage.relation.find(each) for each in told.by]
    shown = ", ".join(
        f"{name} = {each.function} {each.column.text if each.column else ''}".strip()
        for name, each in told.columns.items()
    )
    measured = [stage.relation.find(each.column) for each in told.columns.values() if each.column]
    reads = list(dict.fromkeys([*by, *measured]))
    stage.step("group", f"group: by {', '.join(by)}" + (f"; {shown}" if shown else ""), told.place, reads)
    taken = {each.casefold() for each in by}
    for name, measure in told.columns.items():
        stage.check_new(name, measure.place, taken)
        taken.add(name.casefold())
    columns = [(name, each, each.column) for name, each in told.columns.items()]
    names: list[Name] = [column for _, _, column in columns if column is not None]
    query, values = stage.values(names)
    waiting = iter(values)
    made: dict[str, Expression] = {NUMBER: expression("min($number)", number=of_row(NUMBER))}
    kinds: dict[str, ColumnType] = {name: stage.relation.columns[name] for name in by}
    keys = [expression("nullif($key, '')", key=of_row(name)) for name in by]
    made |= dict(zip(by, keys, strict=True))
    cells: dict[str, Expression] = {name: of_row(name) for name in made}
    for name, measure, column in columns:
        kind = stage.relation.columns[stage.relation.find(column)] if column else ColumnType()
        value = next(waiting) if column else None
        text = of_row(stage.relation.find(column)) if column else None
        made[name] = _measured(measure, kind, value, text)
        cells[name] = _as_text(measure, kind, of_row(name))
        kinds[name] = _kind(measure, kind)
    before = stage.query
    made_here = {name: (stage.of, name) for name in told.columns}
    stage.relation = replace(stage.relation, columns=kinds, origins={**stage.relation.origins, **made_here})
    # measures first, then their texts: a text names its number many times, and would have it summed up as often
    stage.move("group", selected(_grouped(query, made, keys), cells))
    stage.measure_rows(before)


def _grouped(query: Query, made: dict[str, Expression], keys: list[Expression]) -> exp.Select:
    columns = [exp.alias_(each, name, quoted=True, copy=False) for name, each in made.items()]
    found = exp.Select(expressions=columns).from_(aliased(query, ALIAS), copy=False)
    return found.group_by(*(key.copy() for key in keys), copy=False)


def _measured(measure: Measure, kind: ColumnType, value: Expression | None, text: Expression | None) -> Expression:
    """One measure: a number, or text."""
    if value is None or text is None:
        return expression("CAST(count(*) AS VARCHAR)")
    if measure.function in _NUMBERS:
        return _computed(measure, kind, value)
    if measure.function in ("min", "max"):
        return expression("min($value)" if measure.function == "min" else "max($value)", value=value)
    blankless = expression("nullif($text, '')", text=text)
    return expression(_OF_TEXT[measure.function], text=blankless, **_parts(measure))


def _parts(measure: Measure) -> dict[str, Expression | str]:
    """What the measures of text need besides the text."""
    if measure.function == "list":
        return {"separator": measure.separator, "number": of_row(NUMBER)}
    return {"number": of_row(NUMBER)} if measure.function in ("first", "last") else {}


def _computed(measure: Measure, kind: ColumnType, value: Expression) -> Expression:
    """A sum or an average."""
    if kind.kind is not Kind.NUMBER:
        raise measure.place.fault(
            "wrong-type",
            f"{measure.function} needs numbers; {measure.column.text if measure.column else ''} is {kind.kind.value}.",
            "Declare its type under the source: types: {COLUMN: number}.",
        )
    # exact: a sum of doubles would depend on the order in which threads add
    total = expression("CAST(sum(TRY_CAST($value AS DECIMAL(38, 9))) AS DOUBLE)", value=value)
    if measure.function == "average":
        total = expression("$total / count($value)", total=total, value=value)
    return total


def _as_text(measure: Measure, kind: ColumnType, made: Expression) -> Expression:
    """A measure as the text of its column."""
    if measure.function in _NUMBERS:
        return Cells(number=made).as_text()
    if measure.function in ("min", "max") and kind.kind is not Kind.TEXT:
        return Cells(number=made, shown_as=kind.kind).as_text()
    return made


def _kind(measure: Measure, kind: ColumnType) -> ColumnType:
    """What the text of a measure says; what was read by a form is now in ISO."""
    if measure.function in ("sum", "average", "count", "count_distinct"):
        return ColumnType(Kind.NUMBER)
    if measure.function in ("min", "max"):
        return ColumnType(kind.kind)
    return ColumnType() if measure.function == "list" else kind
