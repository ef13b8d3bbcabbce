"""What the rows of one file do to the definitions: the tables that planning reads and writes."""

from __future__ import annotations

from dataclasses import dataclass

from entracte.engine import Engine, quoted
from entracte.load.definitions.state import State
from entracte.load.definitions.text import listed


@dataclass(frozen=True)
class Work:
    """The tables of one plan.

    `rows`: `row`, `operation`, `run` (which of the key's runs of one operation the row belongs to), the fields of the
    key and the value columns of every state. `outcomes`: `row`, `outcome`. `findings`: `FINDING_COLUMNS`.
    """

    engine: Engine
    prefix: str
    state: State
    parts: State | None
    rows: str
    outcomes: str
    findings: str

    @property
    def states(self) -> tuple[State, ...]:
        """The definitions and, after them, their parts."""
        return (self.state,) if self.parts is None else (self.state, self.parts)

    def usage(self, state: State) -> str:
        """The table of the definitions of a state that rows delete and something uses: key fields and `detail`."""
        return f"{self.prefix}usage_{state.table.name}"

    def scratch(self, name: str) -> str:
        """The quoted name of a table that one step makes anew."""
        return quoted(f"{self.prefix}{name}")

    def create_candidates(self, operation: str, run: int) -> str:
        """Make a table of the rows of one run; its quoted name."""
        name = self.scratch("candidates")
        self.engine.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {quoted(self.rows)} WHERE operation = ? AND run = ?",
            [operation, run],
        )
        return name


def label(state: State, table: str) -> str:
    """The expression that names a definition to a person: its key within the institution, as LIST/CODE."""
    keys = state.keys[1:] or state.keys
    return f"concat_ws('/', {listed(keys, table)})"


def part_given(state: State, table: str) -> str:
    """The condition that a row names a definition of this state: every field of the key is filled."""
    return " AND ".join(f"{table}.{quoted(name)} IS NOT NULL" for name in state.keys)
