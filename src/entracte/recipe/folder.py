"""The folder of a recipe: the only place whose files it can name, and the list of those that it did."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path, PurePosixPath

from entracte.faults import Fault, near
from entracte.recipe.model import RecipeFile
from entracte.recipe.places import Place

MOST_BYTES = 64 * 1024 * 1024
"""A crosswalk larger than this is a table of the delivery."""


class Folder:
    """Reads files of a recipe's folder; each is read once, and digested."""

    def __init__(self, recipe: Path) -> None:
        self.root = recipe.resolve().parent
        self._read: dict[str, tuple[str, bytes]] = {}

    @property
    def files(self) -> tuple[RecipeFile, ...]:
        """What was read so far, in the order of the names."""
        return tuple(
            RecipeFile(name, role, hashlib.sha256(data).hexdigest())
            for name, (role, data) in sorted(self._read.items())
        )

    def bytes_of(self, name: str, role: str, place: Place) -> bytes:
        """The bytes of a file. Raises the faults `outside-folder`, `no-such-file` and `file-too-large`."""
        inside = self._inside(name, place)
        if inside not in self._read:
            path = self.root / inside
            if not path.is_file():
                beside = self._beside(place)
                raise place.fault("no-such-file", f"there is no file {name} in {beside}.", self._alike(name, beside))
            if path.stat().st_size > MOST_BYTES:
                raise place.fault("file-too-large", f"{name} has more than {MOST_BYTES // 1024**2} MiB.")
            self._read[inside] = (role, path.read_bytes())
        return self._read[inside][1]

    def path_of(self, name: str, place: Place) -> Path:
        """Where a file lies, links resolved."""
        return self.root / self._inside(name, place)

    def _beside(self, place: Place) -> Path:
        """The folder of the recipe file that names something: what is included names what lies beside it."""
        return (self.root / place.file).parent

    def _inside(self, name: str, place: Place) -> str:
        """The name of a file as its place in the folder, whatever links lead there."""
        told = PurePosixPath(name.replace("\\", "/"))
        if not name.isprintable():
            raise place.fault("no-such-file", f"{name!r} cannot be the name of a file.")
        try:
            found = (self._beside(place) / told).resolve()
        except (OSError, RuntimeError) as error:
            raise place.fault("no-such-file", f"{name} cannot be followed: {error}.") from error
        if told.is_absolute() or not found.is_relative_to(self.root):
            raise place.fault(
                "outside-folder",
                f"{name} lies outside the recipe's folder.",
                "A recipe reads only what lies beside it or below, so that it can be handed over: copy the file there.",
            )
        return found.relative_to(self.root).as_posix()

    def _alike(self, name: str, beside: Path) -> str:
        ending = PurePosixPath(name).suffix
        found = sorted(self.root.glob(f"**/*{ending}"))[:200]
        there = [PurePosixPath(os.path.relpath(each, beside)).as_posix() for each in found]
        return near(name, there) if there else "The folder has no file of that kind."


def recipe_bytes(recipe: Path) -> bytes:
    """The bytes of the recipe itself; the fault `no-such-recipe`."""
    if recipe.is_dir():
        raise Fault("no-such-recipe", f"{recipe} is a folder.", hint=f"Name the recipe in it: {recipe / 'recipe.yaml'}")
    try:
        return recipe.read_bytes()
    except FileNotFoundError:
        raise Fault(
            "no-such-recipe",
            f"There is no recipe {recipe}.",
            hint="`entracte recipe new DELIVERY --format contact` drafts one.",
        ) from None
    except OSError as error:
        raise Fault("no-such-recipe", f"{recipe} cannot be read: {error.strerror}.") from error
