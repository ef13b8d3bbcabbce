"""The columns of a contact stand in SQL files too: what the plan knows, every statement must write."""

from __future__ import annotations

import re

import pytest

from entracte.institution.statements import statement
from entracte.load.contact.columns import IDENTITY_COLUMNS, TARGET_COLUMNS

PACKAGE = "entracte.load.contact"
MADE_BY = "imported_by"


def words(sql: str) -> list[str]:
    return re.findall(r"[a-z_0-9]+", sql)


@pytest.mark.parametrize("name", ["insert_contacts", "keep_before"])
def test_new_contacts_and_the_journal_hold_every_column(name: str) -> None:
    listed = re.search(r"\(([^()]*)\)\s*SELECT(.*?)\bFROM\b", statement(PACKAGE, name), re.DOTALL)
    assert listed is not None
    into, selected = listed.groups()
    assert [each for each in words(into) if each != "import"] == list(TARGET_COLUMNS)
    bare = re.sub(r"contact\.|changed_contact\.changed_by,|::\w+", "", selected)
    assert words(bare) == list(TARGET_COLUMNS)


@pytest.mark.parametrize("name", ["update_contacts", "undo_updates"])
def test_updates_write_every_column_that_can_change(name: str) -> None:
    sql = statement(PACKAGE, name)
    changing = [column for column in TARGET_COLUMNS if column not in {*IDENTITY_COLUMNS, MADE_BY}]
    listed = re.search(r"SET \(([^()]*)\) = ROW \((.*)\)\s*FROM", sql, re.DOTALL)
    assert listed is not None
    assert words(listed[1]) == changing
    row = re.sub(r"\(undone\.login AND.*?<>\s*undone\.number\)\)", "undone.login", listed[2], flags=re.DOTALL)
    assert re.findall(r"(?:after|undone)\.([a-z_0-9]+)", row) == changing
