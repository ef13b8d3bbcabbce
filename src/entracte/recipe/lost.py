"""What was lost when the sources were read: rows that could not be read, and characters that their encoding lacks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from entracte.engine import Engine, quoted
from entracte.recipe.laying import SourceData
from entracte.recipe.selects import NUMBER
from entracte.recipe.writing import FINDINGS

NOT_READ = "row-not-read"
CHARACTER_LOST = "character-lost"
_LOST = "\N{REPLACEMENT CHARACTER}"


def collect_lost(engine: Engine, sources: Mapping[str, SourceData]) -> None:
    """Add to the findings what readers could not read; the sources must lie in the engine."""
    files: set[tuple[Path, str]] = set()
    for name, source in sources.items():
        lost = [part.lost for part in source.parts if part.lost is not None]
        for each in lost:
            # what belongs to no table is said of the first source that reads the file
            tables = [each.table] if (each.rows, each.file) in files else [each.table, ""]
            files.add((each.rows, each.file))
            engine.execute(
                f"INSERT INTO {quoted(FINDINGS)} (of, code, value, detail) "
                "SELECT $1, $2, text, concat_ws(', ', file, nullif(place, '')) || ': ' || reason "
                'FROM read_parquet($3) WHERE file = $4 AND list_contains($5, "table")',
                [name, NOT_READ, str(each.rows), each.file, tables],
            )
        encodings = {each.other_than for each in lost if each.other_than}
        if encodings:
            _collect_characters(engine, name, source, ", ".join(sorted(encodings)))


def _collect_characters(engine: Engine, name: str, source: SourceData, encodings: str) -> None:
    for column in source.columns:
        engine.execute(
            f"INSERT INTO {quoted(FINDINGS)} (of, number, field, code, value, detail) "
            f"SELECT $1, {NUMBER}, $2, $3, {quoted(column)}, $4 FROM {quoted(name)} "
            f"WHERE contains({quoted(column)}, '{_LOST}')",
            [name, column, CHARACTER_LOST, encodings],
        )
