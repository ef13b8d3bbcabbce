"""Opens a script or a dump, whatever its shape."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from entracte.sources.options import SourceOptions
from entracte.sources.sql.recognition import ARCHIVE, is_directory_dump, is_tar_dump

if TYPE_CHECKING:
    from entracte.sources.sql.reader import SqlReader, Text

_HEAD = 64 * 1024


def open_reader(path: Path, scratch: Path, options: SourceOptions | None = None) -> SqlReader:
    """A reader of the tables of a script or dump. It keeps their rows in `scratch`, a folder that it may fill.

    Of the options, the `encoding` of a script counts, where the user knows better. Nothing is read before the tables
    are asked for; the faults of `reader` and, for dumps that pg_restore cannot read, of `archive` come then.
    """
    if path.is_dir() and is_directory_dump(path):
        return _archive_reader(path, scratch)
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(ARCHIVE) or is_tar_dump(path, head):
        return _archive_reader(path, scratch)
    return _script_reader(path, scratch, options.encoding if options else None)


def _script_reader(path: Path, scratch: Path, declared: str | None) -> SqlReader:
    from entracte.sources.sql.encoding import encoding_of, opened_text
    from entracte.sources.sql.reader import SqlReader, Text

    def text() -> Text:
        codec = encoding_of(path, declared)
        stream = path.open("rb", buffering=0)
        return Text(opened_text(stream, codec), codec, stream.close)

    return SqlReader(path, scratch, text)


def _archive_reader(path: Path, scratch: Path) -> SqlReader:
    from entracte.sources.sql.archive import restored_text
    from entracte.sources.sql.reader import SqlReader

    return SqlReader(path, scratch, lambda: restored_text(path, scratch))
