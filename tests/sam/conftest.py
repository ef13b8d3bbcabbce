"""Files a box office imports itself, through the pipeline, into an environment with HARBOUR."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from entracte.institution.environments import Environment
from entracte.institution.records import contact_lines
from entracte.pipeline import Delivery, Result, check_files, import_files
from entracte.settings import Settings

Cells = Mapping[str, str]


@dataclass
class Desk:
    """A box office at its environment."""

    settings: Settings
    environment: Environment
    folder: Path
    files: int = 0

    def write(self, rows: list[Cells], name: str | None = None) -> Path:
        """A CSV file whose columns are those that some row fills, in the order in which they appear."""
        self.files += 1
        path = self.folder / (name or f"file{self.files}.csv")
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def load(self, *rows: Cells, format: str | None = None, **more: Any) -> Result:
        """Import rows of HARBOUR; the first is row 2."""
        return self.load_file(self.write(list(rows)), format, **more)

    def load_file(self, path: Path, format: str | None = None, **more: Any) -> Result:
        """Import a file."""
        (result,) = import_files(self.settings, Delivery((path,), format, "HARBOUR"), "dev", **more)
        return result

    def check(self, *rows: Cells, format: str | None = None) -> Result:
        """Check rows without an environment."""
        (result,) = check_files(self.settings, Delivery((self.write(list(rows)),), format, "HARBOUR"))
        return result

    def logged(self, *rows: Cells, format: str | None = None) -> list[tuple[int | None, str | None, str]]:
        """Row, field and code of every finding of an import of rows."""
        import json

        log = self.folder / "log.json"
        self.load(*rows, format=format, log=log, again=True)
        return [(each["row"], each["field"], each["code"]) for each in json.loads(log.read_text())["findings"]]

    def contacts(self) -> dict[str, dict[str, Any]]:
        """All contacts by number, as records.md shows them."""
        import json

        text = b"".join(bytes(piece) for piece in contact_lines(self.environment)).decode()
        return {record["number"]: record for record in map(json.loads, text.splitlines())}


@pytest.fixture
def desk(settings: Settings, harbour: Environment, tmp_path: Path) -> Desk:
    return Desk(settings, harbour, tmp_path)


def codes(result: Result) -> set[tuple[str | None, str]]:
    """Field and code of what was found."""
    return {(each.field, each.code) for each in result.summary.findings}
