"""Casts: what DuckDB reads from a text, a number or a day, and how it spells them, in Spark's words."""

from __future__ import annotations

from sqlglot import exp

from entracte.engine.spark.expressions import Expressions, rule
from entracte.engine.spark.kinds import (
    DATE,
    DECIMAL,
    DOUBLE,
    NULL,
    TEXT,
    TIMESTAMP,
    TRUTH,
    WHOLE,
    Type,
    Typed,
    below,
    called,
    cast,
    closed,
    list_of,
    literal,
    refused,
    type_of,
    when,
)  # fmt: skip

_BLANK = r"[\t\n\x0B\f\r ]*"
_DECIMAL = rf"^{_BLANK}([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?){_BLANK}\z"
_MOMENT = r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2} [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2})?\z"
_MIDNIGHT = r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2} 24:00(:00)?\z"
_DAY_LONG = exp.Interval(this=exp.Literal.string("1"), unit=exp.var("DAY"))
_DAY = rf"^{_BLANK}([0-9]{{1,6}})([-/ \\])([0-9]{{1,2}})\2([0-9]{{1,2}}){_BLANK}\z"
_HALF = 2**44
"""Two of these say every whole number of a decimal, each in 64 bits."""


def as_text(made: Typed) -> exp.Expr:
    """A value as text, as DuckDB spells it."""
    if made.type in (TEXT, NULL):
        return made.tree if made.type is TEXT else cast(made.tree, "STRING")
    if made.type is DATE:
        # years beyond 9999 have a sign before them in Spark
        return called("LTRIM", "+", cast(made.tree, "STRING"))
    if made.type in (WHOLE, TRUTH, DECIMAL, TIMESTAMP):
        return cast(made.tree, "STRING")
    raise refused(f"a {made.type.name} as text")


@rule(exp.Cast, exp.TryCast)
def _cast(within: Expressions, node: exp.Expr) -> Typed:  # noqa: PLR0911
    trying = isinstance(node, exp.TryCast)
    wanted = type_of(node.args["to"])
    hexadecimal = _hexadecimal(node.this)
    if hexadecimal is not None and wanted is WHOLE:
        return Typed(_of_hexadecimal(within, within(hexadecimal).tree), WHOLE)
    made = within(node.this)
    kind = node.args["to"].sql(dialect="duckdb").replace("TEXT", "STRING")
    if made.type is NULL:
        return Typed(cast(made.tree, _spark(wanted, kind)), wanted)
    if wanted is TEXT:
        return Typed(as_text(made), TEXT)
    if wanted is made.type and wanted is not DECIMAL:
        return Typed(cast(made.tree, kind, trying=trying) if wanted is WHOLE else made.tree, wanted)
    if wanted is WHOLE:
        return Typed(_to_whole(made, kind, trying=trying), WHOLE)
    if wanted is DOUBLE:
        return Typed(_to_double(made), DOUBLE)
    if wanted is DECIMAL:
        return Typed(_to_decimal(within, made, node.args["to"], trying=trying), DECIMAL)
    if wanted is DATE and made.type is TEXT:
        return Typed(_to_date(made.tree, trying=trying), DATE)
    if wanted is DATE and made.type is TIMESTAMP:
        return Typed(cast(made.tree, "DATE"), DATE)
    if (made.type, wanted) == (list_of(WHOLE), list_of(DOUBLE)):
        return Typed(cast(made.tree, "ARRAY<DOUBLE>"), wanted)
    if wanted is TIMESTAMP and made.type is TEXT:
        return Typed(_to_timestamp(within, made.tree), TIMESTAMP)
    raise refused(f"a {made.type.name} as a {wanted.name}")


def _spark(wanted: Type, kind: str) -> str:
    return {DOUBLE: "DOUBLE", TIMESTAMP: "TIMESTAMP_NTZ"}.get(wanted, kind)


def _hexadecimal(node: exp.Expr) -> exp.Expr | None:
    """What stands behind '0x' ||."""
    if isinstance(node, exp.DPipe) and node.this == exp.Literal.string("0x"):
        found = node.args["expression"]
        return found if isinstance(found, exp.Expr) else None
    return None


def _of_hexadecimal(within: Expressions, digits: exp.Expr) -> exp.Expr:
    def body(text: exp.Expr) -> exp.Expr:
        fits = called("RLIKE", text.copy(), r"^[0-9A-Fa-f]{1,15}\z")
        return when((fits, cast(called("CONV", text.copy(), 16, 10), "BIGINT")))

    return within.once(digits, body)


def _to_whole(made: Typed, kind: str, *, trying: bool) -> exp.Expr:
    if made.type is DOUBLE:
        return cast(called("RINT", made.tree), kind, trying=trying)
    if made.type is not TEXT:
        raise refused(f"a {made.type.name} as a whole number")
    number = cast(_spelt_number(made.tree), "DECIMAL(38, 10)", trying=True)
    return cast(called("ROUND", number, 0), kind, trying=trying)


def _spelt_number(text: exp.Expr) -> exp.Expr:
    """What a text has of a number, the empty text where it is none: Java also reads 1d and 0x1p3."""
    return called("REGEXP_EXTRACT", text, _DECIMAL, 1)


def _to_double(made: Typed) -> exp.Expr:
    if made.type is TEXT and not isinstance(made.tree, exp.Literal):
        return cast(_spelt_number(made.tree), "DOUBLE", trying=True)
    return cast(made.tree, "DOUBLE")


def _to_decimal(within: Expressions, made: Typed, to: exp.DataType, *, trying: bool) -> exp.Expr:
    width, scale = (int(each.this.this) for each in to.expressions)
    kind = f"DECIMAL({width}, {scale})"
    if made.type in (DECIMAL, WHOLE):
        return cast(made.tree, kind, trying=trying)
    if made.type is TEXT:
        return cast(_spelt_number(made.tree), kind, trying=True)
    if made.type is not DOUBLE or not trying:
        raise refused(f"a {made.type.name} as a decimal")
    # DuckDB takes the double times 10^scale, rounds it, and has that number of units to the last bit; Spark would take
    # the shortest decimal that reads as the double. In two halves, each of which a whole number of 64 bits holds.
    units = called("RINT", exp.Mul(this=closed(made.tree), expression=literal(float(10**scale))))

    def of_units(number: exp.Expr) -> exp.Expr:
        half = literal(float(_HALF))
        high = cast(exp.Div(this=number.copy(), expression=half, typed=True), "BIGINT")
        begun = exp.Mul(this=cast(high.copy(), "DOUBLE"), expression=half.copy())
        low = cast(exp.paren(exp.Sub(this=number.copy(), expression=begun)), "BIGINT")
        exact = exp.Add(
            this=exp.Mul(this=cast(high, "DECIMAL(20, 0)"), expression=cast(literal(_HALF), "DECIMAL(14, 0)")),
            expression=cast(low, "DECIMAL(20, 0)"),
        )
        size = cast(exp.paren(exact), f"DECIMAL({width}, 0)")
        last = exp.Literal.number("0." + "0" * (scale - 1) + "1")
        fits = below(called("ABS", number), float(10 ** min(width, 31)))
        return when((fits, cast(exp.Mul(this=size, expression=last), kind)))

    return within.once(units, of_units)


def _to_date(text: exp.Expr, *, trying: bool) -> exp.Expr:
    if isinstance(text, exp.Literal):
        return cast(text, "DATE", trying=trying)

    # a year of fewer than four digits gets zeros before it; what is no day is the empty text, and so no day
    spelt = called("REGEXP_REPLACE", called("REGEXP_EXTRACT", text, _DAY, 0), _DAY, "000$1-$3-$4")
    return cast(called("REGEXP_REPLACE", spelt, "^0*(?=[0-9]{4}[0-9]*-)", ""), "DATE", trying=True)


def _to_timestamp(within: Expressions, text: exp.Expr) -> exp.Expr:
    def body(held: exp.Expr) -> exp.Expr:
        # 24:00 is 0:00 of the next day
        begun = cast(called("REGEXP_REPLACE", held.copy(), " 24:.*", " 00:00:00"), "TIMESTAMP_NTZ", trying=True)
        return when(
            (called("RLIKE", held.copy(), _MIDNIGHT), exp.Add(this=begun, expression=_DAY_LONG.copy())),
            (called("RLIKE", held.copy(), _MOMENT), cast(held.copy(), "TIMESTAMP_NTZ", trying=True)),
        )

    return within.once(text, body)
