"""Bacpacs: a real one to the last row, every type of bulk copy from bytes written by hand, damage and refusals."""

from __future__ import annotations

import random
import struct
import uuid
import zipfile
from pathlib import Path

import pytest

from entracte.faults import Fault
from entracte.sources.bacpac import open_reader, recognise
from entracte.sources.reading import RejectedRow
from tests.sources.bacpac.writing import Col, decimal, money, rows, write

REAL = Path(__file__).parents[3] / "../shared/data/sqlserver/QueryStoreTest.bacpac"
needs_the_real_file = pytest.mark.skipif(not REAL.exists(), reason="the real file is not here")

Read = dict[str, list[dict[str, str | None]]]


def read(path: Path) -> tuple[Read, list[RejectedRow]]:
    reader = open_reader(path, path.parent)
    found = {
        table.name: [row for batch in reader.batches(table.name) for row in batch.to_pylist()]
        for table in reader.tables()
    }
    return found, list(reader.rejected())


@needs_the_real_file
def test_the_real_file_to_the_last_row() -> None:
    assert recognise(REAL, REAL.read_bytes()[:1024])
    found, rejected = read(REAL)
    assert sum(map(len, found.values())) == 168_995, "as its Origin.xml states"
    assert rejected == []
    assert len(found["Part"]) == 50_008
    by_number = {row["PartId"]: row["PartName"] for row in found["Part"]}
    assert by_number["49152"] == "Part 49152"
    assert all(int(row["col2"] or 0) == 2 * int(row["col1"] or 0) for row in found["Sample"])
    assert list(found) == ["DetailTable", "MasterTable", "Part", "PartDetails", "Sample", "t1"]


def little(value: int, width: int) -> bytes:
    return value.to_bytes(width, "little")


DAY = 0x0B286E  # 2003-02-01
NOON_ISH = 409_531_234_567  # 11:22:33.1234567 in ten millionths of a second

# name, kind, prefix where nullable, prefix where not, facts, bytes, spelling
TYPES: list[tuple[str, int, int, dict[str, object], bytes, str]] = [
    ("bit", 1, 1, {}, b"\x01", "1"),
    ("tinyint", 1, 0, {}, b"\xff", "255"),
    ("smallint", 1, 0, {}, struct.pack("<h", -300), "-300"),
    ("int", 1, 0, {}, struct.pack("<i", -2_000_000_000), "-2000000000"),
    ("bigint", 1, 0, {}, struct.pack("<q", 2**62), str(2**62)),
    ("real", 1, 0, {}, struct.pack("<f", 1.1), "1.1"),
    ("float", 1, 0, {}, struct.pack("<d", 0.1), "0.1"),
    ("decimal", 1, 1, {"precision": 38, "scale": 3}, decimal(-12_345, 3), "-12.345"),
    ("numeric", 1, 1, {"precision": 38, "scale": 0}, decimal(10**37, 0), "1" + "0" * 37),
    ("money", 1, 0, {}, money(-12_500_001), "-1250.0001"),
    ("smallmoney", 1, 0, {}, struct.pack("<i", 5), "0.0005"),
    ("date", 1, 0, {}, little(DAY, 3), "2003-02-01"),
    ("time", 1, 0, {"scale": 7}, little(NOON_ISH, 5), "11:22:33.1234567"),
    ("datetime", 1, 0, {}, bytes.fromhex("13930000F177BB00"), "2003-02-01 11:22:33.123"),
    ("smalldatetime", 1, 0, {}, bytes.fromhex("1393AB02"), "2003-02-01 11:23:00"),
    ("datetime2", 1, 0, {"scale": 7}, little(NOON_ISH, 5) + little(DAY, 3), "2003-02-01 11:22:33.1234567"),
    (
        "datetimeoffset", 1, 0, {"scale": 7}, bytes.fromhex("070FF123366E280B2701"),
        "2003-02-01 11:22:33.1234567 +04:55",
    ),
    (
        "uniqueidentifier", 1, 1, {}, uuid.UUID("CC05E271-BACF-4472-901C-957568484405").bytes_le,
        "CC05E271-BACF-4472-901C-957568484405",
    ),
    ("char", 2, 0, {"length": 3}, "é a".encode("utf-16-le"), "é a"),
    ("nchar", 2, 0, {"length": 3}, "日本 ".encode("utf-16-le"), "日本 "),
    ("varchar", 2, 2, {"length": 50}, "Grüße".encode("utf-16-le"), "Grüße"),
    ("nvarchar", 2, 2, {"length": 50}, "😀 €".encode("utf-16-le"), "😀 €"),
    ("sysname", 2, 2, {}, "t".encode("utf-16-le"), "t"),
    ("nvarchar", 8, 8, {"is_max": True}, ("x" * 5000).encode("utf-16-le"), "x" * 5000),
    ("varchar", 8, 8, {"is_max": True}, b"", ""),
    ("text", 4, 4, {}, "long".encode("utf-16-le"), "long"),
    ("ntext", 4, 4, {}, "long".encode("utf-16-le"), "long"),
    ("xml", 8, 8, {}, "<a/>".encode("utf-16-le"), "<a/>"),
    ("binary", 2, 0, {"length": 4}, b"\x00\x01\xab\xff", "0x0001ABFF"),
    ("varbinary", 2, 2, {"length": 8}, b"\xde\xad", "0xDEAD"),
    ("varbinary", 8, 8, {"is_max": True}, b"\xbe\xef" * 1000, "0x" + "BEEF" * 1000),
    ("image", 4, 4, {}, b"\x01", "0x01"),
    ("rowversion", 2, 2, {}, little(0x07D1, 8)[::-1], "0x00000000000007D1"),
    ("timestamp", 2, 2, {}, little(1, 8)[::-1], "0x0000000000000001"),
    ("sql_variant", 4, 4, {}, b"\x38\x00\x01\x00\x00\x00", "0x380001000000"),
    ("geography", 8, 8, {}, b"\xe6\x10", "0xE610"),
    ("hierarchyid", 8, 8, {}, b"\x58", "0x58"),
]  # fmt: skip
IDS = [f"{kind}{'(max)' if 'is_max' in facts else ''}" for kind, _, _, facts, _, _ in TYPES]


@pytest.mark.parametrize("nullable", [True, False])
@pytest.mark.parametrize(("kind", "with_null", "without", "facts", "raw", "text"), TYPES, ids=IDS)
def test_every_type(
    kind: str,
    with_null: int,
    without: int,
    facts: dict[str, object],
    raw: bytes,
    text: str,
    nullable: bool,
    tmp_path: Path,
) -> None:
    column = Col("c", kind, with_null if nullable else without, nullable, **facts)  # type: ignore[arg-type]
    columns = [Col("n", "int", 0, nullable=False), column, Col("z", "nvarchar", 2, length=9)]
    end = "end".encode("utf-16-le")
    values: list[bytes | None] = [raw, None, raw] if nullable else [raw, raw]
    content = rows(columns, *[[little(number, 4), value, end] for number, value in enumerate(values)])
    found, rejected = read(write(tmp_path / "x.bacpac", {"dbo.T": (columns, [content])}))
    expected = [
        {"n": str(number), "c": text if value is not None else None, "z": "end"} for number, value in enumerate(values)
    ]
    assert found == {"T": expected}
    assert rejected == []


def test_all_types_beside_each_other(tmp_path: Path) -> None:
    columns = [
        Col(f"c{place}", kind, prefix, **facts)  # type: ignore[arg-type]
        for place, (kind, prefix, _, facts, _, _) in enumerate(TYPES)
    ]
    full: list[bytes | None] = [raw for *_, raw, _ in TYPES]
    content = rows(columns, full, [None] * len(TYPES), full)
    found, rejected = read(write(tmp_path / "x.bacpac", {"dbo.T": (columns, [content])}))
    assert rejected == []
    assert [list(row.values()) for row in found["T"]] == [
        [text for *_, text in TYPES],
        [None] * len(TYPES),
        [text for *_, text in TYPES],
    ]


@pytest.mark.parametrize(
    ("kind", "prefix", "facts", "raw", "text"),
    [
        ("char", 2, {"length": 2}, "ab".encode("utf-16-le"), "ab"),
        ("nchar", 2, {"length": 2}, "ab".encode("utf-16-le"), "ab"),
        ("binary", 2, {"length": 2}, b"\x01\x02", "0x0102"),
        ("datetime2", 1, {"scale": 3}, little(40_953_123, 4) + little(DAY, 3), "2003-02-01 11:22:33.123"),
        ("date", 1, {}, little(DAY, 3), "2003-02-01"),
        ("uniqueidentifier", 0, {}, uuid.UUID(int=1).bytes_le, "00000000-0000-0000-0000-000000000001"),
        ("text", 8, {}, "x".encode("utf-16-le"), "x"),
        ("rowversion", 0, {}, b"\0\0\0\0\0\0\0\1", "0x0000000000000001"),
    ],
)
def test_the_other_layouts_that_versions_write(
    kind: str, prefix: int, facts: dict[str, object], raw: bytes, text: str, tmp_path: Path
) -> None:
    columns = [Col("c", kind, prefix, nullable=False, **facts), Col("n", "int", 0, nullable=False)]  # type: ignore[arg-type]
    content = rows(columns, *[[raw, little(number, 4)] for number in range(40)])
    found, rejected = read(write(tmp_path / "x.bacpac", {"dbo.T": (columns, [content])}))
    assert rejected == []
    assert {row["c"] for row in found["T"]} == {text}
    assert [row["n"] for row in found["T"]] == [str(number) for number in range(40)]


def test_five_bytes_of_time_hold_ten_millionths_whatever_the_scale(tmp_path: Path) -> None:
    columns = [Col("c", "datetime2", 1, scale=3)]
    content = rows(columns, [little(NOON_ISH - 4567, 5) + little(DAY, 3)])
    assert read(write(tmp_path / "x.bacpac", {"dbo.T": (columns, [content])}))[0]["T"] == [
        {"c": "2003-02-01 11:22:33.123"}
    ]


def test_types_behind_aliases_and_names_of_any_kind(tmp_path: Path) -> None:
    alias = (
        '<Element Type="SqlUserDefinedDataType" Name="[dbo].[Flag]"><Property Name="IsNullable" Value="False"/>'
        '<Property Name="Length" Value="2"/><Relationship Name="Type"><Entry><References ExternalSource="BuiltIns" '
        'Name="[char]"/></Entry></Relationship></Element>'
    )
    columns = [Col("a]] b.c", "[dbo].[Flag]", 0, nullable=False), Col("n", "tinyint", 0, nullable=False)]
    content = rows(columns, ["ja".encode("utf-16-le"), b"\x07"])
    tables = {"dbo.T": (columns, [content]), "old.T": (columns, [content, content])}
    found, _ = read(write(tmp_path / "x.bacpac", tables, model_extra=alias))
    assert found == {"dbo.T": [{"a] b.c": "ja", "n": "7"}], "old.T": [{"a] b.c": "ja", "n": "7"}] * 2}


def test_the_stated_count_is_compared(tmp_path: Path) -> None:
    columns = [Col("n", "int", 0, nullable=False)]
    path = write(tmp_path / "x.bacpac", {"dbo.T": (columns, [bytes(8)])}, total=5)
    found, rejected = read(path)
    assert len(found["T"]) == 2
    assert "states 5 rows" in rejected[0].reason


def test_a_damaged_part_costs_itself_only(tmp_path: Path) -> None:
    columns = [Col("n", "int", 1), Col("t", "nvarchar", 2, length=4)]
    good = rows(columns, *[[little(number, 4), "ab".encode("utf-16-le")] for number in range(10)])
    bad = good[:27] + b"\x09" + good[28:]
    found, rejected = read(write(tmp_path / "x.bacpac", {"dbo.T": (columns, [good, bad, good + b"\x04\x01"])}))
    assert len(found["T"]) == 10 + 2 + 10, "a row is 11 bytes; the length in the third is broken"
    assert [each.place for each in rejected] == [
        "Data/dbo.T/TableData-001-00000.BCP, byte 22",
        "Data/dbo.T/TableData-002-00000.BCP, byte 110",
    ]
    assert "column 2 states a length of 9" in rejected[0].reason
    assert "cut off" in rejected[1].reason


def test_an_unknown_type_is_a_fault_of_its_table_only(tmp_path: Path) -> None:
    columns = [Col("v", "vector", 8)]
    good = [Col("n", "int", 0, nullable=False)]
    path = write(tmp_path / "x.bacpac", {"dbo.V": (columns, [b"x"]), "dbo.T": (good, [bytes(4)])})
    reader = open_reader(path, tmp_path)
    assert sum(batch.num_rows for batch in reader.batches("T")) == 1
    with pytest.raises(Fault, match="vector") as fault:
        list(reader.batches("V"))
    assert fault.value.code == "unknown-type"


BACKUPS = {
    "plain.bak": b"TAPE\x03\x00\x00\x00\x8c\x00\x00\x00" + bytes(600),
    "compressed.bak": b"MSSQLBAK\x02\x00\x00\x00" + bytes(600),
    "data.mdf": b"\x01\x0f\x00\x00\x08" + bytes(8187),
}


@pytest.mark.parametrize("name", BACKUPS)
@pytest.mark.parametrize("extension", ["", ".bacpac"])
def test_backups_are_refused_whatever_their_name(name: str, extension: str, tmp_path: Path) -> None:
    path = tmp_path / (name + extension)
    path.write_bytes(BACKUPS[name])
    assert recognise(path, BACKUPS[name][:1024])
    with pytest.raises(Fault) as refusal:
        open_reader(path, tmp_path)
    assert refusal.value.code == "sql-server-backup"
    assert "bacpac" in refusal.value.hint
    assert "script" in refusal.value.hint


@pytest.mark.parametrize("content", [b"TAPE;Name\n1;x\n", b"a;b\n", b"", b"PK\x03\x04garbage"])
def test_other_files_are_not_taken_for_it(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert not recognise(path, content)


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "x.bacpac"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.xml", "<a/>")
        archive.writestr("DacMetadata.xml", "<a/>")
        with archive.open("Data/dbo.T/TableData-000-00000.BCP", "w", force_zip64=True) as stream:
            for _ in range(100):
                stream.write(bytes(1024 * 1024))
    with pytest.raises(Fault) as refusal:
        open_reader(path, tmp_path)
    assert refusal.value.code == "zip-bomb"


@pytest.mark.parametrize(
    ("model", "code"),
    [
        ('<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', "hostile-xml"),
        ("<x><y></x>", "damaged-bacpac"),
        ("<Element>" * 100_000, "damaged-bacpac"),
        ("", "damaged-bacpac"),
    ],
)
def test_hostile_models(model: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "x.bacpac"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model.xml", model)
        archive.writestr("DacMetadata.xml", "<a/>")
    with pytest.raises(Fault) as refusal:
        open_reader(path, tmp_path).tables()
    assert refusal.value.code == code


@needs_the_real_file
@pytest.mark.parametrize("seed", range(12))
def test_mutated_archives_give_rows_or_faults(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    data = bytearray(REAL.read_bytes())
    for _ in range(chance.choice([1, 20, 500])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path = tmp_path / "x.bacpac"
    path.write_bytes(bytes(data[: chance.choice([len(data), len(data), len(data) // 2])]))
    try:
        found, _ = read(path)
    except Fault:
        return
    assert sum(map(len, found.values())) < 400_000


@pytest.mark.parametrize("seed", range(60))
def test_mutated_rows_give_rows_or_rejections(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    columns = [
        Col(f"c{place}", kind, prefix, **facts)  # type: ignore[arg-type]
        for place, (kind, prefix, _, facts, raw, _) in enumerate(TYPES)
        if len(raw) < 100
    ]
    full: list[bytes | None] = [raw for *_, raw, _ in TYPES if len(raw) < 100]
    content = bytearray(rows(columns, *[full] * 20))
    for _ in range(chance.randint(1, 30)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    found, rejected = read(write(tmp_path / "x.bacpac", {"dbo.T": (columns, [bytes(content)])}))
    assert len(found["T"]) == 20 or rejected
