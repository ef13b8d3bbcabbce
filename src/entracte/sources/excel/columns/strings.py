"""The shared strings of a workbook, read by columns; what is not plain text goes through the events' parser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from entracte.sources.excel.columns.markup import check_characters
from entracte.sources.excel.columns.references import dereferenced
from entracte.sources.excel.columns.tails import Unusual
from entracte.sources.excel.columns.words import Places, Strings, Text, between
from entracte.sources.excel.package import SharedStrings, StringEvents, unescaped
from entracte.sources.limits import MAX_CELL, MAX_LINE

BLOCK = 1024 * 1024
_CLOSED = b"</si>"
_PLAIN = b"<si><t>"
_SPACED = b'<si><t xml:space="preserve">'
_END = b"</t></si>"
_TAGS = 4


def strings_by_columns(stream: IO[bytes], strings: SharedStrings) -> None:
    """Add the texts of a part to `strings`."""
    events = StringEvents(strings)
    held = b""
    for block in _blocks(stream):
        held += block
        cut = held.rfind(_CLOSED) + len(_CLOSED)
        if cut < len(_CLOSED):
            if len(held) < MAX_LINE:
                continue
            cut = len(held)
        _add(held[:cut], events, strings)
        held = held[cut:]
    events.feed(held)
    events.close()


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(BLOCK):
        yield block


def _add(stretch: bytes, events: StringEvents, strings: SharedStrings) -> None:
    """Add the texts of complete items; the first item of all shows the parser what kind of part it is."""
    if not events.has_begun:
        first = stretch.find(_CLOSED) + len(_CLOSED)
        events.feed(stretch[:first])
        stretch = stretch[first:]
    if events.is_between_items and events.in_utf8:
        try:
            texts = _texts(stretch)
        except Unusual:
            pass
        else:
            strings.extend(texts)
            return
    events.feed(stretch)


def _texts(stretch: bytes) -> Strings:
    """The texts of items of the plain form; raises `Unusual`."""
    has_references = check_characters(stretch)
    text = Text(stretch)
    tags = text.tags()[:-1]
    if not len(tags):
        if stretch:
            raise Unusual
        return pa.array([], pa.string())
    if len(tags) % _TAGS or tags[0] != 0:
        raise Unusual
    opening, closing = tags[0::_TAGS], tags[2::_TAGS]
    plain = text.is_literal(opening, _PLAIN)
    ends = closing + len(_END)
    if (
        not text.is_literal(opening[~plain], _SPACED).all()
        or not text.is_literal(closing, _END).all()
        or (ends != np.append(opening[1:], text.size)).any()
    ):
        raise Unusual
    starts = opening + np.where(plain, len(_PLAIN), len(_SPACED))
    if (closing - starts).max() > MAX_CELL:
        raise Unusual
    texts = _each(text, starts, closing)
    return _decoded(texts) if has_references or (b"_" in stretch and b"_x" in stretch) else texts


def _each(text: Text, starts: Places, ends: Places) -> Strings:
    return between(text, starts, ends).take(pa.array(np.arange(0, 2 * len(starts), 2)))


def _decoded(texts: Strings) -> Strings:
    escaped = pc.or_(pc.match_substring(texts, "&"), pc.match_substring(texts, "_x"))
    decoded = [unescaped(dereferenced(each)) for each in texts.filter(escaped).to_pylist()]
    return pc.replace_with_mask(texts, escaped, pa.array(decoded, pa.string()))
