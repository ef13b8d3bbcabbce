"""Goes from statement to statement of a script and stops where rows begin; nothing is run, all else is passed over."""

from __future__ import annotations

import re

from entracte.sources.sql.catalogue import Catalogue, Identifier, Table, distinct
from entracte.sources.sql.definitions import alter, define
from entracte.sources.sql.dialect import Dialect
from entracte.sources.sql.grammar import Grammar
from entracte.sources.sql.heads import Copy, Target, copy_head, insert_head, insert_words, with_options
from entracte.sources.sql.keywords import (
    BEFORE_INSERT,
    BETWEEN,
    CHANGES,
    KINDS,
    LINE_COMMANDS,
    NO_INSERT,
    ROUTINES,
    STATEMENTS,
    WHOLE_LINES,
)
from entracte.sources.sql.phrases import Word, name_at, words
from entracte.sources.sql.rejects import Rejects
from entracte.sources.sql.session import Session
from entracte.sources.sql.walking import Walk
from entracte.sources.sql.window import BLOCK

_DELIMITER_BACK = re.compile(rb"^[ \t]*DELIMITER[ \t]+;[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_DELIMITER = re.compile(rb"DELIMITER[ \t]+(\S+)", re.IGNORECASE)


class Statements:
    """The statements of one script; `next` and `after_row` leave the window at the first row that they tell of.

    `version` grows with everything but rows: what was found out about a name may be wrong after that. `many_targets`:
    the rows are those of an INSERT ALL.
    """

    def __init__(self, walk: Walk, catalogue: Catalogue, rejects: Rejects) -> None:
        self.walk = walk
        self.session = Session(walk, catalogue)
        self.version = 0
        self.many_targets = False
        self._catalogue = catalogue
        self._rejects = rejects
        self._targets: dict[tuple[int, tuple[str, ...] | None], Target] = {}

    @property
    def grammar(self) -> Grammar:
        """How the text is read from here on."""
        return self.walk.grammar

    def next(self) -> Target | Copy | None:
        """The next rows of the script, None at its end."""
        self.many_targets = False
        while (word := self.walk.word()) is not None:
            found = self._statement(word)
            if found is not None:
                return found
        return None

    def after_row(self, target: Target) -> Target | Copy | None:
        """What follows a row: the next of the same INSERT, or the next rows of the script.

        What can follow no row is taken for a row of the same INSERT: reading it will tell that it is none.
        """
        word = self.walk.word()
        if word is None:
            return None
        if word.keyword == ",":
            self.walk.pass_word(word)
            word = self.walk.word()
            if word is None:
                return None
            if word.keyword == "ROW":
                self.walk.pass_word(word)
            return self.next() if word.keyword in STATEMENTS or word.keyword == ";" else target
        if self.many_targets and word.keyword == "INTO":
            return self._insert(word)
        if word.keyword in {"ON", "RETURNING", "AS"} or (self.many_targets and word.keyword == "SELECT"):
            self.walk.skip_statement()
            return self.next()
        follows = (word.kind == "mark" and word.text in b";/\\") or word.keyword in STATEMENTS or word.text[:1] in b"@:"
        return self.next() if follows else target

    def _statement(self, word: Word) -> Target | Copy | None:
        """Read or pass over the statement that begins with a word; rows, if it has any."""
        if word.keyword in {"INSERT", "REPLACE"}:
            return self._insert(word)
        if word.keyword == "COPY":
            return self._copy()
        self._other_statement(word)
        return None

    def _other_statement(self, word: Word) -> None:
        keyword = word.keyword
        if (word.kind == "mark" and word.text != b":") or keyword in BETWEEN:
            self._small(word)
        elif keyword in {"CREATE", "ALTER", "DROP"}:
            self._definition(word)
        elif keyword == "DELIMITER":
            self._delimiter()
        elif keyword in {"SET", "USE"}:
            self._setting()
        elif keyword in WHOLE_LINES or word.text.startswith((b"@", b":")):
            self._line_command(keyword)
        else:
            if keyword in CHANGES:
                self._note_change(keyword)
            self.walk.skip_statement(until_insert=keyword in BEFORE_INSERT, one_line=keyword in LINE_COMMANDS)

    def _small(self, word: Word) -> None:
        if word.text == b"\\":
            self.version += 1
            self.session.connect(self.walk.take_line())
            return
        if word.text == b"(":
            self.walk.skip_statement()
            return
        self.walk.pass_word(word)
        if word.keyword == "BEGIN":
            second = self.walk.word()
            if second is not None and second.keyword in {"TRANSACTION", "TRAN", "WORK", ";"}:
                self.walk.skip_statement()

    def _insert(self, word: Word) -> Target | None:
        """Read `INSERT INTO name (columns) ... VALUES`; what is no list of values is rejected with its text."""
        found = insert_words(self.walk)
        second = found[1].keyword if len(found) > 1 else ""
        if word.keyword != "INTO":
            if second in NO_INSERT:
                self.walk.pass_word(word)
                return None
            self.many_targets = second in {"ALL", "FIRST"}
        head = insert_head(found, 2 if second in {"ALL", "FIRST"} else 1)
        if head is None:
            self._reject_statement(None, "an INSERT without the name of a table")
            return None
        table = self._catalogue.table(head.name)
        if head.rows is None:
            self._reject_statement(table, "not a list of values: it would have to be run to know its rows")
            return None
        self.walk.window.position = head.rows
        return self._target(table, head.columns)

    def _target(self, table: Table, columns: list[Identifier] | None) -> Target:
        table.begun = True
        names = None if columns is None else tuple(distinct(table.column(column) for column in columns))
        return self._targets.setdefault((table.number, names), Target(table, names))

    def _copy(self) -> Copy | None:
        line = self.walk.line
        statement = self.walk.skip_statement(keep=BLOCK)
        head = copy_head(list(words(statement, self.grammar)))
        if head is None:
            self._rejects.add(None, line, statement, "a COPY that reads a file of the server")
            return None
        self.walk.take_line()
        return with_options(Copy(self._target(self._catalogue.table(head.name), head.columns)), head.options)

    def _definition(self, word: Word) -> None:
        self.version += 1
        kind = self._kind_of_definition()
        has_body = word.keyword == "CREATE" or (word.keyword == "ALTER" and self.grammar.dialect is Dialect.SQLSERVER)
        if kind in ROUTINES and has_body:
            self.walk.skip_routine()
            return
        statement = self.walk.skip_statement(keep=BLOCK)
        if kind == "SESSION":
            self.session.set(statement)
        elif kind == "TABLE" and word.keyword == "CREATE":
            define(statement, self.grammar, self._catalogue)
        elif kind == "TABLE" and word.keyword == "ALTER":
            alter(statement, self.grammar, self._catalogue)
        elif kind == "TABLE":
            self._drop(statement)

    def _drop(self, statement: bytes) -> None:
        found = [word for word in words(statement, self.grammar) if word.keyword not in {"IF", "EXISTS"}]
        name, _ = name_at(found, 2)
        table = self._catalogue.known(name) if name else None
        if table is not None and not table.begun and not self._rejects.counts[table.number]:
            self._catalogue.forget(table)

    def _setting(self) -> None:
        self.version += 1
        loose = self.grammar.dialect in {Dialect.SQLSERVER, Dialect.ORACLE}
        self.session.set(self.walk.skip_statement(until_insert=loose, one_line=loose))

    def _delimiter(self) -> None:
        """Pass over what stands between `DELIMITER ;;` and `DELIMITER ;`: routines, no data."""
        line, text = self.walk.line, self.walk.take_line()
        match = _DELIMITER.match(text)
        if match and match.group(1) != b";" and not self.walk.pass_over_to(_DELIMITER_BACK):
            self._rejects.add(None, line, text, "what begins here has no end: nothing after it was read")

    def _line_command(self, keyword: str) -> None:
        """A command of SQL*Plus or sqlcmd ends with its line; unless it is a remark, a hyphen continues it."""
        continued = keyword not in {"REM", "REMARK"} and self.grammar.hyphen_continues
        while self.walk.take_line().rstrip().endswith(b"-") and continued:
            pass

    def _note_change(self, keyword: str) -> None:
        data, start = self.walk.window.data, self.walk.window.position
        head = list(words(data[start : start + 300], self.grammar))
        place = 1
        while place < len(head) and head[place].keyword in {"FROM", "INTO", "ONLY", "TABLE", "IGNORE", "LOW_PRIORITY"}:
            place += 1
        name, _ = name_at(head, place)
        table = self._catalogue.known(name) if name else None
        if table is not None and table.begun:
            self.version += 1
            table.ignored[keyword] += 1

    def _reject_statement(self, table: Table | None, reason: str) -> None:
        line = self.walk.line
        self._rejects.add(table.number if table else None, line, self.walk.skip_statement(), reason)

    def _kind_of_definition(self) -> str:
        data, start = self.walk.window.data, self.walk.window.position
        head = list(words(data[start : start + 4000], self.grammar))
        return next((word.keyword for word in head[1:14] if word.keyword in KINDS), "")
