"""Criteria of COUNTIF and its like: 5, "x", ">=10", "<>", "a*", or a cell of this row."""

from __future__ import annotations

import re
from dataclasses import dataclass

from entracte.recipe.formula.call import Call
from entracte.recipe.formula.coercion import as_text, boolean_text, folded
from entracte.recipe.formula.lookups import Conditions, row_aliases
from entracte.recipe.formula.numbers import general, plain_number
from entracte.recipe.formula.operators import compared, joined_texts, ordering
from entracte.recipe.formula.patterns import has_wildcards, unescaped, wildcard_expression
from entracte.recipe.formula.terms import (
    FALSE,
    Term,
    block,
    choose,
    coalesce,
    concatenated,
    every,
    literal,
    negated,
    null,
    some,
    sql,
)
from entracte.recipe.formula.tokens import ERRORS
from entracte.recipe.formula.tree import Binary, Node
from entracte.recipe.formula.values import Value, constant_value

_OPERATOR = re.compile(r"(<=|>=|<>|=|<|>)?(.*)", re.DOTALL)


@dataclass(frozen=True)
class Criterion:
    """An operator and what is compared with: a value, or pieces of a text with wildcards among them."""

    operator: str
    value: Value
    pieces: tuple[Value, ...] = ()


def criterion_of(call: Call, index: int) -> Criterion:
    """The criterion of an argument; an operator is read from the text at the front of what is joined with &."""
    value = call.value(index)
    if value.constant is not None or not isinstance(value.text, Term):
        return _constant(value)
    pieces = [call.compiler.compile(node) for node in _joined(call.tree(index))] if index < call.count else []
    cells = [piece for piece in pieces if isinstance(piece, Value)]
    if len(cells) < 2 or len(cells) < len(pieces) or not isinstance(cells[0].constant, str):
        wild = [cell for cell in cells if isinstance(cell.constant, str) and has_wildcards(cell.constant)]
        return Criterion("", value, tuple(cells) if wild else ())
    match = _OPERATOR.match(cells[0].constant)
    assert match is not None
    operator, head = match[1] or "", match[2]
    rest = [constant_value(head), *cells[1:]] if head else cells[1:]
    wild = [cell for cell in rest if isinstance(cell.constant, str) and has_wildcards(cell.constant)]
    whole = rest[0]
    for cell in rest[1:]:
        whole = joined_texts(whole, cell)
    return Criterion(operator, whole, tuple(rest) if wild else ())


def _joined(node: Node) -> list[Node]:
    if isinstance(node, Binary) and node.operator == "&":
        return [*_joined(node.left), *_joined(node.right)]
    return [node]


def _constant(value: Value) -> Criterion:
    if not isinstance(value.constant, str):
        return Criterion("", value)
    match = _OPERATOR.match(value.constant)
    assert match is not None
    if match[1] is None:
        return Criterion("", value)
    return Criterion(match[1], constant_value(match[2]))


def add_criterion(conditions: Conditions, item: Value, criterion: Criterion) -> None:
    """Count a criterion among the conditions: by a key where it is equal to a value of this row."""
    keyed = criterion.operator in ("", "=") and not criterion.pieces and row_aliases(criterion.value)
    if keyed and not row_aliases(item):
        conditions.row_keys.append(_key(criterion.value, criterion.operator))
        conditions.item_keys.append(_key(item, None))
        return
    conditions.holds(coalesce(test(item, criterion), FALSE))


def _key(value: Value, operator: str | None) -> Term:
    """A text by which equal values are found; numbers spelt as text are numbers. A blank that is looked for is 0."""
    parts: list[Term] = []
    if value.number is not None:
        parts.append(general(value.number))
    if value.text is not None:
        parts += [general(plain_number(value.text)), folded(value.text)]
    if value.boolean is not None:
        parts.append(boolean_text(value.boolean))
    if value.error is not None:
        parts.append(value.error)
    if value.blank and operator is not None:
        parts.append(literal("0" if operator == "" else ""))
    return coalesce(*parts)


def test(item: Value, criterion: Criterion) -> Term:
    """Whether a cell fulfils a criterion."""
    operator = criterion.operator or "="
    if operator == "<>":
        return negated(coalesce(_equal(item, criterion), FALSE))
    if operator == "=":
        return _equal(item, criterion)
    return _ordered(item, operator, criterion.value)


def _equal(item: Value, criterion: Criterion) -> Term:
    value = criterion.value
    if criterion.pieces:
        return FALSE if item.text is None else sql("$a LIKE $b ESCAPE '\\'", folded(item.text), _like(criterion.pieces))
    constant = value.constant
    if isinstance(constant, str):
        return _equal_to_text(item, constant, criterion.operator)
    if isinstance(constant, (bool, float)) or value.only_number:
        return _equal_to_number(item, value)
    return sql("COALESCE($a, '') = $b", _key(item, None), _key(value, criterion.operator))


def _equal_to_number(item: Value, value: Value) -> Term:
    tests = []
    if isinstance(value.constant, bool):
        return FALSE if item.boolean is None else sql("$a = $b", item.boolean, value.constant)
    if value.number is None:
        return item.is_blank
    if item.number is not None:
        tests.append(coalesce(compared("=", Value(number=item.number), Value(number=value.number)), FALSE))
    if item.text is not None:
        tests.append(sql("COALESCE($a = $b, FALSE)", plain_number(item.text), value.number))
    return some(tests)


def _equal_to_text(item: Value, constant: str, operator: str) -> Term:
    if constant == "":
        empty = FALSE if item.text is None or operator else sql("COALESCE($a = '', FALSE)", item.text)
        return some([item.is_blank, empty])
    if constant.upper() in ("TRUE", "FALSE"):
        return FALSE if item.boolean is None else sql("$a = $b", item.boolean, constant.upper() == "TRUE")
    if constant.upper() in ERRORS:
        return FALSE if item.error is None else sql("$a = $b", item.error, constant.upper())
    number = _plain(constant)
    return _like_text(item, constant) if number is None else _equal_to_number(item, constant_value(number))


def _like_text(item: Value, constant: str) -> Term:
    if item.text is None:
        return FALSE
    if has_wildcards(constant):
        return block("matches", folded(item.text), f"(?s)^{wildcard_expression(constant.lower())}$")
    return sql("$a = $b", folded(item.text), unescaped(constant).lower())


def _plain(text: str) -> float | None:
    try:
        return float(text) if re.fullmatch(r"\s*[-+]?[0-9.]+([eE][-+]?\d+)?\s*", text) else None
    except ValueError:
        return None


def _like(pieces: tuple[Value, ...]) -> Term:
    """A pattern of LIKE: the wildcards of what is written out count, those in cells do not."""
    parts: list[Term] = []
    for piece in pieces:
        if isinstance(piece.constant, str):
            parts.append(literal(_like_pattern(piece.constant.lower())))
        else:
            lower = sql("LOWER($a)", as_text(piece))
            parts.append(sql("REPLACE(REPLACE(REPLACE($a, '\\', '\\\\'), '%', '\\%'), '_', '\\_')", lower))
    return concatenated(*parts)


def _like_pattern(text: str) -> str:
    def spelt(match: re.Match[str]) -> str:
        plain = match[1] or match[4]
        if plain:
            return "\\" + plain if plain in "%_\\" else plain
        return "%" if match[2] else "_"

    return re.sub(r"~([*?~])|(\*)|(\?)|(.)", spelt, text, flags=re.DOTALL)


def _ordered(item: Value, operator: str, value: Value) -> Term:
    """Numbers are compared with numbers only, texts with texts only."""
    number = _number(value)
    tests: list[tuple[Term, Term]] = []
    if number is not None:
        of_numbers = FALSE if item.number is None else _compared(operator, item.number, number)
        if value.constant is not None or value.only_number:
            return of_numbers
        tests.append((negated(null(number)), of_numbers))
    text = value.text
    of_texts = (
        FALSE
        if item.text is None or text is None
        else every([sql("$a IS NOT NULL", item.text), sql(f"$a {operator} $b", ordering(item.text), ordering(text))])
    )
    return choose(*tests, otherwise=of_texts)


def _compared(operator: str, a: Term, b: Term) -> Term:
    there = every([sql("$a IS NOT NULL", a)])
    return every([there, compared(operator, Value(number=a), Value(number=b))])


def _number(value: Value) -> Term | None:
    if isinstance(value.constant, str):
        number = _plain(value.constant)
        return None if number is None else literal(number)
    parts = []
    if value.number is not None:
        parts.append(value.number)
    if value.text is not None:
        parts.append(plain_number(value.text))
    return coalesce(*parts) if parts else None
