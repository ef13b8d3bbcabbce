"""Starting up imports only what is used: `--help` and a check without an environment stay short."""

import json
import subprocess
import sys
from pathlib import Path

PROBE = """
import json, sys
from entracte.cli import main
try:
    main()
except SystemExit:
    pass
json.dump(sorted(sys.modules), open("modules.json", "w"))
"""


def modules(folder: Path, *arguments: str) -> set[str]:
    """The packages that a run of the command imports."""
    subprocess.run([sys.executable, "-c", PROBE, *arguments], cwd=folder, capture_output=True, timeout=60, check=True)
    return set(json.loads((folder / "modules.json").read_text()))


def test_help(tmp_path: Path) -> None:
    loaded = modules(tmp_path, "--help")
    heavy = {
        "duckdb",
        "pyarrow",
        "django",
        "sqlglot",
        "xlsxwriter",
        "phonenumbers",
        "psycopg",
        "rich",
        "numpy",
        "pandas",
    }
    assert loaded & heavy == set()
    assert "entracte.pipeline" not in loaded


def test_formats(tmp_path: Path) -> None:
    assert modules(tmp_path, "formats", "--json") & {"duckdb", "pyarrow", "django", "sqlglot", "xlsxwriter"} == set()


def test_check_without_an_environment(tmp_path: Path) -> None:
    (tmp_path / "contact.csv").write_text("INSTITUTION;LASTNAME\nHARBOUR;Kerr\n", encoding="utf-8")
    loaded = modules(tmp_path, "check", "contact.csv", "--json")
    assert "duckdb" in loaded
    unused = {"django", "adbc_driver_postgresql", "adbc_driver_manager", "xlsxwriter", "psycopg", "python_calamine"}
    assert loaded & (unused | {"numpy", "pandas"}) == set()
