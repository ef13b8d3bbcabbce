"""Findings and their outcomes (D5): what a bad value costs."""

from enum import StrEnum

Finding = tuple[int | None, str | None, str, str]
"""(row or None, column or None, outcome, short name of the rule)."""


class Outcome(StrEnum):
    """The four outcomes of a finding (D5)."""

    FILE_REFUSED = "file-refused"
    ROW_REJECTED = "row-rejected"
    FIELD_DROPPED = "field-dropped"
    VALUE_CHANGED = "value-changed"


class RowRejectedError(Exception):
    """Raised by a rule that costs the whole row (D6)."""

    def __init__(self, field: str | None, rule: str) -> None:
        super().__init__(f"{field}: {rule}")
        self.field = field
        self.rule = rule


class RowLog:
    """The findings of one row: at most one per column, outcome and rule."""

    def __init__(self, row: int) -> None:
        self.row = row
        self._findings: list[Finding] = []

    def dropped(self, field: str, rule: str) -> None:
        """The row is imported without this field."""
        self._add((self.row, field, Outcome.FIELD_DROPPED.value, rule))

    def changed(self, field: str, rule: str) -> None:
        """The field is imported with another value."""
        self._add((self.row, field, Outcome.VALUE_CHANGED.value, rule))

    def _add(self, finding: Finding) -> None:
        if finding not in self._findings:
            self._findings.append(finding)

    def findings(self) -> list[Finding]:
        """All findings; of a column that was dropped the earlier changes are not told."""
        lost = {field for _, field, outcome, _ in self._findings if outcome == Outcome.FIELD_DROPPED}
        return [f for f in self._findings if f[2] == Outcome.FIELD_DROPPED or f[1] not in lost]

    def rejection(self, error: RowRejectedError) -> list[Finding]:
        """A rejected row tells its first reason and nothing else."""
        return [(self.row, error.field, Outcome.ROW_REJECTED.value, error.rule)]
