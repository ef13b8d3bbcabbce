"""Delimited text: any encoding, separator and line end, broken quotes, without losing a row.

A clean file is read by the engine as it stands. Anything odd takes the careful way: the lines are put together to rows
here, rows that can be split are written down cleanly for the engine, the others become problems with their text.
Either way rows read = rows of the table + rows reported, and every row carries the number that Excel shows.
"""

from entracte.sources.csv.loading import Layout, LoadedRows, load_rows
from entracte.sources.csv.separator import sniff_separator
from entracte.sources.csv.text import CsvText, HeadRow, head_rows, open_text

__all__ = ["CsvText", "HeadRow", "Layout", "LoadedRows", "head_rows", "load_rows", "open_text", "sniff_separator"]
