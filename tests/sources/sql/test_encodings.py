"""Scripts in the encodings that servers and consoles write, declared or not, with binary values between quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from entracte.faults import Fault
from entracte.sources.options import SourceOptions
from tests.sources.sql.reading import read_script

NAMES = ["Müller", "Genève", "François", "Zoë", "Núñez", "Åse", "Søren", "Strauß", "Ève", "œuvre", "Łódź"]
ROWS = [(str(number), name) for number, name in enumerate(NAMES * 5)]


def _inserts(head: str, names: list[str]) -> str:
    rows = ",\n".join(f"({number},'{name}')" for number, name in enumerate(names))
    return f"{head}\nINSERT INTO `t` VALUES {rows};\n"


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        ("/*!40101 SET NAMES latin1 */;", "cp1252"),
        ("/*!40101 SET NAMES utf8mb4 */;", "utf-8"),
        ("/*!40101 SET NAMES cp850 */;", "cp850"),
        ("/*!40101 SET NAMES latin2 */;", "iso8859-2"),
        ("SET client_encoding = 'LATIN1';", "latin-1"),
        ("SET client_encoding = 'WIN1252';", "cp1252"),
        ("SET client_encoding TO 'LATIN9';", "iso8859-15"),
        ("SET client_encoding = 'MACROMAN';\nSET NAMES macroman;", "mac-roman"),
        ("", "utf-8-sig"),
        ("", "utf-8"),
        ("", "cp1252"),
        ("", "utf-16"),
        ("", "utf-16-le"),
    ],
)
def test_letters_are_those_of_the_source(tmp_path: Path, head: str, codec: str) -> None:
    def is_in(name: str) -> bool:
        try:
            return name.encode(codec) != b""
        except UnicodeEncodeError:
            return False

    names = [name for name in NAMES * 5 if is_in(name)]
    read = read_script(tmp_path, _inserts(head, names).encode(codec))
    assert [row[1] for row in read.rows["t"]] == names


def test_what_the_user_says_counts(tmp_path: Path) -> None:
    text = _inserts("/*!40101 SET NAMES utf8 */;", ["Genève"]).encode("mac-roman")
    assert read_script(tmp_path, text, SourceOptions(encoding="mac-roman")).rows["t"] == [("0", "Genève")]
    with pytest.raises(Fault, match="no encoding"):
        read_script(tmp_path, text, SourceOptions(encoding="klingon"))


def test_a_few_values_in_another_encoding(tmp_path: Path) -> None:
    text = _inserts("-- MySQL dump\nSET NAMES utf8;", NAMES).encode()
    text = text.replace("Genève".encode(), "Genève".encode("cp1252"))
    read = read_script(tmp_path, text)
    assert [row[1] for row in read.rows["t"]] == NAMES
    assert read.tables["t"].facts["other encoding"] == "1 values were not utf-8"


@pytest.mark.parametrize(
    ("head", "codec"), [("SET NAMES utf8mb4;", "utf-8"), ("SET NAMES latin1;", "cp1252"), ("", "utf-8")]
)
def test_binary_values_between_quotes(tmp_path: Path, head: str, codec: str) -> None:
    """All 256 bytes as mysqldump escapes them, in a column that is declared to hold bytes and in one that is not."""
    every = bytes(range(256))
    raw = (
        every.replace(b"\\", b"\\\\")
        .replace(b"'", b"\\'")
        .replace(b"\0", b"\\0")
        .replace(b"\n", b"\\n")
        .replace(b"\x1a", b"\\Z")
    )
    text = (
        f"-- MySQL dump\n{head}\nCREATE TABLE `t` (`name` text, `data` blob);\n".encode()
        + "INSERT INTO `t` VALUES ('Zoë',_binary '".encode(codec)
        + raw
        + "'),('Ève, Müller','".encode(codec)
        + raw
        + b"');\n"
    )
    assert read_script(tmp_path, text).rows["t"] == [("Zoë", every.hex().upper()), ("Ève, Müller", every.hex().upper())]


def test_japanese_with_backslashes_inside_of_characters(tmp_path: Path) -> None:
    """The second byte of some characters of Shift-JIS is that of a backslash or of a quote's neighbour."""
    text = _inserts("-- MySQL dump\nSET NAMES sjis;", ["表示", "ソ"]).encode("cp932")
    assert read_script(tmp_path, text).rows["t"] == [("0", "表示"), ("1", "ソ")]
