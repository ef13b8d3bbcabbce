"""A delivery is read once, kept immutable under its digest, and read anew when anything about it changed."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest

from entracte.faults import Fault
from entracte.sources import any_csv
from entracte.sources.delivery import register
from entracte.sources.options import PASSWORD_VARIABLE, SourceOptions
from tests.sources.delivery.conftest import Register, cells

SHARED = Path(__file__).parents[4] / "shared/data"


def test_the_second_time_nothing_is_read(registered: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "people.csv"
    path.write_text("id;name\n1;Ann\n")
    first = registered(path)
    monkeypatch.setattr(any_csv, "open_reader", None)
    again = registered(path)
    assert again == first
    assert cells(again, "people") == [("1", "Ann")]
    assert first.files[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert first.files[0].size == 14
    assert all(not each.stat().st_mode & stat.S_IWUSR for each in first.folder.glob("*.parquet"))


def test_other_content_name_or_options_are_read_anew(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("id;name\n1;Ann\n")
    first = registered(path)
    assert cells(registered(path, header=0), "people") == [("id", "name"), ("1", "Ann")]
    assert registered(path, header=0).digest == first.digest
    renamed = path.rename(tmp_path / "persons.csv")
    assert [table.name for table in registered(renamed).tables] == ["persons"]
    renamed.write_text("id;name\n1;Eve\n")
    assert registered(renamed).digest != first.digest


def test_a_fault_leaves_nothing_behind(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "noise.dat"
    path.write_bytes(bytes(range(256)) * 64)
    with pytest.raises(Fault):
        registered(path)
    assert not [each for each in (tmp_path / "home").rglob("*") if each.is_file()]


def test_damaged_keeping_is_read_anew(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("id;name\n1;Ann\n")
    first = registered(path)
    next(first.folder.glob("table*.parquet")).unlink()
    assert cells(registered(path), "people") == [("1", "Ann")]


def test_what_needed_a_password_needs_it_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = SHARED / "access/office-agile-4.4.accdb"
    if not path.exists():
        pytest.skip("needs the shared data")
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    home = tmp_path / "home"
    for password, code in ((None, "password-needed"), ("nonsense", "wrong-password")):
        with pytest.raises(Fault) as raised:
            register(path, home, SourceOptions(password=password))
        assert raised.value.code == code
    delivery = register(path, home, SourceOptions(password="password"))
    assert register(path, home, SourceOptions(password="password")) == delivery
    for password, code in ((None, "password-needed"), ("nonsense", "wrong-password")):
        with pytest.raises(Fault) as raised:
            register(path, home, SourceOptions(password=password))
        assert raised.value.code == code
