"""Excel formulas, compiled to column expressions of the engine; never evaluated row by row.

formula = compile_formula('=UPPER([@NAME])&" "&[@CITY]', Scope(columns))
attached = attach({"FULL": formula}, exp.table_("clients"))
SELECT attached.texts["FULL"] FROM (attached.query) AS "row"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from entracte.faults import Fault
from entracte.recipe.cells import Cells, Kind
from entracte.recipe.formula.scope import Scope

if TYPE_CHECKING:
    from sqlglot import exp

    from entracte.engine.expressions import Expression
    from entracte.recipe.formula.values import Argument, Value

__all__ = ["Attached", "Formula", "FunctionEntry", "Scope", "attach", "compile_formula", "functions"]


@dataclass(frozen=True)
class Formula:
    """A compiled formula: what it reads, what its numbers are shown as, and what there is to warn of.

    `reads` are (table, column), this row's table first. `kinds` says what its cells can be.
    """

    text: str
    value: Value
    reads: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]

    @property
    def shown_as(self) -> Kind:
        """What its cells are shown as."""
        return self.value.shown_as if self.value.number is not None else self._other

    @property
    def _other(self) -> Kind:
        return Kind.TEXT if self.value.boolean is None else Kind.BOOLEAN

    @property
    def can_fail(self) -> bool:
        """Whether a cell can be an error."""
        return self.value.error is not None


def compile_formula(text: str, scope: Scope) -> Formula:
    """Compile a formula such as `=UPPER([@NAME])`.

    Raises the faults `formula-syntax`, `unknown-function`, `unknown-column`, `unknown-table`, `wrong-argument` and
    `unknown-locale`; each has the fact `position`, the character of the formula from 1.
    """
    from entracte.recipe.formula.compiler import Compiler
    from entracte.recipe.formula.parser import parse
    from entracte.recipe.formula.tree import Reference

    node = parse(text)
    compiler = Compiler(scope)
    value = _one_cell(compiler.compile(node))
    if value.blank and not isinstance(node, Reference):
        value = _zero_for_blank(value)
    return Formula(text, _finite(value), tuple(compiler.reads), tuple(compiler.warnings))


def _one_cell(found: Argument) -> Value:
    from entracte.recipe.formula.values import Across, Many, Value

    if isinstance(found, Value):
        return found
    if isinstance(found, Many) and len(found.values) == 1:
        return found.values[0]
    if isinstance(found, Across):
        name = found.names[0] if found.names else "COLUMN"
        raise Fault(
            "wrong-argument",
            f"The formula gives all rows of {found.table or 'the table'}, and a column has one cell a row.",
            hint=f"Write [@{name}] for this row's value, or sum, count or look up.",
        )
    raise Fault(
        "wrong-argument",
        "The formula gives several cells, and a column has one cell a row.",
        hint="Sum, count or join them: SUM, COUNT, TEXTJOIN.",
    )


def _zero_for_blank(value: Value) -> Value:
    """What is blank inside a formula is 0 as its result."""
    from entracte.recipe.formula.terms import choose, either, literal

    zero = choose((value.is_blank, literal(0.0)))
    if not value.parts:
        zero = literal(0.0)
    return replace(value, number=either(value.number, zero), blank=False, reference=False)


def _finite(value: Value) -> Value:
    """A number beyond what Excel can hold is #NUM!."""
    from entracte.recipe.formula.terms import choose, either, literal, sql

    if value.number is None or value.reference or value.number.operation == "column" or value.number.results:
        return value
    beyond = choose((sql("ABS($a) > 1.7976931348623157e308", value.number), literal("#NUM!")))
    fine = choose((sql("ABS($a) <= 1.7976931348623157e308", value.number), value.number))
    return replace(value, number=fine, error=either(value.error, beyond))


@dataclass(frozen=True)
class Attached:
    """Formulas over a source: `query` has its columns, the looked-up ones and what is used more than once.

    `cells` and `texts` are expressions over the alias `row` of that query; `texts` is what is written to a file,
    `errors` the error values (null where there is none).
    """

    query: exp.Select | None
    cells: Mapping[str, Cells]
    texts: Mapping[str, Expression]
    errors: Mapping[str, Expression]
    joins: int


def attach(
    formulas: Mapping[str, Formula],
    source: exp.Select | exp.Table,
    *,
    forms: Mapping[str, str] | None = None,
    prefix: str = "_",
) -> Attached:
    """Bring formulas to a source: what they share is computed once, tables they look into are joined.

    No row is added or lost; the order of rows is the engine's. `forms` gives the spelling of dates by formula name,
    `prefix` begins the names of the columns that are added.
    """
    from entracte.recipe.formula.attaching import attached

    return attached(formulas, source, forms or {}, prefix)


@dataclass(frozen=True)
class FunctionEntry:
    """A function as `entracte formats --functions` lists it."""

    name: str
    category: str
    syntax: str
    sentence: str
    engines: tuple[str, ...]


def functions() -> list[FunctionEntry]:
    """All functions that a formula can use, by name."""
    from entracte.recipe.formula.registry import load_functions

    return [
        FunctionEntry(one.name, one.category, one.syntax, one.sentence, one.engines)
        for _, one in sorted(load_functions().items())
    ]
