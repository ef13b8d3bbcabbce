"""Cells before any rule: surrounding white space and control characters go, and are told once a column (D3, D53)."""

from __future__ import annotations

from dataclasses import dataclass

from entracte.engine import Engine, quoted
from entracte.engine.expressions import Expression, column, expression

WHITE_SPACE = r"\p{Z}"
CONTROL = r"\x{00}-\x{1f}\x{7f}-\x{9f}"
CONTROL_BUT_LINE_FEED = r"\x{00}-\x{09}\x{0b}-\x{1f}\x{7f}-\x{9f}"


@dataclass(frozen=True)
class CellProfile:
    """What one look at a column tells: how many cells are filled, how many need cleaning, and the longest one."""

    filled: int
    unclean: int
    longest: int


def profile_cells(
    engine: Engine, table: str, columns: list[str], multiline: tuple[str, ...] = ()
) -> dict[str, CellProfile]:
    """One scan over a table of raw cells, so that rules which cannot strike are not run.

    `multiline` names the columns that may hold line feeds (REMARK).
    """
    if not columns:
        return {}
    counts = ", ".join(
        f"count({quoted(name)}), "
        f"count(*) FILTER ({_unclean(column(name), name in multiline).sql(dialect='duckdb')}), "
        f"max(length({quoted(name)}))"
        for name in columns
    )
    found = engine.rows(f"SELECT {counts} FROM {quoted(table)}")[0]
    return {
        name: CellProfile(found[3 * at], found[3 * at + 1], found[3 * at + 2] or 0) for at, name in enumerate(columns)
    }


def clean(cell: Expression, *, multiline: bool = False) -> Expression:
    """The cell without surrounding white space and control characters; null when nothing is left.

    A line feed becomes a space, or stays where the field is `multiline`.
    """
    line_feeds = cell if multiline else expression("replace($cell, chr(10), ' ')", cell=cell)
    control = CONTROL_BUT_LINE_FEED if multiline else CONTROL
    edge = rf"[{WHITE_SPACE}\n]" if multiline else WHITE_SPACE
    return expression(
        "nullif(regexp_replace(regexp_replace($cell, $control, '', 'g'), $edges, '', 'g'), '')",
        cell=line_feeds,
        control=f"[{control}]",
        edges=f"^{edge}+|{edge}+$",
    )


def cleaned_cell(name: str, profile: CellProfile, *, multiline: bool = False) -> Expression:
    """The cell as the rules see it; the column itself where one look found nothing to clean."""
    return clean(column(name), multiline=multiline) if profile.unclean else column(name)


def report_cleaned(engine: Engine, findings: str, profiles: dict[str, CellProfile]) -> None:
    """One finding a column that held cells to clean; its detail is their number (D57)."""
    for name, profile in profiles.items():
        if profile.unclean:
            engine.execute(
                f"INSERT INTO {quoted(findings)} VALUES (NULL, ?, 'cells-cleaned', NULL, ?)",
                [name, str(profile.unclean)],
            )


def _unclean(cell: Expression, multiline: bool) -> Expression:
    control = CONTROL_BUT_LINE_FEED if multiline else CONTROL
    edge = rf"[{WHITE_SPACE}\n]" if multiline else WHITE_SPACE
    return expression("regexp_matches($cell, $unclean)", cell=cell, unclean=f"^{edge}|{edge}$|[{control}]")
