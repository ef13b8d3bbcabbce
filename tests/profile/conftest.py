"""Tables made here, profiled by the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from entracte.engine import Engine
from entracte.profile import DeliveryProfile, GivenTable, profile_tables
from entracte.profile.model import ColumnProfile, TableProfile

Cells = Sequence[str | None]
Profiled = Callable[[Mapping[str, Mapping[str, Cells]]], DeliveryProfile]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(tmp_path_factory.mktemp("work")) as engine:
        yield engine


@pytest.fixture(scope="module")
def profiled(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Profiled:
    folder = tmp_path_factory.mktemp("tables")

    def profile(tables: Mapping[str, Mapping[str, Cells]]) -> DeliveryProfile:
        return profile_tables(engine, [given(folder, name, columns) for name, columns in tables.items()])

    return profile


@pytest.fixture(scope="module")
def table(profiled: Profiled) -> Callable[..., TableProfile]:
    """The profile of one table, from its columns."""

    def profile(columns: Mapping[str, Cells], name: str = "things") -> TableProfile:
        return profiled({name: columns}).table(name)

    return profile


@pytest.fixture(scope="module")
def column(table: Callable[..., TableProfile]) -> Callable[..., ColumnProfile]:
    """The profile of one column, from its cells."""

    def profile(*cells: str | None, name: str = "thing") -> ColumnProfile:
        found: ColumnProfile = table({name: cells}).columns[0]
        return found

    return profile


def given(folder: Path, name: str, columns: Mapping[str, Cells]) -> GivenTable:
    rows = len(next(iter(columns.values()), ()))
    path = folder / f"{name}.parquet"
    arrays = [pa.array(cells, pa.string()) for cells in columns.values()]
    pq.write_table(pa.Table.from_arrays(arrays, names=list(columns)), path)
    return GivenTable(name, tuple((each, "") for each in columns), rows, path if rows else None)
