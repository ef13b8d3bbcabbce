"""Files in a documented format: a CSV file or the sheets of a workbook, into tables of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from entracte.engine import Engine
from entracte.formats import Format
from entracte.sources.content import Content, content_of
from entracte.sources.delivered import DeliveredFile
from entracte.sources.formatted_file import FormattedFile, Reading, ReadOptions

__all__ = ["FormattedFile", "ReadOptions", "read_formatted"]


def read_formatted(
    path: Path,
    engine: Engine,
    formats: Mapping[str, Format],
    *,
    format_name: str | None,
    options: ReadOptions,
    prefix: str,
) -> list[FormattedFile]:
    """Read a file: one result for a CSV file; for a workbook one per sheet named by a format, in order, else its first
    sheet with a header. The names of all tables begin with `prefix`.

    What is wrong with the data is in the findings. Raises the faults of `DeliveredFile`, `content_of` and
    `open_workbook`, and `unknown-format`, `format-unknown` (D71), `unknown-encoding`, `bad-separator`, `no-such-sheet`,
    `too-many-columns`.
    """
    with DeliveredFile(path) as delivered:
        content = content_of(path)
        reading = Reading(delivered, engine, formats, format_name, options, prefix)
        if content is Content.TEXT:
            from entracte.sources.text_in_format import read_text

            return [read_text(reading)]
        from entracte.sources.workbook_in_format import read_workbook

        return read_workbook(reading, content)
