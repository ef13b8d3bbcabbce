"""`entracte inspect` on small deliveries made here: the settled points S1 to S6."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

from tests.inspect.command import Inspector


def test_a_csv_file(inspector: Inspector, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("id;name\n1;Zoë\n2;\n".encode("utf-16"))
    (table,) = inspector.document(path)["tables"]
    assert (table["name"], table["rows"], table["rejected"], table["file"]) == ("people", 2, 0, "people.csv")
    assert [column["name"] for column in table["columns"]] == ["id", "name"]
    assert (table["encoding"], table["separator"], table["header"]) == ("utf-16", ";", 1)
    assert inspector.rows(path, "people") == [{"id": "1", "name": "Zoë"}, {"id": "2", "name": None}]


def test_header_encoding_and_separator_are_overridable(inspector: Inspector, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("title, of it\nid|na,me\n1|Zo\x89\n".encode("latin-1"))
    options = ("--header", "2", "--encoding", "macroman", "--separator", "|")
    (table,) = inspector.document(path, *options)["tables"]
    assert (table["header"], table["encoding"], table["separator"]) == (2, "mac-roman", "|")
    assert table["preamble"] == ["title, of it"]
    assert inspector.rows(path, "people", *options) == [{"id": "1", "na,me": "Zoâ"}]
    (table,) = inspector.document(path, "--header", "none", "--separator", "|")["tables"]
    assert (table["header"], table["rows"]) == (None, 3)
    assert "no row" in inspector.refusal(path, "--header", "77")
    assert "row" in inspector.refusal(path, "--header", "first")


def test_columns_that_differ_in_case_only(inspector: Inspector, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('Id,id,"a""b",ID\n1,2,3,4\n2,3,4,5\n')
    assert inspector.rows(path, "t", "--header", "1")[0] == {"Id": "1", "id": "2", 'a"b': "3", "ID": "4"}


def test_rows_come_in_source_order(inspector: Inspector, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("n,text\n" + "".join(f'{number},"a\nb"\n' for number in range(200_000)))
    done = inspector.run(path, "--jsonl")
    assert [json.loads(line)["n"] for line in done.stdout.splitlines()] == [str(number) for number in range(200_000)]


def test_rejected_rows_are_counted_and_listed(inspector: Inspector, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id;name\n1;Ann\n2;Bob;too;many\n3;Eve\n")
    done = inspector.run(path, "--json", "--rejected")
    document = json.loads(done.stdout)
    assert done.returncode == 1
    assert document["tables"][0]["rejected"] == document["rejected"] == 1
    assert document["rejected_rows"][0]["text"] == "2;Bob;too;many"
    assert "2;Bob;too;many" in inspector.run(path, "--rejected").stdout
    (line,) = inspector.run(path, "--rejected", "--jsonl").stdout.splitlines()
    assert json.loads(line)["place"] == "row 3"
    assert [row["id"] for row in inspector.rows(path, "t")] == ["1", "3"]


def test_a_zip_and_its_folder_say_the_same(inspector: Inspector, tmp_path: Path) -> None:
    folder = tmp_path / "delivery"
    folder.mkdir()
    (folder / "people.csv").write_text("id;name\n1;Ann\n")
    connection = sqlite3.connect(folder / "shop.sqlite")
    connection.execute("CREATE TABLE orders (nr INTEGER, total TEXT)")
    connection.execute("INSERT INTO orders VALUES (7, '1.50')")
    connection.commit()
    connection.close()
    packed = tmp_path / "delivery.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    assert inspector.document(folder)["tables"] == inspector.document(packed)["tables"]
    assert inspector.rows(packed, "orders") == [{"nr": "7", "total": "1.50"}]


def test_a_person_sees_tables_and_what_was_left_out(inspector: Inspector, tmp_path: Path) -> None:
    folder = tmp_path / "delivery"
    folder.mkdir()
    (folder / "people.csv").write_text("id;name\n1;[bold]Ann\x1b[31m\n")
    (folder / "Thumbs.db").write_bytes(b"\0")
    done = inspector.run(folder)
    assert done.returncode == 0
    assert "people" in done.stdout
    assert "Thumbs.db" in done.stdout
    assert "id" in inspector.run(folder, "--table", "people").stdout


def test_refusals_are_one_message(inspector: Inspector, tmp_path: Path) -> None:
    backup = tmp_path / "shop.bak"
    backup.write_bytes(b"TAPE\0\0\3\0" + b"\0" * 2000)
    assert "bacpac" in inspector.refusal(backup)
    done = inspector.run(backup, "--json")
    assert json.loads(done.stdout)["fault"]["code"] == "sql-server-backup"
    assert "no file" in inspector.refusal(tmp_path / "missing.csv")
    assert "reached" in inspector.refusal("postgresql://127.0.0.1:1/database")
    people = tmp_path / "people.csv"
    people.write_text("id;name\n1;Ann\n")
    assert "people" in inspector.refusal(people, "--table", "peeple")
