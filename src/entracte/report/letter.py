"""What a summary says to whoever delivered the file, sentence by sentence, for the workbook and the terminal."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from entracte.findings import Outcome, label
from entracte.report.summary import iso
from entracte.report.wording import sentence

if TYPE_CHECKING:
    from entracte.report.summary import Summary

SEPARATOR_NAMES = {"\t": "tab", ";": ";", ",": ",", "|": "|"}


def opening(summary: Summary, language: str) -> str:
    """What was done with the file."""
    environment = summary.environment or ""
    if summary.refused:
        return sentence("letter_refused", language, file=summary.file)
    if summary.command == "check":
        return sentence("letter_checked", language, file=summary.file)
    key = "letter_rehearsed" if summary.dry_run else "letter_imported"
    return sentence(key, language, file=summary.file, environment=environment)


def account(summary: Summary, language: str) -> list[str]:
    """What became of the rows and their values; for a refused file, why it was refused."""
    if summary.refused:
        return [each.explanation(language) for each in summary.findings if each.outcome is Outcome.FILE_REFUSED]
    rows = summary.rows
    key = "letter_rows_importable" if summary.command == "check" else "letter_rows_imported"
    told = [sentence(key, language, imported=rows.imported, read=rows.read)]
    counts = {
        "letter_rejected": rows.rejected,
        "letter_unchanged": rows.unchanged,
        "letter_dropped": summary.count(Outcome.FIELD_DROPPED),
        "letter_changed": summary.count(Outcome.VALUE_CHANGED),
    }
    told += [sentence(key, language, count=count) for key, count in counts.items() if count]
    if not summary.findings:
        told.append(label("letter_clean", language))
    return told


def numbers(summary: Summary, language: str) -> list[tuple[str, int]]:
    """The rows of the file by what became of them, each with its name."""
    imported = "importable" if summary.command == "check" else "imported"
    rows = summary.rows
    return [
        (label("read", language), rows.read),
        (label(imported, language), rows.imported),
        (label("unchanged", language), rows.unchanged),
        (label("rejected", language), rows.rejected),
        (label("directives", language), rows.directives),
    ]


def details(summary: Summary, language: str) -> list[tuple[str, str]]:
    """Where and how the file was read and written: names and values of what is known, dates in ISO."""
    institutions = summary.institutions or ((summary.institution,) if summary.institution else ())
    known = {
        "file": summary.file,
        "sheet": summary.sheet,
        "format": summary.format,
        "encoding": summary.encoding,
        "separator": SEPARATOR_NAMES.get(summary.separator or "", summary.separator),
        "header_row": str(summary.header_row) if summary.header_row else None,
        "digest": summary.digest,
        "institution": ", ".join(institutions),
        "environment": summary.environment,
        "import": summary.import_id,
        "started": iso(summary.started),
        "finished": iso(summary.finished),
    }
    return [(label(key, language), fact) for key, fact in known.items() if fact]


def command_again(summary: Summary, file: str) -> str:
    """The command that does with `file` what was done with the summary's own."""
    target = "--in" if summary.command == "check" else "--to"
    return _command(summary, summary.command, file, [target, summary.environment] if summary.environment else [])


def import_command(summary: Summary) -> str:
    """The command that imports the summary's file, for a file that was only checked or rehearsed."""
    return _command(summary, "import", summary.file, ["--to", summary.environment or "dev"])


def _command(summary: Summary, name: str, file: str, target: list[str]) -> str:
    institution = ["--institution", summary.institution] if summary.institution else []
    return shlex.join(["entracte", name, file, "--format", summary.format, *target, *institution])
