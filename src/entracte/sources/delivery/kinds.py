"""Which reader reads a file, told by its content; names are asked only where content does not tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from entracte.faults import Fault
from entracte.sources.content import content_of
from entracte.sources.options import SourceOptions
from entracte.sources.reading import SourceReader

HEAD = 64 * 1024
"""Bytes by which a file is recognised."""


@dataclass(frozen=True)
class Kind:
    """One kind of source: what it is called, and the module that offers `recognise` and `open_reader`."""

    name: str
    module: str

    def recognise(self, path: Path, head: bytes) -> bool:
        """Whether a file (or the folder of a dump) is of this kind."""
        return bool(import_module(self.module).recognise(path, head))

    def open_reader(self, path: Path, scratch: Path, options: SourceOptions) -> SourceReader:
        """The reader of a file of this kind."""
        reader: SourceReader = import_module(self.module).open_reader(path, scratch, options)
        return reader


_DOCUMENT = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"[^"]*"\s*:|\[\s*[\[\]"\d])')

SQL = Kind("sql", "entracte.sources.sql")
CSV = Kind("csv", "entracte.sources.any_csv")
WORKBOOK = Kind("workbook", "entracte.sources.any_workbook")

KINDS = (
    Kind("filemaker", "entracte.sources.filemaker"),
    Kind("access", "entracte.sources.access"),
    Kind("sqlite", "entracte.sources.sqlite"),
    Kind("parquet", "entracte.sources.parquet"),
    Kind("sql-server", "entracte.sources.bacpac"),
    WORKBOOK,
    Kind("oracle-exp", "entracte.sources.oracle_exp"),
    Kind("json-lines", "entracte.sources.json_lines"),
    Kind("xml", "entracte.sources.any_xml"),
    SQL,
    CSV,
)
"""The kinds in the order in which they are tried: those with a mark of their own first, plain text last."""


def kind_of(path: Path, head: bytes) -> Kind:
    """The kind of a file; the fault `unsupported-content` for what no reader reads, saying what it seems to be."""
    for kind in KINDS:
        if kind.recognise(path, head):
            return _of_text(path, head) if kind is CSV else kind
    content_of(path)
    raise Fault(
        "unsupported-content",
        f"{path} is of no kind that is known here.",
        hint="Ask the customer which program wrote it, and for CSV files, a workbook or an SQL dump of its tables.",
    )


def _of_text(path: Path, head: bytes) -> Kind:
    """Text is a CSV file, unless it is a document that only looks like one."""
    content_of(path)
    if _DOCUMENT.match(head):
        raise Fault(
            "unsupported-content",
            f"{path} is a JSON document that is no list of objects.",
            hint="Ask the customer for one JSON object a line, or for CSV files.",
        )
    return SQL if path.suffix.lower() == ".sql" else CSV
