"""How a table was read, in words: what was detected is always shown (D2), so that a person can overrule it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NAMES = {"\t": "tab", " ": "blank"}


def how_read(table: Mapping[str, Any]) -> str:
    """The kind of source, encoding, separator, titles and whatever else the reader noted, of a table of `inspect`."""
    told = [table["source"]]
    if "encoding" in table:
        told.append(f"encoding {table['encoding']}")
    if "separator" in table:
        separator = table["separator"]
        told.append(f"separator {_NAMES.get(separator) or _quoted(separator)}")
    if "header" in table:
        told.append(f"titles in row {table['header']}" if table["header"] else "no titles")
    if "preamble" in table:
        above = len(table["preamble"])
        told.append(f"{above} line{'s' * (above != 1)} above them left out")
    told += [f"{name} {_NAMES.get(fact, fact)}" for name, fact in table["facts"].items()]
    return "; ".join(told)


def _quoted(separator: str) -> str:
    """A sign among others of a sentence, marked as what is meant."""
    return f'"{separator}"'
