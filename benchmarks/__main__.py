"""Run the figures and write RESULTS.md: `python -m benchmarks [NAME ...] [--folder DIR]`."""

from __future__ import annotations

import argparse
import datetime
import os
import platform
from pathlib import Path

from benchmarks import figures, inspect, live, sources, transform

GROUPS = {
    "start-up": figures.start_up,
    "check": figures.check,
    "load": figures.load,
    "sources": sources.sources,
    "inspect": inspect.inspect,
    "live": live.live,
    "transform": transform.transform,
    "transform-large": transform.transform_large,
    "large": sources.large,
}
RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = (
    "| figure | ours (s) | floor or peer (s) | ratio | bound | met | peak memory (MiB) | note |\n"
    "|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", default=list(GROUPS))
    parser.add_argument("--folder", type=Path, default=Path("/tmp/entracte-bench"))
    told = parser.parse_args()
    told.folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for name in told.names:
        for figure in GROUPS[name](told.folder):
            print(figure.row(), flush=True)
            lines.append(figure.row())
    if set(told.names) == set(GROUPS):
        RESULTS.write_text(_page(lines), encoding="utf-8")


def _page(lines: list[str]) -> str:
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    body = "\n".join([HEAD, *lines])
    day = datetime.date.today().isoformat()
    return f"# Results\n\n{day}, {machine}. Whole processes, one run of all figures.\n\n{body}\n"


if __name__ == "__main__":
    main()
