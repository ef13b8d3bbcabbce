"""Rows written in their order without being sorted: the engine keeps it by itself, and is watched while it does.

To sort a million rows of sixty columns takes longer than to compute and to write them. A statement that preserves the
order (`COPY ... PRESERVE_ORDER`) writes the pieces of a table in their order, and the rows of each as a thread makes
them; a join passes them on as they come. That it does is not promised, so each row's number is looked at as it is
written.
"""

from __future__ import annotations

from itertools import pairwise
from threading import get_ident
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entracte.engine.expressions import Expression

FUNCTION = "entracte_in_order"


def watched(cell: Expression, number: Expression, piece: int) -> Expression:
    """A cell of the n-th of several statements, with its row's number looked at as it is written."""
    from sqlglot import exp

    seen = exp.Anonymous(this=f"{FUNCTION}_{piece}", expressions=[number])
    return exp.Case().when(seen, cell, copy=False)


def pieces_of(number: Expression, rows: int, count: int) -> list[Expression]:
    """Conditions that cut rows into pieces, one after the other; the last has whatever is left."""
    from sqlglot import exp

    ends = [exp.Literal.number(rows * place // count) for place in range(1, count)]
    above = [exp.GT(this=number.copy(), expression=end) for end in ends]
    below = [exp.LTE(this=number.copy(), expression=end.copy()) for end in ends]
    return [below[0], *(exp.and_(*both) for both in zip(above, below[1:], strict=False)), above[-1]]


class OrderWatch:
    """Sees the numbers of the rows of one statement, some thousands at a time, from every thread that makes them."""

    def __init__(self) -> None:
        self._lost = False
        self._last: dict[int, int] = {}
        self._runs: list[tuple[int, int]] = []

    def see(self, numbers: Any) -> Any:
        """True for every row. It never raises: the engine may then wait for itself without end."""
        import pyarrow as pa

        told = numbers.to_numpy()
        if len(told):
            thread, first, last = get_ident(), int(told[0]), int(told[-1])
            if first <= self._last.get(thread, first - 1) or not (told[1:] > told[:-1]).all():
                self._lost = True
            self._last[thread] = last
            self._runs.append((first, last))
        return pa.repeat(True, len(told))

    @property
    def disturbed(self) -> bool:
        """Whether rows were not in order, or what one thread made has rows of another in between."""
        runs = sorted(self._runs)
        return self._lost or any(one[1] >= two[0] for one, two in pairwise(runs))
