"""Named SQL files: one statement, one name."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def statement(package: str, name: str) -> str:
    """The text of `sql/NAME.sql` beside a package's modules."""
    return resources.files(package).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
