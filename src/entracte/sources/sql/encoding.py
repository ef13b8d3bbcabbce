"""Which encoding a script is in (marks, what it declares, then as a CSV file), and its text as a stream of UTF-8."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from entracte.sources.csv.encoding import FALLBACK, Beginning, declared_encoding, detect_encoding
from entracte.sources.csv.survey import SAMPLE
from entracte.sources.utf8 import is_utf8_file

HEAD = 1024 * 1024
"""Bytes in which declarations and signs of an engine are looked for."""

UTF8 = "utf-8"

_DECLARED = re.compile(
    rb"\bSET\s+(?:SESSION\s+)?(?:NAMES|client_encoding\s*(?:=|TO))\s*['\"]?([\w-]+)|^\\encoding\s+([\w-]+)",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST_DATA = re.compile(rb"^\s*(?:INSERT|REPLACE|COPY)\s", re.IGNORECASE | re.MULTILINE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SERVERS_NAMES = {
    "utf8": UTF8,
    "utf8mb3": UTF8,
    "utf8mb4": UTF8,
    "unicode": UTF8,
    "latin1": "latin-1",
    "latin2": "iso8859-2",
    "latin5": "iso8859-9",
    "latin7": "iso8859-13",
    "latin9": "iso8859-15",
    "latin10": "iso8859-16",
    "macroman": "mac-roman",
    "macce": "mac-latin2",
    "greek": "iso8859-7",
    "hebrew": "iso8859-8",
    "koi8r": "koi8-r",
    "koi8u": "koi8-u",
    "ujis": "euc-jp",
    "eucjpms": "euc-jp",
    "eucjp": "euc-jp",
    "euckr": "euc-kr",
    "sjis": "cp932",
    "gb2312": "gbk",
    "tis620": "tis-620",
}
"""Names of MySQL and PostgreSQL where Python's differ."""

_UTF8_LETTERS = re.compile(rb"[ -~](?:[\xc3-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2})+(?=[ -~])")
_SINGLE_BYTES = re.compile(rb"[ -~][\x80-\xff](?=[ -~])")
_LOOKED_AT = 64 * 1024 * 1024

_UNDEFINED = "entracte.sql.undefined"


def encoding_of(path: Path, declared: str | None = None) -> str:
    """Python's name of a script's encoding. `declared` is one that the user named (a fault if there is none such).

    Byte order mark, then `SET NAMES` or `client_encoding`, then UTF-8 if the whole file is, or its letters are while
    pictures between quotes are not, then UTF-16 by its NUL bytes and the choice among the encodings of Europe that the
    CSV reader makes.
    """
    if declared:
        return declared_encoding(declared).codec
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec
    if told := declared_in(head):
        return told
    is_utf8 = is_utf8_file(path)
    if not is_utf8 and _has_utf8_letters(path):
        return UTF8
    found = detect_encoding(path, Beginning(head[:SAMPLE], is_utf8))
    return found.codec if found else UTF8


def declared_in(head: bytes) -> str | None:
    """The encoding that a script declares before its first data."""
    first = _FIRST_DATA.search(head)
    codec = None
    for match in _DECLARED.finditer(head, 0, first.start() if first else len(head)):
        name = (match.group(1) or match.group(2)).decode("ascii").lower().replace("_", "")
        codec = _codec(name, mysql=b"names" in match.group().lower()) or codec
    return codec


def _has_utf8_letters(path: Path) -> bool:
    """Between ASCII characters stand more letters in UTF-8 than single bytes beyond ASCII."""
    letters = singles = read = 0
    with path.open("rb") as stream:
        while read < _LOOKED_AT and (block := stream.read(HEAD)):
            read += len(block)
            if not block.isascii():
                letters += len(_UTF8_LETTERS.findall(block))
                singles += len(_SINGLE_BYTES.findall(block))
    return letters > singles


def _codec(name: str, *, mysql: bool) -> str | None:
    if name == "latin1" and mysql:
        return FALLBACK  # MySQL's latin1 is Windows' own
    name = _SERVERS_NAMES.get(name, name)
    if windows := re.fullmatch(r"win(\d+)", name):
        name = f"cp{windows[1]}"
    if latin := re.fullmatch(r"iso8859(\d+)", name):
        name = f"iso8859-{latin[1]}"
    try:
        codec = codecs.lookup(name).name
        "a".encode(codec)
    except (LookupError, UnicodeError):
        return None
    return codec


def opened_text(stream: BinaryIO, codec: str) -> Callable[[int], bytes]:
    """A function that reads the next bytes in UTF-8; UTF-8 itself is passed on unchecked (it may hold binaries)."""
    if codec in {UTF8, "ascii"}:
        return stream.read
    if codec == "utf-8-sig":
        stream.read(len(codecs.BOM_UTF8))
        return stream.read
    decoder = codecs.getincrementaldecoder(codec)(_UNDEFINED)

    def read(size: int) -> bytes:
        while block := stream.read(size):
            if text := decoder.decode(block):
                return text.encode("utf-8", "replace")
        return decoder.decode(b"", final=True).encode("utf-8", "replace")

    return read


def original_bytes(text: bytes, codec: str) -> bytes:
    """The bytes that a binary value had in the file before its text became UTF-8."""
    if codec in {UTF8, "ascii", "utf-8-sig"} or codec.startswith("utf-"):
        return text
    return text.decode("utf-8", "surrogateescape").encode(codec, _UNDEFINED)


def _as_control_character(error: UnicodeError) -> tuple[str | bytes, int]:
    """Bytes that an encoding leaves undefined stand for the control character of the same number, and back."""
    if isinstance(error, UnicodeDecodeError):
        wide = error.encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32"))
        undefined = error.object[error.start : error.start + 1]
        return ("\ufffd", error.end) if wide else (undefined.decode("latin-1"), error.start + 1)
    if isinstance(error, UnicodeEncodeError):
        code = ord(error.object[error.start])
        return bytes([code]) if code < 256 else b"?", error.start + 1
    raise error


codecs.register_error(_UNDEFINED, _as_control_character)
