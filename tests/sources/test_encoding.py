"""Encodings are told and recoded (D2); what was detected is shown and can be overridden."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from entracte.faults import Fault

from .conftest import Read

ReadOne = Callable[..., Read]
NAMES = ["Müller", "Genève", "Zoë", "Çelik", "Peña", "Bjørn", "Åsa", "Niccolò"]
TEXT = "\n".join(["INSTITUTION;CONTACT_NR;LASTNAME;TOWN"] + [f"H;{n};{NAMES[n % 8]};Orléans" for n in range(200)])


@pytest.mark.parametrize(
    ("codec", "mark", "told"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8-sig", b"", "utf-8-sig"),
        ("utf-16", b"", "utf-16"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("windows-1252", b"", "windows-1252"),
    ],
)
def test_the_encoding_is_told(tmp_path: Path, read_one: ReadOne, codec: str, mark: bytes, told: str) -> None:
    path = tmp_path / "contact.csv"
    path.write_bytes(mark + TEXT.encode(codec))
    read = read_one(path)
    assert read.file.encoding == told
    assert [row["LASTNAME"] for row in read.rows] == [NAMES[n % 8] for n in range(200)]
    assert read.codes() == []


@pytest.mark.parametrize("codec", ["cp850", "mac-roman"])
def test_old_encodings_are_told_by_their_letters(tmp_path: Path, read_one: ReadOne, codec: str) -> None:
    path = tmp_path / "contact.csv"
    path.write_bytes(TEXT.encode(codec))
    assert [row["LASTNAME"] for row in read_one(path).rows] == [NAMES[n % 8] for n in range(200)]


def test_a_handful_of_western_letters_is_western(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "contact.csv"
    path.write_bytes("CONTACT_NR;LASTNAME\n1;Genève\n2;Müller\n".encode("cp1252"))
    assert [row["LASTNAME"] for row in read_one(path).rows] == ["Genève", "Müller"]


def test_an_accent_after_megabytes_of_ascii_is_seen(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "contact.csv"
    lines = "H;1;Kerr;Town\n" * 250_000
    path.write_bytes(b"INSTITUTION;CONTACT_NR;LASTNAME;TOWN\n" + lines.encode() + "H;2;Müller;B\n".encode("cp1252"))
    read = read_one(path)
    assert read.file.encoding == "windows-1252"
    assert read.rows[-1] == {"row": 250_002, "INSTITUTION": "H", "CONTACT_NR": "2", "LASTNAME": "Müller", "TOWN": "B"}


def test_a_mixed_file_is_decoded_line_by_line(tmp_path: Path, read_one: ReadOne) -> None:
    lines = TEXT.split("\n")
    content = [line.encode("cp1252" if number in {7, 90} else "utf-8") for number, line in enumerate(lines)]
    path = tmp_path / "contact.csv"
    path.write_bytes(b"\n".join(content))
    read = read_one(path)
    assert [row["LASTNAME"] for row in read.rows] == [NAMES[n % 8] for n in range(200)]
    assert [(finding[0], finding[2], finding[3], finding[4]) for finding in read.findings] == [
        (8, "undecodable-line", lines[7], "windows-1252"),
        (91, "undecodable-line", lines[90], "windows-1252"),
    ]
    assert read.unreadable == []
    assert read.file.rows == 200


def test_a_named_encoding_overrides_and_its_gaps_are_told(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "contact.csv"
    path.write_bytes(b"CONTACT_NR;LASTNAME\n1;Ky\x8civ\n2;Pe\xf1a\n")
    assert [row["LASTNAME"] for row in read_one(path, encoding="cp850").rows] == ["Kyîiv", "Pe±a"]
    read = read_one(path, encoding="utf-8")
    assert [row["LASTNAME"] for row in read.rows] == ["Ky�iv", "Pe�a"]
    assert [finding[:3] for finding in read.findings] == [(2, None, "undecodable-line"), (3, None, "undecodable-line")]
    with pytest.raises(Fault, match="no encoding named 'klingon'"):
        read_one(path, encoding="klingon")


def test_double_byte_encodings_can_be_named(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "contact.csv"
    path.write_bytes("CONTACT_NR|LASTNAME\n1|ポール\n".encode("shift_jis"))
    assert read_one(path, encoding="shift_jis").rows[0]["LASTNAME"] == "ポール"


def test_bytes_that_are_no_text_refuse(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "contact.csv"
    path.write_bytes(bytes(range(1, 32)) * 400 + b"\xff\xfe\x81")
    read = read_one(path)
    assert read.codes() == ["unreadable-text"]
    assert read.file.refused
