"""What may stand for a table: which rows it has, and what is done to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.recipe.column_shape import ColumnShape, FormulaShape
from entracte.recipe.measure_shape import MeasureShape
from entracte.recipe.model import Dedupe, Explode, Group, Join, Name, Sequence, Table, Unpivot
from entracte.recipe.naming_shapes import COLUMN, COLUMNS, NAME, ORDERINGS
from entracte.recipe.places import Place
from entracte.recipe.shapes import Choice, Key, ListOf, MapOf, Record, Shape, Text, Whole


def table_shape() -> Shape:
    """A table."""
    return Record(
        "a table",
        {
            "from": Key(NAME, "the source or table that the rows come from", None),
            "union": Key(ListOf(NAME), "several sources or tables, one after the other", ()),
            "union_columns": Key(
                Choice(("same", "all")), "whether the tables of a union have the same columns", "same"
            ),
            "join": Key(ListOf(_join_shape()), "columns of other tables, found by equal values", ()),
            "add": Key(MapOf(ColumnShape()), "new columns", {}),
            "explode": Key(_explode_shape(), "one row per value of a list", None),
            "unpivot": Key(_unpivot_shape(), "one row per column", None),
            "where": Key(FormulaShape(), "a formula that is true for the rows to keep", None),
            "dedupe": Key(
                Record(
                    "dedupe",
                    {
                        "by": Key(COLUMNS, "the columns whose values are compared"),
                        "order": Key(ORDERINGS, "the first in this order is kept", ()),
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
            "order": Key(ORDERINGS, "sorts the rows", ()),
            "sequence": Key(
                Record(
                    "sequence",
                    {
                        "column": Key(Text(), "the new column"),
                        "order": Key(ORDERINGS, "the order in which the rows are numbered"),
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


def _table(place: Place, **told: Any) -> Table:
    return Table(place, **told)


def _check_table(table: Table) -> None:
    if (table.from_ is None) == (not table.union):
        raise table.place.fault("bad-table", "a table has either from (one table) or union (several).")


def _join(place: Place, on: Mapping[str, Name], **told: Any) -> Join:
    pairs = tuple((Name(theirs.place, ours), theirs) for ours, theirs in on.items())
    return Join(place, on=pairs, **told)
