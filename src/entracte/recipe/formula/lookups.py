"""Looking a cell up in a column of another table, or in an array that is written out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from entracte.recipe.formula.call import Call
from entracte.recipe.formula.coercion import boolean_text, folded
from entracte.recipe.formula.compiler import Compiler
from entracte.recipe.formula.families.logic import chosen
from entracte.recipe.formula.numbers import general
from entracte.recipe.formula.operators import compared, ordering
from entracte.recipe.formula.patterns import has_wildcards, unescaped, wildcard_expression
from entracte.recipe.formula.relations import NUMBER, First, Items, Output, Stepped, Table, row_terms
from entracte.recipe.formula.terms import (
    FALSE,
    TRUE,
    Term,
    block,
    choose,
    coalesce,
    column,
    concatenated,
    every,
    joined,
    literal,
    negated,
    sql,
)
from entracte.recipe.formula.tree import Binary, Node
from entracte.recipe.formula.values import ITEM, Across, Argument, Many, Value, constant_value, number_value

_PARTS = ("text", "number", "boolean", "error")


@dataclass(frozen=True)
class Found:
    """What a lookup finds: whether there is anything, its place from 1, and the values beside it."""

    found: Term
    position: Value
    values: tuple[Value, ...]


def table_of(compiler: Compiler, name: str) -> Table:
    """A table as the engine knows it."""
    return Table(compiler.scope.relation(name), compiler.scope.order)


@dataclass
class Conditions:
    """What an item has to fulfil: keys that are equal to this row's, conditions of its own, and those of both."""

    row_keys: list[Term]
    item_keys: list[Term]
    own: list[Term]
    mixed: list[Term]

    @classmethod
    def none(cls) -> Conditions:
        """Nothing."""
        return cls([], [], [], [])

    def equal(self, row: Value, item: Value) -> None:
        """An item's value has to be equal to this row's."""
        keys = match_keys(row, item)
        if keys is None:
            self.own.append(FALSE)
        elif row_aliases(row) and "row" not in keys[1].aliases:
            self.row_keys.append(keys[0])
            self.item_keys.append(keys[1])
        else:
            self.holds(sql("$a = $b", *keys))

    def holds(self, condition: Term) -> None:
        """A condition over the item, this row, or both."""
        if "row" in condition.aliases:
            self.mixed.append(condition)
        else:
            self.own.append(condition)

    def items(self, compiler: Compiler, table: str) -> tuple[Items, tuple[Term, ...]]:
        """The items, and the terms of this row by which they are found."""
        own = tuple(condition for condition in self.own if condition is not TRUE)
        found = table_of(compiler, table)
        if not self.mixed:
            return Items(found, tuple(self.item_keys), own), tuple(self.row_keys)
        equal = [sql("$a = $b", item, row) for item, row in zip(self.item_keys, self.row_keys, strict=True)]
        mixed = [*equal, *self.mixed]
        rows = row_terms(mixed)
        own_table = table_of(compiler, compiler.scope.table)
        return Items(found, (), own, tuple(mixed), rows, own_table), rows


def row_aliases(value: Value) -> bool:
    """Whether a value speaks of this row."""
    return any("row" in part.aliases for part in value.parts)


def match_keys(row: Value, item: Value) -> tuple[Term, Term] | None:
    """Terms that are equal where two values are (texts by their letters, case aside); None where none can be."""
    common = [
        name
        for name in ("text", "number", "boolean")
        if getattr(row, name) is not None and getattr(item, name) is not None
    ]
    if not common:
        return None
    if common == ["text"]:
        assert row.text is not None and item.text is not None
        return folded(row.text), folded(item.text)
    if len(common) == 1:
        return getattr(row, common[0]), getattr(item, common[0])
    return _any_key(row, common), _any_key(item, common)


def _any_key(value: Value, names: list[str]) -> Term:
    spelt = {"text": folded, "number": general, "boolean": boolean_text}
    return coalesce(*(concatenated(literal(name[0]), spelt[name](getattr(value, name))) for name in names))


def warn_of_kinds(call: Call, sought: Value, item: Value) -> None:
    """Say that a text is looked for among numbers, or the other way round: it is never found."""
    if match_keys(sought, item) is None and sought.parts and item.parts:
        kinds = [
            "text" if value.only_text else "a number" if value.only_number else "TRUE or FALSE"
            for value in (sought, item)
        ]
        where = f"[{item.name}]" if item.name else "the column"
        call.compiler.warn(
            f"{call.function.name}: what is looked for is {kinds[0]} and {where} holds {kinds[1]}; they are "
            f'never equal. Convert one (VALUE, TEXT or &"") or declare the column\'s type.'
        )


def factors(node: Node) -> list[Node]:
    """The factors of a product."""
    if isinstance(node, Binary) and node.operator == "*":
        return [*factors(node.left), *factors(node.right)]
    return [node]


def add_condition(compiler: Compiler, conditions: Conditions, node: Node) -> Across | None:
    """Count a comparison over a table's rows among the conditions; the columns of which table it speaks."""
    if isinstance(node, Binary) and node.operator == "=":
        left, right = compiler.compile(node.left, True), compiler.compile(node.right, True)
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Across) and isinstance(other, Value) and one.width == 1:
                if row_aliases(other) and not other.blank:
                    conditions.equal(other, one.columns[0])
                else:
                    truth = compiler.compared("=", one.columns[0], other)
                    conditions.holds(coalesce(truth.boolean, FALSE))
                return one
    whole = compiler.compile(node, True)
    if isinstance(whole, Across) and whole.width == 1 and whole.columns[0].boolean is not None:
        conditions.holds(coalesce(whole.columns[0].boolean, FALSE))
        return whole
    return None


def look_up(
    call: Call,
    sought: Value,
    where: Argument,
    results: tuple[Value, ...],
    *,
    mode: int = 0,
    wildcards: bool = True,
    last: bool = False,
) -> Found:
    """Look a value up. `mode` is 0 for equal, -1 for equal or the next smaller, 1 for equal or the next larger.

    `results` are the values beside the column (over the alias `item`) or beside the cells of an array.
    """
    call.fail_with(sought.error)
    sought = _blank_as_zero(sought)
    if not isinstance(where, Across):
        cells = where.values if isinstance(where, Many) else [where]
        return _in_cells(sought, cells, results, mode, last)
    item = where.columns[0]
    warn_of_kinds(call, sought, item)
    conditions = Conditions.none()
    if mode:
        return _nearest(call, sought, where, results, below=mode < 0, last=last)
    constant = sought.constant
    if isinstance(constant, str) and item.text is not None and wildcards and has_wildcards(constant):
        conditions.holds(block("matches", folded(item.text), f"(?s)^{wildcard_expression(constant.lower())}$"))
    elif isinstance(constant, str) and wildcards:
        conditions.equal(constant_value(unescaped(constant)), item)
    else:
        conditions.equal(sought, item)
    return find_first(call.compiler, where.table, conditions, results, last)


def _blank_as_zero(sought: Value) -> Value:
    """A blank that is looked for is the number 0, as in Excel."""
    if not sought.blank or sought.only_text:
        return sought
    zero = choose((sought.is_blank, literal(0.0)))
    return replace(sought, number=coalesce(sought.number, zero), blank=False)


def find_first(
    compiler: Compiler, table: str, conditions: Conditions, results: tuple[Value, ...], last: bool = False
) -> Found:
    """The first item that fulfils conditions, or the last."""
    items, keys = conditions.items(compiler, table)
    if FALSE in conditions.own:
        return Found(FALSE, number_value(literal(0.0)), tuple(Value(blank=True) for _ in results))
    return _joined(First(items, _outputs(results), last), keys, results)


def _outputs(results: tuple[Value, ...]) -> tuple[Output, ...]:
    outputs = [Output("found", TRUE), Output("position", sql("CAST($a AS DOUBLE)", column(ITEM, NUMBER)))]
    for place, value in enumerate(results):
        outputs += [
            Output(f"{name}{place}", getattr(value, name)) for name in _PARTS if getattr(value, name) is not None
        ]
    return tuple(outputs)


def _joined(relation: First | Stepped, keys: tuple[Term, ...], results: tuple[Value, ...]) -> Found:
    used = {output.name for output in relation.outputs}

    def part(name: str, place: int) -> Term | None:
        return joined(relation, f"{name}{place}", *keys) if f"{name}{place}" in used else None

    values = tuple(
        Value(
            part("text", place),
            part("number", place),
            part("boolean", place),
            part("error", place),
            blank=True,
            shown_as=value.shown_as,
            reference=True,
            name=value.name,
            readable=value.readable,
        )
        for place, value in enumerate(results)
    )
    found = sql("COALESCE($a, FALSE)", joined(relation, "found", *keys))
    return Found(found, number_value(joined(relation, "position", *keys)), values)


def _nearest(call: Call, sought: Value, where: Across, results: tuple[Value, ...], *, below: bool, last: bool) -> Found:
    item = where.columns[0]
    if item.number is not None and (sought.number is not None or item.text is None):
        keys = None if sought.number is None else (sought.number, item.number)
    else:
        keys = None if item.text is None or sought.text is None else (ordering(sought.text), ordering(item.text))
    if keys is None:
        return Found(FALSE, number_value(literal(0.0)), tuple(Value(blank=True) for _ in results))
    items = Items(table_of(call.compiler, where.table), (keys[1],))
    return _joined(Stepped(items, _outputs(results), below, last), (keys[0],), results)


def _in_cells(sought: Value, cells: list[Value], results: tuple[Value, ...], mode: int, last: bool) -> Found:
    """The same in an array that is written out; `results` are then as many as cells for each column."""
    order = list(range(len(cells)))
    if mode < 0 or last:
        order.reverse()
    operator = {0: "=", -1: ">=", 1: "<="}[mode]
    tests: list[tuple[Term, int]] = []
    for place in order:
        cell = cells[place]
        if match_keys(sought, cell) is not None:
            same_kind = next(name for name in ("text", "number", "boolean") if getattr(cell, name) is not None)
            there = sql("$a IS NOT NULL", getattr(sought, same_kind))
            tests.append((every([there, compared(operator, sought, cell)]), place))
    position = chosen([(test, constant_value(float(place + 1))) for test, place in tests], number_value(literal(0.0)))
    width = len(results) // max(len(cells), 1)
    values = tuple(
        chosen([(test, results[place * width + offset]) for test, place in tests], Value(blank=True))
        for offset in range(width)
    )
    found = negated(sql("$a = 0e0", position.number or literal(0.0)))
    return Found(found, position, values)


def or_zero(number: Term | None) -> Term:
    """A looked-up number, 0 where there is none."""
    return coalesce(number, literal(0.0))
