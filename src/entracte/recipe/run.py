"""Running a plan: the outputs are written, and what every step did is counted."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from sqlglot import exp

from entracte.engine import Engine, quoted
from entracte.recipe.laying import SourceData, lay_sources
from entracte.recipe.lost import collect_lost
from entracte.recipe.measuring import Effect, Measurement, measure
from entracte.recipe.plan import OutputPlan, Plan
from entracte.recipe.selects import NUMBER, of_row, selected
from entracte.recipe.world import crosswalk_table
from entracte.recipe.writing import FINDINGS, collect_findings, write_findings, write_output, write_rejected

Notice = Callable[[str], None]
FINDINGS_FILE = "findings.csv"
_SHOWN = 20


@dataclass(frozen=True)
class OutputResult:
    """One output as it was written: its file, rows and digest; its rejected rows and their file, if there are any."""

    name: str
    format: str
    file: str
    rows: int
    digest: str
    rejected: int
    rejected_file: str | None
    rejected_digest: str | None
    seconds: float


@dataclass(frozen=True)
class FindingCount:
    """How often one thing was found in one column; `of` is the output, table or source.

    `value` and `detail` are what all rows of it share, and none where they differ.
    """

    of: str
    code: str
    field: str | None
    count: int
    value: str | None
    detail: str | None


@dataclass(frozen=True)
class CrosswalkUse:
    """What a crosswalk was used for: its entries, those that nothing in the delivery has, and unknown values."""

    name: str
    file: str
    entries: int
    unused: int
    unused_keys: tuple[str, ...]
    unknown: int


@dataclass
class RunResult:
    """What a run did."""

    outputs: list[OutputResult]
    findings: list[FindingCount]
    findings_file: str | None
    effects: list[Effect]
    crosswalks: list[CrosswalkUse]
    rows: dict[str, int]
    seconds: float = 0.0
    digests: dict[str, str] = field(default_factory=dict)


def run_plan(  # noqa: PLR0917
    engine: Engine,
    plan: Plan,
    sources: Mapping[str, SourceData],
    folder: Path,
    language: str = "en",
    notice: Notice = lambda what: None,
) -> RunResult:
    """Run a plan and write its files into an empty folder."""
    began = time.perf_counter()
    lay_sources(engine, sources)
    rows = {name: source.rows for name, source in sources.items()}
    for name in plan.world.with_steps:
        plan.text_of(name)  # now: two threads must not spell one tree
    # outputs are written while what was done is counted: neither keeps all processors busy
    with engine.beside() as other, ThreadPoolExecutor(1) as thread:
        writing = thread.submit(_write_outputs, other, plan, folder)
        try:
            measurements = []
            for measured in plan.measured:
                notice(f"writing files, and counting what was done to {measured.of}")
                measurements.append(measure(engine, plan, measured))
            collect_findings(engine, plan, measurements)
            collect_lost(engine, sources)
            has_findings = write_findings(engine, folder / FINDINGS_FILE, language)
            uses = _crosswalk_uses(engine, plan)
            notice("writing files")
        except BaseException:
            other.interrupt()
            raise
        written = writing.result()
    outputs = [_result(engine, plan, each, measurements, folder, written, language) for each in plan.outputs]
    return RunResult(
        outputs,
        _finding_counts(engine),
        FINDINGS_FILE if has_findings else None,
        _effects(plan, measurements),
        uses,
        rows,
        time.perf_counter() - began,
    )


def _finding_counts(engine: Engine) -> list[FindingCount]:
    groups = engine.rows(
        f"""
        SELECT of, code, field, count(*),
            CASE WHEN count(value) = count(*) AND min(value) = max(value) THEN min(value) END,
            CASE WHEN count(detail) = count(*) AND min(detail) = max(detail) THEN min(detail) END
        FROM {quoted(FINDINGS)} GROUP BY of, code, field ORDER BY of, code, field
        """
    )
    return [FindingCount(*group) for group in groups]


@dataclass(frozen=True)
class _Written:
    digest: str
    seconds: float


def _write_outputs(engine: Engine, plan: Plan, folder: Path) -> dict[str, _Written]:
    written = {}
    for output in plan.outputs:
        start = time.perf_counter()
        path = folder / output.file
        write_output(engine, plan, output, path)
        written[output.output.name] = _Written(digest_of(path), time.perf_counter() - start)
    return written


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _result(  # noqa: PLR0917
    engine: Engine,
    plan: Plan,
    output: OutputPlan,
    measurements: list[Measurement],
    folder: Path,
    written: Mapping[str, _Written],
    language: str,
) -> OutputResult:
    name = output.output.name
    last = next(each for each in reversed(measurements) if each.measured.of == output.file)
    rejected_file = f"{name}-rejected.csv"
    rejected = write_rejected(engine, plan, output, folder / rejected_file, language)
    return OutputResult(
        name,
        output.output.format.text,
        output.file,
        last.rows - rejected,
        written[name].digest,
        rejected,
        rejected_file if rejected else None,
        digest_of(folder / rejected_file) if rejected else None,
        written[name].seconds,
    )


def _effects(plan: Plan, measurements: list[Measurement]) -> list[Effect]:
    """What every step did, in their order; a step that nothing counts passed all rows on."""
    held = {effect.step: effect for each in measurements for effect in each.effects}
    rows = {each.measured.of: each.rows for each in measurements}
    found = []
    for place, step in enumerate(plan.steps):
        if step in held:
            found.append(held[step])
            continue
        near = next((held[each] for each in plan.steps[place:] if each in held and each.of == step.of), None)
        count = near.rows_in if near is not None else rows.get(step.of, 0)
        changed = count if step.kind == "constant" else 0
        found.append(Effect(step, count, count, changed, None, ()))
    return found


def _crosswalk_uses(engine: Engine, plan: Plan) -> list[CrosswalkUse]:
    uses = []
    for found in plan.crosswalks:
        asked = plan.world.crosswalks_used.get(found.name)
        crosswalk = plan.recipe.crosswalks[found.name]
        name = quoted(crosswalk_table(found.name))
        entries = int(engine.scalar(f"SELECT count(*) FROM {name}"))
        if not asked:
            uses.append(CrosswalkUse(found.name, crosswalk.file, entries, entries, (), 0))
            continue
        keys = [plan.whole(selected(query, {"key": key.copy()})) for query, key in asked]
        keys_asked = " UNION ALL ".join(f"SELECT key FROM ({query}) AS asked" for query in keys)
        engine.execute(f"CREATE OR REPLACE TABLE entracte_asked AS SELECT DISTINCT key FROM ({keys_asked}) AS asked")
        unknown = engine.scalar(f"SELECT count(*) FROM entracte_asked ANTI JOIN {name} USING (key) WHERE key <> ''")
        unused = engine.rows(f"SELECT key FROM {name} ANTI JOIN entracte_asked USING (key) ORDER BY key")
        shown = tuple(key for (key,) in unused[:_SHOWN])
        uses.append(CrosswalkUse(found.name, crosswalk.file, entries, len(unused), shown, int(unknown)))
    return uses


Shown = dict[str, list[dict[str, list[tuple[str, str | None]]]]]


def preview(engine: Engine, plan: Plan, count: int) -> Shown:
    """The first rows after each step of a table and of each output, by name, row and column.

    Every column has its values after each of its own steps; the last is the one that goes on.
    """
    found: Shown = {}
    for look in plan.world.looks:
        stations = [(name, text, cell) for name, steps in look.columns.items() for text, cell in steps]
        cells = {f"s{place}": cell.copy() for place, (_, _, cell) in enumerate(stations)}
        query = selected(look.query, cells).order_by(exp.Ordered(this=of_row(NUMBER)), copy=False)
        found[look.name] = []
        for values in engine.rows(plan.whole(query.limit(count))):
            row: dict[str, list[tuple[str, str | None]]] = {name: [] for name in look.columns}
            for (name, text, _), value in zip(stations, values, strict=True):
                row[name].append((text, value))
            found[look.name].append(row)
    return found
