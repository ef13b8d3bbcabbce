"""The tables of a recipe: from where the rows come through all that is done with them, each step a named query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from entracte.engine.expressions import Expression, expression
from entracte.recipe.cells import ColumnType, Kind
from entracte.recipe.chains import built
from entracte.recipe.filters import filtered
from entracte.recipe.grouping import grouped
from entracte.recipe.joining import joined
from entracte.recipe.looking_up import UNKNOWN_REJECTED
from entracte.recipe.model import Dedupe, Explode, Name, Ordering, Table, Unpivot
from entracte.recipe.model import Sequence as Numbering
from entracte.recipe.reading import known
from entracte.recipe.relations import Relation
from entracte.recipe.selects import NUMBER, Query, numbered, of_row, selected, table
from entracte.recipe.stages import Stage
from entracte.recipe.steps import Counter
from entracte.recipe.world import World


def planned(world: World, name: str) -> Relation:
    """Plan a table of the recipe: its steps become named queries, the last one called as the table."""
    told = world.recipe.tables[name]
    stage = _rows(world, name, told)
    for join in told.join:
        joined(stage, join)
    if told.add:
        _add(stage, told)
    if told.explode:
        _explode(stage, told.explode)
    if told.unpivot:
        _unpivot(stage, told.unpivot)
    if told.where:
        filtered(stage, told.where)
    if told.dedupe:
        _dedupe(stage, told.dedupe)
    if told.group:
        grouped(stage, told.group)
    if told.order:
        ordered(stage, told.order)
    if told.sequence:
        _sequence(stage, told.sequence)
    if told.columns:
        _only(stage, told.columns)
    return stage.finished(name)


def _rows(world: World, name: str, told: Table) -> Stage:
    if told.from_ is not None:
        return Stage(world, name, world[known(told.from_, world.recipe)])
    parts = [world[known(each, world.recipe)] for each in told.union]
    columns: dict[str, ColumnType] = {}
    for part in parts:
        for each, kind in part.columns.items():
            held = columns.setdefault(each, kind)
            if held != kind:
                columns[each] = ColumnType()
    if told.union_columns == "same":
        _check_same(told, parts, columns)
    stage = Stage(world, name, Relation(name, name, columns, parts[0].locale))
    query: Expression | None = None
    for place, part in enumerate(parts):
        cells = {each: of_row(each) if each in part.columns else _blank() for each in columns}
        one = selected(
            table(part.known_as), {"entracte_part": exp.Literal.number(place), NUMBER: of_row(NUMBER), **cells}
        )
        query = one if query is None else exp.Union(this=query, expression=one, distinct=False)
    assert query is not None
    everything = exp.Select(expressions=[exp.Star()]).from_(
        exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier("parts"))), copy=False
    )
    number = numbered([(of_row("entracte_part"), False), (of_row(NUMBER), False)])
    stage.step(
        "union", "union: " + ", ".join(each.text for each in told.union) + f"; columns {told.union_columns}", told.place
    )
    stage.move("union", selected(everything, {NUMBER: number, **stage.cells()}))
    return stage


def _check_same(told: Table, parts: Sequence[Relation], columns: Mapping[str, ColumnType]) -> None:
    for name, part in zip(told.union, parts, strict=True):
        lacking = [each for each in columns if each not in part.columns]
        if lacking:
            raise name.place.fault(
                "union-differs",
                f"{name.text} does not have the columns {', '.join(lacking)}, which others of the union have.",
                "Say union_columns: all to leave them blank, or keep the same columns in each with columns.",
            )


def _blank() -> Expression:
    return exp.cast(exp.null(), "VARCHAR")


def _add(stage: Stage, told: Table) -> None:
    taken = {each.casefold() for each in stage.relation.columns}
    for name, each in told.add.items():
        stage.check_new(name, each.place, taken)
    made = built(stage.world, stage.of, told.add, stage.relation, {})
    for name, chain in made.chains.items():
        if any(report.code == UNKNOWN_REJECTED and report.field == name for report in made.measured.reports):
            place = chain.recipe.crosswalk.place if chain.recipe.crosswalk else chain.recipe.place
            raise place.fault(
                "bad-table",
                "rows are rejected where they are written: a table's crosswalk cannot reject.",
                "Move it to the output.",
            )
    stage.world.measured.append(made.measured)
    stage.relation = stage.with_columns({name: chain.type for name, chain in made.chains.items()})
    old = {name: of_row(name) for name in stage.relation.columns if name not in made.texts}
    shown = {name: [("add", cell)] for name, cell in old.items()}
    shown |= {name: chain.shown("add", made.texts[name]) for name, chain in made.chains.items()}
    stage.move("add", selected(made.query, {NUMBER: of_row(NUMBER), **old, **made.texts}), (made.query, shown))


def _explode(stage: Stage, told: Explode) -> None:
    held = stage.relation.find(told.column)
    stage.step(
        "explode",
        f'explode: {held} at "{told.separator}"' + (f"; position {told.position}" if told.position else ""),
        told.place,
        [held],
    )
    if told.position is not None:
        stage.check_new(told.position, told.place, {each.casefold() for each in stage.relation.columns})
    values = expression(
        "list_filter(string_split($text, $separator), lambda part: part <> '')",
        text=of_row(held),
        separator=told.separator,
    )
    # a blank list keeps its row, with a blank
    parts = expression(
        "CASE WHEN coalesce(len($values), 0) = 0 THEN [NULL] ELSE $values END", values=of_row("entracte_parts")
    )
    lists = selected(stage.query, {"entracte_parts": values}, everything=True)
    filled = selected(lists, {"entracte_values": parts}, everything=True)
    rows = selected(
        filled,
        {
            "entracte_value": expression("unnest($values)", values=of_row("entracte_values")),
            "entracte_place": expression("unnest(range(1, len($values) + 1))", values=of_row("entracte_values")),
        },
        everything=True,
    )
    cells = stage.cells() | {held: of_row("entracte_value")}
    if told.position is not None:
        stage.relation = stage.with_columns({told.position: ColumnType(Kind.NUMBER)})
        cells[told.position] = expression("CAST($place AS VARCHAR)", place=of_row("entracte_place"))
    _renumbered(stage, "explode", rows, cells)


def _unpivot(stage: Stage, told: Unpivot) -> None:
    names = [stage.relation.find(each) for each in told.columns]
    stage.step(
        "unpivot",
        f"unpivot: {', '.join(names)}; name {told.name}, value {told.value}, blank {told.blank}",
        told.place,
        names,
    )
    left = {name: kind for name, kind in stage.relation.columns.items() if name not in names}
    taken = {each.casefold() for each in left}
    stage.check_new(told.name, told.place, taken)
    stage.check_new(told.value, told.place, taken | {told.name.casefold()})
    kinds = {stage.relation.columns[name] for name in names}
    pairs = [
        expression("struct_pack(name := $name, value := nullif($value, ''))", name=name, value=of_row(name))
        for name in names
    ]
    rows = selected(
        stage.query,
        {
            "entracte_pair": expression("unnest($pairs)", pairs=exp.Array(expressions=pairs)),
            "entracte_place": expression("unnest(range($count))", count=len(names)),
        },
        everything=True,
    )
    pair = of_row("entracte_pair")
    cells = {name: of_row(name) for name in left} | {
        told.name: expression("struct_extract($pair, 'name')", pair=pair),
        told.value: expression("struct_extract($pair, 'value')", pair=pair),
    }
    if told.blank == "drop":
        rows = selected(rows, {}, everything=True, where=expression("$value IS NOT NULL", value=cells[told.value]))
    kind = kinds.pop() if len(kinds) == 1 else ColumnType()
    made_here = {each: (stage.of, each) for each in (told.name, told.value)}
    stage.relation = replace(
        stage.relation,
        columns={**left, told.name: ColumnType(), told.value: kind},
        origins={**stage.relation.origins, **made_here},
    )
    _renumbered(stage, "unpivot", rows, cells)


def _renumbered(stage: Stage, what: str, rows: Query, cells: Mapping[str, Expression]) -> None:
    """Several rows of one: numbered by the row they come from, then by their place in it."""
    place = numbered([(of_row(NUMBER), False), (of_row("entracte_place"), False)])
    before = stage.query
    stage.move(what, selected(rows, {NUMBER: place, **cells}))
    stage.measure_rows(before)


def _dedupe(stage: Stage, told: Dedupe) -> None:
    first = f", the first of {_spelt(told.order)}" if told.order else ""
    step = stage.step(
        "dedupe",
        f"dedupe: by {', '.join(each.text for each in told.by)}{first}",
        told.place,
        [stage.relation.find(each) for each in (*told.by, *(each.column for each in told.order))],
    )
    keys = [stage.relation.cell(each) for each in told.by]
    query, order = _ordering(stage, told.order)
    place = numbered([*order, (of_row(NUMBER), False)], keys)
    placed = stage.named("placed", selected(query, {"entracte_place": place}, everything=True))
    none = _all(expression("$key IS NULL", key=key) for key in keys)
    keep = exp.or_(expression("$place = 1", place=of_row("entracte_place")), none)
    measured = stage.measure(placed, step)
    measured.counters.append(Counter(step, "dropped", exp.Not(this=exp.paren(keep.copy()))))
    stage.move("dedupe", selected(placed, {NUMBER: of_row(NUMBER), **stage.cells()}, where=keep))


def _all(conditions: Iterable[Expression]) -> Expression:
    return exp.and_(*conditions)


def ordered(stage: Stage, told: Sequence[Ordering]) -> None:
    """Sort the rows: text by its characters, blanks last."""
    stage.step(
        "order", "order: " + _spelt(told), told[0].column.place, [stage.relation.find(each.column) for each in told]
    )
    query, order = _ordering(stage, told)
    place = numbered([*order, (of_row(NUMBER), False)])
    stage.move("order", selected(query, {NUMBER: place, **stage.cells()}))


def _sequence(stage: Stage, told: Numbering) -> None:
    stage.check_new(told.column, told.place, {each.casefold() for each in stage.relation.columns})
    reads = [stage.relation.find(each.column) for each in told.order] + [stage.relation.find(each) for each in told.by]
    anew = f", anew in each {', '.join(each.text for each in told.by)}" if told.by else ""
    text = f"sequence: {told.column} from {told.start} in the order {_spelt(told.order)}{anew}"
    stage.step("sequence", text, told.place, reads)
    query, order = _ordering(stage, told.order)
    place = numbered([*order, (of_row(NUMBER), False)], [stage.relation.cell(each) for each in told.by])
    number = expression("CAST($place + $before AS VARCHAR)", place=place, before=told.start - 1)
    cells = stage.cells()
    stage.relation = stage.with_columns({told.column: ColumnType(Kind.NUMBER)})
    stage.move("sequence", selected(query, {NUMBER: of_row(NUMBER), **cells, told.column: number}))


def counted_column(text: str) -> str:
    """The column that a step of the kind `sequence` makes, out of its text."""
    return text.removeprefix("sequence: ").rpartition(" in the order ")[0].rpartition(" from ")[0]


def _only(stage: Stage, told: Sequence[Name]) -> None:
    names = [stage.relation.find(each) for each in told]
    columns = {name: stage.relation.columns[name] for name in names}
    stage.step("columns", "columns: " + ", ".join(names), told[0].place)
    stage.relation = replace(stage.relation, columns=columns)
    stage.move("columns", selected(stage.query, {NUMBER: of_row(NUMBER), **stage.cells()}))


def _ordering(stage: Stage, told: Sequence[Ordering]) -> tuple[Query, list[tuple[Expression, bool]]]:
    query, values = stage.values([each.column for each in told])
    return query, [(value, each.descending) for value, each in zip(values, told, strict=True)]


def _spelt(told: Sequence[Ordering]) -> str:
    return ", ".join(("-" if each.descending else "") + each.column.text for each in told)
