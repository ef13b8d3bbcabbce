"""What a row is joined to: aggregates by key, the first row of a key, the step that a number falls on.

Each has at most one row for a row's keys, so that a join changes no number of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlglot import exp

from entracte.engine.expressions import Expression
from entracte.recipe.formula.blocks import AGGREGATES
from entracte.recipe.formula.layers import layered, named, parsed, quoted_column, spell
from entracte.recipe.formula.terms import ROW, TRUE, Term, column, replaced
from entracte.recipe.formula.values import ITEM

GROUP = "group"
NUMBER = "_number"
"""The number of a row in its table, from 1: a column of every item."""


@dataclass(frozen=True)
class Table:
    """A table as the engine knows it; `order` is its column of row numbers, if it has one."""

    name: str
    order: str = ""

    def numbered(self) -> exp.Select:
        """Its rows with their number."""
        star = exp.Column(this=exp.Star(), table=exp.to_identifier(ITEM, quoted=True))
        order = exp.Order(expressions=[quoted_column(self.order, ITEM)]) if self.order else None
        number = exp.Window(this=exp.RowNumber(), order=order)
        return exp.Select(expressions=[star, exp.alias_(number, NUMBER, quoted=True)]).from_(named(self.plain(), ITEM))

    def plain(self) -> exp.Table:
        """The table itself."""
        return exp.Table(this=exp.to_identifier(self.name, quoted=True))


@dataclass(frozen=True)
class Output:
    """A column of a relation: `aggregate` is one of AGGREGATES, empty where one row is taken as it is.

    `separator` stands between texts that are joined.
    """

    name: str
    term: Term
    aggregate: str = ""
    separator: str = ""


@dataclass(frozen=True)
class Items:
    """Rows of a table, by the keys that a row is compared with.

    `conditions` hold for an item alone; `mixed` ones speak of this row and of the item, and need `rows`, this row's
    table.
    """

    table: Table
    keys: tuple[Term, ...] = ()
    conditions: tuple[Term, ...] = ()
    mixed: tuple[Term, ...] = ()
    row_terms: tuple[Term, ...] = ()
    rows: Table | None = None

    @property
    def key_names(self) -> list[str]:
        """The columns by which a row finds its items."""
        count = len(self.row_terms) if self.mixed else len(self.keys)
        return [f"k{number + 1}" for number in range(count)]

    def select(self, outputs: tuple[Output, ...], numbered: bool) -> exp.Select:
        """The items that count, with their keys and outputs (v1 ...), and their number where it is asked for."""
        wanted = {f"v{place + 1}": output.term for place, output in enumerate(outputs)}
        if numbered:
            wanted["n"] = column(ITEM, NUMBER)
        if self.mixed:
            return self._correlated(wanted)
        wanted |= dict(zip(self.key_names, self.keys, strict=True))
        return self._plain(wanted, numbered)

    def _plain(self, wanted: dict[str, Term], numbered: bool) -> exp.Select:
        conditions = {f"c{place + 1}": term for place, term in enumerate(self.conditions) if term is not TRUE}
        numbers = numbered or any(_uses_number(term) for term in (*wanted.values(), *conditions.values()))
        source = self.table.numbered() if numbers else self.table.plain()
        layers = layered({**wanted, **conditions}, source, ITEM)
        columns = [exp.alias_(layers.expressions[name], name, quoted=True, copy=False) for name in wanted]
        query = exp.Select(expressions=columns or [exp.alias_(exp.true(), "v0")]).from_(
            named(layers.query or source, ITEM), copy=False
        )
        for name in conditions:
            query = query.where(layers.expressions[name], copy=False)
        for place, term in enumerate(self.keys):
            if self.mixed or term not in wanted.values():
                continue
            query = query.where(
                exp.Is(this=layers.expressions[f"k{place + 1}"].copy(), expression=exp.Null()).not_(), copy=False
            )
        return query

    def _correlated(self, wanted: dict[str, Term]) -> exp.Select:
        """Each distinct set of this table's values with the items that fit it."""
        assert self.rows is not None
        parts: dict[Term, Term] = {}
        needed: dict[str, Term] = {}
        for term in _largest([*self.mixed, *wanted.values(), *self.keys], ITEM):
            parts[term] = column(ITEM, f"i{len(parts) + 1}")
            needed[f"i{len(needed) + 1}"] = term
        items = Items(self.table, (), self.conditions)._plain(needed, False)
        distinct = self._distinct_rows()
        known = {term: column(ROW, f"k{place + 1}") for place, term in enumerate(self.row_terms)}
        conditions = [replaced(term, parts | known) for term in self.mixed]

        def reference(term: Term) -> Expression:
            return spell(term, reference)

        columns: list[Expression] = [quoted_column(name, ROW) for name in self.key_names]
        for name, term in wanted.items():
            columns.append(exp.alias_(reference(replaced(term, parts | known)), name, quoted=True))
        joined = exp.and_(*(reference(condition) for condition in conditions), copy=False)
        return (
            exp.Select(expressions=columns)
            .from_(named(distinct, ROW), copy=False)
            .join(named(items, ITEM), on=joined, join_type="inner", copy=False)
        )

    def _distinct_rows(self) -> exp.Select:
        assert self.rows is not None
        wanted = {f"k{place + 1}": term for place, term in enumerate(self.row_terms)}
        layers = layered(wanted, self.rows.plain(), ROW)
        columns = [exp.alias_(layers.expressions[name], name, quoted=True, copy=False) for name in wanted]
        query = exp.Select(expressions=columns).from_(named(layers.query or self.rows.plain(), ROW), copy=False)
        return query.distinct(copy=False)

    def fits(self, alias: str, keys: list[Expression]) -> Expression:
        """The condition under which keys are those of a row of the relation."""
        if not keys:
            return exp.true()
        kind = exp.NullSafeEQ if self.mixed else exp.EQ
        tests = [
            kind(this=exp.paren(key), expression=quoted_column(name, alias))
            for key, name in zip(keys, self.key_names, strict=True)
        ]
        return exp.and_(*tests, copy=False)


def _uses_number(term: Term) -> bool:
    return any(part.operation == "column" and part.arguments == (ITEM, NUMBER) for part in _parts(term))


def _parts(term: Term) -> set[Term]:
    found: set[Term] = set()
    waiting = [term]
    while waiting:
        part = waiting.pop()
        if part not in found:
            found.add(part)
            waiting.extend(part.below)
    return found


def _largest(terms: list[Term], alias: str) -> list[Term]:
    """The largest parts of terms that speak of one alias only."""
    found: dict[Term, None] = {}

    def walk(term: Term) -> None:
        if term.aliases == {alias}:
            found.setdefault(term)
        elif alias in term.aliases:
            for part in term.below:
                walk(part)

    for term in terms:
        walk(term)
    return list(found)


def row_terms(terms: list[Term]) -> tuple[Term, ...]:
    """The largest parts of terms that speak of this row only."""
    return tuple(_largest(terms, ROW))


@dataclass(frozen=True)
class Grouped:
    """Aggregates of the items of each key; `finished` are terms over them (the alias `group`), where there are any."""

    items: Items
    outputs: tuple[Output, ...]
    finished: tuple[tuple[str, Term], ...] = ()

    def select(self) -> exp.Select:
        """See `Relation`."""
        ordered = any(output.aggregate == "joined" for output in self.outputs)
        base = self.items.select(self.outputs, numbered=ordered)
        keys = [quoted_column(name, ITEM) for name in self.items.key_names]
        made = [
            exp.alias_(_aggregate(output, f"v{place + 1}"), output.name, quoted=True)
            for place, output in enumerate(self.outputs)
        ]
        query = exp.Select(expressions=[*keys, *made]).from_(named(base, ITEM), copy=False)
        if keys:
            query = query.group_by(*(key.copy() for key in keys), copy=False)
        return self._finish(query) if self.finished else query

    def _finish(self, query: exp.Select) -> exp.Select:
        layers = layered(dict(self.finished), query, GROUP)
        keys: list[Expression] = [quoted_column(name, GROUP) for name in self.items.key_names]
        made = [exp.alias_(layers.expressions[name], name, quoted=True, copy=False) for name, _ in self.finished]
        return exp.Select(expressions=[*keys, *made]).from_(named(layers.query or query, GROUP), copy=False)

    def fits(self, alias: str, keys: list[Expression]) -> Expression:
        """See `Relation`."""
        return self.items.fits(alias, keys)


@dataclass(frozen=True)
class First:
    """The first item of each key, or the last."""

    items: Items
    outputs: tuple[Output, ...]
    last: bool = False

    def select(self) -> exp.Select:
        """See `Relation`."""
        base = self.items.select(self.outputs, numbered=True)
        keys = [quoted_column(name, ITEM) for name in self.items.key_names]
        order = exp.Order(expressions=[exp.Ordered(this=quoted_column("n", ITEM), desc=self.last, nulls_first=False)])
        place = exp.Window(this=exp.RowNumber(), partition_by=[key.copy() for key in keys], order=order)
        star = exp.Column(this=exp.Star(), table=exp.to_identifier(ITEM, quoted=True))
        ranked = exp.Select(expressions=[star, exp.alias_(place, "place", quoted=True)]).from_(
            named(base, ITEM), copy=False
        )
        made = [
            exp.alias_(quoted_column(f"v{number + 1}", ITEM), output.name, quoted=True)
            for number, output in enumerate(self.outputs)
        ]
        query = exp.Select(expressions=[*(key.copy() for key in keys), *made]).from_(named(ranked, ITEM), copy=False)
        return query.where(exp.EQ(this=quoted_column("place", ITEM), expression=exp.Literal.number(1)), copy=False)

    def fits(self, alias: str, keys: list[Expression]) -> Expression:
        """See `Relation`."""
        return self.items.fits(alias, keys)


@dataclass(frozen=True)
class Stepped:
    """The item whose key is the largest that is not above the sought one (`below`), or the smallest not below it."""

    items: Items
    outputs: tuple[Output, ...]
    below: bool = True
    last: bool = False

    def select(self) -> exp.Select:
        """See `Relation`."""
        first = First(self.items, self.outputs, self.last).select()
        key = quoted_column("k1", ITEM)
        order = exp.Order(expressions=[exp.Ordered(this=key.copy(), desc=False, nulls_first=False)])
        window = exp.Lead(this=key.copy()) if self.below else exp.Lag(this=key.copy())
        star = exp.Column(this=exp.Star(), table=exp.to_identifier(ITEM, quoted=True))
        bound = exp.alias_(exp.Window(this=window, order=order), "bound", quoted=True)
        return exp.Select(expressions=[star, bound]).from_(named(first, ITEM), copy=False)

    def fits(self, alias: str, keys: list[Expression]) -> Expression:
        """See `Relation`."""
        key, own, bound = exp.paren(keys[0]), quoted_column("k1", alias), quoted_column("bound", alias)
        no_bound = exp.Is(this=bound.copy(), expression=exp.Null())
        if self.below:
            return exp.and_(
                exp.GTE(this=key, expression=own), exp.or_(exp.LT(this=key.copy(), expression=bound), no_bound)
            )
        return exp.and_(exp.LTE(this=key, expression=own), exp.or_(exp.GT(this=key.copy(), expression=bound), no_bound))


@cache
def _aggregate_template(kind: str) -> Expression:
    return parsed(AGGREGATES[kind])


def _aggregate(output: Output, name: str) -> Expression:
    operands: dict[str, Expression] = {
        "a": quoted_column(name, ITEM),
        "b": exp.Literal.string(output.separator),
        "c": quoted_column("n", ITEM),
    }
    template = _aggregate_template(output.aggregate).copy()
    for placeholder in list(template.find_all(exp.Placeholder, exp.Parameter)):
        placeholder.replace(operands[placeholder.name].copy())
    return template
