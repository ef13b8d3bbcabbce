"""The zip archive of a bacpac, with limits on what it may claim."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from entracte.faults import Fault

MAX_MEMBERS = 2_000_000
MAX_MODEL = 1024**3
MAX_RATIO = 400
_SMALL = 64 * 1024**2
_PART = re.compile(r"Data/([^/]+)/([^/]+)\.BCP", re.IGNORECASE)

BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What Python's zip reader raises for archives that are cut, broken, encrypted or packed in unknown ways."""


def is_bacpac(path: Path) -> bool:
    """Whether a zip archive holds the description of a database."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "model.xml" in archive.NameToInfo and "DacMetadata.xml" in archive.NameToInfo
    except BROKEN:
        return False


class Archive:
    """The members of a bacpac; nothing is unpacked but what is asked for, and never more than it claims."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except BROKEN as error:
            raise damaged(path, error) from error
        self._guard(self._zip.infolist())

    def model(self) -> IO[bytes]:
        """The description of the database."""
        info = self._zip.NameToInfo.get("model.xml")
        if info is None:
            raise damaged(self.path, "it holds no model.xml")
        if info.file_size > MAX_MODEL:
            raise damaged(self.path, f"its model.xml claims {info.file_size // 1024**2} MB")
        return self._open(info)

    def parts(self) -> dict[str, list[zipfile.ZipInfo]]:
        """The files of rows by table (`schema.table`), in the order in which SQL Server numbers them."""
        found: dict[str, list[zipfile.ZipInfo]] = {}
        for info in self._zip.infolist():
            part = _PART.fullmatch(info.filename)
            if part:
                found.setdefault(unquote(part[1]), []).append(info)
        for infos in found.values():
            infos.sort(key=lambda info: info.filename)
        return found

    def blocks(self, info: zipfile.ZipInfo, size: int) -> Iterator[bytes]:
        """The bytes of a member in blocks; raises one of `BROKEN` where it is damaged."""
        with self._zip.open(info) as stream:
            while block := stream.read(size):
                yield block

    def stated_rows(self) -> int | None:
        """How many rows the export says it has; None where it does not say."""
        info = self._zip.NameToInfo.get("Origin.xml")
        if info is None or info.file_size > 1024**2:
            return None
        try:
            found = re.search(rb"<TableRowCountTotal(?:Tag)?>(\d{1,18})<", self._zip.read(info))
        except BROKEN:
            return None
        return int(found[1]) if found else None

    def _open(self, info: zipfile.ZipInfo) -> IO[bytes]:
        try:
            return self._zip.open(info)
        except BROKEN as error:
            raise damaged(self.path, error) from error

    def _guard(self, members: list[zipfile.ZipInfo]) -> None:
        dense = [
            each for each in members if each.file_size > _SMALL and each.file_size > MAX_RATIO * each.compress_size
        ]
        unpacked = sum(each.file_size for each in members)
        packed = sum(each.compress_size for each in members)
        if len(members) > MAX_MEMBERS or dense or unpacked > _SMALL + MAX_RATIO * packed:
            raise Fault(
                "zip-bomb",
                f"{self.path} would unpack to {unpacked // 1024**2} MB in {len(members)} parts, which no export of its "
                "size honestly does. It was not opened.",
                hint="Ask the customer for a new export, or for a script of schema and data.",
            )


def damaged(path: Path, why: object) -> Fault:
    """The fault for a bacpac that cannot be read."""
    return Fault(
        "damaged-bacpac",
        f"{path} cannot be read as a bacpac: {why}.",
        hint="Ask the customer to export it again (SQL Server Management Studio: Tasks, Export Data-tier Application), "
        "or for a script of schema and data.",
    )
