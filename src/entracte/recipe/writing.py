"""The files of a run: outputs, rejected rows and findings, written by the engine in the order of the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlglot import exp

from entracte.engine import Engine, quoted
from entracte.engine.expressions import Expression, case, expression
from entracte.findings import Outcome, kind
from entracte.recipe.measuring import Measurement
from entracte.recipe.model import Constant
from entracte.recipe.order import keeps_order
from entracte.recipe.plan import OutputPlan, Plan
from entracte.recipe.selects import NUMBER, of_row, selected

FINDINGS = "entracte_findings"
_FORM = "FORMAT csv, HEADER true, DELIMITER ';', QUOTE '\"', ESCAPE '\"', NULLSTR ''"
CONFIG = "CONFIG"
_OF_CONFIG = ("INSTITUTION", "ORGANIZATION")


def write_output(engine: Engine, plan: Plan, output: OutputPlan, path: Path) -> None:
    """Write the rows of an output: its header, its CONFIG row if it has one, then the rows in their order."""
    lone = len(output.columns) == 1
    cells = {name: _cell(place, lone=lone) for place, name in enumerate(output.columns)}
    query = selected(_rows(output), cells)
    if plan.elsewhere is not None or not keeps_order(output.wide, plan.world.with_steps):
        query = query.order_by(exp.Ordered(this=of_row(NUMBER)), copy=False)
    engine.execute(f"COPY ({plan.whole(query)}) TO $1 ({_FORM})", [str(path)])


def _rows(output: OutputPlan) -> exp.Select:
    """The rows that are written, the CONFIG row before them."""
    config = config_row(output)
    return output.rows() if config is None else _with_first(output.rows(), config, len(output.columns))


def _cell(place: int, *, lone: bool) -> Expression:
    """A cell as it is written: empty text is blank.

    In a file of one column a blank is `""`: an empty line is no row.
    """
    text = of_row(f"c{place}")
    return expression("coalesce($text, '')", text=text) if lone else expression("nullif($text, '')", text=text)


def _with_first(rows: exp.Select, config: Sequence[str | None], width: int) -> exp.Select:
    """The rows with one before them."""
    cells = {NUMBER: exp.Literal.number(0)} | {
        f"c{place}": expression("CAST($text AS VARCHAR)", text=config[place]) for place in range(width)
    }
    first = exp.Select(expressions=[exp.alias_(cell, name, quoted=True) for name, cell in cells.items()])
    both = exp.Union(this=first, expression=rows, distinct=False)
    known_as = exp.TableAlias(this=exp.to_identifier("rows", quoted=True))
    return exp.Select(expressions=[exp.Star()]).from_(exp.Subquery(this=both, alias=known_as), copy=False)


def config_row(output: OutputPlan) -> list[str | None] | None:
    """The cells of the CONFIG row (contact.md 5.2); None where the recipe asks for none."""
    config = output.output.config
    if not config:
        return None
    cells: list[str | None] = []
    for name, recipe in output.output.columns.items():
        begins = recipe.begins
        if name == "OPERATION":
            cells.append(CONFIG)
        elif name in _OF_CONFIG:
            cells.append(begins.text if isinstance(begins, Constant) else None)
        else:
            cells.append(config.get(name))
    return cells


def collect_findings(engine: Engine, plan: Plan, measurements: Sequence[Measurement]) -> None:
    """Make a table of every finding: `of` and `number` say which row of which table, `row` which of the file."""
    engine.create_table(
        FINDINGS,
        {
            "of": "VARCHAR",
            "number": "BIGINT",
            "row": "BIGINT",
            "field": "VARCHAR",
            "code": "VARCHAR",
            "value": "VARCHAR",
            "detail": "VARCHAR",
        },
    )
    for measurement in measurements:
        reports = [each.report for each in measurement.counted if each.count]
        if not reports:
            continue
        measured = measurement.measured
        values = {
            f"v{place}": case((each.when, expression("coalesce($value, '')", value=each.value)))
            for place, each in enumerate(reports)
        }
        failing = exp.or_(*(each.when.copy() for each in reports))
        rows = selected(measured.query, {NUMBER: of_row(NUMBER), **values}, where=failing)
        held = quoted("entracte_failing")
        engine.execute(f"CREATE OR REPLACE TABLE {held} AS {plan.whole(rows)}")
        for place, report in enumerate(reports):
            engine.execute(
                f"INSERT INTO {quoted(FINDINGS)} SELECT $1, {NUMBER}, NULL, $2, $3, v{place}, $4 FROM {held} "
                f"WHERE v{place} IS NOT NULL",
                [measured.of, report.field, report.code, report.detail],
            )
    last = {each.measured.of: each for each in measurements}
    for output in plan.outputs:
        _number_rows(engine, plan, output, last[output.file])


def _number_rows(engine: Engine, plan: Plan, output: OutputPlan, measurement: Measurement) -> None:
    """Say in which row of the file a finding is, as Excel numbers it."""
    name = output.file
    if not engine.scalar(f"SELECT count(*) FROM {quoted(FINDINGS)} WHERE of = $1", [name]):
        return
    above = 1 + (config_row(output) is not None)
    first = measurement.span.first
    if first is not None and output.rejected is None and measurement.without_gaps:
        engine.execute(f"UPDATE {quoted(FINDINGS)} SET row = number - $1 WHERE of = $2", [first - 1 - above, name])
        return
    numbers = selected(output.wide, {NUMBER: of_row(NUMBER)}, where=output.kept())
    engine.execute(
        f"UPDATE {quoted(FINDINGS)} AS finding SET row = placed.place FROM "
        f"(SELECT {NUMBER}, row_number() OVER (ORDER BY {NUMBER}) + $1 AS place "
        f"FROM ({plan.whole(numbers)})) AS placed "
        f"WHERE finding.of = $2 AND finding.number = placed.{NUMBER}",
        [above, name],
    )


def write_findings(engine: Engine, path: Path, language: str) -> bool:
    """Write every finding, in the order of files and rows; False, and no file, where there is none."""
    if not engine.count(FINDINGS):
        return False
    message = _message_sql(engine, language)
    engine.execute(
        f'COPY (SELECT of AS "FILE", row AS "ROW", field AS "FIELD", {_guarded("value")} AS "VALUE", '
        f'code AS "CODE", {message} AS "MESSAGE", number AS "SOURCE_ROW" FROM {quoted(FINDINGS)} '
        f"ORDER BY of, number, field, code) TO $1 ({_FORM})",
        [str(path)],
    )
    return True


def _guarded(cell: str) -> str:
    """A text with an apostrophe before what a spreadsheet would take for a formula."""
    return f"CASE WHEN left({cell}, 1) IN ('=', '+', '-', '@', chr(9), chr(13)) THEN '''' || {cell} ELSE {cell} END"


def _message_sql(engine: Engine, language: str) -> str:
    """SQL: the sentence of a finding, its facts filled in."""
    codes = [code for (code,) in engine.rows(f"SELECT DISTINCT code FROM {quoted(FINDINGS)} ORDER BY code")]
    branches = []
    for code in codes:
        parts = _split(kind(code).messages[language])
        branches.append(f"WHEN {_text(code)} THEN {' || '.join(parts)}")
    return f"CASE code {' '.join(branches)} END"


def _split(message: str) -> list[str]:
    """A message as texts and facts, so that a value that itself reads {detail} stays as it is."""
    import re

    facts = {name: f"coalesce({name[1:-1]}, '')" for name in ("{field}", "{value}", "{detail}")}
    pieces = re.split(r"(\{field\}|\{value\}|\{detail\})", message)
    return [facts.get(piece) or _text(piece) for piece in pieces if piece] or ["''"]


def _text(text: str) -> str:
    return exp.Literal.string(text).sql(dialect="duckdb")


def write_rejected(engine: Engine, plan: Plan, output: OutputPlan, path: Path, language: str) -> int:
    """Write the rejected rows of an output as its table has them, with the reason and the row; how many there were."""
    if output.rejected is None:
        return 0
    codes = [
        code
        for (code,) in engine.rows(f"SELECT DISTINCT code FROM {quoted(FINDINGS)} WHERE of = $1", [output.file])
        if kind(code).outcome is Outcome.ROW_REJECTED
    ]
    if not codes:
        return 0
    names = list(output.relation.columns)
    cells = {f"c{place}": of_row(name) for place, name in enumerate(names)}
    rows = selected(output.wide, {NUMBER: of_row(NUMBER), **cells}, where=output.rejected)
    message = _message_sql(engine, language)
    listed = f"of = $2 AND code IN ({', '.join(map(_text, codes))})"
    reasons = (
        f"(SELECT number, string_agg(coalesce(field || ': ', '') || {message}, ' ' ORDER BY field) AS reason "
        f"FROM {quoted(FINDINGS)} WHERE {listed} GROUP BY number)"
    )
    shown = ", ".join(f"rows.c{place} AS {quoted(name)}" for place, name in enumerate(names))
    own = _free(names)
    engine.execute(
        f"COPY (SELECT {shown}, {_guarded('why.reason')} AS {quoted(own[0])}, rows.{NUMBER} AS {quoted(own[1])} "
        f"FROM ({plan.whole(rows)}) AS rows "
        f"LEFT JOIN {reasons} AS why ON why.number = rows.{NUMBER} ORDER BY rows.{NUMBER}) TO $1 ({_FORM})",
        [str(path), output.file],
    )
    return int(
        engine.scalar(
            f"SELECT count(DISTINCT number) FROM {quoted(FINDINGS)} WHERE $1 IS NOT NULL AND {listed}",
            ["", output.file],
        )
    )


def _free(names: Iterable[str]) -> tuple[str, str]:
    """Titles for our own columns that the table does not have."""
    taken = {name.casefold() for name in names}

    def free(title: str) -> str:
        while title.casefold() in taken:
            title = f"ROW_{title}"
        return title

    return free("REASON"), free("ROW")
