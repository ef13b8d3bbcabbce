"""Telling the story at its end: what happened in numbers, what was wrong with the data, where to look, what to try."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from entracte.demo.story import ENVIRONMENT, Story
from entracte.findings import Outcome
from entracte.report.summary import CONTACT_KINDS, FindingCount

WIDTH = 100
EXAMPLES = 3
CONTENTS = {
    "settings.xlsx": "the venue: its organizations, lists, criteria and structure types",
    "individuals.csv": "people, as the old system exported them",
    "companies.xlsx": "companies and schools, each with its people, typed into the template",
    "updates.csv": "what came in since: moves, wishes, people to be forgotten",
}
COSTS = {
    Outcome.ROW_REJECTED: "rows were not imported; each is listed with its reason, to be corrected and sent again.",
    Outcome.FIELD_DROPPED: "values were not imported; the rest of their rows was.",
    Outcome.VALUE_CHANGED: "values were imported, but cut, completed or spelt differently.",
}
ROWS = {
    "read": "read",
    "imported": "= imported",
    "unchanged": "+ unchanged",
    "rejected": "+ rejected",
    "directives": "+ directives",
}
STYLES = {Outcome.ROW_REJECTED: "red", Outcome.FIELD_DROPPED: "yellow", Outcome.VALUE_CHANGED: "cyan"}


def print_story(story: Story) -> None:
    """Print the story on stdout, in colour where the terminal has it."""
    columns = shutil.get_terminal_size((WIDTH, 24)).columns
    console = Console(width=min(columns, WIDTH), highlight=False, emoji=False, markup=False)
    with console.capture() as told:
        tell_story(console, story)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in told.get().splitlines())


def tell_story(console: Console, story: Story) -> None:
    """Tell the story on a console, part by part."""
    parts = (_opening, _rows, _contacts, _findings, _repeated, _moved, _logs, _commands)
    for place, part in enumerate(parts):
        if place:
            console.print()
        for line in part(story):
            # a command that is broken into lines cannot be copied
            console.print(line, soft_wrap=isinstance(line, Text) and bool(line.no_wrap))


def _opening(story: Story) -> Iterable[RenderableType]:
    """The venue, and the files that were written for it."""
    yield _bold("Harbour Theatre, Geneva: its contacts move out of the old ticketing system")
    yield f"Its files, in the folder {_near(story.files.settings.parent)}:"
    table = _grid(2)
    for path in (story.files.settings, *story.files.contacts):
        table.add_row(f"  {path.name}", CONTENTS[path.name])
    yield table


def _rows(story: Story) -> Iterable[RenderableType]:
    """The rows of the contact files by what became of them; they add up, and are what the check foretold."""
    imported = [chapter.imported for chapter in story.chapters]
    rows = {Path(summary.file).name: Counter(summary.rows.as_json()) for summary in imported}
    rows["together"] = sum(rows.values(), Counter())
    table = _grid(6, numbers=True)
    table.add_row("", *(Text(title, "dim") for title in ROWS.values()))
    for name, counts in rows.items():
        style = "bold" if name == "together" else ""
        table.add_row(f"  {name}", *(f"{counts[key]:,}" for key in ROWS), style=style)
    yield _bold("What became of the rows")
    yield table
    if [chapter.foretold.rows for chapter in story.chapters] == [summary.rows for summary in imported]:
        yield f"The check had foretold these numbers. The three imports took {story.seconds:.1f} seconds."


def _contacts(story: Story) -> Iterable[RenderableType]:
    """What was made in the environment, and what was changed there."""
    settings = sum(sum(summary.created.values()) for summary in story.settings)
    yield _bold(f"What is in the environment {ENVIRONMENT}")
    yield f"Settings: {settings} definitions."
    yield f"Contacts made: {_kinds(chapter.imported.created for chapter in story.chapters)}."
    changed = _kinds(chapter.imported.updated for chapter in story.chapters)
    yield f"Contacts changed by {story.files.updates.name}: {changed}."


def _findings(story: Story) -> Iterable[RenderableType]:
    """What was wrong with the data: for each cost its count, and the findings that are most frequent."""
    found = _together(story)
    table = _grid(2)
    table.columns[0].justify = "right"
    for outcome, cost in COSTS.items():
        counts = [each for each in found if each.outcome is outcome]
        style = STYLES[outcome]
        table.add_row(Text(f"{sum(each.count for each in counts):,}", f"bold {style}"), Text(cost))
        for each in counts[:EXAMPLES]:
            table.add_row(Text(f"{each.count:,}", style), Text(each.explanation("en"), "dim"))
    yield _bold("What was wrong with the data, and what it cost; the most frequent of each kind")
    yield table


def _repeated(story: Story) -> Iterable[RenderableType]:
    """The file that came twice."""
    yield _bold(f"{Path(story.repeated.file).name} was then delivered a second time, by mistake")
    yield from (
        Text(each.explanation("en")) for each in story.repeated.findings if each.outcome is Outcome.FILE_REFUSED
    )


def _moved(story: Story) -> Iterable[RenderableType]:
    """The old system's clients: its deliveries, the recipe, and what was imported of them."""
    told = story.move
    yield _bold(f"The old system's clients, in the folder {_near(told.folder)}")
    if told.same:
        shapes = ", ".join(path.name + ("" if path.suffix else "/") for path in told.shapes)
        yield f"{shapes}: one delivery in three shapes."
        yield "The recipe in recipe/ makes the same file of each, byte by byte."
    first, second = (result.summary.rows for result in story.moved)
    yield f"{first.imported:,} of {first.read - first.directives:,} clients were imported from formatted/contact.csv."
    yield (
        f"A day before the opening came {told.second.name}: {told.delta.inserted} new clients, {told.delta.updated} "
        f"changed, {told.delta.unchanged} as before. Importing the delta in formatted-again/: {second.imported:,} rows."
    )


def _logs(story: Story) -> Iterable[RenderableType]:
    """Where the logs lie, and the lists of rows to be corrected."""
    yield _bold(f"The logs, in the folder {_near(story.chapters[0].log.log.parent)}")
    table = _grid(2)
    for chapter in story.chapters:
        table.add_row(f"  {chapter.log.log.name}", f"every finding of {Path(chapter.imported.file).name}")
        if chapter.log.not_imported:
            table.add_row(f"  {chapter.log.not_imported.name}", "its rows to correct, each with the reason")
    yield table


def _commands(story: Story) -> Iterable[RenderableType]:
    """Three commands that work as they stand."""
    rejected = _near(story.chapters[0].log.not_imported or story.files.individuals)
    last = story.chapters[-1].imported.import_id or ""
    commands = {
        "Look somebody up": ["contacts", "Kerr"],
        "Check the rows that were rejected, once they are corrected": ["check", str(rejected)],
        f"Take the import of {story.files.updates.name} back": ["undo", last],
    }
    yield _bold("Three commands to try")
    for purpose, arguments in commands.items():
        yield f"  {purpose}:"
        yield Text(
            f"    {shlex.join([_called(), *arguments, '--in', ENVIRONMENT])}", "green", no_wrap=True, overflow="ignore"
        )


def _together(story: Story) -> list[FindingCount]:
    """The findings of all files, those of one kind and column as one, the most frequent first."""
    together: dict[tuple[str, str | None], FindingCount] = {}
    for chapter in story.chapters:
        for each in chapter.imported.findings:
            before = together.get((each.code, each.field))
            together[each.code, each.field] = _sum(before, each) if before else each
    return sorted(together.values(), key=lambda each: (-each.count, each.code))


def _sum(one: FindingCount, other: FindingCount) -> FindingCount:
    return replace(
        one,
        count=one.count + other.count,
        value=one.value if one.value == other.value else None,
        detail=one.detail if one.detail == other.detail else None,
    )


def _kinds(counts: Iterable[Mapping[str, int]]) -> str:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return ", ".join(f"{total[kind]:,} {kind}{'s' * (total[kind] != 1)}" for kind in CONTACT_KINDS if total[kind])


def _called() -> str:
    """The command as it can be typed here: its name if it is on the path, else the path by which it was called."""
    called = Path(sys.argv[0])
    found = shutil.which("entracte")
    if called.name != "entracte" or (found and Path(found).resolve() == called.resolve()):
        return "entracte"
    return str(_near(called))


def _near(path: Path) -> Path:
    """The path as seen from the current folder, if it lies in it."""
    here = Path.cwd()
    absolute = path.absolute()
    return absolute.relative_to(here) if absolute.is_relative_to(here) else absolute


def _grid(columns: int, *, numbers: bool = False) -> Table:
    """A table without lines; numbers, in every column but the first, keep to the right."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for column in range(columns):
        table.add_column(justify="right" if numbers and column else "left")
    return table


def _bold(words: str) -> Text:
    return Text(words, "bold")
