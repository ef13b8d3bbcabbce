"""Expressions of DuckDB as Spark's: each kind of node has a rule, and what has none is refused.

A rule gives the same value for every text, number and null there is, and never an error where DuckDB gives a value. The
conformance suite (tests/conformance) runs them on both engines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from entracte.engine.spark.kinds import (
    DECIMAL,
    DOUBLE,
    NULL,
    TEXT,
    TRUTH,
    WHOLE,
    Type,
    Typed,
    called,
    closed,
    common,
    refused,
)

Rule = Callable[["Expressions", exp.Expr], Typed]
RULES: dict[type[exp.Expr], Rule] = {}
FUNCTIONS: dict[str, Rule] = {}
"""The rules of functions that sqlglot has no class for, by their names in capitals."""

_FEW = 6


def rule(*kinds: type[exp.Expr]) -> Callable[[Rule], Rule]:
    """Declare the rule of some kinds of nodes."""

    def declare(made: Rule) -> Rule:
        RULES.update(dict.fromkeys(kinds, made))
        return made

    return declare


def function(*names: str) -> Callable[[Rule], Rule]:
    """Declare the rule of functions by name."""

    def declare(made: Rule) -> Rule:
        FUNCTIONS.update(dict.fromkeys(names, made))
        return made

    return declare


def renamed(names: Mapping[type[exp.Expr], str], gives: Type | None = None) -> None:
    """Declare functions of one argument that Spark only calls otherwise; they give what they take unless it is said."""

    def made(within: Expressions, node: exp.Expr) -> Typed:
        taken = within(node.this)
        return Typed(called(names[type(node)], taken.tree), gives or taken.type)

    rule(*names)(made)


class Expressions:
    """Expressions over some tables: `columns` are the types of each alias' columns, by names in small letters."""

    def __init__(self, columns: Mapping[str, Mapping[str, Type]]) -> None:
        self._columns = columns
        self._parameters: list[dict[str, Type]] = []
        self._named = 0

    def __call__(self, node: exp.Expr) -> Typed:
        """An expression in Spark's words; the fault `not-on-spark`."""
        if isinstance(node, exp.Anonymous):
            name = node.name.upper()
            if name not in FUNCTIONS:
                raise refused(f"the function {name}")
            return FUNCTIONS[name](self, node)
        made = RULES.get(type(node))
        if made is None:
            raise refused(f"{node.sql(dialect='duckdb')[:60]}" if not isinstance(node, exp.Func) else node.sql_name())
        return made(self, node)

    def tree(self, node: exp.Expr) -> exp.Expr:
        """An expression in Spark's words, as it can stand anywhere."""
        return closed(self(node).tree)

    def column(self, node: exp.Column) -> Type:
        """What a column holds."""
        name = node.name.lower()
        if not node.table:
            for parameters in reversed(self._parameters):
                if name in parameters:
                    return parameters[name]
            found = [held[name] for held in self._columns.values() if name in held]
            if found:
                return found[0]
        elif name in self._columns.get(node.table.lower(), {}):
            return self._columns[node.table.lower()][name]
        raise refused(f"the column {node.sql(dialect='duckdb')}, which is not known")

    def parameter(self, name: str) -> Type:
        """What a parameter of a lambda holds."""
        for parameters in reversed(self._parameters):
            if name.lower() in parameters:
                return parameters[name.lower()]
        raise refused(f"the name {name}, which is not known")

    def lambda_(self, node: exp.Expr, *types: Type) -> Typed:
        """A lambda whose parameters hold what is said; the type is that of its result."""
        if not isinstance(node, exp.Lambda):
            raise refused(node.sql(dialect="duckdb")[:60])
        names = [each.name for each in node.expressions]
        self._parameters.append({name.lower(): kind for name, kind in zip(names, types, strict=True)})
        body = self(node.this)
        self._parameters.pop()
        made = exp.Lambda(this=body.tree, expressions=[exp.to_identifier(name, quoted=True) for name in names])
        return Typed(made, body.type)

    def once(self, value: exp.Expr, body: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
        """`body` of a value that it uses several times: the value is computed once, unless it is small."""
        if sum(1 for _ in value.walk()) <= _FEW:
            return body(closed(value))
        self._named += 1
        name = exp.to_identifier(f"entracte_v{self._named}", quoted=True)
        each = exp.Lambda(this=body(exp.Column(this=name)), expressions=[name.copy()])
        one = exp.Anonymous(this="ARRAY", expressions=[value])
        held = exp.Anonymous(this="TRANSFORM", expressions=[one, each])
        return exp.Anonymous(this="GET", expressions=[held, exp.Literal.number(0)])


@rule(exp.Column)
def _column(within: Expressions, node: exp.Expr) -> Typed:
    assert isinstance(node, exp.Column)
    kind = within.column(node)
    return Typed(exp.column(node.name, table=node.table or None, quoted=True), kind)


@rule(exp.Identifier)
def _identifier(within: Expressions, node: exp.Expr) -> Typed:
    return Typed(exp.Column(this=exp.to_identifier(node.name, quoted=True)), within.parameter(node.name))


@rule(exp.Literal)
def _literal(within: Expressions, node: exp.Expr) -> Typed:
    assert isinstance(node, exp.Literal)
    if node.is_string:
        return Typed(node.copy(), TEXT)
    text = str(node.this).lower()
    if "e" in text:
        return Typed(node.copy(), DOUBLE)
    if "." in text:
        # a decimal in both; only compared or multiplied, never written
        return Typed(node.copy(), DECIMAL)
    return Typed(node.copy(), WHOLE)


@rule(exp.Null)
def _null(within: Expressions, node: exp.Expr) -> Typed:
    return Typed(node.copy(), NULL)


@rule(exp.Boolean)
def _boolean(within: Expressions, node: exp.Expr) -> Typed:
    return Typed(node.copy(), TRUTH)


@rule(exp.Paren)
def _paren(within: Expressions, node: exp.Expr) -> Typed:
    made = within(node.this)
    return Typed(exp.paren(made.tree, copy=False), made.type)


@rule(exp.And, exp.Or, exp.Not)
def _connected(within: Expressions, node: exp.Expr) -> Typed:
    # long chains of AND lean to the left: gone down by hand, so that none is too deep
    if isinstance(node, exp.Not):
        return Typed(exp.Not(this=within.tree(node.this)), TRUTH)
    kind, parts = type(node), []
    while type(node) is kind:
        parts.append(node.args["expression"])
        node = node.this
    made = within.tree(node)
    for part in reversed(parts):
        made = kind(this=made, expression=within.tree(part))
    return Typed(made, TRUTH)


@rule(exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ)
def _compared(within: Expressions, node: exp.Expr) -> Typed:
    left, right = within(node.this), within(node.args["expression"])
    _comparable(left.type, right.type)
    return Typed(type(node)(this=closed(left.tree), expression=closed(right.tree)), TRUTH)


def _comparable(one: Type, other: Type) -> None:
    """Text meets text only: the engines turn one into the other in ways of their own."""
    if NULL not in (one, other) and (one is TEXT) != (other is TEXT):
        raise refused(f"a comparison of a {one.name} with a {other.name}")


@rule(exp.Is)
def _is(within: Expressions, node: exp.Expr) -> Typed:
    return Typed(exp.Is(this=within.tree(node.this), expression=node.args["expression"].copy()), TRUTH)


@rule(exp.In)
def _in(within: Expressions, node: exp.Expr) -> Typed:
    asked = within(node.this)
    listed = [within(each) for each in node.expressions]
    for each in listed:
        _comparable(asked.type, each.type)
    return Typed(exp.In(this=closed(asked.tree), expressions=[each.tree for each in listed]), TRUTH)


@rule(exp.Between)
def _between(within: Expressions, node: exp.Expr) -> Typed:
    parts = [within(node.args[name]) for name in ("this", "low", "high")]
    for each in parts[1:]:
        _comparable(parts[0].type, each.type)
    this, low, high = (closed(each.tree) for each in parts)
    return Typed(exp.Between(this=this, low=low, high=high), TRUTH)


@rule(exp.Case)
def _case(within: Expressions, node: exp.Expr) -> Typed:
    subject = within(node.this) if node.this else None
    branches, kinds = [], []
    for each in node.args["ifs"]:
        result = within(each.args["true"])
        kinds.append(result.type)
        branches.append(exp.If(this=within(each.this).tree, true=result.tree))
    last = node.args.get("default")
    otherwise = within(last) if last is not None else None
    if otherwise is not None:
        kinds.append(otherwise.type)
    made = exp.Case(this=subject.tree if subject else None, ifs=branches, default=otherwise.tree if otherwise else None)
    return Typed(made, common(kinds))


@rule(exp.Coalesce, exp.Least, exp.Greatest)
def _first(within: Expressions, node: exp.Expr) -> Typed:
    parts = [within(each) for each in (node.this, *node.expressions)]
    name = "COALESCE" if isinstance(node, exp.Coalesce) else "LEAST" if isinstance(node, exp.Least) else "GREATEST"
    kind = common(each.type for each in parts)
    if len(parts) == 1:
        return Typed(parts[0].tree, kind)
    return Typed(exp.Anonymous(this=name, expressions=[each.tree for each in parts]), kind)


@rule(exp.Nullif)
def _nullif(within: Expressions, node: exp.Expr) -> Typed:
    made, other = within(node.this), within(node.args["expression"])
    _comparable(made.type, other.type)
    return Typed(exp.Anonymous(this="NULLIF", expressions=[made.tree, other.tree]), made.type)


@rule(
    exp.Count,
    exp.Min,
    exp.Max,
    exp.Lead,
    exp.Lag,
    exp.RowNumber,
    exp.Rank,
    exp.Window,
    exp.Filter,
    exp.Distinct,
    exp.Star,
)
def _aggregate(within: Expressions, node: exp.Expr) -> Typed:
    from entracte.engine.spark.aggregates import aggregated

    return aggregated(within, node)
