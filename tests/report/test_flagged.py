"""Why a step is flagged, as the reviewer reads it."""

from __future__ import annotations

import pytest

from entracte.report.flagged import why_flagged


@pytest.mark.parametrize(
    ("kind", "fewest", "changed", "told"),
    [
        ("formula", 1, 1, "singles out 1 row of 300"),
        ("where", 2, 298, "singles out 2 rows of 300"),
        ("where", 2, 60, "compares with what only 2 rows of 300 have"),
        ("formula", 1, 60, "compares with what only 1 row of 300 has"),
        ("crosswalk", 1, 12, "lists rows one by one, 12 of 300"),
    ],
)
def test_why(kind: str, fewest: int, changed: int, told: str) -> None:
    step = {"kind": kind, "fewest": fewest, "rows_changed": changed, "rows_in": 300}
    assert why_flagged(step, str) == told
