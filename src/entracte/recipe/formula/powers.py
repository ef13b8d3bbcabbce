"""Powers of numbers.

A whole power that is written out is multiplied, with what each product loses to rounding kept beside it: the result is
the double nearest to the true one, whatever the engine (Dekker 1971, Graillat 2009). The others are computed by the
processor's library, whose last digit is its own.
"""

from __future__ import annotations

from functools import cache

from entracte.recipe.formula.terms import NULL, Term, applied, choose, every, literal, parameter, sql
from entracte.recipe.formula.tree import Constant, Node, Unary
from entracte.recipe.formula.values import BAD_NUMBER, DIVISION

MOST = 100
"""The largest whole power that is multiplied: each takes some twenty steps for each of its binary digits."""

_A, _B = parameter("a"), parameter("b")
_INFINITE = "CAST('Infinity' AS DOUBLE)"


def power(a: Term, b: Term) -> Term:
    """One number to the power of the other; null where that is no number."""
    exponent = b.arguments[0] if b.operation == "literal" else None
    if isinstance(exponent, float) and _is_multiplied(exponent):
        return applied(_written_out(exponent), a)
    return applied(_POWER, a, b)


def power_error(a: Term, b: Term) -> Term:
    """Why a power is no number."""
    return choose(
        (every([sql("$a = 0e0", a), sql("$a < 0e0", b)]), literal(DIVISION)),
        (sql("$a IS NULL", power(a, b)), literal(BAD_NUMBER)),
    )


def is_written_out(exponent: Node) -> bool:
    """Whether a power is the same on every engine: one that is written out, and multiplied or a square root."""
    sign = 1
    while isinstance(exponent, Unary) and exponent.operator in "+-":
        sign, exponent = (-sign if exponent.operator == "-" else sign), exponent.operand
    value = exponent.value if isinstance(exponent, Constant) else None
    return isinstance(value, float) and _is_multiplied(sign * value)


def _is_multiplied(exponent: float) -> bool:
    return exponent == 0.5 or (exponent.is_integer() and abs(exponent) <= MOST)


_POWER = choose(
    (every([sql("$a < 0e0", _A), sql("$a <> FLOOR($a)", _B)]), NULL),
    (every([sql("$a = 0e0", _A), sql("$a <= 0e0", _B)]), NULL),
    otherwise=sql(f"NULLIF(POWER($a, $b), {_INFINITE})", _A, _B),
)


@cache
def _written_out(exponent: float) -> Term:
    if exponent == 0.5:
        return choose((sql("$a >= 0e0", _A), sql("SQRT($a)", _A)))
    if exponent == 0:
        return choose((sql("$a <> 0e0", _A), literal(1.0)))
    result = _whole(int(exponent)) if exponent > 0 else _inverse(int(-exponent))
    return choose((sql(f"ABS($a) < {_INFINITE}", result), result))


def _whole(exponent: int) -> Term:
    found, lost = _multiplied(exponent)
    # one product is the nearest already
    return found if exponent <= 2 else _nearest(found, found, lost)


def _inverse(exponent: int) -> Term:
    found, lost = _multiplied(exponent)
    quotient = sql("1e0 / NULLIF($a, 0e0)", found)
    if exponent == 1:
        return quotient
    rest = sql("1e0 - $a - $b - $c * $d", sql("$a * $b", quotient, found), _lost(quotient, found), quotient, lost)
    return _nearest(found, quotient, sql("$a * $b", quotient, rest))


def _multiplied(exponent: int) -> tuple[Term, Term]:
    """A whole power from 1, rounded at each product, and what that has lost."""
    found, lost = _A, literal(0.0)
    for digit in f"{exponent:b}"[1:]:
        found, lost = sql("$a * $a", found), sql("$a + 2e0 * $b * $c", _lost(found, found), found, lost)
        if digit == "1":
            found, lost = sql("$a * $b", found, _A), sql("$a + $b * $c", _lost(found, _A), lost, _A)
    return found, lost


def _lost(a: Term, b: Term) -> Term:
    """What the product of two numbers loses to rounding, exactly: products of their halves lose nothing."""
    high, other = sql(_HIGH, a), sql(_HIGH, b)
    low, rest = sql("$a - $b", a, high), sql("$a - $b", b, other)
    return sql("$a * $b - $e + $a * $d + $c * $b + $c * $d", high, other, low, rest, sql("$a * $b", a, b))


_HIGH = f"{2.0**27 + 1!r}e0 * $a - ({2.0**27 + 1!r}e0 * $a - $a)"
"""The first half of the digits of a number."""


def _nearest(size: Term, found: Term, lost: Term) -> Term:
    """A result with what was lost, but at the ends of what a number can say, where halves cannot be taken."""
    return choose((sql("ABS($a) BETWEEN 1e-290 AND 1e290", size), sql("$a + $b", found, lost)), otherwise=found)
