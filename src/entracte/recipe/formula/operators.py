"""Excel's operators over cells."""

from __future__ import annotations

from entracte.recipe.cells import Kind
from entracte.recipe.formula.coercion import as_number, as_text, folded
from entracte.recipe.formula.powers import power, power_error
from entracte.recipe.formula.terms import (
    FALSE,
    NULL,
    Term,
    applied,
    block,
    choose,
    coalesce,
    concatenated,
    either,
    every,
    literal,
    negated,
    parameter,
    present,
    some,
    sql,
)
from entracte.recipe.formula.values import (
    DIVISION,
    Value,
    boolean_value,
    constant_value,
    guarded,
    number_value,
    text_value,
)

_A, _B = parameter("a"), parameter("b")
_TOLERANCE = 2.0**-48
_DAYS = (Kind.DATE, Kind.TIMESTAMP, Kind.TIME)


def negative(value: Value, locale: str) -> Value:
    """The number with the other sign."""
    if isinstance(value.constant, float):
        return constant_value(-value.constant)
    number, error = as_number(value, locale)
    return guarded(number_value(sql("-$a", number)), error)


def percent(value: Value, locale: str) -> Value:
    """A hundredth of the number."""
    if isinstance(value.constant, float):
        return constant_value(value.constant / 100)
    number, error = as_number(value, locale)
    return guarded(number_value(sql("$a / 100e0", number)), error)


def arithmetic(operator: str, left: Value, right: Value, locale: str) -> Value:
    """Plus, minus, times, divided by, to the power of."""
    a, first = as_number(left, locale)
    b, second = as_number(right, locale)
    error = either(first, second)
    shown = _shown(operator, left, right)
    if operator in "+-":
        return guarded(number_value(_sum(operator, left, right, a, b), shown), error)
    if operator == "*":
        return guarded(number_value(sql("$a * $b", a, b)), error)
    if operator == "/":
        zero = FALSE if isinstance(right.constant, float) and right.constant else sql("$a = 0e0", b)
        failed = NULL if zero is FALSE else choose((zero, literal(DIVISION)))
        return guarded(number_value(sql("$a / $b", a, b)), either(error, None if failed is NULL else failed))
    return guarded(number_value(power(a, b)), either(error, power_error(a, b)))


def _sum(operator: str, left: Value, right: Value, a: Term, b: Term) -> Term:
    """A sum; what is left of numbers that cancel out within fifteen digits is 0, as in Excel."""
    plain = sql(f"$a {operator} $b", a, b)
    whole = [isinstance(value.constant, float) and value.constant.is_integer() for value in (left, right)]
    if any(whole):
        return plain
    return applied(_SUMS[operator], a, b)


_SUMS = {
    operator: choose(
        (sql(f"ABS($a {operator} $b) < ABS($a) * {_TOLERANCE!r}", _A, _B), literal(0.0)),
        otherwise=sql(f"$a {operator} $b", _A, _B),
    )
    for operator in "+-"
}


def _shown(operator: str, left: Value, right: Value) -> Kind:
    """A day plus a number is a day; days apart are a number."""
    if operator == "+" and left.shown_as in _DAYS and right.shown_as in _DAYS:
        return Kind.TIMESTAMP if Kind.TIME in (left.shown_as, right.shown_as) else left.shown_as
    if operator == "+" and right.shown_as in _DAYS:
        return right.shown_as
    if operator in "+-" and left.shown_as in _DAYS and right.shown_as not in _DAYS:
        return left.shown_as
    return Kind.NUMBER


def joined_texts(left: Value, right: Value) -> Value:
    """One text behind the other (&)."""
    if isinstance(left.constant, str) and isinstance(right.constant, str):
        return constant_value(left.constant + right.constant)
    return guarded(text_value(concatenated(as_text(left), as_text(right))), either(left.error, right.error))


# comparison: a number is less than any text, a text less than FALSE; blank is 0, empty text or FALSE

_OPPOSITE = {"<>": "=", ">": "<=", ">=": "<"}


def comparison(operator: str, left: Value, right: Value) -> Value:
    """Whether two cells compare so."""
    return guarded(boolean_value(compared(operator, left, right)), either(left.error, right.error))


def compared(operator: str, left: Value, right: Value) -> Term:
    """Whether two cells compare so, errors apart; never null."""
    if operator in _OPPOSITE:
        return negated(compared(_OPPOSITE[operator], left, right))
    branches: list[tuple[Term, Term]] = []
    kinds = (("text", literal("")), ("number", literal(0.0)), ("boolean", FALSE))
    possible = [
        (name, zero)
        for name, zero in kinds
        if (getattr(left, name) is not None or left.blank) and (getattr(right, name) is not None or right.blank)
    ]
    held = [name for name, _ in possible if getattr(left, name) is not None or getattr(right, name) is not None]
    alone = len(held) == 1 and _only(left, held[0]) and _only(right, held[0])
    for name, zero in possible:
        if name not in held:
            continue
        a, b = getattr(left, name), getattr(right, name)
        test = _TESTS[name](operator, _or(a, zero, left), _or(b, zero, right))
        if alone:
            return test
        branches.append((every([_is(left, name), _is(right, name), some([_there(a), _there(b)])]), test))
    both_blank = every([left.is_blank, right.is_blank])
    branches.append((both_blank, literal("=" in operator)))
    otherwise = FALSE if operator == "=" else sql(f"$a {operator[0]} $b", rank(left), rank(right))
    return choose(*branches, otherwise=otherwise)


def _or(part: Term | None, zero: Term, value: Value) -> Term:
    if part is None:
        return zero
    return coalesce(part, zero) if value.blank or value.error is not None or len(value.parts) > 1 else part


def _only(value: Value, name: str) -> bool:
    return all(getattr(value, other) is None for other in ("text", "number", "boolean") if other != name)


def _is(value: Value, name: str) -> Term:
    """Whether a cell is of a kind or blank."""
    return some([_there(getattr(value, name)), value.is_blank])


def _there(part: Term | None) -> Term:
    return FALSE if part is None else present(part)


def rank(value: Value) -> Term:
    """1 for a number or blank, 2 for a text, 3 for a truth value."""
    return choose((_there(value.boolean), literal(3)), (_there(value.text), literal(2)), otherwise=literal(1))


def _compare_texts(operator: str, a: Term, b: Term) -> Term:
    if operator == "=":
        return sql("$a = $b", folded(a), folded(b))
    return sql(f"$a {operator} $b", ordering(a), ordering(b))


_SIGNS = " _-,;:!?./`^~'\"()[]{}@$*\\&#%+<=>|"
_LOW = "".join(chr(code) for code in range(2, len(_SIGNS) + 2))


def ordering(text: Term) -> Term:
    """By what texts are ordered: signs, then digits, then letters; case aside, accents only between equals."""
    return applied(_ORDERING, text)


_LOWER = sql("LOWER($a)", _A)
_ORDERING = sql(
    "TRANSLATE($a, $b, $c)",
    concatenated(block("unaccented", _LOWER), literal("\x01"), _LOWER),
    _SIGNS,
    _LOW,
)


def _compare_numbers(operator: str, a: Term, b: Term) -> Term:
    if any(term.operation == "literal" and term.arguments[0] == 0.0 for term in (a, b)):
        return sql(f"$a {operator} $b", a, b)
    return applied(_NUMBERS[operator], a, b)


_NEAR = f"ABS($a - $b) <= ABS($b) * {_TOLERANCE!r}"
_NUMBERS = {
    "=": sql(_NEAR, _A, _B),
    "<": sql(f"$a < $b AND NOT ({_NEAR})", _A, _B),
    "<=": sql(f"$a <= $b OR {_NEAR}", _A, _B),
}


def _compare_booleans(operator: str, a: Term, b: Term) -> Term:
    return sql(f"$a {operator} $b", a, b)


_TESTS = {"text": _compare_texts, "number": _compare_numbers, "boolean": _compare_booleans}
