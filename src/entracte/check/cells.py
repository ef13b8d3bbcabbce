"""Cells before any rule: surrounding white space and control characters go, and are told once a column (D3, D53)."""

from __future__ import annotations

from dataclasses import dataclass

from entracte.engine import Engine, quoted
from entracte.engine.expressions import Expression, case, column, expression

WHITE_SPACE = r"\p{Z}"
CONTROL = r"\x{00}-\x{1f}\x{7f}-\x{9f}"
CONTROL_BUT_LINE_FEED = r"\x{00}-\x{09}\x{0b}-\x{1f}\x{7f}-\x{9f}"


@dataclass(frozen=True)
class CellProfile:
    """What one look at a column tells: how many cells are filled, how many need cleaning, and the longest one.

    `plain`: no cell holds a control character, so that only white space around it is to be cleaned.
    """

    filled: int
    unclean: int
    longest: int
    plain: bool = False


def profile_cells(
    engine: Engine, table: str, columns: list[str], multiline: tuple[str, ...] = (), *, plain: bool = False
) -> dict[str, CellProfile]:
    """Look at a table of raw cells, so that rules which cannot strike are not run.

    `multiline` names the columns that may hold line feeds (REMARK). `plain`: the reader knows that no cell holds a
    control character.
    """
    if not columns:
        return {}
    fills = engine.rows(f"SELECT {', '.join(f'count({quoted(name)})' for name in columns)} FROM {quoted(table)}")[0]
    profiles = {name: CellProfile(0, 0, 0, plain) for name in columns}
    filled = {name: count for name, count in zip(columns, fills, strict=True) if count}
    if filled:
        looks = ", ".join(
            f"count(*) FILTER ({_unclean(column(name), name in multiline, plain).sql(dialect='duckdb')}), "
            f"max(length({quoted(name)}))"
            for name in filled
        )
        found = iter(engine.rows(f"SELECT {looks} FROM {quoted(table)}")[0])
        for name, count in filled.items():
            profiles[name] = CellProfile(count, next(found), next(found), plain)
    return profiles


def clean(cell: Expression, *, multiline: bool = False) -> Expression:
    """The cell without surrounding white space and control characters; null when nothing is left.

    A line feed becomes a space, or stays where the field is `multiline`.
    """
    line_feeds = cell if multiline else expression("replace($cell, chr(10), ' ')", cell=cell)
    control = CONTROL_BUT_LINE_FEED if multiline else CONTROL
    bare = expression("regexp_replace($cell, $control, '', 'g')", cell=line_feeds, control=f"[{control}]")
    return _without_edges(bare, multiline)


def cleaned_cell(name: str, profile: CellProfile, *, multiline: bool = False) -> Expression:
    """The cell as the rules see it; the column itself where one look found nothing to clean."""
    cell = column(name)
    if not profile.unclean:
        return cell
    cleaned = _without_edges(cell, multiline) if profile.plain else clean(cell, multiline=multiline)
    return case((_unclean(cell, multiline, profile.plain), cleaned), otherwise=cell)


def report_cleaned(engine: Engine, findings: str, profiles: dict[str, CellProfile]) -> None:
    """One finding a column that held cells to clean; its detail is their number (D57)."""
    for name, profile in profiles.items():
        if profile.unclean:
            engine.execute(
                f"INSERT INTO {quoted(findings)} VALUES (NULL, ?, 'cells-cleaned', NULL, ?)",
                [name, str(profile.unclean)],
            )


def _without_edges(cell: Expression, multiline: bool) -> Expression:
    edge = rf"[{WHITE_SPACE}\n]" if multiline else WHITE_SPACE
    # two patterns, each held to one end: one pattern with both is searched at every character
    return expression(
        "nullif(regexp_replace(regexp_replace($cell, $start, ''), $end, ''), '')",
        cell=cell,
        start=f"^{edge}+",
        end=f"{edge}+$",
    )


def _unclean(cell: Expression, multiline: bool, plain: bool) -> Expression:
    control = CONTROL_BUT_LINE_FEED if multiline else CONTROL
    edge = rf"[{WHITE_SPACE}\n]" if multiline else WHITE_SPACE
    if not plain:
        return expression("regexp_matches($cell, $unclean)", cell=cell, unclean=f"^{edge}|{edge}$|[{control}]")
    return expression(
        "CASE WHEN strlen($cell) = length($cell) THEN starts_with($cell, ' ') OR ends_with($cell, ' ') "
        "ELSE regexp_matches($cell, $edges) END",
        cell=cell,
        edges=f"^{edge}|{edge}$",
    )
