"""SQL Server, spoken to over its own protocol: pysqlbridge serves CSV files as one."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from entracte.faults import Fault
from entracte.sources.delivery import register_database
from entracte.sources.live import LiveReader, fetched
from entracte.sources.live.database import LiveTable
from entracte.sources.live.sqlserver_catalogue import Column, Relation, read_catalogue
from entracte.sources.options import SourceOptions
from tests.inspect.command import Inspector
from tests.sources.live.conftest import holds, rows_of

pytest.importorskip("pysqlbridge")

Opened = Callable[..., LiveReader]

PASSWORD = "Secret-1234"
ODD = "select'odd \"x] é"


@dataclass(frozen=True)
class Bridge:
    url: str
    process: subprocess.Popen[bytes]


def _started(folder: Path) -> Bridge:
    """A server of its own, ready to answer."""
    (folder / "Customer.csv").write_text(
        'id,name,born,amount,active\n1,Ann,1980-01-02,1.5,true\n2,"O""Neil, Bob",,20,false\n'
        "3,Genève é,1999-12-31,0.1,\n",
        encoding="utf-8",
    )
    (folder / "odd.csv").write_text("a b,c]d\n1,x\n", encoding="utf-8")
    lines = [f"{number},{number % 7},{'x' * 50}" for number in range(5000, 0, -1)]
    (folder / "Many.csv").write_text("\n".join(["id,part,note", *lines, ""]), encoding="utf-8")
    config = {
        "logins": [{"user": "sa", "password": PASSWORD}],
        "tables": [
            {"name": "Customer", "csv": "Customer.csv"},
            {"name": ODD, "csv": "odd.csv"},
            {"name": "Many", "csv": "Many.csv"},
        ],
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pysqlbridge.server", "--config", str(folder / "config.json"), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(300):
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return Bridge(f"mssql://sa@127.0.0.1:{port}/pysqlbridge", process)
        time.sleep(0.05)  # until it listens
    pytest.fail("pysqlbridge did not start")


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    bridge = _started(tmp_path_factory.mktemp("bridge"))
    yield bridge
    bridge.process.terminate()
    bridge.process.wait()


def test_tables_and_cells(bridge: Bridge, opened: Opened) -> None:
    reader = opened(bridge.url, PASSWORD)
    assert [table.name for table in reader.tables()] == ["Customer", "Many", ODD]
    assert rows_of(reader, "Customer") == [
        ("1", "Ann", "1980-01-02", "1.5", "true"),
        ("2", 'O"Neil, Bob', None, "20", "false"),
        ("3", "Genève é", "1999-12-31", "0.1", None),
    ]
    assert rows_of(reader, ODD) == [("1", "x")]
    table = reader.tables()[0]
    assert [column.declared for column in table.columns] == [
        "int",
        "nvarchar(11)",
        "nvarchar(10)",
        "float",
        "nvarchar(5)",
    ]
    assert "ALLOW_SNAPSHOT_ISOLATION" in table.facts["snapshot"]
    assert not list(reader.rejected())


def test_chunks_by_key_give_every_row_once(bridge: Bridge, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("entracte.sources.live.sqlserver.CHUNK", 999)
    reader = opened(bridge.url, PASSWORD)
    database: Any = reader._database
    rows = database._rows
    key = "i.is_primary_key = 1"  # the bridge has no keys: it is told here that Many has one of two columns
    numbers = {
        name: number
        for _, name, number in rows(
            "SELECT s.name, t.name, t.object_id FROM sys.tables t JOIN sys.schemas s ON s.schema_id = t.schema_id"
        )
    }
    keys = [(numbers["Many"], "part"), (numbers["Many"], "id")]
    monkeypatch.setattr(database, "_rows", lambda query: keys if key in query else rows(query))
    found = rows_of(reader, "Many")
    assert [(int(part), int(number)) for number, part, _ in found] == sorted((n % 7, n) for n in range(1, 5001))
    assert not list(reader.rejected())


def test_a_database_that_allows_snapshots_is_read_in_one(
    bridge: Bridge, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("entracte.sources.live.sqlserver._ALLOWED", "SELECT 1")  # the bridge says 0
    reader = opened(bridge.url, PASSWORD)
    assert reader.tables()[0].facts["snapshot"] == "one for all tables"
    assert len(rows_of(reader, "Customer")) == 3


def test_the_command_asks_for_a_password_and_keeps_none(bridge: Bridge, inspector: Inspector) -> None:
    assert "only with a password" in inspector.refusal(bridge.url)
    refusal = inspector.refusal(bridge.url, password="wrong-one")
    assert "does not accept sa" in refusal and "wrong-one" not in refusal
    done = inspector.run(bridge.url, "--json", password=PASSWORD)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["files"][0]["name"] == bridge.url
    assert {table["source"] for table in told["tables"]} == {"sql-server"}
    assert PASSWORD not in done.stdout + done.stderr
    assert holds(inspector.home, "Secret-1234") == []


@pytest.fixture
def short_lived(tmp_path: Path) -> Iterator[Bridge]:
    bridge = _started(tmp_path)
    yield bridge
    bridge.process.kill()
    bridge.process.wait()


def test_a_server_that_dies_in_the_middle(short_lived: Bridge, tmp_path: Path) -> None:
    bridge = short_lived

    def notice(what: str) -> None:
        if "Many" in what:
            os.kill(bridge.process.pid, signal.SIGKILL)
            bridge.process.wait()

    with pytest.raises(Fault) as caught:
        register_database(bridge.url, tmp_path / "home", SourceOptions(password=PASSWORD), notice)
    assert caught.value.code == "connection-lost"
    assert not list((tmp_path / "home/deliveries").iterdir())
    with pytest.raises(Fault) as caught:
        register_database(bridge.url, tmp_path / "home", SourceOptions(password=PASSWORD))
    assert caught.value.code == "server-away"


@pytest.mark.parametrize(
    ("declared", "expression", "speller"),
    [
        (("money", None, 19, 4, None), "CONVERT(nvarchar(max), t.[x], 2)", fetched.text),
        (("datetime2", None, None, None, 7), "CONVERT(nvarchar(max), t.[x], 121)", fetched.text),
        (("real", None, 24, None, None), "t.[x]", fetched.single),
        (("varbinary", -1, None, None, None), "t.[x]", fetched.prefixed_digits),
        (("geography", -1, None, None, None), "t.[x].ToString()", fetched.text),
        (("TheirOwnProgram", -1, None, None, None), "CONVERT(varbinary(max), t.[x])", fetched.prefixed_digits),
    ],
)
def test_types_the_bridge_does_not_have(declared: tuple[Any, ...], expression: str, speller: object) -> None:
    column = Column("x", *declared)
    assert column.expression == expression
    assert column.speller is speller


def test_numbers_and_bytes_keep_every_digit() -> None:
    assert fetched.double([0.1 + 0.2, 1e300, None, 20.0]).to_pylist() == ["0.30000000000000004", "1e+300", None, "20"]
    assert fetched.single([1.100000023841858, None]).to_pylist() == ["1.1", None]
    assert fetched.prefixed_digits([b"\x00\xff", b"", None]).to_pylist() == ["0x00FF", "0x", None]
    assert fetched.text(["a\ud83d", "\ud83d\ude00", None]).to_pylist() == ["a\ufffd", "😀", None]


def test_what_the_server_computes_masks_or_hides_is_told() -> None:
    def rows(query: str) -> list[tuple[Any, ...]]:
        if "INFORMATION_SCHEMA.COLUMNS" in query:
            names = ["id", "total", "iban"]
            return [("dbo", "Sale", name, "int", None, 10, 0, None) for name in names]
        if "is_computed" in query:
            return [(7, "total")]
        if "masked_columns" in query:
            return [(7, "iban")]
        if "security_predicates" in query:
            return [(7,)]
        if "external_tables" in query:
            return [(8,)]
        if "INFORMATION_SCHEMA.VIEWS" in query:
            return [("dbo", "V")]
        if "is_primary_key" in query:
            return [(7, "id")]
        return [("dbo", "Sale", 7), ("dbo", "Far", 8)]

    found = read_catalogue(rows, rows)
    (relation,) = found.tables
    assert [column.name for column in relation.table.columns] == ["id", "iban"]
    assert relation.table.facts == {
        "computed columns, not read": "total",
        "masked by the server for this user": "iban",
        "security policy": "it may hide rows from this user",
    }
    assert [each.name for each in found.omitted] == ["dbo.Far", "dbo.V"]


def test_a_key_of_two_numbers_goes_on_behind_both() -> None:
    columns = (Column("a", "int", None, 10, 0, None), Column("b", "bigint", None, 19, 0, None))
    relation = Relation(LiveTable("dbo", "t", (), ("a", "b")), columns)
    assert relation.after(["1", "-2"]) == "WHERE (t.[a] > 1 OR (t.[a] = 1 AND t.[b] > -2))"
    with pytest.raises(ValueError, match="invalid literal"):
        relation.after(["1; DROP TABLE t", "2"])
