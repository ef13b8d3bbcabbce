"""The log of a check or an import: what was read, what was found, and what was not imported and why.

A name ending in .xlsx gives the workbook, .json the same as one document, .csv every finding. Whenever a row was
rejected, NAME-not-imported.csv beside it lists the rejected rows, ready to be corrected and imported again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from entracte.report.csv_file import guarded, write_csv
from entracte.report.files import LogFiles, log_files, whole_files
from entracte.report.messages import in_order, tell_findings
from entracte.report.not_imported import (
    FileTables,
    NotImported,
    list_not_imported,
    stream_not_imported,
    write_not_imported,
)
from entracte.report.workbook import Contents, Limits, write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from entracte.engine import Engine
    from entracte.formats import Format
    from entracte.report.summary import Summary


def write_log(  # noqa: PLR0917
    path: Path,
    engine: Engine,
    tables: FileTables,
    summary: Summary,
    format_: Format,
    language: str = "en",
    limits: Limits | None = None,
) -> LogFiles:
    """Write the log of one file and return where it lies; all of it appears or nothing does.

    A list left beside it by an earlier log of that name is removed when this one needs none. Raises the faults
    `unknown-log-format` and `disk`.
    """
    limits = limits or Limits()
    finals = log_files(path)
    tell_findings(engine, tables.findings, language)
    listed = list_not_imported(engine, tables, format_, language)
    findings = engine.count(tables.findings)
    kind = path.suffix.lower()
    with_findings = kind == ".xlsx" and findings > limits.findings
    with whole_files(finals.log, *finals.beside) as (log, not_imported, every):
        if listed.rejected:
            write_not_imported(not_imported, engine, listed)
        if with_findings:
            write_findings(every, engine)
        if kind == ".xlsx":
            write_workbook(log, engine, Contents(summary, listed, findings, finals, language, limits))
        elif kind == ".json":
            write_document(log, engine, summary, listed)
        else:
            write_findings(log, engine)
    return LogFiles(path, finals.not_imported if listed.rejected else None, finals.findings if with_findings else None)


def write_findings(path: Path, engine: Engine) -> None:
    """Write every finding as CSV; texts that a spreadsheet would take for a formula get an apostrophe before them."""
    columns = ", ".join(
        column if column in ("row", "code", "outcome") else f"{guarded(column)} AS {column}"
        for column in ("row", "field", "value", "code", "message", "outcome")
    )
    write_csv(path, engine, in_order(columns))


def write_document(path: Path, engine: Engine, summary: Summary, listed: NotImported) -> None:
    """Write the whole log as one JSON document: `summary`, `findings` and `not_imported`, the latter two streamed.

    Values are as in the file. A non-imported row holds its filled cells, REASON and ROW.
    """
    facts = ", ".join(f"'{name}': {name}" for name in ("row", "field", "value", "code", "outcome", "message"))
    every = in_order(f"to_json({{{facts}}})::VARCHAR")
    with path.open("w", encoding="utf-8", newline="\n") as document:
        document.write('{\n"summary": ' + json.dumps(summary.as_json(), ensure_ascii=False, indent=2))
        document.write(',\n"findings": [')
        _write_items(document, engine.batches(every))
        document.write('],\n"not_imported": [')
        # patching nothing with the row leaves out its empty cells
        filled = "json_merge_patch('{}', to_json(item))::VARCHAR"
        _write_items(document, stream_not_imported(engine, listed, filled))
        document.write("]\n}\n")


def _write_items(document: TextIO, batches: Iterable[pa.RecordBatch]) -> None:
    separator = "\n"
    for batch in batches:
        if batch.num_rows:
            document.write(separator + ",\n".join(batch.column(0).to_pylist()))
            separator = ",\n"
