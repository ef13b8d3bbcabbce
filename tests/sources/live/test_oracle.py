"""Oracle: the reader's contract with the driver, on a fake of it; on a real server where one is named.

ENTRACTE_TEST_ORACLE_URL (oracle://user@host:1521/service) and ENTRACTE_TEST_ORACLE_PASSWORD name one whose user may
create tables.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from entracte.faults import Fault
from entracte.sources.live import LiveReader, open_live, parse_address
from entracte.sources.live.oracle import OracleDatabase
from entracte.sources.live.oracle_catalogue import Column
from entracte.sources.options import SourceOptions
from tests.sources.live.conftest import rows_of
from tests.sources.live.fake_oracle import Connection, Table

ADDRESS = parse_address("oracle://venue@host/XEPDB1")


def number(name: str, precision: int | None = 10, scale: int | None = 0) -> tuple[Any, ...]:
    return (name, "NUMBER", 22, 0, None, precision, scale, "NO")


def column(name: str, kind: str, length: int = 20, virtual: str = "NO") -> tuple[Any, ...]:
    return (name, kind, length, length, "C", None, None, virtual)


def reader_of(connection: Connection) -> LiveReader:
    return LiveReader(OracleDatabase(connection, ADDRESS, "secret"), ADDRESS.shown)


def sales(rows: int) -> Table:
    columns = [number("ID"), number("PART"), column("Label é", "VARCHAR2"), column("DATA", "BLOB")]
    return Table(
        columns,
        [(str(n), str(n % 3), f"é{n}", b"\x00\xff" if n % 2 else None) for n in range(rows, 0, -1)],
        ("PART", "ID"),
    )


def test_one_read_only_transaction_and_nothing_but_select() -> None:
    connection = Connection({"SALES": sales(5)})
    reader = reader_of(connection)
    assert rows_of(reader, "SALES")[0] == ("3", "0", "é3", "00FF")
    assert connection.statements[0][0] == "SET TRANSACTION READ ONLY"
    assert all(statement.lstrip().startswith("SELECT") for statement, _ in connection.statements[1:])
    reader.close()
    assert connection.is_rolled_back and connection.is_closed


def test_chunks_by_key_bind_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("entracte.sources.live.oracle.CHUNK", 7)
    monkeypatch.setattr("entracte.sources.live.oracle.BATCH", 3)
    connection = Connection({"SALES": sales(50)})
    reader = reader_of(connection)
    found = rows_of(reader, "SALES")
    assert [(int(part), int(number)) for number, part, *_ in found] == sorted((n % 3, n) for n in range(1, 51))
    assert not list(reader.rejected())
    chunks = [(statement, bound) for statement, bound in connection.statements if "FETCH FIRST" in statement]
    assert len(chunks) == 8
    assert chunks[1][1] == {"k0": "0", "k1": "21"}
    assert "21" not in chunks[1][0].partition("WHERE")[2].partition("ORDER")[0]


def test_keys_of_other_types_are_read_in_one_stream() -> None:
    table = Table([column("CODE", "VARCHAR2")], [("1",), ("2",)], ("CODE",))
    connection = Connection({"T": table})
    assert rows_of(reader_of(connection), "T") == [("1",), ("2",)]
    assert connection.statements[-1][0] == 'SELECT t."CODE" FROM "VENUE"."T" t ORDER BY t."CODE"'


def test_what_is_left_out_is_told() -> None:
    table = Table(
        [number("ID"), column("SEAT", "SEAT_T"), column("SUM", "NUMBER", virtual="YES")], [("1", None, None)], ("ID",)
    )
    connection = Connection(
        {"T": table, "TEMP": Table([number("ID")], [], temporary="Y")}, [("V", "a view; the tables behind it are read")]
    )
    reader = reader_of(connection)
    assert [each.name for each in reader.tables()] == ["T"]
    assert [each.name for each in reader.tables()[0].columns] == ["ID"]
    facts = reader.tables()[0].facts
    assert facts["virtual columns, not read"] == "SUM"
    assert facts["columns of types without a text, not read"] == "SEAT"
    assert {each.name: each.reason for each in reader.left_out()} == {
        "V": "a view; the tables behind it are read",
        "TEMP": "a temporary table",
    }


def test_a_table_that_is_refused_leaves_the_others() -> None:
    refused = Table([number("ID")], [], error="ORA-01031: insufficient privileges\nHelp: https://docs.oracle.com")
    reader = reader_of(Connection({"A": refused, "B": sales(2)}))
    assert rows_of(reader, "A") == []
    assert len(rows_of(reader, "B")) == 2
    (rejected,) = reader.rejected()
    assert rejected.reason == "ORA-01031: insufficient privileges; the table was not read"
    assert [each.name for each in reader.left_out()] == ["A"]


def test_a_lost_connection_is_a_fault() -> None:
    connection = Connection({"SALES": sales(5)}, dies_at=lambda statement: 'ORDER BY t."' in statement)
    with pytest.raises(Fault) as caught:
        rows_of(reader_of(connection), "SALES")
    assert caught.value.code == "connection-lost"
    assert "reading VENUE.SALES" in caught.value.message
    assert "DPY-4011" in caught.value.message


@pytest.mark.parametrize(
    ("kind", "expression"),
    [
        ("NUMBER", "TO_CHAR(t.\"X\", 'TM9', 'NLS_NUMERIC_CHARACTERS=''.,''')"),
        ("DATE", "LTRIM(TO_CHAR(t.\"X\", 'SYYYY-MM-DD HH24:MI:SS'))"),
        ("TIMESTAMP(6)", "LTRIM(TO_CHAR(t.\"X\", 'SYYYY-MM-DD HH24:MI:SS.FF'))"),
        ("TIMESTAMP(9) WITH TIME ZONE", "LTRIM(TO_CHAR(t.\"X\", 'SYYYY-MM-DD HH24:MI:SS.FF TZR'))"),
        ("TIMESTAMP(0) WITH LOCAL TIME ZONE", "LTRIM(TO_CHAR(t.\"X\", 'SYYYY-MM-DD HH24:MI:SS.FF'))"),
        ("INTERVAL DAY(2) TO SECOND(6)", 'TO_CHAR(t."X")'),
        ("CLOB", 't."X"'),
        ("LONG RAW", 't."X"'),
        ("XMLTYPE", 'XMLSERIALIZE(CONTENT t."X" AS CLOB)'),
        ("SDO_GEOMETRY", None),
    ],
)
def test_how_types_are_asked_for(kind: str, expression: str | None) -> None:
    assert Column("X", kind, 20, 20, "B", None, None, "NO").expression == expression


def test_without_a_password_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENTRACTE_DELIVERY_PASSWORD", raising=False)
    with pytest.raises(Fault) as caught:
        open_live(parse_address("oracle://venue@127.0.0.1:1/XEPDB1"), SourceOptions())
    assert caught.value.code == "password-needed"


def test_nobody_there() -> None:
    with pytest.raises(Fault) as caught:
        open_live(
            parse_address("oracle://venue@127.0.0.1:1/XEPDB1?connect_timeout=2"), SourceOptions(password="hunter2")
        )
    assert caught.value.code == "server-away"
    assert "hunter2" not in caught.value.message


@pytest.mark.server
def test_a_real_server() -> None:
    url, password = os.environ.get("ENTRACTE_TEST_ORACLE_URL"), os.environ.get("ENTRACTE_TEST_ORACLE_PASSWORD")
    if not url or not password:
        pytest.skip("needs ENTRACTE_TEST_ORACLE_URL and ENTRACTE_TEST_ORACLE_PASSWORD")
    import oracledb

    address = parse_address(url)
    connection = oracledb.connect(
        user=address.user, password=password, host=address.host, port=address.port, service_name=address.database
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE entracte_test (id NUMBER(10,0) PRIMARY KEY, n NUMBER, d DATE, t TIMESTAMP(3),"
            " v NVARCHAR2(20), c CLOB, b RAW(4), f BINARY_DOUBLE)"
        )
        try:
            cursor.execute(
                "INSERT INTO entracte_test VALUES (1, 12345678901234567890.5, DATE '-0044-03-15',"
                " TIMESTAMP '2026-11-22 18:00:00.120', 'é€', 'long', HEXTORAW('00FF'), 0.1)"
            )
            cursor.execute("INSERT INTO entracte_test (id) VALUES (2)")
            connection.commit()
            reader = open_live(address, SourceOptions(password=password))
            assert rows_of(reader, "ENTRACTE_TEST") == [
                (
                    "1",
                    "12345678901234567890.5",
                    "-0044-03-15 00:00:00",
                    "2026-11-22 18:00:00.120",
                    "é€",
                    "long",
                    "00FF",
                    "0.1",
                ),
                ("2", None, None, None, None, None, None, None),
            ]
            reader.close()
        finally:
            cursor.execute("DROP TABLE entracte_test")
