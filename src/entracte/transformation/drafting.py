"""`entracte recipe new`: a first recipe from what the inspection proposes, each column with its reason."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from entracte.faults import Fault, near
from entracte.formats import Format, format_named
from entracte.inspection import inspect, profile_delivery
from entracte.profile.model import ColumnProfile, FormatFit, TableProfile
from entracte.settings import Settings
from entracte.sources.delivery import KeptTable, Registered
from entracte.transformation.proposed_operations import proposed_operations

Notice = Callable[[str], None]
_NUMBER = "CONTACT_NR"
_PHONES = frozenset({"TELEPHONE", "FAX", "CELLPHONE"})
_ABROAD = "; if numbers abroad begin with + or 00, apply phone: an import takes them for the country of the address"
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_ .-]*")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off"})


def draft_recipe(
    settings: Settings, delivery: str, format_name: str, table: str | None = None, notice: Notice = lambda what: None
) -> str:
    """The text of a recipe that fills a format from the table that fits it best, or from the one that is named.

    Raises the faults of the inspection, `unknown-format`, and `no-mapping` where no table fits.
    """
    format_ = format_named(format_name)
    registered = inspect(settings, delivery)
    profile = profile_delivery(settings, registered, notice)
    fits = [
        (fit, each)
        for each in profile.tables
        for fit in each.formats
        if fit.format == format_.name and fit.fields and table in (None, each.name)
    ]
    if not fits:
        known = [each.name for each in profile.tables]
        raise Fault(
            "no-mapping",
            f"No table of {registered.name} looks like {format_.name}"
            + (f", or none is called {table}." if table else "."),
            hint=f"Name one with --table. {near(table or '', known)}",
        )
    fit, found = max(fits, key=lambda pair: (pair[0].score, pair[1].rows))
    return _recipe(registered, registered.table(found.name), found, fit, format_)


def _recipe(registered: Registered, table: KeptTable, found: TableProfile, fit: FormatFit, format_: Format) -> str:
    lines = [
        f"# Drafted from {_comment(registered.name)}: {_comment(table.name)} ({found.rows} rows) fits {format_.name} "
        f"with {fit.score:.2f}. Every line is a proposal.",
        "entracte: 1",
        f"name: {_spelt(PurePosixPath(registered.name).stem + '-' + format_.name)}",
        "parameters:",
        "  institution:                 # say it with --set institution=CODE",
        "sources:",
        f"  rows: {_source(registered, table)}",
        "outputs:",
        f"  - format: {format_.name}",
        "    from: rows",
        "    columns:",
    ]
    if "INSTITUTION" in format_.field_names and "INSTITUTION" not in fit.fields:
        lines.append('      INSTITUTION: "${institution}"')
    if "OPERATION" in format_.field_names and "OPERATION" not in fit.fields:
        lines.append("      OPERATION: INSERT")
    fields = dict(fit.fields)
    key = _key(found, fields, format_)
    if key is not None:
        fields[_NUMBER] = key
    filled = [name for name in format_.field_names if name in fields]
    lines += [_column(name, found.column(fields[name]), format_) for name in filled]
    left = [each for each in found.columns if each.name not in fields.values()]
    if left:
        lines.append("# Columns that are not used yet:")
        lines += [f"#   {_comment(each.name)}: {_facts(each)}{_nearest(each, format_)}" for each in left]
    return "\n".join(lines) + "\n"


def _key(found: TableProfile, fields: Mapping[str, str], format_: Format) -> str | None:
    """The column that tells the rows apart by whole numbers, where nothing is proposed for the number of a contact."""
    if _NUMBER not in format_.field_names or _NUMBER in fields:
        return None
    keys = [key.columns[0] for key in found.keys if len(key.columns) == 1]
    taken = set(fields.values())
    return next((each for each in keys if each not in taken and found.column(each).type == "integer"), None)


def _pattern(registered: Registered, file: str) -> str:
    """A file's name with `*` for its digits (the next delivery has another date), where that means no other file."""
    folder, slash, name = file.rpartition("/")
    pattern = folder + slash + re.sub(r"[0-9]+(?:[-_.][0-9]+)*", "*", name)
    others = [each.file for each in registered.tables if each.file != file]
    is_alone = not any(fnmatchcase(each, pattern) for each in others) and not set("*?[") & set(file)
    return pattern if is_alone else file


def _source(registered: Registered, table: KeptTable) -> str:
    told = {"file": _pattern(registered, table.file)} if table.kind == "csv" else {"table": table.name}
    if table.kind == "csv":
        told |= {name: table.facts[name] for name in ("encoding", "separator") if name in table.facts}
    return "{" + ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in told.items()) + "}"


def _column(name: str, column: ColumnProfile, format_: Format) -> str:
    mapping = next((each for each in column.mappings if (each.format, each.field) == (format_.name, name)), None)
    reason = f"{mapping.score:.2f}: {_comment(mapping.reason)}" if mapping else "the key of the table, in whole numbers"
    field = next(each for each in format_.fields if each.name == name)
    operations = ", ".join(proposed_operations(field, column))
    hint = _ABROAD if name in _PHONES else ""
    return (
        f"      {name}: {{column: {_spelt(column.name)}, apply: [{operations}]}}   # {reason}; {_facts(column)}{hint}"
    )


def _nearest(column: ColumnProfile, format_: Format) -> str:
    """The field that an unused column comes nearest to, and why that was not enough."""
    for each in column.mappings:
        if each.format == format_.name:
            return f"; perhaps {each.field}, {each.score:.2f}: {_comment(each.reason)}"
    return ""


def _facts(column: ColumnProfile) -> str:
    placeholders = f", {column.placeholder_count} placeholders" if column.placeholder_count else ""
    return f"{column.type}, {column.filled} of {column.rows} filled{placeholders}"


def _comment(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text)


def _spelt(text: str) -> str:
    """A text as YAML reads it back."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS and text == text.strip()
    return text if plain else json.dumps(text, ensure_ascii=False)
