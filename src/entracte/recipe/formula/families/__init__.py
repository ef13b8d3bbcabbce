"""The functions of formulas, a family a module."""

from __future__ import annotations

from importlib import import_module

FAMILIES = (
    "logic",
    "text",
    "lookup",
    "mathematics",
    "conditional",
    "statistics",
    "distribution",
    "date",
    "spans",
    "information",
    "formatting",
    "characters",
    "pieces",
    "regular",
    "counting",
    "bases",
    "averages",
    "weekends",
)


def load() -> None:
    """Declare all functions."""
    for family in FAMILIES:
        import_module(f"{__name__}.{family}")
