"""Rows read token by token: those with comments or unusual quotes, and broken ones, of which only one must be lost."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from entracte.sources.sql.escapes import Style, unescaped
from entracte.sources.sql.grammar import Grammar
from entracte.sources.sql.literals.evaluation import TEXTS, text_of
from entracte.sources.sql.literals.values import Unreadable
from entracte.sources.sql.structure import structure_of
from entracte.sources.sql.window import Window

_NEVER_IN_ROW = frozenset({b"INSERT", b"VALUES", b"CREATE", b"COMMIT"})
_INTRODUCERS = frozenset(
    {b"N", b"X", b"B", b"G", b"GX", b"BX", b"L", b"U", b"DATE", b"TIME", b"TIMESTAMP", b"DATETIME", b"INTERVAL"}
)
_END = re.compile(rb",\s*(?=\()|;|\n\s*(?=(?:INSERT|REPLACE|COPY|GO|COMMIT|SET|CREATE|END)\b|/|--)", re.IGNORECASE)
_STATEMENT = re.compile(rb"\s*(?:INSERT|REPLACE|COPY|CREATE)\s|\s*\Z", re.IGNORECASE)
_AFTER_SEMICOLON = re.compile(rb"\s*(?:\Z|--|/|#|\w+)|[ \t]*\r?\n")
_AFTER_ROW = re.compile(rb"\s*(?:,|;|\Z|\n)")
_LOOKED_AT = 1024 * 1024
_TRIES = 300
_OUTSIDE = re.compile(rb"[^'()]*+")
_INSIDE = re.compile(rb"[^']*+")
_INSIDE_ESCAPED = re.compile(rb"(?:[^'\\]++|\\.)*+", re.DOTALL)


class PlainRow(NamedTuple):
    """A row rewritten with plain strings and no comments, and the place after it."""

    text: bytes
    end: int


class Broken(Exception):  # noqa: N818 - no error: the row is reported with this reason
    """The row breaks the grammar: a quote or a parenthesis is missing or too many."""


class Cut(Exception):  # noqa: N818 - no error: more text is fetched
    """The text at hand ends inside of the row."""


def plain_row(text: bytes, start: int, grammar: Grammar, *, final: bool) -> PlainRow:
    """Read the row whose parenthesis opens at `start`. `final`: nothing comes after this text.

    Line ends are kept where they are, so that lines can be counted in what is given back.
    """
    if text[start : start + 1] != b"(":
        raise Broken("a row was expected here")
    pieces = [b"("]
    position, depth, before = start + 1, 1, "mark"
    while depth:
        token = grammar.token_at(text, position)
        if token is None or (not final and (token.kind == "open" or (token.end == len(text) and token.kind != "mark"))):
            if final:
                raise Broken("the file ends inside of this row")
            raise Cut
        piece = text[token.start : token.end]
        position = token.end
        if token.kind == "mark":
            depth += {b"(": 1, b")": -1}.get(piece, 0)
        _check(token.kind, piece, before, pieces[-1])
        pieces.append(_plain(token.kind, piece, text, token.end, grammar))
        before = token.kind
    return PlainRow(b"".join(pieces), position)


def _check(kind: str, piece: bytes, before: str, last: bytes) -> None:
    if kind == "open" or (kind == "mark" and piece in b";\\"):
        raise Broken("a quote or a parenthesis is missing")
    if kind == "word":
        if before in TEXTS:
            raise Broken("a quote inside of a text is not escaped")
        if piece.upper() in _NEVER_IN_ROW:
            raise Broken("the parenthesis at its end is missing")
    if kind in TEXTS and before in TEXTS:
        raise Broken("a quote inside of a text is not escaped")
    if kind == "string" and before == "word" and last.upper() not in _INTRODUCERS and not last.startswith(b"_"):
        raise Broken("a quote inside of a text is not escaped")


def _plain(kind: str, piece: bytes, text: bytes, end: int, grammar: Grammar) -> bytes:
    if kind in {"comment", "block", "version"}:
        return b" " + b"\n" * piece.count(b"\n")
    if kind == "escaped":
        return piece if grammar.backslash else _quoted(unescaped(piece[2:-1], Style.POSTGRESQL), grammar)
    if kind in {"alternative", "dollars", "quoted"}:
        try:
            return _quoted(text_of(kind, piece, grammar), grammar)
        except Unreadable:
            return b"name_" + re.sub(rb"\W", b"_", piece)
    if kind == "word":
        return re.sub(rb"[$#]", b"_", piece.lstrip(b"$") if piece[1:2].isdigit() else piece)
    continued = piece == b"-" and grammar.hyphen_continues and text[end : end + 1] in b"\r\n"
    return b"" if continued or piece == b"$" else piece


def _quoted(value: bytes, grammar: Grammar) -> bytes:
    doubled = value.replace(b"'", b"''")
    return b"'" + (doubled.replace(b"\\", b"\\\\") if grammar.backslash else doubled) + b"'"


def end_of_broken_row(text: bytes, start: int, grammar: Grammar, width: int | None) -> int:
    """Where a broken row that begins at `start` ends: before a comma or the end of the statement.

    The comma is the one before a row of the right number of values. A mark that ends a statement counts after a closing
    parenthesis, or if a statement begins after it.
    """
    held = text[start : start + _LOOKED_AT]
    for match in islice(_END.finditer(held, 1), _TRIES):
        closed = held[: match.start()].rstrip().endswith(b")")
        if match.group().startswith(b","):
            ends = (closed or (width is not None and width > 1)) and _is_row(held, match.end(), grammar, width)
        elif closed and match.group() == b";":
            ends = _AFTER_SEMICOLON.match(held, match.end()) is not None
        else:
            ends = closed or _STATEMENT.match(held, match.end()) is not None
        if ends:
            return start + match.start()
    return start + len(held)


def _is_row(text: bytes, start: int, grammar: Grammar, width: int | None) -> bool:
    try:
        row = plain_row(text, start, grammar, final=False)
    except (Broken, Cut):
        return False
    structure = structure_of(row.text, grammar)
    if len(structure.opens) != 1 or not _AFTER_ROW.match(text, row.end):
        return False
    return width is None or int(structure.last[0] - structure.first[0]) == width


def pass_over_row(window: Window, grammar: Grammar) -> None:
    """Pass over a row that is too long to be held."""
    inside, depth = False, 0
    within = _INSIDE_ESCAPED if grammar.backslash else _INSIDE
    while True:
        skipped = (within if inside else _OUTSIDE).match(window.data, window.position)
        end = skipped.end() if skipped else window.position
        if end >= len(window.data) - 1:
            window.position = min(end, max(len(window.data) - 1, 0))
            if not window.more():
                window.position = len(window.data)
                return
            continue
        mark = window.data[end : end + 1]
        window.position = end + 1
        if mark == b"'":
            inside = not inside
        elif not inside:
            depth += 1 if mark == b"(" else -1
            if depth <= 0:
                return
