"""From a recipe and a delivery to a plan that the engine has accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from entracte.engine import Engine
from entracte.faults import Fault
from entracte.recipe.laying import lay_columns, prove
from entracte.recipe.plan import Plan, make_plan
from entracte.recipe.reading import ReadRecipe, read_recipe
from entracte.settings import Settings
from entracte.transformation.sources import Found, find_sources

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
    """Read a recipe, find its sources, plan, and prove the plan; with an engine that holds no row of it yet."""
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
        with _computing(settings, asked, engine, plan, found):
            yield Prepared(asked, read, found, plan), engine


def _computing(
    settings: Settings, asked: Asked, engine: Engine, plan: Plan, found: Found
) -> AbstractContextManager[None]:
    """Where the plan's queries are computed."""
    if asked.engine != "spark":
        return nullcontext()
    from entracte.transformation.spark import on_spark  # reading it takes a quarter of a second

    return on_spark(settings, engine, plan, found.data)
