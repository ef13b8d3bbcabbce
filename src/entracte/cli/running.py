"""Running a check or an import for a person: progress on stderr, the summary, the exit status."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from entracte.cli.output import DONE, DONE_WITH_REJECTED_ROWS, REFUSED, print_json

if TYPE_CHECKING:
    from entracte.pipeline import Delivery, Notice, Result
    from entracte.report.summary import Summary


def delivery_of(  # noqa: PLR0917
    files: list[Path],
    format_name: str | None,
    institution: str | None,
    encoding: str | None,
    separator: str | None,
    sheet: str | None,
) -> Delivery:
    """The delivery that a command line names."""
    from entracte.pipeline import Delivery
    from entracte.sources.formatted import ReadOptions

    return Delivery(tuple(files), format_name, institution, ReadOptions(encoding, separator, sheet))


@contextmanager
def told_progress() -> Iterator[Notice]:
    """What is being done, with the time it takes, on one line of stderr; nothing there when nobody looks."""
    if not sys.stderr.isatty():
        yield lambda what: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as progress:
        task = progress.add_task("starting")
        yield lambda what: progress.update(task, description=what)


def tell_results(results: list[Result], language: str, *, as_json: bool) -> int:
    """Print the summaries and return the exit status."""
    if as_json:
        documents = [result.summary.as_json() for result in results]
        print_json(documents[0] if len(documents) == 1 else {"files": documents})
        for result in results:
            _tell_refusal(result.summary, language)
    else:
        from entracte.report.terminal import print_summary

        last = {result.summary.file: result for result in results}  # the sheets of a workbook are imported together

        for result in results:
            print_summary(result.summary, language, log=result.log, suggests_import=result is last[result.summary.file])
    if any(result.summary.refused for result in results):
        return REFUSED
    return DONE_WITH_REJECTED_ROWS if any(result.summary.rows.rejected for result in results) else DONE


def _tell_refusal(summary: Summary, language: str) -> None:
    """Why a file was refused, in words: the document holds codes only."""
    from entracte.findings import Outcome

    for each in summary.findings:
        if each.outcome is Outcome.FILE_REFUSED:
            sys.stderr.write(f"entracte: {summary.file}: {each.explanation(language)}\n")
