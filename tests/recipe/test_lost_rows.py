"""What of a delivery could not be read is said by the run: nothing is lost in silence."""

from __future__ import annotations

import csv

from tests.recipe.working import HEAD, Work

OUTPUT = "outputs: [{format: table, name: results, from: t, columns: {A: {column: A}, B: {column: B}}}]"


def findings(work: Work) -> list[dict[str, str]]:
    with (work.folder / "out" / "findings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_a_row_that_could_not_be_read_is_a_rejected_row(work: Work) -> None:
    delivery = work.delivery(t='A;B\n1;x\n2;"un"closed\n3;a;b;c;d\n4;y\n')
    done = work.run(work.recipe(HEAD + OUTPUT), delivery)
    assert work.column("results", "A") == ["1", "4"]
    assert done.rejected == 2
    (told,) = done.as_json()["findings"]
    assert (told["code"], told["outcome"], told["of"], told["count"]) == ("row-not-read", "row-rejected", "t", 2)
    listed = findings(work)
    assert [each["VALUE"] for each in listed] == ['2;"un"closed', "3;a;b;c;d"]
    assert "t.csv, row 3: its quotation marks are broken" in listed[0]["MESSAGE"]


def test_a_wrong_encoding_is_told_cell_by_cell(work: Work) -> None:
    delivery = work.delivery(t="A;B\n1;x\n")
    (delivery / "t.csv").write_bytes("A;B\n1;Genève\n2;Bern\n".encode("cp1252"))
    head = HEAD.replace("file: t.csv", "file: t.csv, encoding: utf-8")
    done = work.run(work.recipe(head + OUTPUT), delivery)
    (told,) = done.as_json()["findings"]
    assert (told["code"], told["field"], told["of"], told["count"]) == ("character-lost", "B", "t", 1)
    assert "utf-8" in findings(work)[0]["MESSAGE"]


def test_two_files_of_one_source_tell_their_own_rows(work: Work) -> None:
    delivery = work.delivery(a="A;B\n1;x\n", b='A;B\n2;"un"closed\n3;z\n')
    head = HEAD.replace("file: t.csv", 'file: "*.csv"')
    done = work.run(work.recipe(head + OUTPUT), delivery)
    assert work.column("results", "A") == ["1", "3"]
    assert done.rejected == 1
    assert "b.csv" in findings(work)[0]["MESSAGE"]


def test_what_of_a_dump_belongs_to_no_table_is_told_once(work: Work) -> None:
    delivery = work.delivery()
    dump = "CREATE TABLE t (A text, B text);\nINSERT INTO t VALUES ('1', 'x');\nINSERT INTO (broken;\n"
    dump += "CREATE TABLE u (C text);\nINSERT INTO u VALUES ('2');\n"
    (delivery / "old.sql").write_text(dump, encoding="utf-8")
    head = HEAD.replace("t: {file: t.csv}", "t: {table: t}\n  u: {table: u}")
    more = OUTPUT.removesuffix("]") + ", {format: table, name: more, from: u, columns: {C: {column: C}}}]"
    done = work.run(work.recipe(head + more), delivery)
    assert (work.column("results", "A"), work.column("more", "C")) == (["1"], ["2"])
    (listed,) = findings(work)
    assert (listed["CODE"], listed["FILE"]) == ("row-not-read", "t")
    assert "broken" in listed["VALUE"] and "old.sql, line 3" in listed["MESSAGE"]
    assert done.rejected == 1


def test_a_row_whose_filter_is_an_error_is_a_rejected_row(work: Work) -> None:
    recipe = work.recipe(HEAD + OUTPUT.replace("from: t", 'from: t, where: "=1/VALUE([@A])>0"'))
    done = work.run(recipe, work.delivery(t="A;B\n1;x\n0;y\n"))
    assert work.column("results", "A") == ["1"]
    assert done.rejected == 1
