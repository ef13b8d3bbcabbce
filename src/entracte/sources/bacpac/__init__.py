"""SQL Server: `.bacpac` files read natively; backups (`.bak`) and raw data files (`.mdf`) recognised and refused.

A bacpac is a zip archive of `model.xml`, which describes the tables, and of the rows in the binary form of SQL
Server's bulk copy (BCP, native and Unicode). Nothing of the model but tables and their types is looked at.
"""

from __future__ import annotations

from pathlib import Path

from entracte.sources.options import SourceOptions
from entracte.sources.reading import SourceReader


def recognise(path: Path, head: bytes) -> bool:
    """Whether a file is a bacpac, or a backup or data file that `open_reader` refuses with what to ask for."""
    from entracte.sources.bacpac.refused import refused_kind

    if head.startswith(b"PK\x03\x04"):
        from entracte.sources.bacpac.archive import is_bacpac

        return is_bacpac(path)
    return refused_kind(head) is not None


def open_reader(path: Path, scratch: Path, options: SourceOptions | None = None) -> SourceReader:
    """A reader of the file's tables.

    Raises the faults `sql-server-backup` (a `.bak`, an `.mdf`: asks for a bacpac or a script), `damaged-bacpac`,
    `zip-bomb` and `hostile-xml`.
    """
    del scratch, options
    from entracte.sources.bacpac.refused import refuse

    refuse(path)
    from entracte.sources.bacpac.reader import BacpacReader

    return BacpacReader(path)
