"""Writes an `.xlsb`: as much of one as a reader needs (MS-XLSB)."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

Written = bool | int | float | str | None
ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def record(number: int, body: bytes = b"") -> bytes:
    """A record with its number and size before it."""
    return _packed(number) + _packed(len(body)) + body


def wide(text: str) -> bytes:
    """A text with its length before it."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return struct.pack("<I", len(encoded) // 2) + encoded


def sheet(rows: Sequence[Sequence[tuple[Written, int]]], strings: list[str], *, shared: bool = True) -> bytes:
    """A sheet of cells with their style; texts go to `strings` where they are shared."""
    width = max(map(len, rows), default=1) or 1
    extent = struct.pack("<IIII", 0, max(len(rows), 1) - 1, 0, width - 1)
    body = record(129) + record(148, extent) + record(145)
    for number, cells in enumerate(rows):
        body += record(0, struct.pack("<II", number, 0) + b"\0" * 9)
        for column, (value, style) in enumerate(cells):
            body += _cell(struct.pack("<II", column, style), value, strings, shared=shared)
    return body + record(146) + record(130)


def write_xlsb(
    path: Path, sheets: dict[str, bytes], strings: list[str], codes: Sequence[str], *, hidden: str = ""
) -> Path:
    """A workbook of these sheets; style 0 is General, the next ones have these number formats."""
    styles = record(615, struct.pack("<I", len(codes)))
    styles += b"".join(record(44, struct.pack("<H", 164 + place) + wide(code)) for place, code in enumerate(codes))
    styles += record(616) + record(626) + record(47, struct.pack("<HH", 0xFFFF, 14) + b"\0" * 12) + record(627)
    numbers = [0, *range(164, 164 + len(codes))]
    styles += record(617, struct.pack("<I", len(numbers)))
    styles += b"".join(record(47, struct.pack("<HH", 0, each) + b"\0" * 12) for each in numbers) + record(618)
    workbook = record(131) + record(153, b"\0" * 12) + record(143)
    for place, name in enumerate(sheets, 1):
        workbook += record(156, struct.pack("<II", int(name == hidden), place) + wide(f"rId{place}") + wide(name))
    workbook += record(144) + record(132)
    texts = record(159, struct.pack("<II", len(strings), len(strings)))
    texts += b"".join(record(19, b"\0" + wide(text)) for text in strings) + record(160)
    targets = [("worksheet", f"worksheets/sheet{place}.bin") for place in range(1, len(sheets) + 1)]
    targets += [("styles", "styles.bin"), ("sharedStrings", "sharedStrings.bin")]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", _relationships([("officeDocument", "xl/workbook.bin")]))
        archive.writestr("xl/_rels/workbook.bin.rels", _relationships(targets))
        archive.writestr("xl/workbook.bin", workbook)
        archive.writestr("xl/styles.bin", styles)
        archive.writestr("xl/sharedStrings.bin", texts)
        for place, part in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{place}.bin", part)
    return path


def _cell(head: bytes, value: Written, strings: list[str], *, shared: bool) -> bytes:
    if value is None:
        return record(1, head)
    if isinstance(value, bool):
        return record(4, head + bytes([value]))
    if isinstance(value, int) and abs(value) < 1 << 29:
        return record(2, head + struct.pack("<I", (value << 2 | 2) & 0xFFFFFFFF))
    if isinstance(value, int | float):
        return record(5, head + struct.pack("<d", value))
    if value in ERRORS:
        return record(3, head + bytes([ERRORS[value]]))
    if not shared:
        return record(6, head + wide(value))
    strings.append(value)
    return record(7, head + struct.pack("<I", len(strings) - 1))


def _packed(value: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    packed = b""
    while value >= 0x80:
        packed += bytes([value & 0x7F | 0x80])
        value >>= 7
    return packed + bytes([value])


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{place}" Type="{_TYPES}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{listed}</Relationships>'
