"""Counting of choices, divisors and multiples, and numbers bit by bit."""

from __future__ import annotations

from entracte.recipe.formula.call import Call, truncated
from entracte.recipe.formula.families.mathematics import FACTORIALS, mathematics
from entracte.recipe.formula.families.statistics import numbers_of
from entracte.recipe.formula.terms import Term, applied, block, literal, some, sql
from entracte.recipe.formula.values import BAD_NUMBER, Argument

_LARGEST = 9_007_199_254_740_991.0
_MOST_BITS = 281_474_976_710_655.0
_MOST_CHOSEN = 1030.0
"""Beyond so many of at least twice as many, there are more choices than a number can say."""
_OVERFLOW = 1.7976931348623157e308


def _choices(call: Call, number: Term, chosen: Term) -> Term:
    """How many ways there are to choose so many of a number."""
    few = sql("GREATEST(LEAST($a, $b - $a), 0e0)", chosen, number)
    call.fail(sql("$a < 0e0 OR $b < 0e0 OR $b > $a OR $a > $c", number, chosen, _LARGEST), BAD_NUMBER)
    call.fail(sql("$a > $b", few, _MOST_CHOSEN), BAD_NUMBER)
    return block("combinations", number, sql("LEAST($a, $b)", few, _MOST_CHOSEN))


@mathematics(
    "COMBIN(number, number_chosen)",
    "How many ways there are to choose so many of a number, their order aside.",
    {
        "=COMBIN(8,2)": 28,
        "=COMBIN(49,6)": 13983816,
        "=COMBIN(5,0)": 1,
        "=COMBIN(2,3)": "#NUM!",
        "=COMBIN(-1,1)": "#NUM!",
    },
)
def _combin(call: Call) -> Argument:
    found = _choices(call, call.whole(0), call.whole(1))
    call.fail(sql("$a > $b", found, _OVERFLOW), BAD_NUMBER)
    return call.gives_number(found)


@mathematics(
    "PERMUT(number, number_chosen)",
    "How many ways there are to choose so many of a number one after the other.",
    {"=PERMUT(3,2)": 6, "=PERMUT(100,3)": 970200, "=PERMUT(2,3)": "#NUM!"},
)
def _permut(call: Call) -> Argument:
    number, chosen = call.whole(0), call.whole(1)
    call.fail(sql("$a > 170e0", chosen), BAD_NUMBER)
    found = sql("$a * $b", _choices(call, number, chosen), applied(FACTORIALS, chosen))
    call.fail(sql("$a > $b", found, _OVERFLOW), BAD_NUMBER)
    return call.gives_number(found)


def _whole_numbers(call: Call) -> list[Term]:
    """The numbers of the cells, without their decimals."""
    numbers = numbers_of(call)
    if numbers.columns:
        raise call.wrong(0, "is a whole column", "Write [@COLUMN] for this row's value.")
    call.fail_with(numbers.error)
    found = [truncated(number) for number in numbers.cells]
    call.fail(some(sql("$a < 0e0 OR $a > $b", number, _LARGEST) for number in found), BAD_NUMBER)
    return [sql("LEAST(GREATEST(COALESCE($a, 0e0), 0e0), $b)", number, _LARGEST) for number in found]


@mathematics(
    "GCD(values1, [values2], ...)",
    "The largest whole number that divides all of them.",
    {"=GCD(24,36)": 12, "=GCD(5,0)": 5, "=GCD(7)": 7, "=GCD({12,18,27})": 3, "=GCD(-2,4)": "#NUM!"},
    arrays=True,
)
def _gcd(call: Call) -> Argument:
    found: Term = literal(0.0)
    for number in _whole_numbers(call):
        found = number if found is literal(0.0) else block("common_divisor", found, number)
    return call.gives_number(found)


@mathematics(
    "LCM(values1, [values2], ...)",
    "The smallest whole number that all of them divide.",
    {"=LCM(4,6)": 12, "=LCM(5,2,3)": 30, "=LCM(5,0)": 0, "=LCM(-2,4)": "#NUM!"},
    arrays=True,
)
def _lcm(call: Call) -> Argument:
    found: Term | None = None
    for number in _whole_numbers(call):
        if found is None:
            found = number
            continue
        divisor = block("common_divisor", found, number)
        found = sql("COALESCE($a / NULLIF($b, 0e0) * $c, 0e0)", found, divisor, number)
        call.fail(sql("$a > $b", found, _LARGEST), BAD_NUMBER)
        found = sql("LEAST($a, $b)", found, _LARGEST)
    return call.gives_number(found if found is not None else literal(0.0))


def _of_bits(name: str, sentence: str, template: str, results: tuple[float, float]) -> None:
    examples: dict[str, str | float | bool | None] = {
        f"={name}(13,25)": results[0],
        f"={name}(5,3)": results[1],
        f"={name}(-1,3)": "#NUM!",
        f"={name}(1.5,1)": "#NUM!",
    }

    @mathematics(f"{name}(number1, number2)", sentence, examples)
    def _build(call: Call) -> Argument:
        numbers = [call.number(0), call.number(1)]
        for number in numbers:
            call.fail(sql("$a < 0e0 OR $a > $b OR $a <> FLOOR($a)", number, _MOST_BITS), BAD_NUMBER)
        first, second = (block("bits", sql("LEAST(GREATEST($a, 0e0), $b)", each, _MOST_BITS)) for each in numbers)
        found = block("exclusive_or", first, second) if not template else sql(template, first, second)
        return call.gives_number(sql("CAST($a AS DOUBLE)", found))


_of_bits("BITAND", "The bits that both numbers have.", "$a & $b", (9, 1))
_of_bits("BITOR", "The bits that one of the numbers has.", "$a | $b", (29, 7))
_of_bits("BITXOR", "The bits that one number has and the other has not.", "", (20, 6))
