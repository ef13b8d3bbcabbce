"""One rule for each type of field: the value that is kept, and the findings a cell can cause."""

from __future__ import annotations

from dataclasses import dataclass, replace

from entracte.engine.expressions import Expression, case, column, expression

ERASE = "="
"""The cell that removes the current value (contact.md section 4)."""

CELL = column("cell")
PREPARED = column("prepared")


@dataclass(frozen=True)
class Flag:
    """A finding that a cell causes when a condition over its row holds."""

    code: str
    when: Expression
    detail: Expression | None = None


@dataclass(frozen=True)
class FieldRule:
    """What becomes of a cell.

    `value` is what is kept (null: dropped); the first of `flags` that holds is reported. Both are written over the
    columns `cell` and `prepared`, the latter an expression over `cell` that is computed once.
    """

    value: Expression
    flags: tuple[Flag, ...] = ()
    prepared: Expression | None = None

    def dropped_when(self, condition: Expression, code: str) -> FieldRule:
        """The same rule, but the whole cell is dropped, before anything else, where a condition over the row holds."""
        return replace(
            self,
            value=expression(
                "CASE WHEN NOT coalesce($condition, FALSE) THEN $value END", condition=condition, value=self.value
            ),
            flags=(Flag(code, condition), *self.flags),
        )

    def with_erasing(self, inserting: Expression) -> FieldRule:
        """The same rule for a field in which `=` removes the current value; on an INSERT it means empty (D17, D47)."""
        erasing = expression(f"coalesce($cell = '{ERASE}', FALSE)", cell=CELL)
        kept = expression(f"CASE WHEN NOT $inserting THEN '{ERASE}' END", inserting=inserting)
        first = Flag("nothing-to-erase", expression("$erasing AND $inserting", erasing=erasing, inserting=inserting))
        others = (
            replace(flag, when=expression("NOT $erasing AND $strikes", erasing=erasing, strikes=flag.when))
            for flag in self.flags
        )
        return replace(self, value=case((erasing, kept), otherwise=self.value), flags=(first, *others))

    def over(self, cell: Expression, prepared: Expression) -> FieldRule:
        """The same rule over other columns than `cell` and `prepared`."""

        def moved(tree: Expression) -> Expression:
            def swap(node: Expression) -> Expression:
                if node == CELL:
                    return cell.copy()
                return prepared.copy() if node == PREPARED else node

            return tree.copy().transform(swap)

        return replace(
            self,
            value=moved(self.value),
            flags=tuple(
                Flag(flag.code, moved(flag.when), None if flag.detail is None else moved(flag.detail))
                for flag in self.flags
            ),
        )
