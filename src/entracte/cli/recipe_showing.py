"""What recipes, plans and runs look like on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from entracte.transformation import Explained


def tell_run(done: Mapping[str, Any], language: str) -> None:
    """What was written, what was found, and where to look."""
    console = _console()
    sample = f" (a sample of {done['sample']} rows)" if done["sample"] else ""
    count = len(done["outputs"])
    console.print(_plain(f"{done['recipe']}: {count} file{'s' * (count != 1)} in {done['folder']}{sample}"))
    shown = _table("File", "Rows", "Rejected", "Digest")
    for each in done["outputs"]:
        shown.add_row(_plain(each["file"]), _number(each["rows"]), _number(each["rejected"]), each["digest"][:16])
    console.print(shown)
    for each in done["outputs"]:
        if each["rejected_file"]:
            console.print(_plain(f"Rejected rows, with their reasons: {done['folder']}/{each['rejected_file']}"))
    if done["findings"]:
        _tell_findings(console, done, language)
    for each in done["crosswalks"]:
        if each["unused"]:
            keys = ", ".join(each["unused_keys"][:5])
            console.print(_plain(f"Crosswalk {each['name']}: {each['unused']} entries are not used: {keys}"))
    for warning in done["warnings"]:
        console.print(_plain(f"Warning: {warning}"), style="yellow")
    for step in done["flagged"]:
        where = f"{step['of']} {step['writes'][0]}" if step["writes"] else step["of"]
        text = f"Step {step['number']} singles out {step['fewest']} of {step['rows_in']} rows ({where}): {step['text']}"
        console.print(_plain(text), style="yellow")
    console.print(_plain(f"Protocol: {done['protocol']} and .html, digest {done['digest'][:16]}"))


def _tell_findings(console: Console, done: Mapping[str, Any], language: str) -> None:
    from entracte.findings import label

    shown = _table("Count", "Of", "Column", "Finding", "What it costs")
    for each in done["findings"]:
        shown.add_row(
            _number(each["count"]),
            _plain(each["of"]),
            _plain(each["field"] or ""),
            each["code"],
            label(each["outcome"], language),
        )
    console.print(shown)
    console.print(_plain(f"Row by row: {done['folder']}/{done['findings_file']}"))


def tell_plan(plan: Mapping[str, Any]) -> None:
    """What would be read and written, and every step."""
    console = _console()
    console.print(_plain(f"{plan['recipe']}: the plan is right; nothing was read or written."))
    for each in plan["reads"]:
        read = [column["name"] for column in each["columns"] if column["read"]]
        left = [column["name"] for column in each["columns"] if not column["read"]]
        console.print(
            _plain(
                f"Reads {each['source']} ({', '.join(each['files'])}, {_number(each['rows'])} rows): {', '.join(read)}"
            )
        )
        if left:
            console.print(_plain(f"  leaves out: {', '.join(left)}"), style="dim")
    for each in plan["writes"]:
        console.print(
            _plain(f"Writes {each['file']} ({each['format']}) from {each['from']}: {', '.join(each['columns'])}")
        )
    shown = _table("Step", "Of", "Column", "What is done", "Reads")
    for step in plan["steps"]:
        shown.add_row(
            str(step["number"]),
            _plain(step["of"]),
            _plain(", ".join(step["writes"])),
            _plain(step["text"]),
            _plain(", ".join(step["reads"])),
        )
    console.print(shown)
    for warning in plan["warnings"]:
        console.print(_plain(f"Warning: {warning}"), style="yellow")


def tell_lineage(found: Explained) -> None:
    """How one column comes to be."""
    console = _console()
    console.print(_plain(f"{found.output}.{found.column}"))
    for of, column in found.sources:
        console.print(_plain(f"  from {of}.{column}"))
    for step in found.steps:
        made = f" {step.column}" if step.column else ""
        console.print(_plain(f"  {step.number}. {step.of}{made}: {step.text}  ({step.place})"))


def tell_preview(found: Mapping[str, Any]) -> None:
    """The first rows, with every column's value after each step."""
    console = _console()
    for output, rows in found.items():
        for place, row in enumerate(rows, 1):
            console.print(_plain(f"{output}, row {place}"), style="bold")
            for column, steps in row.items():
                chain = " → ".join(f"{'·' if value is None else value} [{text}]" for text, value in steps[:-1])
                written = "·" if steps[-1][1] is None else steps[-1][1]
                console.print(_plain(f"  {column}: {written}    {chain}"))


def tell_replay(found: Mapping[str, Any]) -> None:
    """Whether a replay gave the same, and what differs."""
    console = _console()
    if found["same_delivery"] and found["equal"] is not None:
        for each in found["outputs"]:
            console.print(
                _plain(f"{'equal  ' if each['equal'] else 'DIFFERS'}  {each['file']}  {_number(each['rows'])} rows")
            )
        word = "Proved: the same delivery and recipe gave the same bytes." if found["equal"] else "Not the same."
        console.print(word)
    else:
        console.print("A new delivery." if not found["same_delivery"] else "The same delivery.")
        for each in found["drift"] or ["Its tables and columns are as before."]:
            console.print(_plain(f"  {each}"))
    for each in found["differences"]:
        console.print(_plain(f"  {each}"))
    for each in found.get("deltas", []):
        console.print(
            _plain(
                f"{each['file']}: {each['inserted']} new, {each['updated']} changed, {each['unchanged']} unchanged, "
                f"{each['vanished']} vanished"
            )
        )


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def _table(*headings: str) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in {"Rows", "Rejected", "Count", "Step"} else "left")
    return table


def _plain(text: str) -> Text:
    from rich.text import Text

    return Text("".join(each if each.isprintable() else "�" for each in text.replace("\r", " ").replace("\n", " ")))


def _number(count: int) -> str:
    return f"{count:,}".replace(",", " ")
