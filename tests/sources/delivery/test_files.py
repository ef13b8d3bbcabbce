"""What counts as a file of a delivery: folders, archives, junk, links; and what is refused as hostile."""

from __future__ import annotations

import gzip
import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from entracte.faults import Fault
from entracte.sources.delivery import archives
from tests.sources.delivery.conftest import Register, cells

CSV = "id;name\n1;Ann\n2;Bob\n"


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def in_memory(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def test_a_folder_with_junk(registered: Register, tmp_path: Path) -> None:
    folder = tmp_path / "delivery"
    (folder / "deep/er").mkdir(parents=True)
    (folder / "people.csv").write_text(CSV)
    (folder / "deep/er/orders.csv").write_text("nr,amount\n7,12.5\n")
    for junk in (".DS_Store", "._people.csv", "Thumbs.db", "desktop.ini", "~$people.xlsx", "deep/.hidden"):
        (folder / junk).write_bytes(b"\0\1\2")
    (folder / "letter.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "nothing.csv").write_bytes(b"")
    (folder / "separators.csv").write_bytes(b";;;\n")
    (folder / "link.csv").symlink_to("/etc/passwd")
    (folder / "linked").symlink_to("/etc")
    os.mkfifo(folder / "pipe")
    delivery = registered(folder)
    assert [(table.name, table.file, table.rows) for table in delivery.tables] == [
        ("orders", "deep/er/orders.csv", 1),
        ("people", "people.csv", 2),
    ]
    assert {each.name for each in delivery.left_out} == {
        ".DS_Store", "._people.csv", "Thumbs.db", "desktop.ini", "~$people.xlsx", "deep/.hidden",
        "letter.pdf", "nothing.csv", "separators.csv", "link.csv", "linked", "pipe",
    }  # fmt: skip
    assert next(each.reason for each in delivery.left_out if each.name == "letter.pdf") == "a PDF document"


def test_archives_in_archives(registered: Register, tmp_path: Path) -> None:
    inner = in_memory({"deep\\people.csv": CSV.encode(), "__MACOSX/._x": b"\0"})
    path = zipped(tmp_path / "all.zip", {"a/inner.zip": inner, "orders.csv": b"nr,amount\n7,1\n", "Thumbs.db": b"\0"})
    delivery = registered(path)
    assert {(table.name, table.file) for table in delivery.tables} == {
        ("people", "a/inner.zip/deep/people.csv"),
        ("orders", "orders.csv"),
    }
    assert {each.name for each in delivery.left_out} == {"a/inner.zip/__MACOSX/._x", "Thumbs.db"}
    assert [each.name for each in delivery.files] == ["all.zip"]


def test_a_packed_file(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "people.csv.gz"
    path.write_bytes(gzip.compress(CSV.encode()))
    assert cells(registered(path), "people") == [("1", "Ann"), ("2", "Bob")]


@pytest.mark.parametrize("name", ["../out.csv", "a/../../out.csv", "/etc/out.csv", "C:\\out.csv", "..\\out.csv"])
def test_names_that_lead_outside_are_refused(registered: Register, tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "bad.zip", {name: CSV.encode()})
    with pytest.raises(Fault) as raised:
        registered(path)
    assert raised.value.code == "hostile-archive"
    assert not list(tmp_path.rglob("out.csv"))


def test_links_in_archives_are_not_followed(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "links.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("passwords.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("people.csv", CSV)
    delivery = registered(path)
    assert [table.name for table in delivery.tables] == ["people"]
    assert delivery.left_out[0].name == "passwords.csv"


def test_bombs_are_refused(registered: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "SMALL", 1024)
    monkeypatch.setattr(archives, "RATIO", 10)
    zeros = b"0" * 2_000_000
    for name, content in (("flat", zeros), ("nested.zip", in_memory({"deeper.zip": in_memory({"0.csv": zeros})}))):
        with pytest.raises(Fault) as raised:
            registered(zipped(tmp_path / f"{name}-bomb.zip", {name: content}))
        assert raised.value.code == "zip-bomb"
    packed = tmp_path / "bomb.csv.gz"
    packed.write_bytes(gzip.compress(zeros))
    with pytest.raises(Fault) as raised:
        registered(packed)
    assert raised.value.code == "zip-bomb"


def test_archives_nested_too_deep(registered: Register, tmp_path: Path) -> None:
    content = CSV.encode()
    for depth in range(archives.DEPTH + 1):
        content = in_memory({f"{depth}.zip" if depth else "people.csv": content})
    path = tmp_path / "deep.zip"
    path.write_bytes(content)
    with pytest.raises(Fault) as raised:
        registered(path)
    assert raised.value.code == "nested-archives"


def test_a_cut_archive(registered: Register, tmp_path: Path) -> None:
    path = zipped(tmp_path / "cut.zip", {"people.csv": CSV.encode() * 1000})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(Fault) as raised:
        registered(path)
    assert raised.value.code == "damaged-archive"
    assert "cut.zip" in raised.value.message


@pytest.mark.parametrize(
    ("name", "what", "todo"),
    [
        ("cut.zip", "an archive", "ask for it anew"),
        ("cut.bacpac", "an export of SQL Server", "ask for it anew"),
        ("cut.docx", "a text document", "ask for the data as a workbook"),
    ],
)
def test_a_cut_archive_is_told_in_plain_words(
    registered: Register, tmp_path: Path, name: str, what: str, todo: str
) -> None:
    path = zipped(tmp_path / name, {"model.xml": CSV.encode() * 1000})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(Fault, match=f"{name} is {what}.* cut off or damaged") as raised:
        registered(path)
    assert "zip" not in raised.value.message.replace(name, "")
    assert todo in str(raised.value.hint)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("letter.csv", b"%PDF-1.7\n", "unsupported-content"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "unsupported-content"),
        ("noise.dat", bytes(range(256)) * 64, "unsupported-content"),
        ("empty.csv", b"", "empty-file"),
        ("blank.csv", b"\r\n\r\n", "empty-file"),
        ("separators.csv", b";;;\r\n;;;\r\n", "empty-file"),
        ("document.json", b'{\n  "a": {"b": 1},\n  "c": [1, 2]\n}\n', "unsupported-content"),
    ],
)
def test_what_cannot_be_read_is_refused(
    registered: Register, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Fault) as raised:
        registered(path)
    assert raised.value.code == code
    assert name in raised.value.message


def test_missing_and_empty_deliveries(registered: Register, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path, code in ((tmp_path / "nothing.csv", "file-missing"), (tmp_path / "empty", "empty-delivery")):
        with pytest.raises(Fault) as raised:
            registered(path)
        assert raised.value.code == code


def test_a_refused_file_in_an_archive_is_named_as_delivered(registered: Register, tmp_path: Path) -> None:
    path = zipped(tmp_path / "all.zip", {"db/old.bak": b"TAPE\0\0\3\0" + b"\0" * 600, "people.csv": CSV.encode()})
    with pytest.raises(Fault) as raised:
        registered(path)
    assert raised.value.code == "sql-server-backup"
    assert "db/old.bak" in raised.value.message
    assert "archive1" not in raised.value.message
