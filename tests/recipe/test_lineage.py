"""What the plan says is read, and how a column comes to be, back through tables to the delivery."""

from __future__ import annotations

from entracte.transformation import Asked, explain, plan_document
from tests.recipe.working import Work

RECIPE = """
entracte: 1
name: test
sources:
  people: {file: people.csv}
  orders: {file: orders.csv, types: {AMOUNT: number}}
tables:
  spent:
    from: orders
    group: {by: [ID], columns: {TOTAL: {sum: AMOUNT}}}
  buyers:
    from: people
    join: [{table: spent, on: {ID: ID}, prefix: S_, rows: matched, several: first}]
    dedupe: {by: [MAIL], order: [-SEEN, ID]}
    order: [NAME]
    columns: [ID, NAME, S_TOTAL]
  places:
    from: people
    join: [{table: orders, on: {ID: ID}, columns: [AMOUNT], rows: all}]
    unpivot: {columns: [TEL, FAX], name: KIND, value: NUMBER, blank: keep}
outputs:
  - format: table
    name: results
    from: buyers
    columns: {TOTAL: {column: S_TOTAL}, NAME: {column: NAME}}
  - format: table
    name: more
    from: places
    columns: {TOWN: {column: TOWN}, KIND: {column: KIND}}
"""
PEOPLE = "ID;NAME;MAIL;SEEN;TOWN;TEL;FAX;NEVER\n1;Ada;a@b.ch;2024;Nyon;1;2;x\n"
ORDERS = "ID;AMOUNT;TOWN\n1;12.5;Bern\n"


def asked(work: Work) -> Asked:
    return Asked(work.recipe(RECIPE), str(work.delivery(people=PEOPLE, orders=ORDERS)), {})


def test_a_measure_of_a_group_comes_from_what_it_measures(work: Work) -> None:
    found = explain(work.settings, asked(work), "TOTAL")
    assert ("orders", "AMOUNT") in found.sources
    assert "AMOUNT is a number" in [step.text for step in found.steps]


def test_a_column_comes_from_one_table_only_where_another_has_one_of_that_name(work: Work) -> None:
    found = explain(work.settings, asked(work), "TOWN")
    assert ("people", "TOWN") in found.sources
    assert ("orders", "TOWN") not in found.sources


def test_the_plan_says_which_columns_are_read_through_tables_too(work: Work) -> None:
    reads = {each["source"]: each["columns"] for each in plan_document(work.settings, asked(work))["reads"]}
    assert [each["name"] for each in reads["people"] if not each["read"]] == ["NEVER"]
    assert [each["name"] for each in reads["orders"] if not each["read"]] == ["TOWN"]


def test_a_step_says_all_that_decides_what_it_does(work: Work) -> None:
    texts = [step["text"] for step in plan_document(work.settings, asked(work))["steps"]]
    assert "join: spent on ID = ID; columns TOTAL as S_TOTAL; rows matched; several first" in texts
    assert "join: orders on ID = ID; columns AMOUNT; rows all; several report" in texts
    assert "dedupe: by MAIL, the first of -SEEN, ID" in texts
    assert "unpivot: TEL, FAX; name KIND, value NUMBER, blank keep" in texts
    assert "columns: ID, NAME, S_TOTAL" in texts
