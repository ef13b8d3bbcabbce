"""A session of Spark, set so that it computes as DuckDB does; the only place that starts one."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from entracte.engine.spark.letters import translations
from entracte.faults import Fault

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = "local[*]"
_RUNNING: dict[str, SparkSession] = {}
"""The session of this process by its master. Spark itself tells it to the thread only that began it."""
_STACK = "-Xss16m"
"""Java's regular expressions go down a step for each character of a long text."""


def require() -> None:
    """Raises the fault `no-spark` where pyspark or Java is missing; starts nothing."""
    if find_spec("pyspark") is None:
        raise Fault(
            "no-spark",
            "Spark is not installed here.",
            hint="Install it with `make spark` (pip install 'entracte[spark]'), or use --engine duckdb.",
        )
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise Fault(
            "no-spark", "Spark needs Java, and there is none here.", hint="Install Java 17 or later (JAVA_HOME)."
        )


def start(master: str, folder: Path, memory: str) -> tuple[SparkSession, bool]:
    """A session on a master (`local[*]`, `spark://host:7077`), and whether it was begun here: else another run has it.

    Its own files go to a folder.

    Raises the faults `no-spark` where pyspark or Java is missing, and `spark-unreachable`.
    """
    require()
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    if _RUNNING:
        ((other, running),) = _RUNNING.items()
        if other != master:  # a process has one Spark: to begin another would change that of others
            raise unreachable(master, RuntimeError(f"this process has a session at {other} already"))
        return running, False
    builder = SparkSession.builder.master(master).appName("entracte")
    for name, value in _settings(master, folder, memory).items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
        _declare(session)
    except (PySparkException, OSError, RuntimeError) as error:
        raise unreachable(master, error) from error
    _RUNNING[master] = session
    return session, True


def end(session: SparkSession) -> None:
    """End a session that was begun here."""
    _RUNNING.clear()
    session.stop()


def unreachable(master: str, error: Exception) -> Fault:
    """The fault of a Spark that does not answer."""
    return Fault(
        "spark-unreachable",
        f"Spark at {master} does not work: {str(error).splitlines()[0][:300]}",
        hint="Is the master running, and is its address right? Without --spark-master Spark runs in this process.",
    )


def _settings(master: str, folder: Path, memory: str) -> dict[str, str]:
    settings = {
        # what decides a byte
        "spark.sql.ansi.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.caseSensitive": "false",
        "spark.sql.decimalOperations.allowPrecisionLoss": "false",
        # what does not
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.local.dir": str(folder / "spark"),
        "spark.driver.memory": memory.upper().removesuffix("B").lower(),
        "spark.driver.maxResultSize": "0",
        "spark.driver.extraJavaOptions": _STACK,
        "spark.executor.extraJavaOptions": _STACK,
        "spark.log.level": "OFF",  # what fails is raised; a page of Java on what it then does otherwise helps nobody
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # our queries are long and deep: each level takes a round, and to show them takes longer than to run them
        "spark.sql.analyzer.maxIterations": "2000",
        "spark.sql.optimizer.maxIterations": "500",
        # levels put into one another grow beyond measure, and so does what is inferred from each of many columns
        "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.CollapseProject",
        "spark.sql.constraintPropagation.enabled": "false",
        "spark.sql.maxPlanStringLength": "1000",
    }
    if master.startswith("local"):
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        settings["spark.sql.shuffle.partitions"] = str(os.cpu_count() or 1)
    return settings


def _declare(session: SparkSession) -> None:
    """Tell the session which letters stand for which."""
    for name, translation in translations().items():
        for end, signs in (("from", translation.old), ("to", translation.new)):
            session.sql(f"DECLARE OR REPLACE VARIABLE {name}_{end} STRING DEFAULT '{_escaped(signs)}'")


def _escaped(signs: str) -> str:
    return signs.replace("\\", "\\\\").replace("'", "\\'")
