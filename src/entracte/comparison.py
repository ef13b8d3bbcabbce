"""Two extractions of one system compared; for the command line, the portal, and the replay of a recipe."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from entracte.engine import Engine
from entracte.inspection import profile_delivery
from entracte.profile.comparing import (
    Comparison,
    ExtractedTable,
    Extraction,
    Reason,
    compare_extractions,
    comparison_document,
)
from entracte.settings import Settings
from entracte.sources.delivery import KeptTable, Registered

__all__ = ["Comparison", "Reason", "compare_registered", "comparison_document"]

Notice = Callable[[str], None]
Keys = Mapping[str, Sequence[str]]


def compare_registered(
    settings: Settings,
    old: Registered,
    new: Registered,
    *,
    keys: Keys | None = None,
    with_delta: bool = True,
    notice: Notice = lambda what: None,
) -> Comparison:
    """What differs between two deliveries that were read, and the reasons why a recipe of the old does not fit the new.

    `keys` are the columns by which the rows of a table are told apart, where those found are not to be used. Without
    `with_delta`, the rows are not compared: quick where both are profiled. Raises the faults `no-such-table` and
    `no-such-column` for what `keys` names.
    """
    sides = [_extraction(settings, each, notice) for each in (old, new)]
    with Engine(settings.work, settings.memory_limit) as engine:
        return compare_extractions(engine, *sides, keys=keys, with_delta=with_delta, notice=notice)


def _extraction(settings: Settings, registered: Registered, notice: Notice) -> Extraction:
    profile = profile_delivery(settings, registered, notice)
    tables = tuple(
        ExtractedTable(
            profile=profile.table(each.name),
            kind=each.kind,
            facts=each.facts,
            rejected=each.rejected,
            data=registered.data(each),
            called_as_file=_called_as_file(each),
        )
        for each in registered.tables
    )
    single = len(registered.files) == len(tables) == 1 and tables[0].called_as_file
    return Extraction(registered.name, tables, single)


def _called_as_file(table: KeptTable) -> bool:
    """Whether a table has no name but that of its file."""
    return table.name.casefold() == Path(table.file).stem.casefold()
