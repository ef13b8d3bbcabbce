"""Small extractions, and their comparison."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from entracte.comparison import Comparison, compare_registered
from entracte.inspection import inspect
from entracte.profile.comparing import TableComparison
from entracte.settings import Settings

Rows = Sequence[Sequence[object]]


def text_of(rows: Rows, separator: str = ";") -> str:
    """Rows as CSV; the first holds the titles."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def delivered(folder: Path, tables: Mapping[str, Rows | bytes]) -> str:
    """A folder with a CSV file for each table; bytes are written as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        content = rows if isinstance(rows, bytes) else text_of(rows).encode()
        (folder / f"{name}.csv").write_bytes(content)
    return str(folder)


@cache
def _home() -> tempfile.TemporaryDirectory[str]:
    """One home for all tests: what several of them deliver is read and profiled once."""
    return tempfile.TemporaryDirectory(prefix="entracte-compare-")


def compared(
    folder: Path, old: Mapping[str, Rows | bytes], new: Mapping[str, Rows | bytes], **how: object
) -> Comparison:
    """The comparison of two deliveries made of these tables."""
    settings = Settings(home=Path(_home().name), memory_limit="500MB")
    sides = [inspect(settings, delivered(folder / side, tables)) for side, tables in (("before", old), ("now", new))]
    return compare_registered(settings, *sides, **how)  # type: ignore[arg-type]


def only(comparison: Comparison) -> TableComparison:
    """The one table of a comparison."""
    (table,) = comparison.tables
    return table


def codes(comparison: Comparison) -> set[tuple[str, str | None]]:
    """The reasons, each with its column."""
    return {(each.code, each.column) for each in comparison.reasons}


def drifts(comparison: Comparison) -> dict[tuple[str, str | None], tuple[object, object]]:
    """The drift of the only table: before and now, by code and column."""
    return {(each.code, each.column): (each.old, each.new) for each in only(comparison).drift}


def clients(count: int = 60) -> list[list[object]]:
    """A table with a key, names, a date, an amount and a state."""
    names = ["Martin", "Dupont", "Keller", "Rossi", "Weber"]
    rows: list[list[object]] = [["ID", "NOM", "NAISSANCE", "MONTANT", "STATUT"]]
    rows += [
        [
            1000 + number,
            names[number % 5] + "abcdefghij"[number % 10] * (number // 10 + 1),
            f"{number % 28 + 1:02}.{number % 12 + 1:02}.{1950 + number % 50}",
            f"{number * 1.25 + 0.5:.2f}",
            "ABC"[number % 3],
        ]
        for number in range(count)
    ]
    return rows
