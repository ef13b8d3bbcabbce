"""What a recipe would do: the plan, the lineage of a column, the first rows with every step between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from entracte.faults import Fault, near
from entracte.recipe.laying import lay_sources
from entracte.recipe.plan import OutputPlan, Plan
from entracte.recipe.run import preview
from entracte.recipe.steps import Step
from entracte.settings import Settings
from entracte.transformation.preparing import Asked, Prepared, prepared

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
            "steps": [_step(step) for step in self.steps],
        }


def plan_document(settings: Settings, asked: Asked, notice: Notice = lambda what: None) -> dict[str, Any]:
    """What would be read and written, and every step; the plan is proved, and no row was read."""
    with prepared(settings, asked, notice) as (ready, _):
        plan = ready.plan
        return {
            "recipe": plan.recipe.name,
            "parameters": dict(plan.recipe.parameters),
            "reads": [_read(ready, name) for name in ready.found.data],
            "writes": [_written(each) for each in plan.outputs],
            "steps": [_step(step) for step in plan.steps],
            "warnings": [str(each) for each in plan.warnings],
            "sql": {each.output.name: plan.whole(each.rows()) for each in plan.outputs},
        }


def explain(settings: Settings, asked: Asked, column: str, notice: Notice = lambda what: None) -> Explained:
    """How a column of an output (`COLUMN`, or `OUTPUT.COLUMN`) comes to be. Raises the fault `unknown-column`."""
    with prepared(settings, asked, notice) as (ready, _):
        output, name = _named(ready.plan, column)
        steps, sources = _lineage(ready.plan, output, name)
        return Explained(output.output.name, name, steps, sources)


def preview_rows(
    settings: Settings, asked: Asked, count: int, notice: Notice = lambda what: None
) -> dict[str, list[dict[str, list[tuple[str, str | None]]]]]:
    """The first rows of each output, with every column's value after each step."""
    with prepared(settings, asked, notice) as (ready, engine):
        lay_sources(engine, ready.plan, ready.found.data)
        return preview(engine, ready.plan, count)


def _read(ready: Prepared, name: str) -> dict[str, Any]:
    used = {column for step in ready.plan.steps for of, column in step.reads if of == name}
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


def _step(step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        "of": step.of,
        "kind": step.kind,
        "text": step.text,
        "reads": [f"{of}.{column}" for of, column in step.reads],
        "writes": [step.column] if step.column else [],
        "file": step.place.file,
        "line": step.place.line,
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
    taken: dict[int, Step] = {}
    sources: dict[tuple[str, str], None] = {}
    seen: set[tuple[str, str]] = set()

    def follow(of: str, name: str) -> None:
        if (of, name) in seen:
            return
        seen.add((of, name))
        if of in plan.world.sources:
            sources[of, name] = None
        steps = [step for step in plan.steps if step.of == of and step.column in (name, None)]
        for step in steps:
            taken[step.number] = step
            for read in step.reads:
                follow(*read)
        if of in plan.recipe.tables and not any(step.column == name for step in steps):
            for below in _below(plan, of):
                if name in plan.world[below].columns:
                    follow(below, name)

    follow(output.file, column)
    return tuple(taken[number] for number in sorted(taken)), tuple(sources)


def _below(plan: Plan, name: str) -> list[str]:
    """The tables that a table takes its columns from."""
    table = plan.recipe.tables[name]
    named = [*([table.from_] if table.from_ else []), *table.union, *(join.table for join in table.join)]
    known = {each.casefold(): each for each in (*plan.recipe.sources, *plan.recipe.tables)}
    return [known[each.text.casefold()] for each in named]
