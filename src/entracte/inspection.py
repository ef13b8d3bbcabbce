"""What is in a delivery: registered, described, its rows streamed; for the command line and the portal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from entracte.engine import Engine
from entracte.faults import Fault
from entracte.settings import Settings
from entracte.sources.delivery import KeptTable, Registered, register
from entracte.sources.options import SourceOptions

__all__ = ["KeptTable", "Registered", "delivery_document", "inspect", "rejected_lines", "row_lines", "table_document"]

_OF_CSV = ("encoding", "separator")


def inspect(
    settings: Settings,
    delivery: str,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    header: str | None = None,
    password: str | None = None,
    notice: Callable[[str], None] = lambda what: None,
) -> Registered:
    """Read a delivery, or find it read before (S1). `header` is the row of the titles, or `none` (S3).

    Raises the faults of the readers, `bad-header` and `no-live-database`.
    """
    if "://" in delivery:
        raise Fault(
            "no-live-database",
            "Live databases are not read by this version.",
            hint="Name a file, a folder or a .zip: a dump of the database serves as well.",
        )
    options = SourceOptions(encoding, password, separator, _header_row(header))
    return register(Path(delivery), settings.home, options, notice)


def delivery_document(registered: Registered, table: KeptTable | None = None) -> dict[str, object]:
    """What is known of a delivery, for programs: its tables, or one of them (S1)."""
    tables = registered.tables if table is None else (table,)
    return {
        "delivery": registered.name,
        "digest": registered.digest,
        "files": [asdict(each) for each in registered.files],
        "left_out": [asdict(each) for each in registered.left_out],
        "rejected": registered.rejected if table is None else table.rejected,
        "tables": [table_document(each) for each in tables],
    }


def table_document(table: KeptTable) -> dict[str, object]:
    """One table for programs. `header` is the row of the titles, null where there is none or the source has none."""
    facts = dict(table.facts)
    told: dict[str, object] = {
        "name": table.name,
        "rows": table.rows,
        "rejected": table.rejected,
        "columns": [
            {"name": column.name, **({"declared": column.declared} if column.declared else {})}
            for column in table.columns
        ],
        "file": table.file,
        "source": table.kind,
    }
    told |= {name: facts.pop(name) for name in _OF_CSV if name in facts}
    if "header" in facts:
        told["header"] = int(facts.pop("header")) or None
    if "preamble" in facts:
        told["preamble"] = facts.pop("preamble").split("\n")
    return {**told, "facts": facts}


def row_lines(settings: Settings, registered: Registered, table: KeptTable) -> Iterator[list[str]]:
    """The rows of a table as JSON objects of strings or null, in source order, some thousands of lines at a time."""
    data = registered.data(table)
    if data is None:
        return
    places = [f"c{place}" for place in range(len(table.columns))]
    pairs = ", ".join(f"${place + 2}, {name}" for place, name in enumerate(places))
    query = f"SELECT CAST(json_object({pairs}) AS VARCHAR) FROM read_parquet($1) AS rows({', '.join(places)})"
    with Engine(settings.work, settings.memory_limit) as engine:
        for batch in engine.batches(query, [str(data), *(column.name for column in table.columns)]):
            yield batch.column(0).to_pylist()


def rejected_lines(registered: Registered, table: KeptTable | None) -> Iterator[str]:
    """The rows that could not be read as JSON objects."""
    for each in registered.rejected_rows(table):
        yield json.dumps(asdict(each), ensure_ascii=False)


def _header_row(told: str | None) -> int | None:
    if told is None:
        return None
    if told.strip().lower() == "none":
        return 0
    if not told.strip().isdecimal() or not 0 < int(told) < 10**9:
        raise Fault(
            "bad-header",
            f"{told!r} is no row.",
            hint="Name the row that holds the titles as Excel numbers it, or say none.",
        )
    return int(told)
