"""`entracte inspect` on real files that none of us wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.inspect.command import Inspector, shared

pytestmark = pytest.mark.shared

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}


def counts(document: dict[str, object]) -> dict[str, int]:
    tables = document["tables"]
    assert isinstance(tables, list)
    return {table["name"]: table["rows"] for table in tables}


def test_messy_csv_files(inspector: Inspector) -> None:
    annotated = {}
    for line in shared("csv/dialects.txt").read_text().splitlines():
        if not line.startswith("#"):
            file, _, separator, *_ = line.split("|")
            annotated[file] = SEPARATORS[separator]
    document = inspector.document(shared("csv"))
    found = {table["file"]: table["separator"] for table in document["tables"] if table["file"] in annotated}
    assert found == annotated


def test_titles_of_messy_csv_files(inspector: Inspector) -> None:
    document = inspector.document(shared("csv"))
    headers = {table["file"]: table["header"] for table in document["tables"]}
    assert headers["Empty.csv"] == 10  # below the lines of a LimeSurvey dump
    assert headers["ip-log.csv"] == 2
    assert headers["export.csv"] == headers["report.csv"] == headers["feats.csv"] == 1
    for file in ("unemploy.csv", "NA_letters.csv", "supplements.csv", "shops.csv", "MyList.csv", "2_ip_test.csv"):
        assert headers[file] is None, file


def test_contacts(inspector: Inspector) -> None:
    assert counts(inspector.document(shared("contact"))) == {"companies": 91, "customers": 599}
    first = inspector.rows(shared("contact/companies.csv"), "companies")[0]
    assert (first["LASTNAME"], first["TELEPHONE"], first["TITLE"]) == ("Anders", "030-0074321", None)


@pytest.mark.parametrize("name", ["date.xls", "date.xlsb", "date_1904.xlsx"])
def test_dates_of_workbooks(inspector: Inspector, name: str) -> None:
    rows = inspector.rows(shared(f"excel/{name}"), "Sheet1")
    assert [row["column_1"] for row in rows] == ["2021-01-01", "2021-01-02", "255:10:10"]


def test_error_cells_of_a_workbook(inspector: Inspector) -> None:
    words = [row["column_1"] for row in inspector.rows(shared("excel/errors.xlsx"), "Feuil1")]
    assert words == ["#DIV/0!", "#NAME?", "#VALUE!", "#NULL!", "#REF!", "#NUM!", "#N/A"]


def test_workbooks_that_are_refused(inspector: Inspector) -> None:
    message = inspector.refusal(shared("excel/pass_protected.xlsx"))
    assert "pass_protected.xlsx" in message
    assert "ENTRACTE_DELIVERY_PASSWORD" in message
    assert "password" in inspector.refusal(shared("excel/pass_protected.xlsx"), password="nonsense")
    inspector.refusal(shared("excel/issue_594_dos.ods"))


def test_access(inspector: Inspector) -> None:
    expected = json.loads(shared("access/expected.json").read_text())
    for name in ("testV1997.mdb", "testV2010.accdb", "overflowTestV2003.mdb"):
        assert counts(inspector.document(shared(f"access/{name}"))) == expected[name]
    locked = shared("access/office-agile-4.4.accdb")
    assert "ENTRACTE_DELIVERY_PASSWORD" in inspector.refusal(locked)
    assert counts(inspector.document(locked, password="password"))


@pytest.mark.parametrize("name", ["FMburgh_2012_11_07_Database.fmp12", "data.fp7", "calendars.fp3"])
def test_filemaker(inspector: Inspector, name: str) -> None:
    expected = json.loads(shared("filemaker/expected.json").read_text()).get(name)
    if expected is None:
        pytest.skip(f"nothing is expected of {name}")
    found = {table["name"]: table for table in inspector.document(shared(f"filemaker/{name}"))["tables"]}
    for table, facts in expected.items():
        assert found[table]["rows"] == facts["rows"], table


def test_a_bacpac(inspector: Inspector) -> None:
    assert sum(counts(inspector.document(shared("sqlserver/QueryStoreTest.bacpac"))).values()) == 168_995


def test_sql_scripts(inspector: Inspector) -> None:
    human_resources = inspector.document(shared("oracle"))
    found = counts(human_resources)
    assert (found["employees"], found["customers"], found["orders"], found["order_items"]) == (107, 392, 1950, 3914)
    northwind = counts(inspector.document(shared("sqlserver/instnwnd.sql")))
    assert (northwind["Customers"], northwind["Orders"], northwind["Order Details"]) == (91, 830, 2155)
    assert sum(counts(inspector.document(shared("sql/sakila-mv-data.sql"))).values()) == 46_273


def test_definitions_and_rows_of_a_database_in_two_files(inspector: Inspector, tmp_path: Path) -> None:
    folder = tmp_path / "sakila"
    folder.mkdir()
    for name in ("postgres-sakila-schema.sql", "postgres-sakila-insert-data-using-copy.sql"):
        (folder / name).write_bytes(shared(f"sql/{name}").read_bytes())
    document = inspector.document(folder)
    assert (counts(document)["customer"], counts(document)["city"]) == (599, 600)
