"""The reference of formats and findings, from the same data that the checks use: documents for programs, and pages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from entracte.findings import Kind, catalogue
from entracte.formats.common import STANDARD_LISTS
from entracte.formats.model import Field, Format


@dataclass(frozen=True)
class Line:
    """One line of a reference: a field, or a run of fields that differ in their number only (CRIT01 ... CRIT50)."""

    name: str
    field: Field
    aliases: str


def format_document(format: Format) -> dict[str, object]:
    """A format as one JSON document; `effects` says what each of the `operations` does."""
    return {
        "name": format.name,
        "title": format.title,
        "about": format.about,
        "version": format.version,
        "operations": list(format.operations),
        "effects": dict(zip(format.operations, format.effects, strict=True)),
        "notes": list(format.notes),
        "pairs": {"about": format.pairs.about, "codes": list(format.pairs.codes)} if format.pairs else None,
        "fields": [_field_document(field) for field in format.fields],
    }


def format_summary(format: Format) -> dict[str, object]:
    """A format as one entry of the list of formats; `fields` counts them."""
    return {"name": format.name, "title": format.title, "about": format.about, "fields": len(format.fields)}


def finding_documents(language: str = "en") -> list[dict[str, str]]:
    """The catalogue of findings as JSON, in its order."""
    return [
        {"code": kind.code, "outcome": kind.outcome, "message": kind.messages[language], "source": kind.source}
        for kind in catalogue().values()
    ]


def lines_by_group(format: Format) -> list[tuple[str, list[Line]]]:
    """The fields of a format in the order of the template, by group, numbered runs as one line each."""
    return [
        (group, [_line(list(run)) for _, run in groupby(fields, key=_run)])
        for group, fields in groupby(format.fields, key=lambda field: field.group)
    ]


def type_and_length(field: Field) -> str:
    """`Text 100`, `Code 8`, `Date`."""
    return f"{field.type} {field.length}" if field.length else str(field.type)


def rules(field: Field) -> list[str]:
    """The short rules of a field: key, mandatory, default, allowed values, list of codes."""
    found = []
    if field.key:
        found.append("key")
    if field.mandatory:
        found.append("mandatory" if field.mandatory == "yes" else f"mandatory {field.mandatory}")
    if field.default:
        found.append(f"default {field.default}")
    if field.values:
        found.append("one of " + ", ".join(field.values))
    if field.code_list and field.code_list not in STANDARD_LISTS:
        found.append(f"code of the list {field.code_list}")
    return found


def format_page(format: Format) -> str:
    """The manual's page of a format, in Markdown."""
    lines = [
        f"# {format.title} (`{format.name}`)",
        "",
        format.about,
        "",
        f"Version of the format: {format.version}. {_how_to_make(format)}",
        "",
        "## Rules",
        "",
        *(f"- {note}" for note in format.notes),
        "",
    ]
    if format.operations:
        effects = zip(format.operations, format.effects, strict=True)
        lines += ["## Operations", "", "| Operation | What it does |", "|---|---|"]
        lines += [*(f"| `{name}` | {_cell(effect)} |" for name, effect in effects), ""]
    lines.append("## Fields")
    for group, fields in lines_by_group(format):
        lines += ["", f"### {group}", "", "| Field | Type | Rules | Meaning | Example |", "|---|---|---|---|---|"]
        lines += [_field_row(line) for line in fields]
    if format.pairs:
        codes = ", ".join(f"`{code}`" for code in format.pairs.codes) or "those of the institution's criteria"
        lines += [
            "",
            "### Pairs of columns",
            "",
            f"`[old] CODE` and `[new] CODE`. {format.pairs.about} Codes: {codes}.",
        ]
    return "\n".join(lines) + "\n"


def formats_page(formats: list[Format]) -> str:
    """The manual's list of formats, in the order in which they are applied."""
    return "\n".join(
        [
            "# Formats",
            "",
            "The files of one command, and the sheets of one workbook, are applied in this order.",
            "",
            "| Format | Title | About |",
            "|---|---|---|",
            *(f"| [`{each.name}`]({each.name}.md) | {each.title} | {_cell(each.about)} |" for each in formats),
            "",
        ]
    )


def findings_page() -> str:
    """The manual's page of findings, by outcome, gravest first."""
    lines = [
        "# Findings",
        "",
        "A finding says what is wrong with data, and what it costs. `entracte findings --language fr` prints the "
        "messages in another language (en, fr, de, it, es).",
        "",
        "In a message, `{field}` is the column, `{value}` what the cell held, `{detail}` what completes the sentence.",
    ]
    for outcome, kinds in groupby(sorted(catalogue().values(), key=_gravity), key=lambda kind: kind.outcome):
        lines += ["", f"## {outcome}", "", "| Code | Message | Source |", "|---|---|---|"]
        lines += [f"| `{kind.code}` | {_cell(kind.messages['en'])} | {kind.source} |" for kind in kinds]
    return "\n".join(lines) + "\n"


def _how_to_make(format: Format) -> str:
    """Where a file in the format comes from: a template, or an export where it begins with what is there."""
    if format.pairs:
        return f"Make a file with `entracte export {format.name.removesuffix('-update')} --in ENV -o FILE`."
    return f"Make a template with `entracte template {format.name} -o FILE`."


def _field_document(field: Field) -> dict[str, object]:
    return {
        "name": field.name,
        "type": field.type,
        "length": field.length,
        "mandatory": field.mandatory,
        "default": field.default,
        "values": list(field.values),
        "list": field.code_list,
        "too_long": field.too_long,
        "aliases": list(field.aliases),
        "about": field.about,
        "example": field.example,
        "group": field.group,
        "key": field.key,
    }


def _run(field: Field) -> tuple[object, ...]:
    """What fields of one run share; a field that is not numbered is a run of its own."""
    stem = field.name.rstrip("0123456789")
    return stem, field.about, field.name if stem == field.name else field.type


def _line(run: list[Field]) -> Line:
    first, last = run[0], run[-1]
    if first is last:
        return Line(first.name, first, ", ".join(first.aliases))
    aliases = f"{first.aliases[0]} ... {last.aliases[0]}" if first.aliases else ""
    return Line(f"{first.name} ... {last.name}", first, aliases)


def _field_row(line: Line) -> str:
    notes = rules(line.field)
    if line.aliases:
        notes.append(f"old names: {line.aliases}")
    cells = [f"`{line.name}`", type_and_length(line.field), "; ".join(notes), line.field.about]
    example = f"`{_without_pipes(line.field.example)}`" if line.field.example else ""
    return "| " + " | ".join(_cell(cell) for cell in cells) + f" | {example} |"


def _gravity(kind: Kind) -> int:
    return list(type(kind.outcome)).index(kind.outcome)


def _cell(text: str) -> str:
    """Text that does not end a Markdown table cell or begin emphasis."""
    return _without_pipes(text).replace("*", "\\*")


def _without_pipes(text: str) -> str:
    return text.replace("|", "\\|")
