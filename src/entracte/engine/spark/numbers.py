"""Numbers: DuckDB's doubles, decimals and casts, in Spark's words."""

from __future__ import annotations

from sqlglot import exp

from entracte.engine.spark.expressions import Expressions, function, rule
from entracte.engine.spark.kinds import (
    DATE,
    DECIMAL,
    DOUBLE,
    NULL,
    TEXT,
    TIMESTAMP,
    WHOLE,
    Type,
    Typed,
    called,
    cast,
    closed,
    common,
    literal,
    refused,
    type_of,
    when,
)  # fmt: skip
from entracte.engine.spark.texts import as_text

_BLANK = r"[\t\n\x0B\f\r ]*"
_DECIMAL = rf"^{_BLANK}([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?){_BLANK}\z"
_LARGEST_EXACT = 9007199254740992.0
_MOMENT = r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2} [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2})?\z"
_MIDNIGHT = r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2} 24:00(:00)?\z"
_DAY_LONG = exp.Interval(this=exp.Literal.string("1"), unit=exp.var("DAY"))
_DAY = r"^[\t\n\x0B\f\r ]*([0-9]{1,6})([-/ \\])([0-9]{1,2})\2([0-9]{1,2})[\t\n\x0B\f\r ]*\z"


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
        none = exp.EQ(this=divisor.copy(), expression=literal(0.0))
        infinite = exp.Mul(this=called("SIGN", over.copy()), expression=cast(literal("Infinity"), "DOUBLE"))
        return when((none, infinite), otherwise=exp.Div(this=over.copy(), expression=divisor.copy(), typed=True))

    return Typed(within.once(under, body), DOUBLE)


def _never_nothing(divisor: exp.Expr) -> bool:
    """Whether a divisor is written out and not 0, or null where it would be."""
    while isinstance(divisor, exp.Paren):
        divisor = divisor.this
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
        zero = exp.EQ(this=under.copy(), expression=literal(0.0))
        return Typed(when((zero, nothing), otherwise=exp.Mod(this=over, expression=under)), DOUBLE)
    return Typed(type(node)(this=over, expression=closed(right.tree)), kind)


@rule(exp.Neg)
def _negative(within: Expressions, node: exp.Expr) -> Typed:
    made = within(node.this)
    return Typed(exp.Neg(this=closed(made.tree)), made.type)


@rule(exp.BitwiseXor, exp.BitwiseAnd, exp.BitwiseOr)
def _of_bits(within: Expressions, node: exp.Expr) -> Typed:
    left, right = _two(within, node)
    return Typed(type(node)(this=closed(left.tree), expression=closed(right.tree)), WHOLE)


@function("TO_BASE")
def _in_base(within: Expressions, node: exp.Expr) -> Typed:
    number, base = (within(each).tree for each in node.expressions)
    return Typed(called("CONV", cast(number, "STRING"), 10, cast(base, "INT")), TEXT)


@rule(exp.Abs)
def _size(within: Expressions, node: exp.Expr) -> Typed:
    made = within(node.this)
    return Typed(called("ABS", made.tree), made.type)


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
            below = exp.LT(this=number.copy(), expression=literal(0.0))
            stepped: exp.Expr = when((below, called("CEIL", number.copy())), otherwise=called("FLOOR", number.copy()))
        else:
            stepped = called("FLOOR" if isinstance(node, exp.Floor) else "CEIL", number.copy())
        small = exp.LT(this=called("ABS", number.copy()), expression=literal(_LARGEST_EXACT))
        return when((small, cast(stepped, "DOUBLE")), otherwise=number.copy())

    return Typed(within.once(made.tree, body), DOUBLE)


@rule(exp.Round)
def _rounded(within: Expressions, node: exp.Expr) -> Typed:
    made, places = within(node.this), node.args.get("decimals")
    if places is not None and str(places) != "0":
        raise refused("ROUND to decimals")
    if made.type is WHOLE:
        return Typed(cast(made.tree, "DOUBLE"), DOUBLE)
    return Typed(called("ROUND", made.tree, *([literal(0)] if places is not None else [])), made.type)


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


def _even(number: exp.Expr) -> exp.Expr:
    """A number whose sixteenth digit is an exact half, rounded to the even fifteenth as C does: Java rounds it up.

    Only whole numbers of sixteen digits can be such halves, and ten times these.
    """

    def of(digits: int) -> tuple[exp.Expr, exp.Expr]:
        below = exp.LT(this=called("ABS", number.copy()), expression=literal(float(10**digits)))
        return below, cast(called("BROUND", cast(number.copy(), "BIGINT"), 15 - digits), "DOUBLE")

    small = exp.or_(
        exp.LT(this=called("ABS", number.copy()), expression=literal(1e15)),
        exp.GTE(this=called("ABS", number.copy()), expression=literal(1e17)),
        exp.NEQ(this=called("RINT", number.copy()), expression=number.copy()),
    )
    return when((small, number.copy()), of(16), otherwise=of(17)[1])


def _scientific(number: exp.Expr) -> exp.Expr:
    """Fifteen digits and an exponent as C writes it: 3.33333333333333e-11."""
    spelt = called("FORMAT_NUMBER", _even(number), "0.00000000000000E00")
    return called("REPLACE", called("REGEXP_REPLACE", spelt, "E([0-9])", "e+$1"), "E-", "e-")


def _fifteen(number: exp.Expr) -> exp.Expr:
    """C's %.15g: fifteen digits, no zeros at the end."""
    spelt = called("FORMAT_NUMBER", number.copy(), "0.00000000000000E00")
    size = called("ABS", number.copy())
    usual = exp.and_(
        exp.GTE(this=size, expression=literal(1e-4)), exp.LT(this=size.copy(), expression=literal(999999999999999.5))
    )
    exact = cast(cast(spelt, "DECIMAL(38, 19)"), "STRING")
    digits = called("REGEXP_REPLACE", _scientific(number.copy()), r"[.]?0*e", "e")
    return when(
        (exp.EQ(this=number.copy(), expression=literal(0.0)), literal("0")),
        (usual, called("REGEXP_REPLACE", exact, r"[.]0+\z|(?<=[.][0-9]{0,18}[1-9])0+\z", "")),
        otherwise=digits,
    )


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
        return Typed(as_text(within, made), TEXT)
    if wanted is made.type and wanted is not DECIMAL:
        return Typed(cast(made.tree, kind, trying=trying) if wanted is WHOLE else made.tree, wanted)
    if wanted is WHOLE:
        return Typed(_to_whole(within, made, kind, trying=trying), WHOLE)
    if wanted is DOUBLE:
        return Typed(_to_double(within, made), DOUBLE)
    if wanted is DECIMAL:
        return Typed(_to_decimal(within, made, node.args["to"], trying=trying), DECIMAL)
    if wanted is DATE and made.type is TEXT:
        return Typed(_to_date(within, made.tree, trying=trying), DATE)
    if wanted is DATE and made.type is TIMESTAMP:
        return Typed(cast(made.tree, "DATE"), DATE)
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


def _to_whole(within: Expressions, made: Typed, kind: str, *, trying: bool) -> exp.Expr:
    if made.type is DOUBLE:
        return cast(called("RINT", made.tree), kind, trying=trying)
    if made.type is not TEXT:
        raise refused(f"a {made.type.name} as a whole number")
    number = cast(_spelt_number(made.tree), "DECIMAL(38, 10)", trying=True)
    return cast(called("ROUND", number, 0), kind, trying=trying)


def _spelt_number(text: exp.Expr) -> exp.Expr:
    """What a text has of a number, the empty text where it is none: Java also reads 1d and 0x1p3."""
    return called("REGEXP_EXTRACT", text, _DECIMAL, 1)


def _to_double(within: Expressions, made: Typed) -> exp.Expr:
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
    half = float(2**44)
    units = called("RINT", exp.Mul(this=closed(made.tree), expression=literal(float(10**scale))))

    def of_units(number: exp.Expr) -> exp.Expr:
        high = cast(exp.Div(this=number.copy(), expression=literal(half), typed=True), "BIGINT")
        low = exp.Sub(
            this=number.copy(), expression=exp.Mul(this=cast(high.copy(), "DOUBLE"), expression=literal(half))
        )
        exact = exp.Add(
            this=exp.Mul(this=cast(high, "DECIMAL(20, 0)"), expression=cast(literal(2**44), "DECIMAL(14, 0)")),
            expression=cast(cast(exp.paren(low), "BIGINT"), "DECIMAL(20, 0)"),
        )
        size = cast(exp.paren(exact), f"DECIMAL({width}, 0)")
        last = exp.Literal.number("0." + "0" * (scale - 1) + "1")
        fits = exp.LT(this=called("ABS", number.copy()), expression=literal(float(10 ** min(width, 31))))
        return when((fits, cast(exp.Mul(this=size, expression=last), kind)))

    return within.once(units, of_units)


def _to_date(within: Expressions, text: exp.Expr, *, trying: bool) -> exp.Expr:
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
