"""The sources of a recipe in a delivery: which tables they are, read as the recipe says."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from entracte.faults import Fault, near
from entracte.recipe.cells import ColumnType, Kind
from entracte.recipe.laying import Lost, SourceData, SourcePart
from entracte.recipe.model import Recipe, Source
from entracte.recipe.plan import SourceColumns
from entracte.settings import Settings
from entracte.sources.delivered import digest_of
from entracte.sources.delivery import KeptTable, Registered, register, register_database
from entracte.sources.delivery.files import listed
from entracte.sources.delivery.kept import REJECTED
from entracte.sources.options import SourceOptions

Notice = Callable[[str], None]

OTHER_LINES = "lines in another encoding"
"""What readers of text call the count of such lines among the facts of a table."""
_FILES = ("workbook", "access", "sqlite", "parquet")
_DATABASES = ("postgresql", "mysql", "mariadb", "sql-server", "oracle", "filemaker-odata")
_TYPED = frozenset({*_FILES, *_DATABASES})
"""Kinds of source that say what a cell is (R3); a CSV file or dump is text."""
_DECLARED = (
    (re.compile(r"\bbool|yes/no|\bbit\b", re.IGNORECASE), Kind.BOOLEAN),
    (re.compile(r"zone|tz\b|interval|range", re.IGNORECASE), Kind.TEXT),
    (re.compile(r"timestamp|date ?time|date/time", re.IGNORECASE), Kind.TIMESTAMP),
    (re.compile(r"\bdate\b", re.IGNORECASE), Kind.DATE),
    (
        re.compile(
            r"\b(?:(?:tiny|small|medium|big)?int(?:eger|\d+)?|long|short|byte|double|single|float\d*|real|num(?:ber|eric)?"
            r"|dec(?:imal)?|currency)\b",
            re.IGNORECASE,
        ),
        Kind.NUMBER,
    ),
)
"""The first that a declared type fits; time zones, spans and ranges are spelt as no sheet spells them."""


@dataclass(frozen=True)
class FoundTable:
    """A table of the delivery that a source reads."""

    registered: Registered
    table: KeptTable


@dataclass(frozen=True)
class Found:
    """A delivery as a recipe reads it; `digest` is that of all its files with their names."""

    name: str
    digest: str
    files: tuple[tuple[str, int, str], ...]
    tables: Mapping[str, tuple[FoundTable, ...]]
    data: Mapping[str, SourceData]

    @property
    def columns(self) -> dict[str, SourceColumns]:
        """The columns of the sources."""
        return {name: SourceColumns(source.columns) for name, source in self.data.items()}


def find_sources(settings: Settings, recipe: Recipe, delivery: str, notice: Notice = lambda what: None) -> Found:
    """Read what a recipe needs of a delivery.

    Raises the faults of the readers, `source-missing` where a source is not there, and `source-unclear`.
    """
    if "://" in delivery:
        return _find_in_database(settings, recipe, delivery, notice)
    path = Path(delivery)
    files = tuple((member.name, member.path.stat().st_size, digest_of(member.path)) for member in listed(path).members)
    reader = _Reader(settings, path, [name for name, _, _ in files], notice)
    tables = {name: reader.tables_of(name, source) for name, source in recipe.sources.items()}
    data = {name: _data(name, recipe.sources[name], found) for name, found in tables.items()}
    name = path.absolute().name
    return Found(name, _digest(name if path.is_file() else "", files), files, tables, data)


def _find_in_database(settings: Settings, recipe: Recipe, address: str, notice: Notice) -> Found:
    """Read a live database once for all sources."""
    registered = register_database(address, settings.home, SourceOptions(), notice)
    tables = {name: _chosen(name, source, registered) for name, source in recipe.sources.items()}
    data = {name: _data(name, recipe.sources[name], found) for name, found in tables.items()}
    files = tuple((each.name, each.size, each.sha256) for each in registered.files)
    return Found(registered.name, registered.digest, files, tables, data)


def _digest(name: str, files: tuple[tuple[str, int, str], ...]) -> str:
    """The digest of a delivery, as the reader of deliveries has it."""
    return hashlib.sha256(json.dumps([name, *map(list, files)]).encode()).hexdigest()


class _Reader:
    """Reads a delivery once for each way of reading that the sources ask for; files that need their own way, alone."""

    def __init__(self, settings: Settings, delivery: Path, files: list[str], notice: Notice) -> None:
        self._settings = settings
        self._delivery = delivery
        self._files = files
        self._notice = notice
        self._read: dict[tuple[Path, SourceOptions], Registered] = {}

    def tables_of(self, name: str, source: Source) -> tuple[FoundTable, ...]:
        """The tables that a source reads."""
        options = SourceOptions(source.encoding, None, source.separator, _header(source))
        with source.place.told(f"source {name}"):
            if options != SourceOptions() and source.file is not None and self._delivery.is_dir():
                return self._own_way(name, source, options)
            registered = self._registered(self._delivery, options)
        return _chosen(name, source, registered)

    def _own_way(self, name: str, source: Source, options: SourceOptions) -> tuple[FoundTable, ...]:
        assert source.file is not None
        fitting = [each for each in self._files if _fits(source.file, each)]
        if not fitting:
            raise _missing(name, source, self._files)
        found: list[FoundTable] = []
        for each in fitting:
            found += _chosen(name, _any_file(source), self._registered(self._delivery / each, options))
        return tuple(found)

    def _registered(self, path: Path, options: SourceOptions) -> Registered:
        """Sources of one way of reading share it: to find again what was read takes a look at every byte."""
        if (path, options) not in self._read:
            self._read[path, options] = register(path, self._settings.home, options, self._notice)
        return self._read[path, options]


def _any_file(source: Source) -> Source:
    from dataclasses import replace

    return replace(source, file="*")


def _header(source: Source) -> int | None:
    told = source.header
    if told is None:
        return None
    if told.lower() == "none":
        return 0
    if not told.isdecimal() or not 0 < int(told) < 10**9:
        raise source.place.fault(
            "bad-header", f"{told!r} is no row.", "Name the row that holds the titles, or say none."
        )
    return int(told)


def _fits(pattern: str, name: str) -> bool:
    """Whether a name, or the last part of it, fits a pattern, in any case of letters."""
    folded = pattern.casefold()
    return any(fnmatchcase(each.casefold(), folded) for each in (name, PurePosixPath(name).name))


def _chosen(name: str, source: Source, registered: Registered) -> tuple[FoundTable, ...]:
    tables = list(registered.tables)
    if source.file is not None:
        tables = [each for each in tables if _fits(source.file, each.file)]
        if not tables:
            raise _missing(name, source, [each.file for each in registered.tables])
    if source.table is not None:
        known = [each.name for each in tables]
        tables = [each for each in tables if _fits(source.table, each.name) or _fits(source.table, each.source_name)]
        if not tables:
            raise source.place.fault(
                "source-missing", f"source {name}: the delivery has no table {source.table}.", near(source.table, known)
            )
    if source.file is None and source.table is None:
        with source.place.told(f"source {name}"):
            try:
                tables = [registered.table(name)]
            except Fault as fault:
                hint = f"{fault.hint} Say which with file or table."
                raise source.place.fault("source-missing", f"source {name}: {fault.message}", hint) from fault
    by_file: dict[str, list[str]] = {}
    for each in tables:
        by_file.setdefault(each.file, []).append(each.name)
    for file, names in by_file.items():
        if len(names) > 1 and source.table is None:
            raise source.place.fault(
                "source-unclear",
                f"source {name}: {file} has several tables.",
                f"Say which with table: {', '.join(names)}.",
            )
    ordered = sorted(tables, key=lambda each: (each.file.casefold(), each.file, each.name))
    return tuple(FoundTable(registered, each) for each in ordered)


def _missing(name: str, source: Source, files: list[str]) -> Fault:
    known = list(dict.fromkeys(files))
    return source.place.fault(
        "source-missing",
        f"source {name}: the delivery has no file {source.file}.",
        near(source.file or "", known) if known else "It has no files with tables.",
    )


def _data(name: str, source: Source, found: tuple[FoundTable, ...]) -> SourceData:
    """The columns and parts of a source; all its tables must have the same columns."""
    first = _columns(name, source, found[0].table)
    types: dict[str, ColumnType] = {}
    parts = []
    for each in found:
        columns = _columns(name, source, each.table)
        if set(columns) != set(first):
            differing = ", ".join(sorted(set(columns) ^ set(first)))
            raise source.place.fault(
                "source-differs",
                f"source {name}: {found[0].table.file} and {each.table.file} differ in their columns: {differing}.",
                "Name them as two sources, and put their tables together with union.",
            )
        parts.append(SourcePart(each.registered.data(each.table), columns, each.table.rows, _lost(each)))
        if each.table.rows:
            said = (_type(each.table, column.declared) for column in each.table.columns)
            types = {name: _both(types.get(name, kind), kind) for name, kind in zip(columns, said, strict=True)}
    return SourceData({name: types.get(name, ColumnType()) for name in first}, tuple(parts))


def _lost(found: FoundTable) -> Lost | None:
    """What could not be read of a table, or of its file; None where all could."""
    table, others = found.table, found.table.facts.get(OTHER_LINES)
    if not table.rejected and not found.registered.other_rejected and not others:
        return None
    encoding = table.facts.get("encoding", "") if others else ""
    return Lost(found.registered.folder / REJECTED, table.file, table.source_name, encoding)


def _both(one: ColumnType, other: ColumnType) -> ColumnType:
    """What a column is in two tables that are put together; text where they differ, as nothing else holds both."""
    if one == other:
        return one
    moments = {Kind.DATE, Kind.TIMESTAMP}
    return ColumnType(Kind.TIMESTAMP) if {one.kind, other.kind} == moments else ColumnType()


def _columns(name: str, source: Source, table: KeptTable) -> tuple[str, ...]:
    columns = source.columns or tuple(column.name for column in table.columns)
    if len(columns) != len(table.columns):
        raise source.place.fault(
            "source-differs",
            f"source {name}: {table.file} has {len(table.columns)} columns, and {len(columns)} names are given.",
        )
    folded: dict[str, str] = {}
    for column in columns:
        if column.casefold() in folded or column.casefold().startswith("entracte_"):
            raise source.place.fault(
                "source-differs",
                f"source {name}: {table.file} has the columns {folded.get(column.casefold(), 'entracte_…')} and "
                f"{column}, which cannot be told apart.",
                "Give the columns other names with columns.",
            )
        folded[column.casefold()] = column
    return columns


def _type(table: KeptTable, declared: str) -> ColumnType:
    """What a typed source says of a column (R3)."""
    if table.kind not in _TYPED or not declared:
        return ColumnType()
    return ColumnType(next((kind for pattern, kind in _DECLARED if pattern.search(declared)), Kind.TEXT))
