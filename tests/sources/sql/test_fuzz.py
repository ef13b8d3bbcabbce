"""Mutated real files: no crash, no hang, and what is not read is a fault or a rejected row."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from entracte.faults import Fault
from tests.sources.sql.reading import SHARED, read_script

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "sql").exists(), reason="no shared data"),
]
FILES = {
    "mysqldump": ("sql/sakila-mv-data.sql", 18_000),
    "copy": ("sql/postgres-sakila-insert-data-using-copy.sql", 2_000),
    "schema": ("sql/postgres-sakila-schema.sql", 0),
    "oracle": ("oracle/hr_populate.sql", 8_000),
    "oracle timestamps": ("oracle/co_populate.sql", 1_120_000),
    "northwind": ("sqlserver/instnwnd.sql", 500_000),
    "pubs": ("sqlserver/instpubs.sql", 20_000),
}
_INSERTED = [
    *(b"' '' \\ ( ) , ; \" ` /* */ -- $$ q'[ \0 \xff E'\\".split(b" ")),
    b"\n", b"\n/\n", b"\nGO\n", b"DELIMITER ;;\n", b"\nCOPY x FROM stdin;\n",
    b"\nCREATE FUNCTION f() BEGIN ", b"INSERT INTO ", b"\\.\n",
]  # fmt: skip
_SLICE = 40_000


def _mutated(text: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(text))
        match chance.randrange(5):
            case 0:
                text = text[:place] + chance.choice(_INSERTED) + text[place:]
            case 1:
                text = text[:place] + text[place + chance.randint(1, 40) :]
            case 2:
                text = text[:place] + bytes([chance.randrange(256)]) + text[place + 1 :]
            case 3:
                text = text[:place] + text[max(0, place - chance.randint(1, 2000)) :]
            case _:
                text = text[: max(1, place)] if chance.random() < 0.2 else text
    return text


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("seed", range(6))
def test_mutated_files(tmp_path: Path, name: str, seed: int) -> None:
    path, start = FILES[name]
    whole = (SHARED / path).read_bytes()
    text = whole[:3_000] + b"\n" + whole[start : start + _SLICE]
    chance = random.Random(f"{name} {seed}")
    for number in range(4):
        folder = tmp_path / str(number)
        folder.mkdir()
        began = time.monotonic()
        try:
            read_script(folder, _mutated(text, chance))
        except Fault as fault:
            assert fault.hint
        assert time.monotonic() - began < 20


def test_a_broken_quote_does_not_cost_the_rest_of_a_file(tmp_path: Path) -> None:
    """One quote taken from each of 20 rows of a real dump: those are lost, and at most a few beside them."""
    whole = (SHARED / "sql/sakila-mv-data.sql").read_bytes()
    start = whole.index(b"INSERT INTO actor")
    lines = whole[start : whole.index(b";", start)].split(b"\n")
    for number in range(10, 200, 10):
        lines[number] = lines[number].replace(b"'", b"", 1)
    read = read_script(tmp_path, b"-- MySQL dump\n" + b"\n".join(lines) + b";\n")
    assert len(read.rows["actor"]) == 200 - 19
    assert len(read.rejected) == 19
