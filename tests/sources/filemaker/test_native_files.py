"""Native FileMaker files that others made: counts and columns of an independent reader, cells by eye."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from entracte.faults import Fault
from entracte.sources.filemaker import open_reader, recognise
from entracte.sources.options import SourceOptions
from tests.sources.filemaker.shared import DATA, read

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not here")

FILES = [
    "FMburgh_2012_11_07_Database.fmp12",
    "Standards.fmp12",
    "Standards.fp7",
    "data.fp7",
    "CAKUNITS.FP5",
    "calendars.fp3",
]


@pytest.mark.parametrize("name", FILES)
def test_tables_columns_and_counts_are_those_of_the_independent_reader(name: str) -> None:
    expected = json.loads((DATA / "expected.json").read_text())[name]
    reader = open_reader(DATA / name, DATA)
    tables = {table.name: table for table in reader.tables()}
    for table, facts in expected.items():
        rows = sum(batch.num_rows for batch in reader.batches(table))
        assert rows == facts["rows"], table
        # The independent reader wrote SQLite, which turns spaces in names into underscores; we keep the names.
        assert [column.name.replace(" ", "_") for column in tables[table].columns] == facts["columns"], table
    # It stopped at Standards.fmp12, whose second table has fields and no records.
    assert set(tables) - set(expected) == ({"Defaults"} if name == "Standards.fmp12" else set())


def test_an_empty_record_is_reported_not_read() -> None:
    rows, rejected = read(DATA / "FMburgh_2012_11_07_Database.fmp12")
    assert len(rows["Comics_Entry"]) == 3
    assert [(each.table, each.place) for each in rejected] == [("Comics_Entry", "record 1")]


def test_cells_of_fmp12() -> None:
    rows, _ = read(DATA / "FMburgh_2012_11_07_Database.fmp12")
    assert rows["Comics_Normalized"][0] == {
        "Title": "Action Comics",
        "Volume": "2",
        "Type": "Regular",
        "Status": "Active",
        "Publisher": "DC Comics, Inc.",
        "y_TitleCount": None,
    }
    orders = rows["Orders_Schema"]
    assert orders[1]["LengthActual"] == "Coil"
    assert orders[0]["ScheduleDate"] == "5/14/2007"
    widths = [row["WidthActual"] for row in orders]
    assert "35.4375”" in widths, "styled text, with a character beyond Latin-1"
    assert "CSC012307-RH" in [row["PurchOrder"] for row in orders], "styled text in pieces"
    assert rows["Comics_Muddled"][3]["Type"] == "Regular\r", "line ends stay as FileMaker holds them"


def test_cells_and_types_of_fp7() -> None:
    rows, _ = read(DATA / "data.fp7")
    assert rows["Products"][0]["Prod_Name"] == "Iceberg lettuce (California)"
    assert rows["Products"][0]["CreationDate"] == "17/01/2005"
    assert rows["Products"][0]["Prod_Price"] == "0,79 "
    [orders] = [table for table in open_reader(DATA / "data.fp7", DATA).tables() if table.name == "Orders"]
    declared = {column.name: column.declared for column in orders.columns}
    assert declared["Date_crea"] == "date"
    assert declared["K"] == "calculation: number"


def test_cells_of_fp3_and_fp5() -> None:
    rows, _ = read(DATA / "calendars.fp3")
    assert rows["calendars"][0]["lname"] == "Lynch, M.D."
    assert rows["calendars"][33]["city"] == "Phoenix", "styled text"
    rows, _ = read(DATA / "CAKUNITS.FP5")
    units = rows["CAKUNITS"]
    assert units[0]["Unit name"] == "Alluvium"
    assert len(units[3]["Description"] or "") == 0x12D, "the length that the file states beside the text"
    texts = [row["Description"] or "" for row in units]
    lengths = {len(text) for text in texts if text.startswith("Greenstone, locally some gray to red chert")}
    assert 0x130 in lengths, "a text in two pieces"
    assert {len(text) for text in texts if text.startswith("Massive poorly sorted")} == {0x19A}, "over two sectors"
    assert "Middle Jurassic\r\r" in [row["Age"] for row in units], "a text in two paragraphs"


def test_repeating_fields_are_said() -> None:
    [table] = open_reader(DATA / "CAKUNITS.FP5", DATA).tables()
    assert table.facts["repeating fields, separated by U+001D"] == "Rock class"
    assert table.facts["made with"] == "Pro 5.0"


def test_the_encoding_of_old_files_can_be_told() -> None:
    reader = open_reader(DATA / "calendars.fp3", DATA, SourceOptions(encoding="cp1252"))
    assert reader.tables()[0].facts["encoding"] == "cp1252"


def test_a_missing_table_names_those_there_are() -> None:
    with pytest.raises(Fault, match="no table order") as fault:
        list(open_reader(DATA / "data.fp7", DATA).batches("order"))
    assert "Orders" in fault.value.hint


@pytest.mark.parametrize("name", FILES)
def test_they_are_recognised(name: str) -> None:
    assert recognise(DATA / name, (DATA / name).read_bytes()[:1024])


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
@pytest.mark.parametrize("name", ["data.fp7", "CAKUNITS.FP5"])
def test_a_cut_file_is_a_fault_or_reported(name: str, share: float, tmp_path: Path) -> None:
    whole = (DATA / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(whole[: max(int(len(whole) * share), 16)])
    complete, _ = read(DATA / name)
    try:
        rows, rejected = read(path)
    except Fault as fault:
        assert fault.code in ("damaged-filemaker", "encrypted-filemaker")
        return
    assert rejected or sum(map(len, rows.values())) < sum(map(len, complete.values()))


@pytest.mark.parametrize("seed", range(60))
def test_mutated_files_give_rows_or_faults(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    name = ["data.fp7", "calendars.fp3", "Standards.fp7", "CAKUNITS.FP5"][seed % 4]
    data = bytearray((DATA / name).read_bytes())
    for _ in range(chance.choice([1, 10, 300])):
        data[chance.randrange(15, len(data))] = chance.randrange(256)
    path = tmp_path / name
    path.write_bytes(bytes(data))
    try:
        rows, _ = read(path)
    except Fault:
        return
    assert sum(map(len, rows.values())) < 10_000


def test_damage_in_one_sector_leaves_the_other_records(tmp_path: Path) -> None:
    name = "FMburgh_2012_11_07_Database.fmp12"
    data = bytearray((DATA / name).read_bytes())
    data[300 * 4096 + 500 : 300 * 4096 + 520] = b"\x3b" * 20  # no code starts so
    path = tmp_path / name
    path.write_bytes(bytes(data))
    complete, _ = read(DATA / name)
    rows, rejected = read(path)
    damaged = [each for each in rejected if "damaged" in each.reason]
    assert len(damaged) >= 2, "the sector, and the records beside it"
    kept = {tuple(row.items()) for row in rows["Orders_Schema"]}
    assert 17_800 < len(rows["Orders_Schema"]) < 17_911
    assert kept <= {tuple(row.items()) for row in complete["Orders_Schema"]}, "no record is cut in silence"
