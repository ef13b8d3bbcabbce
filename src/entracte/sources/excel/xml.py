"""Parts of a workbook as events, in blocks: no document in memory, no entities, no document types."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any
from xml.parsers import expat

BLOCK = 256 * 1024

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class ForbiddenXml(Exception):  # noqa: N818 - it is a fact about the document, and becomes a fault
    """The part declares a document type, which no workbook does and which may hide an attack."""


def event_parser(start: Start, end: End | None = None, text: Text | None = None) -> Any:
    """A parser that calls the handlers; what they are told comes without the prefix of the root's namespace.

    It raises `ForbiddenXml` and `expat.ExpatError`.
    """
    handlers = _parser()

    def first(name: str, attributes: dict[str, str]) -> None:
        prefix = name[: name.rfind(":") + 1]
        starting, ending = _stripped(prefix, start, end) if prefix else (start, end)
        handlers.StartElementHandler, handlers.EndElementHandler = starting, ending
        starting(name, attributes)

    handlers.StartElementHandler = first
    handlers.CharacterDataHandler = text
    return handlers


def namespaced_parser(start: Start, end: End, text: Text | None = None) -> Any:
    """As `event_parser`; names come as their namespace, a blank, and the name in it."""
    handlers = _parser(" ")
    handlers.StartElementHandler, handlers.EndElementHandler, handlers.CharacterDataHandler = start, end, text
    return handlers


def read_part(stream: IO[bytes], start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Call the handlers for a whole part, in blocks."""
    read_part_with(event_parser(start, end, text), stream)


def read_part_with(parser: Any, stream: IO[bytes]) -> None:
    """Have a parser read a whole part, in blocks."""
    while block := stream.read(BLOCK):
        parser.Parse(block, False)
    parser.Parse(b"", True)


def _parser(namespace_separator: str | None = None) -> Any:
    """A parser of no document types; `Any` as the stubs tell the handlers' types wrongly."""
    parser: Any = expat.ParserCreate(namespace_separator=namespace_separator)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _forbid
    return parser


def _stripped(prefix: str, start: Start, end: End | None) -> tuple[Start, End | None]:
    """The handlers for a document that writes every name with the same prefix, as some programs do."""
    length = len(prefix)

    def stripped_start(name: str, attributes: dict[str, str]) -> None:
        start(name[length:] if name.startswith(prefix) else name, attributes)

    def stripped_end(name: str) -> None:
        if end is not None:
            end(name[length:] if name.startswith(prefix) else name)

    return stripped_start, stripped_end


def _forbid(*_: object) -> None:
    raise ForbiddenXml("it declares a document type")
