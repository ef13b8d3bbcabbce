"""Text of others on a terminal or a page: brackets are no markup, and what cannot be printed steers nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

ON_ONE_LINE: Mapping[str, str] = {"\r": " ", "\n": " "}
WITH_LINES: Mapping[str, str] = {"\n": "\n"}
SEEN_LINES: Mapping[str, str] = {"\n": "␤"}
NO_LINES: Mapping[str, str] = {}


def printable(text: str, shown_as: Mapping[str, str] = ON_ONE_LINE) -> str:
    """The text with `�` for what cannot be printed, unless `shown_as` has something better."""
    return "".join(each if each.isprintable() else shown_as.get(each, "�") for each in text)


def shortened(text: str, most: int = 120) -> str:
    """The beginning of a text that may be a whole letter, or a picture in figures; it ends in `…` where it goes on."""
    return text if len(text) <= most else text[: most - 1] + "…"


def plain(text: str, style: str = "", shown_as: Mapping[str, str] = ON_ONE_LINE) -> Text:
    """The same as a text of the terminal, in which brackets are not markup."""
    from rich.text import Text

    return Text(printable(text, shown_as), style=style)
