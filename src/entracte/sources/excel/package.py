"""The parts of an `.xlsx` beside its sheets: list of sheets, number formats, shared strings."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.parsers import expat

from entracte.faults import Fault
from entracte.sources.excel.cells import OversizedCell
from entracte.sources.excel.guard import damaged
from entracte.sources.excel.numberformat import BUILT_IN
from entracte.sources.excel.workbook import Sheet
from entracte.sources.excel.xml import ForbiddenXml, event_parser, read_part
from entracte.sources.limits import MAX_CELL, SHOWN

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Places: TypeAlias = npt.NDArray[np.int64]
    Strings: TypeAlias = Any

_ITEM_CLOSED = len("</si>")
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
            self._oversized[len(self)] = OversizedCell(length, text[:SHOWN])
            text = ""
        self._bytes += text.encode("utf-8", "replace")
        self._ends.append(len(self._bytes))

    def extend(self, texts: Strings) -> None:
        """Append Arrow strings, none of them longer than a cell may be."""
        import numpy as np

        if not len(texts):
            return
        _, offsets, data = texts.buffers()
        bounds = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(np.uint64)
        begin, end = int(bounds[0]), int(bounds[-1])
        ends = bounds[1:] - bounds[0] + np.uint64(len(self._bytes))
        if end > begin:
            self._bytes += memoryview(data)[begin:end]
        self._ends.frombytes(ends.tobytes())

    def has_all(self, numbers: Places) -> bool:
        """Whether there are texts of all these numbers that a cell may hold."""
        if numbers.min() < 0 or numbers.max() >= len(self):
            return False
        return not self._oversized or self._oversized.keys().isdisjoint(numbers.tolist())

    def lengths(self, numbers: Places) -> Places:
        """How many bytes these texts have."""
        import numpy as np

        ends = np.frombuffer(self._ends, np.int64)
        return ends[numbers + 1] - ends[numbers]

    def take(self, numbers: Places) -> Strings:
        """These texts, as Arrow."""
        import pyarrow as pa

        texts = pa.LargeStringArray.from_buffers(len(self), pa.py_buffer(self._ends), pa.py_buffer(self._bytes))
        return texts.take(pa.array(numbers)).cast(pa.string())

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: int) -> str | OversizedCell:
        if not 0 <= index < len(self):
            raise IndexError(f"there is no shared string {index}")
        if index in self._oversized:
            return self._oversized[index]
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode("utf-8")


class Styles:
    """The cell styles of a workbook as they are read: `formats` has the format code of each, empty for General."""

    def __init__(self) -> None:
        self.formats: list[str] = []
        self._codes = dict(BUILT_IN)

    def define(self, number: int, code: str) -> None:
        """A format of the workbook's own."""
        self._codes[number] = "" if code.lower() == "general" else code

    def add(self, number: int) -> None:
        """The next style has the format of that number."""
        self.formats.append(self._codes.get(number, ""))


def unescaped(text: str) -> str:
    """Texts write characters that XML cannot hold as `_x000D_`."""
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    """Halves of a character do not stand alone in text."""
    code = int(found[1], 16)
    return "?" if 0xD800 <= code < 0xE000 else chr(code)


@contextmanager
def damaged_parts(path: Path) -> Iterator[None]:
    """Whatever is wrong inside the archive is one fault to the user."""
    try:
        yield
    except Fault:
        raise
    except (expat.ExpatError, ForbiddenXml, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise damaged(path, error) from error
    except (LookupError, ValueError, OSError, RuntimeError) as error:  # what Python's zip reader raises besides
        raise damaged(path, error) from error


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
            read_part(stream, start)
    except KeyError:
        return {}
    return found


def main_part(archive: zipfile.ZipFile) -> str:
    """The name of the part that lists the sheets."""
    main = [target for kind, target in relationships(archive, "").values() if kind == "officeDocument"]
    return main[0] if main else "xl/workbook.xml"


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
        read_part(stream, start)
    return told


def number_formats(archive: zipfile.ZipFile, part: str | None) -> list[str]:
    """The format code of every cell style; empty for General."""
    if part is None:
        return []
    styles = Styles()
    inside = False

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if element == "numFmt":
            styles.define(int(attributes.get("numFmtId", "0")), attributes.get("formatCode", ""))
        elif element == "cellXfs":
            inside = True
        elif element == "xf" and inside:
            styles.add(int(attributes.get("numFmtId", "0")))

    def end(element: str) -> None:
        nonlocal inside
        inside = inside and element != "cellXfs"

    with archive.open(part) as stream:
        read_part(stream, start, end)
    return styles.formats


def shared_strings(archive: zipfile.ZipFile, part: str | None) -> SharedStrings:
    """The shared texts; what is spoken (phonetic runs) is left out."""
    strings = SharedStrings()
    if part is not None:
        from entracte.sources.excel.columns.strings import strings_by_columns

        with archive.open(part) as stream:
            strings_by_columns(stream, strings)
    return strings


class StringEvents:
    """The part of shared strings as the events of an XML parser; takes it in pieces."""

    def __init__(self, strings: SharedStrings) -> None:
        self.in_utf8 = True
        """Whether the part is written in UTF-8."""
        self._strings = strings
        self._parser = event_parser(self._start, self._end, self._text)
        self._parser.XmlDeclHandler = self._declaration
        self._pieces: list[str] = []
        self._length = 0
        self._taking = self._spoken = False
        self._fed = 0
        self._rest_at = -1

    def feed(self, piece: bytes) -> None:
        """Read on."""
        self._fed += len(piece)
        self._parser.Parse(piece, False)

    def close(self) -> None:
        """The part ends here."""
        self._parser.Parse(b"", True)

    @property
    def has_begun(self) -> bool:
        """Whether anything was read."""
        return self._fed > 0

    @property
    def is_between_items(self) -> bool:
        """Whether what was read ends with the tag that ends an item, and nothing is pending."""
        return self._rest_at == self._fed and not (self._taking or self._spoken or self._pieces)

    def _declaration(self, _: str, encoding: str | None, __: int) -> None:
        self.in_utf8 = encoding is None or encoding.lower() == "utf-8"

    def _start(self, element: str, _: dict[str, str]) -> None:
        if element == "t":
            self._taking = not self._spoken
        elif element == "rPh":
            self._spoken = True

    def _end(self, element: str) -> None:
        if element == "t":
            self._taking = False
        elif element == "rPh":
            self._spoken = False
        elif element == "si":
            self._rest_at = self._parser.CurrentByteIndex + _ITEM_CLOSED
            self._strings.add(unescaped("".join(self._pieces)), self._length)
            self._pieces.clear()
            self._length = 0

    def _text(self, data: str) -> None:
        if self._taking:
            self._length += len(data)
            if self._length <= 2 * MAX_CELL:
                self._pieces.append(data)
