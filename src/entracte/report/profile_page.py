"""The page of an inspection: one file, printable, without script and without anything from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from entracte.report import presets
from entracte.report.profile_graph import drawn

if TYPE_CHECKING:
    from jinja2 import Template

_STANDING_OUT = 60
_FREQUENT = 6


def profile_page(document: Mapping[str, Any]) -> str:
    """The page of what `inspect --json` says; the same document gives the same page.

    Charts are SVG made by the template: a chart of Altair takes 0.3 s, and a delivery has hundreds of columns.
    """
    return _template().render(
        document=document,
        graph=drawn(document["tables"], document["relations"]),
        warnings=_warnings(document),
        old_system=_old_system(document),
        most_shown=_STANDING_OUT,
        most_frequent=_FREQUENT,
    )


def _warnings(document: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What needs a decision or a cleaning: table, column and what."""
    return [
        (table["name"], column["name"], remark["text"])
        for table in document["tables"]
        for column in table["columns"]
        for remark in column["remarks"]
        if remark["warning"]
    ]


def _old_system(document: Mapping[str, Any]) -> dict[str, object]:
    """Which kind of system the delivery looks like."""
    found = document["presets"]
    return {"opening": presets.opening(found), "notes": presets.notes(found), "roles": presets.roles(found)}


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
    environment.filters |= {"number": _number, "percent": _percent, "visible": _visible}
    return environment.get_template("profile_page.html")


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _percent(share: float) -> str:
    """A share as people read it; what is not all is never said to be."""
    if 0.999 <= share < 1:
        return "> 99.9 %"
    return "100 %" if share == 1 else "0 %" if share == 0 else "< 0.1 %" if share < 0.001 else f"{share * 100:.1f} %"


def _visible(text: str) -> str:
    """Text in which what cannot be seen is."""
    return "".join(each if each.isprintable() else "␤" if each == "\n" else "�" for each in text)
