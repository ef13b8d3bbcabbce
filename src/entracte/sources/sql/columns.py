"""Values of many rows, told by where they begin and end in a text, as columns: whole columns at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from entracte.sources.csv.encoding import FALLBACK
from entracte.sources.sql.dialect import Dialect
from entracte.sources.sql.encoding import original_bytes
from entracte.sources.sql.escapes import Style, flattened, unescape, unescaped
from entracte.sources.sql.grammar import Grammar
from entracte.sources.sql.literals import evaluate_cells
from entracte.sources.sql.literals.evaluation import style_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

_QUOTE = 0x27
_LONGEST_BLANK = 64
_BIT_TYPE = re.compile(r"bit\b", re.IGNORECASE)
_BITS = re.compile(
    rb"0x(?P<digits>[0-9a-f]{0,16})$|(?P<prefix>b|_binary\s*)'(?P<octets>.{0,32})'$", re.IGNORECASE | re.DOTALL
)
_BINARY_TYPE = re.compile(
    r"(?:tiny|medium|long)?blob|(?:var)?binary|bytea|image|(?:long )?raw|rowversion|geometry|point|polygon",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Spans:
    """The values of one column: `starts` and `ends` in `text`, in order, with what is known of the quotes between.

    `quotes` and `backslashes` count those of each value, `strings` how many strings it is made of; both null for COPY.
    """

    text: bytes
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    quotes: NDArray[np.int32]
    strings: NDArray[np.int32]
    backslashes: NDArray[np.int32]


@dataclass(frozen=True)
class Column:
    """The values of a column as text; `unreadable` (or None) marks rows whose value is no literal, with `reasons`.

    `repaired` counts the values that were not in the encoding of the script.
    """

    values: Any
    repaired: int
    unreadable: Any = None
    reasons: dict[int, str] = field(default_factory=dict)


class Content(Enum):
    """What quoted values of a column are: text, bytes (shown in hexadecimal digits) or bits (shown as a number)."""

    TEXT = "text"
    BYTES = "bytes"
    BITS = "bits"


def content_of(declared: str, grammar: Grammar) -> Content:
    """What a column of this declared type holds; only MySQL writes bytes and bits between quotes."""
    if grammar.dialect is Dialect.MYSQL:
        if _BINARY_TYPE.match(declared):
            return Content.BYTES
        if _BIT_TYPE.match(declared):
            return Content.BITS
    return Content.TEXT


def literal_column(spans: Spans, grammar: Grammar, content: Content = Content.TEXT) -> Column:
    """The column of SQL literals: quotes taken off, escapes undone, NULL null, other literals evaluated."""
    octets = np.frombuffer(spans.text, dtype=np.uint8)
    starts, ends = trimmed(octets, spans.starts, spans.ends)
    width = ends - starts
    limit = len(octets) - 1
    first, last = octets[np.minimum(starts, limit)], octets[np.maximum(ends - 1, 0)]
    whole = (last == _QUOTE) & (spans.strings == 1)
    plain = whole & (first == _QUOTE) & (width >= 2)
    national = whole & ((first | 0x20) == ord("n")) & (octets[np.minimum(starts + 1, limit)] == _QUOTE) & (width >= 3)
    null = _equal(octets, starts, width, b"null", fold=0x20)
    quoted = plain | national
    values = taken(spans.text, starts + plain + 2 * national, ends - quoted, null)
    values = _unescaped(values, quoted & _escaped(spans, grammar), style_of(grammar))
    if content is not Content.TEXT and quoted.any():
        octet_values = _hexadecimal(values.filter(pa.array(quoted)), grammar)
        values = _replaced(values, quoted, _number(octet_values) if content is Content.BITS else octet_values)
    others = ~(quoted | null)
    if not others.any():
        return Column(*as_text(values))
    places = np.flatnonzero(others)
    cells = values.take(pa.array(places))
    evaluated = evaluate_cells(_numbered(cells, grammar) if content is Content.BITS else cells, grammar)
    if evaluated.values is not None:
        values = _replaced(values, others, evaluated.values)
    unreadable = None
    if evaluated.unreadable is not None:
        unreadable = np.zeros(len(starts), dtype=bool)
        unreadable[places] = evaluated.unreadable.to_numpy(zero_copy_only=False)
    reasons = {int(places[place]): reason for place, reason in evaluated.reasons.items()}
    text, repaired = as_text(values)
    return Column(text, repaired, unreadable, reasons)


def copied_column(spans: Spans, null: bytes) -> Column:
    r"""The column of a COPY block: what says null (`\N`) null, other backslashes undone."""
    octets = np.frombuffer(spans.text, dtype=np.uint8)
    escaped = spans.backslashes > 0
    nothing = _equal(octets, spans.starts, spans.ends - spans.starts, null)
    values = taken(spans.text, spans.starts, spans.ends, nothing)
    return Column(*as_text(_unescaped(values, escaped & ~nothing, Style.COPY)))


def as_text(values: Any) -> tuple[Any, int]:
    """Binary values as strings, and how many were not UTF-8: those are read as Western European, or as bytes."""
    try:
        return values.cast(pa.string()), 0
    except pa.ArrowInvalid:
        texts = [_decoded(value.as_py()) for value in values]
        repaired = sum(1 for text, value in zip(texts, values, strict=True) if text and text.encode() != value.as_py())
        return pa.array(texts, pa.string()), repaired


def _decoded(value: bytes | None) -> str | None:
    if value is None:
        return None
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        if any(octet < 0x20 and octet not in b"\t\n\r" for octet in value):
            return value.hex().upper()
        return value.decode(FALLBACK, "replace")


def trimmed(
    octets: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Without blanks around; more than a few at once are left to the evaluation of the cell."""
    limit = len(octets) - 1
    starts, ends = starts.copy(), ends.copy()
    pending = np.flatnonzero((octets[np.minimum(starts, limit)] <= 0x20) & (starts < ends))
    for _ in range(_LONGEST_BLANK):
        if not len(pending):
            break
        starts[pending] += 1
        pending = pending[(octets[np.minimum(starts[pending], limit)] <= 0x20) & (starts[pending] < ends[pending])]
    pending = np.flatnonzero((octets[np.maximum(ends - 1, 0)] <= 0x20) & (starts < ends))
    for _ in range(_LONGEST_BLANK):
        if not len(pending):
            break
        ends[pending] -= 1
        pending = pending[(octets[np.maximum(ends[pending] - 1, 0)] <= 0x20) & (starts[pending] < ends[pending])]
    return starts, ends


def _equal(
    octets: NDArray[np.uint8], starts: NDArray[np.int64], width: NDArray[np.int64], word: bytes, *, fold: int = 0
) -> NDArray[np.bool_]:
    """Which values are this word; `fold` is a bit that makes no difference."""
    equal: NDArray[np.bool_] = width == len(word)
    for step, letter in enumerate(word):
        places = np.flatnonzero(equal)
        equal[places] = (octets[starts[places] + step] | fold) == letter
    return equal


def taken(text: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64], null: NDArray[np.bool_]) -> Any:
    """Stretches of a text as a binary array: an array of the stretches and the gaps between, every second taken."""
    count = len(starts)
    if not count:
        return pa.array([], pa.binary())
    offsets = np.empty(2 * count, dtype=np.int32)
    offsets[0::2], offsets[1::2] = starts, ends
    stretches = pa.BinaryArray.from_buffers(
        pa.binary(), 2 * count - 1, [None, pa.py_buffer(offsets), pa.py_buffer(text)]
    )
    every_second = np.arange(0, 2 * count, 2, dtype=np.int32)
    return stretches.take(pa.array(every_second, mask=null if null.any() else None))


def _escaped(spans: Spans, grammar: Grammar) -> NDArray[np.bool_]:
    escaped = spans.quotes > 2
    return escaped | (spans.backslashes > 0) if grammar.backslash else escaped


def _unescaped(values: Any, which: NDArray[np.bool_], style: Style) -> Any:
    if not which.any():
        return values
    return _replaced(values, which, unescape(values.filter(pa.array(which)), style))


def _replaced(values: Any, which: NDArray[np.bool_], replacements: Any) -> Any:
    return replacements if which.all() else pc.replace_with_mask(values, pa.array(which), replacements)


def _number(digits: Any) -> Any:
    """Numbers given in hexadecimal digits."""
    encoded = pc.dictionary_encode(digits)
    numbers = [str(int(each.as_py() or b"0", 16)).encode() for each in encoded.dictionary]
    return pa.array(numbers, pa.binary()).take(encoded.indices)


def _numbered(cells: Any, grammar: Grammar) -> Any:
    """Cells of a column of bits, of which `b'101'`, `0x05`, `_binary '..'` became numbers."""
    encoded = pc.dictionary_encode(cells)
    numbers = [_bits(each.as_py(), style_of(grammar)) for each in encoded.dictionary]
    return pa.array(numbers, pa.binary()).take(encoded.indices)


def _bits(cell: bytes, style: Style) -> bytes:
    match = _BITS.match(cell)
    if match is None:
        return cell
    if match["digits"] is not None:
        return str(int(match["digits"] or b"0", 16)).encode()
    octets = unescaped(match["octets"], style)
    if match["prefix"].lower() == b"b" and octets.strip(b"01") == b"":
        return str(int(octets or b"0", 2)).encode()
    return str(int.from_bytes(octets, "big")).encode()


def _hexadecimal(values: Any, grammar: Grammar) -> Any:
    if grammar.codec != "utf-8":
        values = pa.array([original_bytes(value.as_py(), grammar.codec) for value in values], pa.binary())
    flat, offsets = flattened(values)
    digits = np.empty(2 * len(flat), dtype=np.uint8)
    table = np.frombuffer(b"0123456789ABCDEF", dtype=np.uint8)
    digits[0::2], digits[1::2] = table[flat >> 4], table[flat & 15]
    return pa.BinaryArray.from_buffers(
        pa.binary(), len(values), [None, pa.py_buffer((2 * offsets).astype(np.int32)), pa.py_buffer(digits)]
    )
