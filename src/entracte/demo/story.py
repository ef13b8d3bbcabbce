"""The story of the demonstration: the venue is set up, its files are checked, imported, and one comes a second time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from entracte.demo.files import VenueFiles, write_venue
from entracte.demo.stage import clear_stage
from entracte.pipeline import Delivery, Result, check_files, import_files
from entracte.report.files import LogFiles
from entracte.report.summary import Summary
from entracte.settings import Settings

ENVIRONMENT = "dev"
STEPS = 7
"""Making room, the settings, a check, three contact files, and one of them again."""


class Progress(Protocol):
    """Whoever is told how far the story is: what begins, what is being done within it, and what is done."""

    def begin(self, what: str) -> None:
        """A step of the story begins."""

    def notice(self, what: str) -> None:
        """Something is being done within the step."""


@dataclass(frozen=True)
class Chapter:
    """What became of one contact file: what the check foretold, what the import did, and where its log lies."""

    foretold: Summary
    imported: Summary
    log: LogFiles


@dataclass(frozen=True)
class Story:
    """The story as it went; `repeated` is the file that came a second time, `seconds` how long the imports took."""

    files: VenueFiles
    settings: tuple[Summary, ...]
    chapters: tuple[Chapter, ...]
    repeated: Summary
    seconds: float


def play(settings: Settings, folder: Path, progress: Progress, *, language: str = "en", fresh: bool = False) -> Story:
    """Play the story in `dev`, with files and logs in `folder`, which exists.

    Raises the fault `stage-taken` if `dev` holds anything else, unless it is to begin afresh.
    """
    progress.begin(f"making room in {ENVIRONMENT}")
    with TemporaryDirectory() as scratch:
        made = write_venue(Path(scratch))
        clear_stage(settings, ENVIRONMENT, made.digests(), fresh=fresh)
        files = made.copied_to(folder)
    door = _Door(settings, folder, language, progress)
    venue = door.imported(files.settings)
    progress.begin(f"checking {', '.join(path.name for path in files.contacts)}")
    foretold = check_files(
        settings, Delivery(files.contacts, "contact"), environment=ENVIRONMENT, notice=progress.notice
    )
    started = time.monotonic()
    chapters = tuple(
        door.chapter(path, checked.summary) for path, checked in zip(files.contacts, foretold, strict=True)
    )
    seconds = time.monotonic() - started
    (repeated,) = door.imported(files.individuals, format_name="contact")
    return Story(files, tuple(each.summary for each in venue), chapters, repeated.summary, seconds)


@dataclass(frozen=True)
class _Door:
    """The one by which everything enters: an import, told to whoever watches."""

    settings: Settings
    folder: Path
    language: str
    progress: Progress

    def imported(self, file: Path, format_name: str | None = None, log: Path | None = None) -> list[Result]:
        self.progress.begin(f"importing {file.name} into {ENVIRONMENT}")
        notice: Callable[[str], None] = self.progress.notice
        delivery = Delivery((file,), format_name)
        return import_files(self.settings, delivery, ENVIRONMENT, log=log, language=self.language, notice=notice)

    def chapter(self, file: Path, foretold: Summary) -> Chapter:
        (result,) = self.imported(file, "contact", self.folder / f"{file.stem}-log.xlsx")
        assert result.log is not None
        return Chapter(foretold, result.summary, result.log)
