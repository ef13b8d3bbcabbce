"""Rows of an INSERT whose values are plain strings, numbers and NULL, split by Arrow: by far most rows are such.

The structure of the text tells where rows and values are; here their parentheses become commas and what stands between
rows becomes a line end, which makes separated values of them. A column with any other value in it is left to `columns`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from entracte.sources.sql.arrow_csv import Separated, separated_columns
from entracte.sources.sql.columns import trimmed
from entracte.sources.sql.escapes import Style, escaping, meaning
from entracte.sources.sql.literals.cells import NUMBER
from entracte.sources.sql.packing import Packed, packed_rows
from entracte.sources.sql.structure import Structure

if TYPE_CHECKING:
    from numpy.typing import NDArray

_QUOTE, _COMMA, _BACKSLASH, _BLANK, _LINE_END, _CLOSE = b"',\\ \n)"
_NULLS = ("NULL", "null")
_DIGITS = b"0123456789"


def plain_columns(
    text: bytes, structure: Structure, groups: NDArray[np.int64], unquoted_only: Sequence[bool], style: Style
) -> list[Any | None] | None:
    """The columns of the rows that these groups are, all of the same width: string arrays, None for what is not plain.

    `unquoted_only` says in which columns a quoted value is not plain either. None for all if no column is plain, or if
    the rows turn out not to be what they seem.
    """
    rows, width = len(groups), len(unquoted_only)
    packed = packed_rows(text, structure, groups, width)
    if packed is None:
        return None
    cells = _Cells.of(packed)
    wanted = np.flatnonzero(cells.plain_columns(np.array(unquoted_only))).tolist()
    if not wanted:
        return None
    separated = _separated(packed, cells, style)
    if separated is None:
        return None
    form = Separated(",", _NULLS, "'", "\\" if style is not Style.DOUBLED else None)
    found = separated_columns(separated, form, width + 2, [place + 1 for place in wanted], rows)
    if found is None:
        return None
    columns: list[Any | None] = [None] * width
    for place, column in zip(wanted, found, strict=True):
        if _are_numbers(column, cells.quoted[:, place]):
            columns[place] = column
    return columns


@dataclass(frozen=True)
class _Cells:
    """The values of rows, a line for each row: where each lies without the blanks and the N before it, and its kind.

    `before` and `after` are the borders around it; `broken` are those that are no plain string, number or word.
    `has_edges`: there are such blanks or letters.
    """

    before: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    after: NDArray[np.int64]
    quoted: NDArray[np.bool_]
    broken: NDArray[np.bool_]
    has_edges: bool

    @classmethod
    def of(cls, packed: Packed) -> _Cells:
        octets = packed.octets
        before, after = packed.borders[:, :-1], packed.borders[:, 1:]
        starts, ends = before + 1, after
        lead, trail = octets[starts], octets[ends - 1]
        has_edges = bool(((lead <= _BLANK) | (trail <= _BLANK)).any())
        if has_edges:
            flat_starts, flat_ends = trimmed(octets, starts.ravel(), ends.ravel())
            starts, ends = flat_starts.reshape(starts.shape), flat_ends.reshape(ends.shape)
            lead, trail = octets[starts], octets[ends - 1]
        letters = np.nonzero((lead | 0x20) == ord("n"))
        national = octets[starts[letters] + 1] == _QUOTE
        if national.any():
            has_edges = True
            starts[letters] += national
            lead = octets[starts]
        quoted = lead == _QUOTE
        broken = packed.strings != quoted  # a quoted one is one string, any other has none in it
        broken |= quoted & (trail != _QUOTE)
        broken |= ~quoted & (trail == _CLOSE)  # a function may have commas
        broken |= (starts == ends) | (lead <= _BLANK) | (trail <= _BLANK)
        if packed.backslashes is not None:
            broken |= ~quoted & (packed.backslashes > 0)
        return cls(before, starts, ends, after, quoted, broken, has_edges)

    def plain_columns(self, unquoted_only: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The columns without broken values, and without quoted ones where those are not plain."""
        plain: NDArray[np.bool_] = ~(self.broken.any(axis=0) | (unquoted_only & self.quoted.any(axis=0)))
        return plain


def _separated(packed: Packed, cells: _Cells, style: Style) -> NDArray[np.uint8] | None:
    """The text as lines of separated values: an empty one, those of the row, and one more empty one."""
    octets, opens, closes = packed.octets.copy(), packed.borders[:, 0], packed.borders[:, -1]
    if cells.broken.any():
        _fill(octets, cells.before[cells.broken] + 1, cells.after[cells.broken], _BLANK)
    octets[opens] = octets[closes] = _COMMA
    octets[closes + 1] = _LINE_END
    if style is not Style.DOUBLED and not _escapes_undone(octets, style):
        return None
    return _without_edges(octets, cells)


def _escapes_undone(octets: NDArray[np.uint8], style: Style) -> bool:
    r"""Put after each backslash what it makes of the letter there; False if it is more than that (`\%`, `\x41`)."""
    backslashes = octets == _BACKSLASH
    if not backslashes.any():
        return True
    if style is not Style.MYSQL:
        return False
    after = escaping(backslashes) + 1
    letters = octets[after]
    if ((letters == ord("%")) | (letters == ord("_"))).any():
        return False
    octets[after] = meaning(style)[letters]
    return True


def _without_edges(octets: NDArray[np.uint8], cells: _Cells) -> NDArray[np.uint8]:
    """The text without the blanks around values and the N before them."""
    if not cells.has_edges:
        return octets
    kept = np.ones(len(octets), dtype=bool)
    for starts, ends in ((cells.before + 1, cells.starts), (cells.ends, cells.after)):
        edges = (starts != ends) & ~cells.broken
        _fill(kept, starts[edges], ends[edges], False)
    return octets[kept]


def _fill(target: NDArray[Any], starts: NDArray[np.int64], ends: NDArray[np.int64], value: int | bool) -> None:
    """Put a value in all places of stretches, most of which are short or empty."""
    sizes = ends - starts
    total = int(sizes.sum())
    if total:
        shifts = starts - (np.cumsum(sizes) - sizes)
        target[np.repeat(shifts, sizes) + np.arange(total)] = value


def _are_numbers(column: Any, quoted: NDArray[np.bool_]) -> bool:
    """What is neither quoted nor null is a number."""
    others = len(quoted) - np.count_nonzero(quoted)
    if others == column.null_count:
        return True
    if others < len(quoted):
        column = column.filter(pa.array(~quoted))
    elif not column.buffers()[2].to_pybytes().translate(None, _DIGITS):
        return True
    return bool(pc.all(pc.match_substring_regex(column, NUMBER)).as_py())
