"""Functions of Excel that a recipe refuses, and why."""

from __future__ import annotations

from entracte.recipe.formula.powers import MOST

_CLOCK = "its result changes from day to day, and a replay has to give the same bytes."
_CHANCE = "its result changes from run to run, and a replay has to give the same bytes."
_PLACE = "it names cells by their place, and a recipe speaks of whole columns only."
_SPILL = "its result is several cells, and a column has one cell a row."
_OUTSIDE = "it asks something outside the delivery."

_LAST_DIGIT = "the processor's library and Java's do not agree on its last digit."
_LAST_DIGIT_OF_POWERS = (
    f"{_LAST_DIGIT[:-1]}, but for whole powers from -{MOST} to {MOST} that are written out, such as ^2, and ^0.5."
)
POWER_SIGN, POWER = "^", "POWER"
NOT_ON_SPARK: dict[str, str] = {
    **dict.fromkeys(
        (
            *("ACOS", "ASIN", "ATAN", "ATAN2", "COS", "COSH", "EXP", "GEOMEAN", "LN", "LOG", "LOG10"),
            *("SIN", "SINH", "TAN", "TANH"),
        ),
        _LAST_DIGIT,
    ),
    **dict.fromkeys((POWER, POWER_SIGN), _LAST_DIGIT_OF_POWERS),
}
"""Functions that Spark would compute differently, and why; the conformance suite proves that these are all."""

REFUSED: dict[str, str] = {
    **dict.fromkeys(("NOW", "TODAY"), _CLOCK),
    **dict.fromkeys(("RAND", "RANDBETWEEN", "RANDARRAY"), _CHANCE),
    **dict.fromkeys(
        ("OFFSET", "INDIRECT", "ADDRESS", "CELL", "AREAS", "FORMULATEXT", "ROW", "SHEET", "SHEETS"), _PLACE
    ),
    **dict.fromkeys(
        (
            "TEXTSPLIT",
            "UNIQUE",
            "SORT",
            "SORTBY",
            "FILTER",
            "SEQUENCE",
            "TRANSPOSE",
            "TOROW",
            "TOCOL",
            "WRAPROWS",
            "WRAPCOLS",
            "VSTACK",
            "HSTACK",
            "TAKE",
            "DROP",
            "CHOOSECOLS",
            "CHOOSEROWS",
            "EXPAND",
            "FREQUENCY",
            "MMULT",
            "GROUPBY",
            "PIVOTBY",
            "TRIMRANGE",
        ),
        _SPILL,
    ),
    **dict.fromkeys(
        ("LAMBDA", "MAP", "REDUCE", "SCAN", "BYROW", "BYCOL", "MAKEARRAY"),
        "functions of functions have no column expression.",
    ),
    **dict.fromkeys(
        ("WEBSERVICE", "HYPERLINK", "IMAGE", "STOCKHISTORY", "RTD", "GETPIVOTDATA", "INFO", "CUBEVALUE", "FILTERXML"),
        _OUTSIDE,
    ),
    "HLOOKUP": "it looks along a row, and a table's rows have no header to the left.",
    "PHONETIC": "the reading of Japanese text is not kept in a delivery.",
}

INSTEAD: dict[str, str] = {
    "TODAY": "Give the day as a parameter of the recipe.",
    "NOW": "Give the moment as a parameter of the recipe.",
    "ROW": "A sequence number comes from the operation `sequence`, by an order that is stated.",
    "HLOOKUP": "Use XLOOKUP, or INDEX with MATCH over table[#Headers].",
    "TEXTSPLIT": "Use TEXTBEFORE, TEXTAFTER, or a table with one row per value of a list column.",
    "FILTER": "Use a table with `where:`, or XLOOKUP.",
    "UNIQUE": "Use a table that removes duplicates by rule.",
    "OFFSET": "Use XLOOKUP or INDEX with MATCH.",
    "INDIRECT": "Name the table and the column.",
}
