"""The recipe as a text that a person might have written, each column with the cells that it comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from entracte.recipe.cells import ColumnType
from entracte.recipe.sheets.translating import as_itself
from entracte.transformation.from_workbook.outputs import OutputColumn
from entracte.transformation.from_workbook.parameters import Parameter
from entracte.transformation.from_workbook.sheets import SheetTable, identifier

_WIDE = 60
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


@dataclass(frozen=True)
class StepTable:
    """A table with steps: its name, where its rows come from, and each new column with its formula and its cells."""

    name: str
    from_: str
    columns: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Written:
    """All that a recipe made of a workbook says; `cells` are where an output column stands, by its name."""

    workbook: Path
    sheet: str
    source: str
    format: str
    parameters: Sequence[Parameter]
    sources: Sequence[tuple[SheetTable, Mapping[str, ColumnType]]]
    tables: Sequence[StepTable]
    from_: str
    columns: Sequence[OutputColumn]
    cells: Mapping[str, str]
    blank: Sequence[str] = ()
    left_out: Sequence[str] = ()
    warnings: Sequence[str] = field(default=())


def recipe_text(told: Written) -> str:
    """The YAML document."""
    stem = identifier(told.workbook.stem).replace("_", "-") or "workbook"
    lines = [
        f"# From {_comment(told.workbook.name)} by `entracte recipe from-workbook`: {_comment(told.sheet)} computes "
        f"{told.format} from {_comment(told.source)}.",
        "# Every cell of a column was proved to hold the same formula; what stands behind # is where.",
        *(f"# Note: {_comment(each)}" for each in told.warnings),
        "entracte: 1",
        f"name: {_spelt(stem)}",
    ]
    if told.parameters:
        lines.append("parameters:")
        for each in told.parameters:
            lines.append(_commented(f"  {_spelt(each.name)}: {_spelt(each.value)}", each.place))
    lines.append("sources:")
    lines += [_source(table, types) for table, types in told.sources]
    if told.tables:
        lines.append("tables:")
    for step in told.tables:
        lines += [f"  {step.name}:", f"    from: {step.from_}", "    add:"]
        lines += [_commented(f"      {_spelt(name)}: {_spelt(text)}", cells) for name, text, cells in step.columns]
    lines += ["outputs:", f"  - format: {told.format}"]
    if told.format == "table":
        lines.append(f"    name: {_spelt(identifier(told.sheet) or 'results')}")
    lines += [f"    from: {told.from_}", "    columns:"]
    for column in told.columns:
        lines.append(_commented(f"      {_spelt(column.name)}: {_made_of(column)}", told.cells[column.name]))
    if told.blank:
        lines.append(f"# Blank in every row of the workbook: {_comment(', '.join(told.blank))}")
    if told.left_out:
        lines.append(f"# Neither written nor used: {_comment(', '.join(told.left_out))}")
    return "\n".join(lines) + "\n"


def _made_of(column: OutputColumn) -> str:
    """A formula or a constant; what looks like a formula and is a text says so."""
    if not column.is_formula and column.text.startswith("="):
        return f"{{constant: {_quoted(column.text)}}}"
    return _spelt(column.text)


def _source(table: SheetTable, types: Mapping[str, ColumnType]) -> str:
    told = [f"table: {_flow(as_itself(table.sheet))}"]
    if table.told_header is not None:
        told.append(f"header: {table.told_header}")
    if types:
        told.append("types: {" + ", ".join(f"{_flow(name)}: {kind.kind.value}" for name, kind in types.items()) + "}")
    return f"  {table.name}: {{{', '.join(told)}}}"


def _commented(line: str, comment: str) -> str:
    return f"{line.ljust(_WIDE)}  # {_comment(comment)}"


def _comment(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text)


def _flow(text: str) -> str:
    """A text as YAML reads it back between braces."""
    return text if text.replace("_", "").replace(" ", "").isalnum() and _is_plain(text) else _quoted(text)


def _spelt(text: str) -> str:
    """A text as YAML reads it back; formulas keep their double quotes wherever that can be."""
    return text if _is_plain(text) else _quoted(text)


def _is_plain(text: str) -> bool:
    import yaml

    if not text or not text.isprintable() or text != text.strip():
        return False
    try:
        node = yaml.compose(f"key: {text} # comment", Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return False
    if not isinstance(node, yaml.MappingNode) or len(node.value) != 1:
        return False
    value = node.value[0][1]
    if not isinstance(value, yaml.ScalarNode) or value.value != text or value.style is not None:
        return False
    return value.tag == "tag:yaml.org,2002:str" or _NUMBER.fullmatch(text) is not None


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'" if text.isprintable() else json.dumps(text, ensure_ascii=False)
