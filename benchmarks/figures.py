"""The figures of the contact import, each against its floor or a peer in the same run."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks import data
from benchmarks.measure import Figure, Measure, best, entracte, python, run

ROWS = 1_000_000
PEER_ROWS = 50_000
BULK_ROWS = 10_000


def start_up(folder: Path) -> Iterator[Figure]:
    help_ = best([run(entracte("--help")) for _ in range(5)])
    yield Figure("entracte --help", help_, None, "< 0.3 s", help_.seconds < 0.3)
    ten = data.write(folder / "ten.csv", 10)
    check = best([run(entracte("check", str(ten), "--format", "contact")) for _ in range(3)])
    yield Figure("check of ten rows", check, None, "< 1.5 s", check.seconds < 1.5)


def check(folder: Path, rows: int = ROWS) -> Iterator[Figure]:
    for kind in ("clean", "wrong"):
        file = data.write(folder / f"{kind}-{rows}.csv", rows, kind)
        floor = best(
            [run(python("benchmarks.floors", "copy", str(file), str(folder / "copy.parquet"))) for _ in range(2)]
        )
        ours = best([run(entracte("check", str(file), "--format", "contact", "--json")) for _ in range(2)])
        name = f"check {rows:,} rows, {'every row wrong' if kind == 'wrong' else 'clean'}, against DuckDB's copy"
        yield Figure(name, ours, floor, "<= 3 x, < 2 GiB", ours.seconds <= 3 * floor.seconds and ours.peak_mib < 2048)
    few = data.write(folder / f"peer-{PEER_ROWS}.csv", PEER_ROWS)
    peer = run(python("benchmarks.peers", "frictionless", str(few)), accepted=(0,))
    scaled = Measure(peer.seconds * rows / PEER_ROWS, peer.peak_mib, 0)
    clean = run(entracte("check", str(folder / f"clean-{rows}.csv"), "--format", "contact", "--json"))
    yield Figure(
        "check against frictionless (its 50,000 rows scaled up)",
        clean,
        scaled,
        "<= 1/20",
        clean.seconds * 20 <= scaled.seconds,
    )


def load(folder: Path, rows: int = ROWS) -> Iterator[Figure]:
    home = {"ENTRACTE_HOME": str(folder / "home")}
    run(entracte("environment", "reset", "dev"), home)
    settings = [str(path) for path in data.write_settings(folder)]
    run(entracte("import", *settings, "--to", "dev"), home)
    files = {kind: data.write(folder / f"{kind}-{rows}.csv", rows, kind) for kind in ("clean", "updated")}
    ours = run(entracte("import", str(files["clean"]), "--format", "contact", "--to", "dev", "--json"), home)
    with _server(home) as uri:
        parquet = str(folder / "contacts.parquet")
        run(python("benchmarks.floors", "save", uri, parquet))
        floor = run(python("benchmarks.floors", "insert", uri, parquet))
        yield Figure(
            f"import {rows:,} rows, against COPY and INSERT", ours, floor, "<= 3 x", ours.seconds <= 3 * floor.seconds
        )
        for shortcuts, few in ((False, BULK_ROWS), (True, PEER_ROWS)):
            told = [str(data.write(folder / f"peer-{few}.csv", few)), uri, *(["shortcuts"] if shortcuts else [])]
            peer = run(python("benchmarks.peers", "import-export", *told), accepted=(0,))
            scaled = Measure(peer.seconds * rows / few, peer.peak_mib, 0)
            how = "without comparing or looking up" if shortcuts else "one table of texts"
            yield Figure(
                f"import against django-import-export, bulk, {how} (its {few:,} rows scaled up)",
                ours,
                scaled,
                "-" if shortcuts else "<= 1/20",
                shortcuts or ours.seconds * 20 <= scaled.seconds,
            )
        updated = run(entracte("import", str(files["updated"]), "--format", "contact", "--to", "dev", "--json"), home)
        run(python("benchmarks.floors", "save", uri, parquet))
        floor = run(python("benchmarks.floors", "update", uri, parquet))
        yield Figure(
            f"update of {rows:,} rows, against COPY and UPDATE",
            updated,
            floor,
            "<= 3 x",
            updated.seconds <= 3 * floor.seconds,
        )
        imports = _imports(home)
        undone = run(entracte("undo", imports[-1], "--in", "dev"), home)
        yield Figure(
            "undo of the update, against the update", undone, updated, "<= 1 x", undone.seconds <= updated.seconds
        )
        undone = run(entracte("undo", imports[-2], "--in", "dev"), home)
        yield Figure("undo of the import, against the import", undone, ours, "<= 1 x", undone.seconds <= ours.seconds)


class _server:
    """The embedded server held open, so that floors and imports meet it in the same state."""

    def __init__(self, home: dict[str, str]) -> None:
        self._home = home

    def __enter__(self) -> str:
        os.environ.update(self._home)
        from entracte.institution.environments import open_environment
        from entracte.settings import load_settings

        return open_environment(load_settings(), "dev").uri

    def __exit__(self, *_: object) -> None:
        pass


def _imports(home: dict[str, str]) -> list[str]:
    said = subprocess.run(
        entracte("imports", "--in", "dev", "--json"), env=os.environ | home, capture_output=True, check=True
    )
    told = json.loads(said.stdout)
    return [each["id"] for each in (told["imports"] if isinstance(told, dict) else told)]
