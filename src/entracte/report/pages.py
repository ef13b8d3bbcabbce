"""What all pages for people have in common: how templates are read, how numbers and unseen characters are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from entracte.report.flagged import why_flagged
from entracte.report.printable import SEEN_LINES, printable, shortened

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def template(name: str) -> Template:
    """The template of a page by its path in this folder; a name it does not know is an error, not a blank."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("entracte.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= FILTERS
    return environment.get_template(name)


def number(count: int | None) -> str:
    """A count in groups of three digits that stay on one line; none is left empty."""
    return "" if count is None else f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def percent(share: float) -> str:
    """A share as people read it; what is not all is never said to be."""
    if 0.999 <= share < 1:
        return "> 99.9 %"
    return "100 %" if share == 1 else "0 %" if share == 0 else "< 0.1 %" if share < 0.001 else f"{share * 100:.1f} %"


def visible(text: str) -> str:
    """Text in which what cannot be seen is."""
    return printable(text, SEEN_LINES)


def short(text: str, most: int = 120) -> str:
    """The beginning of a text in which what cannot be seen is."""
    return visible(shortened(text, most))


def shown(value: str | None) -> str:
    """A value of a row; of none and of blanks, the word."""
    if value is None or not value.strip():
        return "(none)" if value is None else "(blank)"
    return visible(value)


def edged(text: str) -> str:
    """Text whose blanks at the edges can be seen, as steps that trim need it."""
    inner = text.strip(" ")
    if not inner:
        return "␣" * len(text)
    before, after = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))
    return "␣" * before + visible(inner) + "␣" * after


def why(step: Mapping[str, Any]) -> str:
    """Why a step of a protocol is flagged."""
    return why_flagged(step, number)


FILTERS: Mapping[str, Callable[..., str]] = {
    "why_flagged": why,
    "number": number,
    "percent": percent,
    "visible": visible,
    "short": short,
    "shown": shown,
    "edged": edged,
}
