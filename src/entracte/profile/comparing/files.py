"""The Parquet files of two extractions as the engine reads them."""

from __future__ import annotations

from pathlib import Path

from sqlglot import exp

ROW = "file_row_number"


def rows_of(data: Path, columns: int, *, numbered: bool = False) -> str:
    """The rows of a file with columns `c0`, `c1` ..., whatever it calls them; `numbered`: and each row's number."""
    names = [f"c{place}" for place in range(columns)]
    source = exp.Literal.string(str(data)).sql(dialect="duckdb")
    if not numbered:
        return f"read_parquet({source}) AS file({', '.join(names)})"
    return f"read_parquet({source}, {ROW} => true) AS file({', '.join([*names, ROW])})"
