"""The page of a comparison: one file, printable, without script and without anything from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from entracte.report.compare_terminal import how_compared

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_STYLED_LIKE = "profile_page.html"
_WORTH_A_ROW = frozenset({"renamed", "retyped", "new", "gone"})


def compare_page(document: Mapping[str, Any]) -> str:
    """The page of what `compare --json` says; the same document gives the same page."""
    return _template().render(document=document, how=how_compared, told=_WORTH_A_ROW)


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("entracte.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": _number, "percent": _percent, "visible": _visible, "shown": _shown}
    environment.globals["style"] = _style(environment)
    return environment.get_template("compare_page.html")


def _style(environment: Environment) -> str:
    """The style of the page of an inspection, so that both look alike."""
    from markupsafe import Markup

    assert environment.loader is not None
    source, *_ = environment.loader.get_source(environment, _STYLED_LIKE)
    return Markup(source.partition("<style>")[2].partition("</style>")[0])  # noqa: S704 - our own file


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _percent(share: float) -> str:
    """A share as people read it; what is not all is never said to be."""
    if 0.999 <= share < 1:
        return "> 99.9 %"
    return "100 %" if share == 1 else "0 %" if share == 0 else "< 0.1 %" if share < 0.001 else f"{share * 100:.1f} %"


def _shown(value: str | None) -> str:
    """A value of a row; of none and of blanks, the word."""
    if value is None or not value.strip():
        return "(none)" if value is None else "(blank)"
    return _visible(value)


def _visible(text: str) -> str:
    """Text in which what cannot be seen is."""
    return "".join(each if each.isprintable() else "␤" if each == "\n" else "�" for each in text)
