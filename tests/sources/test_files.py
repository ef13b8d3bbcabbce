"""Files that cannot be read, must not be read, or change while they are (issue 2, bad input)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from entracte.engine import Engine
from entracte.faults import Fault
from entracte.sources.csv import open_text, sniff_separator
from entracte.sources.delivered import DeliveredFile

from .conftest import Read

ReadOne = Callable[..., Read]
SHARED = Path(__file__).parents[3] / "shared/data"
TEXT = "CONTACT_NR;LASTNAME\n1;Kerr\n"


def fault(read_one: ReadOne, path: Path) -> Fault:
    with pytest.raises(Fault) as caught:
        read_one(path)
    assert str(path) in caught.value.message
    return caught.value


def test_what_is_no_file_is_a_fault_naming_it(tmp_path: Path, read_one: ReadOne) -> None:
    (tmp_path / "contact.csv").write_text(TEXT)
    missing = fault(read_one, tmp_path / "contcat.csv")
    assert missing.code == "file-missing"
    assert "contact.csv" in missing.hint
    assert fault(read_one, tmp_path / "none" / "contact.csv").code == "file-missing"
    assert fault(read_one, tmp_path).code == "not-a-file"
    os.mkfifo(tmp_path / "pipe.csv")
    assert fault(read_one, tmp_path / "pipe.csv").code == "not-a-file"
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    assert fault(read_one, tmp_path / "loop.csv").code == "unreadable-file"


@pytest.mark.skipif(os.geteuid() == 0, reason="everything is readable to root")
def test_an_unreadable_file_is_a_fault(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "contact.csv"
    path.write_text(TEXT)
    path.chmod(0)
    assert fault(read_one, path).code == "unreadable-file"


def test_a_symbolic_link_is_followed_to_a_file_only(tmp_path: Path, read_one: ReadOne) -> None:
    (tmp_path / "contact.csv").write_text(TEXT)
    (tmp_path / "link.csv").symlink_to(tmp_path / "contact.csv")
    assert read_one(tmp_path / "link.csv").file.rows == 1
    (tmp_path / "folder.csv").symlink_to(tmp_path)
    assert fault(read_one, tmp_path / "folder.csv").code == "not-a-file"


def test_the_digest_is_that_of_the_bytes(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "contact.csv"
    path.write_bytes(TEXT.encode("utf-16"))
    assert read_one(path).file.digest == hashlib.sha256(TEXT.encode("utf-16")).hexdigest()


def test_a_file_that_changes_while_read_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "contact.csv"
    path.write_text(TEXT)
    with pytest.raises(Fault) as caught, DeliveredFile(path) as delivered:
        delivered.digest()
        path.write_text(TEXT + "2;Ray\n")
    assert caught.value.code == "file-changed"


@pytest.mark.parametrize("name", ["con[1]*t?.csv", "con'tact.csv", "con tact;.csv", "contäct.csv", "contact.csv.gz"])
def test_names_of_files_are_taken_literally(tmp_path: Path, read_one: ReadOne, name: str) -> None:
    (tmp_path / name).write_text(TEXT)
    (tmp_path / "con1xtx.csv").write_text("CONTACT_NR;LASTNAME\n2;Wrong\n")
    assert [row["LASTNAME"] for row in read_one(tmp_path / name).rows] == ["Kerr"]


def test_twenty_thousand_columns_are_a_fault(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "contact.csv"
    path.write_text(";".join(f"x{number}" for number in range(20_000)) + "\n")
    assert fault(read_one, path).code == "too-many-columns"


def test_two_thousand_unknown_columns_are_read_around(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "contact.csv"
    titles = ["CONTACT_NR", "LASTNAME", *(f"x{number}" for number in range(2000))]
    path.write_text("\n".join([";".join(titles), ";".join(["1", "Kerr"] + ["y"] * 2000), ";" * 2001, ";;z"]))
    read = read_one(path)
    assert [(row["row"], row["LASTNAME"]) for row in read.rows] == [(2, "Kerr"), (4, None)]
    assert read.codes() == ["unknown-column"] * 2000


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared files are absent")
def test_separators_of_real_messy_files(tmp_path: Path) -> None:
    """38 of the 40 annotated files; of the others one has no separator and one has two."""
    names = {"comma": ",", "semicolon": ";", "tab": "\t"}
    right = 0
    for line in (SHARED / "csv/dialects.txt").read_text().splitlines()[1:]:
        name, _, separator, *_ = line.split("|")
        text = open_text(SHARED / "csv" / name, tmp_path / "copy")
        assert text is not None
        right += sniff_separator(text) == names[separator]
    assert right >= 38


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared files are absent")
def test_real_contact_files(read_one: ReadOne) -> None:
    companies = read_one(SHARED / "contact/companies.csv")
    assert (companies.file.rows, companies.file.separator, companies.findings) == (91, ";", [])
    customers = read_one(SHARED / "contact/customers.csv")
    assert (customers.file.rows, len(customers.rows), customers.findings) == (599, 599, [])


def test_temporary_files_are_removed(tmp_path: Path, read_one: ReadOne, engine: Engine) -> None:
    path = tmp_path / "contact.csv"
    path.write_bytes('CONTACT_NR;LASTNAME\n1;"Kerr\n2;"x\ny"\n'.encode("utf-16"))
    read_one(path)
    assert {each.name for each in engine.folder.iterdir() if each.is_file()} <= {"tables.duckdb", "tables.duckdb.wal"}
