"""Deliveries read and kept: SQL dumps by megabytes a second, workbooks against fastexcel, CSV against DuckDB's copy."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from benchmarks import data
from benchmarks.measure import Figure, Measure, apart, best, entracte, python, run

DUMP_ROWS = 1_000_000
SHEET_ROWS = 100_000
SHEET_COLUMNS = 30
LARGE_COPIES = 14
"""So many times the rows of the dump make more than 3 GB."""

MEGABYTE = 1_000_000

_CLIENT = """
    SELECT i, 'NAME ' || md5(i::VARCHAR) AS surname, 'First' || (i % 1000) AS first_name,
        md5((i * 7)::VARCHAR) || '@example.org' AS email, '+41 22 ' || lpad((i % 10000000)::VARCHAR, 7, '0') AS phone,
        'Rue de l''Église ' || (i % 200) AS street, (1000 + i % 9000)::VARCHAR AS postcode,
        'Genève ' || (i % 50) AS city, CASE WHEN i % 3 > 0 THEN 'note; ' || i END AS note,
        DATE '1940-01-01' + (i % 25000)::INTEGER AS born, TIMESTAMP '2015-01-01' + to_minutes(i) AS created,
        ((i % 100000) / 100)::DECIMAL(12, 2) AS amount, (i % 2)::INTEGER AS active, i % 777 AS category
    FROM range(1, {rows} + 1) AS t(i)
"""
_COLUMNS = (
    "id int, surname varchar(60), first_name varchar(60), email varchar(250), phone varchar(20), street varchar(60), "
    "postcode varchar(10), city varchar(60), note text, born date, created datetime, amount decimal(12,2), "
    "active tinyint, category int"
)


def sources(folder: Path) -> Iterator[Figure]:
    """Every figure reads into the kept Parquet, as `entracte inspect` does, with nothing kept before."""
    for name, dump in (
        ("MySQL dump, rows in INSERTs", mysql_dump(folder, DUMP_ROWS)),
        ("PostgreSQL dump, COPY", postgresql_dump(folder, DUMP_ROWS)),
    ):
        size = dump.stat().st_size / MEGABYTE
        ours = _read(folder, dump)
        speed = size / ours.seconds
        note = f"{size:.0f} MB, {speed:.0f} MB/s"
        yield Figure(name, ours, None, ">= 20 MB/s, < 2 GiB", speed >= 20 and ours.peak_mib < 2048, note)
    sheet = workbook(folder)
    peer = best([run(python("benchmarks.sources", "fastexcel", str(sheet), str(folder / "peer.parquet")))])
    ours = _read(folder, sheet)
    figure = f"workbook {SHEET_ROWS:,} x {SHEET_COLUMNS}, against fastexcel"
    yield Figure(figure, ours, peer, "<= 1.3 x", ours.seconds <= 1.3 * peer.seconds)
    file = data.write(folder / f"clean-{DUMP_ROWS}.csv", DUMP_ROWS)
    floor = run(python("benchmarks.floors", "copy", str(file), str(folder / "copy.parquet")))
    ours = _read(folder, file)
    yield Figure(
        f"CSV {DUMP_ROWS:,} x 84, clean, against DuckDB's copy",
        ours,
        floor,
        "<= 2 x",
        ours.seconds <= 2 * floor.seconds,
    )


def large(folder: Path) -> Iterator[Figure]:
    """Memory does not grow with the file."""
    file = data.write(folder / "clean-10000000.csv", 10_000_000)
    ours = run(entracte("check", str(file), "--format", "contact", "--json"))
    yield Figure("check 10,000,000 rows, clean", ours, None, "< 3 GiB", ours.peak_mib < 3072)
    dump = mysql_dump(folder, DUMP_ROWS * LARGE_COPIES)
    size = dump.stat().st_size / MEGABYTE
    ours = _read(folder, dump)
    yield Figure("MySQL dump of more than 3 GB", ours, None, "< 2 GiB", ours.peak_mib < 2048, f"{size:.0f} MB")


def _read(folder: Path, delivery: Path) -> Measure:
    """Register a delivery in an empty home; `--rejected` prints nothing where all could be read."""
    home = folder / "sources-home"
    shutil.rmtree(home, ignore_errors=True)
    measure = run(entracte("inspect", str(delivery), "--rejected"), {"ENTRACTE_HOME": str(home)})
    shutil.rmtree(home, ignore_errors=True)
    return measure


def mysql_dump(folder: Path, rows: int) -> Path:
    """A dump as mysqldump writes it: a thousand rows an INSERT."""
    path = folder / f"dump-{rows}.sql"
    names = ("surname", "first_name", "email", "phone", "street", "postcode", "city", "note")
    texts = ", ".join(f"coalesce('''' || replace({name}, '''', '\\''') || '''', 'NULL')" for name in names)
    row = (
        f"'(' || concat_ws(',', i, {texts}, '''' || born || '''', '''' || created || '''', amount, active, category) "
        "|| ')'"
    )
    query = (
        f"SELECT 'INSERT INTO `client` VALUES ' || string_agg({row}, ',' ORDER BY i) || ';' "
        f"FROM ({_CLIENT.format(rows=rows)}) GROUP BY i // 1000 ORDER BY i // 1000"
    )
    return _written(path, query, f"CREATE TABLE `client` ({_COLUMNS}) ENGINE=InnoDB;\n", "")


def postgresql_dump(folder: Path, rows: int) -> Path:
    """A dump as pg_dump writes it: one COPY."""
    path = folder / f"copy-{rows}.sql"
    query = (
        "SELECT concat_ws(chr(9), i, surname, first_name, email, phone, street, postcode, city, "
        f"coalesce(note, '\\N'), born, created, amount, active, category) FROM ({_CLIENT.format(rows=rows)}) ORDER BY i"
    )
    names = ", ".join(part.split()[0] for part in _COLUMNS.split(", "))
    head = f"CREATE TABLE public.client ({_COLUMNS.replace('datetime', 'timestamp').replace('tinyint', 'smallint')});\n"
    return _written(path, query, f"{head}COPY public.client ({names}) FROM stdin;\n", "\\.\n")


def _written(path: Path, query: str, before: str, after: str) -> Path:
    if not path.exists():
        apart(_write, path, query, before, after)
    return path


def _write(path: Path, query: str, before: str, after: str) -> None:
    body, partial = path.with_suffix(".body"), path.with_suffix(".partial")
    duckdb.execute("SET enable_progress_bar = false")
    duckdb.execute(f"COPY ({query}) TO '{body}' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x1f')")
    with partial.open("wb") as out, body.open("rb") as rows:
        out.write(before.encode())
        shutil.copyfileobj(rows, out, 1 << 22)
        out.write(after.encode())
    body.unlink()
    partial.rename(path)


def workbook(folder: Path) -> Path:
    """A workbook of texts, numbers and dates."""
    path = folder / f"sheet-{SHEET_ROWS}.xlsx"
    if not path.exists():
        apart(_write_workbook, path)
    return path


def _write_workbook(path: Path) -> None:
    import datetime

    import xlsxwriter

    partial = path.with_suffix(".partial")
    book = xlsxwriter.Workbook(str(partial), {"constant_memory": True})
    sheet = book.add_worksheet("clients")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_row(0, 0, [f"COLUMN{place}" for place in range(SHEET_COLUMNS)])
    start = datetime.date(1940, 1, 1)
    for row in range(1, SHEET_ROWS + 1):
        for place in range(SHEET_COLUMNS):
            match place % 3:
                case 0:
                    sheet.write_string(row, place, f"text {row * 7 % 9973} of {place}")
                case 1:
                    sheet.write_number(row, place, row * place / 4)
                case _:
                    sheet.write_datetime(row, place, start + datetime.timedelta(row % 25000), day)
    book.close()
    partial.rename(path)


def read_with_fastexcel(path: str, target: str) -> None:
    """Read the first sheet as text into Parquet."""
    import fastexcel
    import pyarrow as pa
    import pyarrow.parquet as pq

    sheet = fastexcel.read_excel(path).load_sheet(0, dtypes="string")
    pq.write_table(pa.Table.from_batches([sheet.to_arrow()]), target, compression="zstd", compression_level=1)


if __name__ == "__main__":
    {"fastexcel": read_with_fastexcel}[sys.argv[1]](*sys.argv[2:])
