"""A formula's tree becomes terms."""

from __future__ import annotations

from collections.abc import Callable

from entracte.faults import Fault
from entracte.recipe.cells import ColumnType
from entracte.recipe.formula.call import Call
from entracte.recipe.formula.columns import column_value
from entracte.recipe.formula.operators import arithmetic, comparison, joined_texts, negative, percent
from entracte.recipe.formula.registry import Function, find_function
from entracte.recipe.formula.scope import Scope
from entracte.recipe.formula.terms import ROW
from entracte.recipe.formula.tree import (
    ArrayConstant,
    Binary,
    Constant,
    ErrorConstant,
    Missing,
    Name,
    Node,
    Reference,
    Unary,
)
from entracte.recipe.formula.tree import Call as CallNode
from entracte.recipe.formula.values import (
    BLANK,
    ITEM,
    Across,
    Argument,
    Many,
    Value,
    constant_value,
    error_value,
)

_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")


class Compiler:
    """One formula: what it reads and what there is to warn of is noted on the way."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.reads: dict[tuple[str, str], None] = {}
        self.warnings: dict[str, None] = {}
        self._names: dict[str, Argument] = {}

    def warn(self, message: str) -> None:
        """Note something that is legal, and probably not meant."""
        self.warnings.setdefault(message)

    def compile(self, node: Node, whole: bool = False) -> Argument:
        """What a tree is; `whole` says that `[COL]` is the whole column."""
        try:
            return self._compile(node, whole)
        except Fault as fault:
            fault.facts.setdefault("position", node.at + 1)
            raise

    def _compile(self, node: Node, whole: bool) -> Argument:
        if isinstance(node, (Constant, ErrorConstant, Missing)):
            return _written_out(node)
        if isinstance(node, ArrayConstant):
            return Many(tuple(tuple(_written_out(item) for item in row) for row in node.rows))
        if isinstance(node, Reference):
            return self._reference(node, whole)
        if isinstance(node, (Unary, Binary)):
            return self._operation(node, whole)
        if isinstance(node, Name):
            return self._name(node, whole)
        assert isinstance(node, CallNode)
        return self.call(node, whole)

    # references

    def _reference(self, node: Reference, whole: bool) -> Argument:
        table = self.scope.find_table(node.table)
        columns = self._columns(node, table)
        if node.part == "headers":
            return Many((tuple(constant_value(column) for column in columns),))
        own = table == self.scope.table
        if node.this_row and not own:
            raise Fault(
                "wrong-argument",
                f"{node.table}[@...] means this row, and this row is of {self.scope.table or 'another table'}.",
                hint=f"Look the value up: XLOOKUP([@KEY], {table}[KEY], {table}[{columns[0]}]).",
            )
        for column in columns:
            self.reads.setdefault((table, column))
        if node.this_row or (own and not node.table and not whole and len(node.columns) == 1):
            cells = tuple(self._column(ROW, table, column) for column in columns)
            return cells[0] if len(node.columns) == 1 else Many((cells,))
        return Across(table, tuple(self._column(ITEM, table, column) for column in columns), tuple(columns))

    def _column(self, alias: str, table: str, column: str) -> Value:
        kind: ColumnType = self.scope.columns_of(table)[column]
        return column_value(alias, column, kind)

    def _columns(self, node: Reference, table: str) -> list[str]:
        known = list(self.scope.columns_of(table))
        named = [self.scope.find_column(table, name) for name in node.columns]
        if len(named) < 2:
            return named or known
        first, last = sorted(known.index(name) for name in named)
        return known[first : last + 1]

    def _name(self, node: Name, whole: bool) -> Argument:
        if node.name.casefold() in self._names:
            return self._names[node.name.casefold()]
        try:
            return self._reference(Reference(node.at, node.name, (), False), whole)
        except Fault as fault:
            if fault.code != "unknown-table":
                raise
            raise self._unknown_name(node, fault) from None

    def _unknown_name(self, node: Name, fault: Fault) -> Fault:
        columns = {column.casefold(): column for column in self.scope.columns}
        if node.name.casefold() in columns:
            column = columns[node.name.casefold()]
            return Fault(
                "unknown-table", f"{node.name} is no table.", hint=f"The column is written [@{column}].", **fault.facts
            )
        place = node.name.replace("$", "")
        if place.rstrip("0123456789").isalpha() and place[-1].isdigit() and len(place) < 11:
            return Fault(
                "unknown-table",
                f"{node.name} looks like the place of a cell, and a recipe speaks of whole columns only.",
                hint="Write [@COLUMN] for this row's value of a column.",
                **fault.facts,
            )
        return fault

    def named(self, name: str, value: Argument, body: Callable[[], Argument]) -> Argument:
        """What a body is while a name stands for a value (LET)."""
        before = dict(self._names)
        self._names[name.casefold()] = value
        try:
            return body()
        finally:
            self._names = before

    # operators

    def _operation(self, node: Unary | Binary, whole: bool) -> Argument:
        return self._unary(node, whole) if isinstance(node, Unary) else self._binary(node, whole)

    def _unary(self, node: Unary, whole: bool) -> Argument:
        locale = self.scope.locale
        operand = self.compile(node.operand, whole)
        if node.operator == "+":
            return operand
        work = negative if node.operator == "-" else percent
        return self.lifted(lambda cells: work(cells[0], locale), [operand])

    def _binary(self, node: Binary, whole: bool) -> Argument:
        left, right = self.compile(node.left, whole), self.compile(node.right, whole)
        operator = node.operator
        if operator == "&":
            return self.lifted(lambda cells: joined_texts(*cells), [left, right])
        if operator in _COMPARISONS:
            return self.lifted(lambda cells: self.compared(operator, *cells), [left, right])
        return self.lifted(lambda cells: arithmetic(operator, cells[0], cells[1], self.scope.locale), [left, right])

    def compared(self, operator: str, left: Value, right: Value) -> Value:
        """A comparison, with a warning where text meets a number (R3)."""
        for one, other in ((left, right), (right, left)):
            if one.name and one.only_text and other.number is not None and other.only_number:
                self.warn(
                    f"[{one.name}] is text and is compared with a number: a text is never equal to a number, and "
                    f"always greater. Declare its type (types: {{{one.name}: number}}) or write VALUE([@{one.name}])."
                )
        return comparison(operator, left, right)

    # functions

    def call(self, node: CallNode, whole: bool = False) -> Argument:
        """What a function gives."""
        function = find_function(node.name)
        count = len(node.arguments)
        if not function.least <= count <= function.most:
            raise _wrong_count(function, count)
        if function.lazy:
            return function.build(Call(self, function, node, ()))
        arguments = [
            self.compile(argument, whole or function.takes_array(index))
            for index, argument in enumerate(node.arguments)
        ]
        lifted = [
            index
            for index, argument in enumerate(arguments)
            if not isinstance(argument, Value) and not function.takes_array(index)
        ]
        if not lifted:
            return function.build(Call(self, function, node, tuple(arguments)))

        def build(cells: list[Value]) -> Value:
            filled: list[Argument] = list(arguments)
            for index, cell in zip(lifted, cells, strict=True):
                filled[index] = cell
            result = function.build(Call(self, function, node, tuple(filled)))
            if not isinstance(result, Value):
                raise Fault("wrong-argument", f"{function.name} would give several cells for each of several cells.")
            return result

        return self.lifted(build, [arguments[index] for index in lifted])

    def lifted(self, work: Callable[[list[Value]], Value], operands: list[Argument]) -> Argument:
        """Work on cells, done for each cell of columns and arrays."""
        columns = [operand for operand in operands if isinstance(operand, Across)]
        arrays = [operand for operand in operands if isinstance(operand, Many) and len(operand.values) > 1]
        if not columns and not arrays:
            return work([_single(operand) for operand in operands])
        if columns:
            return self._lifted_columns(work, operands, columns)
        height = max(len(array.rows) for array in arrays)
        width = max(array.width for array in arrays)
        return Many(
            tuple(
                tuple(work([_at(operand, row, place) for operand in operands]) for place in range(width))
                for row in range(height)
            )
        )

    def _lifted_columns(
        self, work: Callable[[list[Value]], Value], operands: list[Argument], columns: list[Across]
    ) -> Across:
        if len({column.table for column in columns}) > 1:
            names = " and ".join(sorted({column.table for column in columns}))
            raise Fault(
                "wrong-argument",
                f"Columns of {names} meet cell by cell, and the tables have rows of their own.",
                hint="Look the value up by a key: XLOOKUP.",
            )
        width = max(column.width for column in columns)
        cells = tuple(work([_at(operand, 0, place) for operand in operands]) for place in range(width))
        return Across(columns[0].table, tuple(cell.result() for cell in cells))


def _written_out(node: Node) -> Value:
    if isinstance(node, Constant):
        return constant_value(node.value)
    return error_value(node.code) if isinstance(node, ErrorConstant) else BLANK


def _single(operand: Argument) -> Value:
    if isinstance(operand, Many):
        return operand.values[0]
    assert isinstance(operand, Value)
    return operand


def _at(operand: Argument, row: int, place: int) -> Value:
    """A cell of an operand; what has one row or column is repeated, what ends too early is #N/A."""
    if isinstance(operand, Value):
        return operand
    cells = operand.columns if isinstance(operand, Across) else None
    if cells is None:
        assert isinstance(operand, Many)
        if row >= len(operand.rows) > 1:
            return error_value("#N/A")
        cells = operand.rows[min(row, len(operand.rows) - 1)]
    if place >= len(cells) > 1:
        return error_value("#N/A")
    return cells[min(place, len(cells) - 1)]


def _wrong_count(function: Function, count: int) -> Fault:
    wanted = (
        str(function.least)
        if function.least == function.most
        else f"at least {function.least}"
        if function.most == 255
        else f"{function.least} to {function.most}"
    )
    return Fault(
        "wrong-argument",
        f"{function.name} has {count} argument{'' if count == 1 else 's'} and needs {wanted}.",
        hint=f"{function.syntax}. {function.sentence}",
        function=function.name,
    )
