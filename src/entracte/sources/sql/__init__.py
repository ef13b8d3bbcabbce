"""Dumps and scripts of any engine, read without a server and without running anything (sources.md sections 4 to 7)."""

from entracte.sources.sql.opening import open_reader
from entracte.sources.sql.recognition import recognise

__all__ = ["open_reader", "recognise"]
