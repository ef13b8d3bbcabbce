"""`entracte recipe check`: whether a recipe is right, alone or over a delivery, without running it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from entracte.engine import Engine
from entracte.recipe.crosswalks import lay_crosswalk, read_crosswalks
from entracte.recipe.reading import read_recipe
from entracte.settings import Settings
from entracte.transformation.preparing import Asked, prepared

Notice = Callable[[str], None]


@dataclass(frozen=True)
class Checked:
    """A recipe that is right, as far as it could be looked at: over a delivery, or alone."""

    name: str
    outputs: tuple[str, ...]
    steps: int | None
    warnings: tuple[str, ...]
    delivery: str | None

    def as_json(self) -> dict[str, object]:
        """The shape for programs."""
        return {
            "recipe": self.name,
            "outputs": list(self.outputs),
            "steps": self.steps,
            "warnings": list(self.warnings),
            "delivery": self.delivery,
        }


def check_recipe(
    settings: Settings,
    recipe: Path,
    delivery: str | None,
    parameters: Mapping[str, str],
    notice: Notice = lambda what: None,
) -> Checked:
    """Check a recipe; without a delivery its columns and formulas are not looked at. Raises the faults of the plan."""
    if delivery is None:
        read = read_recipe(recipe, parameters)
        with Engine(settings.work, settings.memory_limit) as engine:
            for found in read_crosswalks(read.recipe.crosswalks, read.folder):
                lay_crosswalk(engine, found, read.recipe.crosswalks[found.name])
        return Checked(read.recipe.name, tuple(each.name for each in read.recipe.outputs), None, (), None)
    with prepared(settings, Asked(recipe, delivery, parameters), notice) as (ready, _):
        plan = ready.plan
        return Checked(
            plan.recipe.name,
            tuple(each.output.name for each in plan.outputs),
            len(plan.steps),
            tuple(str(each) for each in plan.warnings),
            ready.found.name,
        )
