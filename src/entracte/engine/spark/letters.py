"""Capital and small letters, and letters without accents, as DuckDB makes them: one character for another.

Spark makes several characters of one (ß becomes SS) and looks at what stands around a Greek sigma. So it is told which
character stands for which, in variables of its session: asked of DuckDB itself, once a process.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import duckdb

UPPER, LOWER, PLAIN = "entracte_upper", "entracte_lower", "entracte_plain"
FUNCTIONS = {UPPER: "upper", LOWER: "lower", PLAIN: "strip_accents"}
BLANKS = "entracte_blanks"
"""What DuckDB takes away around a text when it is not told what."""


@dataclass(frozen=True)
class Translation:
    """Characters, and those that stand for them at the same places; what is left over at the end is taken away."""

    old: str
    new: str


@cache
def translations() -> dict[str, Translation]:
    """Each variable's characters, by its name."""
    with duckdb.connect() as connection:
        return {name: _translation(connection, function) for name, function in FUNCTIONS.items()}


@cache
def blanks() -> str:
    """The characters of which DuckDB's `trim` takes away those around a text."""
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT chr(n) FROM {_CODES} WHERE trim(chr(n)) = '' ORDER BY n").fetchall()
    return "".join(sign for (sign,) in rows)


_CODES = "(SELECT CAST(range AS INTEGER) AS n FROM range(1, 1114112) WHERE range NOT BETWEEN 55296 AND 57343) AS codes"


def _translation(connection: duckdb.DuckDBPyConnection, function: str) -> Translation:
    rows = connection.execute(
        f"SELECT chr(n), {function}(chr(n)) FROM {_CODES} WHERE {function}(chr(n)) <> chr(n) "
        f"ORDER BY {function}(chr(n)) = '', n"
    ).fetchall()
    assert all(len(new) <= 1 for _, new in rows), function
    return Translation("".join(old for old, _ in rows), "".join(new for _, new in rows))
