"""Numbers and dates as text, and back."""

from __future__ import annotations

import re

from entracte.recipe.formula.call import Call
from entracte.recipe.formula.coercion import as_text
from entracte.recipe.formula.numberforms import formatted
from entracte.recipe.formula.numbers import amount_of_text, fixed, number_of_text
from entracte.recipe.formula.registry import family
from entracte.recipe.formula.rounding import rounded
from entracte.recipe.formula.terms import block, choose, coalesce, literal, negated, null, present, sql
from entracte.recipe.formula.values import BAD_VALUE, Argument

text = family("text")


@text(
    "TEXT(value, format)",
    'A number or a day in a format code, such as "00000", "#,##0.00", "0%", "dd.mm.yyyy" or "h:mm AM/PM".',
    {
        '=TEXT(42,"00000")': "00042",
        '=TEXT(1234.5,"#,##0.00")': "1,234.50",
        '=TEXT(0.256,"0.0%")': "25.6%",
        '=TEXT(DATE(2024,1,5),"dd.mm.yyyy")': "05.01.2024",
        '=TEXT(DATE(2024,1,5),"dddd d mmmm")': "Friday 5 January",
        '=TEXT(DATE(2024,1,5),"[$-40C]d mmmm")': "5 janvier",
        '=TEXT(0.75,"h:mm AM/PM")': "6:00 PM",
        '=TEXT(-5,"0;(0)")': "(5)",
        '=TEXT("abc","0")': "abc",
        '=TEXT(1234567,"0000-000-000")': "0001-234-567",
        '=TEXT(12345,"0.00E+00")': "1.23E+04",
        '=TEXT(0.5,"#.##")': ".5",
        '=TEXT(1500000,"0.0,,")': "1.5",
        '=TEXT(TRUE,"0")': "TRUE",
    },
)
def _text(call: Call) -> Argument:
    value = call.value(0)
    call.fail_with(value.error)
    form = call.constant(1, "")
    if not isinstance(form, str):
        form = "" if form is None else str(int(form)) if isinstance(form, float) else str(form)
    read = None if value.text is None else number_of_text(value.text, call.locale)
    zero = literal(0.0) if value.blank or not value.parts else None
    numbers = [part for part in (value.number, read) if part is not None]
    if zero is not None:
        numbers.append(choose((value.is_blank, zero)))
    number = coalesce(*numbers) if numbers else None
    shown = formatted(value.text, number, form, call.locale) if form else literal("")
    if value.boolean is not None:
        shown = coalesce(choose((present(value.boolean), as_text(value))), shown)
    call.fail(null(shown), BAD_VALUE)
    return call.gives_text(shown)


@text(
    "VALUE(text)",
    "The number that a text reads as in the locale: amounts, shares, dates, times.",
    {
        '=VALUE("1,234.50")': 1234.5,
        '=VALUE("5%")': 0.05,
        '=VALUE("$12")': 12,
        '=VALUE("2024-01-01")': 45292,
        '=VALUE("12:00")': 0.5,
        '=VALUE("(3)")': -3,
        '=VALUE("x")': "#VALUE!",
        '=VALUE(" 7 ")': 7,
    },
)
def _value(call: Call) -> Argument:
    if call.value(0).boolean is not None:
        call.fail(present(call.value(0).boolean or literal(None)), BAD_VALUE)
    return call.gives_number(call.number(0))


@text(
    "NUMBERVALUE(text, [decimal_separator], [group_separator])",
    "The number that a text reads as with separators of its own.",
    {
        '=NUMBERVALUE("1.234,50",",",".")': 1234.5,
        '=NUMBERVALUE("5%")': 0.05,
        '=NUMBERVALUE("")': 0,
        '=NUMBERVALUE("a")': "#VALUE!",
        '=NUMBERVALUE("1\'234.5",".","\'")': 1234.5,
    },
)
def _numbervalue(call: Call) -> Argument:
    whole = sql("REPLACE($a, ' ', '')", call.text(0))
    decimal, group = str(call.constant(1, ".") or "."), str(call.constant(2, ",") or ",")
    bare = sql("REPLACE($a, $b, '')", whole, group[0])
    call.fail(negated(block("matches", bare, rf"^[-+0-9eE%{re.escape(decimal[0])}]*$")))
    found = choose((sql("$a = ''", whole), literal(0.0)), otherwise=amount_of_text(bare, decimal[0], ("\x00",)))
    call.fail(null(found), BAD_VALUE)
    return call.gives_number(found)


def _amount(call: Call, *, grouped: bool, negative: str, positive: str) -> Argument:
    """A number rounded to so many decimals, in a template for its sign."""
    decimals = call.constant_number(1, 2)
    number = rounded(call.number(0), literal(float(decimals)), "half")
    size = fixed(sql("ABS($a)", number), max(decimals, 0))
    whole = sql(f"SUBSTRING($a, 1, LENGTH($a) - {decimals + 1})", size) if decimals > 0 else size
    shown = block("thousands", whole) if grouped else whole
    if decimals > 0:
        shown = sql(f"$a || SUBSTRING($b, LENGTH($b) - {decimals})", shown, size)
    return call.gives_text(sql(f"CASE WHEN $a < 0e0 THEN {negative} ELSE {positive} END", number, shown))


@text(
    "FIXED(number, [decimals], [no_commas])",
    "A number as text with so many decimals, with commas unless told otherwise.",
    {
        "=FIXED(1234.567,1)": "1,234.6",
        "=FIXED(1234.567,1,TRUE)": "1234.6",
        "=FIXED(-1234.5,0)": "-1,235",
        "=FIXED(44.332)": "44.33",
        "=FIXED(-2.5,-1)": "0",
    },
)
def _fixed(call: Call) -> Argument:
    return _amount(call, grouped=not call.constant(2, False), negative="'-' || $b", positive="$b")


@text(
    "DOLLAR(number, [decimals])",
    "A number as an amount of dollars.",
    {"=DOLLAR(1234.567)": "$1,234.57", "=DOLLAR(-5,0)": "($5)"},
)
def _dollar(call: Call) -> Argument:
    return _amount(call, grouped=True, negative="'($' || $b || ')'", positive="'$' || $b")


@text(
    "VALUETOTEXT(value, [format])",
    "A value as text; with format 1 a text is in quotes.",
    {"=VALUETOTEXT(1.5)": "1.5", '=VALUETOTEXT("a",1)': '"a"'},
)
def _valuetotext(call: Call) -> Argument:
    value, strict = call.value(0), call.constant_number(1, 0) == 1
    shown = call.text(0)
    if strict and value.text is not None:
        shown = coalesce(sql("'\"' || $a || '\"'", value.text), shown)
    return call.gives_text(shown)
