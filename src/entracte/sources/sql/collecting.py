"""Rows found in a stretch of text become columns of their tables; unsound ones are rejected with their text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from entracte.sources.sql.columns import Column, Content, Spans, content_of, literal_column
from entracte.sources.sql.grammar import Grammar
from entracte.sources.sql.heads import Target
from entracte.sources.sql.literals.evaluation import style_of
from entracte.sources.sql.plain_rows import plain_columns
from entracte.sources.sql.rejects import Rejects
from entracte.sources.sql.store import Key, Store
from entracte.sources.sql.structure import Structure, structure_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from entracte.sources.sql.catalogue import Table


@dataclass(frozen=True)
class _Piece:
    """Columns of rows of one table, and where in the script each row begins."""

    keys: list[Key]
    arrays: list[Any]
    order: NDArray[np.int64]


@dataclass
class _Singles:
    """Rows that were read token by token, rewritten, with their places and lines."""

    rows: list[bytes] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Found:
    """Groups of a stretch of text that are rows: the place of each in the script, and the line if it is known."""

    text: bytes
    structure: Structure
    groups: NDArray[np.int64]
    places: NDArray[np.int64]
    lines: NDArray[np.int64] | None


class Collector:
    """Takes the rows of one stretch after the other; `flush` writes them, each table's in the order of the script."""

    def __init__(self, store: Store, rejects: Rejects) -> None:
        self._store = store
        self._rejects = rejects
        self._ranges: dict[Target, list[range]] = {}
        self._singles: dict[Target, _Singles] = {}
        self._text = b""
        self._structure: Structure | None = None
        self._offset, self._line = 0, 1
        self._line_ends: NDArray[np.int64] | None = None

    def begin(self, text: bytes, structure: Structure, offset: int, line: int) -> None:
        """A stretch of text whose rows will come by the numbers of their groups. `offset`, `line`: where it begins."""
        self._text, self._structure, self._offset, self._line = text, structure, offset, line
        self._line_ends = None

    def rows(self, target: Target, groups: range) -> None:
        """These groups are rows."""
        self._ranges.setdefault(target, []).append(groups)

    def single(self, target: Target, row: bytes, place: int, line: int) -> None:
        """A row rewritten with plain strings."""
        singles = self._singles.setdefault(target, _Singles())
        singles.rows.append(row)
        singles.places.append(place)
        singles.lines.append(line)

    def flush(self, grammar: Grammar) -> None:
        """Write what was taken."""
        pieces: dict[int, list[_Piece]] = {}
        tables: dict[int, Table] = {}
        for target, found in self._found(grammar):
            tables[target.table.number] = target.table
            piece = self._piece(target, found, grammar)
            if piece is not None:
                pieces.setdefault(target.table.number, []).append(piece)
        for number, parts in pieces.items():
            for alike in (_without_names(parts), _with_names(parts)):
                if alike:
                    self._store.append(tables[number], *_combined(alike))
        self._ranges.clear()
        self._singles.clear()

    def _found(self, grammar: Grammar) -> list[tuple[Target, _Found]]:
        found = []
        for target, ranges in self._ranges.items():
            assert self._structure is not None
            groups = _numbers(ranges)
            places = self._structure.opens[groups]
            found.append((target, _Found(self._text, self._structure, groups, places + self._offset, None)))
        for target, singles in self._singles.items():
            text = b",".join(singles.rows)
            structure = structure_of(text, grammar)
            places, lines = np.array(singles.places), np.array(singles.lines)
            if len(structure.opens) == len(singles.rows):
                found.append((target, _Found(text, structure, np.arange(len(places)), places, lines)))
            else:
                for row, line in zip(singles.rows, singles.lines, strict=True):
                    self._rejects.add(target.table.number, line, row, "not a list of values")
        return found

    def _line_of(self, found: _Found, row: int) -> int:
        if found.lines is not None:
            return int(found.lines[row])
        if self._line_ends is None:
            self._line_ends = np.flatnonzero(np.frombuffer(self._text, dtype=np.uint8) == 0x0A)
        return int(np.searchsorted(self._line_ends, found.structure.opens[found.groups[row]])) + self._line

    def _piece(self, target: Target, found: _Found, grammar: Grammar) -> _Piece | None:
        found = self._of_right_width(target, found)
        if not len(found.groups):
            return None
        width = int(found.structure.last[found.groups[0]] - found.structure.first[found.groups[0]])
        columns_of = list(target.columns or ()) or target.table.positional(width)
        keys: list[Key] = list(columns_of) if columns_of else list(range(width))
        names = columns_of or [""] * width
        contents = [content_of(target.table.declared(name), grammar) for name in names]
        columns = _columns(found, contents, grammar)
        target.table.repaired += sum(column.repaired for column in columns)
        unreadable = np.zeros(len(found.groups), dtype=bool)
        for column in columns:
            if column.unreadable is not None:
                unreadable |= column.unreadable
        arrays = [column.values for column in columns]
        if unreadable.any():
            for row in np.flatnonzero(unreadable):
                reason = next(
                    column.reasons.get(int(row), "not a date in its format")
                    for column in columns
                    if column.unreadable is not None and column.unreadable[row]
                )
                self._reject(target, found, int(row), reason)
            arrays = [array.filter(pa.array(~unreadable)) for array in arrays]
        order = found.places[~unreadable]
        return _Piece(keys, arrays, order) if len(order) else None

    def _of_right_width(self, target: Target, found: _Found) -> _Found:
        """The rows that have a value for every column; the others are rejected."""
        widths = found.structure.last[found.groups] - found.structure.first[found.groups]
        if target.columns is not None:
            allowed = {len(target.columns)}
        else:
            allowed = target.table.widths()
            known = widths[np.isin(widths, list(allowed))] if allowed else widths
            if len(known):
                allowed = {int(np.bincount(known).argmax())}
            if target.table.columns is None:
                target.table.width = next(iter(allowed))
        right = np.isin(widths, list(allowed))
        if right.all():
            return found
        expected = " or ".join(str(width) for width in sorted(allowed))
        for row in np.flatnonzero(~right):
            self._reject(target, found, int(row), f"{widths[row]} values for {expected} columns")
        lines = None if found.lines is None else found.lines[right]
        return _Found(found.text, found.structure, found.groups[right], found.places[right], lines)

    def _reject(self, target: Target, found: _Found, row: int, reason: str) -> None:
        group = found.groups[row]
        text = found.text[int(found.structure.opens[group]) : int(found.structure.closes[group]) + 1]
        self._rejects.add(target.table.number, self._line_of(found, row), text, reason)


def _columns(found: _Found, contents: list[Content], grammar: Grammar) -> list[Column]:
    """The columns of rows of one width: split all at once where they are plain, else literal by literal."""
    unquoted_only = [content is not Content.TEXT for content in contents]
    plain = plain_columns(found.text, found.structure, found.groups, unquoted_only, style_of(grammar))
    return [
        Column(values, 0)
        if plain is not None and (values := plain[place]) is not None
        else literal_column(_spans(found, place), grammar, content)
        for place, content in enumerate(contents)
    ]


def _spans(found: _Found, place: int) -> Spans:
    """The values at one place of all rows: between one border and the next."""
    structure = found.structure
    before = structure.first[found.groups] + place
    after = before + 1
    return Spans(
        found.text,
        structure.borders[before] + 1,
        structure.borders[after],
        structure.quotes[after] - structure.quotes[before],
        structure.strings[after] - structure.strings[before],
        structure.backslashes[after] - structure.backslashes[before],
    )


def _numbers(ranges: list[range]) -> NDArray[np.int64]:
    """All the numbers in ranges, in order."""
    return np.concatenate([np.arange(each.start, each.stop, each.step) for each in ranges])


def _without_names(pieces: list[_Piece]) -> list[_Piece]:
    return [piece for piece in pieces if isinstance(piece.keys[0], int)]


def _with_names(pieces: list[_Piece]) -> list[_Piece]:
    return [piece for piece in pieces if not isinstance(piece.keys[0], int)]


def _combined(pieces: list[_Piece]) -> tuple[list[Key], list[Any]]:
    """The pieces of one table as one, in the order of the script, with the columns of all."""
    if len(pieces) == 1:
        return pieces[0].keys, pieces[0].arrays
    keys = list(dict.fromkeys(key for piece in pieces for key in piece.keys))
    order = np.argsort(np.concatenate([piece.order for piece in pieces]), kind="stable")
    arrays = []
    for key in keys:
        parts = []
        for piece in pieces:
            place = piece.keys.index(key) if key in piece.keys else None
            parts.append(piece.arrays[place] if place is not None else pa.nulls(len(piece.order), pa.string()))
        arrays.append(pa.concat_arrays(parts).take(pa.array(order)))
    return keys, arrays
