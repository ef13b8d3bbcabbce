"""Oracle: legacy dumps read, direct ones after a change in a copy, Data Pump refused, damage reported."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from entracte.faults import Fault
from entracte.sources.oracle_exp import open_reader, recognise
from tests.sources.oracle_exp import dump as exp

EMPLOYEES = exp.table(
    "EMP",
    [
        ("EMPNO", "NUMBER(4, 0)", exp.NUMBER),
        ("ENAME", "VARCHAR2(20)", exp.varchar(20)),
        ("HIRED", "DATE", exp.DATE),
        ("RATE", "NUMBER(7, 4)", exp.NUMBER),
        ("FREE", "NUMBER", exp.NUMBER),
        ("TAG", "RAW(16)", exp.RAW),
    ],
    [
        [
            exp.number("7"),
            "Müller".encode(),
            exp.date(2026, 11, 21, 20, 15, 9),
            exp.number("12.5"),
            exp.number("0.25"),
            b"\x0a\xff",
        ],
        [exp.number("8"), None, None, exp.number("0"), None, None],
    ],
)
EXPECTED = [
    {"EMPNO": "7", "ENAME": "Müller", "HIRED": "2026-11-21 20:15:09", "RATE": "12.5", "FREE": "0.25", "TAG": "0x0AFF"},
    {"EMPNO": "8", "ENAME": None, "HIRED": None, "RATE": "0", "FREE": None, "TAG": None},
]
DATA_PUMP = (
    b"\x04\x01" + bytes(46) + b'"SCOTT"."SYS_EXPORT_SCHEMA_01"' + bytes(40) + b"x86_64/Linux 2.4.xx" + bytes(4000)
)


def read(path: Path, scratch: Path) -> tuple[dict[str, list[dict[str, str | None]]], list[str]]:
    reader = open_reader(path, scratch)
    rows = {
        table.name: [row for batch in reader.batches(table.name) for row in batch.to_pylist()]
        for table in reader.tables()
    }
    return rows, [each.reason for each in reader.rejected()]


@pytest.fixture
def employees(tmp_path: Path) -> Path:
    path = tmp_path / "emp.dmp"
    path.write_bytes(exp.dump(EMPLOYEES))
    return path


def test_values_are_spelled_as_oracle_does(employees: Path, tmp_path: Path) -> None:
    assert recognise(employees, employees.read_bytes()[:4096])
    assert read(employees, tmp_path) == ({"EMP": EXPECTED}, [])


def test_columns_and_facts(employees: Path, tmp_path: Path) -> None:
    [table] = open_reader(employees, tmp_path).tables()
    assert [column.declared for column in table.columns][:3] == ["NUMBER(4, 0)", "VARCHAR2(20)", "DATE"]
    assert table.facts["character set"] == "AL32UTF8"
    assert table.facts["user"] == "SCOTT"


def test_a_direct_dump_is_read_from_a_copy(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    path = tmp_path / "emp.dmp"
    path.write_bytes(exp.dump(EMPLOYEES, user_line=b"DSCOTT"))
    before = path.read_bytes()
    assert read(path, scratch)[0] == {"EMP": EXPECTED}
    assert path.read_bytes() == before, "the delivery itself is never changed"


def test_data_pump_is_refused_with_what_to_ask_for(tmp_path: Path) -> None:
    path = tmp_path / "full.dmp"
    path.write_bytes(DATA_PUMP)
    assert recognise(path, DATA_PUMP[:4096])
    with pytest.raises(Fault, match="Data Pump") as refusal:
        open_reader(path, tmp_path)
    assert refusal.value.code == "oracle-data-pump"
    assert all(word in refusal.value.hint for word in ("exp", "scripts", "CSV"))


@pytest.mark.parametrize("content", [b"", b"\x03\x03\x69EXPORT:V11.02.00\n", b"\x03\x03\x69EXPORT:V99\nX\n" * 9])
def test_a_broken_header_is_a_fault(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.dmp"
    path.write_bytes(content)
    with pytest.raises(Fault, match="cannot be read as an Oracle dump"):
        open_reader(path, tmp_path).tables()


def test_a_cut_dump_reports_what_is_missing(tmp_path: Path) -> None:
    second = EMPLOYEES.replace(b"EMP", b"ZMP")
    whole = exp.dump(EMPLOYEES, second)
    path = tmp_path / "cut.dmp"
    path.write_bytes(whole[: whole.rindex(b"INSERT INTO") + 90])
    rows, reasons = read(path, tmp_path)
    assert rows["EMP"] == EXPECTED
    assert any("cannot be followed" in reason for reason in reasons)


@pytest.mark.parametrize("seed", range(60))
def test_mutated_dumps_give_rows_or_faults(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    data = bytearray(exp.dump(EMPLOYEES, EMPLOYEES.replace(b"EMP", b"ZMP")))
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(exp.RECORD, exp.RECORD + 1400)] = chance.randrange(256)
    path = tmp_path / "mutated.dmp"
    path.write_bytes(bytes(data))
    try:
        rows, _ = read(path, tmp_path)
    except Fault:
        return
    assert sum(map(len, rows.values())) <= 100
