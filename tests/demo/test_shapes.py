"""The old system's delivery: whatever its shape, the same tables with the same rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from entracte.demo.old_system import OldTable, extraction
from entracte.demo.shapes import SHAPES, write_shapes
from entracte.sources.delivery import register
from entracte.sources.options import SourceOptions


@pytest.fixture(scope="module")
def first() -> tuple[OldTable, ...]:
    return extraction()


@pytest.mark.parametrize("shape", range(len(SHAPES)), ids=["dump", "workbook", "texts"])
def test_every_shape_holds_the_same_rows(first: tuple[OldTable, ...], tmp_path: Path, shape: int) -> None:
    delivery = write_shapes(tmp_path, "old-system", first)[shape]
    registered = register(delivery, tmp_path / "home", SourceOptions())
    assert registered.rejected == 0
    found = {}
    for table in registered.tables:
        batches = [batch.to_pydict() for batch in registered.batches(table)]
        columns = [column.name for column in table.columns]
        rows = [list(row) for batch in batches for row in zip(*(batch[name] for name in columns), strict=True)]
        found[table.name] = (columns, rows)
    assert found == {table.name: (list(table.columns), [list(row) for row in table.rows]) for table in first}


def test_the_second_extraction_has_new_clients_and_changed_ones(first: tuple[OldTable, ...]) -> None:
    second = extraction(second=True)
    before = {row[0]: row for row in first[0].rows}
    after = {row[0]: row for row in second[0].rows}
    assert set(before) < set(after)
    assert 0 < sum(after[number] != row for number, row in before.items()) < len(before) // 5
    assert second[1:] == first[1:]


def test_the_shapes_are_the_same_bytes_every_time(first: tuple[OldTable, ...], tmp_path: Path) -> None:
    one, other = (tmp_path / name for name in ("one", "other"))
    for folder in (one, other):
        folder.mkdir()
        write_shapes(folder, "old-system", first)
    files = [path.relative_to(one) for path in one.rglob("*") if path.is_file()]
    assert len(files) == 2 + len(first)
    assert all((one / name).read_bytes() == (other / name).read_bytes() for name in files)
