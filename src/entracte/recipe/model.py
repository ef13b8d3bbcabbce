"""A recipe as it was read: what is taken from the delivery, the tables in between, and the columns of the outputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from entracte.recipe.cells import ColumnType
from entracte.recipe.nodes import Node
from entracte.recipe.places import Place

TABLE = "table"
"""The free format of an output (R1)."""


@dataclass(frozen=True)
class Name:
    """A name as it stands in the recipe, and where."""

    place: Place
    text: str


@dataclass(frozen=True)
class Formula:
    """An Excel formula, and where it stands."""

    place: Place
    text: str


@dataclass(frozen=True)
class Call:
    """An operation as it is asked for: its name, and its parameters as they stand."""

    place: Place
    name: str
    arguments: Mapping[str, Node]
    direct: Node | None = None


@dataclass(frozen=True)
class PythonFunction:
    """A function of a Python file in the recipe's folder, and the columns that it gets."""

    place: Place
    file: str
    function: str
    columns: tuple[Name, ...]


@dataclass(frozen=True)
class Constant:
    """The same text in every row; None is blank."""

    place: Place
    text: str | None


@dataclass(frozen=True)
class ColumnRecipe:
    """What one column is made of: where its value comes from, and what is done with it then."""

    place: Place
    begins: Constant | Formula | Name | PythonFunction
    apply: tuple[Call, ...] = ()
    crosswalk: Name | None = None


@dataclass(frozen=True)
class Source:
    """What is read of a delivery, and how."""

    place: Place
    file: str | None
    table: str | None
    encoding: str | None
    separator: str | None
    header: str | None
    columns: tuple[str, ...]
    types: Mapping[str, ColumnType]
    type_places: Mapping[str, Place]
    locale: str | None


@dataclass(frozen=True)
class Ordering:
    """A column to sort by."""

    column: Name
    descending: bool = False


@dataclass(frozen=True)
class Join:
    """Columns of another table, found by equal values."""

    place: Place
    table: Name
    on: tuple[tuple[Name, Name], ...]
    columns: tuple[Name, ...]
    prefix: str
    rows: str
    several: str


@dataclass(frozen=True)
class Explode:
    """One row per value of a list."""

    place: Place
    column: Name
    separator: str
    position: str | None


@dataclass(frozen=True)
class Unpivot:
    """One row per column."""

    place: Place
    columns: tuple[Name, ...]
    name: str
    value: str
    blank: str


@dataclass(frozen=True)
class Dedupe:
    """One row of those that have equal values."""

    place: Place
    by: tuple[Name, ...]
    order: tuple[Ordering, ...]


@dataclass(frozen=True)
class Measure:
    """One column of a grouped table: what is made of the values of a group."""

    place: Place
    function: str
    column: Name | None
    separator: str


@dataclass(frozen=True)
class Group:
    """One row per group."""

    place: Place
    by: tuple[Name, ...]
    columns: Mapping[str, Measure]


@dataclass(frozen=True)
class Sequence:
    """Numbers for the rows, in a stated order."""

    place: Place
    column: str
    order: tuple[Ordering, ...]
    by: tuple[Name, ...]
    start: int


@dataclass(frozen=True)
class Table:
    """A step between sources and outputs."""

    place: Place
    from_: Name | None
    union: tuple[Name, ...]
    union_columns: str
    join: tuple[Join, ...]
    add: Mapping[str, ColumnRecipe]
    explode: Explode | None
    unpivot: Unpivot | None
    where: Formula | None
    dedupe: Dedupe | None
    group: Group | None
    order: tuple[Ordering, ...]
    sequence: Sequence | None
    columns: tuple[Name, ...]


@dataclass(frozen=True)
class Crosswalk:
    """A table of old and new values. `missing` is report, reject, keep, or None with a `default`."""

    place: Place
    file: str
    key: str
    value: str
    missing: str | None
    default: str | None
    ignore: tuple[str, ...]


@dataclass(frozen=True)
class Output:
    """A file to be written."""

    place: Place
    format: Name
    name: str
    from_: Name
    where: Formula | None
    order: tuple[Ordering, ...]
    config: Mapping[str, str]
    columns: Mapping[str, ColumnRecipe]


@dataclass(frozen=True)
class RecipeFile:
    """A file that the recipe consists of: its name in the recipe's folder, what it is, and its digest."""

    name: str
    role: str
    sha256: str


@dataclass(frozen=True)
class Recipe:
    """A whole recipe, includes taken in and parameters filled in."""

    place: Place
    name: str
    locale: str
    parameters: Mapping[str, str]
    sources: Mapping[str, Source]
    tables: Mapping[str, Table]
    crosswalks: Mapping[str, Crosswalk]
    outputs: tuple[Output, ...]
