"""A delivery: a file, a folder or a zip of them, recognised by content, read once and kept as Parquet.

`register` is all that others call, and `register_database` for a live one. What it gives is a `Registered` delivery:
its files with sizes and digests, its tables with their rows, and what could not be read or was left out, with the
reason.
"""

from entracte.sources.delivery.databases import register_database
from entracte.sources.delivery.kept import KeptTable, Registered, RejectedFrom
from entracte.sources.delivery.registering import register

__all__ = ["KeptTable", "Registered", "RejectedFrom", "register", "register_database"]
