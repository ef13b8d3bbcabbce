"""Every way to make a table of others gives the same rows on both engines: joins, groups, unions, lists, orders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.recipe.working import Work

RECIPE = """
    entracte: 1
    name: tables
    locale: fr-CH
    sources:
      clients: {file: clients.csv, types: {BORN: "date dd.mm.yyyy", POINTS: number}}
      sales: {file: sales.csv, types: {PRICE: number, DAY: "date dd.mm.yyyy"}}
      more: {file: more.csv}
    tables:
      measured:
        from: sales
        group:
          by: [CLIENT, KIND]
          columns:
            SUM: {sum: PRICE}
            AVERAGE: {average: PRICE}
            MOST: {max: PRICE}
            LEAST: {min: PRICE}
            SOONEST: {min: DAY}
            LATEST: {max: DAY}
            LEAST_TEXT: {min: NOTE}
            MOST_TEXT: {max: NOTE}
            ROWS: {count: true}
            NOTES: {count: NOTE}
            KINDS: {count_distinct: NOTE}
            FIRST: {first: NOTE}
            LAST: {last: NOTE}
            ALL: {list: NOTE, separator: ", "}
      everyone: {union: [clients, more], union_columns: all, order: [-NAME, ID]}
      each:
        from: everyone
        join: [{table: sales, on: {ID: CLIENT}, prefix: S_, several: each, rows: matched}]
      without:
        from: everyone
        join: [{table: sales, on: {ID: CLIENT}, columns: [KIND], rows: unmatched}]
      first:
        from: clients
        join: [{table: sales, on: {ID: CLIENT, NAME: NOTE}, several: first}]
        sequence: {column: NR, by: [TITLE], order: [-BORN, NAME]}
      listed:
        from: clients
        explode: {column: TAGS, separator: ";", position: PLACE}
        dedupe: {by: [TAGS], order: [-POINTS]}
      tall:
        from: clients
        unpivot: {columns: [TITLE, TAGS, BORN], name: WHAT, value: CELL, blank: keep}
        columns: [ID, WHAT, CELL]
    outputs:
    """
TABLES = {
    "measured": (
        "CLIENT KIND SUM AVERAGE MOST LEAST SOONEST LATEST LEAST_TEXT MOST_TEXT ROWS NOTES KINDS FIRST LAST ALL"
    ),
    "each": "ID NAME S_KIND S_PRICE S_DAY TITLE POINTS",
    "without": "ID NAME KIND BORN",
    "first": "ID NAME NR KIND PRICE",
    "listed": "ID TAGS PLACE POINTS",
    "tall": "ID WHAT CELL",
}
CLIENTS = """
    ID,NAME,TITLE,BORN,POINTS,TAGS
    1,Dupont,M,1.8.1965,10,a;b;a
    2,Éluard,F,31.12.1999,"2,5",
    3,straße,M,soon,x,B; c;
    4,Zola,,29.2.1904,,é
    ,nobody,F,1.1.1900,-3,"ü,;"
    5,dupont,M,1.8.1965,10,a
    """
SALES = """
    CLIENT,KIND,PRICE,DAY,NOTE
    1,seat,"10,5",1.2.2024,Dupont
    1,seat,"0,1",3.1.2024,b
    1,gift,"0,2",,
    2,seat,"99999999999,99",31.12.9999,Éluard
    2,seat,"-7,333333333333",1.1.1900,ß
    9,seat,x,never,c
    ,seat,1,1.1.2024,d
    1,seat,"1e-7",1.1.2024,b
    """
MORE = """
    ID,NAME,TOWN
    7,Ωmega,Athens
    2,again,Bern
    """


def test_tables_give_the_same(tmp_path: Path, spark: Any) -> None:
    work = Work(tmp_path)
    text = RECIPE + "".join(map(output, TABLES))
    recipe, delivery = work.recipe(text), work.delivery(clients=CLIENTS, sales=SALES, more=MORE)
    work.run(recipe, delivery, "duckdb")
    work.run(recipe, delivery, "spark", engine="spark")
    for name in (*TABLES, "findings"):
        assert work.text(f"{name}.csv", "spark") == work.text(f"{name}.csv", "duckdb"), name


def output(table: str) -> str:
    columns = "".join(f"          {name}: {{column: {name}}}\n" for name in TABLES[table].split())
    return f"  - format: table\n        name: {table}\n        from: {table}\n        columns:\n{columns}    "
