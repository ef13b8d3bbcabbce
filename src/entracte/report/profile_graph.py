"""The tables that refer to each other, drawn: where each stands, and the lines between them.

Written here since what draws graphs as SVG (Graphviz) is a program of its own, which no package brings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

BOX_WIDTH = 190
BOX_HEIGHT = 44
GAP_ACROSS = 90
GAP_DOWN = 22
MARGIN = 12
_NAME = 24


@dataclass(frozen=True)
class Box:
    """A table in the drawing: the upper left corner of its box, its name (shortened) and its rows."""

    name: str
    label: str
    rows: int
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """A reference in the drawing: its path, what it says, and whether it is sure."""

    path: str
    label: str
    sure: bool


@dataclass(frozen=True)
class Graph:
    """A drawing of tables and references."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int


def drawn(tables: Iterable[Mapping[str, Any]], relations: Iterable[Mapping[str, Any]]) -> Graph | None:
    """The drawing of the tables that refer or are referred to; None where none does.

    Tables stand in columns: what is referred to stands left of what refers to it.
    """
    known = {each["name"]: each for each in tables}
    links = [each for each in relations if each["table"] in known and each["target_table"] in known]
    linked = [name for name in known if any(name in {each["table"], each["target_table"]} for each in links)]
    if not linked:
        return None
    pairs = {(each["table"], each["target_table"]) for each in links}
    levels = _closed_up(_levels(linked, pairs), pairs)
    columns: dict[int, list[str]] = {}
    for name in linked:
        columns.setdefault(levels[name], []).append(name)
    order = _ordered(columns, pairs)
    places = {
        name: (
            MARGIN + level * (BOX_WIDTH + GAP_ACROSS),
            MARGIN + at * (BOX_HEIGHT + GAP_DOWN),
        )
        for level, names in order.items()
        for at, name in enumerate(names)
    }
    boxes = tuple(Box(name, _short(name), known[name]["rows"], *places[name]) for name in linked)
    lines = tuple(_line(each, places) for each in links)
    width = max(box.x for box in boxes) + BOX_WIDTH + MARGIN + 30
    height = max(box.y for box in boxes) + BOX_HEIGHT + MARGIN
    return Graph(boxes, lines, width, height)


def _levels(names: list[str], links: set[tuple[str, str]]) -> dict[str, int]:
    """How many references it takes to get from each table to one that refers to none; circles are cut."""
    targets: dict[str, list[str]] = {name: [] for name in names}
    for table, target in sorted(links):
        if table != target:
            targets[table].append(target)
    levels: dict[str, int] = {}
    on_the_way: set[str] = set()
    stack = [(name, False) for name in reversed(names)]
    while stack:
        name, is_left = stack.pop()
        if is_left:
            on_the_way.discard(name)
            levels[name] = 1 + max((levels[each] for each in targets[name] if each in levels), default=-1)
        elif name not in levels and name not in on_the_way:
            on_the_way.add(name)
            stack.append((name, True))
            stack += [(each, False) for each in targets[name] if each not in levels and each not in on_the_way]
    return levels


def _closed_up(levels: dict[str, int], links: set[tuple[str, str]]) -> dict[str, int]:
    """The same with every table as near as can be to those that refer to it: no line passes behind a table between."""
    told = dict(levels)
    for name in sorted(levels, key=lambda name: -levels[name]):
        behind = [told[table] for table, target in links if target == name and levels[table] > levels[name]]
        if behind:
            told[name] = min(behind) - 1
    return told


def _ordered(columns: dict[int, list[str]], links: set[tuple[str, str]]) -> dict[int, list[str]]:
    """The tables of each column, put near to those that they refer to."""
    order: dict[int, list[str]] = {}
    at: dict[str, float] = {}
    for level in sorted(columns):
        told = {
            name: [at[target] for table, target in links if table == name and target in at] for name in columns[level]
        }
        names = sorted(
            columns[level], key=lambda name: (sum(told[name]) / len(told[name]) if told[name] else 0.0, name)
        )
        order[level] = names
        at |= {name: float(place) for place, name in enumerate(names)}
    return order


def _line(relation: Mapping[str, Any], places: dict[str, tuple[int, int]]) -> Line:
    x1, y1 = places[relation["table"]]
    x2, y2 = places[relation["target_table"]]
    label = f"{relation['table']}.{relation['column']} refers to {relation['target_table']}.{relation['target_column']}"
    start, end = y1 + BOX_HEIGHT // 2, y2 + BOX_HEIGHT // 2
    if relation["table"] == relation["target_table"]:
        right = x1 + BOX_WIDTH
        path = f"M{right},{start - 8} C{right + 30},{start - 16} {right + 30},{start + 16} {right},{start + 8}"
    elif x1 == x2:
        right = x1 + BOX_WIDTH
        path = f"M{right},{start} C{right + 40},{start} {right + 40},{end} {right},{end}"
    else:
        left, right = (x1, x2 + BOX_WIDTH) if x1 > x2 else (x1 + BOX_WIDTH, x2)
        middle = (left + right) // 2
        path = f"M{left},{start} C{middle},{start} {middle},{end} {right},{end}"
    return Line(path, label, relation["share"] == 1)


def _short(name: str) -> str:
    return name if len(name) <= _NAME else name[: _NAME - 1] + "…"
