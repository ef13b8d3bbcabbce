"""Two extractions of one system compared: what drifted, what became of the rows, and whether a recipe still fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from entracte.engine import Engine
from entracte.faults import Fault, near
from entracte.profile.comparing.columns import pair_columns
from entracte.profile.comparing.delta import delta_of
from entracte.profile.comparing.documents import comparison_document
from entracte.profile.comparing.drift import drift_of
from entracte.profile.comparing.keys import choose_key, given_key
from entracte.profile.comparing.model import (
    ColumnComparison,
    Comparison,
    Delta,
    Drift,
    ExtractedTable,
    Extraction,
    Reason,
    TableComparison,
)
from entracte.profile.comparing.reasons import column_reasons, key_reasons, reading_reasons, table_reasons
from entracte.profile.comparing.tables import TablePair, pair_tables

__all__ = [
    "ColumnComparison",
    "Comparison",
    "Delta",
    "Drift",
    "ExtractedTable",
    "Extraction",
    "Reason",
    "TableComparison",
    "compare_extractions",
    "comparison_document",
]

Keys = Mapping[str, Sequence[str]]


def compare_extractions(
    engine: Engine,
    old: Extraction,
    new: Extraction,
    *,
    keys: Keys | None = None,
    with_delta: bool = True,
    notice: Callable[[str], None] = lambda what: None,
) -> Comparison:
    """What differs between two extractions; `keys` are columns by table, where those found are not to be used.

    Raises the faults `no-such-table` and `no-such-column` for what `keys` names.
    """
    pairs = pair_tables(old, new)
    wanted = _keys_by_pair(keys or {}, pairs)
    reasons: list[Reason] = []
    told: list[TableComparison] = []
    for number, pair in enumerate(pairs):
        reasons += table_reasons(pair)
        if pair.old is None or pair.new is None:
            told.append(_one_sided(pair))
            continue
        notice(f"comparing {pair.new.name}")
        found = _Common(engine, pair.old, pair.new, pair.evidence, wanted.get(number))
        told.append(found.compared(with_delta=with_delta))
        reasons += found.reasons
    return Comparison(old.name, new.name, tuple(told), tuple(reasons))


@dataclass
class _Common:
    """A table that both extractions have; `reasons` are known once it was compared."""

    engine: Engine
    old: ExtractedTable
    new: ExtractedTable
    evidence: str
    key: Sequence[str] | None
    reasons: list[Reason] = field(default_factory=list)

    def compared(self, *, with_delta: bool) -> TableComparison:
        """All that can be said of it."""
        old, new = self.old, self.new
        pairs = pair_columns(self.engine, old, new)
        key = given_key(self.key, new.name, pairs) if self.key else choose_key(self.engine, old, new, pairs)
        drift = drift_of(self.engine, old, new, pairs)
        delta = delta_of(self.engine, old, new, pairs, key) if with_delta else None
        self.reasons += reading_reasons(self.engine, old, new)
        self.reasons += column_reasons(old, new, pairs)
        self.reasons += key_reasons(old, key)
        return TableComparison(
            name=new.name,
            state="renamed" if self.evidence else "same",
            name_old=old.name,
            name_new=new.name,
            rows_old=old.profile.rows,
            rows_new=new.profile.rows,
            columns=tuple(each.compared() for each in pairs),
            drift=drift,
            delta=delta,
            evidence=self.evidence,
        )


def _one_sided(pair: TablePair) -> TableComparison:
    """A table that only one extraction has."""
    table = pair.old or pair.new
    assert table is not None
    gone = pair.new is None
    return TableComparison(
        name=table.name,
        state="gone" if gone else "new",
        name_old=table.name if gone else None,
        name_new=None if gone else table.name,
        rows_old=table.profile.rows if gone else None,
        rows_new=None if gone else table.profile.rows,
        columns=(),
        drift=(),
        delta=None,
    )


def _keys_by_pair(keys: Keys, pairs: list[TablePair]) -> dict[int, Sequence[str]]:
    """The keys that the user names, by the number of the pair they are for."""
    names = {
        side.name.casefold(): number
        for number, pair in enumerate(pairs)
        for side in (pair.old, pair.new)
        if side is not None and pair.old is not None and pair.new is not None
    }
    for name in keys:
        if name.casefold() not in names:
            known = [pair.new.name for pair in pairs if pair.old and pair.new]
            raise Fault(
                "no-such-table",
                f"There is no table {name} in both extractions.",
                hint=near(name, known) if known else "",
            )
    return {names[name.casefold()]: columns for name, columns in keys.items()}
