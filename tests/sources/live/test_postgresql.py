"""PostgreSQL: cells as the server's own COPY gives them, one snapshot, and what cannot be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from entracte.faults import Fault
from entracte.sources.delivery import register_database
from entracte.sources.live import LiveReader
from entracte.sources.options import SourceOptions
from tests.inspect.command import Inspector
from tests.sources.live.conftest import Place, rows_of

pytestmark = pytest.mark.server

Opened = Callable[..., LiveReader]

EDGES = r"""
CREATE TYPE mood AS ENUM ('triste', 'gaie'); CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN postcode AS varchar(5) CHECK (length(value) = 5);
CREATE TABLE edges (id int PRIMARY KEY, num numeric, dec numeric(38,12), f8 float8, f4 float4, d date, ts timestamp,
  tz timestamptz, t time, ttz timetz, iv interval, m money, x xml, b bytea, bits bit(5), vb varbit, a int[], ta text[],
  j json, jb jsonb, bo boolean, c char(6), v varchar(20), tx text, u uuid, ip inet, net cidr, mac macaddr, p point,
  r int4range, mr int4multirange, e mood, co pair, dom postcode, o oid, "ch" "char", n name, ts_v tsvector, big int8);
INSERT INTO edges (id, num, dec, f8, f4, d, ts, tz) VALUES
  (1, 'NaN', 12345678901234567890123456.123456789012, 'Infinity', 'NaN', '0044-03-15 BC', 'infinity', '-infinity'),
  (2, 'Infinity', -0.000000000001, 0.1 + 0.2::float8, 1e-40, 'infinity', '4713-01-01 BC', '1900-01-01 00:00:00+00'),
  (3, 1e-30, 0, 1e300, 16777216, '99999-12-31', '2026-11-22 18:00:00.123456', '2026-03-29 02:30:00+01');
INSERT INTO edges (id, t, ttz, iv, m, x, b, bits, vb, a, ta, j, jb, bo, c, v, tx) VALUES
  (4, '24:00', '00:00+14', '1 year -2 mons +3 days -04:05:06.7', -1234.5, '<a é="1">x</a>', '\x00ff5c0a', b'10110',
   b'', '{{1,2},{3,NULL}}', ARRAY['a,b', 'q"x', NULL, 'null', ''], '{"a":  [1,2]}', '{"b":1,"a":null}', true, 'ab',
   'cd ', ''),
  (5, '00:00:00.000001', '23:59:59-12', '-838:59:59', 92233720368547758.07, '', '', b'00000', b'1', '{}', '{}', 'null',
   '"x"', false, '', ' ', E'tab\t line\n return\r back\\slash \u001f\u0001 "quote" ''single'' \\N é € 𝄞');
INSERT INTO edges (id, u, ip, net, mac, p, r, mr, e, co, dom, o, ch, n, ts_v, big) VALUES
  (6, 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '10.0.0.1/32', '10.0.0.0/8', '08:00:2b:01:02:03', '(1.5,-2)', '[1,5)',
   '{[1,2),[5,6)}', 'gaie', '(1,"a ""b"", c")', '01201', 4294967295, 'x', 'nom', 'chat:1A chien:2',
   -9223372036854775808);
INSERT INTO edges (id) VALUES (7);
"""


def copied(place: Place, query: str) -> list[tuple[str | None, ...]]:
    """What the server's own COPY gives: the text of every value."""
    with (
        psycopg.connect(place.url) as connection,
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT") as copy,
    ):
        return [tuple(each) for each in copy.rows()]


def test_every_type_reads_as_the_server_prints_it(postgresql: Place, opened: Opened) -> None:
    postgresql.run(EDGES)
    reader = opened(postgresql.url)
    assert rows_of(reader, "edges") == copied(postgresql, "SELECT * FROM edges ORDER BY id")
    declared = {column.name: column.declared for column in reader.tables()[0].columns}
    assert declared["dec"] == "numeric(38,12)"
    assert declared["dom"] == "public.postcode"
    assert declared["c"] == "character(6)"
    assert declared["ta"] == "text[]"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("int", [str(each) for each in range(-9, 12)]),
        ("text", ["'", "''", "\\", "a'b", "é", "Z", "z", "a", "", " ", "\n", "日本", "%s", "$1", "?", "\\'"]),
        ('varchar(10) COLLATE "C"', ["b", "B", "a", "A", "é", "e"]),
        ("char(4)", ["a", "ab", "abc", "abcd", ""]),
        ("numeric", ["NaN", "-1", "0", "1e-20", "1e40", "2.50"]),
        ("float8", ["0.1", "0.30000000000000004", "1e300", "-5e-324", "Infinity", "NaN"]),
        ("timestamptz", ["-infinity", "2026-10-25 02:30:00+02", "2026-10-25 02:30:00+01", "0044-03-15 00:00:00+00 BC"]),
        ("date", ["-infinity", "0044-03-15 BC", "2026-01-01", "infinity"]),
        ("uuid", ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "00000000-0000-0000-0000-000000000000"]),
        ("bytea", ["\\x", "\\x00", "\\xff", "\\x27"]),
        ("boolean", ["t", "f"]),
        ("inet", ["10.0.0.1", "10.0.0.0/8", "::1"]),
        ("mood", ["gaie", "triste"]),
        ("short", ["ab", "a'", ""]),
    ],
)
def test_keys_of_every_kind_find_their_place_again(
    postgresql: Place, opened: Opened, monkeypatch: pytest.MonkeyPatch, kind: str, values: list[str]
) -> None:
    monkeypatch.setattr("entracte.sources.live.postgresql.CHUNK", 2)
    postgresql.run("CREATE TYPE mood AS ENUM ('triste', 'gaie'); CREATE DOMAIN short AS text CHECK (length(value) < 3)")
    postgresql.run(f'CREATE TABLE k (n int, "select" {kind}, PRIMARY KEY ("select", n))')
    with psycopg.connect(postgresql.url) as connection:
        for value in values:
            connection.execute(f"INSERT INTO k SELECT n, %s::{kind} FROM generate_series(1, 3) n", [value])
    assert rows_of(opened(postgresql.url), "k") == copied(postgresql, 'SELECT * FROM k ORDER BY k."select", k.n')


def test_names_of_every_kind_and_two_schemas(postgresql: Place, opened: Opened) -> None:
    odd = ["select", "Two Words", 'quo"te', "apo'strophe", "é à 日本", "a.b", "semi;colon--", "x" * 63, "%s {0} $1"]
    for number, name in enumerate(odd):
        quoted = '"' + name.replace('"', '""') + '"'
        postgresql.run(
            f'CREATE TABLE {quoted} ({quoted} int PRIMARY KEY, "User" text);'
            f"INSERT INTO {quoted} VALUES ({number}, 'x')"
        )
    postgresql.run('CREATE SCHEMA "Other"; CREATE TABLE "Other"."Select" (a int); CREATE TABLE "Other".alone (a int)')
    postgresql.run("CREATE VIEW v AS SELECT 1; CREATE MATERIALIZED VIEW mv AS SELECT 2; CREATE TABLE none ()")
    reader = opened(postgresql.url)
    names = [table.name for table in reader.tables()]
    assert sorted(names) == sorted(["public.select", *odd[1:], "Other.Select", "alone"])
    for number, name in enumerate(odd):
        shown = "public.select" if name == "select" else name
        assert rows_of(reader, shown) == [(str(number), "x")]
        assert [column.name for column in reader.tables()[names.index(shown)].columns] == [name, "User"]
    assert {each.name: each.reason.split(";")[0] for each in reader.left_out()} == {
        "public.v": "a view",
        "public.mv": "a materialized view",
        "public.none": "it has no columns",
    }


def test_partitions_and_heirs_are_read_once(postgresql: Place, opened: Opened) -> None:
    postgresql.run(
        "CREATE TABLE sale (id int, y int, PRIMARY KEY (id, y)) PARTITION BY LIST (y);"
        "CREATE TABLE sale_1 PARTITION OF sale FOR VALUES IN (1);"
        "CREATE TABLE sale_2 PARTITION OF sale FOR VALUES IN (2);"
        "INSERT INTO sale VALUES (2, 1), (1, 2), (1, 1);"
        "CREATE TABLE parent (a int); CREATE TABLE child (b int) INHERITS (parent);"
        "INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2, 3)"
    )
    reader = opened(postgresql.url)
    assert [table.name for table in reader.tables()] == ["child", "parent", "sale"]
    assert rows_of(reader, "sale") == [("1", "1"), ("1", "2"), ("2", "1")]
    assert rows_of(reader, "parent") == [("1",)]
    assert not list(reader.rejected())


def test_all_tables_are_of_one_moment(postgresql: Place, opened: Opened) -> None:
    postgresql.run(
        "CREATE TABLE a (x int PRIMARY KEY); CREATE TABLE b (x int);INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)"
    )
    reader = opened(postgresql.url)
    assert rows_of(reader, "a") == [("1",)]
    postgresql.run("INSERT INTO a VALUES (2); INSERT INTO b VALUES (2); UPDATE b SET x = 9; DELETE FROM a WHERE x = 1")
    assert rows_of(reader, "b") == [("1",)]
    assert rows_of(reader, "a") == [("1",)]
    assert not list(reader.rejected())


def test_the_session_can_only_read(postgresql: Place, opened: Opened) -> None:
    reader = opened(postgresql.url)
    database = reader._database
    with pytest.raises(Exception, match="read-only transaction"):
        database._run("CREATE TABLE never (a int)")  # type: ignore[attr-defined]


def test_nothing_of_the_customers_is_run(postgresql: Place, opened: Opened) -> None:
    postgresql.run(
        "CREATE TYPE trap AS (a int);"
        "CREATE FUNCTION spring(trap) RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE 'run'; END$$;"
        "CREATE CAST (trap AS text) WITH FUNCTION spring(trap) AS IMPLICIT;"
        "CREATE FUNCTION fail(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS"
        " $$BEGIN IF current_setting('x.y', true) = 'on' THEN RETURN true; END IF; RAISE 'run'; END$$;"
        "CREATE DOMAIN guarded AS text CHECK (fail(value));"
        "CREATE FUNCTION public.count(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint';"
        "CREATE TABLE t (g guarded PRIMARY KEY, x trap); SET x.y = 'on';"
        "INSERT INTO t SELECT n::text, ROW(n)::trap FROM generate_series(1, 5) n"
    )
    assert rows_of(opened(postgresql.url), "t") == [(str(each), f"({each})") for each in range(1, 6)]


def test_tables_that_are_refused_are_told_and_the_rest_is_read(postgresql: Place, inspector: Inspector) -> None:
    role = f"{postgresql.name}_reader"
    postgresql.run(
        f"CREATE ROLE {role} LOGIN; CREATE TABLE open (a int); CREATE TABLE secret (a int); CREATE TABLE rows (a int);"
        "INSERT INTO open VALUES (1); INSERT INTO secret VALUES (1); INSERT INTO rows VALUES (1), (2);"
        "ALTER TABLE rows ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON rows USING (a = 1);"
        f"GRANT SELECT ON open, rows TO {role}"
    )
    try:
        done = inspector.run(postgresql.url_of(role), "--json", "--rejected")
        assert done.returncode == 1, done.stderr
        told = json.loads(done.stdout)
        assert [(table["name"], table["rows"]) for table in told["tables"]] == [("open", 1)]
        assert {each["name"]: each["reason"] for each in told["left_out"]} == {
            "secret": "this user may not read it (permission denied)",
            "rows": "a row-level security policy would hide rows from this user",
        }
        assert sorted(each["table"] for each in told["rejected_rows"]) == ["rows", "secret"]
        assert told["rejected"] == 2
    finally:
        postgresql.run(f"DROP OWNED BY {role}; DROP ROLE {role}")


def test_a_table_that_breaks_in_the_middle_is_refused_and_leaves_the_snapshot(
    postgresql: Place, opened: Opened
) -> None:
    postgresql.run("CREATE TABLE a (x int); CREATE TABLE b (x int); INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)")
    reader = opened(postgresql.url)
    assert [table.name for table in reader.tables()] == ["a", "b"]
    postgresql.run("DROP TABLE a; INSERT INTO b VALUES (2)")
    assert rows_of(reader, "a") == []
    assert rows_of(reader, "b") == [("1",)]
    (rejected,) = reader.rejected()
    assert rejected.table == "a"
    assert "does not exist" in rejected.reason
    assert [each.name for each in reader.left_out()] == ["a"]


def test_a_lost_connection_keeps_nothing(postgresql: Place, tmp_path: Path) -> None:
    postgresql.run(
        "CREATE TABLE t (a int PRIMARY KEY, b text);"
        "INSERT INTO t SELECT n, repeat('x', 1000) FROM generate_series(1, 50000) n"
    )

    def notice(what: str) -> None:
        if "rows" in what and " 0 of" not in what:
            with psycopg.connect("host=127.0.0.1 user=root dbname=postgres", autocommit=True) as administration:
                administration.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [postgresql.name]
                )

    with pytest.raises(Fault) as caught:
        register_database(postgresql.url, tmp_path, SourceOptions(), notice)
    assert caught.value.code == "connection-lost"
    assert "reading public.t" in caught.value.message
    assert not list((tmp_path / "deliveries").iterdir())


def test_an_unchanged_database_is_the_same_delivery(postgresql: Place, tmp_path: Path) -> None:
    postgresql.run("CREATE TABLE t (a int PRIMARY KEY, b text); INSERT INTO t VALUES (1, NULL), (2, ''), (3, 'x')")
    first = register_database(postgresql.url, tmp_path, SourceOptions())
    again = register_database(postgresql.url, tmp_path, SourceOptions())
    assert (again.digest, again.folder) == (first.digest, first.folder)
    assert [batch.to_pydict() for batch in again.batches(again.table("t"))] == [
        {"a": ["1", "2", "3"], "b": [None, "", "x"]}
    ]
    assert first.files[0].name == postgresql.url
    postgresql.run("UPDATE t SET b = NULL WHERE a = 2")
    changed = register_database(postgresql.url, tmp_path, SourceOptions())
    assert changed.digest != first.digest


def test_text_without_an_encoding(postgresql: Place, opened: Opened) -> None:
    name = f"{postgresql.name}_ascii"
    with psycopg.connect(postgresql.url, autocommit=True) as administration:
        administration.execute(
            f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
        )
        try:
            url = postgresql.url.replace(postgresql.name, name)
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(r"CREATE TABLE t (a text); INSERT INTO t VALUES (E'caf\xe9'), (E'caf\xc3\xa9')")
            reader = opened(url)
            assert rows_of(reader, "t") == [("café",), ("café",)]
            assert "Windows-1252" in reader.tables()[0].facts["encoding"]
            reader.close()
        finally:
            administration.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("127.0.0.1:5432", "127.0.0.1:1"), "server-away"),
        (("/entracte_live", "/no_such"), "no-such-database"),
        (("//root@", "//nobody_of_this_name@"), "server-refused"),
        (("", ""), "no-tables"),
    ],
)
def test_what_cannot_be_opened(postgresql: Place, tmp_path: Path, change: tuple[str, str], code: str) -> None:
    with pytest.raises(Fault) as caught:
        register_database(postgresql.url.replace(*change), tmp_path, SourceOptions())
    assert caught.value.code == code
