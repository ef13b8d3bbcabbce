"""Addresses: what they may say, and that no password is taken from them or shown."""

from __future__ import annotations

import pytest

from entracte.faults import Fault
from entracte.sources.live import is_address, parse_address


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann@db.example.org/venue", "postgresql://ann@db.example.org:5432/venue"),
        ("postgres://localhost:5433/venue?sslmode=require", "postgres://localhost:5433/venue"),
        ("MariaDB://root@127.0.0.1/a%20b", "mariadb://root@127.0.0.1:3306/a%20b"),
        ("mysql://root:@[::1]:3307/x", "mysql://root@[::1]:3307/x"),
        ("sqlserver://sa@host/db", "sqlserver://sa@host:1433/db"),
        ("oracle://ann@host/XEPDB1", "oracle://ann@host:1521/XEPDB1"),
        ("fmodata://o%C3%A9@host/Billetterie%20é", "fmodata://o%C3%A9@host:443/Billetterie%20%C3%A9"),
    ],
)
def test_an_address_is_shown_with_its_port(url: str, shown: str) -> None:
    assert is_address(url)
    assert parse_address(url).shown == shown


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:hunter2@host/venue",
        "mysql://ann@host/venue?password=hunter2",
        "mysql://ann@host/venue?sslpassword=hunter2",
        "mssql://ann:hunter2%40@host/venue",
        "postgresql://ann:hun@ter2@host/venue",
    ],
)
def test_an_address_with_a_password_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(Fault) as caught:
        parse_address(url)
    assert caught.value.code == "password-in-url"
    assert "hunter2" not in str(caught.value.as_json())
    assert "ENTRACTE_DELIVERY_PASSWORD" in caught.value.hint


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:hunter/2@host/venue",
        "postgresql://ann:hunter2#@host/venue",
        "mongodb://host/venue",
        "https://host/venue",
        "postgresql://host",
        "postgresql://host:99999/venue",
        "postgresql://host/venue?search_path=x",
        "postgresql://host/venue#x",
        "mysql://host/",
    ],
)
def test_what_is_no_address_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(Fault) as caught:
        parse_address(url)
    assert caught.value.code == "bad-url"
    assert "hunter" not in str(caught.value.as_json())


@pytest.mark.parametrize("name", ["C:\\data\\dump.sql", "folder/a.csv", "a:b.csv", "/tmp/x://y"])
def test_files_are_no_addresses(name: str) -> None:
    assert not is_address(name)
