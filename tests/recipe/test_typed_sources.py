"""R3: what a source says of its columns decides how formulas read them; a text source says nothing."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import psycopg
import pytest

from entracte.transformation import Asked, transform
from tests.recipe.working import Work

RECIPE = """
    entracte: 1
    name: test
    sources:
      t: {table: t}
    outputs:
      - format: table
        name: results
        from: t
        columns:
          MANY: =[@A]>5
          SUM: =[@A]+1
          AGAIN: =[@A]
"""


def database(path: Path, declared: str) -> Path:
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE t (A {declared})")
        connection.executemany("INSERT INTO t VALUES (?)", [("10",), ("3",)])
    connection.close()
    return path


@pytest.mark.parametrize(
    ("declared", "many"),
    [("INTEGER", ["TRUE", "FALSE"]), ("DECIMAL(10, 2)", ["TRUE", "FALSE"]), ("TEXT", ["TRUE", "TRUE"])],
)
def test_a_number_is_compared_as_one_where_the_source_says_so(work: Work, declared: str, many: list[str]) -> None:
    work.run(work.recipe(RECIPE), database(work.folder / "old.sqlite", declared))
    assert work.column("results", "MANY") == many
    assert work.column("results", "SUM") == ["11", "4"]
    assert work.column("results", "AGAIN") == ["10", "3"]


@pytest.mark.parametrize("declared", ["interval", "int4range", "timestamp with time zone", "POINT"])
def test_what_no_sheet_spells_stays_text(work: Work, declared: str) -> None:
    work.run(work.recipe(RECIPE), database(work.folder / "old.sqlite", declared))
    assert work.column("results", "MANY") == ["TRUE", "TRUE"]


def test_a_live_database_is_a_delivery_of_a_recipe(work: Work) -> None:
    server = "host=127.0.0.1 port=5432 user=root connect_timeout=3"
    name = f"entracte_recipe_{os.getpid()}"
    try:
        administration = psycopg.connect(f"{server} dbname=postgres", autocommit=True)
    except psycopg.OperationalError as error:
        pytest.skip(f"needs a PostgreSQL server on 127.0.0.1:5432 ({error})")
    administration.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        with psycopg.connect(f"{server} dbname={name}", autocommit=True) as database_:
            database_.execute("CREATE TABLE t (id int PRIMARY KEY, a numeric); INSERT INTO t VALUES (1, 10), (2, 3)")
        url = f"postgresql://root@127.0.0.1:5432/{name}"
        asked = Asked(work.recipe(RECIPE), url, {}, None, "duckdb")
        done = transform(work.settings, asked, work.folder / "out")
        assert work.column("results", "MANY") == ["TRUE", "FALSE"]
        assert done.protocol["delivery"]["files"][0]["name"].startswith("postgresql://")
    finally:
        administration.execute(f"DROP DATABASE {name} WITH (FORCE)")
        administration.close()
