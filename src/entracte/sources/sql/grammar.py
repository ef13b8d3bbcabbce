"""The lexical grammar of SQL scripts: what a string, a comment, an identifier is, by engine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from entracte.sources.sql.dialect import Dialect


class Token(NamedTuple):
    """A token of a text: its kind and where it begins and ends.

    Kinds: `space`, `comment` (to the end of the line), `block` (comment), `version` (the marks around what only MySQL
    runs), `string`, `escaped` (E'..'), `alternative` (q'[..]'), `dollars` ($$..$$), `quoted` (names, mostly), `word`,
    `mark` (any other byte) and `open`.
    """

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Grammar:
    r"""How the text of one script is to be read.

    `backslash`: `\` escapes inside of plain strings (MySQL, and PostgreSQL before `standard_conforming_strings`).
    `codec` is Python's name of the encoding that the file had before it became UTF-8.
    """

    dialect: Dialect
    backslash: bool = False
    codec: str = "utf-8"

    def token_at(self, text: bytes, position: int) -> Token | None:
        """The token at a place; None at the end of the text. What opens here without an end is of kind `open`."""
        match = self._token.match(text, position)
        if match is None:
            return None
        kind = str(match.lastgroup)
        end = match.end()
        if kind == "block":
            end = comment_end(text, position, nests=self.nests_comments)
        elif kind == "alternative":
            end = _after(text, _CLOSING.get(text[end - 1 : end], text[end - 1 : end]) + b"'", end)
        elif kind == "dollars":
            end = _after(text, match.group(), end)
        if end < 0 or (kind == "mark" and match.group() in _OPENING):
            return Token("open", position, max(end, position + 1))
        return Token(kind, position, end)

    @cached_property
    def _token(self) -> re.Pattern[bytes]:
        return _token(self.dialect, self.backslash)

    @property
    def nests_comments(self) -> bool:
        """A comment may hold comments."""
        return self.dialect in {Dialect.POSTGRESQL, Dialect.SQLSERVER}

    @property
    def hyphen_continues(self) -> bool:
        """A line that ends in a hyphen continues on the next (SQL*Plus)."""
        return self.dialect is Dialect.ORACLE


_PLAIN = rb"'(?:[^']++|'')*+'"
_ESCAPED = rb"'(?:[^'\\]++|\\.|'')*+'"
_ALTERNATIVE = rb"[nN]?[qQ]'[^\s']"
_DOLLARS = rb"\$(?:[A-Za-z_\x80-\xff][\w\x80-\xff]*)?\$"
_HASH_COMMENTS = {Dialect.MYSQL: rb"|\#[^\n]*", Dialect.OTHER: rb"|\#[ \t#-][^\n]*"}
_OPENING = frozenset((b"'", b'"', b"`"))
_CLOSING = {b"[": b"]", b"(": b")", b"{": b"}", b"<": b">"}


@lru_cache
def _token(dialect: Dialect, backslash: bool) -> re.Pattern[bytes]:
    string = _ESCAPED if backslash else _PLAIN
    dollars = dialect is Dialect.POSTGRESQL
    brackets = dialect in {Dialect.SQLSERVER, Dialect.SQLITE, Dialect.OTHER}
    double = rb'"(?:[^"\\]++|\\.|"")*+"' if backslash else rb'"(?:[^"]++|"")*+"'
    kinds: list[tuple[str, bytes]] = [
        ("space", rb"\s+"),
        ("comment", rb"--[^\n]*" + _HASH_COMMENTS.get(dialect, rb"")),
        ("block", rb"/\*(?!M?!)|/\*M!999999\\-"),
        ("version", rb"/\*M?!\d*|\*/"),
        ("escaped", rb"[eE]" + _ESCAPED),
        *([("alternative", _ALTERNATIVE)] if dialect is Dialect.ORACLE else []),
        ("string", string),
        *([("dollars", _DOLLARS)] if dollars else []),
        ("quoted", double + rb"|`(?:[^`]++|``)*+`" + (rb"|\[(?:[^\]\n]++|\]\])*+\]" if brackets else rb"")),
        ("word", rb"[\w\x80-\xff@#$]+" if dialect is not Dialect.POSTGRESQL else rb"[\w\x80-\xff][\w\x80-\xff$]*"),
        ("mark", rb"."),
    ]
    body = b"|".join(b"(?P<" + name.encode() + b">" + pattern + b")" for name, pattern in kinds)
    return re.compile(body, re.DOTALL)


def _after(text: bytes, closing: bytes, position: int) -> int:
    end = text.find(closing, position)
    return end + len(closing) if end >= 0 else -1


_COMMENT_EDGE = re.compile(rb"/\*|\*/")


def comment_end(text: bytes, start: int, *, nests: bool) -> int:
    """Where the block comment that opens at `start` ends; -1 if it does not end in this text."""
    if not nests:
        end = text.find(b"*/", start + 2)
        return end + 2 if end >= 0 else -1
    depth = 0
    for edge in _COMMENT_EDGE.finditer(text, start):
        depth += 1 if edge.group() == b"/*" else -1
        if depth == 0:
            return edge.end()
    return -1


def unquoted(identifier: bytes) -> str:
    """An identifier without its quotes."""
    pairs = {b'"': b'"', b"`": b"`", b"[": b"]"}
    closing = pairs.get(identifier[:1])
    if closing and len(identifier) >= 2 and identifier.endswith(closing):
        identifier = identifier[1:-1].replace(closing * 2, closing)
    return identifier.decode("utf-8", "replace")
