"""What may stand for a column: a constant, a formula, or keys that say where the value comes from and what is done."""

from __future__ import annotations

import re
from typing import Any

from entracte.faults import near
from entracte.recipe.model import Call, ColumnRecipe, Constant, Formula, Name, PythonFunction
from entracte.recipe.nodes import Entries, Items, Node, Scalar
from entracte.recipe.operations import REQUIRED, Operation, ParameterKind, all_operations
from entracte.recipe.shapes import ListOf, scalar, spelt

_BEGINNINGS = ("column", "constant", "formula", "python")
DEFINITION = "column"
_KEYS = (*_BEGINNINGS, "columns", "apply", "crosswalk")
_PYTHON = re.compile(r"(?P<file>[^:]+\.py):(?P<function>[A-Za-z_][A-Za-z0-9_]*)")
_SIMPLE: dict[ParameterKind, dict[str, Any]] = {
    ParameterKind.TEXT: {"type": ["string", "number", "boolean", "null"]},
    ParameterKind.WHOLE: {"type": "integer"},
    ParameterKind.NUMBER: {"type": "number"},
    ParameterKind.BOOLEAN: {"type": "boolean"},
    ParameterKind.TEXTS: {"type": "array", "items": {"type": ["string", "number"]}},
    ParameterKind.MAP: {"type": "object"},
    ParameterKind.PATTERN: {"type": "string", "format": "regex"},
    ParameterKind.VALUE: {"type": ["string", "number", "boolean"]},
}


class NameShape:
    """A name, kept with its place."""

    def __init__(self, says: str) -> None:
        self.says = says

    def read(self, node: Node) -> Name:
        """The name."""
        return Name(node.place, spelt(scalar(node, self.says), self.says))

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string"}


class FormulaShape:
    """An Excel formula."""

    says = "a formula, beginning with ="

    def read(self, node: Node) -> Formula:
        """The formula, as it stands."""
        text = spelt(scalar(node, self.says), self.says)
        if not text.startswith("="):
            raise node.place.fault("wrong-type", f"{text!r} is no formula.", "A formula begins with =.")
        return Formula(node.place, text)

    def schema(self) -> dict[str, Any]:
        """A string that begins with =."""
        return {"type": "string", "pattern": "^="}


class ColumnShape:
    """What a column is made of."""

    says = "a constant, a formula beginning with =, or keys such as column and apply"

    def read(self, node: Node) -> ColumnRecipe:
        """The column."""
        if isinstance(node, Scalar):
            return ColumnRecipe(node.place, _constant_or_formula(node))
        if isinstance(node, Items):
            raise node.place.fault("wrong-type", f"{self.says} is expected here, not a list.")
        for name, _ in node.entries:
            if name.text not in _KEYS:
                raise name.place.fault(
                    "unknown-key", f"a column has no key {name.text}.", near(name.text or "", list(_KEYS))
                )
        begins = [name for name in node.names if name in _BEGINNINGS]
        if len(begins) != 1:
            raise node.place.fault(
                "bad-column",
                f"a column comes from exactly one of {', '.join(_BEGINNINGS)}; here are {', '.join(begins) or 'none'}.",
            )
        columns = node.get("columns")
        if columns is not None and begins != ["python"]:
            raise columns.place.fault("unknown-key", "only a Python function has columns.", "Did you mean column?")
        apply, crosswalk = node.get("apply"), node.get("crosswalk")
        return ColumnRecipe(
            node.place,
            _beginning(begins[0], node),
            ListOf(_CallShape()).read(apply) if apply is not None else (),
            NameShape("the name of a crosswalk").read(crosswalk) if crosswalk is not None else None,
        )

    def schema(self) -> dict[str, Any]:
        """A reference: a recipe has many columns, and each may be anything."""
        return {"$ref": f"#/$defs/{DEFINITION}"}

    def definition(self) -> dict[str, Any]:
        """What is referred to: a scalar, or an object with exactly one beginning."""
        name = {"type": "string"}
        apply = {"anyOf": [{"type": "array", "items": _CallShape().schema()}, _CallShape().schema()]}
        more = {"apply": apply, "crosswalk": name}
        beginnings: list[dict[str, Any]] = [
            {"column": name},
            {"constant": {"type": ["string", "number", "boolean", "null"]}},
            {"formula": FormulaShape().schema()},
            {"python": {"type": "string", "pattern": r"\.py:"}, "columns": {"type": "array", "items": name}},
        ]
        objects = [
            {
                "type": "object",
                "properties": each | more,
                "required": [next(iter(each))],
                "additionalProperties": False,
            }
            for each in beginnings
        ]
        return {"anyOf": [{"type": ["string", "number", "boolean", "null"]}, *objects]}


def _constant_or_formula(node: Scalar) -> Constant | Formula:
    if node.text is not None and node.text.startswith("=") and len(node.text) > 1:
        return Formula(node.place, node.text)
    return Constant(node.place, node.text)


def _beginning(key: str, node: Entries) -> Constant | Formula | Name | PythonFunction:
    value = node.get(key)
    assert value is not None
    if key == "column":
        return NameShape("the name of a column").read(value)
    if key == "constant":
        return Constant(value.place, scalar(value, "a constant").text)
    if key == "formula":
        return FormulaShape().read(value)
    text = spelt(scalar(value, "FILE.py:FUNCTION"), "FILE.py:FUNCTION")
    found = _PYTHON.fullmatch(text)
    if found is None:
        raise value.place.fault("wrong-type", f"{text!r} names no function.", "Write it as streets.py:first_line")
    columns = node.get("columns")
    if columns is None:
        raise value.place.fault("missing-key", "a Python function needs the key columns: what it gets.")
    return PythonFunction(
        value.place, found["file"], found["function"], ListOf(NameShape("the name of a column")).read(columns)
    )


class _CallShape:
    """`trim`, or `{pad_left: {width: 8}}`."""

    says = "an operation, as in trim or {pad_left: {width: 8}}"

    def read(self, node: Node) -> Call:
        """The operation and its parameters as they stand; the plan reads these."""
        if isinstance(node, Scalar):
            return Call(node.place, self._known(node), {})
        if not isinstance(node, Entries) or len(node.entries) != 1:
            raise node.place.fault("wrong-type", f"{self.says} is expected here.")
        ((name, value),) = node.entries
        operation = all_operations()[self._known(name)]
        if isinstance(value, Entries) and not _is_the_map(operation, value):
            return Call(node.place, operation.name, {key.text or "": argument for key, argument in value.entries})
        if isinstance(value, Scalar) and value.text is None and value.plain:
            return Call(node.place, operation.name, {})
        return Call(node.place, operation.name, {}, value)

    def _known(self, node: Scalar) -> str:
        name = spelt(node, self.says)
        known = list(all_operations())
        if name not in known:
            raise node.place.fault(
                "unknown-operation",
                f"there is no operation {name}.",
                f"{near(name, known)} `entracte recipe operations`.",
            )
        return name

    def schema(self) -> dict[str, Any]:
        """A name, or an object of one operation with its parameters."""
        operations = all_operations()
        bare = [each.name for each in operations.values() if all(p.default is not REQUIRED for p in each.parameters)]
        called = [
            {
                "type": "object",
                "description": each.about,
                "properties": {each.name: _arguments_schema(each)},
                "required": [each.name],
                "additionalProperties": False,
            }
            for each in operations.values()
            if each.parameters or each.parts
        ]
        return {"anyOf": [{"enum": bare}, *called]}


def _is_the_map(operation: Operation, told: Entries) -> bool:
    """Whether the mapping behind the operation's name is its one parameter rather than the parameters."""
    direct = operation.direct
    if direct is None or direct.kind is not ParameterKind.MAP or len(operation.parameters) != 1:
        return False
    return not (
        len(told.entries) == 1 and told.entries[0][0].text == direct.name and isinstance(told.entries[0][1], Entries)
    )


def _arguments_schema(operation: Operation) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for each in operation.parameters:
        simple: dict[str, Any] = dict(_SIMPLE.get(each.kind, {"enum": list(each.choices)}))
        properties[each.name] = {**simple, "description": each.about}
    if operation.parts:
        properties["part"] = {"enum": list(operation.parts)}
    required = [each.name for each in operation.parameters if each.default is REQUIRED]
    named = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }
    direct = operation.direct
    return {"anyOf": [named, properties[direct.name]]} if direct else named
