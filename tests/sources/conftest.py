"""What the tests of reading share: an engine, and a way to read a text and see what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from entracte.engine import Engine, quoted
from entracte.formats import all_formats
from entracte.sources.formatted import FormattedFile, ReadOptions, read_formatted


@dataclass
class Read:
    """One file read, its tables as Python values."""

    file: FormattedFile
    rows: list[dict[str, object]]
    unreadable: list[tuple[int, str, str]]
    findings: list[tuple[object, ...]]

    def codes(self) -> list[str]:
        return [str(finding[2]) for finding in self.findings]


_NUMBERS = count()
"""Every reading has tables of its own, as the files of one command have."""


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(tmp_path_factory.mktemp("engine"), threads=2) as engine:
        yield engine


@pytest.fixture
def read_all(engine: Engine) -> Callable[..., list[Read]]:
    def read(path: Path, format_name: str | None = None, **options: str) -> list[Read]:
        prefix = f"test{next(_NUMBERS)}"
        files = read_formatted(
            path, engine, all_formats(), format_name=format_name, options=ReadOptions(**options), prefix=prefix
        )
        return [_told(engine, file) for file in files]

    return read


@pytest.fixture
def read_one(read_all: Callable[..., list[Read]]) -> Callable[..., Read]:
    def read(path: Path, format_name: str | None = "contact", **options: str) -> Read:
        (only,) = read_all(path, format_name, **options)
        return only

    return read


def _told(engine: Engine, file: FormattedFile) -> Read:
    names = engine.columns(file.table)
    rows = [dict(zip(names, row, strict=True)) for row in engine.rows(f"FROM {quoted(file.table)}")]
    return Read(
        file,
        rows,
        [(row, code, value) for row, code, value in engine.rows(f"FROM {quoted(file.unreadable)} ORDER BY row")],
        engine.rows(f"FROM {quoted(file.findings)} ORDER BY row, code"),
    )
