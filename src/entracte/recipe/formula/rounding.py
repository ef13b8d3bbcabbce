"""Rounding as Excel does: halves away from zero, by the fifteen decimal digits that a person reads."""

from __future__ import annotations

from entracte.recipe.formula.terms import FALSE, TRUE, Term, applied, choose, literal, parameter, sql

_A, _B = parameter("a"), parameter("b")
_MORE = repr(1 + 2.0**-51)
_LESS = repr(1 - 2.0**-51)

# $a is the number, $b the size of the last digit that is kept: 0.01 as 100 (a divisor), 100 as such
_ROUNDED = {
    "half": f"FLOOR(ABS($a) * {_MORE} + 0.5e0)",
    "down": f"FLOOR(ABS($a) * {_MORE})",
    "up": f"CEIL(ABS($a) * {_LESS})",
}


def rounded(number: Term, digits: Term, way: str) -> Term:
    """A number to so many digits (negative: tens, hundreds), by `half`, `down` or `up`."""
    constant = digits.arguments[0] if digits.operation == "literal" else None
    if isinstance(constant, (int, float)):
        return applied(_definition(way, min(max(int(constant), -300), 300)), number)
    return applied(_DYNAMIC[way], number, digits)


def _definition(way: str, digits: int) -> Term:
    scale = literal(10.0 ** abs(digits))
    return _scaled(way, scale, TRUE if digits >= 0 else FALSE)


def _scaled(way: str, scale: Term, fraction: Term) -> Term:
    """A number in units of its last digit is rounded there; one that is too long already stays."""
    sign = sql("CASE WHEN $a < 0e0 THEN -1e0 ELSE 1e0 END", _A)
    large = sql("$a * $b", _A, scale)
    small = sql("$a / $b", _A, scale)
    up = choose(
        (sql("ABS($a) < 1e15", large), sql("$a * $b / $c", sign, sql(_ROUNDED[way], large), scale)), otherwise=_A
    )
    return choose((fraction, up), otherwise=sql("$a * $b * $c", sign, sql(_ROUNDED[way], small), scale))


# read, not raised to a power: that is exact, and every engine has the same
_BOUNDED = sql("TRY_CAST('1e' || CAST(CAST(FLOOR(LEAST(ABS($a), 300e0)) AS INTEGER) AS VARCHAR) AS DOUBLE)", _B)
_DYNAMIC = {way: _scaled(way, _BOUNDED, sql("$a >= 0e0", _B)) for way in _ROUNDED}


def to_multiple(number: Term, size: Term, way: str) -> Term:
    """The multiple of a size at or above (`CEIL`), at or below (`FLOOR`) or nearest (`ROUND`) to a number."""
    return applied(_MULTIPLES[way], number, size)


_SHARE = sql("$a / NULLIF($b, 0e0)", _A, _B)
_NEAREST = sql("SIGN($a) * FLOOR(ABS($a) + 0.5e0)", _SHARE)
_MULTIPLES = {
    way: sql(
        "$a * $b",
        choose(
            (sql("ABS($a - $b) <= ABS($a) * 1e-14", _SHARE, _NEAREST), _NEAREST), otherwise=sql(f"{way}($a)", _SHARE)
        ),
        _B,
    )
    for way in ("CEIL", "FLOOR")
} | {"ROUND": sql("$a * $b", _NEAREST, _B)}
