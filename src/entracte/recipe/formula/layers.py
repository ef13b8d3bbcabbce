"""Terms become SQL: what is used more than once is computed in a layer of its own, so that no formula explodes in size.

SELECT "row".*, <what is used more than once> FROM (<the layer below>) AS "row" LEFT JOIN <lookup> AS "join 1" ON ...
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

import sqlglot
from sqlglot import exp

from entracte.engine.expressions import Expression
from entracte.recipe.formula.blocks import BLOCKS
from entracte.recipe.formula.terms import ROW, Term

_LIGHT = 4
_LETTERS = "abcdefghijklmnopqrst"


class Relation(Protocol):
    """What is joined to a row: at most one of its rows fits."""

    def select(self) -> exp.Select:
        """The relation as a query over tables named as given."""

    def fits(self, alias: str, keys: list[Expression]) -> Expression:
        """The condition under which a row of it, called `alias`, belongs to the keys of a row."""


@dataclass
class Layers:
    """Terms as expressions over the alias `row` of `query`, which has the columns of the source and the bound ones.

    `query` is None where nothing had to be bound. Joins never change the number of rows; their order is the engine's.
    """

    query: exp.Select | None
    expressions: dict[str, Expression]
    joins: int = 0


@dataclass
class _Layer:
    columns: dict[str, Term] = field(default_factory=dict)
    joins: dict[str, Term] = field(default_factory=dict)


def layered(terms: Mapping[str, Term], source: exp.Select | exp.Table, alias: str = ROW, prefix: str = "_") -> Layers:
    """Spell terms over a source."""
    return _Lowering(terms, alias, prefix).layers(source)


class _Lowering:
    """One round of spelling: which terms are bound, and in which layer."""

    def __init__(self, terms: Mapping[str, Term], alias: str, prefix: str) -> None:
        self._terms = terms
        self._alias = alias
        self._prefix = prefix
        self._order = _children_first(terms.values())
        self._uses = Counter(below for term in self._order for below in term.below)
        self._uses.update(terms.values())
        self._bound: dict[Term, str] = {}
        self._available: dict[Term, int] = {}
        self._joins: dict[tuple[Any, ...], str] = {}
        self._layers: list[_Layer] = []
        for term in self._order:
            self._place(term)

    def _place(self, term: Term) -> None:
        needed = max((self._available[below] for below in term.below), default=0)
        if term.operation == "joined" or self._worth_binding(term):
            self._available[term] = needed + 1
            self._bind(term, needed)
        else:
            self._available[term] = needed

    def _worth_binding(self, term: Term) -> bool:
        return self._uses[term] > 1 and term.weight > _LIGHT and not term.simple

    def _bind(self, term: Term, layer: int) -> None:
        while len(self._layers) <= layer:
            self._layers.append(_Layer())
        name = f"{self._prefix}{len(self._bound) + 1}"
        self._bound[term] = name
        self._layers[layer].columns[name] = term
        if term.operation == "joined":
            relation, _, *keys = term.arguments
            if (relation, *keys) not in self._joins:
                alias = self._joins[relation, *keys] = f"join {len(self._joins) + 1}"
                self._layers[layer].joins[alias] = term

    def layers(self, source: exp.Select | exp.Table) -> Layers:
        query: exp.Select | exp.Table = source
        for layer in self._layers:
            query = self._select(query, layer)
        spelt = {name: self._reference(term) for name, term in self._terms.items()}
        return Layers(query if isinstance(query, exp.Select) else None, spelt, len(self._joins))

    def _select(self, below: exp.Select | exp.Table, layer: _Layer) -> exp.Select:
        star = exp.Column(this=exp.Star(), table=exp.to_identifier(self._alias, quoted=True))
        columns = [exp.alias_(self._spelt(term), name, quoted=True, copy=False) for name, term in layer.columns.items()]
        query = exp.Select(expressions=[star, *columns]).from_(named(below, self._alias), copy=False)
        for alias, term in layer.joins.items():
            relation, _, *keys = term.arguments
            condition = relation.fits(alias, [self._reference(key) for key in keys])
            query.join(named(relation.select(), alias), on=condition, join_type="left", copy=False, dialect="duckdb")
        return query

    def _reference(self, term: Term) -> Expression:
        """A term as it is used by others: by its name where it is bound."""
        name = self._bound.get(term)
        return quoted_column(name, self._alias) if name else self._spelt(term)

    def _spelt(self, term: Term) -> Expression:
        if term.operation == "joined":
            relation, output, *keys = term.arguments
            return quoted_column(output, self._joins[relation, *keys])
        return spell(term, self._reference)


def quoted_column(name: str, table: str) -> exp.Column:
    """A column of an alias; made by hand, since sqlglot's own helper takes most of the time of planning."""
    return exp.Column(this=exp.Identifier(this=name, quoted=True), table=exp.Identifier(this=table, quoted=True))


def named(query: exp.Select | exp.Table, alias: str) -> Expression:
    """A query or table under an alias."""
    identifier = exp.to_identifier(alias, quoted=True)
    if isinstance(query, exp.Select):
        return exp.Subquery(this=query, alias=exp.TableAlias(this=identifier))
    table = query.copy()
    table.set("alias", exp.TableAlias(this=identifier))
    return table


def _children_first(terms: Iterable[Term]) -> list[Term]:
    done: dict[Term, None] = {}
    waiting: list[tuple[Term, bool]] = [(term, False) for term in reversed(list(terms))]
    while waiting:
        term, ready = waiting.pop()
        if term in done:
            continue
        if ready:
            done[term] = None
        else:
            waiting.append((term, True))
            waiting.extend((below, False) for below in term.below)
    return list(done)


def spell(term: Term, reference: Callable[[Term], Expression]) -> Expression:
    """One term, its parts spelt by `reference`."""
    if term.operation == "literal":
        return _literal(term.arguments[0])
    if term.operation == "column":
        alias, name = term.arguments
        return quoted_column(name, alias)
    if term.operation in ("sql", "block"):
        template, *operands = term.arguments
        parsed = _template(template) if term.operation == "sql" else _block(template)
        return _filled(parsed, dict(zip(_LETTERS, operands, strict=False)), reference)
    parts = [reference(part) for part in term.arguments]
    return _VARIADIC[term.operation](parts)


def _literal(value: object) -> Expression:
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, float):
        text = repr(value)
        written = exp.Literal.number((text if "e" in text else f"{text}e0").lstrip("-"))
        return exp.Paren(this=exp.Neg(this=written)) if value < 0 else written
    if isinstance(value, int) and value < 0:
        return exp.Paren(this=exp.Neg(this=exp.Literal.number(str(-value))))
    return exp.convert(value)


@cache
def _template(text: str) -> Expression:
    return parsed(text)


@cache
def _block(name: str) -> Expression:
    return parsed(BLOCKS[name])


def parsed(text: str) -> Expression:
    """A template's tree. In parentheses: sqlglot takes a $ at the beginning and a quote at the end for a text."""
    return sqlglot.parse_one(f"({text})", dialect="duckdb").this  # type: ignore[no-any-return]


def _filled(template: Expression, operands: dict[str, Term], reference: Callable[[Term], Expression]) -> Expression:
    if isinstance(template, exp.Placeholder):
        return _closed(reference(operands[template.name]))
    if isinstance(template, exp.Parameter):
        return _closed(reference(operands[template.this.name]))
    arguments = {
        name: [_filled(one, operands, reference) if isinstance(one, exp.Expr) else one for one in part]
        if isinstance(part, list)
        else _filled(part, operands, reference)
        if isinstance(part, exp.Expr)
        else part
        for name, part in template.args.items()
    }
    return template.__class__(**arguments)


def _closed(part: Expression) -> Expression:
    """A part as it can stand anywhere: operators in parentheses."""
    if isinstance(part, (exp.Binary, exp.Unary, exp.In, exp.Between, exp.Case)) and not isinstance(
        part, (exp.Paren, exp.Dot, exp.Column)
    ):
        return exp.Paren(this=part)
    return part


def _coalesce(parts: list[Expression]) -> Expression:
    return exp.Coalesce(this=parts[0], expressions=parts[1:])


def _connected(kind: type[exp.Connector]) -> Callable[[list[Expression]], Expression]:
    def connect(parts: list[Expression]) -> Expression:
        built = _closed(parts[0])
        for part in parts[1:]:
            built = kind(this=built, expression=_closed(part))
        return built

    return connect


def _case(parts: list[Expression]) -> Expression:
    otherwise, *branches = parts
    built = [
        exp.If(this=condition, true=result) for condition, result in zip(branches[::2], branches[1::2], strict=True)
    ]
    if isinstance(otherwise, exp.Case) and not otherwise.this:
        built += otherwise.args["ifs"]
        otherwise = otherwise.args.get("default") or exp.Null()
    return exp.Case(ifs=built, default=None if isinstance(otherwise, exp.Null) else otherwise)


def _concatenated(parts: list[Expression]) -> Expression:
    built = _closed(parts[0])
    for part in parts[1:]:
        built = exp.DPipe(this=built, expression=_closed(part), safe=True)
    return built


_VARIADIC: dict[str, Callable[[list[Expression]], Expression]] = {
    "coalesce": _coalesce,
    "and": _connected(exp.And),
    "or": _connected(exp.Or),
    "case": _case,
    "concat": _concatenated,
    "array": lambda parts: exp.Array(expressions=parts),
}
