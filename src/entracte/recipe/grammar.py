"""The recipe language: which keys there are and what may stand at each.

Reader and JSON Schema are both made from this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from entracte.faults import near
from entracte.recipe.cells import ColumnType, Kind
from entracte.recipe.column_shape import ColumnShape, FormulaShape, NameShape
from entracte.recipe.model import (
    Constant,
    Crosswalk,
    Dedupe,
    Explode,
    Formula,
    Group,
    Join,
    Measure,
    Name,
    Ordering,
    Output,
    PythonFunction,
    Sequence,
    Source,
    Table,
    Unpivot,
)
from entracte.recipe.nodes import Entries, Node
from entracte.recipe.places import Place
from entracte.recipe.shapes import At, Choice, Key, ListOf, MapOf, Placed, Record, Shape, Text, Whole, scalar, spelt

__all__ = ["Constant", "Formula", "PythonFunction", "sections"]

MEASURES = ("sum", "count", "count_distinct", "min", "max", "average", "first", "last", "list")
_KINDS = {kind.value: kind for kind in Kind}
_DATED = {Kind.DATE, Kind.TIMESTAMP, Kind.TIME}
_FORM = re.compile(r"(?:[dmyhs]+|[^A-Za-z])+", re.IGNORECASE)
_MISSING = ("report", "reject", "keep")

NAME = NameShape("a name")
COLUMN = NameShape("the name of a column")
COLUMNS = ListOf(COLUMN)
FORMULA = FormulaShape()


class TypeShape:
    """`number`, or `date dd.mm.yyyy`."""

    says = "a type: text, number, boolean, date, timestamp, time"

    def read(self, node: Node) -> ColumnType:
        """The type; the locale is filled in later."""
        text = spelt(scalar(node, self.says), self.says)
        word, _, form = text.partition(" ")
        if word not in _KINDS:
            raise node.place.fault("unknown-type", f"{word!r} is no type.", near(word, list(_KINDS)))
        kind, form = _KINDS[word], form.strip()
        if form and (kind not in _DATED or not _FORM.fullmatch(form)):
            raise node.place.fault(
                "unknown-type", f"{form!r} is no form of a {word}.", "Write it as in: date dd.mm.yyyy"
            )
        return ColumnType(kind, form, "")

    def schema(self) -> dict[str, Any]:
        """A string that begins with a type."""
        return {"type": "string", "pattern": f"^({'|'.join(_KINDS)})( .+)?$"}


class OrderShape:
    """`NAME`, or `-NAME` for the other way round."""

    says = "the name of a column, with - before it for the largest first"

    def read(self, node: Node) -> Ordering:
        """The column and its direction."""
        text = spelt(scalar(node, self.says), self.says)
        return Ordering(Name(node.place, text.removeprefix("-")), text.startswith("-"))

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string"}


class MeasureShape:
    """`{sum: AMOUNT}`, `{count: true}`, `{list: TAG, separator: "|"}`."""

    says = f"one of {', '.join(MEASURES)} with a column"

    def read(self, node: Node) -> Measure:
        """What is made of the values of a group."""
        if not isinstance(node, Entries):
            raise node.place.fault("wrong-type", f"{self.says} is expected here, as in {{sum: AMOUNT}}.")
        for name, _ in node.entries:
            if name.text not in (*MEASURES, "separator"):
                raise name.place.fault(
                    "unknown-key", f"{name.text} is no measure.", near(name.text or "", list(MEASURES))
                )
        chosen = [(name.text or "", value) for name, value in node.entries if name.text in MEASURES]
        if len(chosen) != 1:
            raise node.place.fault("wrong-type", f"A column of a group is exactly {self.says}.")
        ((function, value),) = chosen
        separator = node.get("separator")
        if separator is not None and function != "list":
            raise separator.place.fault("unknown-key", "only a list has a separator.")
        of = None if function == "count" and _is_true(value) else COLUMN.read(value)
        return Measure(node.place, function, of, Text(empty=True).read(separator) if separator else "|")

    def schema(self) -> dict[str, Any]:
        """An object with one of the measures."""
        column = {"type": "string"}
        one = [
            {"type": "object", "properties": {name: column}, "required": [name], "additionalProperties": False}
            for name in MEASURES
            if name not in {"count", "list"}
        ]
        count = {"type": ["string", "boolean"]}
        return {
            "anyOf": [
                *one,
                {
                    "type": "object",
                    "properties": {"count": count},
                    "required": ["count"],
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "properties": {"list": column, "separator": column},
                    "required": ["list"],
                    "additionalProperties": False,
                },
            ]
        }


class MissingShape:
    """`report`, `reject`, `keep`, or a default value."""

    says = "report, reject, keep, or a default value"

    def read(self, node: Node) -> tuple[str | None, str | None]:
        """The word and the default, one of them None."""
        if isinstance(node, Entries):
            if node.names != ["default"]:
                raise node.place.fault("unknown-key", f"{self.says} is expected here, or {{default: a value}}.")
            return None, Text(empty=True).read(node.entries[0][1])
        text = spelt(scalar(node, self.says), self.says)
        return (text, None) if text in _MISSING else (None, text)

    def schema(self) -> dict[str, Any]:
        """A word or a default."""
        default = {
            "type": "object",
            "properties": {"default": {}},
            "required": ["default"],
            "additionalProperties": False,
        }
        return {"anyOf": [{"enum": list(_MISSING)}, {"type": ["string", "number"]}, default]}


def _is_true(node: Node) -> bool:
    return getattr(node, "text", None) in {"true", "True", "TRUE"} and getattr(node, "plain", False)


def _source(place: Place, types: Mapping[str, Placed], **told: Any) -> Source:
    kinds = {name: each.value for name, each in types.items()}
    return Source(place, types=kinds, type_places={name: each.place for name, each in types.items()}, **told)


def _join(place: Place, on: Mapping[str, Name], **told: Any) -> Join:
    pairs = tuple((Name(theirs.place, ours), theirs) for ours, theirs in on.items())
    return Join(place, on=pairs, **told)


def _crosswalk(place: Place, missing: tuple[str | None, str | None], **told: Any) -> Crosswalk:
    return Crosswalk(place, missing=missing[0], default=missing[1], **told)


def _table(place: Place, **told: Any) -> Table:
    return Table(place, **told)


def _check_table(table: Table) -> None:
    if (table.from_ is None) == (not table.union):
        raise table.place.fault("bad-table", "a table has either from (one table) or union (several).")


def _check_output(output: Output) -> None:
    if "/" in output.name or "\\" in output.name or output.name.startswith(".") or not output.name.isprintable():
        raise output.place.fault("bad-name", f"{output.name!r} cannot be the name of a file.")


def _output(place: Place, name: str | None, format: Name, **told: Any) -> Output:
    return Output(place, name=name or format.text, format=format, **told)


@cache
def sections() -> dict[str, Key]:
    """The keys of a recipe file."""
    names = MapOf(ColumnShape())
    orderings = ListOf(OrderShape())
    source = Record(
        "a source",
        {
            "file": Key(Text(), "a pattern over the names of the delivery's files, such as clients*.csv", None),
            "table": Key(Text(), "a pattern over the names of its tables", None),
            "encoding": Key(Text(), "the encoding of a text file, such as cp1252", None),
            "separator": Key(Text(), "what separates the cells of a text file", None),
            "header": Key(Text(), "the row that holds the titles, as Excel numbers it, or none", None),
            "columns": Key(ListOf(Text()), "names for the columns of a file without titles", ()),
            "types": Key(MapOf(At(TypeShape())), "what the text of a column is: number, date dd.mm.yyyy ...", {}),
            "locale": Key(Text(), "how text becomes number or date in this source, such as de-CH", None),
        },
        _source,
    )
    return {
        "entracte": Key(Choice(("1",)), "the version of the language: 1", None),
        "name": Key(Text(), "what the recipe is called", None),
        "locale": Key(Text(), "how text becomes number or date, such as fr-CH; en without it", None),
        "include": Key(ListOf(At(Text())), "recipe files in this folder or below that are taken in", ()),
        "parameters": Key(
            MapOf(Text(empty=True), least=0), "names for values that venues set: ${name} stands for one", {}
        ),
        "sources": Key(MapOf(source), "what is read of the delivery", {}),
        "tables": Key(MapOf(_table_shape(names, orderings)), "steps between sources and outputs", {}),
        "crosswalks": Key(MapOf(_crosswalk_shape()), "CSV files of old and new values", {}),
        "outputs": Key(ListOf(_output_shape(names, orderings)), "the files that are written", ()),
    }


def _crosswalk_shape() -> Shape:
    return Record(
        "a crosswalk",
        {
            "file": Key(Text(), "a CSV file in the recipe's folder or below"),
            "key": Key(Text(), "its column of old values"),
            "value": Key(Text(), "its column of new values"),
            "missing": Key(MissingShape(), "what becomes of a value that it does not know", ("report", None)),
            "ignore": Key(ListOf(Choice(("case", "spaces"))), "what does not count when values are compared", ()),
        },
        _crosswalk,
    )


def _table_shape(names: Shape, orderings: Shape) -> Shape:
    return Record(
        "a table",
        {
            "from": Key(NAME, "the source or table that the rows come from", None),
            "union": Key(ListOf(NAME), "several sources or tables, one after the other", ()),
            "union_columns": Key(
                Choice(("same", "all")), "whether the tables of a union have the same columns", "same"
            ),
            "join": Key(ListOf(_join_shape()), "columns of other tables, found by equal values", ()),
            "add": Key(names, "new columns", {}),
            "explode": Key(_explode_shape(), "one row per value of a list", None),
            "unpivot": Key(_unpivot_shape(), "one row per column", None),
            "where": Key(FORMULA, "a formula that is true for the rows to keep", None),
            "dedupe": Key(
                Record(
                    "dedupe",
                    {
                        "by": Key(COLUMNS, "the columns whose values are compared"),
                        "order": Key(orderings, "the first in this order is kept", ()),
                    },
                    Dedupe,
                ),
                "one row of those with equal values",
                None,
            ),
            "group": Key(
                Record(
                    "group",
                    {
                        "by": Key(COLUMNS, "the columns whose values make a group"),
                        "columns": Key(MapOf(MeasureShape(), least=0), "what is made of the values of a group", {}),
                    },
                    Group,
                ),
                "one row per group",
                None,
            ),
            "order": Key(orderings, "sorts the rows", ()),
            "sequence": Key(
                Record(
                    "sequence",
                    {
                        "column": Key(Text(), "the new column"),
                        "order": Key(orderings, "the order in which the rows are numbered"),
                        "by": Key(COLUMNS, "numbers begin anew in each group of these columns", ()),
                        "start": Key(Whole(0, 10**15), "the first number", 1),
                    },
                    Sequence,
                ),
                "numbers for the rows, in a stated order",
                None,
            ),
            "columns": Key(COLUMNS, "keeps only these columns", ()),
        },
        _table,
        _check_table,
    )


def _join_shape() -> Shape:
    return Record(
        "a join",
        {
            "table": Key(NAME, "the other source or table"),
            "on": Key(MapOf(COLUMN), "our column: their column, equal in both"),
            "columns": Key(COLUMNS, "the columns taken over; all without it", ()),
            "prefix": Key(Text(empty=True), "put before their names", ""),
            "rows": Key(Choice(("all", "matched", "unmatched")), "which of our rows are kept", "all"),
            "several": Key(Choice(("report", "first", "each")), "what happens where several rows fit", "report"),
        },
        _join,
    )


def _explode_shape() -> Shape:
    return Record(
        "explode",
        {
            "column": Key(COLUMN, "the column that holds lists"),
            "separator": Key(Text(), "what separates the values", ","),
            "position": Key(Text(), "a new column with the place in the list", None),
        },
        Explode,
    )


def _unpivot_shape() -> Shape:
    return Record(
        "unpivot",
        {
            "columns": Key(COLUMNS, "the columns that become rows"),
            "name": Key(Text(), "the new column with the name of the old one"),
            "value": Key(Text(), "the new column with its value"),
            "blank": Key(Choice(("drop", "keep")), "whether a blank cell makes a row", "drop"),
        },
        Unpivot,
    )


def _output_shape(names: Shape, orderings: Shape) -> Shape:
    return Record(
        "an output",
        {
            "format": Key(NAME, "one of `entracte formats`, or table"),
            "name": Key(Text(), "the name of the file without .csv; the format's without it", None),
            "from": Key(NAME, "the source or table that the rows come from"),
            "where": Key(FORMULA, "a formula that is true for the rows to write", None),
            "order": Key(orderings, "sorts the rows", ()),
            "config": Key(MapOf(Text()), "the CONFIG row: the code that a column's values need not repeat", {}),
            "columns": Key(names, "the columns of the file, in this order"),
        },
        _output,
        _check_output,
    )
