"""A recipe gives the same files on Spark, in this process and on a cluster; what Spark does not have is refused."""

from __future__ import annotations

import json
import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from entracte.engine.spark.session import start
from entracte.faults import Fault
from entracte.transformation import replay
from tests.recipe.working import Work

RECIPE = """
    entracte: 1
    name: both-engines
    locale: fr-CH
    sources:
      clients: {file: "clients*.csv", types: {BORN: "date dd.mm.yyyy"}}
      sales: {file: sales.csv, types: {PRICE: number}}
    tables:
      everyone:
        union: [clients]
        add: {CLEAN: {column: EMAIL, apply: [email]}}
        where: =[@STATE]<>"X"
        dedupe: {by: [CLEAN], order: [-BORN]}
      totals:
        from: sales
        group:
          by: [CLIENT]
          columns:
            TOTAL: {sum: PRICE}
            COUNT: {count: PRICE}
            KINDS: {list: KIND, separator: "|"}
            FIRST: {first: KIND}
      buyers:
        from: everyone
        join: [{table: totals, on: {ID: CLIENT}}]
        explode: {column: TAGS, separator: ","}
        sequence: {column: NR, start: 10, order: [NAME, -BORN]}
      tall:
        from: clients
        unpivot: {columns: [EMAIL, TAGS], name: KIND, value: CELL}
    crosswalks:
      titles: {file: titles.csv, key: OLD, value: NEW, missing: reject}
    outputs:
      - format: table
        name: results
        from: buyers
        columns:
          NR: {column: NR}
          KEY: =TEXT([@ID],"00000000")
          NAME: {column: NAME, apply: [trim, title_case]}
          TITLE: {column: TITLE, crosswalk: titles}
          EMAIL: {column: CLEAN}
          BORN: {column: BORN}
          TAG: {column: TAGS, apply: [upper]}
          TOTAL: {column: TOTAL}
          COUNT: {column: COUNT}
          KINDS: {column: KINDS}
          SALES: =COUNTIF(sales[CLIENT],[@ID])
          KIND: =XLOOKUP([@ID],sales[CLIENT],sales[KIND],"none")
      - format: table
        name: tall
        from: tall
        order: [CELL]
        columns: {ID: {column: ID}, KIND: {column: KIND}, CELL: {column: CELL, apply: [trim]}}
    """
TITLES = """
    OLD;NEW
    M;MR
    F;MRS
    Z;ZZ
    """
CLIENTS = """
    ID;NAME;TITLE;EMAIL;STATE;BORN;TAGS
    1;DUPONT;M;Ada@X.org;A;1.8.1965;a,b
    2;  d’ormesson ;F;bob@x.org;A;31.12.1999;
    3;Müller;Q;ada@x.org;A;2.8.1965;c
    4;Straße;;;A;soon;é,ü
    5;Gone;M;g@x.org;X;;
    6;Ωmega ΣΑΣ;F;no mail;A;;"x,y;z"
    """
SALES = """
    CLIENT;PRICE;KIND
    1;10,5;seat
    1;2,25;gift
    2;7;seat
    9;x;none
    """
SAME = ("outputs", "findings", "crosswalks", "steps", "flagged", "warnings", "sources")
"""What protocols of both engines have to say alike."""


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path)


def laid(work: Work, text: str = RECIPE) -> tuple[Path, Path]:
    recipe = work.recipe(text, titles_csv=TITLES)
    return recipe, work.delivery(clients=CLIENTS, sales=SALES)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def told(folder: Path) -> dict[str, Any]:
    document = json.loads((folder / "protocol.json").read_text())
    return {name: document[name] for name in SAME}


def test_a_recipe_gives_the_same_files_and_numbers(work: Work, spark: Any) -> None:
    recipe, delivery = laid(work)
    work.run(recipe, delivery, "duckdb")
    done = work.run(recipe, delivery, "spark", engine="spark")
    made = files(work.folder / "spark")
    assert {"results.csv", "results-rejected.csv", "tall.csv", "findings.csv"} == set(made)
    assert made == files(work.folder / "duckdb")
    assert told(work.folder / "spark") == told(work.folder / "duckdb")
    assert done.protocol["options"]["engine"] == "spark"
    assert "pyspark" in done.protocol["versions"]
    # what one engine has made is proved by the other
    assert replay(work.settings, work.folder / "spark", engine="duckdb").equal
    assert spark.range(3).count() == 3, "a run ended a session that it had not begun"


def test_a_session_at_another_address_is_left_alone(spark: Any, tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"has a session at local\[\*\] already"):
        start("local[1]", tmp_path, "1g")
    assert spark.range(3).count() == 3


def test_a_cluster_gives_the_same_files(work: Work, has_spark: None) -> None:
    recipe, delivery = laid(work)
    work.run(recipe, delivery, "duckdb")
    with cluster(work.folder / "cluster") as master:
        environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "ENTRACTE_HOME": str(work.settings.home)}
        command = [str(Path(sys.executable).with_name("entracte")), "transform", str(recipe), str(delivery)]
        command += ["-o", str(work.folder / "spark"), "--engine", "spark", "--spark-master", master]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 1, done.stderr[-2000:]  # rows were rejected
    assert files(work.folder / "spark") == files(work.folder / "duckdb")
    assert told(work.folder / "spark") == told(work.folder / "duckdb")


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A master and a worker on this machine; gives the address of the master."""
    import pyspark

    command = [str(Path(pyspark.__file__).parent / "bin" / "spark-class")]
    folder.mkdir()
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1"}

    def begin(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*command, *arguments],
            env=environment,
            cwd=folder,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )

    ports = ("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
    running = [begin("org.apache.spark.deploy.master.Master", *ports)]
    try:
        master = said(running[0], r"Starting Spark master at (spark://\S+)")
        own = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder), master)
        running.append(begin("org.apache.spark.deploy.worker.Worker", *ports, *own))
        said(running[1], r"Successfully registered with master (\S+)")
        yield master
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait(60)


def said(process: subprocess.Popen[str], pattern: str, seconds: float = 180) -> str:
    """What a process says of a pattern; its other words are read on, so that it never waits for a reader."""
    found: queue.Queue[str | None] = queue.Queue()

    def read(stream: IO[str]) -> None:
        for line in stream:
            if match := re.search(pattern, line):
                found.put(match[1])
        found.put(None)

    assert process.stderr is not None
    threading.Thread(target=read, args=(process.stderr,), daemon=True).start()
    answer = found.get(timeout=seconds)
    assert answer is not None, f"ended without {pattern}"
    return answer


REFUSED = """
    entracte: 1
    name: refused
    sources: {clients: {file: clients.csv, types: {ID: number}}}
    outputs:
      - format: table
        name: results
        from: clients
        columns:
          A: COLUMN
    """


@pytest.mark.parametrize(
    ("column", "named"),
    [
        ("=ROUND(SIN([@ID]),3)", "SIN cannot be computed on Spark"),
        ("=[@ID]^[@ID]", r"\^ cannot be computed on Spark.*whole powers from -100 to 100"),
        ('{column: NAME, apply: [{regex: {pattern: "a*", new: "-"}}]}', "also fits where there is nothing"),
    ],
)
def test_what_spark_does_not_have_is_refused_by_name_before_a_row_is_read(work: Work, column: str, named: str) -> None:
    recipe = work.recipe(REFUSED.replace("COLUMN", column))
    delivery = work.delivery(clients=CLIENTS)
    with pytest.raises(Fault, match=named) as refused:
        work.run(recipe, delivery, engine="spark")
    assert refused.value.code == "not-on-spark"
    assert "recipe.yaml" in refused.value.message
    assert not (work.folder / "out").exists()
    work.run(recipe, delivery)
