"""The operations as data and as lines, for `entracte recipe operations` and the manual."""

from __future__ import annotations

from typing import Any

from entracte.recipe.operations import REQUIRED, Example, Operation, Parameter, all_operations


def operation_documents() -> list[dict[str, Any]]:
    """Every operation with its parameters and examples; `lines` tell them to a person."""
    return [_document(each) for each in all_operations().values()]


def _document(operation: Operation) -> dict[str, Any]:
    return {
        "name": operation.name,
        "about": operation.about,
        "gives": operation.gives.value,
        "engines": list(operation.engines),
        "parts": list(operation.parts),
        "parameters": [_parameter(each) for each in operation.parameters],
        "examples": [_example(each) for each in operation.examples],
        "lines": [
            *([f"part: {', '.join(operation.parts)}"] if operation.parts else []),
            *([f"on {', '.join(operation.engines)} only"] if "spark" not in operation.engines else []),
            *(_line(each) for each in operation.parameters),
            *(_shown(each) for each in operation.examples if each.given is not None),
        ],
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    required = parameter.default is REQUIRED
    return {
        "name": parameter.name,
        "kind": parameter.kind.value,
        "about": parameter.about,
        "required": required,
        "default": None if required else parameter.default,
        "choices": list(parameter.choices),
    }


def _example(example: Example) -> dict[str, Any]:
    return {
        "given": example.given,
        "gives": example.gives,
        "parameters": dict(example.parameters),
        "finding": example.finding,
        "columns": dict(example.columns),
    }


def _line(parameter: Parameter) -> str:
    kind = f"one of {', '.join(parameter.choices)}" if parameter.choices else parameter.kind.value
    default = "" if parameter.default in (REQUIRED, None) else f"; {parameter.default} without it"
    return f"{parameter.name}: {parameter.about} ({kind}{default})"


def _shown(example: Example) -> str:
    told = ", ".join(f"{name}: {value}" for name, value in example.parameters.items())
    gives = "blank" if example.gives is None else repr(example.gives)
    finding = f" and the finding {example.finding}" if example.finding else ""
    return f"{example.given!r} → {gives}{finding}" + (f"  with {told}" if told else "")
