"""What a cell is where a formula needs a text, a number or a truth value."""

from __future__ import annotations

from entracte.recipe.formula.numbers import general, number_of_text
from entracte.recipe.formula.terms import (
    NULL,
    Term,
    choose,
    coalesce,
    either,
    every,
    literal,
    null,
    present,
    sql,
)
from entracte.recipe.formula.values import BAD_VALUE, Value


def as_text(value: Value) -> Term:
    """The cell as text: a blank is empty text, a date its serial, a truth value TRUE or FALSE."""
    parts: list[Term] = []
    if value.text is not None:
        parts.append(value.text)
    if value.number is not None:
        parts.append(literal_text(value) or general(value.number))
    if value.boolean is not None:
        parts.append(boolean_text(value.boolean))
    if value.blank or not parts or value.error is not None:
        parts.append(literal(""))
    return coalesce(*parts)


def literal_text(value: Value) -> Term | None:
    """The text of a whole number that is written out."""
    constant = value.constant
    if isinstance(constant, float) and constant.is_integer() and abs(constant) < 1e15:
        return literal(str(int(constant)))
    return None


def boolean_text(term: Term) -> Term:
    """TRUE or FALSE."""
    return choose((term, literal("TRUE")), (sql("NOT $a", term), literal("FALSE")))


def as_number(value: Value, locale: str) -> tuple[Term, Term | None]:
    """The cell as a number, and its error: a text that does not read as a number is #VALUE!."""
    parts: list[Term] = []
    error = value.error
    if value.number is not None:
        parts.append(value.number)
    if value.text is not None and not value.readable:
        error = either(error, choose((present(value.text), literal(BAD_VALUE))))
    elif value.text is not None:
        read = number_of_text(value.text, locale)
        parts.append(read)
        unreadable = choose((every([present(value.text), null(read)]), literal(BAD_VALUE)))
        error = either(error, unreadable)
    if value.boolean is not None:
        parts.append(boolean_number(value.boolean))
    if value.blank or not parts or error is not None:
        parts.append(literal(0.0))
    return coalesce(*parts), error


def boolean_number(term: Term) -> Term:
    """1 or 0."""
    return choose((term, literal(1.0)), (sql("NOT $a", term), literal(0.0)))


def as_boolean(value: Value) -> tuple[Term, Term | None]:
    """The cell as a truth value, and its error: of texts only TRUE and FALSE are some."""
    parts: list[Term] = []
    error = value.error
    if value.boolean is not None:
        parts.append(value.boolean)
    if value.number is not None:
        parts.append(sql("$a <> 0e0", value.number))
    if value.text is not None:
        folded = sql("UPPER($a)", value.text)
        read = choose(
            (sql("$a = 'TRUE'", folded), literal(True)),
            (sql("$a = 'FALSE'", folded), literal(False)),
        )
        parts.append(read)
        error = either(error, choose((every([present(value.text), null(read)]), literal(BAD_VALUE))))
    if value.blank or not parts or error is not None:
        parts.append(literal(False))
    return coalesce(*parts), error


def folded(text: Term) -> Term:
    """A text as it is compared: Excel does not tell upper from lower case."""
    constant = text.arguments[0] if text.operation == "literal" else None
    return literal(constant.lower()) if isinstance(constant, str) else sql("LOWER($a)", text)


def nothing(term: Term | None) -> bool:
    """Whether a part is missing."""
    return term is None or term is NULL
