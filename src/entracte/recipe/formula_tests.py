"""The comparisons of a formula with constants: how many rows fit one tells whether it names a row (D33)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from entracte.faults import Fault
from entracte.recipe.formula import Formula, Scope
from entracte.recipe.formula.compiler import Compiler
from entracte.recipe.formula.parser import parse
from entracte.recipe.formula.tree import Binary, Call, Constant, Name, Node, Reference, Unary
from entracte.recipe.formula.values import Value

MOST = 16
_BOTH = 2
_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})


def tests_of(text: str, scope: Scope) -> list[Formula]:
    """The comparisons of this row with a constant, each as a formula of its own; the first `MOST` of them."""
    found: list[Formula] = []
    for node in (each for part in _within(parse(text)) for each in _comparisons(part)):
        if len(found) == MOST:
            break
        if _names_something(node):
            try:
                value = Compiler(scope).compile(node)
            except Fault:  # it stands in a place that gives its names a meaning, such as LET
                continue
            if isinstance(value, Value) and value.boolean is not None:
                found.append(Formula(text, value, (), ()))
    return found


def _comparisons(node: Node) -> Iterator[Binary]:
    """What a part compares: SWITCH compares its first argument with every second one, EXACT its two."""
    if isinstance(node, Binary) and node.operator in _COMPARISONS:
        yield node
    if isinstance(node, Call) and node.name.upper() == "SWITCH":
        compared, *cases = node.arguments
        for case in cases[: len(cases) // 2 * 2 : 2]:
            yield Binary(case.at, "=", compared, case)
    if isinstance(node, Call) and node.name.upper() == "EXACT" and len(node.arguments) == _BOTH:
        yield Binary(node.at, "=", *node.arguments)


def _names_something(node: Binary) -> bool:
    sides = [list(_within(side)) for side in (node.left, node.right)]
    refers = [any(isinstance(each, Reference | Name) for each in side) for side in sides]
    written = [any(isinstance(each, Constant) for each in side) for side in sides]
    return (refers[0] and not refers[1] and written[1]) or (refers[1] and not refers[0] and written[0])


def _within(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Unary):
        yield from _within(node.operand)
        return
    for each in fields(node):
        part = getattr(node, each.name)
        if isinstance(part, Node):
            yield from _within(part)
        elif isinstance(part, tuple):
            for item in part:
                if isinstance(item, Node):
                    yield from _within(item)
