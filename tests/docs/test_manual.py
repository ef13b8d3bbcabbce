"""The manual: generated pages are those the code would write, and no link leads nowhere."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "decisions" not in path.parts)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def generated() -> dict[str, str]:
    pages: dict[str, str] = runpy.run_path(str(DOCS / "generate.py"))["pages"]()
    return pages


def test_the_generated_pages_are_up_to_date() -> None:
    reference = DOCS / "reference"
    written = {
        path.relative_to(reference).as_posix(): path.read_text(encoding="utf-8") for path in reference.rglob("*.md")
    }
    stale = {name for name in written.keys() | generated().keys() if written.get(name) != generated().get(name)}
    assert not stale, "run: python docs/generate.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_the_glossary_is_in_order_and_tells_every_outcome() -> None:
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^\| \*\*(.+?)\*\* \|", text, re.MULTILINE)
    assert len(terms) == len(set(terms))
    assert {"delivery", "environment", "finding", "fault", "outcome", "directive", "relay", "structure"} <= set(terms)
    for outcome in ("file-refused", "row-rejected", "field-dropped", "value-changed"):
        assert outcome in text


def test_every_page_of_the_reference_can_be_reached() -> None:
    index = (DOCS / "reference/formats/index.md").read_text(encoding="utf-8")
    formats = {path.name for path in (DOCS / "reference/formats").glob("*.md")} - {"index.md"}
    assert formats == set(LINK.findall(index))
