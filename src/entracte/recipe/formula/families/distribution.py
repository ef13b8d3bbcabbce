"""Statistics that need all numbers at once: median, deviation, ranks, products."""

from __future__ import annotations

from collections.abc import Callable

from entracte.recipe.formula.call import Call
from entracte.recipe.formula.families.conditional import of_table
from entracte.recipe.formula.families.statistics import Numbers, numbers_of
from entracte.recipe.formula.lookups import Conditions, add_condition, factors, find_first, or_zero, table_of
from entracte.recipe.formula.operators import arithmetic
from entracte.recipe.formula.registry import family
from entracte.recipe.formula.relations import GROUP, Grouped, Items, Output
from entracte.recipe.formula.terms import (
    NULL,
    Term,
    applied,
    array,
    block,
    choose,
    coalesce,
    column,
    joined,
    literal,
    negated,
    null,
    parameter,
    sql,
)
from entracte.recipe.formula.tree import Binary, Node, Unary
from entracte.recipe.formula.tree import Call as CallNode
from entracte.recipe.formula.values import (
    BAD_NUMBER,
    DIVISION,
    NOT_AVAILABLE,
    Across,
    Argument,
    Many,
    Value,
    number_value,
)

distribution = family("statistics")
LIST = parameter("a")
COUNT = sql("CAST($a AS DOUBLE)", block("piece_count", LIST))
MEAN = sql("$a / $b", block("total", LIST), COUNT)


def _of_list(call: Call, numbers: Numbers, definition: Term) -> Term:
    """What a definition makes of the sorted list of all numbers; null where it makes nothing."""
    if not numbers.columns:
        cells = [*numbers.cells, sql("CAST(NULL AS DOUBLE)")]
        return applied(definition, block("sorted_numbers", array(*cells)))
    if len(numbers.columns) > 1 or numbers.cells:
        raise call.wrong(0, "has to be one column, or cells of this row", "Name one column: table[COLUMN].")
    table, value = numbers.columns[0]
    outputs = [Output("list", value.number or sql("CAST(NULL AS DOUBLE)"), "sorted")]
    finished = [("value", applied(definition, column(GROUP, "list")))]
    if value.error is not None:
        outputs.append(Output("error", value.error, "any"))
        finished.append(("error", column(GROUP, "error")))
    relation = Grouped(Items(table_of(call.compiler, table)), tuple(outputs), tuple(finished))
    if value.error is not None:
        numbers.error = (
            joined(relation, "error") if numbers.error is None else coalesce(numbers.error, joined(relation, "error"))
        )
    return joined(relation, "value")


def declare(
    name: str, sentence: str, definition: Term, examples: dict[str, str | float | bool | None], code: str
) -> None:
    """Declare a function of the sorted list of all numbers; where its definition is null, it is the error `code`."""

    @distribution(f"{name}(values1, [values2], ...)", sentence, examples, arrays=True)
    def _build(call: Call) -> Argument:
        numbers = numbers_of(call)
        result = _of_list(call, numbers, definition)
        call.fail_with(numbers.error)
        call.fail(null(result), code)
        return call.gives_number(result, numbers.shown_as if name == "MEDIAN" else number_value(result).shown_as)


def _at(place: Term) -> Term:
    return block("piece", LIST, place)


def interpolated(rank: Term) -> Term:
    """The number at a rank from 0, between two by its decimals."""
    low = _at(sql("FLOOR($a) + 1e0", rank))
    high = coalesce(_at(sql("FLOOR($a) + 2e0", rank)), low)
    return sql("$a + ($b - $a) * ($c - FLOOR($c))", low, high, rank)


def if_more_than(count: int, definition: Term) -> Term:
    """A definition where there are more numbers than that, else null."""
    return choose((sql("$a > $b", COUNT, float(count)), definition))


_SQUARES = block("squares_from", LIST, MEAN)
_SAMPLE = if_more_than(1, sql("$a / ($b - 1e0)", _SQUARES, COUNT))
_ALL = if_more_than(0, sql("$a / $b", _SQUARES, COUNT))

declare(
    "MEDIAN",
    "The number in the middle.",
    if_more_than(0, interpolated(sql("($a - 1e0) / 2e0", COUNT))),
    {"=MEDIAN(1,9,3)": 3, "=MEDIAN(1,2,3,4)": 2.5, '=MEDIAN({"a"})': "#NUM!"},
    BAD_NUMBER,
)
for _name in ("STDEV", "STDEV.S"):
    declare(
        _name,
        "The standard deviation of a sample.",
        sql("SQRT($a)", _SAMPLE),
        {f"=ROUND({_name}(1,2,3,4),6)": 1.290994, f"={_name}(1)": "#DIV/0!"},
        DIVISION,
    )
for _name in ("STDEVP", "STDEV.P"):
    declare(
        _name,
        "The standard deviation of all.",
        sql("SQRT($a)", _ALL),
        {f"=ROUND({_name}(1,2,3,4),6)": 1.118034},
        DIVISION,
    )
for _name in ("VAR", "VAR.S"):
    declare(
        _name,
        "The variance of a sample.",
        _SAMPLE,
        {f"=ROUND({_name}(1,2,3,4),6)": 1.666667, f"={_name}(1)": "#DIV/0!"},
        DIVISION,
    )
for _name in ("VARP", "VAR.P"):
    declare(_name, "The variance of all.", _ALL, {f"={_name}(1,2,3,4)": 1.25}, DIVISION)
declare(
    "DEVSQ",
    "The sum of squared distances from the average.",
    if_more_than(0, _SQUARES),
    {"=DEVSQ(1,2,3)": 2},
    BAD_NUMBER,
)
declare("SUMSQ", "The sum of squares.", block("squares_from", LIST, 0.0), {"=SUMSQ(3,4)": 25}, BAD_NUMBER)
declare(
    "PRODUCT",
    "The product.",
    choose((sql("$a = 0e0", COUNT), literal(0.0)), otherwise=block("product", LIST)),
    {"=PRODUCT(2,3,4)": 24},
    BAD_NUMBER,
)
declare(
    "GEOMEAN",
    "The geometric average.",
    choose(
        (
            sql("$a > 0e0 AND $b > 0e0", COUNT, _at(literal(1.0))),
            sql("POWER($a, 1e0 / $b)", block("product", LIST), COUNT),
        )
    ),
    {"=GEOMEAN(2,8)": 4, "=GEOMEAN(0,1)": "#NUM!"},
    BAD_NUMBER,
)


def kth(call: Call, definition: Callable[[Term], Term], code: str = BAD_NUMBER) -> Argument:
    """A function of numbers and a second argument, which has to be written out for a whole column."""
    numbers = numbers_of(call, 0, 0)
    if numbers.columns:
        constant = call.constant(1)
        if not isinstance(constant, float):
            raise call.wrong(1, "has to be a number")
        result = _of_list(call, numbers, definition(literal(constant)))
    else:
        second = call.number(1)
        cells = [*numbers.cells, sql("CAST(NULL AS DOUBLE)")]
        result = applied(definition(parameter("b")), block("sorted_numbers", array(*cells)), second)
    call.fail_with(numbers.error)
    call.fail(null(result), code)
    return call.gives_number(result, numbers.shown_as)


def _within(rank: Term, found: Term) -> Term:
    return choose((sql("$a >= 1e0 AND $a <= $b", rank, COUNT), found))


@distribution(
    "LARGE(array, k)", "The k-th largest number.", {"=LARGE({3,9,5},2)": 5, "=LARGE({1},2)": "#NUM!"}, arrays=True
)
def _large(call: Call) -> Argument:
    return kth(call, lambda k: _within(sql("CEIL($a)", k), _at(sql("$a - CEIL($b) + 1e0", COUNT, k))))


@distribution(
    "SMALL(array, k)", "The k-th smallest number.", {"=SMALL({3,9,5},2)": 5, "=SMALL({1},0)": "#NUM!"}, arrays=True
)
def _small(call: Call) -> Argument:
    return kth(call, lambda k: _within(sql("FLOOR($a)", k), _at(sql("FLOOR($a)", k))))


def _percentile(share: Term) -> Term:
    inside = sql("$a >= 0e0 AND $a <= 1e0 AND $b > 0e0", share, COUNT)
    return choose((inside, interpolated(sql("$a * ($b - 1e0)", share, COUNT))))


for _name in ("PERCENTILE", "PERCENTILE.INC"):

    @distribution(
        f"{_name}(array, k)",
        "The number below which a share lies.",
        {f"={_name}({{1,2,3,4}},0.5)": 2.5, f"={_name}({{1,2}},2)": "#NUM!"},
        arrays=True,
    )
    def _percentile_inc(call: Call) -> Argument:
        return kth(call, _percentile)


for _name in ("QUARTILE", "QUARTILE.INC"):

    @distribution(
        f"{_name}(array, quarter)",
        "The number below which so many quarters lie.",
        {f"={_name}({{1,2,3,4,5}},1)": 2, f"={_name}({{1,2}},5)": "#NUM!"},
        arrays=True,
    )
    def _quartile(call: Call) -> Argument:
        return kth(call, lambda quarter: _percentile(sql("FLOOR($a) / 4e0", quarter)))


for _name in ("RANK", "RANK.EQ"):

    @distribution(
        f"{_name}(number, array, [order])",
        "The rank of a number in a column, 1 for the largest; with order 1 for the smallest.",
        {f"={_name}(5,{{3,9,5}})": 2, f"={_name}(5,{{3,9,5}},1)": 2, f"={_name}(4,{{3,9}})": "#N/A"},
        arrays=True,
    )
    def _rank(call: Call) -> Argument:
        number, ascending = call.number(0), call.constant_number(2, 0) != 0
        where = call.argument(1)
        if not isinstance(where, Across):
            return _rank_of_cells(call, number, where, ascending)
        value = where.columns[0]
        if value.number is None:
            raise call.wrong(1, "holds no numbers", "Declare the column's type: types: {COLUMN: number}.")
        conditions = Conditions.none()
        conditions.holds(sql("$a IS NOT NULL", value.number))
        conditions.equal(number_value(number), value)
        way = "ASC" if ascending else "DESC"
        rank = sql(f"CAST(RANK() OVER (ORDER BY $a {way}) AS DOUBLE)", value.number)
        found = find_first(call.compiler, where.table, conditions, (number_value(rank),))
        call.fail(negated(found.found), NOT_AVAILABLE)
        return call.gives_number(or_zero(found.values[0].number))


def _rank_of_cells(call: Call, number: Term, where: Argument, ascending: bool) -> Argument:
    cells = where.values if isinstance(where, Many) else [where] if isinstance(where, Value) else []
    rank, there = literal(1.0), literal(0.0)
    for cell in cells:
        if cell.number is not None:
            before = sql(f"CASE WHEN $a {'<' if ascending else '>'} $b THEN 1e0 ELSE 0e0 END", cell.number, number)
            rank = sql("$a + $b", rank, before)
            there = sql("$a + CASE WHEN $b = $c THEN 1e0 ELSE 0e0 END", there, cell.number, number)
    call.fail(sql("$a = 0e0", there), NOT_AVAILABLE)
    return call.gives_number(rank)


@distribution(
    "SUMPRODUCT(array1, [array2], ...)",
    "The sum of products, row by row; comparisons that are multiplied choose the rows.",
    {"=SUMPRODUCT({1,2},{3,4})": 11, '=SUMPRODUCT(({"a","b","a"}="a")*{1,2,3})': 4, "=SUMPRODUCT(--({1,5,9}>4))": 2},
    arrays=True,
)
def _sumproduct(call: Call) -> Argument:
    arguments = [call.argument(index) for index in range(call.count)]
    if any(isinstance(argument, Across) for argument in arguments):
        return _sumproduct_of_table(call)
    cells = [argument.values if isinstance(argument, Many) else [argument] for argument in arguments]
    if len({len(one) for one in cells}) > 1:
        return call.gives(Value(error=literal("#VALUE!")))
    total = literal(0.0)
    for row in zip(*cells, strict=True):
        product: Term | None = None
        for cell in row:
            assert isinstance(cell, Value)
            call.fail_with(cell.error)
            number = coalesce(cell.number or NULL, literal(0.0))
            product = number if product is None else sql("$a * $b", product, number)
        total = sql("$a + $b", total, product)
    return call.gives_number(total)


def _sumproduct_of_table(call: Call) -> Argument:
    """Comparisons among the factors choose rows; what is left is multiplied and summed."""
    conditions = Conditions.none()
    product: Value = number_value(literal(1.0))
    outside: Value = number_value(literal(1.0))
    table = ""
    for index in range(call.count):
        parts = factors(call.tree(index))
        for part in parts:
            plain = _unwrapped(part)
            is_number = plain is not part or len(parts) > 1
            across = add_condition(call.compiler, conditions, plain) if _compares(plain) and is_number else None
            if across is not None:
                table = _same(call, index, table, across.table)
                continue
            value = call.compiler.compile(part, True)
            if isinstance(value, Across):
                table = _same(call, index, table, value.table)
                cell = value.columns[0]
                if any("row" in term.aliases for term in cell.parts):
                    raise call.wrong(
                        index, "computes with this row and with the table at once", "Compare instead of compute."
                    )
                if cell.number is None and len(parts) == 1:
                    cell = number_value(literal(0.0))
                product = arithmetic("*", product, cell, call.locale)
            elif isinstance(value, Value):
                outside = arithmetic("*", outside, value, call.locale)
    found = of_table(call, table, product, conditions)
    call.fail_with(found.error)
    return call.gives(arithmetic("*", number_value(found.total), outside, call.locale))


def _same(call: Call, index: int, before: str, table: str) -> str:
    if before and before != table:
        raise call.wrong(index, f"is of {table}, the others are of {before}")
    return table


def _unwrapped(node: Node) -> Node:
    """A comparison without the -- or N( ) that makes numbers of truth values."""
    if isinstance(node, Unary) and isinstance(node.operand, Unary) and node.operator == node.operand.operator == "-":
        return node.operand.operand
    if isinstance(node, CallNode) and node.name == "N" and len(node.arguments) == 1:
        return node.arguments[0]
    return node


def _compares(node: Node) -> bool:
    return isinstance(node, Binary) and node.operator in ("=", "<>", "<", "<=", ">", ">=")
