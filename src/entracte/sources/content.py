"""What a file is, told by its content; names and extensions lie."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path

from entracte.faults import Fault


class Content(StrEnum):
    """The kinds of file that can be read."""

    TEXT = "text"
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EXCEL = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_OTHERS = {
    b"%PDF-": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file (gzip)",
    b"BZh": "a compressed file (bzip2)",
    b"\xfd7zXZ": "a compressed file (xz)",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "an SQLite database",
    b"{\\rtf": "a text document (RTF)",
}
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<workbook", b"<div", b"<style")


def content_of(path: Path) -> Content:
    """The kind of a readable file.

    Raises the fault `unsupported-content` for what is neither text nor a workbook, saying what it seems to be: a web
    page or an archive named `.xls`, a document, a picture.
    """
    with path.open("rb") as stream:
        start = stream.read(1024)
    if start.startswith(b"PK\x03\x04") or start.startswith(b"PK\x05\x06"):
        return _of_archive(path)
    if start.startswith(OLE) or (start[:2] in _OLD_EXCEL and start[3:4] == b"\x00"):
        return Content.XLS
    for magic, kind in _OTHERS.items():
        if start.startswith(magic):
            raise _unsupported(path, kind)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise _unsupported(path, "a web page or an XML file, which Excel only shows as if it were a workbook")
    return Content.TEXT


def _of_archive(path: Path) -> Content:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Fault(
            "damaged-workbook",
            f"{path} is damaged: {error}.",
            hint="Open it in Excel, save it anew and deliver that.",
        ) from error
    if "xl/workbook.bin" in names:
        return Content.XLSB
    if any(name.startswith("xl/") for name in names) or ("[Content_Types].xml" in names and "_rels/.rels" in names):
        if any(name.startswith(("word/", "ppt/")) for name in names):
            raise _unsupported(path, "a text document or a presentation")
        return Content.XLSX
    if "content.xml" in names:
        return Content.ODS
    raise _unsupported(path, "a ZIP archive without a workbook in it")


def _unsupported(path: Path, kind: str) -> Fault:
    return Fault(
        "unsupported-content",
        f"{path} is {kind}.",
        hint="Deliver a workbook (.xlsx) or a CSV file; from Excel, use Save as.",
    )
