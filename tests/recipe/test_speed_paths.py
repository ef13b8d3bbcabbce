"""What makes runs fast changes nothing: rows in order without a sort, equal columns as one, samples from the ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from entracte.engine import Engine
from entracte.recipe import samples, writing
from entracte.recipe.order import in_order_of
from tests.recipe.working import Work

LONG = 5_000


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(tmp_path / "engine", threads=2)


def watched(order: str, path: Path, piece: int = 0) -> tuple[str, list[object]]:
    cell = f"CASE WHEN entracte_in_order_{piece}(i) THEN i END AS i"
    rows = f"(SELECT i FROM range({LONG}) AS t(i) {order})"
    return f"COPY (SELECT {cell} FROM {rows}) TO $1 (FORMAT csv, PRESERVE_ORDER true)", [str(path)]


def test_rows_out_of_order_are_noticed(engine: Engine, tmp_path: Path) -> None:
    with engine:
        path = tmp_path / "rows.csv"
        assert engine.keep_order([watched("ORDER BY i", path)])
        assert len(path.read_text().split()) == LONG + 1
        assert not engine.keep_order([watched("ORDER BY i DESC", path)])
        # within one vector, and where the next one begins anew
        assert not engine.keep_order([watched(f"ORDER BY i + 2 * (i = {LONG - 10})::INT * 1", path)])
        assert not engine.keep_order([watched("ORDER BY i >= 3000 DESC, i", path)])
        assert not engine.keep_order([watched("", path), watched("ORDER BY -i", tmp_path / "more.csv", 1)])


def test_what_else_fails_is_not_taken_for_disorder(engine: Engine, tmp_path: Path) -> None:
    with engine, pytest.raises(Exception, match="broken"):
        engine.keep_order([("SELECT error('broken')", [])])


def test_what_another_thread_runs_can_be_ended(engine: Engine) -> None:
    with engine, engine.beside() as other, ThreadPoolExecutor(1) as thread:
        endless = thread.submit(other.scalar, "SELECT count(*) FROM range(1000000000) AS a, range(1000000000) AS b")
        while not endless.done():
            other.interrupt()
        with pytest.raises(KeyboardInterrupt):
            endless.result()


KEEPING = [
    "SELECT a.x FROM t AS a",
    "SELECT * FROM (SELECT x FROM t WHERE x > 1) AS a",
    "SELECT a.x, b.y FROM t AS a LEFT JOIN (SELECT min(y) AS y FROM b GROUP BY z) AS b ON a.x = b.y",
    "SELECT * FROM step",
]
DISTURBING = [
    "SELECT DISTINCT x FROM t",
    "SELECT x FROM t GROUP BY x",
    "SELECT x FROM t ORDER BY y",
    "SELECT x FROM t LIMIT 3",
    "SELECT x, row_number() OVER (ORDER BY y) AS n FROM t",
    "SELECT unnest(x) AS x FROM t",
    "SELECT a.x FROM t AS a JOIN b ON a.x = b.x",
    "SELECT a.x FROM t AS a FULL JOIN b ON a.x = b.x",
    "SELECT * FROM (SELECT x FROM t UNION ALL SELECT x FROM t) AS a",
    "SELECT * FROM (SELECT * FROM sorted) AS a",
]
STEPS = {"step": "SELECT x FROM t WHERE x = 1", "sorted": "SELECT x FROM t ORDER BY x"}


@pytest.mark.parametrize("text", [*KEEPING, *DISTURBING])
def test_which_queries_keep_the_order_of_their_table(text: str) -> None:
    def parsed(query: str) -> exp.Select:
        found = sqlglot.parse_one(query, dialect="duckdb")
        assert isinstance(found, exp.Select)
        return found

    steps = {name: parsed(query) for name, query in STEPS.items()}
    assert in_order_of(parsed(text), steps) == ("t" if text in KEEPING else None)


COLUMNS = """
    ID: {column: ID}
    X: {column: TOWN, crosswalk: c}
    Y: {column: TOWN, crosswalk: d}
    Z: {column: TOWN, crosswalk: k}
    U: {column: NAME, apply: [trim, upper]}
    V: {column: NAME, apply: [trim, upper]}
    L: {column: NAME, apply: [trim, lower]}
    F: '=XLOOKUP([@ID],o[ID],o[NAME],"-")'
    G: '=[@NAME]&"!"'
"""
MORE = """
    sources: {t: {file: t.csv}, o: {file: o.csv}}
    crosswalks:
      c: {file: c.csv, key: K, value: V}
      d: {file: c.csv, key: K, value: V, ignore: [case]}
      k: {file: c.csv, key: K, value: V, missing: keep}
"""


def long_run(work: Work, out: str = "out") -> str:
    """A run over enough rows for several vectors, two thirds of which find nothing in the crosswalks."""
    rows = "".join(f"{n}; Name{n % 7} ;{['GE', 'ge', 'ZH'][n % 3]}\n" for n in range(1, LONG + 1))
    other = "".join(f"{n};other {n}\n" for n in range(2, LONG, 3))
    columns = COLUMNS.replace("\n    ", "\n      ")
    text = (
        "entracte: 1\nname: long\n"
        + MORE.replace("\n    ", "\n")
        + f"outputs:\n  - format: table\n    name: results\n    from: t\n    columns:{columns}"
    )
    delivery = work.delivery(t="ID;NAME;TOWN\n" + rows, o="ID;NAME\n" + other)
    work.run(work.recipe(text, c_csv="K;V\nGE;Genève\n"), delivery, out)
    return work.text("results.csv", out)


def test_rows_are_written_in_order_by_several_threads_and_by_none(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = long_run(work)
    assert [line.partition(";")[0] for line in whole.splitlines()[1:]] == [str(n) for n in range(1, LONG + 1)]
    assert whole.splitlines()[1] == '1;;Genève;ge;NAME1;NAME1;name1;-;" Name1 !"'.replace('"', "")
    monkeypatch.setattr("entracte.engine.MANY_ROWS", 10)
    assert long_run(work, "pieces") == whole
    keep_order = Engine.keep_order

    def lost(engine: Engine, statements: list[tuple[str, list[object]]]) -> bool:
        return not keep_order(engine, statements)

    monkeypatch.setattr(Engine, "keep_order", lost)
    assert long_run(work, "sorted") == whole
    monkeypatch.setattr(writing, "in_order_of", lambda query, steps: None)
    assert long_run(work, "plainly") == whole
    assert not list(work.folder.rglob("results.csv.*"))


def test_equal_columns_are_computed_once_and_every_step_is_counted(work: Work) -> None:
    long_run(work)
    protocol = work.protocol()
    assert protocol["sql"]["results"].upper().count('TRIM("ROW"') <= 2
    changed = {
        (each["writes"][0], each["text"]): each["rows_changed"]
        for each in protocol["steps"]
        if each["kind"] != "column"
    }
    for column in "UVL":
        assert changed[column, "trim"] == LONG
    assert changed["U", "upper"] == changed["V", "upper"] == changed["L", "lower"] == LONG
    assert changed["X", "crosswalk c (c.csv)"] == LONG
    assert changed["Z", "crosswalk k (c.csv)"] == LONG // 3
    found = {(each["field"], each["code"]): each["count"] for each in protocol["findings"]}
    assert found == {("X", "crosswalk-unknown"): 3334, ("Y", "crosswalk-unknown"): 1667}


def test_samples_are_the_first_and_last_row_wherever_these_are(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ["ID;A;B"] + [f"{n};{'x' * (n in (6, 9))};{'y' * (n != 1)}" for n in range(1, 16)]
    columns = 'A: {column: A, apply: [upper]}\nB: {column: B, apply: [upper]}\nC: \'=IF([@ID]="8","new",[@ID])\''
    told = []
    for near in (samples.NEAR, 2):
        monkeypatch.setattr(samples, "NEAR", near)
        work.made(columns, "\n".join(rows) + "\n")
        told.append([(each["text"], each["samples"]) for each in work.protocol()["steps"]])
    assert told[0] == told[1]
    assert {text: len(found) for text, found in told[0]}["upper"] == 2


def test_a_number_that_is_one_of_few_is_written_as_such(work: Work) -> None:
    rows = work.made(
        "A: '=IF([@N]=\"\",0,1)&\"\"'\nB: '=IF([@N]=\"\",0,2.5)'\nC: '=IF(0=0,-3,7)'\nD: '=IF([@N]=\"\",1E+20,0)'",
        "N\n\nx\n",
    )
    assert [tuple(row.values()) for row in rows][-1:] == [("1", "2.5", "-3", "0")]
