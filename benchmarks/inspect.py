"""Inspecting a table of 1,000,000 rows by 60 columns, against DuckDB's SUMMARIZE of the same file.

`python -m benchmarks.inspect` writes the files and prints the figures; `python -m benchmarks.inspect summarize FILE` is
the peer, a process of its own.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from benchmarks.measure import Figure, entracte, python, run

ROWS = 1_000_000
COLUMNS = 60
BOUND = 5

_DIFFERENT = {
    "customer_id": "lpad((i * 7919 % 1000003)::VARCHAR, 8, '0')",
    "email": "'person' || i || '@example' || (i % 50) || '.org'",
    "reference": "md5(i::VARCHAR)",
    "phone": "'01 ' || lpad((hash(i) % 100)::VARCHAR, 2, '0') || ' ' || lpad((hash(i * 3) % 1000000)::VARCHAR, 6, '0')",
    "mobile": "'+33 6 ' || lpad((hash(i * 5) % 100000000)::VARCHAR, 8, '0')",
    "iban": "'FR76' || lpad((hash(i) % 100000000000)::VARCHAR, 23, '0')",
    "remark": "'Subscriber since ' || (1970 + i % 50) || ', seat ' || i || ' row ' || (hash(i) % 90)",
    "street": "(hash(i) % 300) || ' rue ' || ['de la Paix', 'du Port', 'des Lilas'][1 + i % 3] || ' ' || (i % 5000)",
    "holder": "'Name' || (hash(i) % 50000) || ' First' || (hash(i + 1) % 3000)",
    "created_at": "strftime(TIMESTAMP '2001-01-01' + INTERVAL (hash(i) % 500000000) SECOND, '%Y-%m-%d %H:%M:%S')",
}
_REPEATED = {
    "lastname": "'Ker' || (hash(i + {at}) % 60000)",
    "firstname": "['Ada', 'Jean-Pierre', 'Müller', 'Zoë'][1 + i % 4] || (i % 500)",
    "birthdate": "strftime(DATE '1940-01-01' + (hash(i * 11 + {at}) % 25000)::INT, '%d.%m.%Y')",
    "zip": "lpad((hash(i * 13 + {at}) % 99999)::VARCHAR, 5, '0')",
    "town": "'Town' || (i % 3000)",
    "amount": "((hash(i * 17 + {at}) % 1000000) / 100)::DECIMAL(12, 2)::VARCHAR",
    "price": "replace(((hash(i * 19 + {at}) % 20000) / 100)::DECIMAL(12, 2)::VARCHAR, '.', ',')",
    "title": "['MR', 'MRS', 'MISS'][1 + i % 3]",
    "language": "['fr', 'en', 'de'][1 + i % 3]",
    "country": "['FR', 'CH', 'BE', 'DE'][1 + i % 4]",
    "optin": "['O', 'N'][1 + i % 2]",
    "order_date": "strftime(DATE '2015-01-01' + (hash(i * 23 + {at}) % 3000)::INT, '%d/%m/%Y')",
    "show": "'Show number ' || (i % 800)",
    "seat": "chr(65 + (i % 20)::INT) || (i % 40)",
    "empty": "NULL::VARCHAR",
    "constant": "'X'",
}


def inspect(folder: Path, rows: int = ROWS) -> Iterator[Figure]:
    """The figures: a table read before, then whole deliveries in two shapes."""
    parquet, csv = write(folder / f"wide-{rows}.parquet", rows), write(folder / f"wide-{rows}.csv", rows)
    home = folder / "inspect-home"
    shutil.rmtree(home, ignore_errors=True)
    environment = {"ENTRACTE_HOME": str(home)}
    floor = run(python("benchmarks.inspect", "summarize", str(parquet)))
    run(entracte("inspect", str(parquet), "--rejected"), environment)
    ours = run(entracte("inspect", str(parquet), "--json"), environment)
    name = f"profile of {rows:,} x {COLUMNS} read before, against SUMMARIZE of the Parquet file"
    yield Figure(name, ours, floor, f"<= {BOUND} x, < 2 GiB", _met(ours.seconds, floor.seconds, ours.peak_mib))
    again = run(entracte("inspect", str(parquet), "--json"), environment)
    yield Figure("the same once more, from what was kept", again, None, "< 3 s", again.seconds < 3)
    shutil.rmtree(home, ignore_errors=True)
    floor = run(python("benchmarks.inspect", "summarize", str(csv)))
    ours = run(entracte("inspect", str(csv), "--json"), environment)
    name = f"reading and profile of {rows:,} x {COLUMNS}, against SUMMARIZE of the CSV file"
    yield Figure(name, ours, floor, f"<= {BOUND} x, < 2 GiB", _met(ours.seconds, floor.seconds, ours.peak_mib))
    shutil.rmtree(home, ignore_errors=True)


def _met(ours: float, theirs: float, peak_mib: float) -> bool:
    return ours <= BOUND * theirs and peak_mib < 2048


def write(path: Path, rows: int) -> Path:
    """Write a file unless it is there already; the same bytes every time."""
    if not path.exists():
        columns = list(_DIFFERENT.items())
        while len(columns) < COLUMNS:
            at = len(columns)
            columns += [(f"{name}_{at}", each.format(at=at)) for name, each in _REPEATED.items()]
        selected = ", ".join(f'{each} AS "{name}"' for name, each in columns[:COLUMNS])
        options = "FORMAT csv, DELIMITER ';', HEADER" if path.suffix == ".csv" else "FORMAT parquet"
        partial = path.with_suffix(".partial")
        duckdb.execute(f"COPY (SELECT {selected} FROM range({rows}) AS t(i)) TO '{partial}' ({options})")
        partial.rename(path)
    return path


def summarize(file: str) -> None:
    """DuckDB's own summary."""
    source = f"read_csv('{file}', delim = ';')" if file.endswith(".csv") else f"read_parquet('{file}')"
    duckdb.execute(f"SUMMARIZE FROM {source}").fetchall()


def main() -> None:
    if sys.argv[1:2] == ["summarize"]:
        summarize(sys.argv[2])
        return
    folder = Path("/tmp/entracte-bench")
    folder.mkdir(parents=True, exist_ok=True)
    for figure in inspect(folder):
        print(figure.row(), flush=True)


if __name__ == "__main__":
    main()
