"""The words of the demonstration: names and towns from `words.toml`, rows worth seeing from `remarkable.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

Row = dict[str, Any]
"""One row of a file: values by the code of their field. Dates and numbers become typed cells of a workbook."""


@cache
def read_words(name: str) -> dict[str, Any]:
    """The content of one of the package's TOML files, by its stem; not to be changed."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))


def remarkable_rows(file: str) -> list[Row]:
    """The rows of one file that were written by hand, in order.

    Fields are in capitals; `why` says what the row shows, `expect` lists the findings it gets, and `line` stands
    instead of fields where the text of the line matters.
    """
    rows: list[Row] = read_words("remarkable")[file]
    return rows


def spread(rows: list[Row], among: list[Row]) -> list[Row]:
    """Put rows among others at even distances; both keep their order."""
    step = len(among) // (len(rows) + 1)
    mixed: list[Row] = []
    for place, row in enumerate(rows):
        mixed += [*among[place * step : (place + 1) * step], row]
    return mixed + among[len(rows) * step :]
