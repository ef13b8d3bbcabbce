"""Options that several commands share, each with one meaning and one help text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from entracte.settings import Settings

Files = Annotated[list[Path], typer.Argument(help="Files in a documented format: .csv, .xlsx, .xls, .xlsb, .ods.")]
FormatName = Annotated[str | None, typer.Option("--format", help="The format; else the file's name and columns tell.")]
Institution = Annotated[str | None, typer.Option("--institution", help="The institution of rows that name none.")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="The encoding, where the detected one is wrong.")]
Separator = Annotated[str | None, typer.Option("--separator", help="The separator, where the detected one is wrong.")]
Sheet = Annotated[str | None, typer.Option("--sheet", help="One sheet of a workbook.")]
Log = Annotated[Path | None, typer.Option("--output", "-o", help="Write the log here: .xlsx, .json or .csv.")]
Language = Annotated[str | None, typer.Option("--language", help="en, fr, de, it or es.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else there.")]
In = Annotated[str, typer.Option("--in", help="The environment: dev, preprod or prod.")]
ComputingEngine = Annotated[
    str, typer.Option("--engine", help="What computes: duckdb, or spark for more than one machine.")
]
SparkMaster = Annotated[
    str | None, typer.Option("--spark-master", help="Where Spark runs: spark://HOST:7077; in this process unless told.")
]


def with_spark(settings: Settings, master: str | None) -> Settings:
    """The settings with the address of Spark that was given."""
    from dataclasses import replace

    return replace(settings, spark_master=master) if master else settings
