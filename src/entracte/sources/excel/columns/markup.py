"""The cells of a stretch of a sheet: positions of its tags, found and proved as whole columns of numbers.

Only the plain form that programs write is taken: rows that say their number, cells in order that say their place, a
value or a plain inline text in each. Every tag of the stretch must belong to it and every byte between the tags must be
accounted for; otherwise `Unusual` is raised, and the reader of events reads the stretch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from entracte.sources.excel.columns.references import are_references
from entracte.sources.excel.columns.tails import Tail, Tails, Unusual
from entracte.sources.excel.columns.words import Mask, Places, Strings, Text, between, distinct, masks
from entracte.sources.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS

_ROW = b'<row r="'
_CELL = b'<c r="'
_BLANKS = frozenset(b" \t\n")
_LONGEST_GAP = 64
_PLAIN_TEXT = b"<is><t>"
_SPACED_TEXT = b'<is><t xml:space="preserve">'
_FORMULA = re.compile(rb'<f(?: +[A-Za-z_][\w.:-]*="[^"<&>\x00-\x1f]*")* ?(/?)>(.*)', re.DOTALL)
_NAMES = re.compile(rb' +([A-Za-z_][\w.:-]*)="')
_FORBIDDEN = (b"]]>", b"\xef\xbf\xbe", b"\xef\xbf\xbf")


@dataclass(frozen=True)
class Cells:
    """The cells that hold a text, from left to right and top to bottom, and the numbers of all rows."""

    text: Text
    numbers: Places
    row: Places
    """Of each cell, which of the rows it is in, counted from 0."""
    place: Places
    style: Places
    kind: Places
    starts: Places
    ends: Places
    last_place: int
    """The place of the last cell of the last row, -1 if it has none."""
    last_tail: Tail | None
    """The rest of the tag of the last cell, None if there is none."""
    has_references: bool


def find_cells(stretch: bytes, tails: Tails, after: int) -> Cells:
    """The cells of complete rows below the row `after`; raises `Unusual`."""
    has_references = check_characters(stretch)
    text = Text(stretch.lstrip(b" \t\n"))
    found = _Markup(text, tails)
    rows = found.rows(after)
    cells = found.tags_of("c")
    firsts = np.searchsorted(cells, rows.tags)
    counts = np.diff(firsts, append=len(cells))
    row = np.repeat(np.arange(len(rows.tags)), counts)
    lengths = found.lengths(cells, firsts, counts, rows)
    place, behind = found.places(cells, row, counts, rows)
    codes, different = found.tails(behind, cells)
    closed = np.array([tail.closed for tail in different], np.bool_)[codes]
    if (closed != (lengths == 1)).any():
        raise Unusual
    style, kind = (np.array([getattr(tail, name) for tail in different], np.int64)[codes] for name in ("style", "kind"))
    starts, ends = found.values(cells, lengths)
    filled = starts < ends
    if (ends - starts).max(initial=0) > MAX_CELL:
        raise Unusual
    last = int(place[-1]) if len(cells) and row[-1] == len(rows.tags) - 1 else -1
    last_tail = different[codes[-1]] if len(cells) else None
    return Cells(
        text=text,
        numbers=rows.numbers,
        row=row[filled].astype(np.int64),
        place=place[filled],
        style=style[filled],
        kind=kind[filled],
        starts=starts[filled],
        ends=ends[filled],
        last_place=last,
        last_tail=last_tail,
        has_references=has_references,
    )


def check_characters(stretch: bytes) -> bool:
    """Whether there are references to characters; raises `Unusual` for what the document type of XML does not allow."""
    held = np.frombuffer(stretch, np.uint8)
    if held.size and held.min() < 0x20 and ((held < 0x20) & (held != 0x09) & (held != 0x0A)).any():
        raise Unusual
    if not stretch.isascii():
        try:
            stretch.decode("utf-8")
        except UnicodeDecodeError:
            raise Unusual from None
    if any(each[:1] in stretch and each in stretch for each in _FORBIDDEN):  # one byte is found much sooner
        raise Unusual
    if b"&" not in stretch:
        return False
    if not are_references(stretch):
        raise Unusual
    return True


@dataclass(frozen=True)
class _Rows:
    """Rows by their tags: number of the first tag, of the tag behind their cells, their number and its digits."""

    tags: Places
    stops: Places
    numbers: Places
    digits: Places


class _Markup:
    """The tags of a stretch, and what is proved about them."""

    def __init__(self, text: Text, tails: Tails) -> None:
        bounds = text.tags()
        self._text = text
        self._tags, self._next = bounds[:-1], bounds[1:]
        self._letters = text.bytes[1:][self._tags]
        self._tails = tails
        if not len(self._tags) or self._tags[0] != 0:
            raise Unusual

    def tags_of(self, letter: str) -> Places:
        """The tags whose name begins with that letter."""
        return np.flatnonzero(self._letters == ord(letter))

    def rows(self, after: int) -> _Rows:
        """The rows, each closed before the next one opens."""
        tags = self.tags_of("r")
        if not len(tags) or tags[0] != 0:
            raise Unusual
        places = self._tags[tags]
        self._must(self._text.is_literal(places, _ROW))
        starts = places + len(_ROW)
        ends = starts + 1
        for _ in range(6):
            byte = self._text.bytes[ends]
            ends += (byte >= ord("0")) & (byte <= ord("9"))
        self._must(self._text.bytes[ends] == ord('"'))
        numbers, are_numbers = self._text.whole_numbers(starts, ends)
        self._must(are_numbers)
        self._must(np.diff(numbers, prepend=after) > 0)
        if numbers[-1] > MAX_ROWS:
            raise Unusual
        codes, different = self.tails(ends + 1, tags)
        closed = np.array([tail.closed for tail in different], np.bool_)[codes]
        following = np.append(tags[1:], len(self._tags))
        stops = following - ~closed
        self._must((stops > tags) & (~closed | (following == tags + 1)))
        closing = stops[~closed]
        self._must(self._text.is_literal(self._tags[closing], b"</row>"))
        self._only_blanks(self._tags[closing] + len(b"</row>"), self._next[closing])
        return _Rows(tags, stops, numbers, ends - starts)

    def lengths(self, cells: Places, firsts: Places, counts: Places, rows: _Rows) -> Places:
        """How many tags each cell has; all tags within the rows are of cells."""
        following = np.append(cells, len(self._tags))
        first_inside = np.minimum(following[firsts], rows.stops)
        self._must(first_inside == rows.tags + 1)
        stops = np.repeat(rows.stops, counts)
        self._must(cells < stops)
        ends: Places = np.minimum(following[1:], stops)
        return ends - cells

    def places(self, cells: Places, row: Places, counts: Places, rows: _Rows) -> tuple[Places, Places]:
        """The columns of cells, and where the tag goes on behind its reference."""
        text = self._text
        starts = self._tags[cells]
        word = text.words[starts]
        self._must(word & np.uint64(0xFFFFFFFFFFFF) == np.uint64(int.from_bytes(_CELL, "little")))
        place = ((word >> np.uint64(48)) & np.uint64(0xFF)).astype(np.int64) - ord("A")
        self._must((place >= 0) & (place < 26))
        behind = starts + len(_CELL) + 1
        letter = (word >> np.uint64(56)).astype(np.int64) - ord("A")
        longer = np.flatnonzero(letter >= 0)
        for _ in range(2):
            self._must(letter[longer] < 26)
            place[longer] = (place[longer] + 1) * 26 + letter[longer]
            behind[longer] += 1
            letter[longer] = text.bytes[behind[longer]].astype(np.int64) - ord("A")
            longer = longer[letter[longer] >= 0]
        self._must(place < MAX_COLUMNS)
        keep = masks(rows.digits + 1)
        wanted = text.words[self._tags[rows.tags] + len(_ROW)] & keep
        self._must(text.words[behind] & np.repeat(keep, counts) == np.repeat(wanted, counts))
        self._must((np.diff(place) > 0) | (np.diff(row) > 0))
        return place, behind + np.repeat(rows.digits + 1, counts)

    def tails(self, behind: Places, tags: Places) -> tuple[Places, list[Tail]]:
        """The different tails of tags that go on there, and which of them each tag has."""
        ends = self._next[tags]
        self._must(behind < ends)
        if (ends - behind).max(initial=0) > 16:
            encoded = _every_second(between(self._text, behind, ends)).dictionary_encode()
            return encoded.indices.to_numpy(), [
                self._tails.of(each.encode()) for each in encoded.dictionary.to_pylist()
            ]
        words = self._text.words
        first = words[behind] & masks(np.minimum(ends - behind, 8))
        second = words[behind + 8] & masks(np.maximum(ends - behind - 8, 0))
        codes, examples = distinct(first, second)
        if codes is None:
            raise Unusual
        return codes, [self._tails.of(self._text.padded[behind[each] : ends[each]]) for each in examples.tolist()]

    def values(self, cells: Places, lengths: Places) -> tuple[Places, Places]:
        """Where the text of each cell begins and ends; the same place where it has none."""
        starts = np.zeros(len(cells), np.int64)
        ends = np.zeros(len(cells), np.int64)
        first = cells + 1
        left = lengths - 1
        if (self._letters == ord("f")).any():
            self._skip_formulas(first, left)
        shapes = {0: None, 1: self._nothing, 2: self._no_value, 3: self._value, 5: self._inline}
        seen = 0
        for tags, read in shapes.items():
            chosen = np.flatnonzero(left == tags)
            seen += len(chosen)
            if read is not None and len(chosen):
                starts[chosen], ends[chosen] = read(first[chosen])
        if seen != len(cells):
            raise Unusual
        return starts, ends

    def _nothing(self, tag: Places) -> tuple[Places, Places]:
        places = self._tags[tag]
        self._must(self._text.is_literal(places, b"</c>"))
        self._only_blanks(places + 4, self._next[tag])
        return places, places

    def _no_value(self, tag: Places) -> tuple[Places, Places]:
        """A value closed at once, as after a formula that nobody has computed yet."""
        opening = self._tags[tag]
        tight = self._text.is_literal(opening, b"<v/></c>")
        self._must(tight | self._text.is_literal(opening, b"<v /></c>"))
        self._only_blanks(opening + np.where(tight, 8, 9), self._next[tag + 1])
        return opening, opening

    def _value(self, tag: Places) -> tuple[Places, Places]:
        opening, closing = self._tags[tag], self._tags[tag + 1]
        self._must(self._text.is_literal(opening, b"<v>"))
        self._must(self._text.is_literal(closing, b"</v></c>"))
        self._only_blanks(closing + 8, self._next[tag + 2])
        return opening + 3, closing

    def _inline(self, tag: Places) -> tuple[Places, Places]:
        opening, closing = self._tags[tag], self._tags[tag + 2]
        plain = self._text.is_literal(opening, _PLAIN_TEXT)
        self._must(self._text.is_literal(opening[~plain], _SPACED_TEXT))
        self._must(self._text.is_literal(closing, b"</t></is></c>"))
        self._only_blanks(closing + 13, self._next[tag + 4])
        return opening + np.where(plain, len(_PLAIN_TEXT), len(_SPACED_TEXT)), closing

    def _skip_formulas(self, first: Places, left: Places) -> None:
        """Step over the formulas before the values; what they say is nobody's business here."""
        chosen = np.flatnonzero((left > 0) & (self._letters[np.minimum(first, len(self._tags) - 1)] == ord("f")))
        tags = first[chosen]
        plain = self._text.is_literal(self._tags[tags], b"<f>")
        closed = np.zeros(len(tags), np.bool_)
        odd = np.flatnonzero(~plain)
        closed[odd] = [self._is_closed_formula(tag) for tag in tags[odd].tolist()]
        closing = tags[~closed] + 1
        if len(closing) and closing[-1] >= len(self._tags):
            raise Unusual
        self._must(self._text.is_literal(self._tags[closing], b"</f>"))
        self._only_blanks(self._tags[closing] + 4, self._next[closing])
        steps = np.where(closed, 1, 2)
        first[chosen] += steps
        left[chosen] -= steps

    def _is_closed_formula(self, tag: int) -> bool:
        written = self._text.padded[int(self._tags[tag]) : int(self._next[tag])]
        found = _FORMULA.fullmatch(written)
        if found is None or (found[1] and found[2].strip(b" \t\n")):
            raise Unusual
        names = _NAMES.findall(written[: found.start(2)])
        if len(set(names)) < len(names):
            raise Unusual
        return bool(found[1])

    def _only_blanks(self, starts: Places, ends: Places) -> None:
        gaps = ends - starts
        if not gaps.any():
            return
        if gaps.min() < 0 or gaps.max() > _LONGEST_GAP:
            raise Unusual
        for step in range(int(gaps.max())):
            held = self._text.bytes[starts[gaps > step] + step]
            if not _BLANKS.issuperset(np.unique(held).tolist()):
                raise Unusual

    @staticmethod
    def _must(holds: Mask) -> None:
        if not holds.all():
            raise Unusual


def _every_second(values: Strings) -> Strings:
    import pyarrow as pa

    return values.take(pa.array(np.arange(0, len(values), 2)))
