"""The document of a comparison, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from entracte.profile.comparing.model import Comparison, Delta, Reason, TableComparison

Document = dict[str, Any]


def comparison_document(comparison: Comparison) -> Document:
    """What `entracte compare --json` prints."""
    return {
        "old": comparison.old,
        "new": comparison.new,
        "fits": comparison.fits,
        "reasons": [_reason(each) for each in comparison.reasons],
        "tables": [_table(each) for each in comparison.tables],
    }


def _reason(reason: Reason) -> Document:
    """One reason; its message says what to do, too."""
    told = asdict(reason)
    advice = told.pop("advice")
    return {**told, "message": f"{reason.message} {advice}", "advice": advice}


def _table(table: TableComparison) -> Document:
    return {
        "name": table.name,
        "state": table.state,
        "name_old": table.name_old,
        "name_new": table.name_new,
        "evidence": table.evidence,
        "rows_old": table.rows_old,
        "rows_new": table.rows_new,
        "columns": [asdict(each) for each in table.columns],
        "drift": [asdict(each) for each in table.drift],
        "delta": _delta(table.delta) if table.delta else None,
    }


def _delta(delta: Delta) -> Document:
    return {
        "key": list(delta.key),
        "how": delta.how,
        "new": delta.new,
        "changed": delta.changed,
        "vanished": delta.vanished,
        "unchanged": delta.unchanged,
        "repeated_old": delta.repeated_old,
        "repeated_new": delta.repeated_new,
        "changed_columns": delta.changed_columns,
        "samples": {
            "new": [asdict(each) for each in delta.new_samples],
            "changed": [
                {"key": each.key, "changes": {name: list(pair) for name, pair in each.changes.items()}}
                for each in delta.changed_samples
            ],
            "vanished": [asdict(each) for each in delta.vanished_samples],
        },
    }
