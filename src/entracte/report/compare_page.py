"""The page of a comparison: one file, printable, without script and without anything from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.report import pages
from entracte.report.compare_terminal import how_compared

_WORTH_A_ROW = frozenset({"renamed", "retyped", "new", "gone"})


def compare_page(document: Mapping[str, Any]) -> str:
    """The page of what `compare --json` says; the same document gives the same page."""
    return pages.template("compare_page.html").render(document=document, how=how_compared, told=_WORTH_A_ROW)
