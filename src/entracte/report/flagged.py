"""Why a step of a recipe is flagged (D33), in words for the reviewer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_LISTING = frozenset({"crosswalk", "operation"})


def why_flagged(step: Mapping[str, Any], number: Callable[[int], str]) -> str:
    """The end of a sentence about a flagged step of a protocol; `number` writes counts."""
    fewest, changed, rows = step["fewest"], step["rows_changed"], step["rows_in"]
    few = f"{number(fewest)} row{'s' * (fewest != 1)} of {number(rows)}"
    if fewest in {changed, rows - changed}:
        return f"singles out {few}"
    if step["kind"] in _LISTING:
        return f"lists rows one by one, {number(changed)} of {number(rows)}"
    return f"compares with what only {few} have" if fewest != 1 else f"compares with what only {few} has"
