"""The summary on the terminal: short, in colour where the terminal has it, the same words where it has not."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, TextIO

from entracte.findings import Outcome, label
from entracte.report import letter
from entracte.report.printable import NO_LINES, plain
from entracte.report.wording import kind_name, number, sentence

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

    from entracte.report.files import LogFiles
    from entracte.report.summary import Summary

SHOWN = 10
WIDTH = 100
STYLES = {
    Outcome.FILE_REFUSED: "bold red",
    Outcome.ROW_REJECTED: "red",
    Outcome.FIELD_DROPPED: "yellow",
    Outcome.VALUE_CHANGED: "cyan",
}


def print_summary(
    summary: Summary,
    language: str = "en",
    *,
    log: LogFiles | None = None,
    err: bool = False,
    shown: int = SHOWN,
    suggests_import: bool = True,
) -> None:
    """Print what was read, what became of it, what was found, where the log lies and what to do next.

    `shown` is how many kinds of findings are told; how many more there are is said. Goes to stdout, or stderr with
    `err`. `suggests_import` ends a check with the command that imports the file. Control characters of the data are
    shown as `�`, so that a file cannot steer the terminal.
    """
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    columns = shutil.get_terminal_size((80, 24)).columns
    console = Console(file=stream, width=min(columns, WIDTH), highlight=False, emoji=False)
    with console.capture() as captured:
        _print_all(console, summary, language, log, shown, suggests_import)
    _write(stream, captured.get())


def _write(stream: TextIO, text: str) -> None:
    """Write what the stream's encoding can hold; what it cannot becomes `?`, never an error."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding))
    stream.flush()


def _print_all(  # noqa: PLR0917
    console: Console, summary: Summary, language: str, log: LogFiles | None, shown: int, suggests_import: bool
) -> None:
    blocks = [
        _heading(summary, language),
        *(() if summary.refused else (_numbers(summary, language),)),
        *((_findings(summary, language, shown, logged=log is not None),) if summary.findings else ()),
        *(_next_steps(summary, language, log, suggests_import=suggests_import)),
    ]
    for place, block in enumerate(blocks):
        if place:
            console.print()
        console.print(block, soft_wrap=False)


def _heading(summary: Summary, language: str) -> RenderableType:
    """What was done, and how the file was read."""
    from rich.console import Group

    how = [
        summary.format,
        summary.sheet,
        summary.encoding,
        letter.SEPARATOR_NAMES.get(summary.separator or "", summary.separator),
        f"{label('header_row', language)} {summary.header_row}" if summary.header_row else None,
        f"{label('import', language)} {summary.import_id}" if summary.import_id else None,
    ]
    return Group(
        _text(letter.opening(summary, language), "bold"), _text(" · ".join(fact for fact in how if fact), "dim")
    )


def _numbers(summary: Summary, language: str) -> RenderableType:
    """The rows by what became of them; beside the imported ones, what they made."""
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    for place, (name, count) in enumerate(letter.numbers(summary, language)):
        beside = _made(summary, language) if place == 1 else ""
        style = "bold" if place == 0 else "red" if place == 3 and count else ""
        table.add_row(_text(name, style), _text(number(count, language), style), _text(beside, "dim"))
    return table


def _made(summary: Summary, language: str) -> str:
    told = []
    for key, counts in (("created", summary.created), ("updated", summary.updated)):
        kinds = [f"{kind_name(kind, language)} {number(count, language)}" for kind, count in counts.items() if count]
        if kinds:
            told.append(f"{label(key, language)}: {', '.join(kinds)}")
    return "; ".join(told)


def _findings(summary: Summary, language: str, shown: int, *, logged: bool) -> RenderableType:
    """The gravest and most frequent findings, each with its sentence, and how many kinds more there are."""
    from rich.console import Group
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for each in summary.findings[:shown]:
        line = _text(each.explanation(language))
        line.append("  ")
        line.append(f"[{each.code}, {label(each.outcome.value, language)}]", STYLES[each.outcome])
        table.add_row(_text(number(each.count, language), STYLES[each.outcome]), line)
    more = len(summary.findings) - shown
    parts: list[RenderableType] = [_text(label("findings_by_code", language), "bold"), table]
    if more > 0:
        parts.append(
            _text(sentence("more_findings" if logged else "more_findings_untold", language, count=more), "dim")
        )
    return Group(*parts)


def _next_steps(
    summary: Summary, language: str, log: LogFiles | None, *, suggests_import: bool
) -> list[RenderableType]:
    """What was skipped, where the log lies, and the next commands to try."""
    from rich.console import Group

    blocks: list[RenderableType] = []
    if summary.skipped:
        skipped = [_text(f"  {each}", "dim") for each in summary.skipped]
        blocks.append(Group(_text(label("letter_skipped", language), "bold"), *skipped))
    lines: list[Text] = []
    if log:
        places = {"log_lies": log.log, "findings_lie": log.findings, "not_imported_lies": log.not_imported}
        lines += [_text(f"{label(key, language)} {path}") for key, path in places.items() if path]
    steps = _commands(summary, log, suggests_import=suggests_import)
    for key, command in steps:
        lines.append(_text(label(key, language)))
        lines.append(_text(f"  {command}", "green"))
    if not log and summary.findings and not summary.refused:
        lines.append(_text(label("next_log", language)))
    if lines:
        blocks.append(Group(*lines))
    return blocks


def _commands(summary: Summary, log: LogFiles | None, *, suggests_import: bool) -> list[tuple[str, str]]:
    """What can be done next, each with the command that does it."""
    steps = []
    if log and log.not_imported:
        steps.append(("next_correct", letter.command_again(summary, str(log.not_imported))))
    if summary.import_id and summary.environment:
        steps.append(("next_undo", f"entracte undo {summary.import_id} --in {summary.environment}"))
    rehearsed = summary.command == "check" or summary.dry_run
    if suggests_import and rehearsed and not summary.refused and not summary.rows.rejected:
        steps.append(("next_import", letter.import_command(summary)))
    return steps


def _text(words: str, style: str = "") -> Text:
    return plain(words, style, NO_LINES)
