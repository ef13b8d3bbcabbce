"""What a recipe would do: the plan, the lineage of a column, the first rows with every step between."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from entracte.faults import Fault, near
from entracte.recipe.laying import lay_sources
from entracte.recipe.plan import OutputPlan, Plan
from entracte.recipe.run import Shown, preview
from entracte.recipe.steps import Step
from entracte.settings import Settings
from entracte.transformation.preparing import Asked, Prepared, prepared
from entracte.transformation.step_document import step_document

Notice = Callable[[str], None]


@dataclass(frozen=True)
class Explained:
    """How a column comes to be: the steps from sources to output, in order, and the columns read of the sources."""

    output: str
    column: str
    steps: tuple[Step, ...]
    sources: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        """The shape for programs."""
        return {
            "output": self.output,
            "column": self.column,
            "sources": [f"{of}.{column}" for of, column in self.sources],
            "steps": [step_document(step) for step in self.steps],
        }


def plan_document(settings: Settings, asked: Asked, notice: Notice = lambda what: None) -> dict[str, Any]:
    """What would be read and written, and every step; the plan is proved, and no row was read."""
    with prepared(settings, asked, notice) as (ready, _):
        plan = ready.plan
        followed = _Followed(plan)
        for output in plan.outputs:
            for column in output.columns:
                followed.follow(output.file, column)
        return {
            "recipe": plan.recipe.name,
            "parameters": dict(plan.recipe.parameters),
            "reads": [_read(ready, name, followed.sources) for name in ready.found.data],
            "writes": [_written(each) for each in plan.outputs],
            "steps": [step_document(step) for step in plan.steps],
            "warnings": [str(each) for each in plan.warnings],
            "sql": {each.output.name: plan.shown(each.rows()) for each in plan.outputs},
        }


def explain(settings: Settings, asked: Asked, column: str, notice: Notice = lambda what: None) -> Explained:
    """How a column of an output (`COLUMN`, or `OUTPUT.COLUMN`) comes to be. Raises the fault `unknown-column`."""
    with prepared(settings, asked, notice) as (ready, _):
        output, name = _named(ready.plan, column)
        steps, sources = _lineage(ready.plan, output, name)
        return Explained(output.output.name, name, steps, sources)


def preview_rows(settings: Settings, asked: Asked, count: int, notice: Notice = lambda what: None) -> Shown:
    """The first rows of each step of a table and of each output, with every column's value after each step."""
    with prepared(settings, asked, notice) as (ready, engine):
        lay_sources(engine, ready.found.data)
        return preview(engine, ready.plan, count)


def _read(ready: Prepared, name: str, read: Collection[tuple[str, str]]) -> dict[str, Any]:
    used = {column for of, column in read if of == name}
    source = ready.found.data[name]
    return {
        "source": name,
        "files": [each.table.file for each in ready.found.tables[name]],
        "rows": source.rows,
        "columns": [
            {"name": column, "type": f"{kind.kind.value} {kind.form}".strip(), "read": column in used}
            for column, kind in source.columns.items()
        ],
    }


def _written(output: OutputPlan) -> dict[str, Any]:
    return {
        "output": output.output.name,
        "file": f"{output.output.name}.csv",
        "format": output.output.format.text,
        "from": output.output.from_.text,
        "columns": list(output.columns),
    }


def _named(plan: Plan, column: str) -> tuple[OutputPlan, str]:
    found = [
        (output, name)
        for output in plan.outputs
        for name in output.columns
        if column in (name, f"{output.output.name}.{name}")
    ]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{output.output.name}.{name}" for output, name in found)
        raise Fault("unknown-column", f"Several outputs have a column {column}.", hint=f"Name one of: {names}.")
    known = [name for output in plan.outputs for name in output.columns]
    raise Fault("unknown-column", f"No output has a column {column}.", hint=near(column, known))


def _lineage(plan: Plan, output: OutputPlan, column: str) -> tuple[tuple[Step, ...], tuple[tuple[str, str], ...]]:
    """The steps that a column depends on, back through tables to the sources."""
    found = _Followed(plan)
    found.follow(output.file, column)
    return tuple(found.steps[number] for number in sorted(found.steps)), tuple(found.sources)


class _Followed:
    """What columns come from: followed back step by step, each column of a table once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.steps: dict[int, Step] = {}
        self.sources: dict[tuple[str, str], None] = {}
        self._seen: set[tuple[str, str]] = set()

    def follow(self, of: str, name: str) -> None:
        """Note the steps that a column of a source, table or output depends on."""
        if (of, name) in self._seen:
            return
        self._seen.add((of, name))
        if of in self.plan.world.sources:
            self.sources[of, name] = None
        for step in self.plan.steps:
            if step.of == of and step.column in (name, None):
                self.steps[step.number] = step
                for read in step.reads:
                    self.follow(*read)
        for below in self._below(of, name):
            self.follow(*below)

    def _below(self, of: str, name: str) -> list[tuple[str, str]]:
        """The columns that a column of a table was before; none where the table's own steps make it."""
        world = self.plan.world
        before = world.came_from.get(of, {}).get(name, (of, name))
        if before != (of, name):
            return [before]
        names = {each.casefold(): each for each in (*self.plan.recipe.sources, *self.plan.recipe.tables)}
        parts = self.plan.recipe.tables[of].union if of in self.plan.recipe.tables else ()
        known = [names[part.text.casefold()] for part in parts]
        return [(part, name) for part in known if name in world[part].columns]
