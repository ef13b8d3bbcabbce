"""The summary of a check or an import: what was read, what became of it, and what was found, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from entracte.engine import quoted
from entracte.faults import Fault
from entracte.findings import Outcome, kind
from entracte.report.printable import shortened

if TYPE_CHECKING:
    from entracte.engine import Engine

CONTACT_KINDS = ("individual", "structure", "relay")
CELLS_CLEANED = "cells-cleaned"
UNTOLD = "…"


@dataclass(frozen=True)
class Rows:
    """The rows of a file by what became of them. Raises an internal fault unless they add up (invariant 1)."""

    read: int = 0
    imported: int = 0
    unchanged: int = 0
    rejected: int = 0
    directives: int = 0

    def __post_init__(self) -> None:
        accounted = self.imported + self.unchanged + self.rejected + self.directives
        if self.read != accounted:
            raise Fault(
                "conservation",
                f"Internal error: {self.read} rows were read, but {accounted} are accounted for "
                f"({self.imported} imported, {self.unchanged} unchanged, {self.rejected} rejected, "
                f"{self.directives} directives).",
                hint="Report this with the file; nothing of it can be trusted.",
            )

    def as_json(self) -> dict[str, int]:
        """The five numbers by name."""
        return {
            "read": self.read,
            "imported": self.imported,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "directives": self.directives,
        }


@dataclass(frozen=True)
class FindingCount:
    """How often one thing was found in one column.

    `field` is None for findings about rows or the file. `value` and `detail` are the facts that all findings of the
    group share, None where they differ; they complete the explanation and never leave it (they may be personal).
    """

    code: str
    outcome: Outcome
    field: str | None
    count: int
    value: str | None = None
    detail: str | None = None

    def as_json(self) -> dict[str, object]:
        """Code, outcome, field and count."""
        return {"code": self.code, "outcome": self.outcome.value, "field": self.field, "count": self.count}

    def explanation(self, language: str) -> str:
        """The finding's message with what all findings of the group share; `…` stands for what differs.

        Of long values the beginning is told.
        """
        detail = str(self.count) if self.code == CELLS_CLEANED else self.detail
        facts = (shortened(fact) if fact else UNTOLD for fact in (self.field, self.value, detail))
        return kind(self.code).message(language, *facts)


def _no_contacts() -> dict[str, int]:
    return dict.fromkeys(CONTACT_KINDS, 0)


@dataclass(frozen=True)
class Summary:
    """What happened to one file.

    `command` is `check` or `import`. `institution` is the one told on the command line (D55), `institutions` those of
    the rows. `created` and `updated` count by kind (contacts: individual, structure, relay).
    `skipped` are sentences: what could not be checked without an environment. A refused file has no rows (D66).
    """

    file: str
    format: str
    digest: str
    rows: Rows
    findings: tuple[FindingCount, ...] = ()
    command: str = "check"
    sheet: str | None = None
    encoding: str | None = None
    separator: str | None = None
    header_row: int | None = None
    institution: str | None = None
    institutions: tuple[str, ...] = ()
    environment: str | None = None
    import_id: str | None = None
    dry_run: bool = False
    refused: bool = False
    created: Mapping[str, int] = field(default_factory=_no_contacts)
    updated: Mapping[str, int] = field(default_factory=_no_contacts)
    skipped: tuple[str, ...] = ()
    started: datetime | None = None
    finished: datetime | None = None

    def count(self, outcome: Outcome) -> int:
        """How many findings have that outcome."""
        return sum(each.count for each in self.findings if each.outcome is outcome)

    def as_json(self) -> dict[str, object]:
        """The one shape of a summary for programs (design.md, "The command line"); timestamps are ISO."""
        return {
            "command": self.command,
            "format": self.format,
            "file": self.file,
            "sheet": self.sheet,
            "digest": self.digest,
            "encoding": self.encoding,
            "separator": self.separator,
            "header_row": self.header_row,
            "institutions": list(self.institutions),
            "environment": self.environment,
            "import": self.import_id,
            "dry_run": self.dry_run,
            "refused": self.refused,
            "started": iso(self.started),
            "finished": iso(self.finished),
            "rows": self.rows.as_json(),
            "created": dict(self.created),
            "updated": dict(self.updated),
            "findings": [each.as_json() for each in self.findings],
            "skipped": list(self.skipped),
        }


def iso(moment: datetime | None) -> str | None:
    """The moment as ISO 8601 to the second."""
    return moment.isoformat(timespec="seconds") if moment else None


def summarise(engine: Engine, findings: str) -> tuple[FindingCount, ...]:
    """Count the table of findings by code and field, gravest outcome first, then the most frequent.

    Cleaned cells are reported once a column with their number in `detail`; their count is that number (D3, D57).
    Raises a fault on a code that the catalogue does not hold.
    """
    groups = engine.rows(
        f"""
        SELECT code, field,
            sum(CASE WHEN code = $1 THEN coalesce(try_cast(detail AS BIGINT), 1) ELSE 1 END)::BIGINT,
            CASE WHEN count(value) = count(*) AND min(value) = max(value) THEN min(value) END,
            CASE WHEN count(detail) = count(*) AND min(detail) = max(detail) THEN min(detail) END
        FROM {quoted(findings)} GROUP BY code, field
        """,
        [CELLS_CLEANED],
    )
    gravity = list(Outcome)
    counts = [
        FindingCount(code, kind(code).outcome, column, count, value, detail)
        for code, column, count, value, detail in groups
    ]
    return tuple(
        sorted(counts, key=lambda each: (gravity.index(each.outcome), -each.count, each.code, each.field or ""))
    )


def count_rows(engine: Engine, raw: str, unreadable: str, outcomes: str) -> Rows:
    """Account for every row of a file: those split into cells, those that could not be, and what became of them.

    `outcomes` holds `row` and one of imported, unchanged, rejected, directive; an unreadable row counts as rejected
    whether it stands there or not. Raises an internal fault unless the numbers add up.
    """
    counts = dict(engine.rows(f"SELECT outcome, count(*) FROM {quoted(outcomes)} GROUP BY outcome"))
    unreadable_only = engine.scalar(
        f"SELECT count(*) FROM {quoted(unreadable)} AS text ANTI JOIN {quoted(outcomes)} AS told USING (row)"
    )
    return Rows(
        read=engine.count(raw) + engine.count(unreadable),
        imported=counts.get("imported", 0),
        unchanged=counts.get("unchanged", 0),
        rejected=counts.get("rejected", 0) + unreadable_only,
        directives=counts.get("directive", 0),
    )
