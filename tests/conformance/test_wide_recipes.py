"""A recipe of many columns, each a long computation: Spark plans and runs it, and the files are the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.recipe.working import Work

RECIPE = """
    entracte: 1
    name: wide
    locale: fr-CH
    sources:
      sales: {file: sales.csv, types: {PRICE: number, BOUGHT: "date dd.mm.yyyy", SHOWN: "date dd.mm.yyyy"}}
    outputs:
      - format: table
        name: results
        from: sales
        columns:
          C01: =TEXT([@BOUGHT],"dd.mm.yyyy")
          C02: =TEXT(EDATE([@BOUGHT],13),"yyyy-mm-dd")
          C03: =TEXT(EOMONTH([@SHOWN],-1),"d.m.yy")
          C04: =DATEDIF([@BOUGHT],[@SHOWN],"d")&" days, "&DATEDIF([@BOUGHT],[@SHOWN],"ym")&" months"
          C05: =NETWORKDAYS([@BOUGHT],[@SHOWN])
          C06: =TEXT(WORKDAY([@SHOWN],10),"dddd d mmmm yyyy")
          C07: =WEEKNUM([@BOUGHT],21)&"/"&ISOWEEKNUM([@SHOWN])&"/"&WEEKDAY([@SHOWN],2)
          C08: =TEXT(DATE(YEAR([@BOUGHT])+1,MONTH([@BOUGHT])+5,DAY([@SHOWN])-31),"dd/mm/yyyy")
          C09: =IFERROR(DATEVALUE([@NOTE])+VALUE([@COUNT])/7,"no date")
          C10: =ROUND([@PRICE]*1.077,2)-ROUNDDOWN([@PRICE]/3,4)+MROUND([@PRICE],0.05)
          C11: =TEXT([@PRICE]*(1+2.5%)^12,"#,##0.00")&" CHF"
          C12: =FIXED(VALUE([@COUNT])*[@PRICE]/7,5)
          C13: =IF(ISNUMBER(VALUE([@COUNT])),INT(VALUE([@COUNT])/3)&" r "&MOD(VALUE([@COUNT]),3),"none")
          C14: =YEARFRAC([@BOUGHT],[@SHOWN],1)*[@PRICE]
          C15: =IFERROR(TEXT(VALUE(MID([@NOTE],1,2))*VALUE(MID([@NOTE],4,2))/VALUE(RIGHT([@NOTE],4)),"0.000%"),"-")
          C16: =DAYS360([@BOUGHT],[@SHOWN])+DAYS([@SHOWN],[@BOUGHT])+([@SHOWN]-[@BOUGHT])/30.4375
          C17: =SUMIFS(sales[PRICE],sales[COUNT],[@COUNT],sales[SHOWN],">="&[@BOUGHT])
          C18: =AVERAGE([@PRICE],VALUE([@COUNT]),YEAR([@SHOWN]))&"|"&MEDIAN([@PRICE],VALUE([@COUNT]),DAY([@BOUGHT]))
          C19: {column: NOTE, apply: [trim, {date: {order: day month year}}]}
          C20: {column: PRICE_TEXT, apply: [amount]}
          C21: =IF(AND([@BOUGHT]<[@SHOWN],[@PRICE]>10),TEXT([@SHOWN]-[@BOUGHT],"0")&"/"&TEXT([@PRICE],"0.0"),"late")
          C22: =HOUR([@TIME])*60+MINUTE([@TIME])&":"&TEXT(TIMEVALUE([@TIME])*3,"hh:mm:ss")
    """
HEAD = "COUNT;PRICE;BOUGHT;SHOWN;NOTE;PRICE_TEXT;TIME"
ROWS = [
    "3;10,5;01.02.2024;29.02.2024;31.12.1999;1'234,50;10:30",
    "7;99,995;28.02.2023;31.12.2025;29.02.1904;12.-;23:59",
    "x;0,005;31.12.1999;01.01.1900;soon;CHF 7,20;late",
    ";-12,5;;15.06.2030;1.8.65;;",
    "100000;1234567,89;15.08.2001;14.08.2001;01/02/2003;5%;0:00",
]


def test_a_recipe_of_many_long_columns_gives_the_same(tmp_path: Path, spark: Any) -> None:
    work = Work(tmp_path)
    recipe, delivery = work.recipe(RECIPE), work.delivery(sales="\n".join([HEAD, *ROWS * 5, ""]))
    work.run(recipe, delivery, "duckdb")
    work.run(recipe, delivery, "spark", engine="spark")
    assert work.text("results.csv", "spark") == work.text("results.csv", "duckdb")
    assert work.text("findings.csv", "spark") == work.text("findings.csv", "duckdb")
