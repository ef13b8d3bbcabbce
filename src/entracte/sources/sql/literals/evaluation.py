"""Reads one literal expression: strings of all engines, casts, concatenations and the functions of `functions`."""

from __future__ import annotations

import re

from entracte.sources.sql.dialect import Dialect
from entracte.sources.sql.encoding import original_bytes
from entracte.sources.sql.escapes import Style, unescaped
from entracte.sources.sql.grammar import Grammar, comment_end, unquoted
from entracte.sources.sql.literals.functions import call, joined, unistr
from entracte.sources.sql.literals.sqlserver_dates import binary_date
from entracte.sources.sql.literals.values import NULL, Kind, Unreadable, Value

_NUMBER = re.compile(rb"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])")
_HEXADECIMAL = re.compile(rb"0[xX]([0-9A-Fa-f]*)(?!\w)")
_BLANK = re.compile(rb"\s*")
_TYPE = re.compile(rb"[\w.\" \[\]]+(?:\([^()]*\))?[\w \[\]]*")
_DEEPEST = 40
_TEMPORAL = {"DATE", "TIME", "TIMESTAMP", "DATETIME"}
TEXTS = frozenset({"string", "escaped", "alternative", "dollars", "quoted"})
"""The kinds of token that are a text."""
_WORDS = {"TRUE", "FALSE", "INFINITY", "NAN"}


def evaluate(cell: bytes, grammar: Grammar) -> bytes | None:
    """The text that a literal stands for, null for NULL and DEFAULT; raises `Unreadable` for anything else."""
    reader = _Reader(cell, grammar)
    value = reader.expression(0)
    reader.blank()
    if reader.position < len(cell):
        raise Unreadable("more than a literal")
    return value.result


class _Reader:
    """Recursive descent over the bytes of one cell."""

    def __init__(self, text: bytes, grammar: Grammar) -> None:
        self.text = text
        self.grammar = grammar
        self.position = 0

    def blank(self) -> None:
        """Pass over spaces and comments."""
        while True:
            self.position = _BLANK.match(self.text, self.position).end()  # type: ignore[union-attr]
            if self.text.startswith(b"/*", self.position):
                end = comment_end(self.text, self.position, nests=self.grammar.nests_comments)
                self.position = end if end > 0 else len(self.text)
            elif self.text.startswith(b"--", self.position):
                end = self.text.find(b"\n", self.position)
                self.position = end if end > 0 else len(self.text)
            else:
                return

    def takes(self, mark: bytes) -> bool:
        """Pass over a mark if it comes next."""
        self.blank()
        if self.text.startswith(mark, self.position):
            self.position += len(mark)
            return True
        return False

    def expression(self, depth: int) -> Value:
        """Terms put together."""
        if depth > _DEEPEST:
            raise Unreadable("nested too deeply")
        values = [self.term(depth)]
        added = False
        while True:
            if self.takes(b"||"):
                values.append(self.term(depth))
            elif self.takes(b"+"):
                added = True
                values.append(self.term(depth))
            else:
                break
        if added and all(value.kind in {Kind.NUMBER, Kind.NULL} for value in values):
            raise Unreadable("a calculation")
        return joined(values) if len(values) > 1 else values[0]

    def term(self, depth: int) -> Value:
        """A signed value and the casts after it."""
        self.blank()
        sign = self.text[self.position : self.position + 1]
        if sign in {b"-", b"+"}:
            self.position += 1
            value = self.term(depth + 1) if depth < _DEEPEST else NULL
            if value.kind is not Kind.NUMBER or value.text.startswith((b"-", b"+")):
                raise Unreadable("a sign before what is no number")
            return Value(Kind.NUMBER, (sign if sign == b"-" else b"") + value.text)
        value = self.primary(depth)
        while True:
            if self.takes(b"::") or self.follows(b"COLLATE"):
                self.type_name()
            else:
                return value

    def primary(self, depth: int) -> Value:
        """A string, a number, a word, a function or an expression in parentheses."""
        if self.takes(b"("):
            value = self.expression(depth + 1)
            if not self.takes(b")"):
                raise Unreadable("a parenthesis is missing")
            return value
        if match := _HEXADECIMAL.match(self.text, self.position):
            self.position = match.end()
            return Value(Kind.BINARY, match.group(1).upper())
        if match := _NUMBER.match(self.text, self.position):
            self.position = match.end()
            return Value(Kind.NUMBER, match.group())
        kind, token = self.token()
        if kind == "word":
            return self.word(token, depth)
        if kind in TEXTS:
            return self.strings(Value(Kind.TEXT, text_of(kind, token, self.grammar)))
        raise Unreadable(f"{token.decode('utf-8', 'replace')!r} is not the start of a value" if token else "empty")

    def token(self, *kinds: str) -> tuple[str, bytes]:
        """Pass over the next token, if it is of one of the kinds (of any, if none is named): its kind and text."""
        self.blank()
        token = self.grammar.token_at(self.text, self.position)
        if token is None or (kinds and token.kind not in kinds):
            return "", b""
        self.position = token.end
        return token.kind, self.text[token.start : token.end]

    def strings(self, first: Value) -> Value:
        """Strings that stand side by side are one."""
        values = [first]
        while token := self.token("string")[1]:
            values.append(Value(Kind.TEXT, text_of("string", token, self.grammar)))
        return joined(values) if len(values) > 1 else first

    def word(self, word: bytes, depth: int) -> Value:
        """What a word introduces."""
        name = word.decode("utf-8", "replace").upper()
        if name in {"NULL", "DEFAULT"}:
            return NULL
        if name in _WORDS:
            return Value(Kind.WORD, word)
        if self.text.startswith((b"'", b"&'"), self.position) or name.startswith("_") or name in _TEMPORAL:
            return self.introduced(name)
        while self.takes(b"."):
            part = self.token("word")[1]
            if not part:
                raise Unreadable("a name is not a value")
            name += "." + part.decode("utf-8", "replace").upper()
        if not self.takes(b"("):
            raise Unreadable(f"{name} is not a value")
        return self.function(name, depth)

    def introduced(self, name: str) -> Value:
        """A string after N, X, B, a temporal type or the name of a character set."""
        if name == "U" and self.takes(b"&"):
            return unistr([self.string()])
        if name in _TEMPORAL and self.takes(b"("):
            return self.function(name, 0)
        if name.startswith("_"):
            return self.in_character_set(name[1:].lower())
        value = self.string()
        if name in {"X", "GX", "BX"}:
            return call("HEXTORAW", [value])
        if name in _TEMPORAL | {"N", "B", "G", "L"}:
            return value
        raise Unreadable(f"{name} before a text is not known")

    def in_character_set(self, character_set: str) -> Value:
        """`_utf8mb4'..'`, `_binary '..'`, `_utf8 0x..`: bytes and the character set that they are in."""
        self.blank()
        if match := _HEXADECIMAL.match(self.text, self.position):
            self.position = match.end()
            value = Value(Kind.BINARY, match.group(1).upper())
        elif word := self.token("word")[1]:
            value = self.introduced(word.decode("utf-8", "replace").upper())
        else:
            value = self.string()
        if character_set == "binary":
            if value.kind is Kind.BINARY:
                return value
            return Value(Kind.BINARY, original_bytes(value.text, self.grammar.codec).hex().upper().encode())
        if value.kind is not Kind.BINARY:
            return value
        codec = {"latin1": "cp1252", "ucs2": "utf-16-be", "utf16": "utf-16-be"}.get(character_set, "utf-8")
        return Value(Kind.TEXT, bytes.fromhex(value.text.decode()).decode(codec, "replace").encode())

    def string(self) -> Value:
        """A string and nothing else."""
        kind, token = self.token("string", "escaped")
        if not token:
            raise Unreadable("a text is missing")
        return self.strings(Value(Kind.TEXT, text_of(kind, token, self.grammar)))

    def function(self, name: str, depth: int) -> Value:
        """A function's arguments, up to its closing parenthesis."""
        if name == "CONVERT" and self.grammar.dialect in {Dialect.SQLSERVER, Dialect.OTHER}:
            kind = self.type_name()
            if self.takes(b","):
                return self.converted(self.arguments(depth)[0], kind)
            raise Unreadable("CONVERT() of what is no literal")
        if self.takes(b")"):
            return call(name, [])
        first = self.expression(depth + 1)
        if name in {"CAST", "TRY_CAST"} and self.follows(b"AS"):
            kind = self.type_name()
            self.closing()
            return self.converted(first, kind)
        if name == "CONVERT" or self.follows(b"USING"):
            self.takes(b",")
            self.follows(b"USING")
            self.type_name()
            self.closing()
            return first if name in {"CONVERT"} else call(name, [first])
        if self.takes(b","):
            return call(name, [first, *self.arguments(depth)])
        self.closing()
        return call(name, [first])

    def arguments(self, depth: int) -> list[Value]:
        """Values separated by commas, up to the closing parenthesis."""
        values = [self.expression(depth + 1)]
        while self.takes(b","):
            values.append(self.expression(depth + 1))
        self.closing()
        return values

    def closing(self) -> None:
        """Pass over the closing parenthesis."""
        if not self.takes(b")"):
            raise Unreadable("more than a literal")

    def follows(self, word: bytes) -> bool:
        """Pass over a word if it comes next."""
        self.blank()
        end = self.position + len(word)
        if self.text[self.position : end].upper() == word and not self.text[end : end + 1].isalnum():
            self.position = end
            return True
        return False

    def type_name(self) -> str:
        """The name of a type, without its size."""
        self.blank()
        match = _TYPE.match(self.text, self.position)
        if match is None:
            raise Unreadable("a type is missing")
        self.position = match.end()
        return unquoted(match.group().split(b"(")[0].strip()).lower()

    def converted(self, value: Value, kind: str) -> Value:
        """A cast changes nothing but the binary dates of SQL Server."""
        if value.kind is Kind.BINARY and (date := binary_date(value.text.decode(), kind)):
            return Value(Kind.TEXT, date.encode())
        return value


def text_of(kind: str, token: bytes, grammar: Grammar) -> bytes:
    """The text within the quotes of a token."""
    if kind == "escaped":
        return unescaped(token[2:-1], Style.POSTGRESQL)
    if kind == "alternative":
        return token[token.index(b"'") + 2 : -2]
    if kind == "dollars":
        tag = token.index(b"$", 1) + 1
        return token[tag:-tag]
    style = style_of(grammar)
    if kind == "quoted":  # a text in double quotes (MySQL, SQLite, SQL Server once); other quotes are of names
        if token[:1] != b'"':
            raise Unreadable("a name is not a value")
        text = token[1:-1].replace(b'""', b'"')
        return unescaped(text.replace(b"''", b"''''"), style) if grammar.backslash else text
    return unescaped(token[1:-1], style)


def style_of(grammar: Grammar) -> Style:
    """How plain strings are escaped."""
    if not grammar.backslash:
        return Style.DOUBLED
    return Style.POSTGRESQL if grammar.dialect is Dialect.POSTGRESQL else Style.MYSQL
