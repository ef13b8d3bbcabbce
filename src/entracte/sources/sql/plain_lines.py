"""Lines of a COPY block split by Arrow: all whole lines with as many values as the table has columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from entracte.sources.sql.arrow_csv import Separated, separated_columns
from entracte.sources.sql.columns import Column, as_text
from entracte.sources.sql.escapes import Style, unescape

if TYPE_CHECKING:
    from numpy.typing import NDArray


def plain_lines(text: memoryview, width: int, separator: bytes, null: bytes) -> list[Column] | None:
    """The columns of lines that each end with a line end; None where a line is not what it should be."""
    octets = np.frombuffer(text, dtype=np.uint8)
    lines = _count(octets, 0x0A)
    if len(separator) != 1 or not (separator + null).isascii() or not _ends_alike(octets, lines):
        return None
    if width > 1 and _has_empty_line(octets):
        return None  # Arrow takes it for a row of as many empty values
    form = Separated(separator.decode(), (null.decode(),))
    found = separated_columns(text, form, width, list(range(width)), lines)
    if found is None:
        return None
    if _count(octets, 0x5C) == sum(column.null_count for column in found) * null.count(b"\\"):
        return [Column(values, 0) for values in found]
    return [_unescaped(values) for values in found]


def _ends_alike(octets: NDArray[np.uint8], lines: int) -> bool:
    """Carriage returns stand before all line ends, or nowhere: Arrow takes any other for the end of a line too."""
    returns = _count(octets, 0x0D)
    if not returns:
        return True
    return returns == lines == np.count_nonzero((octets[:-1] == 0x0D) & (octets[1:] == 0x0A))


def _has_empty_line(octets: NDArray[np.uint8]) -> bool:
    ends = (octets == 0x0A) | (octets == 0x0D)
    return bool(ends[0] or (ends[1:] & (octets[:-1] == 0x0A)).any())


def _count(octets: NDArray[np.uint8], octet: int) -> int:
    return int(np.count_nonzero(octets == octet))


def _unescaped(values: Any) -> Column:
    escaped = pc.fill_null(pc.match_substring(values, "\\"), False)
    if not pc.any(escaped).as_py():
        return Column(values, 0)
    octets = values.cast(pa.binary())
    return Column(*as_text(pc.replace_with_mask(octets, escaped, unescape(octets.filter(escaped), Style.COPY))))
