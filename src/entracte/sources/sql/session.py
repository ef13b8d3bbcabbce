"""What a script sets for the statements that follow: the schema of names, and whether backslashes escape."""

from __future__ import annotations

from dataclasses import replace

from entracte.sources.sql.catalogue import Catalogue
from entracte.sources.sql.dialect import Dialect
from entracte.sources.sql.phrases import identifier_of, words
from entracte.sources.sql.walking import Walk


class Session:
    """The settings of a script so far. `told_backslash`: the script itself says whether backslashes escape."""

    def __init__(self, walk: Walk, catalogue: Catalogue) -> None:
        self._walk = walk
        self._catalogue = catalogue
        self.told_backslash = False

    def set(self, statement: bytes) -> None:
        """`USE name`, `SET search_path`, `ALTER SESSION SET CURRENT_SCHEMA`, and how strings are escaped."""
        found = list(words(statement, self._walk.grammar))
        keywords = [word.keyword for word in found]
        if len(found) > 1 and keywords[0] == "USE" and (name := identifier_of(found[1])) is not None:
            if self._walk.grammar.dialect is Dialect.SQLSERVER:
                self._catalogue.database = name.text
            else:
                self._catalogue.schema = name.text
        for option in ("SEARCH_PATH", "CURRENT_SCHEMA"):
            if option in keywords[:4] and (place := keywords.index(option) + 2) < len(found):
                schema = identifier_of(found[place])
                self._catalogue.schema = schema.text if schema else ""
        if "STANDARD_CONFORMING_STRINGS" in keywords[:3]:
            self._tell_backslash(b"off" in statement.lower())
        if b"NO_BACKSLASH_ESCAPES" in statement.upper():
            self._tell_backslash(False)

    def _tell_backslash(self, escapes: bool) -> None:
        self.told_backslash = True
        if self._walk.grammar.backslash != escapes:
            self._walk.grammar = replace(self._walk.grammar, backslash=escapes)

    def connect(self, command: bytes) -> None:
        """`\\connect name` of psql; other commands of psql set nothing that matters."""
        found = command.split()
        if len(found) > 1 and found[0] in {b"\\connect", b"\\c"}:
            self._catalogue.database = found[1].strip(b'"').decode("utf-8", "replace")
