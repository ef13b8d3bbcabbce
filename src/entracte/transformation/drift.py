"""What changed from one delivery to the next, as far as the recipe reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_GREW = 0.2
"""A source whose number of rows changed by more than this share is worth a look."""


def drift(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """Sentences about what is not as it was: files, columns, how they are read, numbers of rows."""
    told: list[str] = []
    after = {each["name"]: each for each in now["sources"]}
    for source in before["sources"]:
        name = source["name"]
        if name not in after:
            told.append(f"{name} is no longer a source of the recipe.")
            continue
        told += _source(source, after[name])
    known = {each["name"] for each in before["sources"]}
    told += [f"{name} is a new source of the recipe." for name in after if name not in known]
    return tuple(told)


def _source(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    name, told = before["name"], []
    told += [f"{name}: the column {column} is gone." for column in before["columns"] if column not in now["columns"]]
    told += [f"{name}: the column {column} is new." for column in now["columns"] if column not in before["columns"]]
    files = [[each["file"] for each in source["tables"]] for source in (before, now)]
    if files[0] != files[1]:
        told.append(f"{name}: read from {', '.join(files[1])}; before from {', '.join(files[0])}.")
    facts = [source["tables"][0]["facts"] for source in (before, now)]
    for fact in ("encoding", "separator", "header"):
        if facts[0].get(fact) != facts[1].get(fact):
            told.append(f"{name}: {fact} {facts[1].get(fact, 'none')}; before {facts[0].get(fact, 'none')}.")
    rows = before["rows"], now["rows"]
    if rows[0] != rows[1]:
        far = " That is far from before." if abs(rows[1] - rows[0]) > _GREW * max(rows[0], 1) else ""
        told.append(f"{name}: {rows[1]} rows; before {rows[0]}.{far}")
    return told
