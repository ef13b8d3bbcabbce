"""CREATE TABLE and ALTER TABLE ... ADD: the columns and the types that they are declared to have."""

from __future__ import annotations

from entracte.sources.sql.catalogue import Catalogue, DeclaredColumn, Table
from entracte.sources.sql.dialect import Dialect
from entracte.sources.sql.grammar import Grammar, unquoted
from entracte.sources.sql.phrases import Word, identifier_of, name_at, words

_NO_COLUMN = frozenset({
    "PRIMARY", "UNIQUE", "KEY", "INDEX", "CONSTRAINT", "FOREIGN", "CHECK", "FULLTEXT", "SPATIAL", "EXCLUDE",
    "LIKE", "PERIOD", "SUPPLEMENTAL", "PARTITION"
})  # fmt: skip
_MAYBE_COLUMN = frozenset({
    "KEY", "INDEX", "CHECK", "FULLTEXT", "SPATIAL", "EXCLUDE", "PERIOD", "SUPPLEMENTAL", "PARTITION"
})  # fmt: skip
_AFTER_KEY = frozenset({
    "KEY", "INDEX", "FOR", "LOG", "BY", "USING", "CLUSTERED", "NONCLUSTERED"
})  # fmt: skip
_AFTER_TYPE = frozenset({
    "NOT", "NULL", "DEFAULT", "PRIMARY", "UNIQUE", "REFERENCES", "CHECK", "CONSTRAINT", "COLLATE", "COMMENT",
    "AUTO_INCREMENT", "AUTOINCREMENT", "GENERATED", "IDENTITY", "ON", "AS", "ENABLE", "DISABLE", "KEY",
    "CHARSET", "ROWGUIDCOL", "SPARSE", "INVISIBLE", "VISIBLE", "STORED", "VIRTUAL", "SORT", "FOR", "USING",
    "ENCODE", "COMPRESSED", "INLINE", "LOGGED", "COMPACT", "PERSISTED", "FILESTREAM", "MASKED", "STORAGE",
    "COMPRESSION"
})  # fmt: skip
_IDENTITY = frozenset({"IDENTITY"})
_AUTOMATIC = frozenset({"TIMESTAMP", "ROWVERSION"})


def define(statement: bytes, grammar: Grammar, catalogue: Catalogue) -> None:
    """Take the columns of a CREATE TABLE into the catalogue; statements that name none (AS SELECT, LIKE) do nothing."""
    found = list(words(statement, grammar))
    place = next((at + 1 for at, word in enumerate(found[:8]) if word.keyword == "TABLE"), None)
    if place is None:
        return
    while place < len(found) and found[place].keyword in {"IF", "NOT", "EXISTS", "ONLY"}:
        place += 1
    name, place = name_at(found, place)
    if name is None or place >= len(found) or found[place].keyword != "(":
        return
    columns = [column for item in _items(found, place) if (column := _column(item, statement, grammar)) is not None]
    if columns:
        table = catalogue.table(name)
        if table.columns is None or not table.begun:
            table.columns = columns


def alter(statement: bytes, grammar: Grammar, catalogue: Catalogue) -> None:
    """Take the columns of an ALTER TABLE ... ADD into the catalogue."""
    found = list(words(statement, grammar))
    place = 2
    while place < len(found) and found[place].keyword in {"IF", "EXISTS", "ONLY"}:
        place += 1
    name, place = name_at(found, place)
    table = catalogue.known(name) if name else None
    if table is None or table.columns is None or table.begun or place >= len(found) or found[place].keyword != "ADD":
        return
    place += 1
    while place < len(found) and found[place].keyword in {"COLUMN", "IF", "NOT", "EXISTS"}:
        place += 1
    items = _items(found, place) if place < len(found) and found[place].keyword == "(" else [found[place:]]
    for item in items:
        if (column := _column(item, statement, grammar)) is not None and not _has(table, column):
            table.columns.append(column)


def _has(table: Table, column: DeclaredColumn) -> bool:
    return any(each.name.matches(column.name) for each in table.columns or ())


def _items(found: list[Word], place: int) -> list[list[Word]]:
    """What stands between the commas of the parentheses that open at a place."""
    items: list[list[Word]] = [[]]
    depth = 0
    for word in found[place:]:
        if word.keyword == "(":
            depth += 1
            if depth == 1:
                continue
        elif word.keyword == ")":
            depth -= 1
            if depth == 0:
                break
        if word.keyword == "," and depth == 1:
            items.append([])
        else:
            items[-1].append(word)
    return items


def _column(item: list[Word], statement: bytes, grammar: Grammar) -> DeclaredColumn | None:
    if not item or (item[0].keyword in _NO_COLUMN and not _is_named_so(item)):
        return None
    name = identifier_of(item[0])
    if name is None:
        return None
    end = 1
    depth = 0
    while end < len(item) and (depth or not _ends_type(item, end)):
        depth += {"(": 1, ")": -1}.get(item[end].keyword, 0)
        end += 1
    rest = {word.keyword for word in item[end:]}
    declared = _spelled(item[1:end], statement)
    automatic = grammar.dialect is Dialect.SQLSERVER and declared.upper() in _AUTOMATIC
    return DeclaredColumn(
        name,
        declared,
        computed=automatic or ("AS" in rest and "IDENTITY" not in rest),
        identity=bool(rest & _IDENTITY) and "GENERATED" not in rest,
    )


def _ends_type(item: list[Word], place: int) -> bool:
    word = item[place]
    if word.keyword == "CHARACTER":  # CHARACTER SET is no type, CHARACTER VARYING is one
        return place + 1 < len(item) and item[place + 1].keyword == "SET"
    return word.keyword in _AFTER_TYPE


def _is_named_so(item: list[Word]) -> bool:
    """A column that is called like a keyword: `key varchar(10)`, `fulltext tsvector`; not `KEY (a)`, `KEY name (a)`."""
    if item[0].keyword not in _MAYBE_COLUMN or len(item) < 2 or item[1].kind != "word" or item[1].keyword in _AFTER_KEY:
        return False
    following = [word.keyword for word in item[2:4]]
    return following[:1] != ["USING"] and (following[:1] != ["("] or (following[1:2] != [] and following[1].isdigit()))


def _spelled(type_words: list[Word], statement: bytes) -> str:
    """A type with single blanks where the source has any, names without quotes."""
    text = ""
    for at, word in enumerate(type_words):
        if at and word.keyword not in {"(", ")", ","} and statement[type_words[at - 1].end : word.start] != b"":
            text += " " if not text.endswith("(") else ""
        text += unquoted(word.text) if word.kind == "quoted" else word.text.decode("utf-8", "replace")
    return text
