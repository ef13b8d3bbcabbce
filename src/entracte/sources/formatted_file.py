"""What the readers of CSV files and of workbooks share: what they are asked, what they answer, and its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from entracte.engine import Engine, quoted
from entracte.faults import Fault
from entracte.findings import FINDING_COLUMNS, Outcome, kind
from entracte.formats import Format
from entracte.sources.choice import format_called, format_like
from entracte.sources.delivered import DeliveredFile
from entracte.sources.header import Finding, Header
from entracte.sources.limits import MAX_COLUMNS
from entracte.sources.problems import REJECTING

_UNREADABLE_COLUMNS = {"row": "BIGINT", "code": "VARCHAR", "value": "VARCHAR"}


@dataclass(frozen=True)
class ReadOptions:
    """What the user says of a file instead of having it detected; `sheet` names a sheet of a workbook."""

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class FormattedFile:
    """A file, or a sheet of a workbook, read in a format.

    `table` holds `row` (as Excel numbers it) and one VARCHAR column per recognised field, cells as in the file, empty
    ones null, rows in order; `unreadable` holds `row`, `code`, `value` (text) of the rows that could not be split;
    `findings` has `FINDING_COLUMNS`. `rows` counts the rows read, unreadable ones included, blank ones not. `columns`
    are the recognised fields in the order of the file. `encoding` and `separator` are what was detected or told (None
    for workbooks). `refused`: a finding refuses the file, and `table` is empty. `plain`: no cell holds a control
    character, which spares the check the looking.
    """

    path: Path
    sheet: str | None
    format: Format
    table: str
    unreadable: str
    findings: str
    rows: int
    digest: str
    header_row: int
    columns: tuple[str, ...]
    encoding: str | None
    separator: str | None
    refused: bool
    plain: bool = False


@dataclass(frozen=True)
class Reading:
    """One file to be read, and how."""

    delivered: DeliveredFile
    engine: Engine
    formats: Mapping[str, Format]
    format_name: str | None
    options: ReadOptions
    prefix: str

    @property
    def path(self) -> Path:
        """The file."""
        return self.delivered.path

    def told_format(self) -> Format | None:
        """The format that the user or the file's name tells (D71)."""
        if self.format_name is not None:
            return format_called(self.format_name, self.formats)
        return format_like(self.path.stem, self.formats)

    def some_format(self) -> Format:
        """The format under which a file without any content is refused: the told one, else contacts, else the first."""
        return self.told_format() or self.formats.get("contact") or next(iter(self.formats.values()))


class Answer:
    """The answer about one file or sheet while it is made: its tables, its findings."""

    def __init__(self, reading: Reading, prefix: str, sheet: str | None = None) -> None:
        self._reading = reading
        self._engine = reading.engine
        self._sheet = sheet
        self.table = f"{prefix}_rows"
        self.unreadable = f"{prefix}_unreadable"
        self.findings = f"{prefix}_findings"
        self.problems = f"{prefix}_problems"
        self.encoding: str | None = None
        self.separator: str | None = None
        self.plain = False

    def refused(self, file_format: Format, found: Sequence[Finding], header: Header | None = None) -> FormattedFile:
        """The answer for a file of which nothing is read."""
        self._engine.create_table(self.table, {"row": "BIGINT"})
        self._engine.create_table(self.unreadable, _UNREADABLE_COLUMNS)
        self._engine.create_table(self.findings, FINDING_COLUMNS, found)
        return self._file(file_format, header, rows=0, refused=True)

    def read(
        self, file_format: Format, header: Header, found: Sequence[Finding], titles: Sequence[str], rows: int
    ) -> FormattedFile:
        """The answer for a file whose rows and problems are in their tables; `titles` name its columns by place."""
        self._engine.create_table(self.findings, FINDING_COLUMNS, found)
        self._engine.execute(
            f"INSERT INTO {quoted(self.findings)} "
            f"SELECT row, CAST($1 AS VARCHAR[])[position + 1], code, value, detail FROM {quoted(self.problems)}",
            [list(titles)],
        )
        self._engine.execute(
            f"CREATE OR REPLACE TABLE {quoted(self.unreadable)} AS "
            f"SELECT row, code, value FROM {quoted(self.problems)} WHERE list_contains(CAST($1 AS VARCHAR[]), code)",
            [list(REJECTING)],
        )
        self._engine.execute(f"DROP TABLE {quoted(self.problems)}")
        return self._file(file_format, header, rows=rows, refused=False)

    def _file(self, file_format: Format, header: Header | None, *, rows: int, refused: bool) -> FormattedFile:
        return FormattedFile(
            path=self._reading.path,
            sheet=self._sheet,
            format=file_format,
            table=self.table,
            unreadable=self.unreadable,
            findings=self.findings,
            rows=rows,
            digest=self._reading.delivered.digest(),
            header_row=header.row if header else 0,
            columns=header.fields if header else (),
            encoding=self.encoding,
            separator=self.separator,
            refused=refused,
            plain=self.plain,
        )


def refuses(found: Sequence[Finding]) -> bool:
    """Whether one of the findings refuses the file."""
    return any(kind(code).outcome is Outcome.FILE_REFUSED for _, _, code, _, _ in found)


def no_known_column(file_format: Format) -> Finding:
    """The finding for a file that shows no column of its format."""
    return None, None, "no-known-column", None, ", ".join(file_format.field_names[:4])


def check_width(path: Path, width: int) -> None:
    """Raise `too-many-columns` for more columns than a sheet of Excel has."""
    if width > MAX_COLUMNS:
        raise Fault(
            "too-many-columns",
            f"{path} has {width} columns; more than {MAX_COLUMNS} are not read.",
            hint="Is the separator right? Name it with --separator.",
        )
