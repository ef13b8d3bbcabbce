"""Files that operating systems and programs leave behind: never data, so they are left out and said."""

from __future__ import annotations

from pathlib import PurePosixPath

_NAMES = {
    ".ds_store": "the Macintosh's view of a folder",
    "thumbs.db": "Windows' pictures of a folder",
    "ehthumbs.db": "Windows' pictures of a folder",
    "desktop.ini": "Windows' view of a folder",
    "icon\r": "the Macintosh's icon of a folder",
}
_STARTS = {
    "._": "the Macintosh's second half of a file",
    "~$": "the mark of a document that was open in Office",
    ".~lock.": "the mark of a document that was open in LibreOffice",
}
_FOLDERS = {"__macosx": "the Macintosh's second halves of files", "$recycle.bin": "Windows' waste paper"}


def why_junk(name: str) -> str | None:
    """What a file of a delivery is if it is junk by its name (path with `/`); None if it may be data."""
    parts = [part.lower() for part in PurePosixPath(name).parts]
    for part in parts[:-1]:
        if part in _FOLDERS:
            return _FOLDERS[part]
    last = parts[-1] if parts else ""
    if last in _NAMES:
        return _NAMES[last]
    for start, reason in _STARTS.items():
        if last.startswith(start):
            return reason
    if any(part.startswith(".") for part in parts):
        return "a hidden file"
    return None
