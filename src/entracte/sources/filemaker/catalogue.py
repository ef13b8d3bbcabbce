"""The tables and fields that a native FileMaker file describes, and where their records start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from entracte.sources.filemaker import codes_new, codes_old
from entracte.sources.filemaker.codes import Codes, Part, Path, UnknownCodeError
from entracte.sources.filemaker.sectors import Sector, Sectors

_TYPES_NEW = {1: "text", 2: "number", 3: "date", 4: "time", 5: "timestamp", 6: "container"}
_TYPES_OLD = {1: "text", 2: "number", 3: "date", 4: "time", 5: "container", 6: "calculation", 7: "summary", 8: "global"}
_CLASSES = {2: "calculation: ", 3: "summary: "}


@dataclass(frozen=True)
class Field:
    """A field: `number` is its key in records, `repetitions` how many values it may hold."""

    number: int
    name: str
    declared: str
    repetitions: int


@dataclass
class Table:
    """A table: its records lie below the path `records`, from sector `start` on (None: it has no record)."""

    name: str
    records: Path
    fields: dict[int, Field] = field(default_factory=dict)
    start: int | None = None

    @property
    def columns(self) -> list[Field]:
        """The fields in the order of their creation, as FileMaker numbers them."""
        return [self.fields[number] for number in sorted(self.fields)]


def codes_of(sectors: Sectors) -> Codes:
    """How the file's sectors are read."""
    return codes_new.entries if sectors.is_new else codes_old.entries


def tables_of(sectors: Sectors, stem: str, decode: Callable[[bytes], str]) -> tuple[list[Table], int]:
    """The tables that have fields, in the file's order, and how many sectors were not understood.

    A `.fp3` or `.fp5` file is one table, called as the file (`stem`). Sectors that lie within the records of one table
    are not taken apart, only their first step is read.
    """
    reading = _CatalogueNew(decode) if sectors.is_new else _CatalogueOld(decode, stem)
    unknown = 0
    codes = codes_of(sectors)
    for sector, is_inside in _with_inside(sectors, codes, reading):
        if is_inside:
            continue
        try:
            for path, key, value in codes(sector.payload):
                reading.take(sector.number, path, key, value)
        except (UnknownCodeError, IndexError):
            unknown += 1
    return [table for _, table in sorted(reading.tables.items()) if table.fields and table.name], unknown


def first_path(codes: Codes, payload: bytes) -> Path:
    """The path of the first entry of a sector; empty where there is none."""
    try:
        return next((path for path, _, _ in codes(payload)), ())
    except (UnknownCodeError, IndexError):
        return ()


def _with_inside(sectors: Sectors, codes: Codes, reading: _Catalogue) -> Iterator[tuple[Sector, bool]]:
    """The sectors, and whether sector and successor both start within the records of the same table."""
    held: Sector | None = None
    held_within: int | None = None
    for sector in sectors.follow():
        within = reading.within(first_path(codes, sector.payload))
        if held is not None:
            is_known = held_within is not None and reading.tables[held_within].start is not None
            yield held, is_known and within == held_within
        held, held_within = sector, within
    if held is not None:
        yield held, False


class _Catalogue:
    """Takes entries and keeps what they say of tables and fields."""

    def __init__(self, decode: Callable[[bytes], str]) -> None:
        self.tables: dict[int, Table] = {}
        self._decode = decode
        self._options: dict[tuple[int, int], bytes] = {}

    def within(self, path: Path) -> int | None:
        """The number of the table in whose records the path lies."""
        raise NotImplementedError

    def take(self, sector: int, path: Path, key: Part, value: bytes) -> None:
        """Take one entry."""
        raise NotImplementedError

    def _note_record(self, number: int, sector: int) -> None:
        table = self.tables[number]
        if table.start is None:
            table.start = sector

    def _note_field(self, table: Table, number: int, name: str | None, options: bytes | None) -> None:
        old = table.fields.get(number)
        declared, repetitions = self._described(options) if options is not None else ("", 1)
        if old is not None:
            name = name if name is not None else old.name
            if options is None:
                declared, repetitions = old.declared, old.repetitions
        table.fields[number] = Field(number, name or "", declared, repetitions)

    def _described(self, options: bytes) -> tuple[str, int]:
        raise NotImplementedError


class _CatalogueNew(_Catalogue):
    """Several tables: names at [3, 16, 5, table], fields at [table, 3, 5, field], records at [table, 5, record]."""

    _NAME = 16

    def within(self, path: Path) -> int | None:
        if len(path) > 2 and path[1] == 5 and isinstance(path[0], int) and path[0] in self.tables:
            return path[0]
        return None

    def take(self, sector: int, path: Path, key: Part, value: bytes) -> None:
        if path[:3] == (3, 16, 5) and len(path) > 3:
            self._take_name(path, key, value)
            return
        number = self.within(path)
        if number is not None:
            self._note_record(number, sector)
        elif len(path) > 3 and path[1:3] == (3, 5) and isinstance(path[0], int) and isinstance(path[3], int):
            self._take_field(path, path[0], path[3], key, value)

    def _take_name(self, path: Path, key: Part, value: bytes) -> None:
        number = path[3]
        if isinstance(number, int) and number >= 128 and self._is_name(path, key):
            table = self.tables.setdefault(number, Table("", (number, 5)))
            table.name = self._decode(value)

    def _take_field(self, path: Path, table: int, number: int, key: Part, value: bytes) -> None:
        if table < 128:
            return
        known = self.tables.setdefault(table, Table("", (table, 5)))
        if self._is_name(path, key):
            self._note_field(known, number, self._decode(value), None)
        elif len(path) == 4 and key == 2:
            self._note_field(known, number, None, value)

    def _is_name(self, path: Path, key: Part) -> bool:
        """Key 16; or, as later versions write it, key 1 one step deeper."""
        return (len(path) == 4 and key == self._NAME) or (len(path) == 5 and path[4] == self._NAME and key == 1)

    def _described(self, options: bytes) -> tuple[str, int]:
        if len(options) < 2:
            return "", 1
        declared = _CLASSES.get(options[0], "") + _TYPES_NEW.get(options[1], "")
        return declared, options[25] if len(options) > 25 and options[25] else 1


class _CatalogueOld(_Catalogue):
    """One table: fields at [3, 5, field], records at [5, record]."""

    def __init__(self, decode: Callable[[bytes], str], stem: str) -> None:
        super().__init__(decode)
        self.tables[0] = Table(stem, (5,))

    def within(self, path: Path) -> int | None:
        return 0 if len(path) > 1 and path[0] == 5 else None

    def take(self, sector: int, path: Path, key: Part, value: bytes) -> None:
        if self.within(path) is not None:
            self._note_record(0, sector)
        elif len(path) == 3 and path[:2] == (3, 5) and isinstance(path[2], int):
            if key == 1:
                self._note_field(self.tables[0], path[2], self._decode(value), None)
            elif key == 2:
                self._note_field(self.tables[0], path[2], None, value)

    def _described(self, options: bytes) -> tuple[str, int]:
        if len(options) < 2:
            return "", 1
        return _TYPES_OLD.get(options[1], ""), options[11] if len(options) > 11 and options[11] else 1
