"""What makes runs fast changes nothing: rows in order, equal columns as one, samples from the ends of a table."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from entracte.engine import Engine
from entracte.recipe import samples
from entracte.recipe.order import keeps_order
from tests.recipe.working import Work

LONG = 5_000


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(tmp_path / "engine", threads=2)


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
    "SELECT * FROM step",
]
DISTURBING = [
    "SELECT DISTINCT x FROM t",
    "SELECT x FROM t GROUP BY x",
    "SELECT x FROM t ORDER BY y",
    "SELECT x FROM t LIMIT 3",
    "SELECT x, row_number() OVER (ORDER BY y) AS n FROM t",
    "SELECT unnest(x) AS x FROM t",
    "SELECT a.x, b.y FROM t AS a LEFT JOIN (SELECT min(y) AS y FROM b GROUP BY z) AS b ON a.x = b.y",
    "SELECT * FROM (SELECT a.x FROM t AS a LEFT JOIN b ON a.x = b.x) AS a",
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
    assert keeps_order(parsed(text), steps) == (text in KEEPING)


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


def test_rows_are_written_in_the_order_of_their_table(work: Work) -> None:
    whole = long_run(work)
    assert [line.partition(";")[0] for line in whole.splitlines()[1:]] == [str(n) for n in range(1, LONG + 1)]
    assert whole.splitlines()[1] == '1;;Genève;ge;NAME1;NAME1;name1;-;" Name1 !"'.replace('"', "")


@pytest.mark.parametrize("made", ["'=[@ID]&\"!\"'", "'=XLOOKUP([@ID],o[ID],o[NAME],\"-\")'"])
def test_many_rows_are_written_in_the_order_of_their_table(work: Work, made: str) -> None:
    """More rows than one thread reads, and a table to look up in that is larger still: its rows lead the join."""
    count, step = 130_000, 77_777  # step and 2 * count have no divisor in common: every number comes up once
    rows = "".join(f"{n * step % (2 * count)}\n" for n in range(count))
    other = "".join(f"{n};other {n}\n" for n in range(2 * count))
    text = (
        "entracte: 1\nname: many\nsources: {t: {file: t.csv}, o: {file: o.csv}}\n"
        f"outputs:\n  - format: table\n    name: results\n    from: t\n    columns: {{ID: {{column: ID}}, X: {made}}}\n"
    )
    work.run(work.recipe(text), work.delivery(t="ID\n" + rows, o="ID;NAME\n" + other), "out")
    written = [line.partition(";")[0] for line in work.text("results.csv").splitlines()[1:]]
    assert "\n".join(written) + "\n" == rows


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
