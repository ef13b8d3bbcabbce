"""Access 97 to 2019: real files, cell by cell against other readers; encryption; damage."""

from __future__ import annotations

import datetime
import decimal
import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from entracte.faults import Fault
from entracte.sources.access import open_reader, recognise
from entracte.sources.options import PASSWORD_VARIABLE, SourceOptions
from entracte.sources.reading import RejectedRow
from tests.sources.access import encrypting

DATA = Path(__file__).parents[3] / "../shared/data/access"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not here")

Rows = list[dict[str, str | None]]
CLEAR = [
    "bigint.accdb",
    "calcFieldTestV2010.accdb",
    "currency.accdb",
    "extDateTestV2019.accdb",
    "fixedTextTestV2000.mdb",
    "oldDatesV2007.accdb",
    "overflowTestV2003.mdb",
    "testV1997.mdb",
    "testV2010.accdb",
]


def read(path: Path, options: SourceOptions | None = None) -> tuple[dict[str, Rows], list[RejectedRow]]:
    reader = open_reader(path, path.parent, options)
    rows = {
        table.name: [row for batch in reader.batches(table.name) for row in batch.to_pylist()]
        for table in reader.tables()
    }
    return rows, list(reader.rejected())


@pytest.mark.parametrize("name", CLEAR)
def test_tables_and_counts(name: str) -> None:
    expected = json.loads((DATA / "expected.json").read_text())[name]
    rows, rejected = read(DATA / name)
    assert {table: len(found) for table, found in rows.items()} == expected
    assert rejected == []
    assert recognise(DATA / name, (DATA / name).read_bytes()[:64])


def spelled(value: object) -> str | None:
    """A value of pyOpenVBA as we spell it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S").rjust(19, "0")
    return None if value is None else str(value)


@pytest.mark.parametrize(
    "name",
    [name for name in CLEAR if name not in ("testV1997.mdb", "calcFieldTestV2010.accdb", "extDateTestV2019.accdb")],
)
def test_cells_equal_those_of_pyopenvba(name: str) -> None:
    access = pytest.importorskip("pyopenvba.access")
    database = access.AccessDatabase(str(DATA / name))
    rows, _ = read(DATA / name)
    for table, found in rows.items():
        assert found == [
            {column: spelled(value) for column, value in row.items()} for row in database.table(table).rows()
        ]


@pytest.mark.skipif(shutil.which("mdb-export") is None, reason="mdbtools is not here")
def test_cells_of_access_97_equal_those_of_mdbtools() -> None:
    command = ["mdb-export", "-d", "|", "-Q", "-H", "-T", "%Y-%m-%d %H:%M:%S", str(DATA / "testV1997.mdb"), "Table1"]
    other = [
        line.split("|")
        for line in subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()
    ]
    ours = [[cell or "" for cell in row.values()] for row in read(DATA / "testV1997.mdb")[0]["Table1"]]
    for left, right in zip(ours, other, strict=True):
        assert left[5:6] == [spelled(float(right[5]))]
        assert left[:5] + left[6:] == right[:5] + right[6:]


def test_access_97_by_eye() -> None:
    rows, _ = read(DATA / "testV1997.mdb")
    assert rows["Table1"][1] == {
        "A": "abcdefg", "B": "hijklmnop", "C": "2", "D": "222", "E": "333333333", "F": "444.555",
        "G": "1974-09-21 00:00:00", "H": "3.5000", "I": "1",
    }  # fmt: skip


def test_calculated_columns_have_the_type_of_their_results() -> None:
    [table] = open_reader(DATA / "calcFieldTestV2010.accdb", DATA).tables()
    declared = {column.name: column.declared for column in table.columns}
    assert declared["MonthlySalary"] == "Calculated: Currency"
    assert declared["IsRich"] == "Calculated: Yes/No"
    bruce, bart, *_ = read(DATA / "calcFieldTestV2010.accdb")[0]["Table1"]
    assert bruce["LastFirst"] == "Wayne, Bruce"
    assert bruce["LastFirstLen"] == str(len("Wayne, Bruce"))
    assert bruce["AllNames"] == "Wayne, Bruce=Wayne, Bruce"
    assert bruce["MonthlySalary"] == "83333.3333", "a twelfth of 1,000,000 in four decimals"
    assert bruce["WeeklySalary"] == "19230.7692307692", "a fifty-second of it"
    assert bart["WeeklySalary"] == "-0.0192307692307692"
    assert (bruce["IsRich"], bart["IsRich"]) == ("1", "0")
    assert bart["DecimalTest"] == bart["Popularity"] == "-36.222200"


def test_old_and_extended_dates() -> None:
    assert [row["DateField"] for row in read(DATA / "oldDatesV2007.accdb")[0]["Table1"]] == [
        "1582-10-15 00:00:00",
        "1582-10-14 00:00:00",
        "1492-01-10 00:00:00",
        "1392-01-10 00:00:00",
    ]
    rows = read(DATA / "extDateTestV2019.accdb")[0]["Table1"]
    assert [row["DateExt"] for row in rows][2:6] == [
        "2021-06-14 12:45:00",
        "2021-06-14 01:45:00",
        None,
        "2021-06-14 22:45:12.3456789",
    ]
    assert rows[7]["DateExt"] == "0100-06-14 12:45:00.1234567"
    for row in rows:
        if row["DateNormal"] and not row["DateExt"].startswith(row["DateNormal"][:16]):  # type: ignore[union-attr]
            pytest.fail(f"{row} disagrees with itself")


@pytest.mark.parametrize("name", ["V2010_with-password.accdb", "office-agile-4.4.accdb"])
def test_agile_encryption(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "password")
    reader = open_reader(DATA / name, DATA)
    assert reader.tables()[0].facts["encrypted"] == "yes"
    assert read(DATA / name)[0] == {
        "Table1": [{"ID": "1", "Data": "One"}, {"ID": "2", "Data": "Two"}, {"ID": "3", "Data": "Three"}]
    }


def test_without_the_password_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    with pytest.raises(Fault, match=r"office-agile-4\.4") as fault:
        open_reader(DATA / "office-agile-4.4.accdb", DATA)
    assert fault.value.code == "password-needed"
    assert PASSWORD_VARIABLE in fault.value.hint


def test_a_wrong_password_is_told() -> None:
    with pytest.raises(Fault) as fault:
        open_reader(DATA / "office-agile-4.4.accdb", DATA, SourceOptions(password="nonsense"))
    assert fault.value.code == "wrong-password"
    assert "nonsense" not in str(fault.value) + fault.value.hint


@pytest.mark.parametrize(("name", "size"), [("overflowTestV2003.mdb", 4096), ("testV1997.mdb", 2048)])
def test_encoded_jet_files_need_no_password(name: str, size: int, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(encrypting.encoded_jet((DATA / name).read_bytes(), size))
    assert read(path)[0] == read(DATA / name)[0]


@pytest.mark.parametrize("aes", [True, False])
def test_the_older_office_encryptions(aes: bool, tmp_path: Path) -> None:
    path = tmp_path / "x.accdb"
    path.write_bytes(encrypting.crypto_api((DATA / "testV2010.accdb").read_bytes(), "Pässwort", aes=aes))
    assert read(path, SourceOptions(password="Pässwort"))[0] == read(DATA / "testV2010.accdb")[0]
    with pytest.raises(Fault) as fault:
        open_reader(path, tmp_path, SourceOptions(password="other"))
    assert fault.value.code == "wrong-password"


@pytest.mark.parametrize("share", [0.0, 0.2, 0.6, 0.95])
@pytest.mark.parametrize("name", ["testV1997.mdb", "testV2010.accdb"])
def test_a_cut_file_is_a_fault_or_reported(name: str, share: float, tmp_path: Path) -> None:
    whole = (DATA / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(whole[: max(int(len(whole) * share), 32)])
    try:
        rows, rejected = read(path)
    except Fault as fault:
        assert fault.code == "damaged-access"
        return
    assert rejected or rows == read(DATA / name)[0]


@pytest.mark.parametrize("seed", range(120))
def test_mutated_files_give_rows_or_faults(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    name = CLEAR[seed % len(CLEAR)]
    data = bytearray((DATA / name).read_bytes())
    for _ in range(chance.choice([1, 30, 2000])):
        data[chance.randrange(0x14, len(data))] = chance.randrange(256)
    path = tmp_path / name
    path.write_bytes(bytes(data))
    try:
        rows, _ = read(path, SourceOptions(password="x"))
    except Fault:
        return
    assert sum(map(len, rows.values())) < 100_000


@pytest.mark.parametrize("seed", range(60))
def test_mutated_pages_of_one_table_give_rows_or_rejections(seed: int, tmp_path: Path) -> None:
    """Mutations where they hurt: within the pages that hold rows, definitions, maps and long values."""
    chance = random.Random(seed)
    name = ["calcFieldTestV2010.accdb", "overflowTestV2003.mdb", "testV1997.mdb"][seed % 3]
    size = 2048 if name == "testV1997.mdb" else 4096
    data = bytearray((DATA / name).read_bytes())
    pages = [at for at in range(size, len(data), size) if data[at] in (1, 2, 5)]
    for _ in range(chance.choice([1, 5, 40])):
        data[chance.choice(pages) + chance.randrange(size)] = chance.choice(
            [0, 1, 0x40, 0x80, 0xFF, chance.randrange(256)]
        )
    path = tmp_path / name
    path.write_bytes(bytes(data))
    try:
        rows, _ = read(path)
    except Fault:
        return
    assert sum(map(len, rows.values())) < 100_000


def test_a_made_table_of_many_kinds_equals_its_writer(tmp_path: Path) -> None:
    """Written by pyOpenVBA: long memos over several pages, characters beyond Latin-1, nulls, decimals, many pages."""
    access = pytest.importorskip("pyopenvba.access")
    path = tmp_path / "made.accdb"
    database = access.AccessDatabase.create_new(str(path))
    kinds = {"ID": "Long", "Nom": "Text", "Memo": "Memo", "Prix": "Currency", "Note": "Double", "Le": "DateTime"}
    kinds |= {"Oui": "Boolean", "Dec": "Decimal"}
    sizes = {"Nom": 100, "Dec": (18, 4)}
    columns = [access.ColumnSpec(name, kind, sizes.get(name)) for name, kind in kinds.items()]
    table = database.create_table("Clients", columns)
    names = ["Müller", "Łódź", "日本", "😀", "x" * 90, None]
    memos = [None, "short", "ü" * 500, "long " * 1500, "€" * 3000]
    written = []
    for number in range(400):
        written.append(
            {
                "ID": number - 5,
                "Nom": names[number % 6],
                "Memo": memos[number % 5],
                "Prix": decimal.Decimal(number) / 4 - 3,
                "Note": number / 7,
                "Le": datetime.datetime(1990, 1, 1) + datetime.timedelta(seconds=number * 36_010_801),
                "Oui": number % 2 == 0,
                "Dec": decimal.Decimal(number) / 16 - 1,
            }
        )
        table.insert_row(written[-1])
    database.save(path)
    four = decimal.Decimal("0.0001")
    for row in written:
        row["Prix"], row["Dec"] = row["Prix"].quantize(four), row["Dec"].quantize(four)  # type: ignore[attr-defined]
    rows, rejected = read(path)
    assert rejected == []
    assert rows["Clients"] == [{name: spelled(value) for name, value in row.items()} for row in written]
