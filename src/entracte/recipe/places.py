"""Where something stands in a recipe, and the faults that say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from entracte.faults import Fault


@dataclass(frozen=True)
class Place:
    """A line and a column, counted from 1, of a file named as the recipe's folder has it."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, column {self.column}"

    def fault(self, code: str, message: str, hint: str = "", /, **facts: object) -> Fault:
        """A fault that says where it is. Facts called as the place's own become `of_column` and the like."""
        own = {"file": self.file, "line": self.line, "column": self.column}
        others = {f"of_{name}" if name in own else name: value for name, value in facts.items()}
        return Fault(code, f"{self}: {message}", hint=hint, **others, **own)

    @contextmanager
    def told(self, what: str = "") -> Iterator[None]:
        """Faults of the block say where in the recipe they come from, and of what, unless they do already."""
        try:
            yield
        except Fault as fault:
            if "line" in fault.facts:
                raise
            begins = f"{what}: " if what else ""
            raise self.fault(fault.code, f"{begins}{fault.message}", fault.hint, **fault.facts) from fault
