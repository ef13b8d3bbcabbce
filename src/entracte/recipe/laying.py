"""What a plan needs in the engine: sources as views of the data, lists, crosswalks; or only their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlglot import exp

from entracte.engine import Engine, quoted
from entracte.recipe.cells import ColumnType
from entracte.recipe.crosswalks import lay_crosswalk
from entracte.recipe.plan import Plan
from entracte.recipe.selects import NUMBER


@dataclass(frozen=True)
class Lost:
    """What a reader could not read of a table: the Parquet file of all such rows, and what they are listed under there.

    What its file holds besides and belongs to no table is listed under none. `other_than` is the encoding that some
    lines are not in; empty where all are.
    """

    rows: Path
    file: str
    table: str
    other_than: str


@dataclass(frozen=True)
class SourcePart:
    """A file of rows: where they lie (None: there are none), the columns there in the source's order, how many rows."""

    data: Path | None
    columns: tuple[str, ...]
    rows: int
    lost: Lost | None = None


@dataclass(frozen=True)
class SourceData:
    """A source as a run reads it: its columns with their types, and its parts one after the other."""

    columns: Mapping[str, ColumnType]
    parts: tuple[SourcePart, ...]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return sum(part.rows for part in self.parts)


def lay_columns(engine: Engine, plan: Plan) -> None:
    """Lay all that a plan reads, the sources as empty tables: enough for the engine to prove it."""
    # DuckDB 2.0 pushes aggregates below joins by writing out what they count each time it is used: a formula of ten
    # steps then takes minutes to plan, where it takes a tenth of a second without
    engine.execute("SET disabled_optimizers = 'partial_aggregate_pushdown'")
    for name, relation in plan.world.sources.items():
        engine.create_table(name, {NUMBER: "BIGINT", **dict.fromkeys(relation.columns, "VARCHAR")})
    for name, rows in plan.world.lookups.items():
        engine.create_table(name, {"key": "VARCHAR", "value": "VARCHAR"}, rows.items())
    for found in plan.crosswalks:
        lay_crosswalk(engine, found, plan.recipe.crosswalks[found.name])


def lay_sources(engine: Engine, sources: Mapping[str, SourceData]) -> None:
    """Lay the rows of the sources in place of the empty tables."""
    for name, source in sources.items():
        filled = [part for part in source.parts if part.data is not None]
        if filled:
            engine.execute(f"DROP TABLE {quoted(name)}; CREATE VIEW {quoted(name)} AS {_rows(source, filled)}")


def prove(engine: Engine, plan: Plan) -> None:
    """Have the engine bind every query of a plan: what it accepts has no unknown column and no wrong type."""
    for output in plan.outputs:
        engine.execute(f"EXPLAIN {plan.text(output.rows())}")


def _rows(source: SourceData, parts: Sequence[SourcePart]) -> str:
    """The rows of all parts, numbered from 1, one part after the other."""
    queries = []
    before = 0
    for part in parts:
        path = exp.Literal.string(str(part.data)).sql(dialect="duckdb")
        places = ", ".join([*(f"c{place}" for place in range(len(part.columns))), "entracte_at"])
        held = {name: f"c{place}" for place, name in enumerate(part.columns)}
        cells = ", ".join(f"{held[name]} AS {quoted(name)}" for name in source.columns)
        queries.append(
            f"SELECT entracte_at + {before + 1} AS {NUMBER}, {cells} "
            f"FROM read_parquet({path}, file_row_number = true) AS part({places})"
        )
        before += part.rows
    return " UNION ALL ".join(queries)
