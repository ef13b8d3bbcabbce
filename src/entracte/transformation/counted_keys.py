"""Keys that a sequence counts: another delivery gives their numbers to other rows, so they tell no row again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from entracte.faults import Fault
from entracte.formats import format_named
from entracte.recipe.tables import counted_column

Steps = Sequence[Mapping[str, Any]]


def refuse_counted_keys(steps: Steps, output: Mapping[str, Any]) -> None:
    """Raises the fault `delta-not-possible` where a key of an output is made of a sequence, by whatever way."""
    for key in (field.name for field in format_named(output["format"]).fields if field.key):
        counted = _counted(steps, output["file"], key)
        if counted:
            raise Fault(
                "delta-not-possible",
                f"There is no delta of {output['file']}: {key} is a number of the sequence {counted}, which another "
                "delivery gives to other rows.",
                hint="Make the key from a column of the delivery that stays with its row.",
            )


def _counted(steps: Steps, file: str, key: str) -> str | None:
    """The column of a sequence that a key is made of, directly or through columns of tables."""
    sequences = {counted_column(each["text"]) for each in steps if each["kind"] == "sequence"}
    ways, seen = [(file, key)], set()
    while ways:
        of, column = way = ways.pop()
        if way in seen:
            continue
        seen.add(way)
        made = [each for each in steps if each["of"] == of and column in each["writes"]]
        if not made and column in sequences:
            return column
        ways += [(table, name) for each in made for table, _, name in (read.partition(".") for read in each["reads"])]
    return None
