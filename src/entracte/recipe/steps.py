"""The steps of a plan: what is done, where the recipe says so, what it reads, and how its effect is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from entracte.engine.expressions import Expression
from entracte.recipe.places import Place
from entracte.recipe.selects import Query


@dataclass(frozen=True, eq=False)
class Sampled:
    """What a step was given and what it gave, as texts over the query that is measured."""

    before: Expression
    after: Expression


@dataclass(frozen=True, eq=False)
class Step:
    """One thing that is done to a column or to the rows of a table.

    `of` is the source, table or output it belongs to, `column` the column it makes (None: it is about rows). `kind` is
    column, constant, formula, operation, crosswalk, python, where, join and so on; `text` is what the recipe says.
    `reads` are (table, column); `sql` is the expression that the engine computes.
    """

    number: int
    of: str
    column: str | None
    kind: str
    text: str
    place: Place
    reads: tuple[tuple[str, str], ...]
    sql: str = ""


@dataclass(frozen=True, eq=False)
class Counter:
    """A condition whose rows are counted for a step.

    `role` is changed (against one of the columns read), filled, test (a comparison with something written out),
    dropped (the rows that a filter leaves out), found (the rows for which a join finds something) or listed (the rows
    whose value the recipe writes out: in a crosswalk, a mapping or a pattern).
    """

    step: Step
    role: str
    condition: Expression
    sampled: Sampled | None = None


@dataclass(frozen=True, eq=False)
class Reported:
    """A finding that a step may make: the rows in which `when` is true; `value` is what the cell held."""

    step: Step
    code: str
    field: str | None
    when: Expression
    value: Expression
    detail: str = ""


@dataclass(frozen=True, eq=False)
class Look:
    """What a preview shows of one query: the values of every column, step by step, the last one as it goes on."""

    name: str
    query: Query
    columns: Mapping[str, Sequence[tuple[str, Expression]]]


@dataclass
class Measured:
    """What is counted and reported over one query, in one pass; `of` names the table or output.

    `rows_step` is the step that changes which rows there are, `gives` the query of what it leaves.
    """

    of: str
    query: Query
    counters: list[Counter] = field(default_factory=list)
    reports: list[Reported] = field(default_factory=list)
    rows_step: Step | None = None
    gives: Query | None = None
