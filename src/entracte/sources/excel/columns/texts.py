"""The texts of cells, whole columns at a time: as written where that is what they say, else by distinct value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from entracte.sources.excel.cells import CellKind, TypedCell
from entracte.sources.excel.columns.decimals import decimals_of
from entracte.sources.excel.columns.markup import Cells
from entracte.sources.excel.columns.references import dereferenced
from entracte.sources.excel.columns.tails import BOOLEAN, DATE, ERROR, NUMBER, SHARED, TEXT, Unusual
from entracte.sources.excel.columns.wording import Day, Wording
from entracte.sources.excel.columns.words import Mask, Places, Strings, between
from entracte.sources.excel.numberformat import typed_cell
from entracte.sources.excel.package import SharedStrings, unescaped
from entracte.sources.excel.values import boolean_text, iso_cell
from entracte.sources.limits import MAX_COLUMNS, WHITE_SPACE

_PLAIN_NUMBER = r"^(?:0|-?[1-9][0-9]{0,14}|-?(?:0|[1-9][0-9]{0,13})\.[0-9]{0,13}[1-9])$"
_SIGNIFICANT = 15
_UNIX_EPOCH = 25_569
_FIRST_EXACT_DAY = 61
_LAST_DAY = 2_958_465
_BETWEEN_EPOCHS = 1462
_SECONDS_OF_A_DAY = 86_400

Kinds = npt.NDArray[np.int8]
_KINDS: Kinds = np.zeros(6, np.int8)
_KINDS[[TEXT, SHARED]] = CellKind.TEXT
_KINDS[NUMBER], _KINDS[BOOLEAN], _KINDS[DATE], _KINDS[ERROR] = (
    CellKind.NUMBER,
    CellKind.BOOLEAN,
    CellKind.DATE,
    CellKind.ERROR,
)


@dataclass(frozen=True)
class Source:
    """What the cells of a workbook refer to."""

    formats: list[str]
    strings: SharedStrings
    from_1904: bool


@dataclass(frozen=True)
class Wordings:
    """How the typed cells of each column are worded."""

    usual: Wording
    by_place: dict[int, Wording] = field(default_factory=dict)

    def of(self, cells: Cells, kind: int) -> Iterator[tuple[Wording, Places]]:
        """Each wording with the cells of that kind that have it."""
        chosen = np.flatnonzero(cells.kind == kind)
        if not self.by_place:
            if len(chosen):
                yield self.usual, chosen
            return
        different = {wording.name: wording for wording in (self.usual, *self.by_place.values())}
        names = list(different)
        which = np.zeros(MAX_COLUMNS, np.int64)
        for place, wording in self.by_place.items():
            which[place] = names.index(wording.name)
        of_cell = which[cells.place[chosen]]
        for number, wording in enumerate(different.values()):
            if (of_cell == number).any():
                yield wording, chosen[of_cell == number]


@dataclass(frozen=True)
class Told:
    """The texts of cells: which of the texts each cell has, how long it is, and its first byte (0 if empty).

    `kinds` are what the cells are to a formula, as `CellKind` has them.
    """

    texts: Strings
    index: Places
    lengths: Places
    first: Places
    kinds: Kinds


def shared_numbers(cells: Cells, strings: SharedStrings) -> Places:
    """Of each cell with a shared text, which one it is; raises `Unusual`."""
    chosen = np.flatnonzero(cells.kind == SHARED)
    numbers = np.zeros(len(cells.kind), np.int64)
    if len(chosen):
        numbers[chosen], are_numbers = cells.text.whole_numbers(cells.starts[chosen], cells.ends[chosen])
        if not are_numbers.all() or not strings.has_all(numbers[chosen]):
            raise Unusual
    return numbers


def texts_of(cells: Cells, source: Source, wordings: Wordings, shared: Places) -> Told:
    """The texts of cells; `shared` are the numbers of their shared texts."""
    pool = _Pool(cells)
    chosen = np.flatnonzero(cells.kind == SHARED)
    if len(chosen):
        pool.put(chosen, source.strings.take(shared[chosen]))
    for wording, chosen in wordings.of(cells, NUMBER):
        _put_numbers(pool, chosen, source, wording)
    for wording, chosen in wordings.of(cells, DATE):
        pool.put_typed(chosen, wording, iso_cell)
    chosen = np.flatnonzero(cells.kind == BOOLEAN)
    if len(chosen):
        pool.put_distinct(chosen, boolean_text)
    _put_escaped(pool)
    return pool.told()


class _Pool:
    """Texts of cells in one array: those in the sheet as they are written, then what was put in their place."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self._written = between(cells.text, cells.starts, cells.ends)
        self._parts = [self._written]
        self._size = len(self._written)
        self._index: Places = np.arange(len(cells.starts), dtype=np.int64) * 2
        self.kinds: Kinds = _KINDS[cells.kind]

    def written(self, chosen: Places) -> Strings:
        """The texts of these cells as the sheet writes them."""
        return self._written.take(pa.array(chosen * 2))

    def put(self, chosen: Places, texts: Strings) -> None:
        """These cells have these texts, one each."""
        self.point(chosen, texts, np.arange(len(chosen)))

    def point(self, chosen: Places, texts: Strings, which: Places) -> None:
        """These cells have the texts of these numbers."""
        self._parts.append(texts)
        self._index[chosen] = self._size + which
        self._size += len(texts)

    def put_distinct(self, chosen: Places, word: Callable[[str], str]) -> None:
        """These cells have what `word` makes of the text written, asked once for each different text."""
        encoded = self.written(chosen).dictionary_encode()
        worded = [word(dereferenced(text)) for text in encoded.dictionary.to_pylist()]
        self.point(chosen, pa.array(worded, pa.string()), encoded.indices.to_numpy())

    def put_typed(self, chosen: Places, wording: Wording, cell: Callable[[str], TypedCell]) -> None:
        """These cells are what `cell` makes of the text written, asked once for each different text."""
        encoded = self.written(chosen).dictionary_encode()
        cells = [cell(dereferenced(text)) for text in encoded.dictionary.to_pylist()]
        which = encoded.indices.to_numpy()
        self.point(chosen, pa.array([wording.text(each) for each in cells], pa.string()), which)
        self.kinds[chosen] = np.array([each.kind for each in cells], np.int8)[which]

    def told(self) -> Told:
        """What all cells have in the end."""
        texts = pa.concat_arrays(self._parts) if len(self._parts) > 1 else self._written
        if not len(texts):
            return Told(texts, self._index, self._index, self._index, self.kinds)
        _, offsets, data = texts.buffers()
        bounds = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
        starts = bounds[self._index]
        lengths = bounds[self._index + 1] - starts
        held = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
        first = np.where(lengths > 0, held[np.minimum(starts, len(held) - 1)], 0)
        return Told(texts, self._index, lengths, first, self.kinds)


def _put_numbers(pool: _Pool, chosen: Places, source: Source, wording: Wording) -> None:
    """Numbers in plain digits stay as they are, days become dates; what is left is asked of the number formats."""
    cells = pool.cells
    codes = [*source.formats, ""]
    style = np.minimum(cells.style[chosen], len(source.formats))
    starts, ends = cells.starts[chosen], cells.ends[chosen]
    number, is_whole = cells.text.whole_numbers(starts, ends)
    is_whole &= (cells.text.bytes[starts] != ord("0")) | (ends - starts == 1)
    stays = np.array([wording.shows_as_written(code) for code in codes], np.bool_)[style]
    width = np.array([wording.zeros(code) for code in codes], np.int64)[style]
    is_day = np.array([wording.day(code) is not None for code in codes], np.bool_)[style]
    left = ~(stays & is_whole)
    for each in np.unique(width[left & is_whole & (width > 0)]).tolist():
        padded = left & is_whole & (width == each)
        pool.put(chosen[padded], pc.utf8_lpad(pool.written(chosen[padded]), each, "0"))
        pool.kinds[chosen[padded]] = CellKind.TEXT if each > 1 else CellKind.NUMBER
        left[padded] = False
    for each in np.unique(style[left & is_day]).tolist():
        days = np.flatnonzero(left & (style == each))
        left[days] = ~_put_days(pool, chosen[days], number[days], is_whole[days], source, wording.day(codes[each]))
    unsure = np.flatnonzero(left & stays)
    left[unsure] = ~_put_plain(pool, chosen[unsure])
    for each in np.unique(style[left]).tolist():
        code = codes[each]

        def cell(text: str, code: str = code) -> TypedCell:
            return typed_cell(text.strip(), code, from_1904=source.from_1904)

        pool.put_typed(chosen[left & (style == each)], wording, cell)


def _put_plain(pool: _Pool, chosen: Places) -> Mask:
    """Numbers with at most 15 digits, no exponent and no needless zeros; others with a point are rounded."""
    written = pool.written(chosen)
    plain: Mask = pc.match_substring_regex(written, _PLAIN_NUMBER).to_numpy(zero_copy_only=False)
    plain &= pc.binary_length(written).to_numpy() <= _SIGNIFICANT
    others = np.flatnonzero(~plain)
    if len(others):
        numbers, is_pointed = decimals_of(written.take(pa.array(others)))
        others = others[is_pointed]
        texts, fits = numbers.plain()
        pool.put(chosen[others[fits]], texts.filter(pa.array(fits)))
        plain[others[fits]] = True
    return plain


def _put_days(  # noqa: PLR0917
    pool: _Pool, chosen: Places, number: Places, is_whole: Mask, source: Source, day: Day | None
) -> Mask:
    """Numbers as the days, or moments, that they count; those near the limits of the calendar are left."""
    seconds = np.zeros(len(chosen), np.int64)
    done = is_whole.copy()
    pointed = np.flatnonzero(~is_whole)
    if len(pointed):
        numbers, is_pointed = decimals_of(pool.written(chosen[pointed]))
        of_day, fits = numbers.seconds()
        fits &= ~numbers.negative
        pointed = pointed[is_pointed][fits]
        number[pointed], seconds[pointed] = numbers.days[fits], of_day[fits]
        done[pointed] = True
    done &= (number >= _FIRST_EXACT_DAY) & (number < _LAST_DAY - _BETWEEN_EPOCHS)
    days = number[done] - _UNIX_EPOCH + (_BETWEEN_EPOCHS if source.from_1904 else 0)
    moments = days * _SECONDS_OF_A_DAY + seconds[done]
    has_clock = moments % _SECONDS_OF_A_DAY > 0
    pool.kinds[chosen[done]] = np.where(has_clock, CellKind.TIMESTAMP, CellKind.DATE)
    texts = pa.array((moments // _SECONDS_OF_A_DAY).astype(np.int32)).cast(pa.date32()).cast(pa.string())
    if day is Day.WITH_CLOCK and has_clock.any():
        clocks = pa.array(moments[has_clock]).cast(pa.timestamp("s")).cast(pa.string())
        texts = pc.replace_with_mask(texts, pa.array(has_clock), clocks)
    pool.put(chosen[done], texts)
    return done


def _put_escaped(pool: _Pool) -> None:
    """Texts with references or with characters written as `_x000D_`."""
    cells = pool.cells
    written = cells.text.padded
    if not cells.has_references and (b"_" not in written or b"_x" not in written):  # one byte is found much sooner
        return
    chosen = np.flatnonzero((cells.kind == TEXT) | (cells.kind == ERROR))
    texts = pool.written(chosen)
    escaped = pc.or_(pc.match_substring(texts, "&"), pc.match_substring(texts, "_x"))
    chosen = chosen[escaped.to_numpy(zero_copy_only=False)]
    if len(chosen):
        pool.put_distinct(chosen, unescaped)


def are_blank(told: Told, kind: Places) -> Mask:
    """Which cells are texts of nothing but white space."""
    is_text: Mask = (kind == TEXT) | (kind == SHARED)
    suspect = np.flatnonzero(is_text & _MAY_BEGIN_BLANK[told.first])
    texts = told.texts.take(pa.array(told.index[suspect]))
    blank = np.zeros(len(kind), np.bool_)
    blank[suspect] = pc.binary_length(pc.utf8_trim(texts, WHITE_SPACE)).to_numpy() == 0
    return blank


_MAY_BEGIN_BLANK: Mask = np.zeros(256, np.bool_)
_MAY_BEGIN_BLANK[[0, *(each.encode()[0] for each in WHITE_SPACE)]] = True
