"""FileMaker: `.fmp12`, `.fp7`, `.fp5` and `.fp3` files read natively, and the XML that FileMaker exports.

The native formats are not published. What is known of them comes from the public notes of fmptools and fp5dump and
from real files; every reader here stops at what it does not understand and reports it, it never guesses.
"""

from __future__ import annotations

from pathlib import Path

from entracte.sources.options import SourceOptions
from entracte.sources.reading import SourceReader

MAGIC = b"\x00\x01\x00\x00\x00\x02\x00\x01\x00\x05\x00\x02\x00\x02\xc0"
"""The first bytes of every native file."""


def recognise(path: Path, head: bytes) -> bool:
    """Whether the first bytes of a file (1,024 are enough) show a FileMaker file or FileMaker's XML."""
    del path
    if head.startswith(MAGIC):
        return True
    from entracte.sources.filemaker.markup import is_filemaker_xml

    return is_filemaker_xml(head)


def open_reader(path: Path, scratch: Path, options: SourceOptions | None = None) -> SourceReader:
    """A reader of the file's tables; `options.encoding` names the encoding of a `.fp3` or `.fp5` file.

    Raises the faults `damaged-filemaker` and `encrypted-filemaker` when nothing can be read.
    """
    del scratch
    options = options or SourceOptions()
    with path.open("rb") as stream:
        native = stream.read(len(MAGIC)) == MAGIC
    if native:
        from entracte.sources.filemaker.native import NativeReader

        return NativeReader(path, options)
    from entracte.sources.filemaker.xml import XmlReader

    return XmlReader(path)
