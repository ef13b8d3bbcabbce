"""A dump of Oracle's `exp` as tables of text."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entracte.faults import Fault
from entracte.sources.options import no_such_table
from entracte.sources.oracle_exp import is_data_pump
from entracte.sources.reading import RejectedRow, SourceColumn, SourceTable

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 16_384
BATCH_BYTES = 32 * 1024 * 1024
MAX_LOB = 64 * 1024 * 1024
_BLOCK = 4 * 1024 * 1024
_TABLE_END = b"\nENDTABLE\n"
_DUMP_END = b"EXIT\nEXIT\n"


class ExpReader:
    """Reads a dump of `exp`, conventional or direct path.

    Numbers are spelled without trailing zeros, dates with their time, bytes as `0x` and hexadecimal digits. A value
    that cannot be read is null and reported; where the dump itself cannot be followed, the rest is reported.
    """

    def __init__(self, path: Path, scratch: Path) -> None:
        self.path = path
        self._scratch = scratch
        self._dump = self._opened()
        self._rejected: dict[str, list[RejectedRow]] = {}

    def tables(self) -> list[SourceTable]:
        """The tables with data, in the order of the dump."""
        info = self._dump.info
        facts = {
            "made with": f"exp {info.version}",
            "user": info.user,
            "character set": info.db_charset or str(info.db_charset_id),
        }
        return [
            SourceTable(
                name,
                tuple(SourceColumn(column.name, column.declared or column.oracle_type) for column in table.columns),
                dict(facts),
            )
            for name, table in self._tables.items()
        ]

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The rows of one table in the order of the dump."""
        import pyarrow as pa

        from entracte.sources.oracle_exp.spelled import spelled

        if table not in self._tables:
            raise no_such_table(self.path, table, list(self._tables))
        found = self._tables[table]
        noted = self._rejected[table] = []
        names = [column.name for column in found.columns]
        reader = self._dump.read_table(found.ordinal, batch_rows=BATCH_ROWS, batch_bytes=BATCH_BYTES)
        while True:
            try:
                with self._quietly():
                    batch = next(reader, None)
            except (self._error, pa.ArrowInvalid) as error:
                place = f"row {getattr(error, 'row', None) or reader.rows_read + 1}"
                rest = f"; the {found.num_rows - reader.rows_read} rows from there on were not read"
                noted.append(RejectedRow(table, place, "", f"{error}{rest}"))
                break
            if batch is None:
                break
            yield pa.record_batch([spelled(column) for column in batch.columns], names=names)
        noted += [RejectedRow(table, _place(each), "", each.message) for each in reader.warnings if each.column]

    def rejected(self) -> Iterator[RejectedRow]:
        """Values and rows of the tables read so far that could not be read, and where the dump itself stopped."""
        for rows in self._rejected.values():
            yield from rows
        if self._catalogue.end != "complete":
            stopped = self._catalogue.stopped_table
            name = stopped.name if stopped else ""
            place = f"byte {self._catalogue.end_offset}"
            reason = f"the dump cannot be followed beyond this place: {self._catalogue.stop_error}"
            yield RejectedRow(name, place, "", reason)

    @cached_property
    def _catalogue(self) -> Any:
        with self._quietly():
            try:
                return self._dump.scan()
            except self._error as error:
                mended = self._without_the_broken_end(getattr(error, "offset", None) or 0)
                if mended is None:
                    raise _damaged(self.path, error) from error
                reason = f"the dump cannot be followed beyond this place: {error}"
                self._rejected[""] = [RejectedRow("", f"byte {getattr(error, 'offset', 0)}", "", reason)]
            try:
                self._dump = _opened(mended)
                return self._dump.scan()
            except (self._error, OSError) as error:
                raise _damaged(self.path, error) from error

    @cached_property
    def _tables(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for table in self._catalogue.tables:
            name, count = table.name, 2
            while name in found:
                name, count = f"{table.name}_{count}", count + 1
            found[name] = table
        if not found and self._catalogue.end != "complete":
            raise _damaged(self.path, self._catalogue.stop_error)
        return found

    @property
    def _error(self) -> type[Exception]:
        import oradmp

        return oradmp.OradmpError

    def _opened(self) -> Any:
        with self._quietly():
            try:
                return _opened(self.path)
            except (self._error, OSError, ValueError) as error:
                patched = self._as_conventional()
                if patched is None:
                    raise _damaged(self.path, error) from error
            try:
                return _opened(patched)
            except (self._error, OSError, ValueError) as error:
                raise _damaged(self.path, error) from error

    def _as_conventional(self) -> Path | None:
        """A copy of a direct-path dump whose header says so in the way that oradmp expects; None for other files.

        The second line is the user's name after a `U`, or after a `D` where the export was made with `direct=y`.
        """
        with self.path.open("rb") as stream:
            head = stream.read(256)
        line = head.find(b"\n") + 1
        if not line or head[line : line + 1] != b"D":
            return None
        copy = self._scratch / f"{self.path.stem}.conventional.dmp"
        shutil.copyfile(self.path, copy)
        with copy.open("r+b") as stream:
            stream.seek(line)
            stream.write(b"U")
        return copy

    def _without_the_broken_end(self, offset: int) -> Path | None:
        """A copy that ends properly after the last table that is whole before `offset`; None where none is."""
        end = _last_before(self.path, _TABLE_END, offset)
        if end is None:
            return None
        copy = self._scratch / f"{self.path.stem}.mended.dmp"
        shutil.copyfile(Path(self._dump.path), copy)
        with copy.open("r+b") as stream:
            stream.truncate(end)
            stream.seek(end)
            stream.write(_DUMP_END)
            stream.write(bytes(-stream.tell() % self._dump.info.record_length))
        return copy

    @staticmethod
    def _quietly() -> warnings.catch_warnings[None]:
        """oradmp's warnings are read from its objects, not from the interpreter's."""
        return warnings.catch_warnings(action="ignore")


def _last_before(path: Path, mark: bytes, offset: int) -> int | None:
    """Where the last occurrence of a mark that ends before an offset ends, searched backwards in blocks."""
    with path.open("rb") as stream:
        end = offset
        while end > 0:
            start = max(end - _BLOCK, 0)
            stream.seek(start)
            found = stream.read(min(end + len(mark), offset) - start).rfind(mark)
            if found >= 0:
                return start + found + len(mark)
            end = start
    return None


def _opened(path: Path) -> Any:
    import oradmp

    return oradmp.open(
        path,
        number_default="string",
        interval_as="string",
        on_value_error="null",
        unconfirmed_lob="decode",
        max_lob_bytes=MAX_LOB,
    )


def _place(warning: Any) -> str:
    return f"column {warning.column}" + (f", {warning.count} values" if warning.count else "")


def refuse_data_pump(path: Path) -> None:
    """Raise the fault `oracle-data-pump` for a dump made with `expdp`."""
    with path.open("rb") as stream:
        is_refused = is_data_pump(stream.read(4096))
    if is_refused:
        raise Fault(
            "oracle-data-pump",
            f"{path} is an Oracle Data Pump dump (expdp), which only Oracle itself can read.",
            hint="Ask the customer for a dump of the older tool (exp), for scripts (SQL Developer: Tools, Database "
            "Export, format insert) or for CSV files of the tables.",
        )


def _damaged(path: Path, why: object) -> Fault:
    return Fault(
        "damaged-oracle-dump",
        f"{path} cannot be read as an Oracle dump: {why}.",
        hint="Ask the customer for a new dump made with exp, for scripts of the data, or for CSV files of the tables.",
    )
