"""The pages of an Access file, in clear, and the rows on them."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from entracte.faults import Fault
from entracte.sources.access.encryption import Decipher, clear_header, decipher_of
from entracte.sources.options import SourceOptions

_VERSIONS = {0: "97", 1: "2000 to 2003", 2: "2007", 3: "2010", 4: "2013", 5: "2016", 6: "2019"}
DELETED = 0x8000
OVERFLOW = 0x4000
_OFFSET = 0x1FFF
DATA, DEFINITION, USAGE_MAP = 1, 2, 5
MAX_ROWS_OF_PAGE = 2048


@dataclass(frozen=True)
class Format:
    """Where things lie in a generation of files; offsets are bytes from the start of a page or description."""

    page_size: int
    rows_at: int
    count_size: int
    definition_rows: int
    definition_columns: int
    usage_map: int
    indexes_at: int
    columns_at: int
    index_size: int
    column_size: int
    name_size: int


JET3 = Format(2048, 8, 1, 12, 25, 35, 31, 43, 8, 18, 1)
JET4 = Format(4096, 12, 2, 16, 45, 55, 51, 63, 12, 25, 2)


class Pages:
    """An Access file as numbered pages.

    Raises the fault `damaged-access` where a page or row that something points to does not exist.
    """

    def __init__(self, path: Path, options: SourceOptions) -> None:
        self.path = path
        with path.open("rb") as stream:
            self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._version = self._bytes[0x14] if len(self._bytes) > 0x14 else 0
        self.is_jet3 = self._version == 0
        self.format = JET3 if self.is_jet3 else JET4
        self.count = len(self._bytes) // self.format.page_size
        if self.count < 3:
            raise damaged(path, f"it is cut off after {len(self._bytes)} bytes")
        header = clear_header(self._bytes[: self.format.page_size], is_jet3=self.is_jet3)
        is_accdb = header[4:16] == b"Standard ACE"
        self._decipher: Decipher | None = decipher_of(path, header, options, is_accdb=is_accdb)
        self.is_encrypted = self._decipher is not None
        self.code_page = struct.unpack_from("<H", header, 0x3C)[0]
        self.page = lru_cache(maxsize=256)(self._page)

    @property
    def version(self) -> str:
        """The versions of Access that write files like this."""
        return f"Access {_VERSIONS.get(self._version, f'(unknown version {self._version})')}"

    def _page(self, number: int) -> bytes:
        """A page in clear."""
        if not 0 < number < self.count:
            raise damaged(self.path, f"it points to page {number} of {self.count}")
        page = self._bytes[number * self.format.page_size : (number + 1) * self.format.page_size]
        return self._decipher(page, number) if self._decipher else page

    def places(self, page: bytes) -> list[tuple[int, int, int]]:
        """Start, end and flags of every row of a page; start and end are -1 for rows that leave the page."""
        count = struct.unpack_from("<H", page, self.format.rows_at)[0]
        first = self.format.rows_at + 2
        count = min(count, (len(page) - first) // 2, MAX_ROWS_OF_PAGE)
        places = []
        end = len(page)
        for entry in struct.unpack_from(f"<{count}H", page, first):
            start = entry & _OFFSET
            is_inside = first + 2 * count <= start <= end
            places.append((start if is_inside else -1, end if is_inside else -1, entry & ~_OFFSET))
            if is_inside:
                end = start
        return places

    def row(self, pointer: int) -> bytes:
        """The row at a pointer: page in the high three bytes, number on the page in the low one."""
        page = self.page(pointer >> 8)
        places = self.places(page)
        if pointer & 0xFF >= len(places) or places[pointer & 0xFF][0] < 0:
            raise damaged(self.path, f"it points to row {pointer & 0xFF} of page {pointer >> 8}, which is not there")
        start, end, _ = places[pointer & 0xFF]
        return page[start:end]

    def mapped(self, pointer: int) -> Iterator[int]:
        """The numbers of the pages in a usage map, ascending within each of its parts."""
        usage = self.row(pointer)
        if not usage:
            return
        if usage[0] == 0:
            yield from self._bits(usage[5:], struct.unpack_from("<I", usage, 1)[0])
            return
        per_page = (self.format.page_size - 4) * 8
        for place in range((len(usage) - 1) // 4):
            number = struct.unpack_from("<I", usage, 1 + 4 * place)[0]
            if number:
                page = self.page(number)
                if page[0] == USAGE_MAP:
                    yield from self._bits(page[4:], place * per_page)

    def _bits(self, bitmap: bytes, first: int) -> Iterator[int]:
        for place, byte in enumerate(bitmap):
            if not byte:
                continue
            for bit in range(8):
                number = first + 8 * place + bit
                if byte >> bit & 1 and 0 < number < self.count:
                    yield number

    def long_value(self, pointer: int, length: int, *, is_chain: bool) -> bytes:
        """A long value outside of its row: one row, or a chain of rows that start with a pointer to the next."""
        if not is_chain:
            return self.row(pointer)[:length]
        pieces: list[bytes] = []
        size = 0
        visited: set[int] = set()
        while pointer and size < length and pointer not in visited:
            visited.add(pointer)
            row = self.row(pointer)
            if len(row) < 4:
                break
            pieces.append(row[4:])
            size += len(row) - 4
            pointer = struct.unpack_from("<I", row)[0]
        return b"".join(pieces)[:length]


def damaged(path: Path, why: str) -> Fault:
    """The fault for an Access file, or a place of it, that cannot be read."""
    return Fault(
        "damaged-access",
        f"{path} cannot be read as an Access database: {why}.",
        hint="Ask the customer to open it in Access, choose Database Tools, Compact and Repair, and deliver it again.",
    )
