"""Mathematics: rounding, remainders, powers, angles."""

from __future__ import annotations

from collections.abc import Mapping
from math import factorial

from entracte.recipe.formula.call import Call, truncated
from entracte.recipe.formula.powers import power, power_error
from entracte.recipe.formula.registry import Result, family
from entracte.recipe.formula.rounding import rounded, to_multiple
from entracte.recipe.formula.terms import Term, applied, choose, every, literal, parameter, sql
from entracte.recipe.formula.values import BAD_NUMBER, DIVISION, Argument

mathematics = family("mathematics")
_A = parameter("a")


def _simple(
    name: str, sentence: str, template: str, examples: Mapping[str, Result], *, fails: str = "", code: str = BAD_NUMBER
) -> None:
    """A function of one number; where `fails` holds, it is an error, and its template is not computed."""
    definition = sql(template, _A)
    guard = sql(fails, _A) if fails else None

    @mathematics(f"{name}(number)", sentence, examples)
    def _build(call: Call) -> Argument:
        number = call.number(0)
        if guard is None:
            return call.gives_number(applied(definition, number))
        call.fail(applied(guard, number), code)
        return call.gives_number(applied(choose((sql("NOT $a", guard), definition)), number))


_simple("ABS", "The number without its sign.", "ABS($a)", {"=ABS(-3.5)": 3.5, '=ABS("-2")': 2})
_simple("SIGN", "1, 0 or -1 by the sign.", "CAST(SIGN($a) AS DOUBLE)", {"=SIGN(-3)": -1, "=SIGN(0)": 0})
_simple("INT", "The next whole number below.", "FLOOR($a)", {"=INT(2.9)": 2, "=INT(-2.1)": -3})
_simple("SQRT", "The square root.", "SQRT($a)", {"=SQRT(16)": 4, "=SQRT(-1)": "#NUM!"}, fails="$a < 0e0")
_simple(
    "SQRTPI",
    "The square root of a number times pi.",
    "SQRT($a * PI())",
    {"=ROUND(SQRTPI(1),6)": 1.772454},
    fails="$a < 0e0",
)
_simple(
    "EXP",
    "e to the power of a number.",
    "EXP($a)",
    {"=EXP(0)": 1, "=EXP(1000)": "#NUM!"},
    fails="$a > 709.782712893384e0",
)
_simple("LN", "The natural logarithm.", "LN($a)", {"=LN(1)": 0, "=LN(0)": "#NUM!"}, fails="$a <= 0e0")
_simple(
    "LOG10", "The logarithm to base 10.", "LOG10($a)", {"=LOG10(1000)": 3, "=LOG10(-1)": "#NUM!"}, fails="$a <= 0e0"
)
_simple("SIN", "The sine of an angle in radians.", "SIN($a)", {"=SIN(0)": 0})
_simple("COS", "The cosine of an angle in radians.", "COS($a)", {"=COS(0)": 1})
_simple("TAN", "The tangent of an angle in radians.", "TAN($a)", {"=TAN(0)": 0})
_simple("ASIN", "The angle whose sine it is.", "ASIN($a)", {"=ASIN(0)": 0, "=ASIN(2)": "#NUM!"}, fails="ABS($a) > 1e0")
_simple(
    "ACOS", "The angle whose cosine it is.", "ACOS($a)", {"=ACOS(1)": 0, "=ACOS(2)": "#NUM!"}, fails="ABS($a) > 1e0"
)
_simple("ATAN", "The angle whose tangent it is.", "ATAN($a)", {"=ATAN(0)": 0})
_simple("SINH", "The hyperbolic sine.", "(EXP($a) - EXP(-$a)) / 2e0", {"=SINH(0)": 0}, fails="ABS($a) > 709e0")
_simple("COSH", "The hyperbolic cosine.", "(EXP($a) + EXP(-$a)) / 2e0", {"=COSH(0)": 1}, fails="ABS($a) > 709e0")
_simple("TANH", "The hyperbolic tangent.", "1e0 - 2e0 / (EXP(2e0 * LEAST($a, 300e0)) + 1e0)", {"=TANH(0)": 0})
_simple("DEGREES", "Radians as degrees.", "$a * 180e0 / PI()", {"=DEGREES(PI())": 180})
_simple("RADIANS", "Degrees as radians.", "$a * PI() / 180e0", {"=ROUND(RADIANS(180),4)": 3.1416})
_simple(
    "EVEN",
    "The next even number away from zero.",
    "SIGN($a) * CEIL(ABS($a) / 2e0) * 2e0",
    {"=EVEN(1.5)": 2, "=EVEN(3)": 4, "=EVEN(-1)": -2},
)
_simple(
    "ODD",
    "The next odd number away from zero.",
    "CASE WHEN $a < 0e0 THEN -1e0 ELSE 1e0 END * (CEIL((GREATEST(ABS($a), 1e0) - 1e0) / 2e0) * 2e0 + 1e0)",
    {"=ODD(1.5)": 3, "=ODD(0)": 1, "=ODD(-2)": -3},
)


@mathematics("PI()", "The number pi.", {"=ROUND(PI(),5)": 3.14159})
def _pi(call: Call) -> Argument:
    return call.gives_number(sql("PI()"))


@mathematics(
    "ROUND(number, num_digits)",
    "Rounded to so many decimals, halves away from zero.",
    {
        "=ROUND(2.5,0)": 3,
        "=ROUND(-2.5,0)": -3,
        "=ROUND(1.005,2)": 1.01,
        "=ROUND(1234,-2)": 1200,
        "=ROUND(2.675,2)": 2.68,
    },
)
def _round(call: Call) -> Argument:
    return call.gives_number(rounded(call.number(0), call.whole(1), "half"))


@mathematics(
    "ROUNDUP(number, num_digits)",
    "Rounded away from zero.",
    {"=ROUNDUP(2.1,0)": 3, "=ROUNDUP(-2.11,1)": -2.2, "=ROUNDUP(0.29,2)": 0.29},
)
def _roundup(call: Call) -> Argument:
    return call.gives_number(rounded(call.number(0), call.whole(1), "up"))


@mathematics(
    "ROUNDDOWN(number, num_digits)",
    "Rounded towards zero.",
    {"=ROUNDDOWN(2.9,0)": 2, "=ROUNDDOWN(-2.19,1)": -2.1, "=ROUNDDOWN(0.29,2)": 0.29},
)
def _rounddown(call: Call) -> Argument:
    return call.gives_number(rounded(call.number(0), call.whole(1), "down"))


@mathematics(
    "TRUNC(number, [num_digits])", "Without the decimals behind so many.", {"=TRUNC(-2.9)": -2, "=TRUNC(2.987,2)": 2.98}
)
def _trunc(call: Call) -> Argument:
    return call.gives_number(rounded(call.number(0), call.whole(1, 0), "down"))


@mathematics(
    "MROUND(number, multiple)",
    "The nearest multiple.",
    {"=MROUND(7,5)": 5, "=MROUND(1.3,0.05)": 1.3, "=MROUND(-7,-5)": -5, "=MROUND(5,-2)": "#NUM!"},
)
def _mround(call: Call) -> Argument:
    number, multiple = call.number(0), call.number(1)
    call.fail(sql("$a * $b < 0e0", number, multiple), BAD_NUMBER)
    return call.gives_number(sql("COALESCE($a, 0e0)", to_multiple(number, multiple, "ROUND")))


@mathematics(
    "CEILING(number, significance)",
    "The next multiple up.",
    {"=CEILING(2.1,0.5)": 2.5, "=CEILING(-2.5,2)": -2, "=CEILING(-2.5,-2)": -4, "=CEILING(2,-1)": "#NUM!"},
)
def _ceiling(call: Call) -> Argument:
    number, size = call.number(0), call.number(1)
    call.fail(sql("$a > 0e0 AND $b < 0e0", number, size), BAD_NUMBER)
    return call.gives_number(sql("COALESCE($a, 0e0)", to_multiple(number, size, "CEIL")))


@mathematics(
    "FLOOR(number, significance)",
    "The next multiple down.",
    {"=FLOOR(2.9,0.5)": 2.5, "=FLOOR(-2.5,2)": -4, "=FLOOR(2,-1)": "#NUM!", "=FLOOR(2,0)": "#DIV/0!"},
)
def _floor(call: Call) -> Argument:
    number, size = call.number(0), call.number(1)
    call.fail(sql("$a <> 0e0 AND $b = 0e0", number, size), DIVISION)
    call.fail(sql("$a > 0e0 AND $b < 0e0", number, size), BAD_NUMBER)
    return call.gives_number(sql("COALESCE($a, 0e0)", to_multiple(number, size, "FLOOR")))


def _by_mode(call: Call, usual: str, other: str) -> Argument:
    number, size, mode = call.number(0), sql("ABS($a)", call.number(1, 1)), call.number(2, 0)
    away = every([sql("$a < 0e0", number), sql("$a <> 0e0", mode)])
    found = choose((away, to_multiple(number, size, other)), otherwise=to_multiple(number, size, usual))
    return call.gives_number(sql("COALESCE($a, 0e0)", found))


@mathematics(
    "CEILING.MATH(number, [significance], [mode])",
    "The next multiple up; negative numbers away from zero with a mode.",
    {"=CEILING.MATH(2.1)": 3, "=CEILING.MATH(-2.5,2)": -2, "=CEILING.MATH(-2.5,2,1)": -4},
)
def _ceiling_math(call: Call) -> Argument:
    return _by_mode(call, "CEIL", "FLOOR")


@mathematics(
    "FLOOR.MATH(number, [significance], [mode])",
    "The next multiple down; negative numbers towards zero with a mode.",
    {"=FLOOR.MATH(2.9)": 2, "=FLOOR.MATH(-2.5,2)": -4, "=FLOOR.MATH(-2.5,2,1)": -2},
)
def _floor_math(call: Call) -> Argument:
    return _by_mode(call, "FLOOR", "CEIL")


@mathematics(
    "MOD(number, divisor)",
    "The remainder, with the sign of the divisor.",
    {"=MOD(7,3)": 1, "=MOD(-7,3)": 2, "=MOD(7,-3)": -2, "=MOD(1,0)": "#DIV/0!"},
)
def _mod(call: Call) -> Argument:
    number, divisor = call.number(0), call.number(1)
    call.fail(_is_zero(divisor), DIVISION)
    return call.gives_number(sql("$a - $b * FLOOR($a / $b)", number, divisor))


def _is_zero(number: Term) -> Term:
    if number.operation == "literal":
        return literal(number.arguments[0] == 0.0)
    return sql("$a = 0e0", number)


@mathematics(
    "QUOTIENT(numerator, denominator)",
    "The whole part of a division.",
    {"=QUOTIENT(7,2)": 3, "=QUOTIENT(-7,2)": -3, "=QUOTIENT(1,0)": "#DIV/0!"},
)
def _quotient(call: Call) -> Argument:
    number, divisor = call.number(0), call.number(1)
    call.fail(_is_zero(divisor), DIVISION)
    return call.gives_number(truncated(sql("$a / $b", number, divisor)))


@mathematics(
    "POWER(number, power)",
    "One number to the power of another.",
    {"=POWER(2,10)": 1024, "=POWER(-8,1/3)": "#NUM!", "=POWER(0,-1)": "#DIV/0!"},
)
def _power(call: Call) -> Argument:
    number, exponent = call.number(0), call.number(1)
    call.fail_with(power_error(number, exponent))
    return call.gives_number(power(number, exponent))


@mathematics(
    "LOG(number, [base])",
    "The logarithm to a base, 10 unless given.",
    {"=LOG(8,2)": 3, "=LOG(100)": 2, "=LOG(0)": "#NUM!"},
)
def _log(call: Call) -> Argument:
    number, base = call.number(0), call.number(1, 10)
    bad = sql("$a <= 0e0 OR $b <= 0e0", number, base)
    call.fail(bad, BAD_NUMBER)
    call.fail(sql("$a = 1e0", base), DIVISION)
    fine = sql("$a > 0e0 AND $b > 0e0 AND $b <> 1e0", number, base)
    exact = choose((sql("$a = 10e0", base), sql("LOG10($a)", number)), otherwise=sql("LN($a) / LN($b)", number, base))
    return call.gives_number(choose((fine, exact)))


@mathematics("ATAN2(x_num, y_num)", "The angle of a point.", {"=ATAN2(1,0)": 0, "=ATAN2(0,0)": "#DIV/0!"})
def _atan2(call: Call) -> Argument:
    x, y = call.number(0), call.number(1)
    call.fail(every([_is_zero(x), _is_zero(y)]), DIVISION)
    return call.gives_number(sql("ATAN2($a, $b)", y, x))


FACTORIALS = choose(*((sql("$a = $b", _A, float(number)), literal(float(factorial(number)))) for number in range(171)))


@mathematics(
    "FACT(number)", "The factorial.", {"=FACT(5)": 120, "=FACT(0)": 1, "=FACT(-1)": "#NUM!", "=FACT(171)": "#NUM!"}
)
def _fact(call: Call) -> Argument:
    number = call.whole(0)
    call.fail(sql("$a < 0e0 OR $a > 170e0", number), BAD_NUMBER)
    return call.gives_number(applied(FACTORIALS, number))
