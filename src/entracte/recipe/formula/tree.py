"""What a formula says, as a tree. `at` is the place in the formula's text, from 0."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A part of a formula."""

    at: int


@dataclass(frozen=True)
class Constant(Node):
    """A number, text or truth value that is written out."""

    value: float | str | bool


@dataclass(frozen=True)
class ErrorConstant(Node):
    """An error value that is written out, such as #N/A."""

    code: str


@dataclass(frozen=True)
class Missing(Node):
    """An argument left empty: IF(a,,b)."""


@dataclass(frozen=True)
class ArrayConstant(Node):
    """{1,2;3,4}."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Reference(Node):
    """A structured reference; `table` is empty for the row's own table.

    `columns` is empty (all of them), one name, or the first and last of several. `part` is `data`, `headers` or `all`.
    """

    table: str
    columns: tuple[str, ...]
    this_row: bool
    part: str = "data"


@dataclass(frozen=True)
class Name(Node):
    """A bare name: a table, or what LET has named."""

    name: str


@dataclass(frozen=True)
class Call(Node):
    """A function and its arguments."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Unary(Node):
    """Minus, plus, or the per cent sign behind."""

    operator: str
    operand: Node


@dataclass(frozen=True)
class Binary(Node):
    """Two operands and the operator between them."""

    operator: str
    left: Node
    right: Node
