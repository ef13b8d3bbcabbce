"""A recipe and a delivery in a folder, transformed in this process: what tests of the language need."""

from __future__ import annotations

import csv
import json
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entracte.settings import Settings
from entracte.transformation import Asked, Transformed, transform

HEAD = """
entracte: 1
name: test
sources:
  t: {file: t.csv}
"""


@dataclass
class Work:
    """The folders of one test."""

    folder: Path

    @property
    def settings(self) -> Settings:
        return Settings(self.folder / "home")

    def recipe(self, text: str, name: str = "recipe.yaml", **files: str) -> Path:
        """Write a recipe and what lies beside it (`titles_csv` is titles.csv)."""
        folder = self.folder / "recipe"
        folder.mkdir(exist_ok=True)
        for file, content in files.items():
            stem, _, ending = file.rpartition("_")
            (folder / f"{stem}.{ending}").write_text(textwrap.dedent(content).lstrip("\n"), encoding="utf-8")
        path = folder / name
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    def delivery(self, name: str = "delivery", **files: str) -> Path:
        """Write the files of a delivery; `t` is t.csv."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        for file, content in files.items():
            (folder / f"{file}.csv").write_text(textwrap.dedent(content).lstrip("\n"), encoding="utf-8")
        return folder

    def run(
        self, recipe: Path, delivery: Path, out: str = "out", parameters: Mapping[str, str] | None = None, **asked: Any
    ) -> Transformed:
        """Transform."""
        return transform(self.settings, Asked(recipe, str(delivery), parameters or {}, **asked), self.folder / out)

    def rows(self, name: str, out: str = "out") -> list[dict[str, str]]:
        """The rows of a file that was written."""
        with (self.folder / out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))

    def column(self, name: str, column: str, out: str = "out") -> list[str]:
        """One column of a file that was written."""
        return [row[column] for row in self.rows(name, out)]

    def text(self, name: str, out: str = "out") -> str:
        """A file that was written, as it is."""
        return (self.folder / out / name).read_text(encoding="utf-8")

    def protocol(self, out: str = "out") -> dict[str, Any]:
        """The protocol that was written."""
        found: dict[str, Any] = json.loads(self.text("protocol.json", out))
        return found

    def made(self, columns: str, rows: str, more: str = "", **files: str) -> list[dict[str, str]]:
        """The rows of `results`, a free table of these columns over t.csv."""
        indented = textwrap.indent(textwrap.dedent(columns).strip("\n"), " " * 6)
        output = f"  - format: table\n    name: results\n    from: t\n    columns:\n{indented}\n"
        text = f"{HEAD}{textwrap.dedent(more)}\noutputs:\n{output}"
        self.run(self.recipe(text, **files), self.delivery(t=rows))
        return self.rows("results")
