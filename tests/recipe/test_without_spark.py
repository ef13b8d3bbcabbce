"""A machine without Spark, or without Java, is told so before a row is read."""

from __future__ import annotations

import pytest

from entracte.faults import Fault
from entracte.transformation import Asked, transform
from tests.recipe.working import Work

RECIPE = """
    entracte: 1
    name: plain
    sources: {t: {table: t}}
    outputs: [{format: table, name: names, from: t, columns: {NAME: {column: NAME, apply: [trim]}}}]
    """


def refused(work: Work) -> Fault:
    asked = Asked(work.recipe(RECIPE), str(work.delivery(t="NAME\nAda\n")), {}, None, "spark")
    with pytest.raises(Fault) as raised:
        transform(work.settings, asked, work.folder / "out")
    assert not (work.folder / "out").exists()
    assert raised.value.code == "no-spark"
    return raised.value


def test_without_pyspark(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("entracte.engine.spark.session.find_spec", lambda name: None)
    fault = refused(work)
    assert "make spark" in str(fault.hint)


def test_without_java(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("entracte.engine.spark.session.find_spec", lambda name: object())
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert "Java" in refused(work).message
