"""Timing of whole processes: wall seconds and peak memory as the operating system counts them."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    seconds: float
    peak_mib: float
    status: int
    cpu: float = 0.0


@dataclass(frozen=True)
class Figure:
    """One line of the results: what was measured against what, and the bound it is held to."""

    name: str
    ours: Measure
    theirs: Measure | None
    bound: str
    met: bool
    note: str = ""

    @property
    def ratio(self) -> str:
        return f"{self.ours.seconds / self.theirs.seconds:.2f}" if self.theirs else "-"

    def row(self) -> str:
        theirs = f"{self.theirs.seconds:.2f}" if self.theirs else "-"
        verdict = "yes" if self.met else "**no**"
        return (
            f"| {self.name} | {self.ours.seconds:.2f} | {theirs} | {self.ratio} | {self.bound} | {verdict} "
            f"| {self.ours.peak_mib:.0f} | {self.note} |"
        )


def run(command: list[str], environment: dict[str, str] | None = None, accepted: tuple[int, ...] = (0, 1)) -> Measure:
    """Run a command to its end; its output is thrown away, its failure is ours."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ | (environment or {})
    )
    said = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    process.returncode = code
    if code not in accepted:
        raise SystemExit(f"{' '.join(command)} ended with {code}:\n{said.decode(errors='replace')}")
    return Measure(seconds, usage.ru_maxrss / 1024, code, usage.ru_utime + usage.ru_stime)


def python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def entracte(*arguments: str) -> list[str]:
    return [os.path.join(os.path.dirname(sys.executable), "entracte"), *arguments]


def best(measures: list[Measure]) -> Measure:
    """The fastest of several runs, with the highest memory of all."""
    fastest = min(measures, key=lambda each: each.seconds)
    return Measure(fastest.seconds, max(each.peak_mib for each in measures), fastest.status, fastest.cpu)


def apart(work: Callable[..., object], *arguments: object) -> None:
    """Do some work in a process of its own: ours must stay small, since its size counts in every child's peak."""
    process = multiprocessing.get_context("spawn").Process(target=work, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{work.__name__} ended with {process.exitcode}")
