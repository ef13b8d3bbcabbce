"""From a recipe and a delivery to a plan that the engine has accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from entracte.engine import Engine
from entracte.faults import Fault
from entracte.recipe.laying import lay_columns, prove
from entracte.recipe.plan import Plan, make_plan
from entracte.recipe.reading import ReadRecipe, read_recipe
from entracte.settings import Settings
from entracte.transformation.sources import Found, find_sources
from entracte.transformation.spark import on_spark

Notice = Callable[[str], None]
ENGINES = ("duckdb", "spark")


@dataclass(frozen=True)
class Asked:
    """What is asked for: a recipe, a delivery, values of parameters, how many rows of each output, and who asks.

    Python functions are run for the command line only: the portal says `python_allowed=False`.
    """

    recipe: Path
    delivery: str
    parameters: Mapping[str, str]
    sample: int | None = None
    engine: str = "duckdb"
    python_allowed: bool = True


@dataclass(frozen=True)
class Prepared:
    """A recipe that was read, what it reads of the delivery, and the plan."""

    asked: Asked
    read: ReadRecipe
    found: Found
    plan: Plan


@contextmanager
def prepared(settings: Settings, asked: Asked, notice: Notice = lambda what: None) -> Iterator[tuple[Prepared, Engine]]:
    """Read a recipe, find its sources, plan, and prove the plan; with an engine that holds nothing yet."""
    if asked.engine not in ENGINES:
        raise Fault("unknown-engine", f"There is no engine {asked.engine}.", hint=f"Known: {', '.join(ENGINES)}.")
    if asked.sample is not None and asked.sample < 1:
        raise Fault("wrong-use", "A sample has at least one row.", hint="--sample 1000")
    read = read_recipe(asked.recipe, asked.parameters)
    found = find_sources(settings, read.recipe, asked.delivery, notice)
    notice("planning")
    plan = make_plan(read, found.columns, python_allowed=asked.python_allowed, sample=asked.sample)
    with Engine(settings.work, settings.memory_limit) as engine:
        lay_columns(engine, plan)
        prove(engine, plan)
        for name in plan.world.sources:
            engine.execute(f'DROP TABLE "{name.replace(chr(34), chr(34) * 2)}"')
        with on_spark(settings, engine, plan, found.data) if asked.engine == "spark" else nullcontext():
            yield Prepared(asked, read, found, plan), engine
