"""The parts of an `.xlsx` beside its sheets: list of sheets, number formats, shared strings."""

from __future__ import annotations

import posixpath
import re
import zipfile
from array import array
from dataclasses import dataclass, field

from entracte.sources.excel.cells import OversizedCell
from entracte.sources.excel.numberformat import BUILT_IN
from entracte.sources.excel.workbook import Sheet
from entracte.sources.excel.xml import read_part
from entracte.sources.limits import MAX_CELL, SHOWN

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass
class Contents:
    """What the workbook part says: its sheets with the part of each, and whether dates count from 1904."""

    sheets: list[tuple[Sheet, str]] = field(default_factory=list)
    from_1904: bool = False


class SharedStrings:
    """The texts of a workbook, one after the other in one block of bytes; millions take no more than their letters."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])
        self._oversized: dict[int, OversizedCell] = {}

    def add(self, text: str, length: int) -> None:
        """Append a text of that length; of one that no cell may hold, only the beginning is kept."""
        if length > MAX_CELL:
            self._oversized[len(self._ends) - 1] = OversizedCell(length, text[:SHOWN])
            text = ""
        self._bytes += text.encode("utf-8", "replace")
        self._ends.append(len(self._bytes))

    def __getitem__(self, index: int) -> str | OversizedCell:
        if not 0 <= index < len(self._ends) - 1:
            raise IndexError(f"there is no shared string {index}")
        if index in self._oversized:
            return self._oversized[index]
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode("utf-8")


def unescaped(text: str) -> str:
    """Texts write characters that XML cannot hold as `_x000D_`."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def relationships(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """The related parts of a part by their id: last word of the type, and name."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], target)

    try:
        with archive.open(posixpath.join(folder, "_rels", f"{name}.rels")) as stream:
            read_part(stream, start, _ignore, _ignore)
    except KeyError:
        return {}
    return found


def contents(archive: zipfile.ZipFile, part: str, related: dict[str, tuple[str, str]]) -> Contents:
    """The sheets of the workbook part, in the order of their tabs; charts and macro sheets are no sheets."""
    told = Contents()

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "workbookPr":
            told.from_1904 = attributes.get("date1904") in {"1", "true"}
        elif element == "sheet":
            reference = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            kind, target = related.get(reference, ("", ""))
            if kind == "worksheet":
                told.sheets.append(
                    (Sheet(attributes.get("name", ""), attributes.get("state", "visible") != "visible"), target)
                )

    with archive.open(part) as stream:
        read_part(stream, start, _ignore, _ignore)
    return told


def number_formats(archive: zipfile.ZipFile, part: str | None) -> list[str]:
    """The format code of every cell style; empty for General."""
    if part is None:
        return []
    codes = dict(BUILT_IN)
    styles: list[str] = []
    inside = False

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if element == "numFmt":
            code = attributes.get("formatCode", "")
            codes[int(attributes.get("numFmtId", "0"))] = "" if code.lower() == "general" else code
        elif element == "cellXfs":
            inside = True
        elif element == "xf" and inside:
            styles.append(codes.get(int(attributes.get("numFmtId", "0")), ""))

    def end(element: str) -> None:
        nonlocal inside
        inside = inside and element != "cellXfs"

    with archive.open(part) as stream:
        read_part(stream, start, end, _ignore)
    return styles


def shared_strings(archive: zipfile.ZipFile, part: str | None) -> SharedStrings:
    """The shared texts; what is spoken (phonetic runs) is left out."""
    strings = SharedStrings()
    if part is None:
        return strings
    pieces: list[str] = []
    length = 0
    taking = spoken = False

    def start(element: str, _: dict[str, str]) -> None:
        nonlocal taking, spoken
        if element == "t":
            taking = not spoken
        elif element == "rPh":
            spoken = True

    def end(element: str) -> None:
        nonlocal taking, spoken, length
        if element == "t":
            taking = False
        elif element == "rPh":
            spoken = False
        elif element == "si":
            strings.add(unescaped("".join(pieces)), length)
            pieces.clear()
            length = 0

    def text(data: str) -> None:
        nonlocal length
        if taking:
            length += len(data)
            if length <= 2 * MAX_CELL:
                pieces.append(data)

    with archive.open(part) as stream:
        read_part(stream, start, end, text)
    return strings


def _ignore(*_: object) -> None:
    """Nothing is wanted of these events."""
