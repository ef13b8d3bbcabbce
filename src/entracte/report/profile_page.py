"""The page of an inspection: one file, printable, without script and without anything from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.report import pages, presets
from entracte.report.how_read import how_read
from entracte.report.profile_graph import drawn

_STANDING_OUT = 60
_FREQUENT = 6


def profile_page(document: Mapping[str, Any]) -> str:
    """The page of what `inspect --json` says; the same document gives the same page.

    Charts are SVG made by the template: a chart of Altair takes 0.3 s, and a delivery has hundreds of columns.
    """
    return pages.template("profile_page.html").render(
        document=document,
        graph=drawn(document["tables"], document["relations"]),
        warnings=_warnings(document),
        old_system=_old_system(document),
        how_read=how_read,
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
