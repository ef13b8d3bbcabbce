"""Operations by themselves, over the rows of a small table, the way a plan of a recipe runs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from entracte.engine import Engine
from entracte.engine.expressions import Expression, column, expression
from entracte.recipe.kept_values import KeptValues
from entracte.recipe.operations import REQUIRED, Done, Example, Operation, ParameterKind
from entracte.recipe.operations.patterns import checked
from entracte.recipe.selects import NUMBER, LeftJoin, of_row, selected, table
from entracte.recipe.stations import At

CELL, VALUE = "cell", "value"


class Lists:
    """What an operation may ask for: values computed once, and small tables to look values up in."""

    def __init__(self, engine: Engine, locale: str = "en") -> None:
        self.engine = engine
        self.locale = locale
        self.values = KeptValues(self._unique)
        self._named = 0

    def keep(self, value: Expression) -> Expression:
        """A value that is computed once, as a column."""
        return self.values.keep(value)

    def lookup(self, rows: Mapping[str, str], key: Expression) -> Expression:
        """The value of the entry called `key`, or null."""
        alias = self._unique("list_")
        self.engine.create_table(alias, {"key": "VARCHAR", "value": "VARCHAR"}, list(rows.items()))
        condition = exp.EQ(this=column("key", alias), expression=key.copy())
        return self.values.keep(column("value", alias), LeftJoin(table(alias), alias, condition))

    def _unique(self, beginning: str) -> str:
        self._named += 1
        return f"{beginning}{self._named}"


@dataclass
class Runner:
    """Runs operations in an engine."""

    engine: Engine

    def run(
        self,
        operation: Operation,
        cells: Sequence[str | None],
        parameters: Mapping[str, Any] | None = None,
        columns: Mapping[str, Sequence[str | None]] | None = None,
        locale: str = "en",
    ) -> list[tuple[str | None, set[str]]]:
        """The new cells, as text, and the codes of what was found in each."""
        others = columns or {}
        self.engine.create_table(
            "given",
            {NUMBER: "BIGINT", CELL: "VARCHAR", **dict.fromkeys(others, "VARCHAR")},
            list(zip(range(len(cells)), cells, *others.values(), strict=True)),
        )
        query, codes = self.query(operation, parameters or {}, locale)
        found = self.engine.rows(query.order_by(of_row(NUMBER)))
        return [(row[0], {code for code, flag in zip(codes, row[1:], strict=True) if flag}) for row in found]

    def query(
        self, operation: Operation, parameters: Mapping[str, Any], locale: str = "en"
    ) -> tuple[exp.Select, list[str]]:
        """The select over the table `given` that has the new text and a flag for each finding; and their codes."""
        told = dict(parameters)
        part = told.pop("part", None)
        lists = Lists(self.engine, locale)
        done = operation.apply(of_row(CELL), arguments(operation, told), lists)
        if not isinstance(done, Done):
            done = done[part]
        flags = {f"found_{place}": found.when for place, found in enumerate(done.findings)}
        made = {NUMBER: of_row(NUMBER), VALUE: done.value, **flags}
        query = selected(lists.values.over(table("given")), made)
        text = At(VALUE, operation.gives).text()
        over = {VALUE: text, **{name: expression("coalesce($flag, false)", flag=of_row(name)) for name in flags}}
        return selected(query, over), [found.code for found in done.findings]

    def example(self, operation: Operation, example: Example) -> tuple[str | None, set[str]]:
        """What an example gives, and the codes found."""
        columns = {name: [cell] for name, cell in example.columns.items()}
        return self.run(operation, [example.given], example.parameters, columns)[0]


def arguments(operation: Operation, told: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as `apply` gets them: defaults filled in, columns found."""
    unknown = set(told) - {each.name for each in operation.parameters}
    assert not unknown, f"{operation.name} has no parameter {unknown}"
    read = {}
    for each in operation.parameters:
        value = told.get(each.name, each.default)
        assert value is not REQUIRED, f"{operation.name} needs {each.name}"
        read[each.name] = _read(each.kind, value, each.name in told)
    return read


def _read(kind: ParameterKind, value: Any, is_told: bool) -> Any:
    if kind is ParameterKind.VALUE and value is not None:
        named = str(value)
        return of_row(named[2:-1]) if named.startswith("[@") else exp.Literal.string(named)
    if kind is ParameterKind.PATTERN and is_told:
        return checked(value)
    if kind is ParameterKind.TEXTS:
        return tuple(value)
    return value
