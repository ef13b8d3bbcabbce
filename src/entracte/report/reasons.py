"""Why each rejected row was rejected, in one text: the messages of all findings that reject it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entracte.engine import quoted
from entracte.findings import Outcome
from entracte.report.messages import TOLD
from entracte.report.spans import spans

if TYPE_CHECKING:
    from entracte.engine import Engine

REASONS = "report_reasons"
_REJECTIONS = "report_rejections"
MESSAGES_AT_A_TIME = 500_000


def collect_reasons(engine: Engine) -> None:
    """Make the table of `row` and `reason`, sorted by row; the findings must have been told before.

    A reason joins messages in the order of the catalogue. They are sorted once, which spills to disk, then joined some
    at a time: an ordered aggregate keeps what it orders in memory, and five million messages do not fit in a gigabyte.
    """
    engine.execute(
        f"""
        CREATE OR REPLACE TABLE {quoted(_REJECTIONS)} AS
        SELECT row, message FROM {quoted(TOLD)} WHERE outcome = $1 ORDER BY row, place, field, value
        """,
        [Outcome.ROW_REJECTED.value],
    )
    engine.create_table(REASONS, {"row": "BIGINT", "reason": "VARCHAR"})
    for start, end in spans(engine, _REJECTIONS, MESSAGES_AT_A_TIME):
        engine.execute(
            f"""
            INSERT INTO {quoted(REASONS)}
            SELECT row, string_agg(message, ' ' ORDER BY rowid)
            FROM {quoted(_REJECTIONS)} WHERE row >= $1 AND row < $2 GROUP BY row ORDER BY row
            """,
            [start, end],
        )
    engine.execute(f"DROP TABLE {quoted(_REJECTIONS)}")
