"""The proposal as one page: printable, without script, without anything from elsewhere."""

from __future__ import annotations

from typing import Any

from entracte.report import pages
from entracte.report.proposal import words as told

_VALUES = 12
"""Values of a crosswalk that the page shows; the workbook has all that were listed."""


def proposal_page(document: dict[str, Any], language: str, workbook: str = "") -> str:
    """The page of a proposal in a language; `workbook` is the name of the file with all figures."""
    words = told.Words(language)
    return pages.template("proposal/page.html").render(
        document=document,
        words=words,
        summary=told.summary(document, words, workbook),
        warnings=told.warnings(document, words),
        system=told.system(document, words),
        sums=told.sums(document, words),
        assumptions=[words(f"sentence.{each}") for each in told.ASSUMPTIONS],
        shown_values=_VALUES,
    )
