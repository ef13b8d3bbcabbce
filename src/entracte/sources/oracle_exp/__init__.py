"""Oracle: dumps of the legacy `exp` tool read through oradmp; Data Pump dumps (`expdp`) recognised and refused."""

from __future__ import annotations

from pathlib import Path

from entracte.sources.options import SourceOptions
from entracte.sources.reading import SourceReader

_EXP = b"EXPORT:V"
_PLATFORMS = (b"/Linux", b"/WIN_NT", b"Solaris", b"AIX", b"HP-UX", b"HPUX", b"OpenVMS", b"Apple")


def recognise(path: Path, head: bytes) -> bool:
    """Whether the first bytes of a file (4,096 are best) show an Oracle dump of either kind."""
    del path
    return is_exp(head) or is_data_pump(head)


def is_exp(head: bytes) -> bool:
    """Whether a file starts as `exp` writes it: a mark of three bytes, then `EXPORT:V` and the version."""
    return _EXP in head[:16]


def is_data_pump(head: bytes) -> bool:
    """Whether a file starts as `expdp` writes it: version, then within a binary block the job and the platform."""
    is_binary = len(head) > 64 and 0 < head[0] < 16 and head[1] < 16 and b"\0\0" in head[:512]
    return is_binary and (
        b"SYS_EXPORT_" in head or b"SYS_SQL_FILE_" in head or any(each in head for each in _PLATFORMS)
    )


def open_reader(path: Path, scratch: Path, options: SourceOptions | None = None) -> SourceReader:
    """A reader of the dump's tables; `options.encoding` is not asked, since the dump states its character set.

    `scratch` may take a copy of the file, with one byte changed that oradmp does not accept. Raises the faults
    `oracle-data-pump` (an `expdp` dump: asks for `exp`, scripts or CSV) and `damaged-oracle-dump`.
    """
    del options
    from entracte.sources.oracle_exp.reader import ExpReader, refuse_data_pump

    refuse_data_pump(path)
    return ExpReader(path, scratch)
