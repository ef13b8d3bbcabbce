"""Bacpacs written by hand, value by value: the bytes are those of the public descriptions of bulk copy."""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

_NULL = {1: b"\xff", 2: b"\xff\xff", 4: b"\xff" * 4, 8: b"\xff" * 8}


@dataclass(frozen=True)
class Col:
    """A column of the model, and the size of the prefix with which its values are written (0: none)."""

    name: str
    kind: str
    prefix: int
    nullable: bool = True
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    is_max: bool = False


def cell(column: Col, value: bytes | None) -> bytes:
    """A value with its prefix."""
    if value is None:
        return _NULL[column.prefix]
    return (len(value).to_bytes(column.prefix, "little") if column.prefix else b"") + value


def rows(columns: list[Col], *values: list[bytes | None]) -> bytes:
    """The content of a part."""
    return b"".join(cell(column, value) for row in values for column, value in zip(columns, row, strict=True))


def decimal(digits: int, scale: int) -> bytes:
    """A decimal: precision, scale, sign, magnitude."""
    return bytes([38, scale, 0 if digits < 0 else 1]) + abs(digits).to_bytes(16, "little")


def money(ten_thousandths: int) -> bytes:
    """Eight bytes, the high half first."""
    raw = struct.pack("<q", ten_thousandths)
    return raw[4:] + raw[:4]


def write(
    path: Path, tables: dict[str, tuple[list[Col], list[bytes]]], *, model_extra: str = "", total: int = -1
) -> Path:
    """A bacpac of tables `schema.name` -> columns and parts."""
    elements = "".join(_table(name, columns) for name, (columns, _) in tables.items())
    model = (
        '<?xml version="1.0" encoding="utf-8"?><DataSchemaModel FileFormatVersion="1.2" '
        f'xmlns="http://schemas.microsoft.com/sqlserver/dac/Serialization/2012/02"><Model>{model_extra}{elements}</Model>'
        "</DataSchemaModel>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.xml", model)
        archive.writestr("DacMetadata.xml", "<DacType/>")
        if total >= 0:
            archive.writestr(
                "Origin.xml", f"<DacOrigin><TableRowCountTotalTag>{total}</TableRowCountTotalTag></DacOrigin>"
            )
        for name, (_, parts) in tables.items():
            for number, part in enumerate(parts):
                archive.writestr(f"Data/{name}/TableData-{number:03}-00000.BCP", part)
    return path


def _table(name: str, columns: list[Col]) -> str:
    schema, table = name.split(".", 1)
    entries = "".join(f"<Entry>{_column(f'[{schema}].[{table}].[{each.name}]', each)}</Entry>" for each in columns)
    columns_of = f'<Relationship Name="Columns">{entries}</Relationship>'
    return f'<Element Type="SqlTable" Name="[{schema}].[{table}]">{columns_of}</Element>'


def _column(name: str, column: Col) -> str:
    facts = {"Length": column.length, "Precision": column.precision, "Scale": column.scale}
    properties = "".join(
        f'<Property Name="{key}" Value="{value}"/>' for key, value in facts.items() if value is not None
    )
    if column.is_max:
        properties += '<Property Name="IsMax" Value="True"/>'
    nullable = "" if column.nullable else '<Property Name="IsNullable" Value="False"/>'
    source = ' ExternalSource="BuiltIns"' if "." not in column.kind else ""
    kind = column.kind if "." in column.kind else f"[{column.kind}]"
    return (
        f'<Element Type="SqlSimpleColumn" Name={quoteattr(name)}>{nullable}<Relationship Name="TypeSpecifier"><Entry>'
        f'<Element Type="SqlTypeSpecifier">{properties}<Relationship Name="Type"><Entry><References{source} '
        f'Name="{kind}"/></Entry></Relationship></Element></Entry></Relationship></Element>'
    )
