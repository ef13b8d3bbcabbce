"""Numbers written in another base."""

from __future__ import annotations

from entracte.recipe.formula.call import Call
from entracte.recipe.formula.families.mathematics import mathematics
from entracte.recipe.formula.families.text import count_of
from entracte.recipe.formula.terms import Term, block, choose, literal, negated, some, sql
from entracte.recipe.formula.values import BAD_NUMBER, Argument

_LARGEST = 9_007_199_254_740_991.0
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST_PLACES = 10


def _written(number: Term, base: Term, places: Term) -> Term:
    """A whole number in the digits of a base, with zeros before them up to so many places."""
    whole = sql("LEAST(GREATEST($a, 0e0), $b)", number, _LARGEST)
    digits = block("in_base", whole, sql("LEAST(GREATEST($a, 2e0), 36e0)", base))
    wanted = count_of(places)
    return choose((sql("LENGTH($a) < $b", digits, wanted), sql("LPAD($a, $b, '0')", digits, wanted)), otherwise=digits)


def _read(text: Term, base: Term) -> tuple[Term, Term]:
    """The number that digits of a base say, and whether they are such."""
    upper = sql("UPPER(TRIM($a))", text)
    allowed = sql("SUBSTRING($a, 1, $b)", _DIGITS, count_of(base))
    return block("of_base", upper, base, _DIGITS), sql("TRANSLATE($a, $b, '') = ''", upper, allowed)


@mathematics(
    "BASE(number, radix, [min_length])",
    "A number written in a base from 2 to 36.",
    {
        "=BASE(7,2)": "111",
        "=BASE(255,16)": "FF",
        "=BASE(15,2,10)": "0000001111",
        "=BASE(-1,2)": "#NUM!",
        "=BASE(7,1)": "#NUM!",
    },
)
def _base(call: Call) -> Argument:
    number, base, places = call.whole(0), call.whole(1), call.whole(2, 0)
    call.fail(sql("$a < 0e0 OR $a > $b", number, _LARGEST), BAD_NUMBER)
    call.fail(sql("$a < 2e0 OR $a > 36e0", base), BAD_NUMBER)
    call.fail(sql("$a < 0e0 OR $a > 255e0", places), BAD_NUMBER)
    return call.gives_text(_written(number, base, places))


@mathematics(
    "DECIMAL(text, radix)",
    "The number that is written in a base from 2 to 36.",
    {'=DECIMAL("FF",16)': 255, '=DECIMAL("zap",36)': 45745, "=DECIMAL(111,2)": 7, '=DECIMAL("2",2)': "#NUM!"},
)
def _decimal(call: Call) -> Argument:
    text, base = call.text(0), call.whole(1)
    call.fail(sql("$a < 2e0 OR $a > 36e0", base), BAD_NUMBER)
    found, is_number = _read(text, base)
    call.fail(some([negated(is_number), sql("LENGTH($a) > 255", text)]), BAD_NUMBER)
    call.fail(sql("$a > $b", found, 1.7976931348623157e308), BAD_NUMBER)
    return call.gives_number(found)


def _pair(name: str, base: int, bits: int, written: dict[float, str]) -> None:
    """The functions from and to a base in which negative numbers are written in ten digits."""
    half, full = 2.0 ** (bits - 1), 2.0**bits
    word = {"BIN": "binary", "OCT": "octal", "HEX": "hexadecimal"}[name]
    to_base: dict[str, str | float | bool | None] = {f"=DEC2{name}({number})": text for number, text in written.items()}
    of_base: dict[str, str | float | bool | None] = {
        f'={name}2DEC("{text}")': number for number, text in written.items()
    }

    @mathematics(
        f"DEC2{name}(number, [places])",
        f"A number in {word} digits; a negative one in ten of them.",
        {**to_base, f"=DEC2{name}(1,4)": "0001", f"=DEC2{name}({half})": "#NUM!"},
    )
    def _to(call: Call) -> Argument:
        number, places = call.whole(0), call.whole(1, 0)
        call.fail(sql("$a < $b OR $a >= $c", number, -half, half), BAD_NUMBER)
        shown = _written(sql("CASE WHEN $a < 0e0 THEN $a + $b ELSE $a END", number, full), literal(float(base)), places)
        if call.given(1):
            too_few = sql("$a >= 0e0 AND LENGTH($b) > $c", number, shown, count_of(places))
            call.fail(some([sql("$a < 1e0 OR $a > $b", places, float(_MOST_PLACES)), too_few]), BAD_NUMBER)
        return call.gives_text(shown)

    @mathematics(
        f"{name}2DEC(text)",
        f"The number that {word} digits say; ten of them may be negative.",
        {**of_base, f'={name}2DEC("9Z")': "#NUM!"},
    )
    def _of(call: Call) -> Argument:
        text = call.text(0)
        found, is_number = _read(text, literal(float(base)))
        call.fail(some([negated(is_number), sql("LENGTH(TRIM($a)) > $b", text, _MOST_PLACES)]), BAD_NUMBER)
        call.fail(sql("$a >= $b", found, full), BAD_NUMBER)
        return call.gives_number(sql("CASE WHEN $a >= $b THEN $a - $c ELSE $a END", found, half, full))


_pair("BIN", 2, 10, {9: "1001", -100: "1110011100"})
_pair("OCT", 8, 30, {58: "72", -100: "7777777634"})
_pair("HEX", 16, 40, {100: "64", -54: "FFFFFFFFCA"})
