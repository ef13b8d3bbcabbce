"""What a table does to its rows, each thing at most once and always in the same order; the order of rows is kept."""

from __future__ import annotations

import pytest

from entracte.faults import Fault
from tests.recipe.working import Work

FILES = {
    "clients": """
        ID;NOM;STATUT;BORN;TEL1;TEL2
        1;b;A;1965-08-01;11;
        2;a;X;1970-01-01;21;22
        3;B;A;;;
        4;;A;1950-05-05;41;42
        5;a;A;1980-01-01;;52
        """,
    "sales": """
        CLIENT;AMOUNT;TAG
        1;10;red,green
        5;2.5;
        1;30;blue,,red
        9;7;red
        """,
}


def made(work: Work, tables: str, columns: str, sources: str = "", of: str = "b") -> list[dict[str, str]]:
    """The rows of `results`, these columns of table b."""
    listed = ", ".join(f"{name}: {{column: {name}}}" for name in columns.split())
    text = (
        "entracte: 1\nname: test\nsources:\n"
        '  clients: {file: clients.csv, types: {BORN: "date yyyy-mm-dd"}}\n'
        "  sales: {file: sales.csv, types: {AMOUNT: number}}\n"
        f"{sources}tables:\n{tables}\n"
        f"outputs:\n  - {{format: table, name: results, from: {of}, columns: {{{listed}}}}}\n"
    )
    work.run(work.recipe(text), work.delivery(**FILES))
    return work.rows("results")


def values(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
    return [tuple(row.values()) for row in rows]


def test_where_keeps_the_rows_for_which_it_is_true(work: Work) -> None:
    rows = made(work, '  b: {from: clients, where: "=AND([@STATUT]<>\\"X\\",1/[@TEL1]>0)"}', "ID")
    assert values(rows) == [("1",), ("4",)]
    (step,) = [each for each in work.protocol()["steps"] if each["kind"] == "where"]
    assert (step["rows_in"], step["rows_out"], step["rows_changed"]) == (5, 2, 3)
    # rows 3 and 5 divide by a blank: they are dropped, and said
    assert step["findings"] == {"filter-error": 2}


def test_a_join_keeps_our_rows_and_says_where_several_fit(work: Work) -> None:
    rows = made(work, "  b: {from: clients, join: [{table: sales, on: {ID: CLIENT}, prefix: S_}]}", "ID S_AMOUNT")
    assert values(rows) == [("1", "10"), ("2", ""), ("3", ""), ("4", ""), ("5", "2.5")]
    assert work.column("findings", "CODE") == ["join-several"]
    assert work.column("findings", "VALUE") == ["1"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("rows: matched, several: first", [("1", "10"), ("5", "2.5")]),
        ("rows: unmatched", [("2", ""), ("3", ""), ("4", "")]),
        ("several: each", [("1", "10"), ("1", "30"), ("2", ""), ("3", ""), ("4", ""), ("5", "2.5")]),
        ("several: each, rows: matched", [("1", "10"), ("1", "30"), ("5", "2.5")]),
    ],
)
def test_what_a_join_does_with_rows(work: Work, options: str, expected: list[tuple[str, ...]]) -> None:
    rows = made(work, f"  b: {{from: clients, join: [{{table: sales, on: {{ID: CLIENT}}, {options}}}]}}", "ID AMOUNT")
    assert values(rows) == expected
    assert not (work.folder / "out" / "findings.csv").exists()


def test_blank_keys_find_nothing(work: Work) -> None:
    rows = made(
        work,
        "  b: {from: clients, columns: [ID, NOM], join: [{table: c, on: {NOM: NOM}, columns: [ID], prefix: C_}]}",
        "ID",
        "  c: {file: clients.csv}\n",
    )
    assert len(rows) == 5
    assert work.column("findings", "VALUE") == ["a", "a"]


def test_union_is_one_after_the_other(work: Work) -> None:
    rows = made(work, "  b: {union: [clients, sales], union_columns: all}", "ID CLIENT")
    assert values(rows) == [*((str(n), "") for n in range(1, 6)), ("", "1"), ("", "5"), ("", "1"), ("", "9")]
    with pytest.raises(Fault, match="does not have the columns CLIENT, AMOUNT, TAG") as caught:
        made(work, "  b: {union: [clients, sales]}", "ID")
    assert caught.value.code == "union-differs"


def test_explode_makes_a_row_of_each_value_and_keeps_rows_without(work: Work) -> None:
    rows = made(work, '  b: {from: sales, explode: {column: TAG, separator: ",", position: P}}', "CLIENT TAG P")
    assert values(rows) == [
        ("1", "red", "1"),
        ("1", "green", "2"),
        ("5", "", "1"),
        ("1", "blue", "1"),
        ("1", "red", "2"),
        ("9", "red", "1"),
    ]
    (step,) = [each for each in work.protocol()["steps"] if each["kind"] == "explode"]
    assert (step["rows_in"], step["rows_out"]) == (4, 6)


def test_unpivot_makes_a_row_of_each_column(work: Work) -> None:
    pivot = "{columns: [TEL1, TEL2], name: KIND, value: NUMBER%s}"
    rows = made(work, f"  b: {{from: clients, unpivot: {pivot % ''}}}", "ID KIND NUMBER")
    assert values(rows) == [
        ("1", "TEL1", "11"),
        ("2", "TEL1", "21"),
        ("2", "TEL2", "22"),
        ("4", "TEL1", "41"),
        ("4", "TEL2", "42"),
        ("5", "TEL2", "52"),
    ]
    assert len(made(work, f"  b: {{from: clients, unpivot: {pivot % ', blank: keep'}}}", "ID")) == 10


def test_dedupe_keeps_the_first_by_a_rule(work: Work) -> None:
    assert values(made(work, "  b: {from: clients, dedupe: {by: NOM}}", "ID")) == [("1",), ("2",), ("3",), ("4",)]
    rows = made(work, "  b: {from: clients, dedupe: {by: [NOM], order: [-BORN]}}", "ID")
    assert values(rows) == [("1",), ("3",), ("4",), ("5",)]
    rows = made(work, "  b: {from: clients, add: {K: {column: NOM, apply: lower}}, dedupe: {by: K}}", "ID K")
    assert values(rows) == [("1", "b"), ("2", "a"), ("4", "")]


def test_group_measures_its_values(work: Work) -> None:
    columns = (
        "{S: {sum: AMOUNT}, A: {average: AMOUNT}, N: {count: true}, T: {count: TAG}, D: {count_distinct: CLIENT}, "
        'L: {list: TAG, separator: "+"}, F: {first: TAG}, Z: {last: AMOUNT}, X: {max: AMOUNT}, M: {min: TAG}}'
    )
    rows = made(work, f"  b: {{from: sales, group: {{by: CLIENT, columns: {columns}}}}}", "CLIENT S A N T D L F Z X M")
    assert values(rows) == [
        ("1", "40", "20", "2", "2", "1", "red,green+blue,,red", "red,green", "30", "30", "blue,,red"),
        ("5", "2.5", "2.5", "1", "0", "1", "", "", "2.5", "2.5", ""),
        ("9", "7", "7", "1", "1", "1", "red", "red", "7", "7", "red"),
    ]
    with pytest.raises(Fault, match="sum needs numbers; TAG is text") as caught:
        made(work, "  b: {from: sales, group: {by: CLIENT, columns: {S: {sum: TAG}}}}", "S")
    assert caught.value.code == "wrong-type"


def test_order_and_sequence_are_stated(work: Work) -> None:
    rows = made(work, "  b: {from: clients, order: [NOM, -ID]}", "ID")
    assert values(rows) == [("3",), ("5",), ("2",), ("1",), ("4",)]
    rows = made(work, "  b: {from: clients, sequence: {column: N, start: 100, order: [BORN]}}", "ID N")
    assert values(rows) == [("1", "101"), ("2", "102"), ("3", "104"), ("4", "100"), ("5", "103")]
    rows = made(work, "  b: {from: clients, sequence: {column: N, order: [ID], by: [STATUT]}}", "ID N")
    assert values(rows) == [("1", "1"), ("2", "1"), ("3", "2"), ("4", "3"), ("5", "4")]


def test_added_columns_are_there_for_what_follows(work: Work) -> None:
    tables = """
  b:
    from: clients
    add:
      AGE: "=2026-YEAR([@BORN])"
      N: "=COUNTIF([NOM],[@NOM])"
    where: "=[@AGE]>50"
    columns: [ID, AGE, N]
"""
    rows = made(work, tables, "ID AGE N")
    # Excel: a blank date is in 1900, COUNTIF looks at all rows and at no case, and a blank criterion counts zeros
    assert values(rows) == [("1", "61", "2"), ("2", "56", "2"), ("3", "126", "2"), ("4", "76", "0")]


def test_a_formula_in_an_output_counts_over_its_whole_table(work: Work) -> None:
    text = """
entracte: 1
name: test
sources: {clients: {file: clients.csv}, sales: {file: sales.csv}}
outputs:
  - {format: table, name: results, from: clients, where: "=[@ID]<>\\"1\\"", columns: {N: "=ROWS([ID])"}}
"""
    work.run(work.recipe(text), work.delivery(**FILES))
    assert work.column("results", "N") == ["5"] * 4


WRONG = [
    ("  b: {from: clients, join: [{table: sales, on: {ID: NOBODY}}]}", "unknown-column", "CLIENT"),
    ("  b: {from: clients, join: [{table: c2, on: {ID: ID}}]}\n  c2: {from: clients}", "duplicate-column", "prefix"),
    ("  b: {from: clients, add: {nom: x}}", "duplicate-column", "another name"),
    ("  b: {from: clients, explode: {column: NOPE}}", "unknown-column", "NOM"),
    ("  b: {from: clients, dedupe: {by: [NOPE]}}", "unknown-column", "NOM"),
    ('  b: {from: clients, where: "=COUNTIF(b[ID],[@ID])>1"}', "circular-tables", "b needs b"),
    (
        '  b: {from: clients, where: "=SUM(c[ID])>1"}\n  c: {from: clients, where: "=SUM(b[ID])>1"}',
        "circular-tables",
        "needs",
    ),
    ('  b: {from: clients, add: {X: "=[@NOPE]"}}', "unknown-column", "NOM"),
    ('  b: {from: clients, where: "=[@NOM]"}', "wrong-type", "Compare it"),
]


@pytest.mark.parametrize(("tables", "code", "says"), WRONG)
def test_a_wrong_table_is_a_fault(work: Work, tables: str, code: str, says: str) -> None:
    with pytest.raises(Fault) as caught:
        made(work, tables, "ID")
    assert caught.value.code == code, caught.value.message
    assert says in caught.value.message + caught.value.hint
    assert caught.value.facts["line"]


SOURCES = [
    ("{file: clint.csv}", "source-missing", "clients.csv"),
    ("{table: clint}", "source-missing", "clients"),
    ("{file: clients.csv, columns: [A]}", "source-differs", "6 columns"),
    ("{file: clients.csv, types: {NOPE: number}}", "unknown-column", "NOM"),
    ("{file: clients.csv, header: x}", "bad-header", "row"),
    ('{file: "*.csv"}', "source-differs", "union"),
]


@pytest.mark.parametrize(("source", "code", "says"), SOURCES)
def test_a_source_that_is_not_there_or_not_right_is_a_fault(work: Work, source: str, code: str, says: str) -> None:
    text = f"entracte: 1\nname: x\nsources:\n  c: {source}\noutputs: {{format: table, from: c, columns: {{A: x}}}}\n"
    with pytest.raises(Fault) as caught:
        work.run(work.recipe(text), work.delivery(**FILES))
    assert caught.value.code == code, caught.value.message
    assert says in caught.value.message + caught.value.hint
    assert caught.value.facts["line"] == 4


def test_files_of_one_source_follow_each_other_and_are_read_as_told(work: Work) -> None:
    delivery = work.delivery(c1="", c2="")
    (delivery / "c1.csv").write_bytes("1|Zoë\n2|b\n".encode("cp1252"))
    (delivery / "c2.csv").write_bytes("3|é\n".encode("cp1252"))
    source = '{file: "c?.csv", encoding: cp1252, separator: "|", header: none, columns: [ID, NOM]}'
    columns = "{ID: {column: ID}, N: {column: NOM}}"
    output = f"{{format: table, name: r, from: c, columns: {columns}}}"
    text = f"entracte: 1\nname: x\nsources:\n  c: {source}\noutputs: {output}\n"
    work.run(work.recipe(text), delivery)
    assert values(work.rows("r")) == [("1", "Zoë"), ("2", "b"), ("3", "é")]
