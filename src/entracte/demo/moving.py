"""The old system's clients, by a recipe: three shapes of one delivery give one file, a second extraction its delta."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

from entracte.demo.files import INSTITUTION
from entracte.demo.old_system import extraction
from entracte.demo.shapes import write_shapes
from entracte.demo.watching import Progress
from entracte.settings import Settings
from entracte.transformation import Asked, Transformed, replay, transform
from entracte.transformation.deltas import Delta

FIRST, SECOND = "first-extraction", "second-extraction"
RECIPE = "harbour.yaml"
STEPS = 4
"""Three shapes of the first extraction, and the second one."""


@dataclass(frozen=True)
class Move:
    """What became of the deliveries: `same` says that every shape gave the same file, byte for byte."""

    folder: Path
    shapes: tuple[Path, ...]
    first: Transformed
    same: bool
    second: Path
    delta: Delta

    @property
    def formatted(self) -> tuple[Path, Path]:
        """The two files to import: all clients, then the delta."""
        return self.first.folder / "contact.csv", self.folder / "formatted-again" / self.delta.file

    def digests(self) -> frozenset[str]:
        """The digests of the files to import, by which an environment remembers them."""
        return frozenset(sha256(path.read_bytes()).hexdigest() for path in self.formatted)


def move(settings: Settings, folder: Path, progress: Progress) -> Move:
    """Write the deliveries and the recipe into a folder, and transform them there."""
    folder.mkdir(exist_ok=True)
    shapes = write_shapes(folder, FIRST, extraction())
    second = write_shapes(folder, SECOND, extraction(second=True))[0]
    recipe = _recipe_in(folder / "recipe")
    done = _transformed(settings, recipe, shapes[0], folder / "formatted", progress)
    digests = {_digest(done)}
    with TemporaryDirectory() as scratch:
        for number, shape in enumerate(shapes[1:]):
            digests.add(_digest(_transformed(settings, recipe, shape, Path(scratch) / str(number), progress)))
    progress.begin(f"transforming what is new in {second.name}")
    again = replay(
        settings,
        done.folder / "protocol.json",
        delivery=str(second),
        folder=folder / "formatted-again",
        delta=True,
        notice=progress.notice,
    )
    (delta,) = again.deltas
    return Move(folder, shapes, done, len(digests) == 1, second, delta)


def _recipe_in(folder: Path) -> Path:
    """The bundled recipe and its crosswalks, where they can be read and changed."""
    with as_file(files(__package__) / "recipe") as bundled:
        shutil.copytree(bundled, folder, dirs_exist_ok=True)
    return folder / RECIPE


def _transformed(settings: Settings, recipe: Path, delivery: Path, folder: Path, progress: Progress) -> Transformed:
    progress.begin(f"transforming {delivery.name}")
    asked = Asked(recipe, str(delivery), {"institution": INSTITUTION}, None, "duckdb")
    return transform(settings, asked, folder, notice=progress.notice)


def _digest(done: Transformed) -> str:
    return str(done.protocol["outputs"][0]["digest"])
