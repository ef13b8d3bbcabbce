"""How values lie in the rows of a bacpac: with which prefix of which length, of which width.

A prefix is needed where a value may be null (all bits set) or vary in length. Of some types SQL Server's tools write a
prefix always, or never, or did so in one version and not in another; public descriptions and real files disagree. Such
columns have `alternatives`, and the reader takes the first that fits the rows of the table to the last byte.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice, product

from entracte.faults import Fault
from entracte.sources.bacpac.model import Column

MAX_VALUE = 2**31 - 1
MAX_CANDIDATES = 1000


@dataclass(frozen=True)
class Wire:
    """One column: `prefix` bytes of length (0: none), then the value.

    Without prefix a value has `width` bytes. With one, the lengths it may state are those of `widths`, or any up to
    `longest` where that is empty. `unit` divides every length (2: UTF-16).
    """

    prefix: int
    width: int = 0
    widths: tuple[int, ...] = ()
    longest: int = 0
    unit: int = 1


_WIDTHS = {
    "tinyint": 1, "smallint": 2, "int": 4, "bigint": 8, "real": 4, "float": 8, "smallmoney": 4, "money": 8,
    "smalldatetime": 4, "datetime": 8,
}  # fmt: skip
_TIMES = {"date": 3, "time": 5, "datetime2": 8, "datetimeoffset": 10}
_LONG_TEXT = ("text", "ntext")
_OBJECTS = ("geography", "geometry", "hierarchyid")
_TEXT = ("char", "varchar", "nchar", "nvarchar", "sysname", "xml", *_LONG_TEXT)
_BINARY = ("binary", "varbinary", "image", *_OBJECTS)
ROW_VERSIONS = ("timestamp", "rowversion")

KNOWN = frozenset(
    (*_WIDTHS, *_TIMES, *_TEXT, *_BINARY, *ROW_VERSIONS, "bit", "decimal", "numeric", "uniqueidentifier", "sql_variant")
)


def alternatives(column: Column) -> tuple[Wire, ...]:  # noqa: PLR0911 - a table of types
    """The ways in which the column may lie in the rows, the likeliest first.

    Raises the fault `unknown-type` for a type that bulk copy is not known to write.
    """
    name = column.type.name
    if name not in KNOWN:
        raise Fault(
            "unknown-type",
            f"Column {column.name} has the type {name or '(none)'}, which cannot be read from a bacpac.",
            hint="Ask the customer for a script of schema and data, or for the column as text.",
        )
    if name in _WIDTHS:
        width = _WIDTHS[name]
        return (Wire(1, widths=(width,)) if column.is_nullable else Wire(0, width),)
    if name in _TIMES:
        width = _TIMES[name]
        with_prefix = Wire(1, widths=(width, width - _spared(column)))
        return (with_prefix,) if column.is_nullable else (Wire(0, width), with_prefix)
    if name == "bit":
        return _with_or_without(column, Wire(1, widths=(1,)))
    if name in ("decimal", "numeric"):
        return (Wire(1, widths=(19,)),)
    if name == "uniqueidentifier":
        return _with_or_without(column, Wire(1, widths=(16,)))
    if name in ROW_VERSIONS:
        return (Wire(2, widths=(8,)), Wire(0, 8), Wire(1, widths=(8,)))
    return _varying(column)


def _spared(column: Column) -> int:
    """How many of five bytes a time of few decimals may do without."""
    scale = column.type.scale
    if column.type.name == "date" or scale is None or scale > 4:
        return 0
    return 1 if scale > 2 else 2


def _with_or_without(column: Column, wire: Wire) -> tuple[Wire, ...]:
    return (wire,) if column.is_nullable else (wire, Wire(0, wire.widths[0]))


def _varying(column: Column) -> tuple[Wire, ...]:
    name, length = column.type.name, column.type.length
    unit = 2 if name in _TEXT else 1
    if column.type.is_max or name == "xml":
        return (Wire(8, longest=MAX_VALUE, unit=unit),)
    if name in _OBJECTS:
        return (Wire(8, longest=MAX_VALUE), Wire(2, longest=8000))
    if name in (*_LONG_TEXT, "image", "sql_variant"):
        return (Wire(4, longest=MAX_VALUE, unit=unit), Wire(8, longest=MAX_VALUE, unit=unit))
    longest = (length or (128 if name == "sysname" else 8000)) * unit
    with_prefix = Wire(2, longest=longest, unit=unit)
    if name in ("char", "nchar", "binary"):
        width = (length or 1) * unit
        with_prefix = replace(with_prefix, longest=width)
        return (with_prefix,) if column.is_nullable else (Wire(0, width), with_prefix)
    return (with_prefix,)


def candidates(columns: list[Column]) -> list[list[Wire]]:
    """The ways in which whole rows may lie: a type, nullable or not, takes one alternative in all its columns.

    Those with most prefixes come first: a prefix that is not there is soon found out, while columns without any prefix
    fit whatever the rows hold. Among equals the likelier come first.
    """
    kinds = {
        (column.type.name, column.type.is_max, column.is_nullable): len(alternatives(column)) for column in columns
    }
    found = []
    for choice in islice(product(*(range(count) for count in kinds.values())), MAX_CANDIDATES):
        chosen = dict(zip(kinds, choice, strict=True))
        found.append(
            [alternatives(each)[chosen[each.type.name, each.type.is_max, each.is_nullable]] for each in columns]
        )
    found.sort(
        key=lambda wires: (
            -sum(wire.prefix > 0 for wire in wires),
            sum(alternatives(each).index(wire) for each, wire in zip(columns, wires, strict=True)),
        )
    )
    return found
