"""JSON: one object a line, or one list of objects; each of their names is a column."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from entracte.faults import Fault
from entracte.sources.csv.encoding import declared_encoding
from entracte.sources.csv.lines import physical_lines
from entracte.sources.growing import GrowingTable
from entracte.sources.limits import MAX_COLUMNS, MAX_LINE, SHOWN
from entracte.sources.options import SourceOptions, no_such_table
from entracte.sources.reading import RejectedRow, SourceColumn, SourceTable

if TYPE_CHECKING:
    import pyarrow as pa

_KEPT = 100_000
_BLOCK = 1024 * 1024
_LIST = re.compile(rb"\[\s*\{")
_BETWEEN = re.compile(r"[\s,]*+")


def recognise(path: Path, head: bytes) -> bool:
    """Whether a file starts like JSON lines or like a list of objects."""
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not start.startswith(b"{"):
        return _LIST.match(start) is not None
    first, line_end, _ = start.partition(b"\n")
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        # an object longer than the head shows no line end; a document over several lines does
        return not line_end and path.stat().st_size > len(head)


def open_reader(path: Path, scratch: Path, options: SourceOptions | None = None) -> JsonLinesReader:
    """A reader of the file as one table; raises the faults `no-objects` and `too-many-columns`."""
    return JsonLinesReader(path, scratch, options or SourceOptions())


class JsonLinesReader:
    """Reads the file once into the scratch folder; its table is called as the file.

    Numbers are spelled as in the file, lists and objects within an object are JSON, `null` and what is missing are
    null. A line that is no object is reported.
    """

    def __init__(self, path: Path, scratch: Path, options: SourceOptions) -> None:
        self.path = path
        self._codec = declared_encoding(options.encoding).codec if options.encoding else "utf-8"
        self._rows = GrowingTable(scratch, "objects")
        self._rejected: list[RejectedRow] = []
        self._lost = 0

    def tables(self) -> list[SourceTable]:
        """The one table, its columns in the order in which they first occur."""
        columns = tuple(SourceColumn(name) for name in self._names)
        return [SourceTable(self.path.stem, columns, {"encoding": self._codec})]

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The objects in the order of the file."""
        if table != self.path.stem:
            raise no_such_table(self.path, table, [self.path.stem])
        return self._rows.batches(list(self._names))

    def rejected(self) -> Iterator[RejectedRow]:
        """The lines that are no objects."""
        yield from self._rejected

    @cached_property
    def _names(self) -> dict[str, int]:
        names: dict[str, int] = {}
        with self.path.open("rb") as stream:
            is_list = _LIST.match(stream.read(_BLOCK).removeprefix(codecs.BOM_UTF8).lstrip())
        if is_list:
            for number, text in enumerate(_elements(self.path, self._codec), 1):
                self._take(f"element {number}", text.encode(self._codec, "replace"), names)
        else:
            for number, line in enumerate(physical_lines(self.path, b"\n"), 1):
                if line.strip():
                    self._take(f"line {number}", line, names)
        self._rows.close()
        if not self._rows.rows:
            raise Fault(
                "no-objects",
                f"{self.path} looks like JSON lines, but no line of it is an object.",
                hint="Ask the customer for one JSON object a line, or for CSV.",
            )
        return names

    def _take(self, place: str, line: bytes, names: dict[str, int]) -> None:
        try:
            if len(line) > MAX_LINE:
                raise ValueError(f"it is longer than {MAX_LINE} bytes")
            text = line.decode(self._codec)
            pairs = _pairs(text)
            cells = {names.setdefault(name, len(names)): value for name, value in pairs}
        except (ValueError, RecursionError) as error:
            self._reject(place, line, error)
            return
        if len(names) > MAX_COLUMNS:
            raise Fault("too-many-columns", f"{self.path}, {place}: more than {MAX_COLUMNS} different names.")
        self._rows.append(cells)

    def _reject(self, place: str, line: bytes, error: Exception) -> None:
        if len(self._rejected) == _KEPT:
            raise Fault(
                "not-json-lines",
                f"{self.path} is not JSON lines: {_KEPT} lines up to {place} are no objects.",
                hint="Ask the customer for one JSON object a line, or for CSV.",
            )
        text = line[: 40 * SHOWN].decode(self._codec, "replace").strip()[: 10 * SHOWN]
        self._rejected.append(RejectedRow(self.path.stem, place, text, f"it is no JSON object: {error}"))


def _elements(path: Path, codec: str) -> Iterator[str]:
    """The texts of the elements of a list, one after the other; what cannot be followed comes as one last text."""
    scan = json.JSONDecoder().raw_decode
    with path.open(encoding="utf-8-sig" if codec == "utf-8" else codec, errors="replace", newline="") as stream:
        text, place = stream.read(_BLOCK).lstrip().removeprefix("["), 0
        is_ended = False
        while True:
            while (end := _end_of_element(scan, text, place)) and (end < len(text) or is_ended):
                yield text[_start(text, place) : end]
                place = end
            text, place = text[_start(text, place) :], 0
            if is_ended or text.startswith("]") or len(text) > MAX_LINE:
                break
            block = stream.read(max(_BLOCK, len(text)))
            is_ended = not block
            text += block
        if text.strip() != "]":
            yield text.strip() or "(the list is cut off)"


def _start(text: str, place: int) -> int:
    between = _BETWEEN.match(text, place)
    assert between is not None
    return between.end()


def _end_of_element(scan: Callable[[str, int], tuple[object, int]], text: str, place: int) -> int | None:
    """Where the next element ends; None where it is not all there, or the list ends."""
    start = _start(text, place)
    if text[start : start + 1] in {"", "]"}:
        return None
    try:
        return scan(text, start)[1]
    except (ValueError, RecursionError):
        return None


def _pairs(text: str) -> list[tuple[str, str | None]]:
    """The names and values of an object; a name given twice is numbered. Raises ValueError for anything else."""
    told = json.loads(text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=list)
    if not text.lstrip().startswith("{"):
        raise ValueError("it begins with something else than {")
    nested = None
    pairs: dict[str, str | None] = {}
    for name, value in told:
        count, chosen = 2, name
        while chosen in pairs:
            chosen, count = f"{name}_{count}", count + 1
        if isinstance(value, list):
            # the inner values anew, with numbers as numbers
            nested = nested or json.loads(text)
            pairs[chosen] = json.dumps(nested[name], ensure_ascii=False)
        else:
            pairs[chosen] = str(value).lower() if isinstance(value, bool) else value
    return list(pairs.items())
