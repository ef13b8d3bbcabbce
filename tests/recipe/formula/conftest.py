"""Fixtures: one engine a module, since tables are made in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from entracte.recipe.cells import ColumnType, Kind
from tests.recipe.formula.running import Sheet

TEXT = ColumnType()
NUMBER = ColumnType(Kind.NUMBER)


@pytest.fixture(scope="session")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sheet]:
    """Clients with titles and orders."""
    folder: Path = tmp_path_factory.mktemp("formulas")
    found = Sheet(folder)
    found.table("one", {"DUMMY": TEXT}, [("1",)])
    found.table(
        "clients",
        {
            "ID": NUMBER,
            "NOM": TEXT,
            "CIV": TEXT,
            "NPA": TEXT,
            "AMOUNT": TEXT,
            "BORN": ColumnType(Kind.DATE),
            "VIP": ColumnType(Kind.BOOLEAN),
            "it's [odd] #1": TEXT,
            "with space": TEXT,
        },
        [
            ("1", "Dupont", "m", "8001", "12.50", "1980-02-29", "TRUE", "a", "x"),
            ("2", "d'Ormesson", "F", "09999", None, "1899-05-01", "FALSE", "b", None),
            ("3", None, "x", "8001", "abc", None, None, "c", ""),
            ("4", "MÜLLER", "M", "", "1,234.50", "2000-12-31", "TRUE", "d", "*"),
        ],
    )
    found.table(
        "titles",
        {"OLD": TEXT, "NEW": TEXT, "RANK": NUMBER},
        [("M", "MR", "5"), ("F", "MRS", None), ("M", "DUP", "1"), ("DR", None, "10")],
    )
    found.table(
        "orders",
        {"CLIENT": NUMBER, "AMOUNT": NUMBER, "KIND": TEXT},
        [("1", "10", "seat"), ("1", "2.5", "Seat"), ("2", "7", "gift"), ("4", "x", "seat"), ("1", None, "gift*")],
    )
    yield found
    found.engine.close()
