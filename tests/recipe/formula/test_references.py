"""References in all their spellings (R4), and the faults of those that name nothing."""

import pytest

from entracte.faults import Fault
from tests.recipe.formula.running import Sheet


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=[@NOM]", "Dupont"),
        ("=[NOM]", "Dupont"),
        ("=[@nom]", "Dupont"),
        ("= [@ NOM ] ", "Dupont"),
        ("=[@[NOM]]", "Dupont"),
        ("=clients[@NOM]", "Dupont"),
        ("=CLIENTS[@[nom]]", "Dupont"),
        ("=clients[[#This Row],[NOM]]", "Dupont"),
        ("=[[#This Row],[NOM]]", "Dupont"),
        ("=[@[with space]]", "x"),
        ("=[@[it''s '[odd'] '#1]]", "a"),
        ("=CONCAT([@[NOM]:[NPA]])", "Dupontm8001"),
        ("=CONCAT(clients[@[NOM]:[CIV]])", "Dupontm"),
        ("=INDEX(titles[#Headers],2)", "NEW"),
        ("=INDEX(titles[[#Headers],[OLD]:[NEW]],1)", "OLD"),
        ('=INDEX(titles,2,MATCH("new",titles[#Headers],0))', "MRS"),
        ("=COUNTA(titles[OLD])", 4.0),
        ("=COUNTA(titles[[OLD]:[NEW]])", 7.0),
        ("=COUNTA(titles[[#Data],[OLD]])", 4.0),
        ("=COUNTA(titles[])", 10.0),
        ("=COUNTA(titles)", 10.0),
        ("=ROWS(titles)", 4.0),
        ("=COLUMNS(titles)", 3.0),
        ("=COUNTA([NPA])", 3.0),
        ("=COUNTIF([NPA],[@NPA])", 2.0),
        ("=COUNTIF(clients[NPA],clients[@NPA])", 2.0),
        ('=VLOOKUP("dr",titles,1,FALSE)', "DR"),
    ],
)
def test_spellings(sheet: Sheet, formula: str, expected: object) -> None:
    assert sheet.values(formula, "clients")[0] == expected


@pytest.mark.parametrize(
    ("formula", "code", "words"),
    [
        ("=[@NOMM]", "unknown-column", "NOM"),
        ("=titles[OLDD]", "unknown-column", "OLD"),
        ("=SUM(titels[OLD])", "unknown-table", "titles"),
        ("=titles[@OLD]", "wrong-argument", "XLOOKUP"),
        ("=titles[OLD]", "wrong-argument", "look up"),
        ("=[@[NOM]:[CIV]]", "wrong-argument", "TEXTJOIN"),
        ("=NOM", "unknown-table", "[@NOM]"),
        ("=A1+1", "unknown-table", "[@COLUMN]"),
        ("=$B$2", "unknown-table", "[@COLUMN]"),
        ("=UPER([@NOM])", "unknown-function", "UPPER"),
        ("=TODAY()", "unknown-function", "parameter"),
        ("=RAND()", "unknown-function", ""),
        ("=OFFSET([@NOM],1,1)", "unknown-function", "XLOOKUP"),
        ("=INDIRECT(\"A1\")", "unknown-function", ""),
        ("=TEXTSPLIT([@NOM],\",\")", "unknown-function", "TEXTBEFORE"),
        ("=UNIQUE(titles[OLD])", "unknown-function", ""),
        ("=LEFT()", "wrong-argument", "LEFT(text"),
        ("=LEFT(1,2,3)", "wrong-argument", "LEFT(text"),
        ("=TEXT(1,[@NOM])", "wrong-argument", "TEXT("),
        ("=VLOOKUP([@NOM],titles,[@ID],FALSE)", "wrong-argument", "VLOOKUP("),
        ("=titles[RANK]*orders[AMOUNT]", "wrong-argument", "key"),
        ("=[@NOM", "formula-syntax", "[@NAME]"),
        ("=IF(1,2", "formula-syntax", ""),
        ("=1+", "formula-syntax", ""),
        ("=IF(1;2;3)", "formula-syntax", "commas"),
        ("=\"open", "formula-syntax", ""),
        ("=", "formula-syntax", ""),
        ("=1 2", "formula-syntax", ""),
        ("={1,2;3}", "formula-syntax", ""),
        ("=[#Nothing]", "formula-syntax", "#Headers"),
        ("=REGEXTEST([@NOM],\"(a+)+b\")", "wrong-argument", ""),
        ("=REGEXTEST([@NOM],\"(?=a)b\")", "wrong-argument", ""),
        ("=REGEXTEST([@NOM],\"(a)\\1\")", "wrong-argument", ""),
        ("=REGEXTEST([@NOM],\"a{1,5000}\")", "wrong-argument", ""),
        ("=REGEXTEST([@NOM],\"(a\")", "wrong-argument", ""),
    ],
)  # fmt: skip
def test_faults_say_what_was_meant(sheet: Sheet, formula: str, code: str, words: str) -> None:
    with pytest.raises(Fault) as caught:
        sheet.compile(formula, "clients")
    assert caught.value.code == code
    assert words in caught.value.hint
    assert caught.value.message.strip()


def test_fault_knows_its_place(sheet: Sheet) -> None:
    with pytest.raises(Fault) as caught:
        sheet.compile('=IF([@NOM]="x",[@CITY],1)', "clients")
    assert caught.value.facts["position"] == 16
    assert "CITY" in caught.value.message


def test_deep_nesting_is_refused_not_a_crash(sheet: Sheet) -> None:
    with pytest.raises(Fault, match="nested"):
        sheet.compile("=" + "(" * 500 + "1" + ")" * 500, "clients")
    with pytest.raises(Fault, match="longer"):
        sheet.compile("=" + "1+" * 5000 + "1", "clients")


def test_reads_name_tables_and_columns(sheet: Sheet) -> None:
    formula = sheet.compile("=XLOOKUP([@CIV],titles[OLD],titles[NEW])&[@NOM]", "clients")
    assert formula.reads == (("clients", "CIV"), ("titles", "OLD"), ("titles", "NEW"), ("clients", "NOM"))


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("=[@AMOUNT]>5", "VALUE([@AMOUNT])"),
        ("=SUM(clients[AMOUNT])", "types: {AMOUNT: number}"),
        ("=SUMIF(orders[KIND],\"seat\",orders[KIND])", "text does not count"),
        ("=VLOOKUP([@CIV],titles,2)", "nearest"),
        ("=XLOOKUP(5,titles[OLD],titles[NEW])", "never equal"),
        ("=SUM([ID])", "whole column"),
    ],
)  # fmt: skip
def test_warnings(sheet: Sheet, formula: str, words: str) -> None:
    assert any(words in warning for warning in sheet.compile(formula, "clients").warnings)


def test_no_warning_where_types_fit(sheet: Sheet) -> None:
    assert not sheet.compile("=IF([@ID]>5,SUM(orders[AMOUNT]),[@NOM])", "clients").warnings
