"""What a load will do, made before anything is done: the dry run and the run are this one object (invariant 2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Counts:
    """Contacts or definitions by kind."""

    created: dict[str, int] = field(default_factory=dict)
    updated: dict[str, int] = field(default_factory=dict)


class Plan(Protocol):
    """A load that was worked out but not written: tables of findings and outcomes, counts, and how to write it."""

    @property
    def findings(self) -> str:
        """The engine's table of findings, with the columns of `FINDING_COLUMNS`."""

    @property
    def outcomes(self) -> str:
        """The engine's table `row`, `outcome`: imported, unchanged or rejected; directives are left out."""

    @property
    def counts(self) -> Counts:
        """What is created and updated."""

    def apply(self, cursor: Any) -> None:
        """Write it through a cursor of the transaction in which it was made; the caller commits."""


@dataclass(frozen=True)
class PlanInOwnColumns:
    """The plan of a file whose rows were turned into another format's: findings and outcomes are those of the file."""

    plan: Plan
    findings: str
    outcomes: str

    @property
    def counts(self) -> Counts:
        """What the plan makes and changes."""
        return self.plan.counts

    def apply(self, cursor: Any) -> None:
        """Write the plan."""
        self.plan.apply(cursor)
