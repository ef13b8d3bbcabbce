"""Excel's own semantics: blanks, errors, coercion, comparison, locales, and how results are written."""

from typing import Any

import pytest

from entracte.faults import Fault
from entracte.recipe.cells import ColumnType, Kind
from entracte.recipe.formula import Scope, compile_formula
from tests.recipe.formula.running import Sheet

CLIENTS = "clients"


def alike(found: list[Any], expected: list[Any]) -> bool:
    """Whether cells are the same: of the same kind, numbers to fifteen digits."""
    return all(
        type(one) is type(other) and (one == pytest.approx(other) if isinstance(other, float) else one == other)
        for one, other in zip(found, expected, strict=True)
    )


CELLS: list[tuple[str, Any]] = [
    ("=[@AMOUNT]", ["12.50", None, "abc", "1,234.50"]),  # R5: a blank stays one
    ("=[@AMOUNT]&\"\"", ["12.50", "", "abc", "1,234.50"]),
    ("=[@AMOUNT]+1", [13.5, 1.0, "#VALUE!", 1235.5]),
    ("=IF(TRUE,[@AMOUNT])", ["12.50", 0.0, "abc", "1,234.50"]),  # inside an expression a blank is 0
    ("=[@AMOUNT]=\"\"", [False, True, False, False]),
    ("=[@AMOUNT]=0", [False, True, False, False]),
    ("=ISBLANK([@AMOUNT])", [False, True, False, False]),
    ("=ISBLANK([@[with space]])", [False, True, True, False]),
    ("=LEN([@AMOUNT])", [5.0, 0.0, 3.0, 8.0]),
    ("=[@NOM]=\"DUPONT\"", [True, False, False, False]),
    ("=[@NOM]=\"müller\"", [False, False, False, True]),
    ("=[@NPA]=8001", [False, False, False, False]),  # comparison does not coerce
    ("=[@NPA]*1=8001", [True, False, True, False]),
    ("=[@NPA]>8001", [True, True, True, False]),  # a text is greater than a number; a blank is 0
    ("=[@VIP]", [True, False, None, True]),
    ("=[@VIP]+1", [2.0, 1.0, 1.0, 2.0]),
    ("=[@BORN]+0", [29280.0, "#VALUE!", 0.0, 36891.0]),  # a day before 1900 is text
    ("=AND([@VIP],[@ID]>0)", [True, False, True, True]),
    ("=AND([@NOM])", ["#VALUE!"] * 4),  # text in a cell does not count, and nothing else is there
]  # fmt: skip


def test_cells(sheet: Sheet) -> None:
    found = sheet.many((formula for formula, _ in CELLS), CLIENTS)
    wrong = [
        f"{formula} gives {found[formula]!r}, not {expected!r}"
        for formula, expected in CELLS
        if not alike(found[formula], expected)
    ]
    assert not wrong, "\n".join(wrong)


EXPRESSIONS: list[tuple[str, Any]] = [
    ("=-2^2", 4.0),
    ("=2^-1", 0.5),
    ("=2^3^2", 64.0),
    ("=10%*50", 5.0),
    ("=1+2&3", "33"),
    ("=1=1=TRUE", True),
    ("=\"a\"\"b\"", 'a"b'),
    ("=TRUE+TRUE", 2.0),
    ("=\"5\"+\"5%\"", 5.05),
    ("=\"1/2/2024\"+0", 45293.0),
    ("=\"10:30\"*24", 10.5),
    ("=\"\"+1", "#VALUE!"),
    ("=1/0+\"a\"", "#DIV/0!"),
    ("=\"a\"+1/0", "#VALUE!"),
    ("=IF(1/0,1,2)", "#DIV/0!"),
    ("=IF(TRUE,1,1/0)", 1.0),
    ("=1e308*10", "#NUM!"),
    ("=0^0", "#NUM!"),
    ("=0.1+0.2=0.3", True),
    ("=1.1*3=3.3", True),
    ("=0.5-0.4-0.1", 0.0),
    ("=\"a\"<\"B\"", True),
    ("=\"é\"<\"f\"", True),
    ("=\"_\"<\"0\"", True),
    ("=\"2\">1000", True),
    ("=TRUE>\"zzz\"", True),
    ("=FALSE=0", False),
    ("=_xlfn.CONCAT(\"a\",\"b\")", "ab"),
    ("=_xlfn._xlws.IFNA(NA(),1)", 1.0),
    ("=if(true,\"x\")", "x"),
    ("=LET(x,[@DUMMY]&\"0\",y,x+1,y*2)", 22.0),
    ("=SUM(COUNTIF(orders[KIND],{\"seat\",\"gift\"}))", 4.0),
]  # fmt: skip


def test_expressions(sheet: Sheet) -> None:
    found = sheet.many((formula for formula, _ in EXPRESSIONS), "one")
    wrong = [
        f"{formula} gives {found[formula]!r}, not {expected!r}"
        for formula, expected in EXPRESSIONS
        if not alike(found[formula], [expected])
    ]
    assert not wrong, "\n".join(wrong)


WRITTEN: list[tuple[str, Any]] = [
    ("=1/3", "0.333333333333333"),
    ("=1e15", "1000000000000000"),
    ("=1e20", "1E+20"),
    ("=123456789012345678", "123456789012346000"),
    ("=0.00001", "0.00001"),
    ("=1e-10/3", "3.33333333333333E-11"),
    ("=-1e-7", "-0.0000001"),
    ("=0.1+0.2", "0.3"),
    ("=1e100", "1E+100"),
    ("=100", "100"),
    ("=-0.5", "-0.5"),
    ("=TRUE", "TRUE"),
    ("=1>2", "FALSE"),
    ("=1/0", None),
    ("=DATE(2024,2,29)", "2024-02-29"),
    ("=DATE(2024,2,29)+1", "2024-03-01"),
    ("=DATE(2024,2,29)-DATE(2024,2,1)", "28"),
    ("=IF([@DUMMY]=\"1\",DATE(2024,1,1),0)", "45292"),
    ("=IF(TRUE,DATE(2024,1,1),\"\")", "2024-01-01"),
    ("=DATE(2024,1,1)+TIME(10,30,0)", "2024-01-01 10:30:00"),
    ("=TIME(10,30,5)", "10:30:05"),
    ("=DATE(1900,2,29)", "1900-02-29"),
    ("=MAX(DATE(2024,1,1),DATE(2023,1,1))", "2024-01-01"),
]  # fmt: skip


def test_written(sheet: Sheet) -> None:
    found = sheet.many((formula for formula, _ in WRITTEN), "one")
    wrong = [
        f"{formula} gives {found[f'{formula} written']!r}, not {expected!r}"
        for formula, expected in WRITTEN
        if found[f"{formula} written"] != [expected]
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("locale", "text", "number"),
    [
        ("en", "1,234.50", 1234.5),
        ("en", "3/4/2024", 45355.0),
        ("en-GB", "3/4/2024", 45385.0),
        ("fr", "1 234,50", 1234.5),
        ("fr", "3/4/2024", 45385.0),
        ("fr", "3 avril 2024", 45385.0),
        ("fr-CH", "3.4.2024", 45385.0),
        ("de", "1.234,50", 1234.5),
        ("de", "3. April 2024", 45385.0),
        ("de-CH", "1'234.50", 1234.5),
        ("de-CH", "1’234.50", 1234.5),
        ("it", "3 aprile 2024", 45385.0),
        ("es", "3 abril 2024", 45385.0),
        ("en", "2024-04-03", 45385.0),
        ("en", "2024-04-03 12:00", 45385.5),
        ("en", "April 3, 2024", 45385.0),
        ("en", "3-Apr-24", 45385.0),
        ("en", "3-Apr-29", 47211.0),
        ("en", "3-Apr-30", 11051.0),
        ("en", "2/30/2024", "#VALUE!"),
        ("en", "12abc", "#VALUE!"),
        ("en", "1.2.3", "#VALUE!"),
        ("en", "1,23,4", "#VALUE!"),
        ("en", "--5", "#VALUE!"),
        ("en", "inf", "#VALUE!"),
        ("en", "0x1F", "#VALUE!"),
        ("en", "1_000", "#VALUE!"),
    ],
)
def test_locales_decide_how_text_reads(sheet: Sheet, locale: str, text: str, number: object) -> None:
    assert sheet.values(f'=VALUE("{text}")', "one", locale) == [number]


def test_unknown_locale() -> None:
    with pytest.raises(Fault, match="no locale"):
        compile_formula('="1"+1', Scope({}, locale="klingon"))


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (ColumnType(Kind.NUMBER), "12.5", 13.5),
        (ColumnType(Kind.NUMBER), "1,234.5", 1235.5),
        (ColumnType(Kind.NUMBER, locale="de"), "1.234,5", 1235.5),
        (ColumnType(Kind.NUMBER, locale="fr-CH"), "12", 13.0),
        (ColumnType(Kind.NUMBER), "x", "#VALUE!"),
        (ColumnType(Kind.DATE), "2024-04-03", 45386.0),
        (ColumnType(Kind.DATE, "dd.mm.yyyy"), "03.04.2024", 45386.0),
        (ColumnType(Kind.DATE, "dd.mm.yyyy"), "3.4.2024", 45386.0),
        (ColumnType(Kind.DATE, "dd.mm.yyyy"), "2024-04-03", "#VALUE!"),
        (ColumnType(Kind.DATE, "dd.mm.yy"), "03.04.24", 45386.0),
        (ColumnType(Kind.DATE, "yyyymmdd"), "20240403", 45386.0),
        (ColumnType(Kind.DATE, "d mmmm yyyy", "fr"), "3 avril 2024", 45386.0),
        (ColumnType(Kind.DATE, "dd.mm.yyyy"), "31.02.2024", "#VALUE!"),
        (ColumnType(Kind.TIMESTAMP), "2024-04-03 06:00:00", 45386.25),
        (ColumnType(Kind.TIMESTAMP), "2024-04-03T06:00:00", 45386.25),
        (ColumnType(Kind.TIMESTAMP, "dd.mm.yyyy hh:mm"), "03.04.2024 06:00", 45386.25),
        (ColumnType(Kind.TIME), "06:00", 1.25),
        (ColumnType(Kind.BOOLEAN), "yes", 2.0),
        (ColumnType(Kind.BOOLEAN), "0", 1.0),
        (ColumnType(Kind.BOOLEAN), "maybe", "#VALUE!"),
    ],
)
def test_declared_types(sheet: Sheet, kind: ColumnType, text: str, expected: object) -> None:
    sheet.table("declared", {"X": kind}, [(text,)])
    try:
        assert sheet.values("=[@X]+1", "declared") == [expected]
    finally:
        del sheet.tables["declared"]


def test_a_typed_column_is_written_as_it_is(sheet: Sheet) -> None:
    assert sheet.written("=[@BORN]", CLIENTS) == ["1980-02-29", "1899-05-01", None, "2000-12-31"]
    assert sheet.written("=[@VIP]", CLIENTS) == ["TRUE", "FALSE", None, "TRUE"]
    assert sheet.written("=[@ID]", CLIENTS) == ["1", "2", "3", "4"]
