"""`entracte formats`: the formats, or one format's fields and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from entracte.report.printable import plain

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from entracte.formats import Format
    from entracte.report.reference import Line


def formats(
    name: Annotated[str | None, typer.Argument(help="A format; none: the list of them.")] = None,
    functions: Annotated[
        bool, typer.Option("--functions", help="The Excel functions that formulas of a recipe may use.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Print the formats, or one format's fields and rules; or the functions of formulas."""
    from entracte.cli.output import print_json
    from entracte.formats import all_formats, format_named
    from entracte.report.reference import format_document, format_summary

    if functions:
        _tell_functions(name, as_json=as_json)
    elif name is None and as_json:
        print_json([format_summary(each) for each in all_formats().values()])
    elif name is None:
        _print_list(list(all_formats().values()))
    elif as_json:
        print_json(format_document(format_named(name)))
    else:
        _print_reference(format_named(name))


def _print_list(known: list[Format]) -> None:
    from rich.console import Console

    table = _table("Format", "Fields", "What it holds")
    for each in known:
        table.add_row(each.name, str(len(each.fields)), plain(each.about))
    console = Console(highlight=False)
    console.print(table)
    console.print("One format's fields and rules: entracte formats NAME", markup=False)


def _tell_functions(name: str | None, *, as_json: bool) -> None:
    """The functions by category, or one of them."""
    from dataclasses import asdict

    from rich.console import Console

    from entracte.cli.output import print_json
    from entracte.faults import Fault, near
    from entracte.recipe.formula import functions

    known = functions()
    if name is not None:
        found = [each for each in known if each.name == name.upper()]
        if not found:
            names = [each.name for each in known]
            raise Fault("unknown-function", f"There is no function {name}.", hint=near(name.upper(), names))
        known = found
    if as_json:
        print_json([asdict(each) for each in known])
        return
    table = _table("Function", "What it gives")
    for category in sorted({each.category for each in known}):
        table.add_row(plain(category, "bold italic"), "")
        for each in known:
            if each.category == category:
                only = "" if "spark" in each.engines else f" On {', '.join(each.engines)} only."
                told = plain(f"{each.sentence}{only}").append(f"\n{each.syntax}", style="dim")
                table.add_row(plain(each.name, "bold"), told)
        table.add_section()
    console = Console(highlight=False)
    console.print(table)
    console.print(plain(f"{len(known)} functions" if len(known) > 1 else ""))


def _print_reference(known: Format) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    console.print(f"{known.title} ({known.name}, version {known.version})", style="bold", markup=False)
    console.print(known.about, markup=False)
    console.print(_field_table(known))
    if known.operations:
        operations = _table("Operation", "What it does")
        for operation, effect in zip(known.operations, known.effects, strict=True):
            operations.add_row(operation, plain(effect))
        console.print(operations)
    rules = _table("Rules of the whole file")
    for note in known.notes:
        rules.add_row(plain(f"- {note}"))
    console.print(rules)


def _field_table(known: Format) -> Table:
    from entracte.report.reference import lines_by_group

    table = _table("Field", "Type", "What it means, its rules, an example")
    for group, lines in lines_by_group(known):
        table.add_row(plain(group, "bold italic"), "", "")
        for line in lines:
            table.add_row(*_field_cells(line))
        table.add_section()
    if known.pairs:
        table.add_row(plain("[old] CODE, [new] CODE", "bold"), "Text", plain(known.pairs.about))
    return table


def _field_cells(line: Line) -> tuple[Text, Text, Text]:
    from entracte.report.reference import rules, type_and_length

    field = line.field
    meaning = plain(field.about)
    more = [
        "; ".join(rules(field)),
        f"example: {field.example}" if field.example else "",
        f"old names: {line.aliases}" if line.aliases else "",
    ]
    for text in filter(None, more):
        meaning.append(f"\n{text}", style="dim")
    return plain(line.name, "bold"), plain(type_and_length(field)), meaning


def _table(*headings: str) -> Table:
    """A table whose last column takes the width that is left."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for heading in headings[:-1]:
        table.add_column(heading, no_wrap=True)
    table.add_column(headings[-1], ratio=1)
    return table
