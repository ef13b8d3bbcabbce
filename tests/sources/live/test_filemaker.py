"""FileMaker over OData, against a service of our own that answers as the manual says and checks logins."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from entracte.faults import Fault
from entracte.sources.delivery import register_database
from entracte.sources.live import LiveReader
from entracte.sources.options import SourceOptions
from tests.inspect.command import Inspector
from tests.sources.live.conftest import holds, rows_of
from tests.sources.live.fake_filemaker import METADATA, Service, serving

Opened = Callable[..., LiveReader]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with serving(Service(), tmp_path) as service:
        yield service


ROWS = [
    ("1", "Müller", "12345678901234567890.123456789", "1980-01-02", "true"),
    ("2", "two\nlines", "1E3", None, "false"),
    ("3.50", "", "-0.10", None, None),
    ("4", "01201", ".5", None, None),
    ("5", "x", None, None, None),
    ("6", "y", None, None, None),
    ("7", "z", None, None, None),
]


def test_tables_and_cells_page_by_page(service: Service, opened: Opened) -> None:
    reader = opened(service.url(), service.password)
    assert [table.name for table in reader.tables()] == ["Clients", "Ventes", "Secret"]
    assert rows_of(reader, "Clients") == ROWS
    table = reader.tables()[0]
    assert [column.declared for column in table.columns] == ["number", "text", "number", "date", "Edm.Boolean"]
    assert table.facts["containers and summaries, not read"] == "photo, total"
    assert not list(reader.rejected())
    assert [each.name for each in reader.left_out()] == ["Clients pour ventes"]


@pytest.mark.parametrize(
    ("link", "counts"), [("", True), ("Clients?$skip={skip}", False), ("{path}?$skip={skip}", True)]
)
def test_pages_follow_however_they_are_named(service: Service, opened: Opened, link: str, counts: bool) -> None:
    service.next_link = link
    service.has_counts = counts
    assert rows_of(opened(service.url(), service.password), "Clients") == ROWS


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/fmi/odata/v4/Billetterie%20%C3%A9/Clients?$skip=3",
        "http://{host}{path}?$skip=3",
        "https://localhost:1{path}?$skip=3",
        "//elsewhere.example{path}",
        "https://{host}@elsewhere.example{path}",
        "/fmi/admin/api/v2/databases",
        "../Other/Clients",
        "file:///etc/passwd",
    ],
)
def test_a_page_elsewhere_is_not_followed(service: Service, opened: Opened, link: str) -> None:
    service.next_link = link
    with pytest.raises(Fault) as caught:
        rows_of(opened(service.url(), service.password), "Clients")
    assert caught.value.code == "hostile-link"
    assert len([path for path in service.asked if "Clients" in path]) == 1


def test_the_command_tells_refused_tables_and_keeps_no_password(service: Service, inspector: Inspector) -> None:
    assert "only with a password" in inspector.refusal(service.url())
    refusal = inspector.refusal(service.url(), password="wrong-one")
    assert "does not accept Admin" in refusal and "wrong-one" not in refusal
    done = inspector.run(service.url(), "--json", "--rejected", password=service.password)
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert [(table["name"], table["rows"]) for table in told["tables"]] == [("Clients", 7), ("Ventes", 1)]
    assert [each["name"] for each in told["left_out"]] == ["Clients pour ventes", "Secret"]
    assert "Record access is denied" in told["rejected_rows"][0]["reason"]
    assert service.password not in done.stdout + done.stderr
    assert holds(inspector.home, service.password) == []
    assert "ca=" not in told["files"][0]["name"]


def test_a_connection_that_breaks_keeps_nothing(service: Service, tmp_path: Path) -> None:
    service.breaks_at = 3
    with pytest.raises(Fault) as caught:
        register_database(service.url(), tmp_path / "home", SourceOptions(password=service.password))
    assert caught.value.code == "connection-lost"
    assert not list((tmp_path / "home/deliveries").iterdir())


def test_a_record_with_fields_that_nobody_described_is_told(service: Service, opened: Opened) -> None:
    service.records["Ventes"].append('{"no": 10, "new": 1}')
    reader = opened(service.url(), service.password)
    assert rows_of(reader, "Ventes") == [("9",)]
    (rejected,) = reader.rejected()
    assert (rejected.table, rejected.place) == ("Ventes", "row 2")
    assert "new" in rejected.reason


def test_a_service_that_loses_records_is_told(service: Service, opened: Opened) -> None:
    service.next_link = ""
    records = service.records["Clients"]

    class Shrinking(list[str]):
        def __len__(self) -> int:
            return 9

    service.records["Clients"] = Shrinking(records)
    reader = opened(service.url(), service.password)
    assert len(rows_of(reader, "Clients")) == 7
    (rejected,) = reader.rejected()
    assert "counts 9 rows, 7 were read" in rejected.reason


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        (METADATA.replace("?>", '?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), "hostile-xml"),
        ("<a>" * 1000, "hostile-xml"),
        ("no XML", "damaged-xml"),
        (METADATA[:500], "damaged-xml"),
        (METADATA.replace("EntitySet", "Other"), "no-tables"),
    ],
)
def test_metadata_that_cannot_be_used(service: Service, tmp_path: Path, metadata: str, code: str) -> None:
    service.metadata = metadata
    with pytest.raises(Fault) as caught:
        register_database(service.url(), tmp_path / "home", SourceOptions(password=service.password))
    assert caught.value.code == code


def test_an_answer_without_end_is_refused(service: Service, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("entracte.sources.live.odata.MAX_ANSWER", 5000)
    service.records["Ventes"] = [json.dumps({"no": "x" * 10_000})]
    with pytest.raises(Fault) as caught:
        rows_of(opened(service.url(), service.password), "Ventes")
    assert caught.value.code == "too-large"


def test_who_answers_is_checked(service: Service, tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        register_database(service.url().partition("?")[0], tmp_path / "home", SourceOptions(password=service.password))
    assert caught.value.code == "server-away"
    assert "CERTIFICATE" in caught.value.message
    assert service.asked == []
