"""The real files of ../shared/data: the row counts that their makers publish, and cells looked up by eye."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.sql.reading import SHARED, Delivered

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "sql").exists(), reason="no shared data"),
]


def _row(read: Delivered, table: str, **cells: str) -> dict[str, str | None]:
    columns = read.columns(table)
    rows = [dict(zip(columns, row, strict=True)) for row in read.rows[table]]
    (found,) = [row for row in rows if cells.items() <= row.items()]
    return found


def test_mysqldump_of_sakila(tmp_path: Path) -> None:
    read = Delivered(SHARED / "sql/sakila-mv-data.sql", tmp_path)
    assert sum(read.counts().values()) == 46_273
    assert read.rejected == []
    assert read.rows["actor"][0] == ("1", "PENELOPE", "GUINESS", "2006-02-15 04:34:33")
    assert read.rows["address"][0] == (
        "1", "47 MySakila Drive", None, "Alberta", "300", "", "",
        "0000000001010000003E0A325D63345CC0761FDB8D99D94840", "2014-09-25 22:30:27",
    )  # fmt: skip
    picture = read.rows["staff"][0][4]
    assert picture is not None
    assert picture.startswith("89504E470D0A1A0A0000000D49484452")
    assert picture.endswith("49454E44AE426082")


def test_copy_dump_of_sakila(tmp_path: Path) -> None:
    read = Delivered(SHARED / "sql/postgres-sakila-insert-data-using-copy.sql", tmp_path)
    assert sum(read.counts().values()) == 46_273
    assert read.rejected == []
    assert read.rows["language"][0] == ("5", "French              ", "2006-02-15 05:02:19")
    assert _row(read, "customer", last_name="SMITH")["email"] == "MARY.SMITH@sakilacustomer.org"


def test_schema_of_sakila_has_tables_without_rows(tmp_path: Path) -> None:
    read = Delivered(SHARED / "sql/postgres-sakila-schema.sql", tmp_path)
    assert set(read.rows) >= {"actor", "address", "customer", "film", "payment", "staff", "store"}
    assert not any(read.rows.values())
    assert read.declared("actor") == [
        "integer",
        "character varying(45)",
        "character varying(45)",
        "timestamp without time zone",
    ]


def test_oracle_human_resources(tmp_path: Path) -> None:
    read = Delivered(SHARED / "oracle/hr_populate.sql", tmp_path)
    assert read.counts() == {
        "regions": 5,
        "countries": 25,
        "locations": 23,
        "departments": 27,
        "jobs": 19,
        "employees": 107,
        "job_history": 10,
    }
    assert read.rejected == []
    assert read.rows["job_history"][-1] == ("200", "2012-07-01", "2016-12-31", "AC_ACCOUNT", "90")
    assert read.rows["regions"][0] == ("10", "Europe")


def test_oracle_definitions(tmp_path: Path) -> None:
    read = Delivered(SHARED / "oracle/hr_create.sql", tmp_path)
    assert set(read.rows) == {"regions", "countries", "locations", "departments", "jobs", "employees", "job_history"}
    assert read.columns("countries") == ["country_id", "country_name", "region_id"]
    assert read.declared("countries") == ["CHAR(2)", "VARCHAR2(60)", "NUMBER"]


def test_oracle_customer_orders(tmp_path: Path) -> None:
    read = Delivered(SHARED / "oracle/co_populate.sql", tmp_path)
    counts = read.counts()
    assert (counts["customers"], counts["orders"], counts["order_items"]) == (392, 1_950, 3_914)
    assert read.rows["orders"][0] == ("1", "2021-02-04 13:20:22.245676861", "3", "1", "CANCELLED")
    assert read.rows["customers"][0] == ("1", "tammy.bryant@internalmail", "Tammy Bryant")
    assert [(row.table, row.reason) for row in read.rejected] == [("products", "PROD_DETAILS is not a value")]
    assert read.rejected[0].text.startswith("(4,'Boy''s Trousers (White)'")


def test_northwind(tmp_path: Path) -> None:
    read = Delivered(SHARED / "sqlserver/instnwnd.sql", tmp_path)
    assert {name: count for name, count in read.counts().items() if count} == {
        "Employees": 9,
        "Categories": 8,
        "Customers": 91,
        "Shippers": 3,
        "Suppliers": 29,
        "Orders": 830,
        "Products": 77,
        "Order Details": 2_155,
        "Region": 4,
        "Territories": 53,
        "EmployeeTerritories": 49,
    }
    assert read.rejected == []
    assert _row(read, "Customers", CustomerID="ALFKI")["CompanyName"] == "Alfreds Futterkiste"
    assert _row(read, "Order Details", OrderID="10261", ProductID="21") == {
        "OrderID": "10261", "ProductID": "21", "UnitPrice": "8", "Quantity": "20", "Discount": "0"
    }  # fmt: skip


def test_pubs(tmp_path: Path) -> None:
    read = Delivered(SHARED / "sqlserver/instpubs.sql", tmp_path)
    assert read.counts() == {
        "authors": 23,
        "publishers": 8,
        "titles": 18,
        "titleauthor": 25,
        "stores": 6,
        "sales": 21,
        "roysched": 86,
        "discounts": 3,
        "jobs": 14,
        "pub_info": 8,
        "employee": 43,
    }
    assert read.rejected == []
    assert _row(read, "authors", au_id="267-41-2394")["au_lname"] == "O'Leary"
    assert read.rows["jobs"][0][1:] == ("New Hire - Job not specified", "10", "10")
