"""The columns of a table or output: each a chain from where its value comes from through all that is done with it.

Every value on the way is a column of its own, made in a query over the one below: the first values in the first, the
results of the first operations in the second, and so on. So nothing is computed twice, and every step can be looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from entracte.engine.expressions import Expression, column, expression
from entracte.recipe.arguments import arguments_of, columns_in, part_of, written
from entracte.recipe.cells import ColumnType, Kind
from entracte.recipe.formula import Formula as CompiledFormula
from entracte.recipe.formula import attach
from entracte.recipe.formula_tests import tests_of
from entracte.recipe.listing import is_listed, listed_by
from entracte.recipe.looking_up import UNKNOWN_REJECTED, compared, looked_up
from entracte.recipe.model import Call, ColumnRecipe, Constant, Formula, Name, PythonFunction
from entracte.recipe.operations import Done, all_operations
from entracte.recipe.python_columns import column_of
from entracte.recipe.relations import Relation
from entracte.recipe.selects import Query, of_row, selected, sql, table
from entracte.recipe.shared_columns import SharedColumns
from entracte.recipe.stations import At, Chain
from entracte.recipe.steps import Counter, Measured, Reported, Sampled, Step
from entracte.recipe.world import Joins, World, crosswalk_table

FORMULA_ERROR = "formula-error"
_MOST_COMPARED = 8


@dataclass
class Built:
    """Columns over a relation: `query` has everything of the rows and of the way; texts and conditions are over it."""

    query: Query
    texts: dict[str, Expression]
    chains: dict[str, Chain]
    measured: Measured
    rejected: list[Expression] = field(default_factory=list)


def built(
    world: World, of: str, columns: Mapping[str, ColumnRecipe], relation: Relation, forms: Mapping[str, str]
) -> Built:
    """Plan columns over the rows of a relation; `forms` gives the form of dates where it is not ISO."""
    return _Builder(world, of, columns, relation, forms).built()


class _Builder:
    def __init__(
        self, world: World, of: str, columns: Mapping[str, ColumnRecipe], relation: Relation, forms: Mapping[str, str]
    ) -> None:
        self.world = world
        self.of = of
        self.columns = columns
        self.relation = relation
        self.forms = forms
        self.chains: dict[str, Chain] = {}
        self.query: Query = table(relation.known_as)
        self.measured = Measured(of, self.query)
        self.rejected: list[Expression] = []
        self._formulas: dict[str, CompiledFormula] = {}
        self._beginnings: dict[str, Expression] = {}
        self._own: dict[str, list[str]] = {}
        self._asked: dict[tuple[str, str], None] = {}
        self._shared = SharedColumns()
        self._prefix = f"{world.unique('entracte_')}_"

    def built(self) -> Built:
        for place, (name, recipe) in enumerate(self.columns.items()):
            self._begin(f"{self._prefix}{place}", name, recipe)
        self._first_level()
        self._operations()
        self._crosswalks()
        texts = {name: chain.at.text(self.forms.get(name, "")) for name, chain in self.chains.items()}
        self.query = self.world.name_query(self.world.unique(f"{self.of}: columns "), self.query)
        self.measured.query = self.query
        for name, key in self._asked:
            self.world.crosswalks_used.setdefault(name, []).append((self.query, of_row(key)))
        return Built(self.query, texts, self.chains, self.measured, self.rejected)

    # where values come from

    def _begin(self, held: str, name: str, recipe: ColumnRecipe) -> None:
        begins = recipe.begins
        if isinstance(begins, Name):
            self._begin_column(held, name, recipe, begins)
        elif isinstance(begins, Formula):
            self._begin_formula(held, name, recipe, begins.text, self.world.compiled(begins, self.relation), "formula")
        elif isinstance(begins, Constant):
            text = begins.text or None
            self._beginnings[held] = expression("CAST($text AS VARCHAR)", text=text)
            self._begins(held, name, recipe, self._step(name, "constant", text or "(blank)", recipe, ()))
        else:
            self._begin_python(held, name, recipe, begins)

    def _begin_column(self, held: str, name: str, recipe: ColumnRecipe, begins: Name) -> None:
        found = self.relation.find(begins)
        kind = self.relation.columns[found]
        if kind.kind is not Kind.TEXT:
            escaped = "".join(f"'{each}" if each in "[]#'@" else each for each in found)
            compiled = self.world.compiled(Formula(begins.place, f"=[@[{escaped}]]"), self.relation)
            self._begin_formula(held, name, recipe, f"column {found}", compiled, "column")
            return
        step = self._step(name, "column", f"column {found}", recipe, (self.relation.read(found),))
        held = self._shared.hold(self._beginnings, self.relation.cell(begins), held)
        self._begins(held, name, recipe, step)

    def _begin_formula(  # noqa: PLR0917
        self, held: str, name: str, recipe: ColumnRecipe, text: str, compiled: CompiledFormula, kind: str
    ) -> None:
        step = self._step(name, kind, text, recipe, self.relation.reads(compiled.reads))
        self._own[held] = [column for of, column in compiled.reads if of == self.relation.name]
        exact = compiled.value.text is None
        shown = compiled.shown_as if exact or compiled.value.number is not None else Kind.TEXT
        self.chains[name] = Chain(name, recipe, At(held, Kind.TEXT), ColumnType(shown), exact, step)
        self._formulas[held] = compiled
        if kind != "formula":
            return
        for place, test in enumerate(tests_of(text, self.world.scope(self.relation))):
            self._formulas[f"{held}_test{place}"] = test

    def _begin_python(self, held: str, name: str, recipe: ColumnRecipe, begins: PythonFunction) -> None:
        if not self.world.python_allowed:
            raise begins.place.fault(
                "python-refused",
                "Python functions are run by the command line only.",
                "Run the recipe with `entracte transform`, or do it with operations and formulas.",
            )
        columns = [self.relation.cell(each) for each in begins.columns]
        made = column_of(begins, columns, self.world.folder)
        reads = tuple(self.relation.read(self.relation.find(each)) for each in begins.columns)
        self._own[held] = [self.relation.find(each) for each in begins.columns]
        step = self._step(name, "python", f"python {begins.file}:{begins.function}", recipe, reads, sql(made))
        self._beginnings[held] = expression("nullif(CAST($made AS VARCHAR), '')", made=made)
        self._begins(held, name, recipe, step)

    def _begins(self, held: str, name: str, recipe: ColumnRecipe, step: Step) -> None:
        self.chains[name] = Chain(name, recipe, At(held, Kind.TEXT), ColumnType(), False, step)

    def _step(  # noqa: PLR0917
        self,
        name: str,
        kind: str,
        text: str,
        recipe: ColumnRecipe,
        reads: tuple[tuple[str, str], ...],
        query: str = "",
    ) -> Step:
        return self.world.add_step(self.of, name, kind, text, recipe.begins.place, reads, query)

    def _first_level(self) -> None:
        """Formulas over the relation, then every first value as a column."""
        forms = {
            chain.at.name: self.forms.get(chain.name, "")
            for chain in self.chains.values()
            if not chain.recipe.apply and chain.recipe.crosswalk is None
        }
        made = dict(self._beginnings)
        if self._formulas:
            attached = attach(self._formulas, table(self.relation.known_as), forms=forms, prefix=f"{self._prefix}f")
            self.query = attached.query if attached.query is not None else self.query
            for held in self._formulas:
                if "_test" in held:
                    made[held] = attached.cells[held].boolean or exp.null()
                else:
                    made[held] = expression("nullif($text, '')", text=attached.texts[held])
            made |= {f"{held}_error": error for held, error in attached.errors.items() if "_test" not in held}
        self.query = selected(self.query, made, everything=True)
        for chain in self.chains.values():
            chain.stations.append((chain.step, chain.at))
            self._count_beginning(chain)

    def _count_beginning(self, chain: Chain) -> None:
        """A formula or function is counted against the columns that it reads; one that reads nothing is a constant."""
        step, held = chain.step, chain.at.name
        count = self.measured.counters
        if step.kind == "constant" or (step.kind == "column" and held in self._beginnings):
            return
        after = of_row(held)
        for name in self._own[held][:_MOST_COMPARED]:
            before = of_row(name)
            differs = expression("$after IS DISTINCT FROM nullif($before, '')", after=after, before=before)
            count.append(Counter(step, "changed", differs, Sampled(before, after)))
        count.append(Counter(step, "filled", expression("$after IS NOT NULL", after=after)))
        compiled = self._formulas.get(held)
        if compiled is None:
            return
        count += [Counter(step, "test", of_row(each)) for each in self._formulas if each.startswith(f"{held}_test")]
        if compiled.can_fail:
            error = of_row(f"{held}_error")
            when = expression("$error IS NOT NULL", error=error)
            self.measured.reports.append(Reported(step, FORMULA_ERROR, chain.name, when, error, step.text))

    # what is done with them

    def _operations(self) -> None:
        longest = max((len(chain.recipe.apply) for chain in self.chains.values()), default=0)
        for level in range(longest):
            waiting = [chain for chain in self.chains.values() if level < len(chain.recipe.apply)]
            self._as_text(waiting)
            joins = Joins(self.world, self.relation.locale)
            made: dict[str, Expression] = {}
            for chain in waiting:
                self._apply(chain, chain.recipe.apply[level], joins, made)
            self.query = selected(joins.values.over(self.query), made, everything=True)

    def _as_text(self, waiting: list[Chain]) -> None:
        """Make text of what is none: operations take text."""
        made: dict[str, Expression] = {}
        for chain in waiting:
            if chain.at.kind is not Kind.TEXT:
                name = self._shared.hold(made, chain.at.text(), f"{chain.at.name}_text")
                chain.at = At(name, Kind.TEXT)
        if made:
            self.query = selected(self.query, made, everything=True)

    def _apply(self, chain: Chain, call: Call, joins: Joins, made: dict[str, Expression]) -> None:
        operation = all_operations()[call.name]
        before = chain.at
        arguments = arguments_of(call, operation, self.relation.cell)
        part = part_of(call, operation)
        with call.place.told(f"{call.name}"):
            done = operation.apply(before.cell, arguments, joins)
        if not isinstance(done, Done):
            assert part is not None
            done = done[part]
        reads = tuple(self.relation.read(self.relation.find(each)) for each in columns_in(call))
        kept = [f"{name} = {sql(value)}" for name, value in joins.values.needed(done.value)]
        told = ";\n".join([*kept, sql(done.value)])
        step = self.world.add_step(self.of, chain.name, "operation", written(call), call.place, reads, told)
        listed = listed_by(operation, arguments)
        self._continue(chain, step, done, operation.gives, made, told)
        if listed:
            self._count_listed(step, before, is_listed(before.cell, listed))

    def _continue(  # noqa: PLR0917
        self, chain: Chain, step: Step, done: Done, kind: Kind, made: dict[str, Expression], told: str = ""
    ) -> None:
        """The chain's next value, its counter, and its findings."""
        before = chain.at
        after = chain.at = At(self._shared.hold(made, done.value, f"{before.name}x", told), kind)
        chain.type, chain.exact = ColumnType(kind), kind is not Kind.TEXT
        chain.stations.append((step, after))
        differs = expression("$after IS DISTINCT FROM $before", after=after.text(), before=before.cell)
        self.measured.counters.append(Counter(step, "changed", differs, Sampled(before.cell, after.text())))
        for place, found in enumerate(done.findings):
            flag = self._shared.hold(made, found.when, f"{after.name}_found{place}")
            when = expression("coalesce($flag, false)", flag=of_row(flag))
            self.measured.reports.append(
                Reported(step, found.code, chain.name, when, before.cell, found.detail or step.text)
            )
            if found.code == UNKNOWN_REJECTED:
                self.rejected.append(when)

    def _count_listed(self, step: Step, before: At, listed: Expression) -> None:
        self.measured.counters.append(Counter(step, "listed", listed, Sampled(before.cell, before.cell)))

    def _crosswalks(self) -> None:
        waiting = [chain for chain in self.chains.values() if chain.recipe.crosswalk is not None]
        if not waiting:
            return
        self._as_text(waiting)
        keys = self._keys(waiting)
        joins = Joins(self.world, self.relation.locale)
        made: dict[str, Expression] = {}
        for chain in waiting:
            name = chain.recipe.crosswalk
            assert name is not None
            crosswalk = self.world.crosswalk(name)
            alias = joins.join(crosswalk_table(name.text), of_row(keys[chain.name]))
            before, done = chain.at, looked_up(chain.at.cell, alias, crosswalk, name.text)
            known = expression("$key IS NOT NULL AND $text IS NOT NULL", key=column("key", alias), text=before.cell)
            step = self.world.add_step(
                self.of, chain.name, "crosswalk", f"crosswalk {name.text} ({crosswalk.file})", name.place
            )
            self._continue(chain, step, done, Kind.TEXT, made)
            self._count_listed(step, before, of_row(self._shared.hold(made, known, f"{before.name}_known")))
            self._asked[name.text, keys[chain.name]] = None
        self.query = selected(self.query, made, everything=True, joins=joins.joins)

    def _keys(self, waiting: list[Chain]) -> dict[str, str]:
        """Where what is looked up is held: the value as the crosswalk compares it, the empty text for a blank."""
        made: dict[str, Expression] = {}
        keys: dict[str, str] = {}
        for chain in waiting:
            assert chain.recipe.crosswalk is not None
            crosswalk = self.world.crosswalk(chain.recipe.crosswalk)
            key = compared(expression("coalesce($text, '')", text=chain.at.cell), crosswalk)
            keys[chain.name] = self._shared.hold(made, key, f"{chain.at.name}_key")
        self.query = selected(self.query, made, everything=True)
        return keys
