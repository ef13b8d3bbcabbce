"""Operations: what can be done to a column by its name.

One module each, holding `OPERATION`; put a file here to add one.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from entracte.recipe.operations.contract import (
    FAILED,
    REQUIRED,
    Context,
    Done,
    Example,
    Found,
    Operation,
    Parameter,
    ParameterKind,
    plain,
)

__all__ = [
    "FAILED",
    "REQUIRED",
    "Context",
    "Done",
    "Example",
    "Found",
    "Operation",
    "Parameter",
    "ParameterKind",
    "all_operations",
    "plain",
]


@cache
def all_operations() -> dict[str, Operation]:
    """Every operation by name, in the order of the alphabet."""
    modules = (import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__))
    found = [module.OPERATION for module in modules if hasattr(module, "OPERATION")]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}
