"""The parameters of an operation, read from the recipe as its contract wants them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

from entracte.engine.expressions import Expression
from entracte.faults import near
from entracte.recipe.model import Call, Name
from entracte.recipe.nodes import Entries, Items, Node, Scalar
from entracte.recipe.operations import REQUIRED, Operation, Parameter, ParameterKind
from entracte.recipe.operations.patterns import checked
from entracte.recipe.shapes import Choice, Decimal, Flag, ListOf, MapOf, Text, Whole

_COLUMN = re.compile(r"\[@(?:\[(?P<spaced>.*)\]|(?P<plain>[^\[\]]*))\]")
_ESCAPED = re.compile(r"'(.)")

Cell = Callable[[Name], Expression]


def arguments_of(call: Call, operation: Operation, cell: Cell) -> dict[str, Any]:
    """The arguments by name, defaults filled in; `cell` gives the text of a column that is named.

    Raises faults that name the place of what is wrong.
    """
    told: Mapping[str, Node] = call.arguments
    if call.direct is not None:
        direct = operation.direct
        if direct is None:
            names = ", ".join(each.name for each in operation.parameters)
            message = f"{operation.name} takes {'these by name: ' + names if names else 'no parameters'}."
            raise call.place.fault("wrong-parameter", message)
        told = {direct.name: call.direct}
    known = [each.name for each in operation.parameters] + (["part"] if operation.parts else [])
    for name, node in told.items():
        if name not in known:
            hint = near(name, known) if known else f"{operation.name} takes none."
            raise node.place.fault("wrong-parameter", f"{operation.name} has no parameter {name}.", hint)
    return {each.name: _argument(each, told.get(each.name), call, cell) for each in operation.parameters}


def part_of(call: Call, operation: Operation) -> str | None:
    """Which of the things that an operation can give is asked for; None for one that gives one thing."""
    if not operation.parts:
        return None
    node = call.arguments.get("part")
    if node is None:
        raise call.place.fault(
            "wrong-parameter", f"{operation.name} needs to know which part: {', '.join(operation.parts)}."
        )
    return Choice(operation.parts).read(node)


def written(call: Call) -> str:
    """An operation as the recipe writes it."""
    told = call.direct if call.direct is not None else call.arguments
    if not told:
        return call.name
    return f"{call.name}: {_shown(told)}"


def columns_in(call: Call) -> list[Name]:
    """The columns that the parameters name."""
    nodes = [*call.arguments.values(), *([call.direct] if call.direct is not None else [])]
    found = [_named_column(node) for node in nodes if isinstance(node, Scalar)]
    return [name for name in found if name is not None]


def _argument(parameter: Parameter, node: Node | None, call: Call, cell: Cell) -> Any:
    if node is None:
        if parameter.default is REQUIRED:
            raise call.place.fault(
                "wrong-parameter", f"{call.name} needs the parameter {parameter.name}: {parameter.about}."
            )
        if parameter.kind is ParameterKind.VALUE and parameter.default is not None:
            return exp.Literal.string(str(parameter.default))
        return parameter.default
    with node.place.told(f"{call.name}, {parameter.name}"):
        value = _READ[parameter.kind](parameter, node, cell)
        _check_bounds(parameter, node, value)
        return value


def _check_bounds(parameter: Parameter, node: Node, value: Any) -> None:
    size = len(value) if isinstance(value, str | tuple | dict) else None
    if size is None:
        return
    if parameter.least is not None and size < parameter.least:
        raise node.place.fault("wrong-parameter", f"{parameter.name} is too short: at least {parameter.least}.")
    if parameter.most is not None and size > parameter.most:
        raise node.place.fault("wrong-parameter", f"{parameter.name} is too long: at most {parameter.most}.")


def _value(parameter: Parameter, node: Node, cell: Cell) -> Expression:
    text = Text(empty=True).read(node)
    name = _named_column(node)
    if name is not None:
        return cell(name)
    known = parameter.known() if parameter.known is not None and text else (text,)
    if text.strip().upper() not in known and text not in known:
        raise node.place.fault("wrong-parameter", f"{text!r} cannot be {parameter.about}.", near(text, sorted(known)))
    return exp.Literal.string(text)


def _named_column(node: Node) -> Name | None:
    found = _COLUMN.fullmatch(node.text) if isinstance(node, Scalar) and node.text else None
    if found is None:
        return None
    name = found["plain"] if found["spaced"] is None else _ESCAPED.sub(r"\1", found["spaced"])
    return Name(node.place, name)


_READ: dict[ParameterKind, Callable[[Parameter, Node, Cell], Any]] = {
    ParameterKind.TEXT: lambda parameter, node, cell: Text(empty=True).read(node),
    ParameterKind.WHOLE: lambda parameter, node, cell: Whole(parameter.least, parameter.most).read(node),
    ParameterKind.NUMBER: lambda parameter, node, cell: Decimal().read(node),
    ParameterKind.BOOLEAN: lambda parameter, node, cell: Flag().read(node),
    ParameterKind.CHOICE: lambda parameter, node, cell: Choice(parameter.choices).read(node),
    ParameterKind.TEXTS: lambda parameter, node, cell: ListOf(Text()).read(node),
    ParameterKind.MAP: lambda parameter, node, cell: MapOf(Text(empty=True)).read(node),
    ParameterKind.PATTERN: lambda parameter, node, cell: checked(Text().read(node)),
    ParameterKind.VALUE: _value,
}


def _shown(told: Node | Mapping[str, Node]) -> str:
    if isinstance(told, Scalar):
        text = told.text or ""
        return text if told.plain and text else f'"{text}"'
    if isinstance(told, Items):
        return f"[{', '.join(_shown(item) for item in told.items)}]"
    entries = (
        told.entries if isinstance(told, Entries) else [(Scalar(each.place, name), each) for name, each in told.items()]
    )
    return "{" + ", ".join(f"{name.text}: {_shown(value)}" for name, value in entries) + "}"
