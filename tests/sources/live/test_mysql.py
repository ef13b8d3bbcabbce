"""MariaDB: cells as the server's own client prints them, one snapshot, passwords, and what cannot be read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from entracte.faults import Fault
from entracte.sources.delivery import register_database
from entracte.sources.live import LiveReader, mysql, mysql_catalogue
from entracte.sources.options import SourceOptions
from tests.inspect.command import Inspector
from tests.sources.live.conftest import Place, holds, rows_of

pytestmark = pytest.mark.server

Opened = Callable[..., LiveReader]

EDGES = r"""
SET sql_mode = '';
CREATE TABLE edges (id int(6) zerofill PRIMARY KEY, ti tinyint(1), bi bigint unsigned, dc decimal(38,12), f float,
  d double, dt date, tm time(3), dtm datetime(6), ts timestamp NULL, y year, b bit(12),
  bin binary(4), vb varbinary(10), bl blob,
  lb longblob, c char(5), v varchar(20) CHARACTER SET latin1, tx text CHARACTER SET utf16, lt longtext,
  en enum('a','é'), st set('x','y'), js json, u uuid, ip inet6, g point) CHARACTER SET utf8mb4;
INSERT INTO edges VALUES
  (1, 1, 18446744073709551615, 12345678901234567890123456.123456789012, 1.1, 1e300/3, '0000-00-00', '838:59:59.999',
   '2020-02-30 10:00:00.5', '2020-01-01 10:00:00', 2020, 5, x'00ff', x'0a0d1f00', 'abc', x'00ff0a', 'ab ', 'café', '€𝄞',
   'long', 'é', 'x,y', '{"a": 1}', 'e8520457-e613-11f1-a81e-02fc00000001', '::1', point(1, 2)),
  (2, 0, 0, -0.5, 123456789, 0.1, '2020-00-00', '-838:59:59', '0000-00-00', NULL, 0, 0, '', '', '', '', '', '', '', '',
   '', '', '[]', NULL, NULL, NULL),
  (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO edges (id, v, tx, lt, c) VALUES
  (4, 'tab\t line\n return\r back\\slash', 'x\Zy', 'many\nlines\tand \'quotes\' "too"', '\\N'),
  (5, ' blanks ', char(0x1f, 0x1e, 0x1d, 0x00 using utf8mb4), char(0xfeff using utf16), ' ');
"""

_ESCAPED = {"n": "\n", "t": "\t", "\\": "\\", "0": "\0"}


def printed(place: Place, query: str) -> list[tuple[str | None, ...]]:
    """What the server's own client prints: the text of every value (no text is NULL itself)."""
    rows = []
    for line in place.run(query).split("\n")[:-1]:
        cells = [
            None if cell == "NULL" else re.sub(r"\\(.)", lambda m: _ESCAPED[m[1]], cell) for cell in line.split("\t")
        ]
        rows.append(tuple(cells))
    return rows


def test_every_type_reads_as_the_server_prints_it(mariadb: Place, opened: Opened) -> None:
    mariadb.run(EDGES)
    reader = opened(mariadb.url)
    shown = (
        "SELECT id, ti, bi, dc, f, d, dt, tm, dtm, ts, y, b + 0, HEX(bin), HEX(vb), HEX(bl), HEX(lb), c, v, tx, lt, en,"
        " st, js, u, ip, HEX(g) FROM edges ORDER BY id"
    )
    assert rows_of(reader, "edges") == printed(mariadb, shown)
    declared = {column.name: column.declared for column in reader.tables()[0].columns}
    assert declared["dc"] == "decimal(38,12)"
    assert declared["bi"] == "bigint(20) unsigned"
    assert reader.kind == "mariadb"
    assert not list(reader.rejected())


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("int", "-2, -1, 0, 1, 2, 3"),
        ("bigint unsigned", "0, 9007199254740992, 9007199254740993, 9007199254740994, 18446744073709551615"),
        ("decimal(38,12)", "-0.000000000001, 0, 0.000000000001, 12345678901234567890123456.123456789012"),
        ("varchar(20) COLLATE utf8mb4_general_ci", "'a', 'B', 'c''d', 'é', 'Z\\\\', '', '日本', 'x\"y'"),
        ("varchar(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci", "'a', 'B', 'é', 'ö', 'Z', ''"),
        ("char(5) COLLATE utf8mb4_bin", "'a', 'B', 'b', 'A', ''"),
        ("varbinary(9)", "'', x'00', x'27', x'5c', x'ff'"),
        ("date", "'0000-00-00', '2020-00-00', '2020-02-28', '9999-12-31'"),
        ("datetime(6)", "'0000-00-00', '2020-01-01 00:00:00.000001', '2020-01-01 00:00:00.000002'"),
        ("enum('z', 'a')", "'a', 'z'"),
        ("float", "0.1, 0.2, 16777216, 1e-30"),
        ("timestamp", "'2026-10-25 02:30:00', '2026-03-29 01:59:59'"),
        ("uuid", "'e8520457-e613-11f1-a81e-02fc00000001', 'e8520458-e613-11f1-a81e-02fc00000001'"),
    ],
)
def test_keys_of_every_kind_find_their_place_again(
    mariadb: Place, opened: Opened, monkeypatch: pytest.MonkeyPatch, kind: str, values: str
) -> None:
    monkeypatch.setattr("entracte.sources.live.mysql.CHUNK", 2)
    mariadb.run(f"SET sql_mode = ''; CREATE TABLE k (n int, `select` {kind}, PRIMARY KEY (`select`, n))")
    for value in values.split(", "):
        mariadb.run(f"SET sql_mode = ''; INSERT INTO k SELECT seq, {value} FROM seq_1_to_3")
    shown = "HEX(`select`)" if "binary" in kind else "`select`"
    reader = opened(mariadb.url)
    assert rows_of(reader, "k") == printed(mariadb, f"SELECT n, {shown} FROM k ORDER BY k.`select`, k.n")
    assert not list(reader.rejected())


def test_texts_of_another_encoding_than_they_say_are_read_and_told(
    mariadb: Place, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    # servers refuse such texts today; those of old upgrades hold them: bytes taken for a text stand in
    monkeypatch.setattr(mysql_catalogue, "_BYTES", frozenset())
    monkeypatch.setattr(mysql_catalogue, "_KNOWN", mysql_catalogue._KNOWN | {"varbinary"})
    mariadb.run("CREATE TABLE t (id int PRIMARY KEY, a varbinary(9)); INSERT INTO t VALUES (1, x'5ae9'), (2, 'Zo')")
    mariadb.run("INSERT INTO t VALUES (3, x'feff'), (4, 'Zoë'), (5, x'fdfb')")
    reader = opened(mariadb.url)
    assert "other encoding" not in reader.tables()[0].facts
    assert rows_of(reader, "t") == [("1", "Zé"), ("2", "Zo"), ("3", "þÿ"), ("4", "Zoë"), ("5", "ýû")]
    assert reader.tables()[0].facts["other encoding"].startswith("3 values")
    assert not list(reader.rejected())


def test_a_server_that_sets_another_encoding_loses_no_letter(
    mariadb: Place, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "Žofie 😀 Łódź Ελλάς"
    mariadb.run(
        f"CREATE TABLE t (id int PRIMARY KEY, `Łódź` text) CHARACTER SET utf8mb4; INSERT INTO t VALUES (1, '{name}')"
    )
    # what init_connect does to whoever connects
    monkeypatch.setattr("entracte.sources.live.mysql._SESSION", ("SET NAMES latin1", *mysql._SESSION))
    reader = opened(mariadb.url)
    assert rows_of(reader, "t") == [("1", name)]
    assert [column.name for column in reader.tables()[0].columns] == ["id", "Łódź"]


def test_names_of_every_kind(mariadb: Place, opened: Opened) -> None:
    odd = [
        "select",
        "Two Words",
        "quo`te",
        "apo'strophe",
        'dou"ble',
        "é à 日本",
        "a.b",
        "semi;colon--",
        "x" * 64,
        "%s {0}",
    ]
    for number, name in enumerate(odd):
        quoted = "`" + name.replace("`", "``") + "`"
        mariadb.run(
            f"CREATE TABLE {quoted} ({quoted} int PRIMARY KEY, `User` text);INSERT INTO {quoted} VALUES ({number}, 'x')"
        )
    mariadb.run(
        "CREATE VIEW v AS SELECT 1; CREATE SEQUENCE s; CREATE TABLE m (a int) ENGINE=MyISAM; INSERT INTO m VALUES (1)"
    )
    reader = opened(mariadb.url)
    assert sorted(table.name for table in reader.tables()) == sorted([*odd, "m"])
    for number, name in enumerate(odd):
        assert rows_of(reader, name) == [(str(number), "x")]
    assert rows_of(reader, "m") == [("1",)]
    facts = {table.name: table.facts for table in reader.tables()}
    assert "not in the snapshot" in facts["m"]
    assert "not in the snapshot" not in facts["select"]
    assert [each.name for each in reader.left_out()] == ["v"]


def test_all_tables_are_of_one_moment(mariadb: Place, opened: Opened) -> None:
    mariadb.run(
        "CREATE TABLE a (x int PRIMARY KEY); CREATE TABLE b (x int);INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)"
    )
    reader = opened(mariadb.url)
    assert rows_of(reader, "a") == [("1",)]
    mariadb.run("INSERT INTO a VALUES (2); UPDATE b SET x = 9; INSERT INTO b VALUES (2); DELETE FROM a WHERE x = 1")
    assert rows_of(reader, "b") == [("1",)]
    assert rows_of(reader, "a") == [("1",)]
    assert not list(reader.rejected())


def test_the_session_can_only_read(mariadb: Place, opened: Opened) -> None:
    database = opened(mariadb.url)._database
    with pytest.raises(Exception, match="READ ONLY"):
        database._rows("CREATE TABLE never (a int)")  # type: ignore[attr-defined]


def test_rows_longer_than_the_largest_packet_are_read(mariadb: Place, opened: Opened) -> None:
    mariadb.run(
        "CREATE TABLE t (id int PRIMARY KEY, long_one longtext, bytes longblob);"
        "INSERT INTO t VALUES (1, REPEAT('é', 3000000), REPEAT(x'ff', 6000000)), (2, 'short', NULL)"
    )
    ((one, text, octets), two) = rows_of(opened(mariadb.url), "t")
    assert (one, text, octets) == ("1", "é" * 3_000_000, "FF" * 6_000_000)
    assert two == ("2", "short", None)
    columns = ", ".join(f"c{place} text" for place in range(200))
    texts = ", ".join(f"c{place} = REPEAT('x', 60000)" for place in range(200))
    limit = int(mariadb.run("SELECT @@max_allowed_packet"))
    if limit > 12_000_000:
        columns = columns.replace("text", "text CHARACTER SET latin1")
        texts = texts.replace("'x', 60000", "'ÿ', 65535")
    mariadb.run(f"CREATE TABLE w (id int PRIMARY KEY, {columns}) ENGINE=MyISAM; INSERT INTO w (id) VALUES (1), (2)")
    mariadb.run(f"UPDATE w SET {texts} WHERE id = 2")
    reader = opened(mariadb.url)
    assert rows_of(reader, "w") == [
        ("1", *[None] * 200),
        ("2", *["ÿ" * 65_535 if limit > 12_000_000 else "x" * 60_000] * 200),
    ]
    assert not list(reader.rejected())


def test_a_lost_connection_keeps_nothing(mariadb: Place, tmp_path: Path) -> None:
    mariadb.run(
        "CREATE TABLE t (a int PRIMARY KEY, b text);INSERT INTO t SELECT seq, REPEAT('x', 500) FROM seq_1_to_90000"
    )

    def notice(what: str) -> None:
        if "rows" in what and " 0 of" not in what:
            for line in mariadb.run(
                f"SELECT id FROM information_schema.processlist WHERE db = '{mariadb.name}' AND id <> CONNECTION_ID()"
            ).split():
                mariadb.run(f"KILL CONNECTION {line}")

    with pytest.raises(Fault) as caught:
        register_database(mariadb.url, tmp_path, SourceOptions(), notice)
    assert caught.value.code == "connection-lost"
    assert not list((tmp_path / "deliveries").iterdir())


def test_passwords_are_asked_for_checked_and_nowhere_kept(mariadb: Place, inspector: Inspector) -> None:
    user, secret = f"u{mariadb.name[-12:]}", "S3cret '\"%/@:#é"
    quoted = secret.replace("'", "''")
    mariadb.run(
        f"CREATE TABLE open (a int); INSERT INTO open VALUES (1); CREATE TABLE hidden (a int);"
        f"CREATE USER {user}@'%' IDENTIFIED BY '{quoted}'; GRANT SELECT ON {mariadb.name}.open TO {user}@'%';"
        f"GRANT INSERT ON {mariadb.name}.hidden TO {user}@'%'"
    )
    try:
        url = mariadb.url_of(user)
        assert "only with a password" in inspector.refusal(url)
        assert "ENTRACTE_DELIVERY_PASSWORD" in inspector.refusal(url)
        refusal = inspector.refusal(url, password="wrong-one")
        assert "does not accept" in refusal and "wrong-one" not in refusal
        done = inspector.run(url, "--json", "--rejected", password=secret)
        assert done.returncode == 1, done.stderr
        told = json.loads(done.stdout)
        assert [(each["name"], each["rows"]) for each in told["tables"]] == [("open", 1)]
        assert told["files"][0]["name"] == url
        assert [each["name"] for each in told["left_out"]] == ["hidden"]
        assert "denied" in told["rejected_rows"][0]["reason"]
        assert secret not in done.stdout + done.stderr
        assert holds(inspector.home, "S3cret") == []
    finally:
        mariadb.run(f"DROP USER {user}@'%'")


def test_an_unchanged_database_is_the_same_delivery(mariadb: Place, tmp_path: Path) -> None:
    mariadb.run("CREATE TABLE t (a int PRIMARY KEY, b text); INSERT INTO t VALUES (1, NULL), (2, ''), (3, 'x')")
    first = register_database(mariadb.url, tmp_path, SourceOptions())
    again = register_database(mariadb.url, tmp_path, SourceOptions())
    assert (again.digest, again.folder) == (first.digest, first.folder)
    mariadb.run("UPDATE t SET b = '' WHERE a = 1")
    assert register_database(mariadb.url, tmp_path, SourceOptions()).digest != first.digest


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("127.0.0.1:3306", "127.0.0.1:1"), "server-away"),
        (("/entracte_live", "/no_such"), "no-such-database"),
        (("//root@", "//nobody@"), "password-needed"),
        (("/entracte_live", "/entracte_live"), "no-tables"),
    ],
)
def test_what_cannot_be_opened(mariadb: Place, tmp_path: Path, change: tuple[str, str], code: str) -> None:
    with pytest.raises(Fault) as caught:
        register_database(mariadb.url.replace(*change), tmp_path, SourceOptions())
    assert caught.value.code == code
