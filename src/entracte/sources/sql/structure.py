"""Where rows and values begin and end in a stretch of text, found for all of it at once by counting quotes.

The count is right as long as the stretch begins outside of quotes and holds nothing but plain strings, parentheses and
commas. What may break it (comments, other quotes, a quote that neither begins nor ends a value) marks its row as `odd`:
such a row is read token by token instead. Between rows the count may go astray, which costs nothing: reading goes on
from a row that begins where the count says that one begins, or counts anew from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from entracte.sources.sql.grammar import Grammar

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ODD, _QUOTE, _BACKSLASH, _OPEN, _CLOSE, _COMMA = range(6)
_KINDS = np.full(256, _ODD, dtype=np.uint8)
for _character, _kind in zip(b"'\\(),", (_QUOTE, _BACKSLASH, _OPEN, _CLOSE, _COMMA), strict=True):
    _KINDS[_character] = _kind
_DEPTHS = np.zeros(6, dtype=np.int8)
_DEPTHS[_OPEN], _DEPTHS[_CLOSE] = 1, -1
"""How each kind changes how deep in parentheses one is."""


def _table(characters: bytes) -> NDArray[np.bool_]:
    table = np.zeros(256, dtype=bool)
    table[list(characters)] = True
    return table


_BEFORE_STRING = _table(b"(, \t\r\n|+=&'")
_AFTER_STRING = _table(b"'),\x20\t\r\n|:+-/")
_PREFIXES = _table(b"NnXxBbEe")
_WIDEST_GAP = 24


@dataclass(frozen=True)
class Structure:
    """The groups in parentheses of a stretch of text: rows, and the column lists between them.

    `opens` and `closes` are the places of their outer parentheses, `odd` says which must be read token by token,
    `chained` which follow the one before after nothing but a comma. `borders` are the places of parentheses and commas
    around the values of all groups; group `g` has those from `first[g]` to `last[g]`. For each border: `quotes`, how
    many quotes come before it, `strings`, how many strings (doubled quotes do not begin a new one), and `backslashes`.
    """

    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    odd: NDArray[np.bool_]
    chained: NDArray[np.bool_]
    borders: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    quotes: NDArray[np.int32]
    strings: NDArray[np.int32]
    backslashes: NDArray[np.int32]


def structure_of(text: bytes, grammar: Grammar) -> Structure:
    """The structure of a text that begins outside of quotes; a group without its closing parenthesis is left out."""
    events = _events_in(text, grammar)
    is_quote = _quotes(events, grammar)
    count = np.cumsum(is_quote, dtype=np.int32)
    outside = np.flatnonzero(~is_quote & ((count.astype(np.uint8) & 1) == 0))
    quotes = np.flatnonzero(is_quote)
    misplaced = quotes[_misplaced(events.octets, events.at[quotes], grammar)]
    return _grouped(events, outside, misplaced, count, _doubled(events.at[quotes]))


def _doubled(quotes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of quotes that seem to begin a string but continue the one that ends right before."""
    opening, closing = quotes[2::2], quotes[1:-1:2]
    doubled: NDArray[np.int64] = opening[opening == closing + 1]
    return doubled


def misplaced_quotes(text: bytes, grammar: Grammar) -> int:
    """How many quotes stand where strings neither begin nor end: many if the grammar is not that of the text."""
    events = _events_in(text, grammar)
    return int(_misplaced(events.octets, events.at[_quotes(events, grammar)], grammar).sum())


class _Events(NamedTuple):
    """The bytes of a text, the places of those that mean something, and what each of these is."""

    octets: NDArray[np.uint8]
    at: NDArray[np.int64]
    kind: NDArray[np.uint8]


def _events_in(text: bytes, grammar: Grammar) -> _Events:
    """The places of quotes, backslashes, parentheses and commas, and of what is odd where it is in no string."""
    octets = np.frombuffer(text, dtype=np.uint8)
    marks = (octets - 0x27) <= 2  # ' ( )
    marks |= octets == 0x2C  # ,
    marks |= octets == 0x5C  # the backslash
    marks |= (octets - 0x22) <= 2  # " # $
    marks |= octets == 0x3B  # ;
    marks |= octets == 0x60  # `
    _mark_pairs(marks, octets, grammar)
    at = np.flatnonzero(marks)  # twelve times as fast as on numbers
    return _Events(octets, at, _KINDS[octets[at]])


def _quotes(events: _Events, grammar: Grammar) -> NDArray[np.bool_]:
    is_quote: NDArray[np.bool_] = events.kind == _QUOTE
    if grammar.backslash:
        _unmark_escaped(is_quote, events.kind, events.at)
    return is_quote


def _mark_pairs(marks: NDArray[np.bool_], octets: NDArray[np.uint8], grammar: Grammar) -> None:
    """Comments begin with two characters; a hyphen before a line end continues the line in SQL*Plus."""
    hyphen = octets == 0x2D
    marks[:-1] |= hyphen[:-1] & hyphen[1:]
    star = octets == 0x2A
    if star.any():
        marks[:-1] |= (octets[:-1] == 0x2F) & star[1:]
    if grammar.hyphen_continues:
        marks[:-1] |= hyphen[:-1] & ((octets[1:] == 0x0A) | (octets[1:] == 0x0D))


def _unmark_escaped(is_quote: NDArray[np.bool_], kind: NDArray[np.uint8], at: NDArray[np.int64]) -> None:
    """A quote after a backslash that is not escaped itself does not count."""
    events = np.flatnonzero(kind == _BACKSLASH)
    if not len(events):
        return
    places = at[events]
    starts = np.ones(len(events), dtype=bool)
    starts[1:] = np.diff(places) != 1
    order = np.arange(len(events))
    within = order - np.maximum.accumulate(np.where(starts, order, 0))
    escaping = events[within % 2 == 0]
    escaping = escaping[escaping + 1 < len(at)]
    escaped = escaping[at[escaping + 1] == at[escaping] + 1] + 1
    is_quote[escaped] = False
    kind[escaped] = _BACKSLASH


def _misplaced(octets: NDArray[np.uint8], quotes: NDArray[np.int64], grammar: Grammar) -> NDArray[np.bool_]:
    """Which quotes do not stand where strings begin and end: after letters that introduce none, or before letters."""
    wrong = np.zeros(len(quotes), dtype=bool)
    opening, closing = quotes[0::2], quotes[1::2]
    before = octets[opening - 1]
    fine = _BEFORE_STRING[before]
    fine[:1] |= opening[:1] == 0
    prefixed = np.flatnonzero(~fine)
    if len(prefixed):
        letter = before[prefixed]
        alone = _BEFORE_STRING[octets[np.maximum(opening[prefixed] - 2, 0)]]
        good = _PREFIXES[letter] & alone
        if not grammar.backslash:  # E'it\'s'
            ends = np.minimum(prefixed, len(closing) - 1) if len(closing) else prefixed * 0
            escaping = (letter | 0x20) == ord("e")
            if len(closing):
                good &= ~(escaping & (octets[closing[ends] - 1] == 0x5C))
        fine[prefixed] = good
    wrong[0::2] = ~fine
    followed = closing[:-1] if len(closing) and closing[-1] + 1 == len(octets) else closing
    wrong[1::2][: len(followed)] = ~_AFTER_STRING[octets[followed + 1]]
    return wrong


def _grouped(
    all_events: _Events,
    outside: NDArray[np.int64],
    misplaced: NDArray[np.int64],
    quotes: NDArray[np.int32],
    doubled: NDArray[np.int64],
) -> Structure:
    at, kind = all_events.at, all_events.kind
    kind_outside = kind[outside]
    opening, closing = kind_outside == _OPEN, kind_outside == _CLOSE
    depth = np.cumsum(_DEPTHS[kind_outside], dtype=np.int32)
    borders = (opening | (kind_outside == _COMMA)) & (depth == 1)
    borders |= closing & (depth == 0)
    events, kind_of_border = outside[borders], kind_outside[borders]
    first = np.flatnonzero(kind_of_border == _OPEN)
    last = np.flatnonzero(kind_of_border == _CLOSE)
    first = first[: len(last)]
    begin, end = events[first], events[last]
    odd = np.concatenate((outside[kind_outside == _ODD], misplaced))
    odd.sort()
    places, quotes_before = at[events], quotes[events]
    strings = quotes_before >> 1
    if len(doubled):
        strings -= np.searchsorted(doubled, places).astype(np.int32)
    backslashes = kind == _BACKSLASH
    return Structure(
        opens=at[begin],
        closes=at[end],
        odd=np.searchsorted(odd, end) != np.searchsorted(odd, begin),
        chained=_chained(all_events, begin, end),
        borders=places,
        first=first,
        last=last,
        quotes=quotes_before,
        strings=strings,
        backslashes=np.cumsum(backslashes, dtype=np.int32)[events] if backslashes.any() else np.zeros_like(strings),
    )


def _chained(events: _Events, begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which groups follow the one before after a comma and, at most, a few blanks."""
    octets, at, kind = events
    chained = np.zeros(len(begin), dtype=bool)
    if len(begin) < 2:
        return chained
    one_event = (begin[1:] - end[:-1] == 2) & (kind[np.minimum(end[:-1] + 1, len(kind) - 1)] == _COMMA)
    after, width = at[end[:-1]] + 1, at[begin[1:]] - at[end[:-1]] - 1
    fits = one_event & (width <= _WIDEST_GAP)
    pending = np.flatnonzero(fits & (width > 1))
    for step in range(_WIDEST_GAP):
        pending = pending[width[pending] > step]
        if not len(pending):
            break
        octet = octets[after[pending] + step]
        bad = (octet > 0x20) & (octet != 0x2C)
        fits[pending[bad]] = False
        pending = pending[~bad]
    chained[1:] = fits
    return chained
