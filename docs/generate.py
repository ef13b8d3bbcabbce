"""Write the reference pages of the manual from the code: `python docs/generate.py`; a test says when they are stale."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parent / "reference"


def pages() -> dict[str, str]:
    """Every generated page: its path below `docs/reference`, and its text."""
    from entracte.formats import all_formats
    from entracte.report.reference import findings_page, format_page, formats_page

    formats = list(all_formats().values())
    return {
        "formats/index.md": formats_page(formats),
        **{f"formats/{each.name}.md": format_page(each) for each in formats},
        "findings.md": findings_page(),
        "operations.md": operations_page(),
        "commands.md": commands_page(),
    }


def operations_page() -> str:
    """The page of the operations of a recipe: what each does, its parameters, and its examples, which run as tests."""
    from entracte.recipe.operations import REQUIRED, all_operations

    lines = [
        "# Operations",
        "",
        "What `apply` can do to a column. `-` is a blank cell. Every example runs as a test.",
        "",
    ]
    for name, operation in all_operations().items():
        lines += [f"## `{name}`", "", operation.about, ""]
        if operation.parts:
            lines += ["Gives one of: " + ", ".join(f"`{part}`" for part in operation.parts) + " (`part`).", ""]
        if operation.parameters:
            lines += ["| Parameter | What it is |", "|---|---|"]
            for each in operation.parameters:
                known = f" ({', '.join(f'`{choice}`' for choice in each.choices)})" if each.choices else ""
                must = " Must be given." if each.default is REQUIRED else ""
                lines.append(f"| `{each.name}` | {_cell(each.about)}: {each.kind.value}{known}.{must} |")
            lines.append("")
        lines += ["| Given | With | Gives | Finding |", "|---|---|---|---|"]
        for example in operation.examples:
            told = [f"{key}: {value}" for key, value in example.parameters.items()]
            told += [f"[@{key}] = {_shown(value)}" for key, value in example.columns.items()]
            cells = (_shown(example.given), _cell(", ".join(told)), _shown(example.gives), example.finding or "")
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _shown(value: str | None) -> str:
    """A cell of data in a table: as code, white space made visible."""
    if value is None:
        return "-"
    visible = "".join(each if each == " " or each.isprintable() else f"\\u{ord(each):04x}" for each in value)
    return f"`` {_cell(visible)} ``"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def commands_page() -> str:
    """The page of the command line: every command with its arguments and options, as `--help` knows them."""
    import typer.main

    from entracte.cli import app

    lines = ["# Commands", "", "Exit status: 0 done, 1 done with rejected rows, 2 refused.", ""]
    for name, command in _commands(typer.main.get_command(app), "entracte"):
        lines += [f"## `{name}`", "", command.help or "", ""]
        rows = [_parameter_row(parameter) for parameter in command.params if parameter.name != "help"]
        if rows:
            lines += ["| Argument or option | What it does |", "|---|---|", *rows, ""]
    return "\n".join(lines).rstrip() + "\n"


def _commands(command: Any, name: str) -> list[tuple[str, Any]]:
    """The commands of a group and of the groups inside it, with their full names."""
    children = getattr(command, "commands", None)
    if children is None:
        return [(name, command)]
    return [found for child, each in children.items() for found in _commands(each, f"{name} {child}")]


def _parameter_row(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        shown = f"`{(parameter.metavar or parameter.name).upper()}`" + ("" if parameter.required else " (optional)")
    else:
        options = ", ".join(f"`{option}`" for option in [*parameter.opts, *parameter.secondary_opts])
        shown = options + (" (must be given)" if parameter.required else "")
    about = (parameter.help or "").replace("|", "\\|")
    return f"| {shown} | {about} |"


def main() -> None:
    """Write the pages and remove those that are no longer generated."""
    wanted = pages()
    for path in REFERENCE.rglob("*.md"):
        if path.relative_to(REFERENCE).as_posix() not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = REFERENCE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(wanted)} pages in {REFERENCE}\n")


if __name__ == "__main__":
    main()
