"""The parts of an `.xlsb` beside its sheets: list of sheets, number formats, shared strings (MS-XLSB 2.4)."""

from __future__ import annotations

import zipfile

from entracte.sources.excel.package import Contents, SharedStrings, Styles
from entracte.sources.excel.workbook import Sheet
from entracte.sources.excel.xlsb.records import records, whole, wide_string

_WORKBOOK, _SHEET = 153, 156
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 44, 47, 617, 618
_STRING = 19


def contents(archive: zipfile.ZipFile, part: str, related: dict[str, tuple[str, str]]) -> Contents:
    """The sheets of the workbook part, in the order of their tabs; charts and macro sheets are no sheets."""
    told = Contents()
    with archive.open(part) as stream:
        for number, record in records(stream):
            if number == _WORKBOOK:
                told.from_1904 = bool(whole(record, 0) & 1)
            elif number == _SHEET:
                reference, end = wide_string(record, 8)
                name, _ = wide_string(record, end)
                kind, target = related.get(reference, ("", ""))
                if kind == "worksheet":
                    told.sheets.append((Sheet(name, whole(record, 0) != 0), target))
    return told


def number_formats(archive: zipfile.ZipFile, part: str | None) -> list[str]:
    """The format code of every cell style; empty for General."""
    if part is None:
        return []
    styles = Styles()
    inside = False
    with archive.open(part) as stream:
        for number, record in records(stream):
            if number == _FORMAT:
                code, _ = wide_string(record, 2)
                styles.define(whole(record, 0) & 0xFFFF, code)
            elif number in {_STYLES_BEGIN, _STYLES_END}:
                inside = number == _STYLES_BEGIN
            elif number == _STYLE and inside:
                styles.add(whole(record, 0) >> 16)
    return styles.formats


def shared_strings(archive: zipfile.ZipFile, part: str | None) -> SharedStrings:
    """The shared texts, without their runs."""
    strings = SharedStrings()
    if part is not None:
        with archive.open(part) as stream:
            for number, record in records(stream):
                if number == _STRING:
                    text, _ = wide_string(record, 1)
                    strings.add(text, len(text))
    return strings
