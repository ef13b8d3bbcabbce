"""Lookup: values of other tables by a key."""

from __future__ import annotations

from entracte.recipe.formula.call import Call
from entracte.recipe.formula.families.logic import chosen
from entracte.recipe.formula.lookups import Conditions, Found, add_condition, factors, find_first, look_up
from entracte.recipe.formula.registry import family
from entracte.recipe.formula.relations import NUMBER
from entracte.recipe.formula.terms import column, literal, negated, sql
from entracte.recipe.formula.tree import Binary, Constant
from entracte.recipe.formula.tree import Call as CallNode
from entracte.recipe.formula.values import (
    BAD_REFERENCE,
    ITEM,
    NOT_AVAILABLE,
    Across,
    Argument,
    Many,
    Value,
    error_value,
    number_value,
)

lookup = family("lookup")


def first_column(argument: Argument) -> Argument:
    """The first column of a table or array."""
    if isinstance(argument, Across):
        return Across(argument.table, argument.columns[:1], argument.names[:1])
    if isinstance(argument, Many):
        return Many(tuple(row[:1] for row in argument.rows))
    return argument


def beside(call: Call, where: Argument, results: Argument, index: int) -> tuple[Value, ...]:
    """The values beside the column in which something is looked for."""
    if isinstance(where, Across):
        if not isinstance(results, Across) or results.table != where.table:
            raise call.wrong(index, f"has to be columns of {where.table}, as the column that is looked through")
        return results.columns
    cells = where.values if isinstance(where, Many) else [where]
    if isinstance(results, Across):
        raise call.wrong(index, "is a column of a table, and what is looked through is not")
    values = results.values if isinstance(results, Many) else [results]
    if len(values) % len(cells):
        raise call.wrong(index, "has another size than what is looked through")
    return tuple(values)


def one_of_width(call: Call, found: Found, place: int, index: int) -> Value:
    """One column of what was found."""
    if not 0 <= place < len(found.values):
        raise call.wrong(index, f"is {place + 1}, and the table has {len(found.values)} columns")
    return found.values[place]


def or_missing(found: Found, value: Value, missing: Value) -> Value:
    """What was found, or what stands for nothing found."""
    return chosen([(negated(found.found), missing)], value)


@lookup(
    "VLOOKUP(lookup_value, table_array, column_number, [approximate])",
    "Looks a value up in the first column of a table and gives a column beside it. "
    "Without FALSE at the end, the nearest smaller value will do.",
    {
        '=VLOOKUP("b",{"a",1;"b",2},2,FALSE)': 2,
        '=VLOOKUP("z",{"a",1;"b",2},2,FALSE)': "#N/A",
        '=VLOOKUP(15,{0,"low";10,"high"},2)': "high",
    },
    arrays=True,
)
def _vlookup(call: Call) -> Argument:
    table = call.argument(1)
    approximate = bool(call.constant(3, True))
    place = call.constant_number(2, 1) - 1
    where = first_column(table)
    width = table.width if isinstance(table, (Across, Many)) else 1
    if place < 0:
        return call.gives(error_value("#VALUE!"))
    if place >= width:
        return call.gives(error_value(BAD_REFERENCE))
    found = look_up(
        call, call.value(0), where, beside(call, where, table, 1), mode=-1 if approximate else 0, last=approximate
    )
    if approximate:
        call.compiler.warn(
            "VLOOKUP without FALSE as its last argument takes the nearest smaller value where none is equal."
        )
    return call.gives(or_missing(found, one_of_width(call, found, place, 2), error_value(NOT_AVAILABLE)))


@lookup(
    "XLOOKUP(lookup_value, lookup_array, return_array, [if_not_found], [match_mode], [search_mode])",
    "Looks a value up in a column and gives the value beside it in another.",
    {
        '=XLOOKUP("B",{"a","b"},{1,2})': 2,
        '=XLOOKUP("z",{"a","b"},{1,2},"none")': "none",
        '=XLOOKUP(7,{1,5,10},{"a","b","c"},,-1)': "b",
        '=XLOOKUP(7,{1,5,10},{"a","b","c"},,1)': "c",
    },
    arrays=True,
)
def _xlookup(call: Call) -> Argument:
    mode, search = call.constant_number(4, 0), call.constant_number(5, 1)
    missing = call.value(3) if call.given(3) else error_value(NOT_AVAILABLE)
    found = _by_conditions(call, call.argument(2), search < 0)
    if found is None:
        results = beside(call, call.argument(1), call.argument(2), 2)
        found = look_up(
            call, call.value(0), call.argument(1), results,
            mode=mode if mode in (-1, 1) else 0, wildcards=mode == 2, last=search < 0,
        )  # fmt: skip
    if len(found.values) != 1:
        raise call.wrong(2, f"has {len(found.values)} columns", "Name one column to give: table[COLUMN].")
    return call.gives(or_missing(found, found.values[0], missing))


def _by_conditions(call: Call, results: Argument, last: bool) -> Found | None:
    """XLOOKUP(1, (table[A]=[@X])*(table[B]=[@Y]), table[C]): the first row that fulfils all of it."""
    sought, tree = call.tree(0), call.tree(1)
    one = isinstance(sought, Constant) and sought.value in (1.0, True)
    if not one or not isinstance(tree, Binary) or not isinstance(results, Across):
        return None
    conditions = Conditions.none()
    for factor in factors(tree):
        across = add_condition(call.compiler, conditions, factor)
        if across is None or across.table != results.table:
            return None
    return find_first(call.compiler, results.table, conditions, results.columns, last)


@lookup(
    "MATCH(lookup_value, lookup_array, [match_type])",
    "The place of a value in a column, from 1. Without 0 at the end, the nearest smaller value will do.",
    {
        '=MATCH("b",{"a","b","c"},0)': 2,
        '=MATCH("z",{"a","b"},0)': "#N/A",
        "=MATCH(7,{1,5,10})": 2,
        '=MATCH("b*",{"abc","bcd"},0)': 2,
    },
    arrays=True,
)
def _match(call: Call) -> Argument:
    kind = call.constant_number(2, 1)
    mode = 0 if kind == 0 else -1 if kind > 0 else 1
    return _position(call, mode, wildcards=True, last=mode < 0)


@lookup(
    "XMATCH(lookup_value, lookup_array, [match_mode], [search_mode])",
    "The place of a value in a column, from 1; equal unless asked otherwise.",
    {'=XMATCH("b",{"a","b","b"})': 2, '=XMATCH("b",{"a","b","b"},0,-1)': 3, "=XMATCH(7,{1,5,10},1)": 3},
    arrays=True,
)
def _xmatch(call: Call) -> Argument:
    mode, search = call.constant_number(2, 0), call.constant_number(3, 1)
    return _position(call, mode if mode in (-1, 1) else 0, wildcards=mode == 2, last=search < 0)


def _position(call: Call, mode: int, *, wildcards: bool, last: bool) -> Argument:
    where = call.argument(1)
    constant = _constant_position(call, where, mode, wildcards) if not last else None
    if constant is not None:
        return constant
    found = look_up(call, call.value(0), where, (), mode=mode, wildcards=wildcards, last=last)
    return call.gives(or_missing(found, found.position, error_value(NOT_AVAILABLE)))


def _constant_position(call: Call, where: Argument, mode: int, wildcards: bool) -> Value | None:
    """The place of a written-out value among written-out ones, such as a name among table[#Headers]."""
    from entracte.recipe.formula.patterns import wildcard_expression
    from entracte.recipe.formula.values import constant_value

    sought = call.value(0).constant
    if mode or not isinstance(sought, str) or not isinstance(where, Many):
        return None
    import re

    pattern = wildcard_expression(sought.lower()) if wildcards else re.escape(sought.lower())
    for place, cell in enumerate(where.values):
        if isinstance(cell.constant, str) and re.fullmatch(pattern, cell.constant.lower(), re.DOTALL):
            return constant_value(float(place + 1))
    return error_value(NOT_AVAILABLE)


@lookup(
    "INDEX(array, row_number, [column_number])",
    "The value at a place of a column or table, mostly together with MATCH.",
    {'=INDEX({"a","b","c"},2)': "b", "=INDEX({1,2;3,4},2,1)": 3, '=INDEX({"a","b"},5)': "#REF!"},
    arrays=True,
)
def _index(call: Call) -> Argument:
    array = call.argument(0)
    if isinstance(array, Across):
        return _index_of_table(call, array)
    rows = array.rows if isinstance(array, Many) else ((call.value(0),),)
    flat = len(rows) == 1 and call.count < 3
    row = literal(1.0) if flat else call.whole(1)
    place = call.whole(1) if flat else call.whole(2, 1)
    branches = [
        (sql("$a = $b AND $c = $d", row, float(at + 1), place, float(beside_at + 1)), cell)
        for at, cells in enumerate(rows)
        for beside_at, cell in enumerate(cells)
    ]
    return call.gives(chosen(branches, error_value(BAD_REFERENCE)))


def _index_of_table(call: Call, array: Across) -> Argument:
    width = len(array.columns)
    chosen_column = call.value(2) if call.count > 2 else None
    if chosen_column is not None and chosen_column.error is not None and chosen_column.error.operation == "literal":
        return call.gives(chosen_column)
    place = call.constant_number(2, 1) - 1
    if width > 1 and not call.given(2):
        raise call.wrong(0, f"has {width} columns", "Say which: INDEX(table, row, column), or name one: table[COLUMN].")
    if not 0 <= place < width:
        return call.gives(error_value(BAD_REFERENCE))
    result = array.columns[place]
    found = _index_match(call, array, result)
    if found is not None:
        return call.gives(or_missing(found, found.values[0], error_value(NOT_AVAILABLE)))
    row = call.whole(1)
    conditions = Conditions.none()
    conditions.equal(number_value(row), number_value(sql("CAST($a AS DOUBLE)", column(ITEM, NUMBER))))
    found = find_first(call.compiler, array.table, conditions, (result,))
    return call.gives(or_missing(found, found.values[0], error_value(BAD_REFERENCE)))


def _index_match(call: Call, array: Across, result: Value) -> Found | None:
    """INDEX(table[B], MATCH(x, table[A], 0)) looks x up at once."""
    node = call.tree(1)
    if not isinstance(node, CallNode) or node.name not in ("MATCH", "XMATCH") or len(node.arguments) not in (2, 3):
        return None
    kind = node.arguments[2] if len(node.arguments) > 2 else None
    if not (isinstance(kind, Constant) and kind.value == 0.0) and not (node.name == "XMATCH" and kind is None):
        return None
    where = call.compiler.compile(node.arguments[1], True)
    sought = call.compiler.compile(node.arguments[0])
    if not isinstance(where, Across) or where.table != array.table or where.width != 1 or not isinstance(sought, Value):
        conditions = _conditions_of(call, node.arguments[0], node.arguments[1], array)
        return None if conditions is None else find_first(call.compiler, array.table, conditions, (result,))
    conditions = _conditions_of(call, node.arguments[0], node.arguments[1], array)
    if conditions is not None:
        return find_first(call.compiler, array.table, conditions, (result,))
    return look_up(call, sought, where, (result,), wildcards=node.name == "MATCH")


def _conditions_of(call: Call, sought: object, tree: object, array: Across) -> Conditions | None:
    if not (isinstance(sought, Constant) and sought.value in (1.0, True) and isinstance(tree, Binary)):
        return None
    conditions = Conditions.none()
    for factor in factors(tree):
        across = add_condition(call.compiler, conditions, factor)
        if across is None or across.table != array.table:
            return None
    return conditions


@lookup(
    "LOOKUP(lookup_value, lookup_array, [return_array])",
    "The value beside the nearest smaller or equal one of a sorted column.",
    {'=LOOKUP(7,{1,5,10},{"a","b","c"})': "b", "=LOOKUP(0,{1,5})": "#N/A", "=LOOKUP(12,{1,5,10})": 10},
    arrays=True,
)
def _lookup(call: Call) -> Argument:
    where = call.argument(1)
    results = call.argument(2) if call.given(2) else where
    if (
        isinstance(where, (Across, Many))
        and not call.given(2)
        and where.width > 1
        and (isinstance(where, Across) or len(where.rows) > 1)
    ):
        results = _last_column(where)
        where = first_column(where)
    found = look_up(call, call.value(0), where, beside(call, where, results, 2), mode=-1, last=True)
    return call.gives(or_missing(found, found.values[0], error_value(NOT_AVAILABLE)))


def _last_column(argument: Across | Many) -> Argument:
    if isinstance(argument, Across):
        return Across(argument.table, argument.columns[-1:], argument.names[-1:])
    return Many(tuple(row[-1:] for row in argument.rows))


@lookup("ROWS(array)", "The number of rows of a table or array.", {"=ROWS({1,2;3,4;5,6})": 3}, arrays=True)
def _rows(call: Call) -> Argument:
    from entracte.recipe.formula.lookups import table_of
    from entracte.recipe.formula.relations import Grouped, Items, Output
    from entracte.recipe.formula.terms import TRUE, joined

    array = call.argument(0)
    if isinstance(array, Across):
        relation = Grouped(Items(table_of(call.compiler, array.table)), (Output("value", TRUE, "count"),))
        return call.gives_number(joined(relation, "value"))
    return call.gives_number(literal(float(len(array.rows)) if isinstance(array, Many) else 1.0))


@lookup("COLUMNS(array)", "The number of columns of a table or array.", {"=COLUMNS({1,2,3;4,5,6})": 3}, arrays=True)
def _columns(call: Call) -> Argument:
    array = call.argument(0)
    return call.gives_number(literal(float(array.width) if isinstance(array, (Across, Many)) else 1.0))
