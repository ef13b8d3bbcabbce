"""Queries of DuckDB as Spark's: the same selects over selects, their expressions rewritten one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.dialects.spark import Spark

from entracte.engine.spark import casts, dates, lists, numbers, texts  # noqa: F401 - the rules declare themselves
from entracte.engine.spark.aggregates import ordered
from entracte.engine.spark.expressions import Expressions
from entracte.engine.spark.kinds import TEXT, WHOLE, Type, Typed, called, common, refused

Columns = dict[str, Type]


@dataclass(frozen=True)
class BaseTable:
    """A table that queries read: what Spark calls it, and what its columns hold, by their names."""

    view: str
    types: Mapping[str, Type]


def texts_and(columns: Iterable[str], whole: Iterable[str] = ()) -> Columns:
    """Columns of text, but for those of whole numbers."""
    of_numbers = {name.lower() for name in whole}
    return {name.lower(): WHOLE if name.lower() in of_numbers else TEXT for name in columns}


Find = Callable[[str], BaseTable]


def spark_sql(text: str, find: Find) -> str:
    """A query of DuckDB's in Spark's words; `find` gives the tables that it reads. The fault `not-on-spark`."""
    return spark_query(text, find)[0]


def spark_query(text: str, find: Find) -> tuple[str, Columns]:
    """The same, and what its columns hold."""
    made, columns = _Queries(find).query(sqlglot.parse_one(text, dialect="duckdb"), {})
    return made.sql(dialect=_Plainly, copy=False), columns


class _Plainly(Spark):
    """Spark's dialect without sqlglot's own rewriting of selects, which goes through the whole tree at each of them."""

    class Generator(Spark.Generator):  # type: ignore[valid-type, misc]
        """Writes what is there."""

        TRANSFORMS = {kind: made for kind, made in Spark.Generator.TRANSFORMS.items() if kind is not exp.Select}  # noqa: RUF012


class _Queries:
    def __init__(self, find: Find) -> None:
        self._find = find

    def query(self, tree: exp.Expr, named: Mapping[str, Columns]) -> tuple[exp.Expr, Columns]:
        """A query and its columns in order; `named` are the WITH steps that it may read."""
        if isinstance(tree, exp.Subquery) and not tree.alias:
            return self.query(tree.this, named)
        with_ = tree.args.get("with_")
        steps = []
        if with_ is not None:
            held = dict(named)
            for each in with_.expressions:
                made, columns = self.query(each.this, held)
                held[each.alias.lower()] = columns
                alias = exp.TableAlias(this=exp.to_identifier(each.alias, quoted=True))
                steps.append(exp.CTE(this=made, alias=alias))
            named = held
        if isinstance(tree, exp.Union):
            made, columns = self._union(tree, named)
        elif isinstance(tree, exp.Select):
            made, columns = self._select(tree, named)
        else:
            raise refused(tree.sql(dialect="duckdb")[:60])
        if steps:
            made.set("with_", exp.With(expressions=steps))
        return made, columns

    def _union(self, tree: exp.Union, named: Mapping[str, Columns]) -> tuple[exp.Expr, Columns]:
        left, columns = self.query(tree.this, named)
        right, others = self.query(tree.args["expression"], named)
        types = [common(pair) for pair in zip(columns.values(), others.values(), strict=True)]
        made = exp.Union(this=left, expression=right, distinct=tree.args.get("distinct"))
        return made, dict(zip(columns, types, strict=True))

    def _select(self, tree: exp.Select, named: Mapping[str, Columns]) -> tuple[exp.Expr, Columns]:
        found: dict[str, Columns] = {}
        made = exp.Select()
        begins = tree.args.get("from_")
        if begins is not None:
            source, columns = self._source(begins.this, named)
            found[source.alias.lower()] = columns
            made.set("from_", exp.From(this=source))
        joins = []
        for join in tree.args.get("joins") or []:
            source, columns = self._source(join.this, named)
            found[source.alias.lower()] = columns
            joins.append(self._join(join, source, found))
        if joins:
            made.set("joins", joins)
        within = Expressions(found)
        columns = self._projections(tree, made, found, within)
        if where := tree.args.get("where"):
            made.set("where", exp.Where(this=within(where.this).tree))
        if group := tree.args.get("group"):
            made.set("group", exp.Group(expressions=[within(each).tree for each in group.expressions]))
        if tree.args.get("distinct"):
            made.set("distinct", exp.Distinct())
        if order := tree.args.get("order"):
            made.set("order", ordered(within, order))
        if limit := tree.args.get("limit"):
            made.set("limit", limit.copy())
        return made, columns

    def _join(self, join: exp.Join, source: exp.Expr, found: Mapping[str, Columns]) -> exp.Join:
        if join.args.get("using") or str(join.args.get("method") or ""):
            raise refused("a join by other than a condition")
        on = join.args.get("on")
        made = exp.Join(this=source, side=join.args.get("side"), kind=join.args.get("kind"))
        if on is not None:
            made.set("on", Expressions(found)(on).tree)
        return made

    def _source(self, node: exp.Expr, named: Mapping[str, Columns]) -> tuple[exp.Expr, Columns]:
        alias = node.alias
        if isinstance(node, exp.Subquery):
            inner, columns = self.query(node.this, named)
            return exp.Subquery(this=inner, alias=_alias(alias or "entracte_rows")), columns
        if not isinstance(node, exp.Table):
            raise refused(node.sql(dialect="duckdb")[:60])
        name = node.name
        if name.lower() in named:
            table, columns = exp.Table(this=exp.to_identifier(name, quoted=True)), named[name.lower()]
        else:
            base = self._find(name)
            table, columns = exp.Table(this=exp.to_identifier(base.view, quoted=True)), dict(base.types)
        table.set("alias", _alias(alias or name))
        return table, dict(columns)

    def _projections(
        self, tree: exp.Select, made: exp.Select, found: Mapping[str, Columns], within: Expressions
    ) -> Columns:
        columns: Columns = {}
        written: list[exp.Expr] = []
        listed: list[tuple[str, Typed]] = []
        for place, each in enumerate(tree.expressions):
            star = _star(each)
            if star is not None:
                for alias, held in found.items():
                    if star in ("", alias):
                        columns |= held
                written.append(each.copy())
                continue
            name = each.alias_or_name or f"_c{place}"
            bare = each.this if isinstance(each, exp.Alias) else each
            if isinstance(bare, exp.Explode):
                values = within(bare.this)
                listed.append((name, values))
                if values.type.item is None:
                    raise refused(f"UNNEST of a {values.type.name}")
                columns[name.lower()] = values.type.item
                written.append(exp.column(name, table="entracte_listed", quoted=True))
                continue
            value = within(bare)
            columns[name.lower()] = value.type
            written.append(exp.alias_(value.tree, name, quoted=True, copy=False))
        if listed:
            made.set("laterals", [_one_by_one(listed)])
        made.set("expressions", written)
        return columns


def _one_by_one(listed: list[tuple[str, Typed]]) -> exp.Lateral:
    """Lists side by side, a row for each place: Spark takes one list only, so they are made one."""
    zipped = called("INLINE", called("ARRAYS_ZIP", *(values.tree for _, values in listed)))
    names = [exp.to_identifier(name, quoted=True) for name, _ in listed]
    alias = exp.TableAlias(this=exp.to_identifier("entracte_listed", quoted=True), columns=names)
    return exp.Lateral(this=zipped, view=True, outer=False, alias=alias)


def _star(node: exp.Expr) -> str | None:
    if isinstance(node, exp.Star):
        return ""
    if isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
        return str(node.table).lower()
    return None


def _alias(name: str) -> exp.TableAlias:
    return exp.TableAlias(this=exp.to_identifier(name, quoted=True))
