"""What a recipe asks for that an engine does not have: refused by name, before a row is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from entracte.recipe.formula import tree
from entracte.recipe.formula.parser import parse
from entracte.recipe.formula.powers import is_written_out
from entracte.recipe.formula.refused import NOT_ON_SPARK, POWER, POWER_SIGN
from entracte.recipe.formula.registry import load_functions
from entracte.recipe.model import Call, Formula, Recipe
from entracte.recipe.operations import all_operations


def check_engine(recipe: Recipe, engine: str) -> None:
    """Refuse the functions and operations of a recipe that an engine does not have, where they stand.

    Raises the fault `not-on-spark`.
    """
    for part in _parts(recipe):
        if isinstance(part, Call):
            if engine not in all_operations()[part.name].engines:
                raise part.place.fault("not-on-spark", f"{part.name} cannot be computed on Spark.", _HINT)
            continue
        for name in missing(part.text, engine):
            raise part.place.fault("not-on-spark", f"{name} cannot be computed on Spark: {NOT_ON_SPARK[name]}", _HINT)


_HINT = "Run this recipe with --engine duckdb, or say it in another way; `entracte formats --functions` lists both."


def missing(formula: str, engine: str) -> list[str]:
    """The functions of a formula that an engine does not have, by name, and `^`; powers that it does have aside."""
    return [name for node in _nodes(parse(formula)) if (name := _missing(node, engine))]


def _missing(node: tree.Node, engine: str) -> str | None:
    if isinstance(node, tree.Binary) and node.operator == POWER_SIGN:
        return POWER_SIGN if engine == "spark" and not is_written_out(node.right) else None
    known = load_functions()
    if not isinstance(node, tree.Call) or node.name not in known or engine in known[node.name].engines:
        return None
    is_power = node.name == POWER and node.arguments
    return None if is_power and is_written_out(node.arguments[-1]) else node.name


def _parts(held: Any) -> Iterator[Call | Formula]:
    """Every formula and every operation in a part of a recipe."""
    if isinstance(held, (Call, Formula)):
        yield held
        return
    if isinstance(held, Mapping):
        inner = list(held.values())
    elif isinstance(held, (tuple, list)):
        inner = list(held)
    elif is_dataclass(held):
        inner = [getattr(held, each.name) for each in fields(held)]
    else:
        return
    for each in inner:
        yield from _parts(each)


def _nodes(node: Any) -> Iterator[tree.Node]:
    if isinstance(node, tuple):
        for each in node:
            yield from _nodes(each)
    elif isinstance(node, tree.Node):
        yield node
        for field in fields(node):
            yield from _nodes(getattr(node, field.name))
