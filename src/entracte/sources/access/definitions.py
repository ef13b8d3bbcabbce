"""What a table of an Access file is made of: its columns and the pages that hold its rows."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace

from entracte.sources.access.pages import DEFINITION, Pages, damaged

BOOLEAN, BYTE, INTEGER, LONG, MONEY, SINGLE, DOUBLE, DATE, BINARY, TEXT, OLE, MEMO = range(1, 13)
GUID, NUMERIC, COMPLEX, BIG, EXTENDED_DATE = 15, 16, 18, 19, 20
_NAMES = {
    BOOLEAN: "Yes/No", BYTE: "Byte", INTEGER: "Integer", LONG: "Long Integer", MONEY: "Currency", SINGLE: "Single",
    DOUBLE: "Double", DATE: "Date/Time", BINARY: "Binary", TEXT: "Text", OLE: "OLE Object", MEMO: "Memo",
    GUID: "Replication ID", NUMERIC: "Decimal", COMPLEX: "Multivalued", BIG: "Large Number",
    EXTENDED_DATE: "Date/Time Extended",
}  # fmt: skip
_CALCULATED = 0xC0
_FIXED = 0x01
MAX_COLUMNS = 1024


@dataclass(frozen=True)
class Column:
    """A column: `number` is its bit in the null mask, `place` where its value lies.

    Fixed: `place` is an offset from the start of the row's values; else a number in the row's list of offsets.
    """

    name: str
    type: int
    number: int
    place: int
    is_fixed: bool
    length: int
    scale: int
    is_calculated: bool

    @property
    def declared(self) -> str:
        """The type as Access calls it."""
        name = _NAMES.get(self.type, f"type {self.type}")
        return f"Calculated: {name}" if self.is_calculated else name


@dataclass(frozen=True)
class Definition:
    """A table's definition; `page` is its own number, which its data pages name as their owner."""

    page: int
    rows: int
    usage_map: int
    columns: tuple[Column, ...]


def with_results(definition: Definition, types: dict[str, int]) -> Definition:
    """The definition with the types of calculated results that the table's properties state."""
    columns = [
        replace(column, type=types[column.name]) if column.is_calculated and column.name in types else column
        for column in definition.columns
    ]
    return replace(definition, columns=tuple(columns))


def definition_at(pages: Pages, number: int) -> Definition:
    """The definition that starts on a page. Raises the fault `damaged-access`."""
    data = _definition_bytes(pages, number)
    form = pages.format
    try:
        count = struct.unpack_from("<H", data, form.definition_columns)[0]
        indexes = struct.unpack_from("<I", data, form.indexes_at)[0]
        at = form.columns_at + indexes * form.index_size
        if count > MAX_COLUMNS or at > len(data):
            raise damaged(pages.path, f"the table on page {number} claims {count} columns and {indexes} indexes")
        raw = [data[at + place * form.column_size :][: form.column_size] for place in range(count)]
        names = _names(pages, data, at + count * form.column_size, count)
        columns = [_column(pages, each, name) for each, name in zip(raw, names, strict=True)]
        rows = struct.unpack_from("<I", data, form.definition_rows)[0]
        usage_map = struct.unpack_from("<I", data, form.usage_map)[0]
    except (struct.error, IndexError) as error:
        raise damaged(pages.path, f"the table on page {number} is cut off ({error})") from error
    return Definition(number, rows, usage_map, tuple(sorted(columns, key=lambda column: column.number)))


def _definition_bytes(pages: Pages, number: int) -> bytes:
    data = b""
    visited: set[int] = set()
    while number and number not in visited and len(visited) < 64:
        visited.add(number)
        page = pages.page(number)
        if page[0] != DEFINITION:
            raise damaged(pages.path, f"page {number} is no table definition")
        data += page[8:] if data else page
        number = struct.unpack_from("<I", page, 4)[0]
    return data


def _names(pages: Pages, data: bytes, at: int, count: int) -> list[str]:
    names = []
    for _ in range(count):
        if pages.is_jet3:
            length = data[at]
            text = data[at + 1 : at + 1 + length].decode(text_encoding(pages), "replace")
        else:
            length = struct.unpack_from("<H", data, at)[0]
            text = data[at + 2 : at + 2 + length].decode("utf-16-le", "replace")
        at += pages.format.name_size + length
        names.append(text)
    return names


def _column(pages: Pages, raw: bytes, name: str) -> Column:
    if pages.is_jet3:
        kind, number, place, flags, offset, length = struct.unpack("<BHH8xBHH", raw)
        extended = scale = 0
    else:
        kind, number, place, scale, flags, extended, offset, length = struct.unpack("<B4xHH3xB2xBB4xHH", raw)
    is_fixed = bool(flags & _FIXED)
    is_calculated = bool(extended & _CALCULATED)
    return Column(name, kind, number, offset if is_fixed else place, is_fixed, length, scale, is_calculated)


def text_encoding(pages: Pages) -> str:
    """The encoding of text in a file of Access 97."""
    import codecs

    try:
        return codecs.lookup(f"cp{pages.code_page}").name
    except LookupError:
        return "cp1252"
