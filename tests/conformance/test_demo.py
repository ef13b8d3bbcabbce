"""The demo's own recipe, by the command line: Spark writes the files of the default engine."""

from __future__ import annotations

import json
import shutil
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from entracte.cli import app
from entracte.demo.old_system import OldTable, extraction
from entracte.demo.shapes import write_dump, write_texts, write_workbook

SHAPES = {"dump.sql": write_dump, "workbook.xlsx": write_workbook, "texts": write_texts}


@pytest.fixture(scope="module")
def tables() -> tuple[OldTable, ...]:
    return extraction(second=True)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_recipe_of_the_demo_gives_the_same_files(
    tables: tuple[OldTable, ...], shape: str, spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTRACTE_HOME", str(tmp_path / "home"))
    with as_file(files("entracte.demo") / "recipe") as bundled:
        shutil.copytree(bundled, tmp_path / "recipe")
    SHAPES[shape](tmp_path / shape, tables)
    made = {}
    for engine in ("duckdb", "spark"):
        command = ["transform", str(tmp_path / "recipe" / "harbour.yaml"), str(tmp_path / shape), "--engine", engine]
        done = CliRunner().invoke(app, [*command, "-o", str(tmp_path / engine), "--set", "institution=HARBOUR"])
        assert done.exit_code == 0, done.output
        made[engine] = {path.name: path.read_bytes() for path in (tmp_path / engine).glob("*.csv")}
        assert json.loads((tmp_path / engine / "protocol.json").read_text())["options"]["engine"] == engine
    assert made["spark"] == made["duckdb"]
    assert made["spark"]["contact.csv"].count(b"\n") == len(tables[0].rows) + 2
