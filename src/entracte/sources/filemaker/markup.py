"""XML as FileMaker really exports it, made fit for a strict parser without losing a character.

FileMaker writes characters that XML forbids (vertical tabs, and their references) and some programs write bare
ampersands. Forbidden characters travel through the parser as characters of plane 16 that nobody uses and are put back
in the values. Because every reference but the five of XML itself is taken as text, no entity can ever be expanded.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from entracte.faults import Fault
from entracte.sources.limits import MAX_LINE

_CHUNK = 1024 * 1024
_ROOT = re.compile(r"<(FMPXMLRESULT|FMPDSORESULT)[\s>]")
_ROW_START = re.compile(r"<ROW(?=[\s/>])")
_DECLARED = re.compile(r"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_REFERENCE = re.compile(r"&(?:#(\d{1,7}|x[0-9A-Fa-f]{1,6});|(?!(?:amp|lt|gt|quot|apos);))")
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_CARRIED = 0x10FF00
_FORBIDDEN = [code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)] + [0xFFFE, 0xFFFF]
_CARRY = {code: chr(_CARRIED + (code & 0xFF)) for code in _FORBIDDEN}
_RESTORE = {ord(carrier): chr(code) for code, carrier in _CARRY.items()}
_CARRIED_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CARRIERS = re.compile("[\U0010ff00-\U0010ffff]")


def is_filemaker_xml(head: bytes) -> bool:
    """Whether the start of a file shows an XML document whose root is one of FileMaker's."""
    return _ROOT.search(_start_of(head)) is not None


def root_of(head: bytes) -> str:
    """The name of the root element; empty where it is none of FileMaker's."""
    found = _ROOT.search(_start_of(head))
    return found[1] if found else ""


def encoding_of(head: bytes) -> str:
    """The encoding: by its mark, else as declared, else UTF-8."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    if head[:4] == b"<\0?\0":
        return "utf-16-le"
    if head[:4] == b"\0<\0?":
        return "utf-16-be"
    declared = _DECLARED.search(head[:200].decode("latin-1"))
    try:
        return codecs.lookup(declared[1]).name if declared else "utf-8"
    except LookupError:
        return "utf-8"


def _start_of(head: bytes) -> str:
    return head.decode(
        encoding_of(head) if head[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<") else "latin-1", "replace"
    )


def rows_of(path: Path) -> Iterator[str]:
    """The document in pieces: first all before the first `<ROW`, then one piece per row, the last with what follows it.

    A piece never grows beyond `limits.MAX_LINE` characters: what is longer comes cut.
    """
    held = ""
    for text in _texts(path):
        held += text
        start = 0
        for found in _ROW_START.finditer(held, 1):
            yield held[start : found.start()]
            start = found.start()
        held = held[start:]
        if len(held) > MAX_LINE:
            yield held[:MAX_LINE]
            held = ""
    yield held


def _texts(path: Path) -> Iterator[str]:
    with path.open("rb") as stream:
        head = stream.read(1024)
        stream.seek(0)
        decoder = codecs.getincrementaldecoder(encoding_of(head))("replace")
        is_first = True
        while chunk := stream.read(_CHUNK):
            text = decoder.decode(chunk)
            yield _DECLARATION.sub("", text) if is_first else text
            is_first = False
        yield decoder.decode(b"", True)


def mended(piece: str) -> str:
    """A piece of the document that a strict parser takes."""
    if "&" in piece:
        if "<![CDATA[" in piece:
            parts = _CDATA.split(piece)
            piece = "".join(
                part if part.startswith("<![CDATA[") else _REFERENCE.sub(_reference, part) for part in parts
            )
        else:
            piece = _REFERENCE.sub(_reference, piece)
    return piece.translate(_CARRY) if _CARRIED_TEXT.search(piece) else piece


def _reference(found: re.Match[str]) -> str:
    number = found[1]
    if number is None:
        return "&amp;"
    code = int(number[1:], 16) if number.startswith("x") else int(number)
    if code in _CARRY:
        return _CARRY[code]
    is_character = code < 0xD800 or 0xDFFF < code <= 0x10FFFF
    return found[0] if is_character else "&amp;" + found[0][1:]


def restored(text: str) -> str:
    """A value with the characters that XML forbids put back."""
    return text.translate(_RESTORE) if _CARRIERS.search(text) else text


def strict_parser(path: Path) -> expat.XMLParserType:
    """A parser without entities: it raises the fault `hostile-xml` where a document declares one."""

    def refuse(*_: object) -> int:
        raise Fault(
            "hostile-xml",
            f"{path} declares XML entities, which FileMaker never does. It was not read.",
            hint="Ask the customer to export it anew from FileMaker.",
        )

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 64 * 1024
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser
