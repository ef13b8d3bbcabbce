"""The header: where it is, what its columns mean, what refuses the file (D1, D65, D67)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from entracte.faults import Fault
from entracte.formats import all_formats, format_named
from entracte.sources.header import column_letters, find_header, header_findings

from .conftest import Read

ReadOne = Callable[..., Read]
CONTACT = format_named("contact")


def write(folder: Path, text: str, name: str = "contact.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_one_row_header(tmp_path: Path, read_one: ReadOne) -> None:
    read = read_one(write(tmp_path, " contact_nr ;\u00a0LastName;INST\n1;Kerr;H\n"))
    assert read.file.columns == ("CONTACT_NR", "LASTNAME", "INSTITUTION")
    assert read.file.header_row == 1
    assert read.rows == [{"row": 2, "CONTACT_NR": "1", "LASTNAME": "Kerr", "INSTITUTION": "H"}]


def test_four_row_header_with_titles_above(tmp_path: Path, read_one: ReadOne) -> None:
    titles = 'Contact;Contact;Person\nmandatory;;\n"Number\nof the contact";First name;Last name\n'
    read = read_one(write(tmp_path, titles + "CONTACT_NR;FIRSTNAME;LASTNAME\n1;Ada;Kerr\n"))
    assert read.file.header_row == 4
    assert read.rows == [{"row": 5, "CONTACT_NR": "1", "FIRSTNAME": "Ada", "LASTNAME": "Kerr"}]


def test_blank_rows_among_the_four(tmp_path: Path, read_one: ReadOne) -> None:
    read = read_one(write(tmp_path, "Contacts of the Harbour;;\n;;\n\nCONTACT_NR;FIRSTNAME;LASTNAME\n1;Ada;Kerr\n"))
    assert read.file.header_row == 4
    assert [row["row"] for row in read.rows] == [5]


@pytest.mark.parametrize("data", ["PHONE;x;y", "EMAIL;;", "TITLE;PHONE;"])
def test_a_row_of_data_holding_a_code_is_no_header(tmp_path: Path, read_one: ReadOne, data: str) -> None:
    read = read_one(write(tmp_path, f"FIRSTNAME;LASTNAME;REMARK\nAda;Kerr;x\n{data}\nBob;Ray;y\n"))
    assert read.file.header_row == 1 if data != "TITLE;PHONE;" else read.file.header_row in {1, 3}
    assert read.file.header_row == 1 or data == "TITLE;PHONE;"


def test_the_fifth_row_is_no_header() -> None:
    rows = [(number, ("x", "y")) for number in range(1, 5)] + [(5, ("CONTACT_NR", "LASTNAME"))]
    assert find_header(rows, CONTACT) is None


def test_documented_aliases(tmp_path: Path, read_one: ReadOne) -> None:
    read = read_one(
        write(tmp_path, "INSTIT;PHONE;PHONE 1;PHONE 2;STRUCT_CODE;Crit7;STRUCTURE NAME\nH;TRUE;1;2;T;A=B;N\n")
    )
    assert read.file.columns == ("INSTITUTION", "PHONE", "TELEPHONE", "STRUCT_TYPE", "CRIT07", "OFFICIAL_NAME")
    assert read.findings == [(None, "PHONE 2", "unknown-column", "PHONE 2", None)]


def test_unknown_columns_are_named_with_what_may_be_meant(tmp_path: Path, read_one: ReadOne) -> None:
    read = read_one(write(tmp_path, "CONTACT_NR;LASTNAME;EMIAL1;Shoe size;FIRSTNAME\n1;Kerr;a@b.c;43;Ada\n"))
    assert read.findings == [
        (None, "EMIAL1", "unknown-column", "EMIAL1", " EMAIL1?"),
        (None, "Shoe size", "unknown-column", "Shoe size", None),
    ]
    assert read.rows == [{"row": 2, "CONTACT_NR": "1", "LASTNAME": "Kerr", "FIRSTNAME": "Ada"}]


def test_a_row_with_content_in_unknown_columns_only_is_a_row(tmp_path: Path, read_one: ReadOne) -> None:
    read = read_one(write(tmp_path, "CONTACT_NR;LASTNAME;Note\n1;Kerr;\n;;remember\n;;\n"))
    assert [row["row"] for row in read.rows] == [2, 3]


def test_unnamed_columns_are_told_by_their_letter(tmp_path: Path, read_one: ReadOne) -> None:
    read = read_one(write(tmp_path, "CONTACT_NR;;LASTNAME;\n1;x;Kerr;\n"))
    assert read.findings == [
        (None, None, "unnamed-column", "B", None),
        (None, None, "unnamed-column", "D", None),
    ]
    assert read.rows == [{"row": 2, "CONTACT_NR": "1", "LASTNAME": "Kerr"}]


def test_two_columns_of_one_field_refuse(tmp_path: Path, read_one: ReadOne) -> None:
    read = read_one(write(tmp_path, "CONTACT_NR;WEBSITE;WEB_SITE\n1;a;b\n"))
    assert read.findings == [(None, "WEB_SITE", "duplicated-column", None, "B, C")]
    assert read.file.refused
    assert read.file.rows == 0
    assert read.rows == []


def test_no_known_column_refuses(tmp_path: Path, read_one: ReadOne) -> None:
    read = read_one(write(tmp_path, "a;b\n1;2\n"))
    assert read.codes() == ["no-known-column"]
    assert read.file.refused


def test_one_known_column_among_strangers_is_enough(tmp_path: Path, read_one: ReadOne) -> None:
    read = read_one(write(tmp_path, "a;b;LASTNAME;d\n1;2;Kerr;4\n"))
    assert read.rows == [{"row": 2, "LASTNAME": "Kerr"}]
    assert read.codes() == ["unknown-column"] * 3


@pytest.mark.parametrize("text", ["", "\n\r\n", "\ufeff", "\ufeff\n"])
def test_empty_files_refuse(tmp_path: Path, read_one: ReadOne, text: str) -> None:
    read = read_one(write(tmp_path, text))
    assert read.codes() == ["empty-file"]
    assert read.file.refused


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_header_alone_is_a_file_without_rows(tmp_path: Path, read_one: ReadOne, end: str) -> None:
    read = read_one(write(tmp_path, "CONTACT_NR;LASTNAME" + end))
    assert (read.file.rows, read.file.refused, read.codes()) == (0, False, [])


def test_the_name_of_the_file_tells_its_format(tmp_path: Path, read_one: ReadOne) -> None:
    path = write(tmp_path, "INSTITUTION;STRUCT_TYPE;NAME\nH;CHO;Choir\n", "Structure-Type.CSV")
    assert read_one(path, None).file.format.name == "structure-type"


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ("INSTITUTION;CONTACT_NR;LASTNAME", "contact"),
        ("INSTITUTION;LIST;CODE;NAME", "value"),
        ("INSTITUTION;ORGANIZATION;NAME", "organization"),
        ("INSTITUTION;ORGANIZATION;CRITERION;NAME", "criterion"),
        ("INSTITUTION;ORGANIZATION;STRUCT_TYPE;NAME", "structure-type"),
        ("INSTITUTION;NAME;TIME_ZONE", "institution"),
    ],
)
def test_the_columns_tell_the_format(tmp_path: Path, read_one: ReadOne, columns: str, name: str) -> None:
    path = write(tmp_path, columns + "\n" + ";".join("x" for _ in columns.split(";")) + "\n", "delivery.csv")
    assert read_one(path, None).file.format.name == name


def test_columns_that_fit_several_formats_are_a_fault_naming_them(tmp_path: Path, read_one: ReadOne) -> None:
    with pytest.raises(Fault) as caught:
        read_one(write(tmp_path, "OPERATION\nINSERT\n", "delivery.csv"), None)
    assert caught.value.code == "format-unknown"
    assert set(caught.value.facts["candidates"]) > {"contact", "criterion"}  # type: ignore[call-overload]


def test_columns_of_no_format_are_a_fault(tmp_path: Path, read_one: ReadOne) -> None:
    with pytest.raises(Fault) as caught:
        read_one(write(tmp_path, "a;b\n1;2\n", "delivery.csv"), None)
    assert caught.value.code == "format-unknown"
    assert "--format" in caught.value.hint


def test_an_unknown_format_names_near_ones(tmp_path: Path, read_one: ReadOne) -> None:
    with pytest.raises(Fault) as caught:
        read_one(write(tmp_path, "CONTACT_NR\n1\n"), "contcat")
    assert "contact" in caught.value.hint


@pytest.mark.parametrize(("position", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_column_letters(position: int, letters: str) -> None:
    assert column_letters(position) == letters


def test_every_title_of_every_format_is_recognised() -> None:
    for file_format in all_formats().values():
        header = find_header([(1, file_format.field_names)], file_format)
        assert header is not None
        assert header.fields == file_format.field_names
        assert header_findings(header, file_format) == []


@pytest.mark.parametrize("separator", [";", "\t", "|", ","])
def test_the_separator_is_sniffed(tmp_path: Path, read_one: ReadOne, separator: str) -> None:
    lines = ["CONTACT_NR;LASTNAME;REMARK", '1;Kerr;"a, b; c | d, e, f"', "2;Ray;x"]
    cells = [line.split(";", 2) for line in lines]
    read = read_one(write(tmp_path, "\n".join(separator.join(row) for row in cells)))
    assert read.file.separator == separator
    assert [row["REMARK"] for row in read.rows] == ["a, b; c | d, e, f", "x"]


def test_the_separator_can_be_named(tmp_path: Path, read_one: ReadOne) -> None:
    path = write(tmp_path, "CONTACT_NR\tLASTNAME\n1\tKerr\n")
    assert read_one(path, separator="tab").rows[0]["LASTNAME"] == "Kerr"
    assert read_one(write(tmp_path, "CONTACT_NR#LASTNAME\n1#Kerr\n"), separator="#").rows[0]["LASTNAME"] == "Kerr"
    with pytest.raises(Fault, match="cannot separate cells"):
        read_one(path, separator="ab")


def test_a_single_column(tmp_path: Path, read_one: ReadOne) -> None:
    read = read_one(write(tmp_path, "LASTNAME\nKerr\n\nRay\n"))
    assert read.rows == [{"row": 2, "LASTNAME": "Kerr"}, {"row": 4, "LASTNAME": "Ray"}]
