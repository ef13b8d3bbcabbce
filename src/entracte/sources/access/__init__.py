"""Microsoft Access: `.mdb` and `.accdb` of Access 97 to 2019 read natively, encrypted ones with their password.

The format is known from the public notes of mdbtools and from Jackcess. Forms, queries, macros and code are never
looked at; linked tables are not in the file and are reported.
"""

from __future__ import annotations

from pathlib import Path

from entracte.sources.options import SourceOptions
from entracte.sources.reading import SourceReader

_MAGIC = (
    b"\x00\x01\x00\x00Standard Jet DB\x00",
    b"\x00\x01\x00\x00Standard ACE DB\x00",
    b"\x00\x01\x00\x00MSISAM Database",
)


def recognise(path: Path, head: bytes) -> bool:
    """Whether the first bytes of a file show an Access database."""
    del path
    return head.startswith(_MAGIC)


def open_reader(path: Path, scratch: Path, options: SourceOptions | None = None) -> SourceReader:
    """A reader of the file's tables; an encrypted file takes its password from the options or the environment.

    Raises the faults `damaged-access`, `password-needed`, `wrong-password` and `unsupported-encryption`.
    """
    del scratch
    from entracte.sources.access.reader import AccessReader

    return AccessReader(path, options or SourceOptions())
