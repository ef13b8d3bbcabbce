"""Information: what a cell is."""

from __future__ import annotations

from entracte.recipe.formula.call import Call, truncated
from entracte.recipe.formula.coercion import boolean_number
from entracte.recipe.formula.registry import family
from entracte.recipe.formula.terms import FALSE, Term, choose, coalesce, literal, negated, present, sql
from entracte.recipe.formula.values import NOT_AVAILABLE, Argument, Value, boolean_value, number_value

information = family("information")


def _there(term: Term | None) -> Term:
    return FALSE if term is None else present(term)


@information(
    "ISBLANK(value)", "Whether a cell is blank; empty text is not.", {'=ISBLANK("")': False, "=ISBLANK(0)": False}
)
def _isblank(call: Call) -> Argument:
    return boolean_value(call.value(0).is_blank)


@information("ISTEXT(value)", "Whether it is text.", {'=ISTEXT("a")': True, "=ISTEXT(1)": False})
def _istext(call: Call) -> Argument:
    return boolean_value(_there(call.value(0).text))


@information(
    "ISNONTEXT(value)", "Whether it is no text; a blank is none.", {'=ISNONTEXT("a")': False, "=ISNONTEXT(1)": True}
)
def _isnontext(call: Call) -> Argument:
    return boolean_value(negated(_there(call.value(0).text)))


@information(
    "ISNUMBER(value)",
    "Whether it is a number; digits as text are not.",
    {"=ISNUMBER(1)": True, '=ISNUMBER("1")': False, '=ISNUMBER(SEARCH("b","abc"))': True},
)
def _isnumber(call: Call) -> Argument:
    return boolean_value(_there(call.value(0).number))


@information("ISLOGICAL(value)", "Whether it is TRUE or FALSE.", {"=ISLOGICAL(TRUE)": True, "=ISLOGICAL(1)": False})
def _islogical(call: Call) -> Argument:
    return boolean_value(_there(call.value(0).boolean))


@information("ISERROR(value)", "Whether it is an error.", {"=ISERROR(1/0)": True, "=ISERROR(1)": False})
def _iserror(call: Call) -> Argument:
    return boolean_value(call.value(0).failed)


@information("ISERR(value)", "Whether it is an error other than #N/A.", {"=ISERR(1/0)": True, "=ISERR(#N/A)": False})
def _iserr(call: Call) -> Argument:
    error = call.value(0).error
    return boolean_value(FALSE if error is None else sql("COALESCE($a <> '#N/A', FALSE)", error))


@information("ISNA(value)", "Whether it is #N/A.", {"=ISNA(#N/A)": True, "=ISNA(1/0)": False})
def _isna(call: Call) -> Argument:
    error = call.value(0).error
    return boolean_value(FALSE if error is None else sql("COALESCE($a = '#N/A', FALSE)", error))


def _parity(call: Call, odd: bool) -> Argument:
    whole = truncated(call.number(0))
    rest = sql("ABS($a) - 2e0 * FLOOR(ABS($a) / 2e0)", whole)
    return call.gives_boolean(sql("$a = $b", rest, 1.0 if odd else 0.0))


@information(
    "ISEVEN(number)", "Whether a number is even, decimals aside.", {"=ISEVEN(2.5)": True, "=ISEVEN(-1)": False}
)
def _iseven(call: Call) -> Argument:
    return _parity(call, False)


@information("ISODD(number)", "Whether a number is odd, decimals aside.", {"=ISODD(3)": True, "=ISODD(0)": False})
def _isodd(call: Call) -> Argument:
    return _parity(call, True)


@information("N(value)", "A number as it is, TRUE as 1, anything else as 0.", {"=N(5)": 5, "=N(TRUE)": 1, '=N("7")': 0})
def _n(call: Call) -> Argument:
    value = call.value(0)
    call.fail_with(value.error)
    parts = [] if value.number is None else [value.number]
    parts += [] if value.boolean is None else [boolean_number(value.boolean)]
    return call.gives(number_value(coalesce(*parts, literal(0.0)), value.shown_as))


_TYPES = (("number", 1.0), ("text", 2.0), ("boolean", 4.0), ("error", 16.0))


@information(
    "TYPE(value)",
    "1 for a number or blank, 2 for text, 4 for TRUE or FALSE, 16 for an error.",
    {"=TYPE(1)": 1, '=TYPE("a")': 2, "=TYPE(TRUE)": 4, "=TYPE(1/0)": 16},
)
def _type(call: Call) -> Argument:
    value = call.value(0)
    return number_value(
        choose(*((_there(getattr(value, name)), literal(code)) for name, code in _TYPES), otherwise=literal(1.0))
    )


_ERRORS = {"#NULL!": 1.0, "#DIV/0!": 2.0, "#VALUE!": 3.0, "#REF!": 4.0, "#NAME?": 5.0, "#NUM!": 6.0, "#N/A": 7.0}


@information(
    "ERROR.TYPE(value)",
    "The number of an error: 2 for #DIV/0!, 7 for #N/A; #N/A where there is none.",
    {"=ERROR.TYPE(1/0)": 2, "=ERROR.TYPE(#N/A)": 7, "=ERROR.TYPE(1)": "#N/A"},
)
def _error_type(call: Call) -> Argument:
    error = call.value(0).error
    if error is None:
        return Value(error=literal(NOT_AVAILABLE))
    call.fail(negated(present(error)), NOT_AVAILABLE)
    return call.gives_number(
        choose(
            *((sql("$a = $b", error, code), literal(number)) for code, number in _ERRORS.items()),
            otherwise=literal(0.0),
        )
    )


@information("DELTA(number1, [number2])", "1 where two numbers are equal, else 0.", {"=DELTA(5,5)": 1, "=DELTA(5)": 0})
def _delta(call: Call) -> Argument:
    return call.gives_number(sql("CASE WHEN $a = $b THEN 1e0 ELSE 0e0 END", call.number(0), call.number(1, 0)))


@information("ISREF(value)", "Whether it is a cell of a column.", {"=ISREF(1)": False})
def _isref(call: Call) -> Argument:
    return boolean_value(literal(call.value(0).reference))
