"""The heads of INSERT statements and COPY blocks: which table and which columns their rows belong to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from entracte.sources.sql.catalogue import Identifier, QualifiedName, Table
from entracte.sources.sql.keywords import MODIFIERS, NO_VALUES, VALUES
from entracte.sources.sql.phrases import Word, identifier_of, name_at, words
from entracte.sources.sql.walking import Walk

_LONGEST_HEAD = 8192
_NO_NAMES = VALUES | NO_VALUES | {"WHEN"}


@dataclass(frozen=True, eq=False)
class Target:
    """Where rows belong: a table, and the columns that they name (None: by position). Each is made once."""

    table: Table
    columns: tuple[str, ...] | None


@dataclass(frozen=True)
class Copy:
    """A COPY block of PostgreSQL; its lines begin at the window's position."""

    target: Target
    separator: bytes = b"\t"
    null: bytes = b"\\N"
    unreadable: str = ""


@dataclass(frozen=True)
class InsertHead:
    """What the words of an INSERT say; `rows` is where its first row begins, None if it has none to read."""

    name: QualifiedName
    columns: list[Identifier] | None
    rows: int | None


def insert_words(walk: Walk) -> list[Word]:
    """The words of an INSERT up to its first row, or up to where it shows that it has none."""
    while True:
        data, start = walk.window.data, walk.window.position
        header: list[Word] = []
        depth = 0
        for word in words(data, walk.grammar, start):
            header.append(word)
            depth += {"(": 1, ")": -1}.get(word.keyword, 0)
            row = word.keyword == "(" and depth == 1 and header[-2].keyword in VALUES | {"ROW"}
            none = word.keyword in {";", "SELECT"} or (word.keyword in NO_VALUES and depth == 0)
            if row or none or len(header) > _LONGEST_HEAD:
                return header
        if walk.window.is_full or not walk.window.more():
            return header


def insert_head(head: list[Word], place: int) -> InsertHead | None:
    """What the words of an INSERT from a place on say; None if they name no table."""
    while place < len(head) and head[place].keyword in MODIFIERS:
        place += 1
    named = place < len(head) and head[place].keyword not in _NO_NAMES
    name, place = name_at(head, place)
    if name is None or not named:
        return None
    columns, place = _column_list(head, place)
    while place < len(head) and head[place].keyword not in VALUES | NO_VALUES:
        place += 1
    if place + 1 < len(head) and head[place + 1].keyword in VALUES:  # OVERRIDING SYSTEM VALUE VALUES
        place += 1
    rows = None
    if place < len(head) and head[place].keyword in VALUES:
        place += 2 if place + 1 < len(head) and head[place + 1].keyword == "ROW" else 1
        if place < len(head) and head[place].keyword == "(":
            rows = head[place].start
    return InsertHead(name, columns, rows)


@dataclass(frozen=True)
class CopyHead:
    """What a COPY statement says; `options` come after FROM STDIN."""

    name: QualifiedName
    columns: list[Identifier] | None
    options: list[Word]


def copy_head(found: list[Word]) -> CopyHead | None:
    """What the words of a COPY say; None if its rows do not follow in the script."""
    name, place = name_at(found, 1)
    columns, place = _column_list(found, place)
    if name is None or [word.keyword for word in found[place : place + 2]] != ["FROM", "STDIN"]:
        return None
    return CopyHead(name, columns, found[place + 2 :])


def _column_list(found: list[Word], place: int) -> tuple[list[Identifier] | None, int]:
    """The names in the parentheses at a place; None, and the same place, if there is no such list."""
    while place < len(found) and found[place].keyword in {"AS", "PARTITION"}:
        place += 2
        if place < len(found) and found[place - 1].keyword == "(":
            while place < len(found) and found[place].keyword != ")":
                place += 1
            place += 1
    if place >= len(found) or found[place].keyword != "(":
        return None, place
    columns: list[Identifier] = []
    at = place + 1
    while at < len(found) and found[at].keyword != ")":
        identifier = identifier_of(found[at])
        if identifier is None or found[at].keyword in {"SELECT", "VALUES"}:
            return None, place
        while at + 2 < len(found) and found[at + 1].keyword == ".":  # a column with its table before it
            at += 2
            identifier = identifier_of(found[at]) or identifier
        columns.append(identifier)
        at += 2 if at + 1 < len(found) and found[at + 1].keyword == "," else 1
    return columns, at + 1


def with_options(copy: Copy, options: list[Word]) -> Copy:
    """A COPY block with what its options say of its format."""
    keywords = [word.keyword for word in options]
    if "CSV" in keywords or "BINARY" in keywords:
        return replace(copy, unreadable="a COPY block in another format than text")
    for place, keyword in enumerate(keywords):
        value = next((word.text for word in options[place + 1 : place + 3] if word.kind in {"string", "escaped"}), None)
        if value is None:
            continue
        text = value[value.index(b"'") + 1 : -1]
        if keyword in {"DELIMITER", "DELIMITERS"}:
            copy = replace(copy, separator=b"\t" if text == b"\\t" else text[:1])
        elif keyword == "NULL":
            copy = replace(copy, null=text)
    return copy
