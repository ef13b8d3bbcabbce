"""What recipes, plans and runs look like on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from entracte.cli.output import print_lines
from entracte.report.printable import plain

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from entracte.transformation import Explained, Transformed
    from entracte.transformation.from_workbook import Made


def tell_run(run: Transformed, language: str) -> None:
    """What was written, what was found, and where to look."""
    from entracte.report.flagged import why_flagged

    console = _console()
    done = run.as_json()
    sample = f" (a sample of {done['sample']} rows)" if done["sample"] else ""
    count = len(done["outputs"])
    console.print(plain(f"{done['recipe']}: {count} file{'s' * (count != 1)} in {done['folder']}{sample}"))
    shown = _table("File", "Rows", "Rejected", "Digest")
    for each in done["outputs"]:
        shown.add_row(plain(each["file"]), _number(each["rows"]), _number(each["rejected"]), each["digest"][:16])
    console.print(shown)
    for each in done["outputs"]:
        if each["rejected_file"]:
            console.print(plain(f"Rejected rows, with their reasons: {done['folder']}/{each['rejected_file']}"))
    for step in run.protocol["steps"]:
        if step["rows_out"] < step["rows_in"]:
            left = f"{_number(step['rows_in'] - step['rows_out'])} of {_number(step['rows_in'])} rows"
            console.print(plain(f"Step {step['number']} leaves out {left} ({step['of']}): {step['text']}"))
    if run.result.findings:
        _tell_findings(console, run, language)
    for each in done["crosswalks"]:
        if each["unused_keys"] and not done["sample"]:
            keys = ", ".join(each["unused_keys"][:5]) + (" …" if each["unused"] > 5 else "")
            what = "1 entry is" if each["unused"] == 1 else f"{each['unused']} entries are"
            console.print(plain(f"Crosswalk {each['name']}: {what} not used: {keys}"))
    for warning in done["warnings"]:
        console.print(plain(f"Warning: {warning}"), style="yellow")
    for step in done["flagged"]:
        where = f"{step['of']} {step['writes'][0]}" if step["writes"] else step["of"]
        text = f"Step {step['number']} ({where}) {why_flagged(step, _number)}: {step['text']}"
        console.print(plain(text), style="yellow")
    console.print(plain(f"Protocol: {done['protocol']} and .html, digest {done['digest'][:16]}"))


def _tell_findings(console: Console, run: Transformed, language: str) -> None:
    """Each kind of finding in each column, in the sentence that is true of all its rows."""
    from rich.table import Table

    from entracte.findings import kind, label
    from entracte.report.summary import FindingCount

    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    shown.add_column(justify="right", no_wrap=True)
    shown.add_column(overflow="fold")
    for each in run.result.findings:
        outcome = kind(each.code).outcome
        told = FindingCount(each.code, outcome, each.field, each.count, each.value, each.detail)
        line = plain(told.explanation(language))
        line.append(f"  [{each.of}, {each.code}, {label(outcome.value, language)}]", "dim")
        shown.add_row(_number(each.count), line)
    console.print(shown)
    console.print(plain(f"Row by row: {run.folder / str(run.result.findings_file)}"))


def tell_plan(plan: Mapping[str, Any]) -> None:
    """What would be read and written, and every step."""
    console = _console()
    console.print(plain(f"{plan['recipe']}: the plan is right; nothing was read or written."))
    for each in plan["reads"]:
        read = [column["name"] for column in each["columns"] if column["read"]]
        left = [column["name"] for column in each["columns"] if not column["read"]]
        console.print(
            plain(
                f"Reads {each['source']} ({', '.join(each['files'])}, {_number(each['rows'])} rows): {', '.join(read)}"
            )
        )
        if left:
            console.print(plain(f"  leaves out: {', '.join(left)}"), style="dim")
    for each in plan["writes"]:
        console.print(
            plain(f"Writes {each['file']} ({each['format']}) from {each['from']}: {', '.join(each['columns'])}")
        )
    shown = _table("Step", "Of", "Column", "What is done", "Reads")
    for step in plan["steps"]:
        shown.add_row(
            str(step["number"]),
            plain(step["of"]),
            plain(", ".join(step["writes"])),
            plain(step["text"]),
            plain(", ".join(step["reads"])),
        )
    console.print(shown)
    for warning in plan["warnings"]:
        console.print(plain(f"Warning: {warning}"), style="yellow")


def tell_lineage(found: Explained) -> None:
    """How one column comes to be."""
    console = _console()
    console.print(plain(f"{found.output}.{found.column}"))
    for of, column in found.sources:
        console.print(plain(f"  from {of}.{column}"))
    for step in found.steps:
        made = f" {step.column}" if step.column else ""
        console.print(plain(f"  {step.number}. {step.of}{made}: {step.text}  ({step.place})"))


def tell_preview(found: Mapping[str, Any]) -> None:
    """The first rows, with every column's value after each step."""
    console = _console()
    for output, rows in found.items():
        for place, row in enumerate(rows, 1):
            console.print(plain(f"{output}, row {place}"), style="bold")
            for column, steps in row.items():
                chain = " → ".join(f"{'·' if value is None else value} [{text}]" for text, value in steps[:-1])
                written = "·" if steps[-1][1] is None else steps[-1][1]
                console.print(plain(f"  {column}: {written}    {chain}"))


def tell_replay(found: Mapping[str, Any]) -> None:
    """Whether a replay gave the same, and what differs."""
    console = _console()
    if found["same_delivery"] and found["equal"] is not None:
        for each in found["outputs"]:
            console.print(
                plain(f"{'equal  ' if each['equal'] else 'DIFFERS'}  {each['file']}  {_number(each['rows'])} rows")
            )
        word = "Proved: the same delivery and recipe gave the same bytes." if found["equal"] else "Not the same."
        console.print(word)
    else:
        console.print("A new delivery." if not found["same_delivery"] else "The same delivery.")
        for each in found["drift"] or ["Its tables and columns are as before."]:
            console.print(plain(f"  {each}"))
    for each in found["differences"]:
        console.print(plain(f"  {each}"))
    for each in found.get("deltas", []):
        console.print(
            plain(
                f"{each['file']}: {each['inserted']} new, {each['updated']} changed, {each['unchanged']} unchanged, "
                f"{each['vanished']} vanished"
            )
        )
        if each["not_expressible_file"]:
            count = each["not_said"]
            rows = f"; for {count} row{'s' * (count != 1)} it is all, and no row was written" if count else ""
            console.print(
                plain(
                    f"  {each['not_expressible']} changed cells cannot be said by an UPDATE{rows}: see "
                    f"{each['not_expressible_file']}"
                ),
                style="yellow",
            )


def tell_made(made: Made, workbook: Path, output: Path | None) -> None:
    """A recipe made of a workbook: itself where it goes to no file, what it is made of, and how it compares."""
    console = _console(stderr=output is None)
    if output is None:
        print_lines([made.recipe.removesuffix("\n")])
    found = made.compared
    count = len(made.columns)
    console.print(
        plain(f"{made.sheet} computes {count} columns of {made.format} from {made.rows} rows of {made.source}.")
    )
    if found is not None and found.cells and not found.different:
        word = "Compared" if found.not_computed else "Proved"
        console.print(
            f"{word}: the recipe gives what the workbook holds, in all {_number(found.cells)} cells that have a value."
        )
    for warning in made.warnings:
        console.print(plain(f"Warning: {warning}"), style="yellow")
    for each in found.samples[:10] if found else ():
        console.print(
            plain(f"  {each.cell}: the workbook {each.workbook!r}, the recipe {each.recipe!r}"), style="yellow"
        )
    if output is not None:
        console.print(
            plain(f"Written {output}. Look at every line, then: entracte transform {output} {workbook} -o out")
        )


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True, stderr=stderr)


def _table(*headings: str) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in {"Rows", "Rejected", "Count", "Step"} else "left")
    return table


def _number(count: int) -> str:
    return f"{count:,}".replace(",", " ")
