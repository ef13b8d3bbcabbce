"""Cell by cell against servers: what they load from a dump, or dump themselves, is what is read from the file."""
# ruff: noqa: E501 - scripts as the tools write them

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources.sql.reading import SHARED, Delivered, Rows

pytestmark = pytest.mark.server
DATABASE = f"entracte_sql_{os.getpid()}"
SQL = SHARED / "sql"
ODD = r"""
CREATE TABLE `odd values` (id INT PRIMARY KEY AUTO_INCREMENT, t TEXT, v VARCHAR(200) DEFAULT 'x,y', `col (CHF)` DECIMAL(30,12),
  b BLOB, vb VARBINARY(20), bi BINARY(4), f BIT(1), f9 BIT(9), d DATE, dt DATETIME(6), ti TIME, y YEAR, j JSON,
  e ENUM('a','b''c'), g POINT, n DOUBLE, gen INT AS (id*2) VIRTUAL);
SET sql_mode='';
INSERT INTO `odd values` (t,v,`col (CHF)`,b,vb,bi,f,f9,d,dt,ti,y,j,e,g,n) VALUES
('it''s','a\\b',1.5,x'00ff27275c0a',x'27',x'00010203',b'1',b'100000001','0000-00-00','2020-02-30','838:59:59',1999,
  '{"a": "b''c\\\\"}','b''c',POINT(1,2),1e300),
('line1\nline2\r\nline3\ttab\0nul\Z',NULL,-0.000000000001,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL),
('Ünïcödé € ''quoted'' "double" `tick`, (paren) ; -- no comment /* none */ # x','%_\\%\\_',999999999999999999.999999999999,
  'plain','',NULL,b'0',b'0','2020-01-31','2020-01-31 12:34:56.789','12:00:00',2024,'[1,2]','a',NULL,-0.1),
('','\\',0,'','','',b'0',b'11','1000-01-01','9999-12-31 23:59:59.999999','-01:00:00',0,'null','',NULL,0),
('ends with backslash \\','''',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL),
('NULL','null',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE log (a INT, b TEXT);
CREATE VIEW v AS SELECT id, t FROM `odd values`;
DELIMITER ;;
CREATE TRIGGER tr AFTER INSERT ON `odd values` FOR EACH ROW BEGIN INSERT INTO log VALUES (1,'it''s'); END;;
CREATE PROCEDURE p() BEGIN INSERT INTO log VALUES (2,'from procedure'); END;;
DELIMITER ;
"""


def _mariadb(statements: str | bytes, *options: str, database: str = "") -> bytes:
    command = [
        "mariadb",
        "-h127.0.0.1",
        "-uroot",
        "--default-character-set=utf8mb4",
        *options,
        *([database] if database else []),
    ]
    text = statements.encode() if isinstance(statements, str) else statements
    return subprocess.run(command, input=text, capture_output=True, check="--force" not in options).stdout


@pytest.fixture
def mariadb() -> Iterator[str]:
    if not shutil.which("mariadb"):
        pytest.skip("no MariaDB client")
    try:
        _mariadb(f"DROP DATABASE IF EXISTS {DATABASE}; CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4")
    except subprocess.CalledProcessError:
        pytest.skip("no MariaDB server")
    yield DATABASE
    _mariadb(f"DROP DATABASE {DATABASE}")


def _mariadb_rows(database: str, table: str, columns: list[str], types: dict[str, str]) -> Rows:
    """The cells of a table, told by the server in hexadecimal digits so that nothing can be misread."""

    def told(column: str) -> str:
        quoted = f"`{column}`"
        kind = types.get(column, "")
        if re.match("bit", kind):
            value = f"HEX(CAST({quoted}+0 AS CHAR))"
        elif re.search("blob|binary|point", kind):
            value = f"HEX(HEX({quoted}))"
        else:
            value = f"HEX(CONVERT(CAST({quoted} AS CHAR) USING utf8mb4))"
        return f"IF({quoted} IS NULL,'-',CONCAT('+',{value}))"

    out = _mariadb(f"SELECT {','.join(map(told, columns))} FROM `{table}`", "-N", "-B", database=database).decode()
    return [
        tuple(bytes.fromhex(cell[1:]).decode() if cell[0] == "+" else None for cell in line.split("\t"))
        for line in out.splitlines()
    ]


@pytest.mark.parametrize(
    "options",
    [[], ["--hex-blob", "--complete-insert", "--skip-extended-insert"], ["--default-character-set=latin1", "--routines"],
     ["--skip-opt", "--compatible=ansi"], ["--compact"]],
    ids=["usual", "hex single", "latin1", "ansi", "compact"],
)  # fmt: skip
def test_what_mariadb_dumps(mariadb: str, tmp_path: Path, options: list[str]) -> None:
    _mariadb(ODD, database=mariadb)
    dump = tmp_path / "dump.sql"
    with dump.open("wb") as out:
        subprocess.run(["mariadb-dump", "-h127.0.0.1", "-uroot", *options, mariadb], stdout=out, check=True)
    read = Delivered(dump, tmp_path / "scratch")
    assert read.rejected == []
    assert read.rows["log"] == []
    assert set(read.rows) == {"log", "odd values"}
    columns = read.columns("odd values")
    types = {column.name: column.declared for column in read.tables["odd values"].columns}
    expected = _mariadb_rows(mariadb, "odd values", columns, types)
    assert read.rows["odd values"] == expected


def test_what_mariadb_reads_of_a_real_mysqldump(mariadb: str, tmp_path: Path) -> None:
    """MariaDB leaves out what the file marks as for MySQL 5.7.5 and later: the eighth column of `address`."""
    path = SQL / "sakila-mv-data.sql"
    if not path.exists():
        pytest.skip("no shared data")
    read = Delivered(path, tmp_path / "scratch")
    kinds = {("staff", 4): "LONGBLOB"}
    statements = [f"SET sql_mode=''; SET NAMES latin1; USE {mariadb};"]
    for name in read.tables:
        places = [place for place in range(len(read.columns(name))) if (name, place) != ("address", 7)]
        listed = ", ".join(f"column_{place + 1} {kinds.get((name, place), 'LONGTEXT')} CHARACTER SET utf8mb4"
                           if (name, place) not in kinds else f"column_{place + 1} LONGBLOB" for place in places)  # fmt: skip
        statements.append(f"CREATE TABLE `{name}` ({listed});")
    script = path.read_bytes().replace(b"USE sakila;", b"SET sql_mode='';")
    _mariadb("\n".join(statements).encode() + b"\nSET NAMES utf8mb4;\n" + script, "--force", database=mariadb)
    for name, rows in read.rows.items():
        columns = [column for column in read.columns(name) if (name, column) != ("address", "column_8")]
        types = {f"column_{place + 1}": "blob" for (table, place) in kinds if table == name}
        mine = [tuple(cell for place, cell in enumerate(row) if (name, place) != ("address", 7)) for row in rows]
        assert sorted(_mariadb_rows(mariadb, name, columns, types), key=str) == sorted(mine, key=str), name


PG_ODD = r"""
CREATE SCHEMA "Other one";
CREATE TYPE mood AS ENUM ('it''s', 'b');
CREATE TABLE public.odd (id integer GENERATED ALWAYS AS IDENTITY, t text, "Amount (CHF)" numeric, b bytea, d date,
  ts timestamptz, a text[], j jsonb, m mood, f double precision, bits bit varying, gen integer GENERATED ALWAYS AS (1) STORED);
INSERT INTO odd (t, "Amount (CHF)", b, d, ts, a, j, m, f, bits) VALUES
 (E'it''s\ttab\nline\r\n\\ back \\N \\.', 1.50, '\x00ff27', '0044-03-15 BC', 'infinity', ARRAY['a,b','c"d',NULL], '{"a": "b''c\\\\"}', 'it''s', 'NaN', B'101'),
 (NULL, 'NaN', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 ('', -0.000000000000000000001, '', 'infinity', '2020-01-31 10:00:00.123456+01', '{}', 'null', 'b', 1e-300, ''),
 ('$$ dollar $x$ ; -- no /* none */ Ünï 😀 ), (', 0, NULL, '9999-12-31', NULL, NULL, NULL, NULL, '-Infinity', NULL),
 (E'\\.', 0, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL);
CREATE TABLE "Other one".odd ("Id" integer);
INSERT INTO "Other one".odd VALUES (7);
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS $_$ BEGIN
  INSERT INTO odd VALUES (1, 'it''s'); RETURN NEW; END $_$;
CREATE TRIGGER tr AFTER UPDATE ON odd FOR EACH ROW EXECUTE FUNCTION f();
"""


def _psql(database: str, *options: str, text: str = "") -> str:
    command = ["psql", "-h127.0.0.1", "-Upostgres", "-qAtX", "-v", "ON_ERROR_STOP=1", *options, database]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def postgresql() -> Iterator[str]:
    if not shutil.which("psql"):
        pytest.skip("no PostgreSQL client")
    try:
        _psql("postgres", "-c", f"CREATE DATABASE {DATABASE} ENCODING 'UTF8' TEMPLATE template0")
    except subprocess.CalledProcessError:
        pytest.skip("no PostgreSQL server")
    yield DATABASE
    _psql("postgres", "-c", f"DROP DATABASE {DATABASE}")


def _pg_rows(database: str, table: str, columns: list[str]) -> Rows:
    import psycopg

    listed = ", ".join(f'"{column}"' for column in columns)
    with (
        psycopg.connect(host="127.0.0.1", user="postgres", dbname=database) as connection,
        connection.cursor().copy(f"COPY (SELECT {listed} FROM {table}) TO STDOUT") as copy,
    ):
        return [tuple(row) for row in copy.rows()]


@pytest.mark.parametrize("options", [["-Fp"], ["-Fc"], ["-Ft"], ["-Fd"], ["--inserts"], ["--column-inserts", "--rows-per-insert=3"],
                                     ["-Fp", "--encoding=LATIN1"]], ids=str)  # fmt: skip
def test_what_pg_dump_writes(postgresql: str, tmp_path: Path, options: list[str]) -> None:
    script = PG_ODD.replace("😀", "") if "--encoding=LATIN1" in options else PG_ODD
    _psql(postgresql, text=script)
    dump = tmp_path / "dump"
    subprocess.run(["pg_dump", "-h127.0.0.1", "-Upostgres", *options, "-f", dump, postgresql], check=True)
    read = Delivered(dump, tmp_path / "scratch")
    assert read.rejected == []
    assert set(read.rows) == {"public.odd", "Other one.odd"}
    assert read.rows["Other one.odd"] == [("7",)]
    columns = read.columns("public.odd")
    expected = _pg_rows(postgresql, "public.odd", columns)
    stored = [place for place, column in enumerate(columns) if column != "gen"]
    assert _at(read.rows["public.odd"], stored) == _at(expected, stored)


def test_what_postgresql_loads_of_a_real_dump(postgresql: str, tmp_path: Path) -> None:
    path, schema = SQL / "postgres-sakila-insert-data-using-copy.sql", SQL / "postgres-sakila-schema.sql"
    if not path.exists():
        pytest.skip("no shared data")
    command = ["psql", "-h127.0.0.1", "-Upostgres", "-qX", "-f", schema, "-f", path, postgresql]
    subprocess.run(command, capture_output=True, check=True)
    read = Delivered(path, tmp_path / "scratch")
    assert sum(read.counts().values()) > 0
    for name in read.rows:
        columns, rows = read.columns(name), read.rows[name]
        if name == "film":  # a trigger of theirs fills this column anew
            columns = [column for column in columns if column not in {"fulltext", "last_update"}]
            rows = _at(rows, [read.columns(name).index(column) for column in columns])
        expected = _pg_rows(postgresql, f'"{name}"', columns)
        assert sorted(expected, key=str) == sorted(rows, key=str), name


def _at(rows: Rows, places: list[int]) -> Rows:
    return [tuple(row[place] for place in places) for row in rows]
