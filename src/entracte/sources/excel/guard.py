"""What is looked at before a workbook is opened: it may be encrypted, or far larger than it looks."""

from __future__ import annotations

import zipfile
from pathlib import Path

from entracte.faults import Fault
from entracte.sources.content import Content

MAX_UNPACKED = 4 * 1024**3
MAX_PARTS = 10_000
MAX_RATIO = 250
_SMALL = 50 * 1024**2


def guard(path: Path, content: Content) -> None:
    """Raise `password-protected` or `zip-bomb` for a workbook that must not be opened."""
    if content is Content.XLS:
        _guard_ole(path)
        return
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        _guard_sizes(path, parts)
        if any(part.flag_bits & 1 for part in parts) or (content is Content.ODS and _is_encrypted_ods(archive)):
            raise password_protected(path)


def password_protected(path: Path) -> Fault:
    """The fault for a workbook that opens with a password only."""
    return Fault(
        "password-protected",
        f"{path} is protected by a password.",
        hint="Open it in Excel, remove the password (File, Info, Protect Workbook) and deliver the unprotected copy.",
    )


def damaged(path: Path, why: object) -> Fault:
    """The fault for a workbook that cannot be read."""
    return Fault(
        "damaged-workbook",
        f"{path} cannot be read as a workbook: {why}.",
        hint="Open it in Excel, save it as .xlsx and deliver that.",
    )


def _guard_sizes(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    """Sizes are those the archive states; nothing beyond a stated size is ever unpacked."""
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    too_dense = [
        part for part in parts if part.file_size > _SMALL and part.file_size > MAX_RATIO * max(part.compress_size, 1)
    ]
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or too_dense or unpacked > _SMALL + MAX_RATIO * packed:
        raise Fault(
            "zip-bomb",
            f"{path} would unpack to {unpacked // 1024**2} MB in {len(parts)} parts, "
            "which no workbook of its size honestly does. It was not opened.",
            hint="Save the data as CSV, or as several smaller workbooks.",
        )


def _guard_ole(path: Path) -> None:
    import msoffcrypto

    with path.open("rb") as stream:
        try:
            encrypted = msoffcrypto.OfficeFile(stream).is_encrypted()
        except Exception:  # a library of many formats: whatever it stumbles over, the reader proper will name
            encrypted = False
    if encrypted:
        raise password_protected(path)


def _is_encrypted_ods(archive: zipfile.ZipFile) -> bool:
    try:
        return b"encryption-data" in archive.read("META-INF/manifest.xml")
    except (KeyError, zipfile.BadZipFile, OSError):
        return False
