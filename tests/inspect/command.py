"""The command as a customer's data team runs it: a process of its own, its output and its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).parents[3] / "shared/data"


@dataclass(frozen=True)
class Inspector:
    """Runs `entracte inspect` with a home of its own."""

    home: Path

    def run(self, delivery: Path | str, *options: str, password: str | None = None) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "ENTRACTE_HOME": str(self.home), "ENTRACTE_DELIVERY_PASSWORD": password or ""}
        command = [sys.executable, "-c", "from entracte.cli import main; main()", "inspect", str(delivery), *options]
        return subprocess.run(
            command,
            env=environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def document(self, delivery: Path, *options: str, password: str | None = None) -> dict[str, Any]:
        done = self.run(delivery, "--json", *options, password=password)
        assert done.returncode in {0, 1}, done.stderr
        document: dict[str, Any] = json.loads(done.stdout)
        assert done.returncode == bool(document["rejected"])
        return document

    def rows(
        self, delivery: Path, table: str, *options: str, password: str | None = None
    ) -> list[dict[str, str | None]]:
        done = self.run(delivery, "--table", table, "--jsonl", *options, password=password)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def refusal(self, delivery: Path | str, *options: str, password: str | None = None) -> str:
        done = self.run(delivery, *options, password=password)
        assert done.returncode == 2, (done.returncode, done.stdout)
        assert "Traceback" not in done.stderr
        assert not done.stdout
        return done.stderr


def shared(name: str) -> Path:
    """A file of the shared data; the test is skipped where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs {name}")
    return path
