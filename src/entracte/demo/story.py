"""The story of the demonstration: the venue is set up, its files are checked, imported, and one comes a second time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from entracte.demo import moving
from entracte.demo.files import VenueFiles, write_venue
from entracte.demo.moving import Move, move
from entracte.demo.stage import clear_stage
from entracte.demo.watching import Progress
from entracte.pipeline import Delivery, Result, check_files, import_files
from entracte.report.files import LogFiles
from entracte.report.summary import Summary
from entracte.settings import Settings

ENVIRONMENT = "dev"
STEPS = 7 + moving.STEPS + 2
"""Making room, the settings, a check, three contact files, and one of them again; the old system's clients, twice."""


@dataclass(frozen=True)
class Chapter:
    """What became of one contact file: what the check foretold, what the import did, and where its log lies."""

    foretold: Summary
    imported: Summary
    log: LogFiles


@dataclass(frozen=True)
class Story:
    """The story as it went; `repeated` is the file that came a second time, `seconds` how long the imports took.

    `move` is how the old system's deliveries became contact files, `moved` what importing those did.
    """

    files: VenueFiles
    settings: tuple[Summary, ...]
    chapters: tuple[Chapter, ...]
    repeated: Summary
    seconds: float
    move: Move
    moved: tuple[Result, ...]


def play(settings: Settings, folder: Path, progress: Progress, *, language: str = "en", fresh: bool = False) -> Story:
    """Play the story in `dev`, with files and logs in `folder`, which exists.

    Raises the fault `stage-taken` if `dev` holds anything else, unless it is to begin afresh.
    """
    old_system = move(settings, folder / "old-system", progress)
    progress.begin(f"making room in {ENVIRONMENT}")
    with TemporaryDirectory() as scratch:
        made = write_venue(Path(scratch))
        clear_stage(settings, ENVIRONMENT, made.digests() | old_system.digests(), fresh=fresh)
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
    logs = [old_system.folder / f"{path.parent.name}-log.xlsx" for path in old_system.formatted]
    moved = [door.imported(path, "contact", log)[0] for path, log in zip(old_system.formatted, logs, strict=True)]
    settled = tuple(each.summary for each in venue)
    return Story(files, settled, chapters, repeated.summary, seconds, old_system, tuple(moved))


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
