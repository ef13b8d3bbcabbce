"""The literals of a column at once: common shapes by whole columns, the rest by distinct value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from entracte.sources.sql.escapes import Style, unescape
from entracte.sources.sql.grammar import Grammar
from entracte.sources.sql.literals.evaluation import evaluate
from entracte.sources.sql.literals.oracle_dates import iso_dates
from entracte.sources.sql.literals.values import Unreadable

_TEXT = r"'(?P<text>(?:[^'\\]|'')*)'"
NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
"""A number as every engine writes it."""
_TYPE = r"[\w.\" \[\]]+(?:\([^()]*\))?[\w \[\]]*"


@dataclass(frozen=True)
class Evaluated:
    """The values of cells (binary; null where the cell says so) and which cells could not be read, with the reasons."""

    values: Any
    unreadable: Any
    reasons: dict[int, str]


def evaluate_cells(cells: Any, grammar: Grammar) -> Evaluated:
    """The values of cells that are neither quoted plainly nor NULL (a binary array without nulls)."""
    numbers = pc.match_substring_regex(cells, NUMBER)
    if pc.all(numbers).as_py():
        return Evaluated(cells, None, {})
    values = cells
    waiting = pc.invert(numbers)
    for pattern, meaning in _SHAPES:
        fits = pc.and_(waiting, pc.match_substring_regex(cells, pattern))
        if not pc.any(fits).as_py():
            continue
        meanings = meaning(pc.extract_regex(cells.filter(fits), pattern))
        values = pc.replace_with_mask(values, fits, meanings)
        waiting = pc.and_(waiting, pc.invert(fits))
    if not pc.any(waiting).as_py():
        unread = pc.and_(pc.is_null(values), pc.invert(numbers))
        return Evaluated(values, unread, {}) if pc.any(unread).as_py() else Evaluated(values, None, {})
    return _each_distinct(cells, values, waiting, grammar)


def _each_distinct(cells: Any, values: Any, waiting: Any, grammar: Grammar) -> Evaluated:
    encoded = pc.dictionary_encode(cells.filter(waiting))
    meanings: list[bytes | None] = []
    reasons: list[str | None] = []
    for cell in encoded.dictionary:
        try:
            meanings.append(evaluate(cell.as_py(), grammar))
            reasons.append(None)
        except Unreadable as unreadable:
            meanings.append(None)
            reasons.append(str(unreadable))
    read = pa.array(meanings, pa.binary()).take(encoded.indices)
    why = pa.array(reasons, pa.string()).take(encoded.indices)
    shaped = pc.and_(pc.is_null(values), pc.invert(waiting))  # a date that is none
    values = pc.replace_with_mask(values, waiting, read)
    all_reasons = pc.replace_with_mask(pa.nulls(len(cells), pa.string()), waiting, why)
    unread = pc.or_(shaped, pc.is_valid(all_reasons))
    named = {place: reason for place, reason in enumerate(all_reasons.to_pylist()) if reason is not None}
    return Evaluated(values, unread if pc.any(unread).as_py() else None, named)


def _doubled(found: Any) -> Any:
    return pc.replace_substring(pc.struct_field(found, "text"), "''", "'")


def _date(found: Any) -> Any:
    texts, formats = pc.struct_field(found, "text"), pc.struct_field(found, "format")
    values = pa.nulls(len(texts), pa.binary())
    for date_format in pc.unique(formats):
        fits = pc.equal(formats, date_format)
        read = iso_dates(texts.filter(fits), date_format.as_py().decode("utf-8", "replace"))
        values = pc.replace_with_mask(values, fits, read)
    return values


_SHAPES: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    (r"^0[xX](?P<text>[0-9A-Fa-f]*)$", lambda found: _upper(pc.struct_field(found, "text"))),
    (rf"(?is)^TO_(?:DATE|TIMESTAMP)\s*\(\s*{_TEXT}\s*,\s*'(?P<format>[^']*)'\s*\)$", _date),
    (rf"(?is)^CAST\s*\(\s*N?{_TEXT}\s+AS\s+{_TYPE}\)$", _doubled),
    (rf"(?is)^(?:DATE|TIMESTAMP)\s*{_TEXT}$", _doubled),
    (rf"(?is)^{_TEXT}\s*::{_TYPE}$", _doubled),
    (r"(?is)^X'(?P<text>[0-9A-F]*)'$", lambda found: _upper(pc.struct_field(found, "text"))),
    (
        r"(?is)^E'(?P<text>(?:[^'\\]|''|\\.)*)'$",
        lambda found: unescape(pc.struct_field(found, "text"), Style.POSTGRESQL),
    ),
)


def _upper(texts: Any) -> Any:
    return pc.ascii_upper(texts.cast(pa.string())).cast(pa.binary())
