"""Lookups and aggregates over other tables, against a naive interpreter, and without changing the number of rows."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entracte.recipe.cells import ColumnType, Kind
from tests.recipe.formula.running import Sheet

ROWS = {"ID": ColumnType(Kind.NUMBER), "KEY": ColumnType(), "N": ColumnType(Kind.NUMBER)}
ITEMS = {"KEY": ColumnType(), "VALUE": ColumnType(Kind.NUMBER), "NAME": ColumnType()}
KEYS = st.sampled_from(["a", "A", "b", "B ", "ab", "é", "É", None, "*", "10"])
NUMBERS = st.one_of(st.none(), st.integers(-5, 5).map(str), st.sampled_from(["0.5", "-2.5", "2.25"]))

Row = tuple[str | None, ...]


@pytest.fixture
def tables(sheet: Sheet) -> Iterator[Sheet]:
    yield sheet
    for name in ("rows", "items"):
        sheet.tables.pop(name, None)


def same(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one.lower() == other.lower()


def alike(one: str | None, other: str | None) -> bool:
    """Equal by the operator =, to which two blanks are."""
    return (one or "").lower() == (other or "").lower()


def number(text: str | None) -> float | None:
    return None if text is None else float(text)


def looked_up(row: Row, items: list[Row]) -> Any:
    return next((item[2] for item in items if same(row[1], item[0])), "none")


def last(row: Row, items: list[Row]) -> Any:
    return next((item[2] for item in reversed(items) if same(row[1], item[0])), "none")


def place(row: Row, items: list[Row]) -> Any:
    return next((float(at) for at, item in enumerate(items, 1) if same(row[1], item[0])), "#N/A")


def nearest(row: Row, items: list[Row]) -> Any:
    sought = number(row[2]) or 0.0
    below = [(number(item[1]), at) for at, item in enumerate(items) if item[1] is not None and float(item[1]) <= sought]
    if not below:
        return "none"
    best = max(value for value, _ in below if value is not None)
    return next(items[at][2] for value, at in below if value == best)


def next_larger(row: Row, items: list[Row]) -> Any:
    sought = number(row[2]) or 0.0
    above = [(number(item[1]), at) for at, item in enumerate(items) if item[1] is not None and float(item[1]) >= sought]
    if not above:
        return "none"
    best = min(value for value, _ in above if value is not None)
    return next(items[at][2] for value, at in above if value == best)


def chosen(test: Callable[[Row, Row], bool]) -> Callable[[Row, list[Row]], list[float]]:
    def values(row: Row, items: list[Row]) -> list[float]:
        return [float(item[1]) for item in items if item[1] is not None and test(row, item)]

    return values


def count(test: Callable[[Row, Row], bool]) -> Callable[[Row, list[Row]], Any]:
    return lambda row, items: float(sum(test(row, item) for item in items))


by_key = chosen(lambda row, item: same(row[1], item[0]))
FORMULAS: dict[str, Callable[[Row, list[Row]], Any]] = {
    '=XLOOKUP([@KEY],items[KEY],items[NAME],"none")': looked_up,
    '=XLOOKUP([@KEY],items[KEY],items[NAME],"none",0,-1)': last,
    "=MATCH([@KEY],items[KEY],0)": place,
    '=XLOOKUP([@N],items[VALUE],items[NAME],"none",-1)': nearest,
    '=XLOOKUP([@N],items[VALUE],items[NAME],"none",1)': next_larger,
    "=SUMPRODUCT((items[KEY]=[@KEY])*items[VALUE])": lambda row, items: sum(
        (float(item[1] or 0) for item in items if alike(row[1], item[0])), 0.0
    ),
    '=COUNTIFS(items[VALUE],">="&[@N])': count(
        lambda row, item: row[2] is not None and item[1] is not None and float(item[1]) >= float(row[2])
    ),
    '=COUNTIFS(items[VALUE],"<2",items[NAME],"n*")': count(
        lambda row, item: item[1] is not None and float(item[1]) < 2
    ),
    '=XLOOKUP(1,(items[KEY]=[@KEY])*(items[VALUE]>0),items[NAME],"none")': lambda row, items: next(
        (item[2] for item in items if alike(row[1], item[0]) and float(item[1] or 0) > 0), "none"
    ),
    "=SUM(items[VALUE])": lambda row, items: sum(chosen(lambda row, item: True)(row, items), 0.0),
    "=MAX(items[VALUE])": lambda row, items: max(chosen(lambda row, item: True)(row, items), default=0.0),
    "=ROWS(items)": lambda row, items: float(len(items)),
}  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(KEYS, NUMBERS), min_size=1, max_size=8), st.lists(st.tuples(KEYS, NUMBERS), max_size=8))
def test_same_as_row_by_row(tables: Sheet, rows: list[Row], items: list[Row]) -> None:
    numbered: list[Row] = [(str(at), *row) for at, row in enumerate(rows)]
    named: list[Row] = [(*item, f"n{at}") for at, item in enumerate(items)]
    tables.table("rows", ROWS, numbered)
    tables.table("items", ITEMS, named)
    found = tables.many(FORMULAS, "rows")
    for formula, naive in FORMULAS.items():
        expected = [naive(row, named) for row in numbered]
        assert found[formula] == expected, formula


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=SUMIF(orders[CLIENT],[@ID],orders[AMOUNT])", [12.5, 7.0, 0.0, 0.0]),
        ("=COUNTIF(orders[CLIENT],[@ID])", [3.0, 1.0, 0.0, 1.0]),
        ("=MAXIFS(orders[AMOUNT],orders[CLIENT],[@ID])", [10.0, 7.0, 0.0, 0.0]),
        ("=IFERROR(AVERAGEIF(orders[CLIENT],[@ID],orders[AMOUNT]),-1)", [6.25, 7.0, -1.0, -1.0]),
        ('=COUNTIFS(orders[CLIENT],[@ID],orders[KIND],"seat")', [2.0, 0.0, 0.0, 1.0]),
        ('=COUNTIF(orders[KIND],"gift~*")', [1.0] * 4),
        ('=COUNTIF(orders[KIND],"*t")', [4.0] * 4),
        ('=TEXTJOIN("/",TRUE,IF(orders[CLIENT]=[@ID],orders[KIND],""))', ["seat/Seat/gift*", "gift", "", "seat"]),
        ('=TEXTJOIN("/",TRUE,titles[OLD])', ["M/F/M/DR"] * 4),
        ("=INDEX(titles[NEW],[@ID])", ["MR", "MRS", "DUP", 0.0]),
        ("=XLOOKUP(XLOOKUP([@CIV],titles[OLD],titles[NEW]),titles[NEW],titles[RANK],-1)", [5.0, 0.0, "#N/A", 5.0]),
        ("=RANK([@ID],clients[ID])", [4.0, 3.0, 2.0, 1.0]),
        ("=SUMPRODUCT((clients[ID]<=[@ID])*1)", [1.0, 2.0, 3.0, 4.0]),
        ("=VLOOKUP([@ID]*3,{0,\"low\";5,\"mid\";10,\"high\"},2)", ["low", "mid", "mid", "high"]),
        ("=XLOOKUP([@CIV]&\"R\",titles[NEW],titles[OLD],\"?\")", ["M", "?", "?", "M"]),
        ("=XLOOKUP([@CIV]&[@ID],titles[OLD]&titles[RANK],titles[NEW],\"?\")", ["DUP", "?", "?", "?"]),
        ("=MEDIAN(orders[AMOUNT])", [7.0] * 4),
        ("=LARGE(orders[AMOUNT],2)", [7.0] * 4),
        ("=COUNTBLANK(orders[AMOUNT])", [1.0] * 4),
        ("=COUNTIF(orders[AMOUNT],\"<>\")", [4.0] * 4),
        ("=NETWORKDAYS.INTL(1,10,\"0000000\",orders[CLIENT])", [7.0] * 4),
        ("=NETWORKDAYS.INTL([@ID],10,\"0000000\",orders[CLIENT])", [7.0, 7.0, 7.0, 6.0]),
    ],
)  # fmt: skip
def test_over_other_tables(sheet: Sheet, formula: str, expected: list[object]) -> None:
    assert sheet.values(formula, "clients") == expected
