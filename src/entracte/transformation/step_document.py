"""A step as a document: what plans, explanations and protocols say of it alike."""

from __future__ import annotations

from typing import Any

from entracte.recipe.steps import Step


def step_document(step: Step) -> dict[str, Any]:
    """What a step is, what it reads and writes, and where the recipe says so."""
    return {
        "number": step.number,
        "of": step.of,
        "kind": step.kind,
        "text": step.text,
        "reads": [f"{of}.{column}" for of, column in step.reads],
        "writes": [step.column] if step.column else [],
        "file": step.place.file,
        "line": step.place.line,
    }
