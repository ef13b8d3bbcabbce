"""The plan of a recipe: proved before a row is read, one SELECT per output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from sqlglot import exp

from entracte.engine import quoted
from entracte.engine.expressions import Expression, expression
from entracte.formats import Field, Format
from entracte.recipe.cells import ColumnType, Kind
from entracte.recipe.chains import Built, built
from entracte.recipe.crosswalks import CrosswalkRows, read_crosswalks
from entracte.recipe.filters import filtered
from entracte.recipe.folder import Folder
from entracte.recipe.formula import attach, compile_formula
from entracte.recipe.model import Name, Output, Recipe
from entracte.recipe.output_columns import (
    check_config,
    check_constants,
    check_kinds,
    fields_of,
    format_of,
    forms_of,
    lacking,
)
from entracte.recipe.places import Place
from entracte.recipe.reading import ReadRecipe, known
from entracte.recipe.relations import Relation
from entracte.recipe.selects import NUMBER, Query, numbered, of_row, selected, sql, table
from entracte.recipe.stages import Stage, own_column
from entracte.recipe.stations import Chain
from entracte.recipe.steps import Look, Measured, Reported, Step
from entracte.recipe.tables import ordered, planned
from entracte.recipe.world import Warned, World

CELL_NOT_AS_DECLARED = "cell-not-as-declared"


@dataclass(frozen=True)
class SourceColumns:
    """What a plan must know of a source: its columns with what the source itself says they are (R3)."""

    columns: Mapping[str, ColumnType]


@dataclass
class OutputPlan:
    """One output: `select` gives its rows in no order, with the place of each in the table it comes from.

    `wide` has all that happened on the way; `reports` are the findings made in its columns.
    """

    output: Output
    format: Format | None
    fields: Mapping[str, Field]
    relation: Relation
    wide: Query
    columns: Mapping[str, Expression]
    rejected: Expression | None
    steps: tuple[Step, ...]
    reports: tuple[Reported, ...]
    chains: Mapping[str, Chain]

    @property
    def file(self) -> str:
        """The name of the file, by which its steps and findings are known."""
        return f"{self.output.name}.csv"

    def rows(self) -> exp.Select:
        """The cells of the rows that are written, by the columns' places: `c0`, `c1` ..., and the place of the row."""
        cells = {f"c{place}": cell.copy() for place, cell in enumerate(self.columns.values())}
        return selected(self.wide, {NUMBER: of_row(NUMBER), **cells}, where=self.kept())

    def kept(self) -> Expression | None:
        """The condition of the rows that are written, None for all."""
        return exp.Not(this=exp.paren(self.rejected.copy())) if self.rejected is not None else None


class Elsewhere(Protocol):
    """Where queries are computed, if not in the engine itself: Spark."""

    def spelt(self, text: str) -> str:
        """A query in its words; the fault `not-on-spark` for what it would compute differently."""

    def landed(self, text: str, steps: Sequence[tuple[str, str]]) -> str:
        """Compute a query that reads named steps; gives the query by which the engine reads the result."""


@dataclass
class Plan:
    """All that a run needs: named queries, outputs, small tables, and how the steps are counted."""

    recipe: Recipe
    folder: Folder
    world: World
    outputs: list[OutputPlan]
    crosswalks: list[CrosswalkRows]
    elsewhere: Elsewhere | None = None
    _texts: dict[str, str] = field(default_factory=dict)

    @property
    def steps(self) -> list[Step]:
        """Every step, in order."""
        return self.world.steps

    @property
    def warnings(self) -> list[Warned]:
        """What is allowed and probably not meant, each said once."""
        return list(dict.fromkeys(self.world.warnings))

    @property
    def measured(self) -> list[Measured]:
        """What is counted."""
        return self.world.measured

    def whole(self, query: Query) -> str:
        """A query as the engine is asked it; computed by then, and only to be read, where that is done elsewhere."""
        if self.elsewhere is None:
            return self.text(query)
        text = _alone(query)
        needed = self._needed(text)
        return self.elsewhere.landed(
            text, [(name, self.text_of(name)) for name in self.world.with_steps if name in needed]
        )

    def shown(self, query: Query) -> str:
        """A query in the words of the engine that computes it."""
        text = self.text(query)
        return self.elsewhere.spelt(text) if self.elsewhere is not None else text

    def text(self, query: Query) -> str:
        """A query with the named steps that it reads, as text. A step is spelt once, however many queries read it."""
        text = _alone(query)
        needed = self._needed(text)
        steps = [f"{quoted(name)} AS (\n{self.text_of(name)}\n)" for name in self.world.with_steps if name in needed]
        return f"WITH {', '.join(steps)}\n{text}" if steps else text

    def text_of(self, name: str) -> str:
        """A named step as text."""
        if name not in self._texts:
            # not copied: nobody else has this tree, and it may be large
            self._texts[name] = self.world.with_steps[name].sql(dialect="duckdb", pretty=True, copy=False)
        return self._texts[name]

    def _needed(self, text: str) -> set[str]:
        """The named steps that a text reads, and those that they read: a name that stands there in quotes is one."""
        needed: set[str] = set()
        waiting = [text]
        while waiting:
            text = waiting.pop()
            new = {name for name in self.world.with_steps if name not in needed and quoted(name) in text}
            needed |= new
            waiting += map(self.text_of, new)
        return needed


def _alone(query: Query) -> str:
    return sql(query) if isinstance(query, exp.Select) else f"FROM {sql(query)}"


def make_plan(
    read: ReadRecipe, sources: Mapping[str, SourceColumns], *, python_allowed: bool = True, sample: int | None = None
) -> Plan:
    """Plan a recipe over sources whose columns are known; a sample is so many rows of each output, evenly spread.

    Raises faults that say where in the recipe they come from.
    """
    recipe = read.recipe
    relations = {name: _source(recipe, name, each) for name, each in sources.items()}
    world = World(recipe, read.folder, relations, planned, python_allowed)
    for name, relation in relations.items():
        _measure_types(world, name, relation)
    # tables first, in the recipe's order: its steps are told from top to bottom
    for name in recipe.tables:
        world[name]
    outputs = [_output(world, output, sample) for output in recipe.outputs]
    for name in recipe.crosswalks:
        if name not in world.crosswalks_used:
            world.warnings.append(Warned(recipe.crosswalks[name].place, f"no column uses the crosswalk {name}."))
    return Plan(recipe, read.folder, world, outputs, read_crosswalks(recipe.crosswalks, read.folder))


def _source(recipe: Recipe, name: str, told: SourceColumns) -> Relation:
    source = recipe.sources[name]
    locale = source.locale or recipe.locale
    columns = dict(told.columns)
    bare = Relation(name, name, columns, locale)
    for column, kind in source.types.items():
        found = bare.find(Name(source.type_places[column], column))
        columns[found] = ColumnType(kind.kind, kind.form, locale)
    return Relation(name, name, columns, locale)


def _measure_types(world: World, name: str, relation: Relation) -> None:
    """Count the cells that are not what their column is declared to be by the recipe."""
    source = world.recipe.sources[name]
    declared = [column for column in source.types if source.types[column].kind is not Kind.TEXT]
    if not declared:
        return
    formulas = {
        column: compile_formula(own_column(_found(relation, column)), world.scope(relation)) for column in declared
    }
    attached = attach(formulas, table(relation.known_as), prefix=world.unique("entracte_t"))
    prefix = world.unique("entracte_t")
    texts = {f"{prefix}_{place}": attached.cells[column].text for place, column in enumerate(declared)}
    query = selected(
        attached.query if attached.query is not None else table(relation.known_as),
        {held: text for held, text in texts.items() if text is not None},
        everything=True,
    )
    measured = Measured(name, world.name_query(f"{name}: types", query))
    for place, column in enumerate(declared):
        kind = relation.columns[_found(relation, column)]
        shown = f"{kind.kind.value} {kind.form}".strip()
        step = world.add_step(
            name, column, "type", f"{column} is a {shown}", source.type_places[column], ((name, column),)
        )
        if texts[f"{prefix}_{place}"] is not None:
            cell = of_row(f"{prefix}_{place}")
            when = exp.Not(this=exp.Is(this=cell, expression=exp.null()))
            measured.reports.append(Reported(step, CELL_NOT_AS_DECLARED, column, when, cell.copy(), shown))
    world.measured.append(measured)


def _found(relation: Relation, column: str) -> str:
    return relation.find(Name(Place("", 0, 0), column))


def _output(world: World, output: Output, sample: int | None) -> OutputPlan:
    """Plan an output: its filter, its order, then its columns. Formulas count over all rows of its table."""
    first = len(world.steps)
    relation = world[known(output.from_, world.recipe)]
    stage = Stage(world, f"{output.name}.csv", replace(relation, whole=relation.known_as))
    if sample is not None:
        _sampled(stage, sample)
    if output.where is not None:
        filtered(stage, output.where)
    if output.order:
        ordered(stage, output.order)
    fields = fields_of(output)
    check_constants(output, fields)
    check_config(output, fields)
    world.warnings += [
        Warned(output.place, f"{output.name} has no column {name}, and {output.format.text} needs one.")
        for name in lacking(output, fields)
    ]
    made: Built = built(world, stage.of, output.columns, stage.relation, forms_of(fields))
    check_kinds(made.chains, fields)
    world.measured.append(made.measured)
    shown = {name: chain.shown("written", made.texts[name]) for name, chain in made.chains.items()}
    world.looks.append(Look(stage.of, made.query, shown))
    return OutputPlan(
        output,
        format_of(output),
        fields,
        stage.relation,
        made.query,
        made.texts,
        exp.or_(*made.rejected) if made.rejected else None,
        tuple(world.steps[first:]),
        reports=tuple(made.measured.reports),
        chains=made.chains,
    )


def _sampled(stage: Stage, wanted: int) -> None:
    """So many rows, evenly spread; the first one is always there."""
    place = numbered([(of_row(NUMBER), False)])
    total = exp.Window(this=exp.Count(this=exp.Star()))
    counted = selected(stage.query, {"entracte_place": place, "entracte_total": total}, everything=True)
    every = expression("greatest(1, $total // $wanted)", total=of_row("entracte_total"), wanted=wanted)
    before = expression("$place - 1", place=of_row("entracte_place"))
    where = expression(
        "$before % $every = 0 AND $before // $every < $wanted", before=before, every=every, wanted=wanted
    )
    stage.move("sample", selected(counted, {NUMBER: of_row(NUMBER), **stage.cells()}, where=where))
