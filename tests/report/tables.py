"""One small file as the engine's tables, with everything that a log must tell, made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from entracte.engine import Engine
from entracte.findings import FINDING_COLUMNS
from entracte.report.summary import Rows, Summary, summarise

BROKEN_LINE = 'HARBOUR;"oops;1'
TABLES = {
    "RAW": (
        ("INSTITUTION", "OPERATION", "CONTACT_NR", "LASTNAME", "TELEPHONE", "ADMIN_NUMBER"),
        [
            (5, "HARBOUR", "CONFIG", None, None, None, "VAT"),
            (6, "HARBOUR", None, "1", "Abbot", None, None),
            (7, "HARBOUR", "CONFIG", None, None, None, "SIRET"),
            (8, "HARBOUR", None, "007", "Kerr", "=1+1", None),
            (9, "HARBOUR", None, "00x", 'Müller; "Jr"\nof Ghent', "+41 21 613 21 11", "404 833"),
            (11, "HARBOUR", "UPDATE", None, " -lee", "@x", None),
            (12, "HARBOUR", None, "8", "Okay", None, None),
        ],
    ),
    "UNREADABLE": (("code", "value"), [(10, "broken-quotes", BROKEN_LINE)]),
    "OUTCOMES": (
        ("outcome",),
        [
            (5, "directive"),
            (6, "unchanged"),
            (7, "directive"),
            (8, "imported"),
            (9, "rejected"),
            (11, "rejected"),
            (12, "imported"),
        ],
    ),
}
FINDINGS = [
    (11, "CONTACT_NR", "number-missing", None, None),
    (11, None, "name-missing", None, None),
    (None, "LASTNAME", "cells-cleaned", None, "3"),
    (9, "CONTACT_NR", "number-not-digits", "00x", None),
    (10, None, "broken-quotes", BROKEN_LINE, None),
    (8, "TELEPHONE", "phone-without-digits", "=1+1", None),
    (9, "LASTNAME", "text-truncated", "Müller", "100"),
    (8, "TITLE", "value-unknown", "<r>{detail}</r>", None),
]
FIELDS = list(TABLES["RAW"][0])


def fill(engine: Engine, findings: Iterable[tuple[object, ...]] = FINDINGS) -> None:
    """Make RAW, UNREADABLE, OUTCOMES and FINDINGS."""
    for name, (columns, rows) in TABLES.items():
        engine.create_table(name, {"row": "BIGINT"} | dict.fromkeys(columns, "VARCHAR"), rows)
    engine.create_table("FINDINGS", FINDING_COLUMNS, findings)


def summary(engine: Engine, **facts: object) -> Summary:
    """The summary of that file, imported into preprod."""
    told: dict[str, object] = {
        "file": "spring.csv",
        "format": "contact",
        "digest": "sha256:ab12",
        "rows": Rows(read=8, imported=2, unchanged=1, rejected=3, directives=2),
        "findings": summarise(engine, "FINDINGS"),
        "command": "import",
        "encoding": "UTF-8",
        "separator": ";",
        "header_row": 4,
        "institutions": ("HARBOUR",),
        "environment": "preprod",
        "import_id": "2026-0001",
        "created": {"individual": 2, "structure": 0, "relay": 0},
        "started": datetime(2026, 5, 1, 10, 0, 0, tzinfo=UTC),
        "finished": datetime(2026, 5, 1, 10, 0, 3, tzinfo=UTC),
    }
    return Summary(**{**told, **facts})  # type: ignore[arg-type]
