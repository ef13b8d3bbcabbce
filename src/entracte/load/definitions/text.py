"""Pieces of SQL text for the engine: lists of quoted columns, conditions over them, literals."""

from __future__ import annotations

from entracte.engine import quoted


def listed(names: tuple[str, ...], table: str = "") -> str:
    """Columns, quoted, separated by commas; each with the table's alias when one is given."""
    return ", ".join(f"{table}.{quoted(name)}" if table else quoted(name) for name in names)


def matched(names: tuple[str, ...], one: str, other: str) -> str:
    """The condition that two aliased tables agree in these columns."""
    return " AND ".join(f"{one}.{quoted(name)} = {other}.{quoted(name)}" for name in names)


def literal(text: str) -> str:
    """A text literal, for names that come from data (a language) and cannot travel as a parameter."""
    from sqlglot import exp

    return exp.Literal.string(text).sql(dialect="duckdb")
