"""Numbers: DuckDB's arithmetic, rounding and forms, in Spark's words."""

from __future__ import annotations

from sqlglot import exp

from entracte.engine.spark.expressions import Expressions, function, renamed, rule
from entracte.engine.spark.kinds import (
    DATE,
    DECIMAL,
    DOUBLE,
    NULL,
    TEXT,
    WHOLE,
    Type,
    Typed,
    below,
    called,
    cast,
    closed,
    common,
    equals,
    literal,
    refused,
    when,
    words,
)  # fmt: skip

_LARGEST_EXACT = 9007199254740992.0
# a larger double has no decimals
_HALF_AWAY = """
    CASE WHEN ABS(:number) < 9007199254740992e0 THEN SIGN(:number) * (CAST(FLOOR(ABS(:number)) AS DOUBLE)
        + CASE WHEN ABS(:number) - CAST(FLOOR(ABS(:number)) AS DOUBLE) >= 0.5e0 THEN 1e0 ELSE 0e0 END)
    ELSE :number END"""
# Euclid's way: numbers of 64 bits take 92 steps at most
_COMMON_DIVISOR = """
    AGGREGATE(SEQUENCE(1, 92), NAMED_STRUCT('one', :one, 'two', :two),
        (held, step) -> CASE WHEN held.two = 0 THEN held
            ELSE NAMED_STRUCT('one', held.two, 'two', held.one % held.two) END,
        held -> ABS(held.one))"""
# A whole number rounded to its fifteenth digit, halves to the even one, as C does: below 2^63 Java first rounds to the
# shortest decimal that reads as the double, and forgets in which direction.
_EVEN = """
    CASE WHEN ABS(:number) < 1e15 OR ABS(:number) >= 9223372036854775808e0 OR RINT(:number) <> :number THEN :number
    WHEN ABS(:number) < 1e16 THEN CAST(BROUND(CAST(:number AS BIGINT), -1) AS DOUBLE)
    WHEN ABS(:number) < 1e17 THEN CAST(BROUND(CAST(:number AS BIGINT), -2) AS DOUBLE)
    WHEN ABS(:number) < 1e18 THEN CAST(BROUND(CAST(:number AS BIGINT), -3) AS DOUBLE)
    ELSE CAST(BROUND(CAST(:number AS BIGINT), -4) AS DOUBLE) END"""


def _two(within: Expressions, node: exp.Expr) -> tuple[Typed, Typed]:
    return within(node.this), within(node.args["expression"])


@rule(exp.Add, exp.Sub)
def _sum(within: Expressions, node: exp.Expr) -> Typed:
    left, right = _two(within, node)
    adds = isinstance(node, exp.Add)
    if DATE in (left.type, right.type):
        if left.type is right.type:
            return Typed(called("DATEDIFF", left.tree, right.tree), WHOLE)
        day, count = (left, right) if left.type is DATE else (right, left)
        if count.type is not WHOLE:
            raise refused(f"a date and a {count.type.name} together")
        return Typed(called("DATE_ADD" if adds else "DATE_SUB", day.tree, cast(count.tree, "INT")), DATE)
    return Typed(type(node)(this=closed(left.tree), expression=closed(right.tree)), _number_type(left, right))


@rule(exp.Mul)
def _product(within: Expressions, node: exp.Expr) -> Typed:
    left, right = _two(within, node)
    kind = _number_type(left, right)
    factors = [_as_double(each) if kind is DOUBLE else each.tree for each in (left, right)]
    return Typed(exp.Mul(this=closed(factors[0]), expression=closed(factors[1])), kind)


def _number_type(left: Typed, right: Typed) -> Type:
    kind = common((left.type, right.type))
    if kind not in (WHOLE, DECIMAL, DOUBLE, NULL):
        raise refused(f"arithmetic with a {kind.name}")
    return kind


def _as_double(made: Typed) -> exp.Expr:
    if made.type in (DOUBLE, NULL):
        return made.tree
    return cast(made.tree, "DOUBLE")


@rule(exp.Div)
def _quotient(within: Expressions, node: exp.Expr) -> Typed:
    left, right = _two(within, node)
    _number_type(left, right)
    over, under = closed(_as_double(left)), _as_double(right)
    if _never_nothing(node.args["expression"]):
        return Typed(exp.Div(this=over, expression=closed(under), typed=True), DOUBLE)

    def body(divisor: exp.Expr) -> exp.Expr:
        # by nothing: infinite, or no number if it is nothing itself
        infinite = exp.Mul(this=called("SIGN", over.copy()), expression=cast(literal("Infinity"), "DOUBLE"))
        return when(
            (equals(divisor, 0.0), infinite), otherwise=exp.Div(this=over.copy(), expression=divisor.copy(), typed=True)
        )

    return Typed(within.once(under, body), DOUBLE)


def _never_nothing(divisor: exp.Expr) -> bool:
    """Whether a divisor is written out and not 0, or null where it would be."""
    divisor = divisor.unnest()
    if isinstance(divisor, exp.Literal):
        return bool(float(divisor.this))
    none = divisor.args.get("expression") if isinstance(divisor, exp.Nullif) else None
    return isinstance(none, exp.Literal) and not float(none.this)


@rule(exp.IntDiv, exp.Mod)
def _whole_quotient(within: Expressions, node: exp.Expr) -> Typed:
    left, right = _two(within, node)
    kind = _number_type(left, right)
    if isinstance(node, exp.IntDiv) and kind is not WHOLE:
        raise refused(f"the whole quotient of a {kind.name}")
    over = closed(left.tree)
    if kind is DOUBLE:
        # by nothing: no number
        nothing = cast(literal("NaN"), "DOUBLE")
        under = closed(_as_double(right))
        return Typed(when((equals(under, 0.0), nothing), otherwise=exp.Mod(this=over, expression=under)), DOUBLE)
    return Typed(type(node)(this=over, expression=closed(right.tree)), kind)


@rule(exp.Neg)
def _negative(within: Expressions, node: exp.Expr) -> Typed:
    made = within(node.this)
    return Typed(exp.Neg(this=closed(made.tree)), made.type)


@rule(exp.BitwiseXor, exp.BitwiseAnd, exp.BitwiseOr)
def _of_bits(within: Expressions, node: exp.Expr) -> Typed:
    left, right = _two(within, node)
    return Typed(type(node)(this=closed(left.tree), expression=closed(right.tree)), WHOLE)


@function("GCD")
def _common_divisor(within: Expressions, node: exp.Expr) -> Typed:
    numbers = [within(each) for each in node.expressions]
    if any(each.type is not WHOLE for each in numbers):
        raise refused("GCD of other than whole numbers")
    return Typed(words(_COMMON_DIVISOR, one=numbers[0].tree, two=numbers[1].tree), WHOLE)


@function("TO_BASE")
def _in_base(within: Expressions, node: exp.Expr) -> Typed:
    number, base = (within(each).tree for each in node.expressions)
    return Typed(called("CONV", cast(number, "STRING"), 10, cast(base, "INT")), TEXT)


renamed({exp.Abs: "ABS"})


@rule(exp.Sign)
def _sign(within: Expressions, node: exp.Expr) -> Typed:
    return Typed(cast(called("SIGN", within(node.this).tree), "INT"), WHOLE)


@rule(exp.Sqrt)
def _root(within: Expressions, node: exp.Expr) -> Typed:
    return Typed(called("SQRT", _as_double(within(node.this))), DOUBLE)


@rule(exp.Pi)
def _pi(within: Expressions, node: exp.Expr) -> Typed:
    return Typed(literal(3.141592653589793), DOUBLE)


@rule(exp.Floor, exp.Ceil, exp.Trunc)
def _stepped(within: Expressions, node: exp.Expr) -> Typed:
    made = within(node.this)
    if made.type is WHOLE:
        return Typed(cast(made.tree, "DOUBLE"), DOUBLE)
    if made.type not in (DOUBLE, NULL) or node.args.get("decimals"):
        raise refused(f"{node.sql_name()} of a {made.type.name}")  # type: ignore[attr-defined]

    def body(number: exp.Expr) -> exp.Expr:
        # Spark gives a whole number of 64 bits; a double beyond these has no decimals
        if isinstance(node, exp.Trunc):
            up, down = (called(name, number.copy()) for name in ("CEIL", "FLOOR"))
            stepped: exp.Expr = when((below(number, 0.0), up), otherwise=down)
        else:
            stepped = called("FLOOR" if isinstance(node, exp.Floor) else "CEIL", number.copy())
        small = below(called("ABS", number), _LARGEST_EXACT)
        return when((small, cast(stepped, "DOUBLE")), otherwise=number.copy())

    return Typed(within.once(made.tree, body), DOUBLE)


@rule(exp.Round)
def _rounded(within: Expressions, node: exp.Expr) -> Typed:
    made, places = within(node.this), node.args.get("decimals")
    if places is not None and str(places) != "0":
        raise refused("ROUND to decimals")
    if made.type is WHOLE:
        return Typed(cast(made.tree, "DOUBLE"), DOUBLE)
    if made.type is DOUBLE:
        return Typed(within.once(made.tree, _half_away), DOUBLE)
    return Typed(called("ROUND", made.tree, *([literal(0)] if places is not None else [])), made.type)


def _half_away(number: exp.Expr) -> exp.Expr:
    """The nearest whole number, of two the one away from 0: Spark would go through the decimals of the double."""
    return words(_HALF_AWAY, number=number)


@rule(exp.Format)
def _formatted(within: Expressions, node: exp.Expr) -> Typed:
    number, form = within(node.expressions[0]), node.this
    if number.type is not DOUBLE:
        raise refused(f"FORMAT of a {number.type.name}")
    if isinstance(form, exp.Literal):
        if form.this == "{:.14e}":
            return Typed(within.once(number.tree, _scientific), TEXT)
        if form.this == "{:.15g}":
            return Typed(within.once(number.tree, _fifteen), TEXT)
    places = _places(form)
    if places is None:
        raise refused(f"FORMAT as {form.sql(dialect='duckdb')}")
    return Typed(
        called("REPLACE", called("FORMAT_NUMBER", number.tree, cast(within(places).tree, "INT")), ",", ""), TEXT
    )


def _places(form: exp.Expr) -> exp.Expr | None:
    """The number of decimals in '{:.' || CAST(n AS VARCHAR) || 'f}'."""
    if isinstance(form, exp.DPipe) and form.args["expression"] == exp.Literal.string("f}"):
        head = form.this
        if isinstance(head, exp.DPipe) and head.this == exp.Literal.string("{:."):
            told = head.args["expression"]
            places: exp.Expr = told.this if isinstance(told, exp.Cast) else told
            return places
    return None


def _scientific(number: exp.Expr) -> exp.Expr:
    """Fifteen digits and an exponent as C writes it: 3.33333333333333e-11."""
    spelt = called("FORMAT_NUMBER", words(_EVEN, number=number), "0.00000000000000E00")
    return called("REPLACE", called("REGEXP_REPLACE", spelt, "E([0-9])", "e+$1"), "E-", "e-")


def _fifteen(number: exp.Expr) -> exp.Expr:
    """C's %.15g: fifteen digits, no zeros at the end."""
    spelt = called("FORMAT_NUMBER", number.copy(), "0.00000000000000E00")
    size = called("ABS", number.copy())
    usual = exp.and_(exp.GTE(this=size, expression=literal(1e-4)), below(size, 999999999999999.5))
    exact = cast(cast(spelt, "DECIMAL(38, 19)"), "STRING")
    digits = called("REGEXP_REPLACE", _scientific(number.copy()), r"[.]?0*e", "e")
    return when(
        (equals(number, 0.0), literal("0")),
        (usual, called("REGEXP_REPLACE", exact, r"[.]0+\z|(?<=[.][0-9]{0,18}[1-9])0+\z", "")),
        otherwise=digits,
    )
