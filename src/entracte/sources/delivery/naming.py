"""What the tables of a delivery are called, so that no two are called alike (S2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Origin:
    """Where a table comes from: its name in its file, and the file's name inside the delivery."""

    table: str
    file: str

    @property
    def is_called_as_file(self) -> bool:
        """The table has no name of its own, as in a CSV file."""
        return self.table == PurePosixPath(self.file).stem


def table_names(origins: Sequence[Origin]) -> list[str]:
    """A name for each table: its own, where tables of several files clash `file.table`, or more of the file's path."""
    names = [origin.table for origin in origins]
    for longer in (_with_file, _with_path, _with_whole_path):
        names = _where_clashing(names, origins, longer)
    taken: dict[str, int] = {}
    for place, name in enumerate(names):
        taken[name.casefold()] = count = taken.get(name.casefold(), 0) + 1
        if count > 1:
            names[place] = f"{name}_{count}"
    return names


def _where_clashing(names: list[str], origins: Sequence[Origin], longer: Callable[[Origin], str]) -> list[str]:
    counts = Counter(name.casefold() for name in names)
    return [
        longer(origin) if counts[name.casefold()] > 1 else name for name, origin in zip(names, origins, strict=True)
    ]


def _with_file(origin: Origin) -> str:
    return origin.table if origin.is_called_as_file else f"{PurePosixPath(origin.file).stem}.{origin.table}"


def _with_path(origin: Origin) -> str:
    path = PurePosixPath(origin.file).with_suffix("").as_posix()
    return path if origin.is_called_as_file else f"{path}.{origin.table}"


def _with_whole_path(origin: Origin) -> str:
    return origin.file if origin.is_called_as_file else f"{origin.file}.{origin.table}"
