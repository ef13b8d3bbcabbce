"""Text before and after a delimiter."""

from __future__ import annotations

from entracte.recipe.formula.call import Call
from entracte.recipe.formula.families.logic import chosen
from entracte.recipe.formula.families.text import length_before
from entracte.recipe.formula.registry import family
from entracte.recipe.formula.terms import FALSE, TRUE, Term, applied, block, choose, literal, parameter, some, sql
from entracte.recipe.formula.values import BAD_VALUE, NOT_AVAILABLE, Argument, Value, error_value, text_value

text = family("text")
_A, _B, _C, _D, _E = (parameter(name) for name in "abcde")

# $a the text, $b the text in which the delimiter is looked for, $c the delimiter, $d which one (negative: from the end)
_PIECES = block("pieces", _B, _C)
_COUNT = sql("CAST($a AS DOUBLE)", block("piece_count", _PIECES))
_INSTANCE = choose((sql("$a < 0e0", _D), sql("$a + $b", _COUNT, _D)), otherwise=_D)
_BEFORE_LENGTH = length_before(_PIECES, _INSTANCE, _C)
_FOUND = sql("$a >= 1e0 AND $a < $b", _INSTANCE, _COUNT)
_BEFORE = sql("SUBSTRING($a, 1, $b)", _A, _BEFORE_LENGTH)
_AFTER = sql("SUBSTRING($a, $b + LENGTH($c) + 1)", _A, _BEFORE_LENGTH, _C)


def _cut(call: Call, definition: Term, whole_if_empty: bool) -> Argument:
    whole, delimiter, instance = call.text(0), call.text(1), call.whole(2, 1)
    if not call.given(2):
        instance = literal(1.0)
    insensitive, end = call.constant_number(3, 0) == 1, call.constant_number(4, 0) == 1
    call.fail(
        TRUE if instance is literal(0.0) else FALSE if instance.operation == "literal" else sql("$a = 0e0", instance),
        BAD_VALUE,
    )
    looked, sought = (sql("LOWER($a)", whole), sql("LOWER($a)", delimiter)) if insensitive else (whole, delimiter)
    operands = (whole, looked, sought, instance)
    empty = FALSE if delimiter.operation == "literal" and delimiter.arguments[0] else sql("$a = ''", delimiter)
    at_end = applied(sql("ABS($a) = $b", _D, _COUNT), *operands) if end else FALSE
    missing = call.value(5) if call.given(5) else error_value(NOT_AVAILABLE)
    # the end of the text counts as a delimiter: before it is all, after it nothing; from behind, the start does
    backwards = sql("$a < 0e0", instance)
    all_of_it = Value(text=choose((backwards, literal("")), otherwise=whole))
    nothing = Value(text=choose((backwards, whole), otherwise=literal("")))
    found = chosen(
        [
            (
                empty,
                text_value(
                    choose(
                        (backwards, literal("") if whole_if_empty else whole),
                        otherwise=whole if whole_if_empty else literal(""),
                    )
                ),
            ),
            (sql("COALESCE($a, FALSE)", applied(_FOUND, *operands)), text_value(applied(definition, *operands))),
            (some([at_end]), nothing if whole_if_empty else all_of_it),
        ],
        missing,
    )
    return call.gives(found)


@text(
    "TEXTBEFORE(text, delimiter, [instance_num], [match_mode], [match_end], [if_not_found])",
    "What is before a delimiter; instance -1 counts from the end.",
    {
        '=TEXTBEFORE("a-b-c","-")': "a",
        '=TEXTBEFORE("a-b-c","-",2)': "a-b",
        '=TEXTBEFORE("a-b-c","-",-1)': "a-b",
        '=TEXTBEFORE("abc","-")': "#N/A",
        '=TEXTBEFORE("abc","-",1,0,0,"none")': "none",
        '=TEXTBEFORE("abc","-",,,1)': "abc",
        '=TEXTBEFORE("aXb","x",1,1)': "a",
    },
)
def _textbefore(call: Call) -> Argument:
    return _cut(call, _BEFORE, whole_if_empty=False)


@text(
    "TEXTAFTER(text, delimiter, [instance_num], [match_mode], [match_end], [if_not_found])",
    "What is after a delimiter; instance -1 counts from the end.",
    {
        '=TEXTAFTER("a-b-c","-")': "b-c",
        '=TEXTAFTER("a-b-c","-",2)': "c",
        '=TEXTAFTER("a-b-c","-",-1)': "c",
        '=TEXTAFTER("abc","-")': "#N/A",
        '=TEXTAFTER("abc","-",,,1)': "",
    },
)
def _textafter(call: Call) -> Argument:
    return _cut(call, _AFTER, whole_if_empty=True)
