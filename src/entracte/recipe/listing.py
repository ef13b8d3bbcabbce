"""The values that an operation's parameters write out: a step that knows single cells by them may name rows (D33)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations import Operation, ParameterKind

_CLASSES = re.compile(r"\\[A-Za-z]|\[\^?\]?(?:\\.|[^\]\\])*\]|\{[0-9,]*\}|\(\?[a-zA-Z:-]*")
_LITERALS = re.compile(r"(?:\\[^A-Za-z0-9]|[^\\^$|()?*+.\x00])+")


def listed_by(operation: Operation, arguments: Mapping[str, Any]) -> list[str]:
    """What the lists, mappings and patterns among the arguments write out, in small letters, sorted."""
    found: set[str] = set()
    for parameter in operation.parameters:
        value = arguments[parameter.name]
        if parameter.kind in {ParameterKind.MAP, ParameterKind.TEXTS}:
            found |= set(value or ())
        elif parameter.kind is ParameterKind.PATTERN and value:
            found |= _literals(value)
    return sorted({each.lower() for each in found if each})


def _literals(pattern: str) -> set[str]:
    """The texts between the signs of a regular expression: 4711 and 4712 of `^(4711|4712)$`."""
    return {re.sub(r"\\(.)", r"\1", each) for each in _LITERALS.findall(_CLASSES.sub("\x00", pattern))}


def is_listed(text: Expression, values: Sequence[str]) -> Expression:
    """Whether a cell is one of the values."""
    folded = expression("lower($text)", text=text)
    return exp.In(this=folded, expressions=[exp.Literal.string(each) for each in values])
