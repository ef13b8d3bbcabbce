"""Joins: columns of another table, found by equal values."""

from __future__ import annotations

from sqlglot import exp

from entracte.engine.expressions import Expression, column, expression
from entracte.recipe.model import Join
from entracte.recipe.reading import known
from entracte.recipe.relations import Relation
from entracte.recipe.selects import NUMBER, LeftJoin, numbered, of_row, selected, table
from entracte.recipe.stages import Stage
from entracte.recipe.steps import Counter, Reported, Step

SEVERAL = "join-several"
_OTHER = "entracte_other"


def joined(stage: Stage, join: Join) -> None:
    """Add the columns of the other table. Blank values find nothing."""
    other = stage.world[known(join.table, stage.world.recipe)]
    ours = [stage.relation.find(own) for own, _ in join.on]
    theirs = [other.find(each) for _, each in join.on]
    taken = _taken_over(stage, join, other, theirs)
    reads = (*map(stage.relation.read, ours), *map(other.read, theirs))
    step = stage.step(
        "join", _spelt(join, other.name, list(zip(ours, theirs, strict=True)), taken), join.place, known=reads
    )
    right = _other_rows(join, other, theirs, taken)
    fits = exp.and_(
        *(
            exp.EQ(
                this=expression("nullif($own, '')", own=of_row(own)), expression=column(f"entracte_key{place}", _OTHER)
            )
            for place, own in enumerate(ours)
        )
    )
    before = stage.query
    more = {name: column(f"entracte_{place}", _OTHER) for place, name in enumerate(taken)}
    marks = {name: column(name, _OTHER) for name in ("entracte_fits", "entracte_place")}
    found = stage.named(
        "found", selected(before, {**more, **marks}, everything=True, joins=[LeftJoin(right, _OTHER, fits)])
    )
    _measure(stage, join, found, step, ours)
    stage.relation = stage.with_columns(
        {name: other.columns[held] for name, held in taken.items()},
        {name: other.read(held) for name, held in taken.items()},
    )
    keep = {
        "all": None,
        "matched": expression("$fits IS NOT NULL", fits=of_row("entracte_fits")),
        "unmatched": expression("$fits IS NULL", fits=of_row("entracte_fits")),
    }[join.rows]
    number: Expression = of_row(NUMBER)
    if join.several == "each":
        number = numbered([(of_row(NUMBER), False), (of_row("entracte_place"), False)])
    stage.move("join", selected(found, {NUMBER: number, **stage.cells()}, where=keep))
    if join.several == "each":
        stage.measure_rows(before)


def _spelt(join: Join, other: str, pairs: list[tuple[str, str]], taken: dict[str, str]) -> str:
    """All that decides what the join does, what it does unless told otherwise included: a reviewer reads this."""
    columns = ", ".join(name if name == held else f"{held} as {name}" for name, held in taken.items())
    on = ", ".join(f"{own} = {their}" for own, their in pairs)
    taking = f"; columns {columns}" if columns and join.rows != "unmatched" else ""
    return f"join: {other} on {on}{taking}; rows {join.rows}" + (
        f"; several {join.several}" if join.rows != "unmatched" else ""
    )


def _taken_over(stage: Stage, join: Join, other: Relation, keys: list[str]) -> dict[str, str]:
    """The new columns and what they are in the other table."""
    names = [other.find(each) for each in join.columns] or [each for each in other.columns if each not in keys]
    taken = {each.casefold() for each in stage.relation.columns}
    found: dict[str, str] = {}
    for name in names:
        made = f"{join.prefix}{name}"
        if made.casefold() in taken:
            raise join.place.fault(
                "duplicate-column",
                f"{stage.of} has a column {made} already, and {other.name} has one too.",
                "Name the columns that you need with columns, or tell them apart with prefix.",
            )
        taken.add(made.casefold())
        found[made] = name
    return found


def _other_rows(join: Join, other: Relation, keys: list[str], taken: dict[str, str]) -> exp.Select:
    """The other table's rows: its keys, the columns taken over, how many rows have the key, and their places."""
    cells = {f"entracte_key{place}": expression("nullif($key, '')", key=of_row(key)) for place, key in enumerate(keys)}
    cells |= {f"entracte_{place}": of_row(held) for place, held in enumerate(taken.values())}
    rows = selected(table(other.known_as), {NUMBER: of_row(NUMBER), **cells})
    held = [of_row(f"entracte_key{place}") for place in range(len(keys))]
    given = exp.and_(*(expression("$key IS NOT NULL", key=key) for key in held))
    if join.several == "each":
        marks = {"entracte_fits": exp.Literal.number(1), "entracte_place": of_row(NUMBER)}
        return selected(rows, marks, everything=True, where=given)
    counted = exp.Window(this=exp.Count(this=exp.Star()), partition_by=[key.copy() for key in held])
    marks = {"entracte_fits": counted, "entracte_place": numbered([(of_row(NUMBER), False)], held)}
    placed = selected(rows, marks, everything=True, where=given)
    return selected(placed, {}, everything=True, where=expression("$place = 1", place=of_row("entracte_place")))


def _measure(stage: Stage, join: Join, found: exp.Table, step: Step, ours: list[str]) -> None:
    if join.several == "each":
        return
    measured = stage.measure(found, step)
    fits = of_row("entracte_fits")
    if join.rows != "all":
        test = "$fits IS NULL" if join.rows == "matched" else "$fits IS NOT NULL"
        measured.counters.append(Counter(step, "dropped", expression(test, fits=fits)))
    else:
        measured.counters.append(Counter(step, "found", expression("$fits IS NOT NULL", fits=fits)))
    if join.several == "report" and join.rows != "unmatched":
        when = expression("$fits > 1", fits=fits)
        measured.reports.append(
            Reported(
                step, SEVERAL, None, when, of_row(ours[0]), stage.world[known(join.table, stage.world.recipe)].name
            )
        )
