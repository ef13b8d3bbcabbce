"""A progress bar for work of a known number of steps: on stderr, plain lines where that is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from entracte.demo.watching import Progress as Told

WITHIN_A_STEP = 0.25
"""Each notice within a step takes this part of what is left of it: nobody knows how many there will be."""


@contextmanager
def shown_progress(steps: int) -> Iterator[Told]:
    """Show how far the work is, from the first step to the last."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _Bar(progress, progress.add_task("starting", total=steps))


class _Lines:
    """A line when a step begins; what happens within it is not worth one."""

    def begin(self, what: str) -> None:
        sys.stderr.write(f"{what}\n")

    def notice(self, what: str) -> None:
        pass


@dataclass
class _Bar:
    """One bar for all steps, which moves within them too."""

    progress: Progress
    task: TaskID
    begun: int = field(default=0)
    within: float = field(default=0.0)

    def begin(self, what: str) -> None:
        self.begun += 1
        self.within = 0.0
        self._show(what)

    def notice(self, what: str) -> None:
        self.within += (1 - self.within) * WITHIN_A_STEP
        self._show(what)

    def _show(self, what: str) -> None:
        self.progress.update(self.task, completed=self.begun - 1 + self.within, description=what)
