"""FileMaker Server over OData: tables by pages, values as the service writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from entracte.faults import Fault
from entracte.sources.limits import SHOWN
from entracte.sources.live import fetched
from entracte.sources.live.address import Address
from entracte.sources.live.database import LiveTable, Omitted, TableRefusedError
from entracte.sources.live.filemaker_metadata import described_tables
from entracte.sources.live.odata import RefusedRequestError, Service
from entracte.sources.reading import RejectedRow

if TYPE_CHECKING:
    import pyarrow as pa

_OCCURRENCES = "FileMaker_Tables"
_NEXT, _COUNT = "@odata.nextLink", "@odata.count"


class FilemakerDatabase:
    """A FileMaker database on a server that offers OData.

    The service has no snapshots: tables are read one after the other. Records come in the order of their creation.
    """

    kind = "filemaker-odata"

    def __init__(self, service: Service, address: Address) -> None:
        self._service = service
        self._address = address
        self._first_pages: dict[str, dict[str, Any]] = {}
        self._rejected: list[RejectedRow] = []
        self._omitted: list[Omitted] = []
        self.facts = {"snapshot": "none: the service has none"}
        try:
            self._tables = self._once(described_tables(service.metadata()))
        except BaseException:
            service.close()
            raise

    @classmethod
    def open(cls, address: Address, password: str | None) -> FilemakerDatabase:
        """Ask the service what tables there are."""
        if not address.host:
            raise Fault("bad-url", "The address names no host.", hint=f"It looks like {address.server.example}.")
        return cls(Service(address, password), address)

    def tables(self) -> list[LiveTable]:
        """The tables, each once however many occurrences it has in the graph of relations."""
        return self._tables

    def omitted(self) -> list[Omitted]:
        """Further occurrences of tables that are read."""
        return self._omitted

    def count(self, table: LiveTable) -> int | None:
        """The number of rows that the service states; None where it states none."""
        self._service.doing = f"reading {table.name}"
        try:
            page = self._first_pages[table.name] = self._service.page(table.name)
        except RefusedRequestError as refusal:
            raise TableRefusedError(str(refusal)) from refusal
        stated = str(page.get(_COUNT, ""))
        return int(stated) if stated.isdecimal() else None

    def batches(self, table: LiveTable) -> Iterator[pa.RecordBatch]:
        """The rows page after page: by the links that the pages name, else by their number."""
        self._service.doing = f"reading {table.name}"
        try:
            page = self._first_pages.pop(table.name, None) or self._service.page(table.name)
            stated = str(page.get(_COUNT, ""))
            rows = 0
            while records := page["value"]:
                before = rows
                rows += len(records)
                yield self._batch(table, records, before)
                link = page.get(_NEXT)
                if isinstance(link, str) and link:
                    page = self._service.next_page(link)
                elif stated.isdecimal() and rows < int(stated):
                    page = self._service.page_from(table.name, rows)
                else:
                    return
        except RefusedRequestError as refusal:
            raise TableRefusedError(str(refusal)) from refusal

    def rejected(self) -> list[RejectedRow]:
        """Records with fields that the service does not describe."""
        return self._rejected

    def close(self) -> None:
        """Close the connection."""
        self._service.close()

    def _batch(self, table: LiveTable, records: list[Any], before: int) -> pa.RecordBatch:
        import pyarrow as pa

        names = [column.name for column in table.columns]
        known = set(names)
        kept = []
        for place, record in enumerate(records, before + 1):
            held = _fields(record)
            if held is not None and held.keys() <= known:
                kept.append(held)
                continue
            unknown = "no record" if held is None else f"fields that $metadata lacks: {', '.join(held.keys() - known)}"
            text = json.dumps(record, ensure_ascii=False)[:SHOWN]
            self._rejected.append(RejectedRow(table.full_name, f"row {place}", text, unknown))
        columns = [fetched.text([_spelled(each.get(name)) for each in kept]) for name in names]
        return pa.record_batch(columns, names=names)

    def _once(self, tables: list[LiveTable]) -> list[LiveTable]:
        """Each table once: the occurrence that is called as the table, else the first."""
        try:
            told = self._service.page(_OCCURRENCES)["value"]
        except RefusedRequestError:
            return tables  # an older service, which does not tell
        base = {
            each["TableName"]: (each.get("BaseFileName"), each["BaseTableName"]) for each in told if _is_whole(each)
        }
        chosen: dict[object, str] = {}
        for table in tables:
            origin = base.get(table.name, table.name)
            if origin not in chosen or table.name == origin[1]:
                chosen[origin] = table.name
        kept = []
        for table in tables:
            first = chosen[base.get(table.name, table.name)]
            if first == table.name:
                kept.append(table)
            else:
                self._omitted.append(Omitted(table.name, f"another occurrence of the table {first}"))
        return kept


def _fields(record: Any) -> dict[str, Any] | None:
    """The fields of a record without what the service says of it."""
    return {name: value for name, value in record.items() if "@" not in name} if isinstance(record, dict) else None


def _is_whole(told: Any) -> bool:
    return isinstance(told, dict) and {"TableName", "BaseTableName"} <= told.keys()


def _spelled(value: Any) -> str | None:
    """A value as the service writes it; texts without their quotes, lists and objects as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
