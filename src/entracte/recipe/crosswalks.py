"""Crosswalks: CSV files of old and new values, read once, checked, and laid into the engine."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO

from entracte.engine import Engine, quoted
from entracte.engine.expressions import column
from entracte.faults import near
from entracte.recipe.folder import Folder
from entracte.recipe.looking_up import compared
from entracte.recipe.model import Crosswalk
from entracte.recipe.selects import sql
from entracte.recipe.world import crosswalk_table

_SEPARATORS = ";\t,|"
_SHOWN = 3


@dataclass(frozen=True)
class CrosswalkRows:
    """The lines of a crosswalk: number of the line, old value, new value (None for none)."""

    name: str
    rows: list[tuple[int, str, str | None]]


def read_crosswalks(crosswalks: Mapping[str, Crosswalk], folder: Folder) -> list[CrosswalkRows]:
    """Read all crosswalk files. Raises `bad-crosswalk` and `unknown-column`, and the faults of the folder."""
    return [CrosswalkRows(name, _rows(each, folder)) for name, each in crosswalks.items()]


def lay_crosswalk(engine: Engine, found: CrosswalkRows, crosswalk: Crosswalk) -> None:
    """Make the engine's table of a crosswalk; the fault `ambiguous-crosswalk` where a key has two answers."""
    name = crosswalk_table(found.name)
    lines = f"{name}_lines"
    engine.create_table(lines, {"line": "BIGINT", "old": "VARCHAR", "value": "VARCHAR"}, found.rows)
    key = sql(compared(column("old"), crosswalk))
    engine.execute(
        f"CREATE OR REPLACE TABLE {quoted(name)} AS "
        f"SELECT {key} AS key, min(value) AS value, min(line) AS line FROM {quoted(lines)} GROUP BY ALL"
    )
    twice = engine.rows(
        "SELECT any_value(old), list(line ORDER BY line), list(coalesce(value, '') ORDER BY line) "
        f"FROM {quoted(lines)} "
        f"GROUP BY {key} HAVING count(DISTINCT coalesce(value, '')) > 1 ORDER BY min(line)"
    )
    if twice:
        told = "; ".join(
            f"{old!r} is " + ", ".join(f"{value!r} in line {line}" for line, value in zip(lines_, values, strict=True))
            for old, lines_, values in twice[:_SHOWN]
        )
        more = f" (and {len(twice) - _SHOWN} more)" if len(twice) > _SHOWN else ""
        raise crosswalk.place.fault(
            "ambiguous-crosswalk",
            f"{crosswalk.file} gives several answers: {told}{more}.",
            "Keep one line for each value"
            + (" (values are compared without " + " and ".join(crosswalk.ignore) + ")." if crosswalk.ignore else "."),
        )


def _rows(crosswalk: Crosswalk, folder: Folder) -> list[tuple[int, str, str | None]]:
    data = folder.bytes_of(crosswalk.file, "crosswalk", crosswalk.place)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise crosswalk.place.fault(
            "bad-crosswalk", f"{crosswalk.file}, line {line}: this is not UTF-8.", "Save the file as CSV UTF-8."
        ) from error
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = [each.strip() for each in next(reader, [])]
        key, value = (_position(name, header, crosswalk) for name in (crosswalk.key, crosswalk.value))
        rows: list[tuple[int, str, str | None]] = []
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(header):
                raise crosswalk.place.fault(
                    "bad-crosswalk",
                    f"{crosswalk.file}, line {reader.line_num}: {len(cells)} cells below {len(header)} titles.",
                    "A value that holds the separator needs quotes.",
                )
            rows.append((reader.line_num, cells[key], cells[value] or None))
    except csv.Error as error:
        raise crosswalk.place.fault("bad-crosswalk", f"{crosswalk.file}, line {reader.line_num}: {error}.") from error
    return rows


def _position(name: str, header: list[str], crosswalk: Crosswalk) -> int:
    if name not in header:
        hint = near(name, header) if any(header) else "It is empty."
        raise crosswalk.place.fault("unknown-column", f"{crosswalk.file} has no column {name}.", hint)
    if header.count(name) > 1:
        raise crosswalk.place.fault("bad-crosswalk", f"{crosswalk.file} has two columns {name}.")
    return header.index(name)
