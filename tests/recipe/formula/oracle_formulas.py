"""The formulas that are compared with LibreOffice, and where the two programs differ from Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMULAS = [
    line for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines() if line.startswith("=")
]


@dataclass(frozen=True)
class Difference:
    """Formulas in which LibreOffice departs from Excel, in which rows, and why. We follow Excel."""

    reason: str
    formulas: tuple[str, ...]
    rows: Callable[[Mapping[str, Any]], bool] = lambda row: True


def _blank(*names: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda row: any(row[name] is None for name in names)


def _negative(row: Mapping[str, Any]) -> bool:
    return (row["N"] or 0) < 0


DIFFERENCES = (
    Difference(
        "LibreOffice keeps a truth value of a workbook as the number 1 or 0 that is shown as TRUE or FALSE.",
        ("=[@B]&[@D]", "=[@B]>[@N]", "=CONCAT([@T],[@N],[@B])"),
    ),
    Difference(
        "The capital of ß: ẞ in LibreOffice; Excel leaves it.", ("=UPPER([@T])",), lambda row: "ß" in (row["T"] or "")
    ),
    Difference(
        "Excel cuts the decimals off before it writes a number in another base; LibreOffice rounds down.",
        ("=DEC2HEX([@N])", "=HEX2DEC(DEC2HEX([@N]))"),
        _negative,
    ),
    Difference("Excel's cells hold 32,767 characters.", ('=REPT("ab",[@N])',), lambda row: (row["N"] or 0) > 16383),
    Difference("The code of no character is an error in Excel.", ("=CODE([@T])",), _blank("T")),
    Difference("The sixteenth digit: LibreOffice rounds 686.758571428571(43) up.", ('=[@N]/7&""',)),
    Difference("Empty text is found at the start in Excel.", ('=FIND("",[@T])',)),
    Difference("Excel writes the point of a format even where no decimal follows.", ('=TEXT([@N],"#.##")',)),
    Difference(
        "Excel keeps the sign of a negative number that is rounded to 0.", ('=TEXT([@N],"#,##0.0,")',), _negative
    ),
    Difference(
        "Day 0 is 0 January 1900 in Excel (day 60 the 29 February 1900), and 30 December 1899 in LibreOffice.",
        (
            '=TEXT([@D],"yyyy-mm-dd")',
            '=TEXT([@D],"dd.mm.yyyy")',
            '=TEXT([@D],"d/m/yy")',
            '=TEXT([@D],"dddd, mmmm d, yyyy")',
            '=TEXT([@D],"ddd mmm")',
            '=TEXT([@D],"mmmmm")',
            "=YEAR([@D])",
            "=MONTH([@D])",
            "=DAY([@D])",
            "=WEEKNUM([@D])",
            "=WORKDAY.INTL([@D],INT([@N]/1000),2)",
            '=WORKDAY.INTL([@D],INT([@N]/1000),"1010101")',
            "=WEEKNUM([@D],2)",
            "=EDATE([@D],3)+0",
            "=EDATE([@D],-13)+0",
            "=EOMONTH([@D],1)+0",
            "=EOMONTH([@D],-1)+0",
            "=DATE(YEAR([@D]),MONTH([@D])+5,DAY([@D]))+0",
            '=IF([@D]<[@E],DATEDIF([@D],[@E],"MD"),0)',
            '=IF([@D]<[@E],DATEDIF([@D],[@E],"YD"),0)',
            "=YEARFRAC([@D],[@E],1)",
            "=WORKDAY([@D],[@N])+0",
        ),
        lambda row: any(row[name] is None or row[name].year == 1900 for name in "DE"),
    ),
    Difference(
        "A day before day 0 is an error in Excel.",
        ("=EDATE([@D],-13)+0",),
        lambda row: row["D"] is not None and row["D"].year < 1902,
    ),
    Difference(
        "A time below 0 is an error in Excel.",
        (
            '=TEXT([@N]/24,"hh:mm")',
            '=TEXT([@N]/24,"h:mm:ss AM/PM")',
            '=TEXT([@N]/24,"[h]:mm")',
            "=HOUR([@N]/24)",
            "=MINUTE([@N]/7)",
            "=SECOND([@N]/7)",
        ),
        _negative,
    ),
    Difference(
        "Excel rounds to the seconds that are shown, LibreOffice cuts.", ('=TEXT([@D]+0.7503,"dd.mm.yyyy hh:mm:ss")',)
    ),
    Difference("NUMBERVALUE needs its separators in LibreOffice 7.", ("=NUMBERVALUE([@X])",)),
    Difference("Signs that differ are an error in Excel.", ("=MROUND([@N],5)",), _negative),
    Difference(
        "LibreOffice takes no more than 32,767 days.", ("=DATE(2020,1,[@N])+0",), lambda row: abs(row["N"] or 0) > 32767
    ),
    Difference("Excel cuts the decimals of hours and minutes.", ("=TIME([@N],[@M],5)*1",)),
    Difference("A blank is an even number in Excel.", ("=ISEVEN([@N])", "=ISODD([@N])"), _blank("N")),
    Difference(
        "A blank that is looked for is 0 in Excel.",
        (
            "=VLOOKUP([@N],lookup[[STEP]:[NAME]],2,TRUE)",
            "=MATCH([@N],lookup[STEP],1)",
            "=LOOKUP([@N],lookup[STEP],lookup[NAME])",
            '=VLOOKUP([@N],{0,"a";10,"b";100,"c"},2)',
            "=MATCH([@N],lookup[STEP],0)",
        ),
        _blank("N"),
    ),
    Difference("A number as criterion also counts texts that read as it in Excel.", ("=COUNTIF(data[X],12)",)),
)
