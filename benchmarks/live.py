"""Live databases: our reader, every value as text, against the typed readers of ADBC and connectorx, 1,000,000 x 20.

`python -m benchmarks.live` needs PostgreSQL and MariaDB on their standard ports of this machine (user root, no
password); it makes a database `entracte_bench` on each and drops it at the end. `python -m benchmarks.live PART URL`
runs one part: that is what is measured, as a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import Figure, Measure, best, python, run

ROWS = 1_000_000
DATABASE = "entracte_bench"
POSTGRESQL = f"postgresql://root@127.0.0.1:5432/{DATABASE}"
MARIADB = f"mysql://root@127.0.0.1:3306/{DATABASE}"
BOUND = 1.5

_POSTGRESQL_TABLE = f"""
CREATE TABLE clients AS SELECT i AS id, 'NAME ' || md5(i::text) AS surname, 'First' || (i % 1000) AS first_name,
  md5((i * 7)::text) || '@example.org' AS email, '+41 22 ' || lpad((i % 10000000)::text, 7, '0') AS phone,
  'Rue de la Gare ' || (i % 200) AS street, (1000 + i % 9000)::text AS postcode, 'Genève ' || (i % 50) AS city,
  CASE WHEN i % 3 = 0 THEN NULL ELSE 'note ' || i END AS note, 'CH'::varchar(2) AS country,
  date '1940-01-01' + (i % 25000) AS born, timestamp '2015-01-01' + i * interval '1 minute' AS created,
  ((i % 100000) / 100.0)::numeric(12, 2) AS amount, i % 2 = 0 AS active, i * 3::bigint AS legacy, (i % 777)::int AS k1,
  random() * 1e6 AS score, timestamp '2020-01-01' + i * interval '7 second' AS seen, 'fr'::varchar(5) AS language,
  (i % 12)::smallint AS month
FROM generate_series(1, {ROWS}) i;
ALTER TABLE clients ADD PRIMARY KEY (id);
ANALYZE clients;
"""
_MARIADB_TABLE = f"""
CREATE TABLE clients ENGINE = InnoDB AS SELECT CAST(seq AS INT) AS id, CONCAT('NAME ', md5(seq)) AS surname,
  CONCAT('First', seq % 1000) AS first_name, CONCAT(md5(seq * 7), '@example.org') AS email,
  CONCAT('+41 22 ', lpad(seq % 10000000, 7, '0')) AS phone, CONCAT('Rue de la Gare ', seq % 200) AS street,
  CAST(1000 + seq % 9000 AS CHAR) AS postcode, CONCAT('Genève ', seq % 50) AS city,
  IF(seq % 3 = 0, NULL, CONCAT('note ', seq)) AS note, 'CH' AS country,
  date_add(date '1940-01-01', INTERVAL seq % 25000 DAY) AS born,
  timestampadd(MINUTE, seq, timestamp '2015-01-01 00:00:00') AS created,
  CAST((seq % 100000) / 100 AS DECIMAL(12, 2)) AS amount, seq % 2 = 0 AS active, seq * 3 AS legacy, seq % 777 AS k1,
  rand() * 1e6 AS score, timestampadd(SECOND, seq * 7, timestamp '2020-01-01 00:00:00') AS seen, 'fr' AS language,
  seq % 12 AS month
FROM seq_1_to_{ROWS};
ALTER TABLE clients ADD PRIMARY KEY (id);
"""


def live(folder: Path) -> Iterator[Figure]:
    """Reading to Arrow, and reading into the kept delivery against the peer's typed Parquet."""
    for name, url, peers in (("PostgreSQL", POSTGRESQL, ("adbc", "connectorx")), ("MariaDB", MARIADB, ("connectorx",))):
        with _table(url):
            for part, ours in (
                ("read", python("benchmarks.live", "read", url)),
                ("keep", python("benchmarks.live", "register", url)),
            ):
                told = {"ENTRACTE_HOME": str(folder / "live-home")}
                theirs = {peer: _of(f"{part}-{peer}", url, folder) for peer in peers}
                quickest = min(theirs, key=lambda peer: theirs[peer].seconds)
                mine = best([run(ours, told) for _ in range(2)])
                goal = "to Arrow" if part == "read" else "kept as Parquet"
                met = mine.seconds <= BOUND * theirs[quickest].seconds
                bound = f"<= {BOUND} x" if part == "read" else "-"
                figure = f"{name} {ROWS:,} x 20 {goal}, against {quickest}"
                note = f"peer's peak memory {theirs[quickest].peak_mib:.0f} MiB"
                yield Figure(figure, mine, theirs[quickest], bound, met or part == "keep", note)


def _of(part: str, url: str, folder: Path) -> Measure:
    return best([run(python("benchmarks.live", part, url, str(folder / "peer.parquet"))) for _ in range(2)])


@contextmanager
def _table(url: str) -> Iterator[None]:
    """The table on its server, dropped at the end."""
    _told(url, f"DROP DATABASE IF EXISTS {DATABASE}", "")
    _told(url, f"CREATE DATABASE {DATABASE}", "")
    try:
        _told(url, _POSTGRESQL_TABLE if url == POSTGRESQL else _MARIADB_TABLE, DATABASE)
        yield
    finally:
        _told(url, f"DROP DATABASE {DATABASE}", "")


def _told(url: str, statements: str, database: str) -> None:
    command = ["mysql", "--default-character-set=utf8mb4", "-h127.0.0.1", "-uroot", database or "mysql"]
    if url == POSTGRESQL:
        command = ["psql", "-q", "-h", "127.0.0.1", "-U", "root", "-d", database or "postgres", "-v", "ON_ERROR_STOP=1"]
    subprocess.run(command, input=statements.encode(), check=True, capture_output=True)


def _read(url: str) -> None:
    """Our reader, its batches dropped as they come."""
    from entracte.sources.live import open_live, parse_address
    from entracte.sources.options import SourceOptions

    reader = open_live(parse_address(url), SourceOptions())
    rows = sum(batch.num_rows for table in reader.tables() for batch in reader.batches(table.name))
    reader.close()
    _expect(rows)


def _register(url: str) -> None:
    """Our reader and the copy it keeps."""
    from entracte.settings import load_settings
    from entracte.sources.delivery import register_database
    from entracte.sources.options import SourceOptions

    _expect(register_database(url, load_settings().home, SourceOptions()).tables[0].rows)


def _adbc(url: str, target: str, *, is_kept: bool) -> None:
    import pyarrow.parquet as pq
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM clients")
        batches = cursor.fetch_record_batch()
        rows = 0
        writer = pq.ParquetWriter(target, batches.schema, compression="zstd", compression_level=1) if is_kept else None
        for batch in batches:
            rows += batch.num_rows
            if writer:
                writer.write_batch(batch)
        if writer:
            writer.close()
    _expect(rows)


def _connectorx(url: str, target: str, *, is_kept: bool) -> None:
    import connectorx
    import pyarrow.parquet as pq

    rows = connectorx.read_sql(url, "SELECT * FROM clients", return_type="arrow")
    if is_kept:
        pq.write_table(rows, target, compression="zstd", compression_level=1)
    _expect(rows.num_rows)


def _expect(rows: int) -> None:
    if rows != ROWS:
        raise SystemExit(f"{rows} rows were read, not {ROWS}")


def main() -> None:
    told = sys.argv[1:]
    match told:
        case ["read", url]:
            _read(url)
        case ["register", url]:
            _register(url)
        case [part, url, target] if part.partition("-")[2] == "adbc":
            _adbc(url, target, is_kept=part.startswith("keep"))
        case [part, url, target] if part.partition("-")[2] == "connectorx":
            _connectorx(url, target, is_kept=part.startswith("keep"))
        case []:
            folder = Path("/tmp/entracte-bench")
            folder.mkdir(parents=True, exist_ok=True)
            for figure in live(folder):
                print(figure.row(), flush=True)
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
