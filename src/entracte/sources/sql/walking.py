"""Walks over the text of a script token by token and passes over whole statements; holds what the tokens mean."""

from __future__ import annotations

import re

from entracte.sources.sql.dialect import Dialect
from entracte.sources.sql.grammar import Grammar, Token
from entracte.sources.sql.phrases import BLANK, Word, word_of
from entracte.sources.sql.rejects import SHOWN, Rejects
from entracte.sources.sql.window import BLOCK, Window

_PASSED_OVER = re.compile(rb"/\*|\$\w*\$")
_LINE_END = re.compile(rb"\r?\n")
_SLASH = re.compile(rb"/[ \t]*(?:\r?\n|\Z)")
_SLASH_LINE = re.compile(rb"^[ \t]*/[ \t]*\r?$", re.MULTILINE)
_GO_LINE = re.compile(rb"^[ \t]*GO(?:[ \t]+\d+)?[ \t]*;?\r?$", re.MULTILINE | re.IGNORECASE)
_LONGEST_ROUTINE = 2 * BLOCK
_LOOSE = frozenset({Dialect.SQLSERVER, Dialect.OTHER})
"""Where statements may follow each other without a mark between them."""


class Walk:
    """A walk over the text in a window. `grammar` says how it is read from here on."""

    def __init__(self, window: Window, grammar: Grammar, rejects: Rejects) -> None:
        self.window = window
        self.grammar = grammar
        self._rejects = rejects

    @property
    def line(self) -> int:
        """The number of the line where the window stands."""
        return self.window.line_at(self.window.position)

    def word(self) -> Word | None:
        """The next token that is not blank; the window stands before it."""
        while (token := self.token()) is not None:
            if token.kind not in BLANK:
                return word_of(self.window.data, *token)
            self.window.position = token.end
        return None

    def token(self) -> Token | None:
        """The next token, whole; the window stands before it and holds more if that was needed."""
        self.window.refill()
        while True:
            data, position = self.window.data, self.window.position
            token = self.grammar.token_at(data, position)
            if token is not None and ((token.end < len(data) and token.kind != "open") or self.window.is_full):
                return token if token.kind != "open" else self._endless(token)
            if not self.window.more():
                return token if token is None or token.kind != "open" else self._endless(token)

    def _endless(self, token: Token) -> Token:
        """What opens without an end in what can be held: a comment is passed over to its end, a quote ignored."""
        match = _PASSED_OVER.match(self.window.data, token.start)
        if match is None:
            return Token("mark", token.start, token.start + 1)
        opening = match.group()
        closing = b"*/" if opening == b"/*" else opening
        line, text = self.window.line_at(token.start), self.window.data[token.start : token.start + SHOWN]
        self.window.position = match.end()
        if not self.window.pass_over(lambda held: _after(closing, held), keep=len(closing)):
            self._rejects.add(None, line, text, "what begins here has no end: nothing after it was read")
        return Token("space", self.window.position, self.window.position)

    def pass_word(self, word: Word) -> None:
        """Stand after a word."""
        self.window.position = word.end

    def pass_over_to(self, pattern: re.Pattern[bytes]) -> bool:
        """Stand after the next match of a pattern no longer than a line; False, and at the end, if there is none."""
        return self.window.pass_over(lambda text: _end_of(pattern, text), keep=64)

    def skip_statement(self, *, keep: int = SHOWN + 1, until_insert: bool = False, one_line: bool = False) -> bytes:
        """Pass over one statement and give back its text, cut after `keep` bytes.

        It ends at `;`, at a line that says GO or has only a slash, or with its line. Where statements need no end (SQL
        Server), a line that begins with INSERT or CREATE begins the next one.
        """
        pieces: list[bytes] = []
        kept = depth = 0
        fresh_line = False
        while (token := self.token()) is not None:
            word = word_of(self.window.data, *token)
            if pieces and depth <= 0 and self._begins_another(word, until_insert=until_insert, fresh_line=fresh_line):
                break
            depth += {"(": 1, ")": -1}.get(word.keyword, 0)
            if kept < keep:
                pieces.append(word.text)
                kept += len(word.text)
            self.window.position = token.end
            if word.text == b";":
                break
            if token.kind == "space" and b"\n" in word.text:
                fresh_line = True
                if one_line and not (self.grammar.hyphen_continues and pieces[-2:-1] == [b"-"]):
                    break
            elif token.kind not in BLANK:
                fresh_line = False
        return b"".join(pieces)[:keep]

    def _begins_another(self, word: Word, *, until_insert: bool, fresh_line: bool) -> bool:
        if fresh_line and word.text == b"/" and _SLASH.match(self.window.data, word.start):
            return True
        loose = self.grammar.dialect in _LOOSE and fresh_line
        if word.keyword == "INSERT":
            return until_insert or loose
        return loose and word.keyword in {"CREATE", "GO"}

    def skip_routine(self) -> None:
        """Pass over a function, procedure, trigger, package: to GO, to a slash, or to the END that closes its BEGIN."""
        if self.grammar.dialect is Dialect.SQLSERVER:
            self.pass_over_to(_GO_LINE)
            return
        if self.grammar.dialect is Dialect.ORACLE:
            while not (match := _SLASH_LINE.search(self.window.data, self.window.position)):
                if len(self.window.data) - self.window.position > _LONGEST_ROUTINE or not self.window.more():
                    break
            if match:
                self.window.position = match.end()
                return
        depth = 0
        after_end = False
        while (token := self.token()) is not None:
            word = word_of(self.window.data, *token)
            self.window.position = token.end
            if token.kind in BLANK:
                continue
            if (after_end and word.keyword in {"IF", "LOOP", "WHILE", "REPEAT", "FOR"}) or (
                word.keyword in {"BEGIN", "CASE"} and not after_end
            ):
                depth += 1
            elif word.keyword == "END":
                depth -= 1
            elif word.text == b";" and depth <= 0:
                return
            after_end = word.keyword == "END"

    def take_line(self) -> bytes:
        """The rest of the line, passed over with its end."""
        start = self.window.position
        while (match := _LINE_END.search(self.window.data, self.window.position)) is None:
            if self.window.is_full or not self.window.more():
                start, end = self.window.position, len(self.window.data)
                self.window.position = end
                return self.window.data[start:end]
        start = self.window.position
        self.window.position = match.end()
        return self.window.data[start : match.start()]


def _end_of(pattern: re.Pattern[bytes], text: bytes) -> int:
    match = pattern.search(text)
    return match.end() if match else -1


def _after(closing: bytes, text: bytes) -> int:
    end = text.find(closing)
    return end + len(closing) if end >= 0 else -1
