"""Text: cutting, finding, replacing."""

from __future__ import annotations

from entracte.recipe.formula.call import Call
from entracte.recipe.formula.operators import joined_texts
from entracte.recipe.formula.registry import family
from entracte.recipe.formula.terms import Term, applied, block, choose, every, literal, parameter, sql
from entracte.recipe.formula.values import Argument, constant_value

text = family("text")
_A, _B, _C = parameter("a"), parameter("b"), parameter("c")
LONGEST_TEXT = 32767.0  # Excel's limit for a cell


def count_of(number: Term) -> Term:
    """A number that is checked to be small, as a count."""
    constant = number.arguments[0] if number.operation == "literal" else None
    if isinstance(constant, float):
        return literal(int(max(min(constant, LONGEST_TEXT), 0.0)))
    return sql("CAST(LEAST(GREATEST($a, 0e0), 32767e0) AS INTEGER)", number)


def below(number: Term, least: float) -> Term:
    """Whether a number is below a limit; known at once for one that is written out."""
    constant = number.arguments[0] if number.operation == "literal" else None
    if isinstance(constant, float):
        return literal(constant < least)
    return sql("$a < $b", number, least)


@text("LEN(text)", "The number of characters.", {'=LEN("abc")': 3, '=LEN("")': 0, "=LEN(12.5)": 4, '=LEN("é")': 1})
def _len(call: Call) -> Argument:
    return call.gives_number(length(call.text(0)))


def length(term: Term) -> Term:
    """The number of characters, as a number of Excel."""
    return sql("CAST(LENGTH($a) AS DOUBLE)", term)


@text(
    "LEFT(text, [num_chars])",
    "The first characters.",
    {
        '=LEFT("abc")': "a",
        '=LEFT("abc",2)': "ab",
        '=LEFT("abc",9)': "abc",
        '=LEFT("abc",-1)': "#VALUE!",
        "=LEFT(123,2)": "12",
    },
)
def _left(call: Call) -> Argument:
    whole, count = call.text(0), call.whole(1, 1)
    call.fail(below(count, 0))
    return call.gives_text(sql("SUBSTRING($a, 1, $b)", whole, count_of(count)))


@text(
    "RIGHT(text, [num_chars])",
    "The last characters.",
    {
        '=RIGHT("abc")': "c",
        '=RIGHT("abc",2)': "bc",
        '=RIGHT("abc",9)': "abc",
        '=RIGHT("abc",0)': "",
        '=RIGHT("abc",-1)': "#VALUE!",
    },
)
def _right(call: Call) -> Argument:
    whole, count = call.text(0), call.whole(1, 1)
    call.fail(below(count, 0))
    return call.gives_text(sql("SUBSTRING($a, GREATEST(LENGTH($a) - $b, 0) + 1)", whole, count_of(count)))


@text(
    "MID(text, start_num, num_chars)",
    "So many characters from a place on.",
    {'=MID("abcdef",2,3)': "bcd", '=MID("abc",5,2)': "", '=MID("abc",0,1)': "#VALUE!", '=MID("abc",1,-1)': "#VALUE!"},
)
def _mid(call: Call) -> Argument:
    whole, start, count = call.text(0), call.whole(1), call.whole(2)
    call.fail(below(start, 1))
    call.fail(below(count, 0))
    return call.gives_text(sql("SUBSTRING($a, $b, $c)", whole, count_of(start), count_of(count)))


@text("UPPER(text)", "All letters as capitals; ß stays.", {'=UPPER("straßé")': "STRAßÉ", '=UPPER("a1")': "A1"})
def _upper(call: Call) -> Argument:
    # every engine has an opinion of its own about the capital of ß
    whole = call.text(0)
    kept = sql("REPLACE(UPPER(REPLACE($a, 'ß', $b)), $b, 'ß')", whole, "\x01")
    return call.gives_text(choose((sql("$a LIKE '%ß%'", whole), kept), otherwise=sql("UPPER($a)", whole)))


@text("LOWER(text)", "All letters as small ones.", {'=LOWER("ÉCOLE")': "école"})
def _lower(call: Call) -> Argument:
    return call.gives_text(sql("LOWER($a)", call.text(0)))


@text(
    "PROPER(text)",
    "A capital after every sign that is no letter, small letters otherwise.",
    {
        '=PROPER("jean-pierre d\'ORMESSON")': "Jean-Pierre D'Ormesson",
        '=PROPER("2-way éCOLE 76budget")': "2-Way École 76Budget",
    },
)
def _proper(call: Call) -> Argument:
    return call.gives_text(block("proper", call.text(0)))


@text(
    "TRIM(text)",
    "No spaces at the ends, single ones between words; other blanks stay.",
    {'=TRIM("  a   b ")': "a b", '=TRIM("")': ""},
)
def _trim(call: Call) -> Argument:
    trimmed = sql("TRIM($a, ' ')", call.text(0))
    single = block("replaced_all", trimmed, "  +", " ")
    return call.gives_text(choose((sql("$a LIKE '%  %'", trimmed), single), otherwise=trimmed))


@text("CLEAN(text)", "No control characters (0 to 31).", {'=CLEAN("a"&CHAR(10)&"b")': "ab"})
def _clean(call: Call) -> Argument:
    return call.gives_text(block("replaced_all", call.text(0), r"[\x00-\x1f]", ""))


@text(
    "CONCATENATE(text1, [text2], ...)",
    "Texts one behind the other.",
    {'=CONCATENATE("a",1,TRUE)': "a1TRUE", "=CONCATENATE(1/0)": "#DIV/0!"},
)
def _concatenate(call: Call) -> Argument:
    found = constant_value("")
    for index in range(call.count):
        found = joined_texts(found, call.value(index))
    return call.gives(found)


@text(
    "REPT(text, number_times)",
    "A text several times.",
    {'=REPT("ab",3)': "ababab", '=REPT("a",0)': "", '=REPT("a",-1)': "#VALUE!"},
)
def _rept(call: Call) -> Argument:
    once, times = call.text(0), call.whole(1)
    call.fail(below(times, 0))
    call.fail(sql("$a * LENGTH($b) > $c", times, once, LONGEST_TEXT))
    bounded = sql("LEAST($a, $b / GREATEST(LENGTH($c), 1))", times, LONGEST_TEXT, once)
    return call.gives_text(block("repeated", once, sql("FLOOR(GREATEST($a, 0e0))", bounded)))


@text(
    "EXACT(text1, text2)",
    "Whether two texts are equal, upper and lower case told apart.",
    {'=EXACT("a","a")': True, '=EXACT("a","A")': False, '=EXACT(1,"1")': True},
)
def _exact(call: Call) -> Argument:
    return call.gives_boolean(sql("$a = $b", call.text(0), call.text(1)))


@text(
    "FIND(find_text, within_text, [start_num])",
    "The place of a text in another, upper and lower case told apart.",
    {'=FIND("b","abcb")': 2, '=FIND("b","abcb",3)': 4, '=FIND("B","abc")': "#VALUE!", '=FIND("","abc",2)': 2},
)
def _find(call: Call) -> Argument:
    sought, whole, start = call.text(0), call.text(1), call.whole(2, 1)
    return _place(call, whole, start, block("position", _rest(whole, start), sought))


def _rest(whole: Term, start: Term) -> Term:
    """A text from a place on."""
    return (
        whole
        if start.operation == "literal" and start.arguments[0] == 1.0
        else sql("SUBSTRING($a, $b)", whole, count_of(start))
    )


def _place(call: Call, whole: Term, start: Term, found: Term) -> Argument:
    call.fail(below(start, 1))
    if start.operation != "literal" or start.arguments[0] != 1.0:
        call.fail(sql("$a > LENGTH($b) + 1", start, whole))
    call.fail(sql("$a = 0", found))
    return call.gives_number(sql("CAST($a AS DOUBLE) + $b - 1e0", found, start))


@text(
    "SEARCH(find_text, within_text, [start_num])",
    "The place of a text in another; case aside, with the wildcards * and ?.",
    {
        '=SEARCH("B","abcb")': 2,
        '=SEARCH("b?b","abcb")': 2,
        '=SEARCH("~*","a*b")': 2,
        '=SEARCH("x","abc")': "#VALUE!",
        '=SEARCH("c*","abcd",2)': 3,
    },
)
def _search(call: Call) -> Argument:
    from entracte.recipe.formula.patterns import has_wildcards, unescaped, wildcard_expression

    sought, whole, start = call.value(0), call.text(1), call.whole(2, 1)
    rest = sql("LOWER($a)", _rest(whole, start))
    if isinstance(sought.constant, str) and has_wildcards(sought.constant):
        pattern = "(?s)^(.*?)" + wildcard_expression(sought.constant.lower())
        before = block("found_group", rest, pattern, 1)
        found = choose((block("matches", rest, pattern), sql("LENGTH($a) + 1", before)), otherwise=literal(0))
    else:
        plain = (
            literal(unescaped(sought.constant).lower())
            if isinstance(sought.constant, str)
            else sql("LOWER($a)", call.text(0))
        )
        found = block("position", rest, plain)
    return _place(call, whole, start, found)


@text(
    "SUBSTITUTE(text, old_text, new_text, [instance_num])",
    "Another text in the place of one, everywhere or at one of its occurrences.",
    {
        '=SUBSTITUTE("a.b.c",".","-")': "a-b-c",
        '=SUBSTITUTE("a.b.c",".","-",2)': "a.b-c",
        '=SUBSTITUTE("abc","","x")': "abc",
        '=SUBSTITUTE("aaa","A","b")': "aaa",
        '=SUBSTITUTE("a","a","b",0)': "#VALUE!",
    },
)
def _substitute(call: Call) -> Argument:
    whole, old, new = call.text(0), call.text(1), call.text(2)
    if call.count < 4:
        everywhere = sql("REPLACE($a, $b, $c)", whole, old, new)
        return call.gives_text(
            everywhere
            if old.operation == "literal" and old.arguments[0]
            else choose((sql("$a = ''", old), whole), otherwise=everywhere)
        )
    instance = call.whole(3)
    call.fail(below(instance, 1))
    return call.gives_text(applied(_ONE_INSTANCE, whole, old, new, instance))


def _one_instance() -> Term:
    whole, old, new, instance = (parameter(name) for name in "abcd")
    pieces = block("pieces", whole, old)
    there = every([sql("$a <> ''", old), sql("$a > $b AND $b >= 1e0", block("piece_count", pieces), instance)])
    before = length_before(pieces, instance, old)
    replaced = sql("SUBSTRING($a, 1, $b) || $c || SUBSTRING($a, $b + LENGTH($d) + 1)", whole, before, new, old)
    return choose((there, replaced), otherwise=whole)


def length_before(pieces: Term, instance: Term, delimiter: Term) -> Term:
    """How many characters there are before one of the delimiters between pieces."""
    within = block("pieces_length", pieces, instance)
    return sql("CAST($a + (LEAST(GREATEST($b, 0e0), 1e6) - 1e0) * LENGTH($c) AS BIGINT)", within, instance, delimiter)


_ONE_INSTANCE = _one_instance()


@text(
    "REPLACE(old_text, start_num, num_chars, new_text)",
    "Another text in the place of so many characters from a place on.",
    {
        '=REPLACE("abcdef",2,3,"X")': "aXef",
        '=REPLACE("abc",4,1,"X")': "abcX",
        '=REPLACE("abc",0,1,"X")': "#VALUE!",
        '=REPLACE("abc",2,0,"-")': "a-bc",
    },
)
def _replace(call: Call) -> Argument:
    whole, start, count, new = call.text(0), call.whole(1), call.whole(2), call.text(3)
    call.fail(below(start, 1))
    call.fail(below(count, 0))
    first, many = count_of(start), count_of(count)
    return call.gives_text(sql("SUBSTRING($a, 1, $b - 1) || $d || SUBSTRING($a, $b + $c)", whole, first, many, new))


@text("T(value)", "A text as it is, empty text for anything else.", {'=T("a")': "a", "=T(1)": "", "=T(TRUE)": ""})
def _t(call: Call) -> Argument:
    value = call.value(0)
    call.fail_with(value.error)
    return call.gives_text(literal("") if value.text is None else sql("COALESCE($a, '')", value.text))
