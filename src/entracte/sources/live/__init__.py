"""Live databases, read without changing them, in one snapshot where the server has them.

PostgreSQL, MySQL and MariaDB, SQL Server, Oracle, FileMaker Server. `open_live` is all that others call: it gives a
reader like those of files.
"""

from __future__ import annotations

from entracte.sources.live.address import Address, is_address, parse_address
from entracte.sources.live.database import Notice
from entracte.sources.live.opening import open_live
from entracte.sources.live.reader import LiveReader

__all__ = ["Address", "LiveReader", "Notice", "is_address", "open_live", "parse_address"]
