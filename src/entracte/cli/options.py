"""Options that several commands share, each with one meaning and one help text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
