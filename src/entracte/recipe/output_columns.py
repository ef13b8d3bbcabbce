"""What a format says of the columns that a recipe fills: that they exist, and that what is put there can be right."""

from __future__ import annotations

from collections.abc import Mapping

from entracte.faults import near
from entracte.formats import Field, FieldType, Format, format_named
from entracte.recipe.cells import Kind
from entracte.recipe.model import TABLE, Constant, Output
from entracte.recipe.stations import Chain

_ERASE = "="
_FROM_THE_COMMAND_LINE = "INSTITUTION"
"""`--institution` says it where the file does not (D55)."""
_FORMS = {FieldType.DATE: "dd.mm.yyyy", FieldType.TIMESTAMP: "dd.mm.yyyy hh:mm:ss"}
_FITTING = {
    FieldType.DATE: {Kind.TEXT, Kind.DATE, Kind.TIMESTAMP},
    FieldType.TIMESTAMP: {Kind.TEXT, Kind.DATE, Kind.TIMESTAMP},
    FieldType.NUMBER: {Kind.TEXT, Kind.NUMBER},
    FieldType.AMOUNT: {Kind.TEXT, Kind.NUMBER},
    FieldType.PERCENTAGE: {Kind.TEXT, Kind.NUMBER},
    FieldType.BOOLEAN: {Kind.TEXT, Kind.BOOLEAN},
    FieldType.EMAIL: {Kind.TEXT},
    FieldType.URL: {Kind.TEXT},
}


def format_of(output: Output) -> Format | None:
    """The output's format; None for a free table."""
    return None if output.format.text == TABLE else format_named(output.format.text)


def fields_of(output: Output) -> dict[str, Field]:
    """The fields that an output fills, by column.

    Raises the fault `unknown-column` for one that its format does not have.
    """
    format_ = format_of(output)
    if format_ is None:
        return {}
    found: dict[str, Field] = {}
    for name, recipe in output.columns.items():
        if name in format_.field_names or (format_.pairs and format_.paired_column(name) == name):
            found[name] = format_.named(name)
            continue
        alias = format_.columns_by_alias().get(name.lower())
        hint = f"It is called {alias} now." if alias else near(name, list(format_.field_names))
        raise recipe.place.fault(
            "unknown-column", f"the format {format_.name} has no column {name}.", hint, unknown=name
        )
    return found


def check_config(output: Output, fields: Mapping[str, Field]) -> None:
    """The fault `unknown-column` for a CONFIG entry of a column that is not written, or that takes no code."""
    configurable = [name for name, field in fields.items() if field.type is FieldType.CODE_VALUE]
    for name in output.config:
        if name not in configurable:
            why = "takes no code" if name in fields else "is no column of this output"
            raise output.place.fault(
                "unknown-column", f"config names {name}, which {why}.", near(name, configurable), unknown=name
            )
    if output.config and "OPERATION" not in fields:
        raise output.place.fault(
            "missing-key", "a CONFIG row is told by OPERATION, and this output has no such column.", "OPERATION: INSERT"
        )


def lacking(output: Output, fields: Mapping[str, Field]) -> list[str]:
    """The columns without which no row of the format is accepted and that the output does not have."""
    format_ = format_of(output)
    must = [] if format_ is None else [each.name for each in format_.fields if each.mandatory == "yes"]
    return [name for name in must if name not in fields and name != _FROM_THE_COMMAND_LINE]


def forms_of(fields: Mapping[str, Field]) -> dict[str, str]:
    """The form of dates by column (R5)."""
    return {name: _FORMS[field.type] for name, field in fields.items() if field.type in _FORMS}


def check_constants(output: Output, fields: Mapping[str, Field]) -> None:
    """The fault `wrong-constant` for a constant that its field cannot hold."""
    for name, field in fields.items():
        begins = output.columns[name].begins
        untouched = not output.columns[name].apply and output.columns[name].crosswalk is None
        if not isinstance(begins, Constant) or not begins.text or begins.text == _ERASE or not untouched:
            continue
        if field.values and begins.text not in field.values:
            raise begins.place.fault(
                "wrong-constant", f"{name} cannot be {begins.text}.", near(begins.text, list(field.values))
            )
        if field.length and len(begins.text) > field.length:
            raise begins.place.fault(
                "wrong-constant", f"{name} holds {field.length} characters; this has {len(begins.text)}."
            )


def check_kinds(chains: Mapping[str, Chain], fields: Mapping[str, Field]) -> None:
    """The fault `wrong-type` where what is put into a field can never be right: a date into a number."""
    for name, field in fields.items():
        chain = chains[name]
        kinds = _FITTING.get(field.type)
        if chain.exact and kinds is not None and chain.type.kind not in kinds:
            raise chain.recipe.place.fault(
                "wrong-type",
                f"{name} is a {field.type.value} field, and what is put there is a {chain.type.kind.value}.",
                'TEXT makes a text of it in the form that is wanted: =TEXT([@COLUMN],"0")',
            )
