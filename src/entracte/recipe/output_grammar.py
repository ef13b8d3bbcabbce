"""What may stand for an output."""

from __future__ import annotations

from typing import Any

from entracte.recipe.column_shape import ColumnShape, FormulaShape
from entracte.recipe.model import Name, Output
from entracte.recipe.naming_shapes import NAME, ORDERINGS
from entracte.recipe.places import Place
from entracte.recipe.shapes import Key, MapOf, Record, Shape, Text


def output_shape() -> Shape:
    """An output."""
    return Record(
        "an output",
        {
            "format": Key(NAME, "one of `entracte formats`, or table"),
            "name": Key(Text(), "the name of the file without .csv; the format's without it", None),
            "from": Key(NAME, "the source or table that the rows come from"),
            "where": Key(FormulaShape(), "a formula that is true for the rows to write", None),
            "order": Key(ORDERINGS, "sorts the rows", ()),
            "config": Key(MapOf(Text()), "the CONFIG row: the code that a column's values need not repeat", {}),
            "columns": Key(MapOf(ColumnShape()), "the columns of the file, in this order"),
        },
        _output,
        _check_output,
    )


def _check_output(output: Output) -> None:
    if "/" in output.name or "\\" in output.name or output.name.startswith(".") or not output.name.isprintable():
        raise output.place.fault("bad-name", f"{output.name!r} cannot be the name of a file.")


def _output(place: Place, name: str | None, format: Name, **told: Any) -> Output:
    return Output(place, name=name or format.text, format=format, **told)
