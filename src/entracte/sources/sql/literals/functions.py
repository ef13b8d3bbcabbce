"""The functions that dumps write around literals; each gives what its argument says and runs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyarrow as pa

from entracte.sources.sql.literals.oracle_dates import iso_dates
from entracte.sources.sql.literals.values import NULL, Kind, Unreadable, Value

_SAME = frozenset({
    "TO_CLOB", "TO_NCLOB", "TO_CHAR", "TO_NCHAR", "TO_NUMBER", "TO_BLOB", "XMLTYPE", "XML", "JSON", "CLOB",
    "DBCLOB", "NCLOB", "BLOB", "TO_DSINTERVAL", "TO_YMINTERVAL", "TO_BINARY_DOUBLE", "TO_BINARY_FLOAT",
    "DATE", "TIME", "TIMESTAMP", "DATETIME"
})  # fmt: skip
_UNICODE = re.compile(r"\\(?:\\|u([0-9A-Fa-f]{4})|([0-9A-Fa-f]{4})|\+([0-9A-Fa-f]{6})|U([0-9A-Fa-f]{8}))")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
MAX_TEXT = 64 * 1024 * 1024


def call(name: str, arguments: list[Value]) -> Value:
    """The value of a function of literals; raises `Unreadable` for those of the server (SYSDATE, NEXTVAL ...)."""
    if name in _SAME and len(arguments) in {1, 2}:
        return arguments[0]
    function = _FUNCTIONS.get(name)
    if function is None or (not arguments and name not in _WITHOUT_ARGUMENTS):
        raise Unreadable(f"{name}() is for the server to work out")
    return function(arguments)


def joined(values: list[Value]) -> Value:
    """Values one after the other, as `||`, `+` and CONCAT do; a null counts as nothing, which is Oracle's way."""
    given = [value for value in values if value.kind is not Kind.NULL]
    if not given:
        return NULL
    kinds = {value.kind for value in given}
    if Kind.BINARY in kinds and kinds != {Kind.BINARY}:
        raise Unreadable("a text and a binary value are put together")
    return Value(Kind.BINARY if Kind.BINARY in kinds else Kind.TEXT, b"".join(value.text for value in given))


def _date(arguments: list[Value]) -> Value:
    text = arguments[0]
    if len(arguments) == 1 or text.kind is Kind.NULL:
        return text
    date_format = arguments[1].text.decode("utf-8", "replace")
    read = iso_dates(pa.array([text.text], pa.binary()), date_format)[0].as_py()
    if read is None:
        raise Unreadable(f"not a date in the format {date_format}")
    return Value(Kind.TEXT, read)


def _character(arguments: list[Value]) -> Value:
    """CHR, CHAR, NCHAR: characters by number (MySQL's CHAR takes several)."""
    try:
        return Value(Kind.TEXT, "".join(chr(int(number.text)) for number in arguments).encode("utf-8"))
    except (ValueError, OverflowError, UnicodeError):
        raise Unreadable("no character has this number") from None


def unistr(arguments: list[Value]) -> Value:
    r"""UNISTR and U&'..': `\00e9` (Oracle), `\u00e9` (SQLite), `\+01F600` (PostgreSQL); surrogates are paired."""

    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3] or match[4]
        return "\\" if code is None else chr(int(code, 16))

    try:
        text = _UNICODE.sub(character, arguments[0].text.decode("utf-8", "replace"))
    except (ValueError, OverflowError):
        raise Unreadable("no character has this number") from None
    text = _SURROGATES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return Value(Kind.TEXT, text.encode("utf-8", "replace"))


def _replace(arguments: list[Value]) -> Value:
    if len(arguments) != 3:
        raise Unreadable("REPLACE() needs three values")
    text, old, new = (value.text for value in arguments)
    if len(text) + text.count(old or b"\0") * len(new) > MAX_TEXT:
        raise Unreadable("the value would be larger than any cell")
    return Value(Kind.TEXT, text.replace(old, new) if old else text)


def _hexadecimal(arguments: list[Value]) -> Value:
    digits = arguments[0].text
    if arguments[0].kind is Kind.NULL:
        return NULL
    if re.fullmatch(rb"[0-9A-Fa-f]*", digits) is None:
        raise Unreadable("not hexadecimal digits")
    return Value(Kind.BINARY, digits.upper())


def _raw(arguments: list[Value]) -> Value:
    return NULL if arguments[0].kind is Kind.NULL else Value(Kind.BINARY, arguments[0].text.hex().upper().encode())


_WITHOUT_ARGUMENTS = {"EMPTY_CLOB", "EMPTY_BLOB"}
_FUNCTIONS: dict[str, Callable[[list[Value]], Value]] = {
    "TO_DATE": _date,
    "TO_TIMESTAMP": _date,
    "TO_TIMESTAMP_TZ": _date,
    "CHR": _character,
    "CHAR": _character,
    "NCHAR": _character,
    "UNISTR": unistr,
    "CONCAT": joined,
    "REPLACE": _replace,
    "HEXTORAW": _hexadecimal,
    "UNHEX": _hexadecimal,
    "UTL_RAW.CAST_TO_RAW": _raw,
    "EMPTY_CLOB": lambda arguments: Value(Kind.TEXT),
    "EMPTY_BLOB": lambda arguments: Value(Kind.BINARY),
}
