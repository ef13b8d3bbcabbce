"""The rows that were not imported, in the input's own format, each with its reason (invariant 7).

The list can be corrected and imported again as it is: the header row holds the field codes of the file, the cells are
as they were delivered, and the CONFIG rows that the rejected rows stood under come with them, since without these a
value without its code means nothing (D52). Our own columns come last (`formats.returned`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entracte.engine import quoted
from entracte.findings import label
from entracte.formats.returned import ReturnedColumns, returned_columns
from entracte.report.csv_file import guarded, write_csv
from entracte.report.reasons import REASONS, collect_reasons
from entracte.report.spans import spans

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from entracte.engine import Engine
    from entracte.formats import Format

_LISTED = "report_not_imported"
ROWS_AT_A_TIME = 100_000


@dataclass(frozen=True)
class FileTables:
    """The engine's tables about one file; all but `findings` are None when the file was refused before it was read.

    `findings` has FINDING_COLUMNS; `raw` is `row` and the file's fields; `unreadable` is `row`, `code`, `value`;
    `outcomes` is `row` and one of imported, unchanged, rejected, directive.
    """

    findings: str = "FINDINGS"
    raw: str | None = "RAW"
    unreadable: str | None = "UNREADABLE"
    outcomes: str | None = "OUTCOMES"


@dataclass(frozen=True)
class NotImported:
    """The list, ready to be read: the file's fields, our own columns, and how many rows it holds.

    `rejected` counts the rows that were not imported, `rows` those and the directives that are kept with them.
    """

    fields: tuple[str, ...]
    own: ReturnedColumns
    with_text: bool
    rejected: int
    rows: int
    raw: str | None

    @property
    def columns(self) -> tuple[str, ...]:
        """The titles of the header row: fields, then TEXT where a line could not be split, REASON and ROW."""
        return (*self.fields, *([self.own.text] if self.with_text else []), self.own.reason, self.own.row)

    def query(self, chosen: str) -> str:
        """SQL: the expressions `chosen` of the titled columns, for the rows from `$1` to before `$2`, in file order."""
        cells = [f"raw.{quoted(name)}" if self.raw else f"NULL::VARCHAR AS {quoted(name)}" for name in self.fields]
        text = [f"listed.text AS {quoted(self.own.text)}"] if self.with_text else []
        reason = f"coalesce(listed.note, why.reason) AS {quoted(self.own.reason)}"
        titled = ", ".join([*cells, *text, reason, f"listed.row AS {quoted(self.own.row)}"])
        joined = f"LEFT JOIN {_within(self.raw)} AS raw USING (row)" if self.raw else ""
        return f"""
            SELECT {chosen} FROM (
                SELECT {titled}
                FROM {_within(_LISTED)} AS listed LEFT JOIN {_within(REASONS)} AS why USING (row) {joined}
            ) AS item ORDER BY item.{quoted(self.own.row)}
        """


def _within(table: str) -> str:
    return f"(FROM {quoted(table)} WHERE row >= $1 AND row < $2)"


def list_not_imported(engine: Engine, tables: FileTables, format_: Format, language: str) -> NotImported:
    """Make the list of rejected rows with their reasons; the findings must have been told before."""
    collect_reasons(engine)
    if tables.outcomes and tables.unreadable:
        _make_list(engine, tables.outcomes, tables.unreadable, label("kept_directive", language))
    else:
        engine.create_table(_LISTED, {"row": "BIGINT", "text": "VARCHAR", "note": "VARCHAR"})
    texts, rejected, rows = engine.rows(
        f"SELECT count(text), count(*) FILTER (note IS NULL), count(*) FROM {quoted(_LISTED)}"
    )[0]
    known = [name for name in engine.columns(tables.raw) if name != "row"] if tables.raw else format_.field_names
    return NotImported(tuple(known), returned_columns(format_), texts > 0, rejected, rows, tables.raw)


def _make_list(engine: Engine, outcomes: str, unreadable: str, note: str) -> None:
    """The rows to list, sorted: those rejected, and the last directive above each of them, once, with a note."""
    engine.execute(
        f"""
        CREATE OR REPLACE TABLE {quoted(_LISTED)} AS
        WITH rejected AS (
            SELECT row, value AS text FROM {quoted(unreadable)}
            UNION ALL
            SELECT row, NULL FROM (FROM {quoted(outcomes)} ANTI JOIN {quoted(unreadable)} USING (row))
            WHERE outcome = 'rejected'
        ),
        directives AS (SELECT row FROM {quoted(outcomes)} WHERE outcome = 'directive'),
        kept AS (SELECT DISTINCT directives.row FROM rejected ASOF JOIN directives ON rejected.row > directives.row)
        SELECT row, text, NULL::VARCHAR AS note FROM rejected
        UNION ALL
        SELECT row, NULL, $1 FROM kept
        ORDER BY row
        """,
        [note],
    )


def stream_not_imported(
    engine: Engine, listed: NotImported, chosen: str, parameters: tuple[object, ...] = (), limit: int | None = None
) -> Iterator[pa.RecordBatch]:
    """The list as Arrow batches in file order: the expressions `chosen` of its columns, parameters from `$3` on."""
    for start, end in spans(engine, _LISTED, ROWS_AT_A_TIME, limit):
        yield from engine.batches(listed.query(chosen), [start, end, *parameters])


def write_not_imported(path: Path, engine: Engine, listed: NotImported) -> None:
    """Write the list as CSV in the form of D2, without a cap.

    The cells of the file are written as they came, even those that a spreadsheet would take for a formula: `=` is a
    documented value and a phone may begin with `+`. Only our own columns are guarded.
    """
    own = {listed.own.text, listed.own.reason} & set(listed.columns)
    chosen = ", ".join(
        f"{guarded(quoted(title))} AS {quoted(title)}" if title in own else quoted(title) for title in listed.columns
    )
    part = path.with_name(f"{path.name}.part")
    with path.open("wb") as whole:
        for place, span in enumerate(spans(engine, _LISTED, ROWS_AT_A_TIME)):
            write_csv(part, engine, listed.query(chosen), span, header=place == 0)
            with part.open("rb") as rows:
                shutil.copyfileobj(rows, whole)
            part.unlink()
