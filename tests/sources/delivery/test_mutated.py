"""Mutated files of the plain kinds: an answer or a fault, whatever they hold; no other error, no endless reading."""

from __future__ import annotations

import gzip
import json
import random
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from entracte.faults import Fault
from entracte.sources.delivery import register
from entracte.sources.options import SourceOptions

MUTATIONS = 25


def a_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, more BLOB)")
    connection.executemany("INSERT INTO people VALUES (?, ?, ?)", [(n, f"name {n}" * 9, b"x" * n) for n in range(500)])
    connection.commit()
    connection.close()


def a_parquet_file(path: Path) -> None:
    numbers = list(range(3000))
    pq.write_table(pa.table({"n": numbers, "t": [f"text {n}" for n in numbers], "l": [[n] for n in numbers]}), path)


def a_workbook(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row in range(50):
            sheet.write_row(row, 0, [f"text {row}", row, row / 7])


def an_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("people.csv", "id;name\n" + "1;Ann\n" * 500)
        archive.writestr("more/people.json", json.dumps([{"id": 1, "name": {"first": "Ann"}}] * 50))


def a_packed_file(path: Path) -> None:
    path.write_bytes(gzip.compress(b"id;name\n" + b"1;Ann\n" * 500))


def a_document(path: Path) -> None:
    path.write_text("<all>" + "".join(f'<one id="{n}"><name>N &amp; {n}</name></one>' for n in range(200)) + "</all>")


def json_lines(path: Path) -> None:
    path.write_text("".join(json.dumps({"id": n, "tags": [n], "name": f"é{n}"}) + "\n" for n in range(200)))


MAKERS = [a_database, a_parquet_file, a_workbook, an_archive, a_packed_file, a_document, json_lines]


@pytest.mark.parametrize("make", MAKERS)
def test_mutated_files(make: Callable[[Path], None], tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    make(whole)
    content = whole.read_bytes()
    chance = random.Random(make.__name__)
    for number in range(MUTATIONS):
        mutated = bytearray(content)
        for _ in range(chance.choice((1, 4, 30))):
            mutated[chance.randrange(len(mutated))] = chance.choice((0, 0xFF, chance.randrange(256)))
        if number % 3 == 0:
            del mutated[chance.randrange(len(mutated)) :]
        path = tmp_path / f"mutated{number}"
        path.write_bytes(mutated)
        with suppress(Fault):
            delivery = register(path, tmp_path / "home", SourceOptions())
            for table in delivery.tables:
                assert sum(batch.num_rows for batch in delivery.batches(table)) == table.rows


def test_more_columns_than_any_table_has(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(";".join(f"c{n}" for n in range(100_000)) + "\n" + ";" * 99_999 + "\n")
    lines = tmp_path / "wide.jsonl"
    lines.write_text("\n".join(json.dumps({f"c{row}_{n}": 1 for n in range(500)}) for row in range(200)))
    document = tmp_path / "wide.xml"
    document.write_text("<a><b>" + "".join(f"<c{n}>1</c{n}>" for n in range(50_000)) + "</b><b/></a>")
    for each, code in ((path, "too-many-columns"), (lines, "too-many-columns"), (document, "hostile-xml")):
        with pytest.raises(Fault) as raised:
            register(each, tmp_path / "home", SourceOptions())
        assert raised.value.code == code
