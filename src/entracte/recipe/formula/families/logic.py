"""Logic: IF and what is like it. Branches that are not taken leave no trace, errors included."""

from __future__ import annotations

from dataclasses import replace

from entracte.recipe.cells import Kind
from entracte.recipe.formula.call import Call
from entracte.recipe.formula.coercion import as_boolean
from entracte.recipe.formula.operators import compared
from entracte.recipe.formula.registry import family
from entracte.recipe.formula.terms import (
    FALSE,
    TRUE,
    Term,
    choose,
    coalesce,
    either,
    every,
    literal,
    negated,
    null,
    present,
    some,
    sql,
)
from entracte.recipe.formula.tree import Name
from entracte.recipe.formula.values import (
    BAD_VALUE,
    NOT_AVAILABLE,
    Across,
    Argument,
    Many,
    Value,
    constant_value,
    error_value,
)

logic = family("logic")


def chosen(branches: list[tuple[Term, Value]], otherwise: Value) -> Value:
    """The value of the first condition that holds; conditions are never null."""
    reachable: list[tuple[Term, Value]] = []
    for condition, value in branches:
        if condition is FALSE:
            continue
        if condition is TRUE:
            otherwise = value
            break
        reachable.append((condition, value))
    if not reachable:
        return otherwise.result()
    values = [value for _, value in reachable] + [otherwise]

    def part(name: str) -> Term | None:
        terms = [getattr(value, name) for value in values]
        if all(term is None for term in terms):
            return None
        branches = ((condition, getattr(value, name)) for condition, value in reachable)
        return choose(*branches, otherwise=getattr(otherwise, name))

    return Value(
        text=part("text"),
        number=part("number"),
        boolean=part("boolean"),
        error=part("error"),
        blank=any(value.blank for value in values),
        shown_as=shown_as(values),
    )


def shown_as(values: list[Value]) -> Kind:
    """What the numbers of several values are shown as: days if all of them are."""
    kinds = {value.shown_as for value in values if value.number is not None}
    return kinds.pop() if len(kinds) == 1 else Kind.NUMBER


@logic(
    "IF(condition, [value_if_true], [value_if_false])",
    "One value where a condition holds, another where it does not.",
    {'=IF(1<2,"yes","no")': "yes", '=IF(FALSE,"yes")': False, '=IF("x",1,2)': "#VALUE!", "=IF(0,1/0,5)": 5},
)
def _if(call: Call) -> Argument:
    condition = call.boolean(0)
    yes = call.value(1) if call.count > 1 else constant_value(True)
    no = call.value(2) if call.count > 2 else constant_value(False)
    return call.gives(chosen([(condition, yes)], no))


@logic(
    "IFS(condition1, value1, [condition2], [value2], ...)",
    "The value of the first condition that holds; #N/A where none does.",
    {'=IFS(1>2,"a",2>1,"b")': "b", '=IFS(FALSE,"a")': "#N/A", "=IFS(TRUE,1,1/0,2)": 1},
)
def _ifs(call: Call) -> Argument:
    if call.count % 2:
        raise call.wrong(call.count - 1, "is a condition without a value")
    return call.gives(_conditions(call, range(0, call.count, 2)))


def _conditions(call: Call, places: range) -> Value:
    branches: list[tuple[Term, Value]] = []
    for place in places:
        truth, error = as_boolean(call.value(place))
        if error is not None:
            branches.append((present(error), Value(error=error)))
        branches.append((truth, call.value(place + 1)))
    return chosen(branches, error_value(NOT_AVAILABLE))


@logic(
    "SWITCH(expression, value1, result1, [value2], [result2], ...)",
    "The result beside the first value that is equal; a last argument without a result is the default.",
    {'=SWITCH(2,1,"a",2,"b","c")': "b", '=SWITCH("M","m","Sir","Madam")': "Sir", "=SWITCH(9,1,2)": "#N/A"},
)
def _switch(call: Call) -> Argument:
    sought = call.value(0)
    call.fail_with(sought.error)
    has_default = call.count % 2 == 0
    branches: list[tuple[Term, Value]] = []
    for place in range(1, call.count - 1, 2):
        case = call.value(place)
        if case.error is not None:
            branches.append((case.failed, Value(error=case.error)))
        branches.append((compared("=", sought, case), call.value(place + 1)))
    default = call.value(call.count - 1) if has_default else error_value(NOT_AVAILABLE)
    return call.gives(chosen(branches, default))


@logic(
    "CHOOSE(index, value1, [value2], ...)",
    "The value at a place of a list.",
    {'=CHOOSE(2,"a","b","c")': "b", '=CHOOSE(4,"a","b")': "#VALUE!", '=CHOOSE(1.9,"a","b")': "a"},
)
def _choose(call: Call) -> Argument:
    index = call.whole(0)
    call.fail(sql("$a < 1e0 OR $a > $b", index, float(call.count - 1)))
    branches = [(sql("$a = $b", index, float(place)), call.value(place)) for place in range(1, call.count)]
    return call.gives(chosen(branches, error_value(BAD_VALUE)))


@logic(
    "IFERROR(value, value_if_error)",
    "A value, or another where it is an error.",
    {"=IFERROR(1/0,7)": 7, "=IFERROR(5,7)": 5, '=IFERROR("x"+1,"no number")': "no number"},
)
def _if_error(call: Call) -> Argument:
    value = call.value(0)
    return _instead(value, value.failed, call.value(1))


@logic(
    "IFNA(value, value_if_na)",
    "A value, or another where it is #N/A.",
    {"=IFNA(#N/A,7)": 7, "=IFNA(1/0,7)": "#DIV/0!", "=IFNA(5,7)": 5},
)
def _if_na(call: Call) -> Argument:
    value = call.value(0)
    missing = FALSE if value.error is None else sql("COALESCE($a = '#N/A', FALSE)", value.error)
    return _instead(value, missing, call.value(1))


def _instead(value: Value, condition: Term, other: Value) -> Value:
    if condition is FALSE:
        return value.result()
    return chosen([(condition, other)], replace(value, error=_kept(value, condition)))


def _kept(value: Value, condition: Term) -> Term | None:
    """The errors that are left where a condition does not hold: none, if the condition is having one."""
    return None if condition is value.failed else value.error


@logic("NOT(value)", "The opposite of a truth value.", {"=NOT(TRUE)": False, "=NOT(0)": True, '=NOT("a")': "#VALUE!"})
def _not(call: Call) -> Argument:
    return call.gives_boolean(negated(call.boolean(0)))


@logic("TRUE()", "The truth value TRUE.", {"=TRUE()": True})
def _true(call: Call) -> Argument:
    return constant_value(True)


@logic("FALSE()", "The truth value FALSE.", {"=FALSE()": False})
def _false(call: Call) -> Argument:
    return constant_value(False)


@logic("NA()", "The error #N/A, for what is not available.", {"=NA()": "#N/A"})
def _na(call: Call) -> Argument:
    return error_value(NOT_AVAILABLE)


def truths(call: Call) -> list[tuple[Term, bool]]:
    """Arguments of AND and OR as truth values, and whether they may be null: texts and blanks in cells do not count."""
    found: list[tuple[Term, bool]] = []
    for index in range(call.count):
        argument = call.argument(index)
        if isinstance(argument, Across):
            raise call.wrong(index, "is a whole column", "Count instead: COUNTIF(column, value) > 0.")
        values = argument.values if isinstance(argument, Many) else [argument]
        for value in values:
            if value.reference or (isinstance(argument, Many) and value.text is not None):
                call.fail_with(value.error)
                numeric = None if value.number is None else sql("$a <> 0e0", value.number)
                truth = either(value.boolean, numeric)
                found += [] if truth is None else [(truth, True)]
            else:
                truth, error = as_boolean(value)
                call.fail_with(error)
                found.append((truth, False))
    return found


def _counted(call: Call) -> list[tuple[Term, bool]]:
    """The same; #VALUE! where nothing counts."""
    found = truths(call)
    if all(nullable for _, nullable in found):
        call.fail(every(null(truth) for truth, _ in found))
    return found


def _connected(call: Call, neutral: bool) -> Argument:
    filled = [coalesce(truth, literal(neutral)) if nullable else truth for truth, nullable in _counted(call)]
    return call.gives_boolean(every(filled) if neutral else some(filled))


@logic(
    "AND(values1, [values2], ...)",
    "Whether all are true; texts and blanks in cells do not count.",
    {
        "=AND(TRUE,1)": True,
        "=AND(TRUE,FALSE)": False,
        "=AND(1<2,2<3)": True,
        '=AND("TRUE",TRUE)': True,
        '=AND("a")': "#VALUE!",
    },
    arrays=True,
)
def _and(call: Call) -> Argument:
    return _connected(call, neutral=True)


@logic(
    "OR(values1, [values2], ...)",
    "Whether one is true; texts and blanks in cells do not count.",
    {"=OR(FALSE,0)": False, "=OR(FALSE,1)": True, '=OR("b"={"a","b"})': True},
    arrays=True,
)
def _or(call: Call) -> Argument:
    return _connected(call, neutral=False)


@logic(
    "XOR(values1, [values2], ...)",
    "Whether an odd number is true; texts and blanks in cells do not count.",
    {"=XOR(TRUE,TRUE)": False, "=XOR(TRUE,FALSE)": True, "=XOR(1,1,1)": True},
    arrays=True,
)
def _xor(call: Call) -> Argument:
    total = literal(0)
    for truth, _ in _counted(call):
        total = sql("$a + CASE WHEN $b THEN 1 ELSE 0 END", total, truth)
    return call.gives_boolean(sql("$a % 2 = 1", total))


@logic(
    "LET(name, value, [values2], ...)",
    "Names values for use in what follows: name, value, ..., and what is made of them.",
    {"=LET(x,5,x*x)": 25, "=LET(a,1,b,a+1,a+b)": 3, '=LET(t,"a",t&t)': "aa"},
    lazy=True,
)
def _let(call: Call) -> Argument:
    return _bound(call, 0)


def _bound(call: Call, place: int) -> Argument:
    if place == call.count - 1:
        return call.compiler.compile(call.tree(place))
    name = call.tree(place)
    if not isinstance(name, Name):
        raise call.wrong(place, "has to be a name")
    if place + 2 > call.count - 1:
        raise call.wrong(call.count - 1, "gives a name a value; what is made of it is missing")
    value = call.compiler.compile(call.tree(place + 1))
    return call.compiler.named(name.name, value, lambda: _bound(call, place + 2))
