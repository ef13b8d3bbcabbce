"""Terms: what a formula becomes before it is SQL. Equal terms are one object, so that work done twice is seen.

A term is a template of SQL over other terms. Making one costs nothing, using one twice neither: `layers` computes what
is used more than once in a column of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from weakref import WeakValueDictionary

from entracte.recipe.formula.blocks import BLOCKS

ROW = "row"
_HEAVIEST = 1_000_000


class Term:
    """One operation over terms; made by the functions of this module only."""

    __slots__ = ("__weakref__", "aliases", "arguments", "operation", "weight")

    operation: str
    arguments: tuple[Any, ...]
    weight: int
    aliases: frozenset[str]

    def __init__(self, operation: str, arguments: tuple[Any, ...]) -> None:
        self.operation = operation
        self.arguments = arguments
        below = list(self.below)
        self.weight = min(1 + sum(term.weight for term in below), _HEAVIEST)
        own = frozenset([arguments[0]]) if operation == "column" else frozenset[str]()
        self.aliases = own.union(*(term.aliases for term in below))

    @property
    def below(self) -> Iterator[Term]:
        """The terms it is made of."""
        return (argument for argument in self.arguments if isinstance(argument, Term))

    @property
    def simple(self) -> bool:
        """Whether it is a column or a literal."""
        return self.operation in ("column", "literal")

    @property
    def results(self) -> list[Term] | None:
        """The constants of which it is one in every row, that of no condition first; None where it may be another."""
        if self.operation == "literal":
            return [self]
        if self.operation != "case":
            return None
        found = [self.arguments[0], *self.arguments[2::2]]
        return found if all(part.operation == "literal" for part in found) else None

    def __repr__(self) -> str:
        return f"{self.operation}{self.arguments!r}"


_terms: WeakValueDictionary[tuple[Any, ...], Term] = WeakValueDictionary()


def _term(operation: str, *arguments: Any) -> Term:
    key = (operation, *((type(argument), argument) for argument in arguments))
    found = _terms.get(key)
    if found is None:
        found = _terms[key] = Term(operation, arguments)
    return found


def column(alias: str, name: str) -> Term:
    """A column of the relation called `alias`."""
    return _term("column", alias, name)


def literal(value: str | float | bool | None) -> Term:
    """A constant. A float is a number of Excel (a double), an int a count."""
    return _term("literal", value)


def sql(template: str, *operands: Term | str | float | bool | None) -> Term:
    """SQL in DuckDB's dialect; its operands are `$a`, `$b` and so on."""
    return _term("sql", template, *map(_operand, operands))


def block(name: str, *operands: Term | str | float | bool | None) -> Term:
    """A building block by its name; see `blocks`."""
    assert name in BLOCKS, name
    return _term("block", name, *map(_operand, operands))


def joined(relation: object, output: str, *keys: Term) -> Term:
    """A column of a relation that has at most one row for this row's keys."""
    return _term("joined", relation, output, *keys)


def _operand(operand: Term | str | float | bool | None) -> Term:
    return operand if isinstance(operand, Term) else literal(operand)


NULL = literal(None)
TRUE = literal(True)
FALSE = literal(False)


def coalesce(*terms: Term | None) -> Term:
    """The first that is not null."""
    held: list[Term] = []
    for term in terms:
        if term is not None and term is not NULL and term not in held:
            held.append(term)
            if term.operation == "literal":
                break
    if not held:
        return NULL
    return held[0] if len(held) == 1 else _term("coalesce", *held)


def either(*terms: Term | None) -> Term | None:
    """The first that is not null, where there are any: for parts that may be missing."""
    held = [term for term in terms if term is not None]
    return coalesce(*held) if held else None


def every(conditions: Iterable[Term]) -> Term:
    """Whether all conditions hold."""
    held = list(dict.fromkeys(condition for condition in conditions if condition is not TRUE))
    if FALSE in held:
        return FALSE
    return TRUE if not held else held[0] if len(held) == 1 else _term("and", *held)


def some(conditions: Iterable[Term]) -> Term:
    """Whether one condition holds."""
    held = list(dict.fromkeys(condition for condition in conditions if condition is not FALSE))
    if TRUE in held:
        return TRUE
    return FALSE if not held else held[0] if len(held) == 1 else _term("or", *held)


def choose(*branches: tuple[Term, Term | None], otherwise: Term | None = None) -> Term:
    """The result of the first condition that holds, else `otherwise`; a missing result is null."""
    held: list[Term] = []
    for condition, result in branches:
        if condition is FALSE:
            continue
        if condition is TRUE:
            otherwise = result
            break
        held += [condition, result or NULL]
    if not held:
        return otherwise or NULL
    if all(result is NULL for result in held[1::2]) and otherwise in (None, NULL):
        return NULL
    return _term("case", otherwise or NULL, *held)


def null(term: Term) -> Term:
    """Whether it is null."""
    if term.operation == "literal":
        return literal(term is NULL)
    return sql("$a IS NULL", term)


def present(term: Term) -> Term:
    """Whether it is not null."""
    if term.operation == "literal":
        return literal(term is not NULL)
    return sql("$a IS NOT NULL", term)


def negated(condition: Term) -> Term:
    """Whether a condition that is never null does not hold."""
    if condition.operation == "literal":
        return literal(not condition.arguments[0])
    return sql("NOT $a", condition)


def replaced(term: Term, terms: dict[Term, Term], seen: dict[Term, Term] | None = None) -> Term:
    """The term with others in the place of some of those it is made of."""
    seen = {} if seen is None else seen
    if term in terms:
        return terms[term]
    if term not in seen:
        arguments = [replaced(part, terms, seen) if isinstance(part, Term) else part for part in term.arguments]
        seen[term] = _term(term.operation, *arguments)
    return seen[term]


def concatenated(*terms: Term) -> Term:
    """Texts that are not null, one after the other."""
    held = [term for term in terms if term.operation != "literal" or term.arguments[0] != ""]
    return literal("") if not held else held[0] if len(held) == 1 else _term("concat", *held)


def parameter(name: str) -> Term:
    """An operand of a definition: `a`, `b` and so on."""
    return column("parameter", name)


def applied(definition: Term, *operands: Term) -> Term:
    """A definition with operands in the place of its parameters."""
    names = {parameter(name): operand for name, operand in zip("abcdefgh", operands, strict=False)}
    return replaced(definition, names)


def array(*terms: Term) -> Term:
    """Terms as a list."""
    return _term("array", *terms)
