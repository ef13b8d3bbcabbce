"""Characters and their codes; joining."""

from __future__ import annotations

from entracte.recipe.formula.call import Call
from entracte.recipe.formula.coercion import as_text
from entracte.recipe.formula.families.text import count_of
from entracte.recipe.formula.lookups import Conditions, add_condition, factors
from entracte.recipe.formula.registry import family
from entracte.recipe.formula.relations import Grouped, Output
from entracte.recipe.formula.terms import block, choose, coalesce, concatenated, joined, literal, sql
from entracte.recipe.formula.tree import Call as CallNode
from entracte.recipe.formula.tree import Constant, Missing, Node
from entracte.recipe.formula.values import BAD_VALUE, Across, Argument, Many, Value

text = family("text")


def _windows_1252() -> str:
    """The characters 1 to 255 of Windows-1252; the five codes without a character stand for themselves."""
    found = ""
    for code in range(1, 256):
        try:
            found += bytes([code]).decode("cp1252")
        except UnicodeDecodeError:
            found += chr(code)
    return found


_CHARACTERS = literal(_windows_1252())


@text(
    "CHAR(number)",
    "The character of a code of Windows-1252.",
    {"=CHAR(65)": "A", "=CHAR(128)": "€", "=CHAR(0)": "#VALUE!", "=CODE(CHAR(10))": 10},
)
def _char(call: Call) -> Argument:
    number = call.whole(0)
    call.fail(sql("$a < 1e0 OR $a > 255e0", number), BAD_VALUE)
    constant = number.arguments[0] if number.operation == "literal" else None
    if isinstance(constant, float) and 1 <= constant <= 255:
        return call.gives(
            Value(text=literal(_windows_1252()[int(constant) - 1]), constant=_windows_1252()[int(constant) - 1])
        )
    return call.gives_text(sql("SUBSTRING($a, $b, 1)", _CHARACTERS, count_of(number)))


@text(
    "CODE(text)",
    "The code of the first character in Windows-1252; 63 (a question mark) for one that is not in it.",
    {'=CODE("A")': 65, '=CODE("€")': 128, '=CODE("")': "#VALUE!", '=CODE("Ω")': 63},
)
def _code(call: Call) -> Argument:
    first = sql("SUBSTRING($a, 1, 1)", call.text(0))
    call.fail(sql("$a = ''", first), BAD_VALUE)
    place = sql("CAST($a AS DOUBLE)", block("position", _CHARACTERS, first))
    return call.gives_number(choose((sql("$a > 0e0", place), place), otherwise=literal(63.0)))


@text(
    "UNICHAR(number)",
    "The character of a Unicode code point.",
    {"=UNICHAR(8364)": "€", "=UNICHAR(0)": "#VALUE!", "=UNICHAR(55296)": "#VALUE!"},
)
def _unichar(call: Call) -> Argument:
    number = call.whole(0)
    bad = sql("$a < 1e0 OR $a > 1114111e0 OR ($a >= 55296e0 AND $a <= 57343e0)", number)
    call.fail(bad, BAD_VALUE)
    return call.gives_text(block("character", sql("CASE WHEN $a THEN 63 ELSE CAST($b AS INTEGER) END", bad, number)))


@text(
    "UNICODE(text)",
    "The Unicode code point of the first character.",
    {'=UNICODE("€")': 8364, '=UNICODE("")': "#VALUE!"},
)
def _unicode(call: Call) -> Argument:
    whole = call.text(0)
    call.fail(sql("$a = ''", whole), BAD_VALUE)
    return call.gives_number(sql("CAST($a AS DOUBLE)", block("code_point", whole)))


def _cells(call: Call, first: int) -> list[Value]:
    found: list[Value] = []
    for index in range(first, call.count):
        argument = call.argument(index)
        if isinstance(argument, Across):
            raise call.wrong(index, "is a whole column beside other values", "Give the column alone.")
        found += argument.values if isinstance(argument, Many) else [argument]
    for value in found:
        call.fail_with(value.error)
    return found


def _of_column(call: Call, across: Across, separator: str, ignore: bool, conditions: Conditions) -> Argument:
    """All texts of a column, in the order of its rows."""
    value = across.columns[0]
    call.compiler.warn(
        f"{call.function.name} makes one long text of all rows of {across.table or 'the table'} that fit."
    )
    whole = as_text(value)
    term = choose((sql("$a <> ''", whole), whole)) if ignore else whole
    outputs = [Output("value", term, "joined", separator)]
    if value.error is not None:
        outputs.append(Output("error", value.error, "any"))
    items, keys = conditions.items(call.compiler, across.table)
    relation = Grouped(items, tuple(outputs))
    if value.error is not None:
        call.fail_with(joined(relation, "error", *keys))
    found = coalesce(joined(relation, "value", *keys), literal(""))
    call.fail(sql("LENGTH($a) > 32767", found), BAD_VALUE)
    return call.gives_text(found)


@text(
    "CONCAT(values1, [values2], ...)",
    "Texts one behind the other; also several columns of this row, or a whole column.",
    {'=CONCAT("a",1,{"b","c"})': "a1bc"},
    arrays=True,
)
def _concat(call: Call) -> Argument:
    only = call.argument(0)
    if call.count == 1 and isinstance(only, Across) and only.width == 1:
        return _of_column(call, only, "", False, Conditions.none())
    return call.gives_text(concatenated(*map(as_text, _cells(call, 0))))


@text(
    "TEXTJOIN(delimiter, ignore_empty, values1, [values2], ...)",
    "Texts joined with something between them; also a column of a table, all of it or the rows that IF chooses.",
    {
        '=TEXTJOIN(", ",TRUE,"a","","b")': "a, b",
        '=TEXTJOIN("-",FALSE,"a","","b")': "a--b",
        '=TEXTJOIN(",",TRUE,{"x","y"})': "x,y",
    },
    arrays=True,
    lazy=True,
)
def _textjoin(call: Call) -> Argument:
    call.arguments = tuple(
        call.compiler.compile(tree, index > 1) if index < 2 or not _chooses(tree) else None
        for index, tree in enumerate(call.node.arguments)
    )
    ignore = bool(call.constant(1, True))
    tree = call.tree(2)
    if call.count == 3 and _chooses(tree):
        found = _chosen_rows(call, tree, ignore)
        if found is not None:
            return found
        call.arguments = (*call.arguments[:2], call.compiler.compile(tree, True))
    only = call.argument(2)
    if call.count == 3 and isinstance(only, Across) and only.width == 1:
        return _of_column(call, only, str(call.constant(0, "")), ignore, Conditions.none())
    separator = call.text(0)
    texts = list(map(as_text, _cells(call, 2)))
    if not ignore:
        parts = [part for one in texts for part in (separator, one)][1:]
        return call.gives_text(concatenated(*parts))
    parts = [choose((sql("$a = ''", one), literal("")), otherwise=concatenated(separator, one)) for one in texts]
    return call.gives_text(sql("SUBSTRING($a, LENGTH($b) + 1)", concatenated(*parts), separator))


def _chooses(tree: Node) -> bool:
    """Whether it is IF(condition, column) or IF(condition, column, "")."""
    if not isinstance(tree, CallNode) or tree.name != "IF" or len(tree.arguments) not in (2, 3):
        return False
    last = tree.arguments[2] if len(tree.arguments) > 2 else None
    return last is None or isinstance(last, Missing) or (isinstance(last, Constant) and last.value == "")


def _chosen_rows(call: Call, tree: Node, ignore: bool) -> Argument | None:
    assert isinstance(tree, CallNode)
    values = call.compiler.compile(tree.arguments[1], True)
    if not isinstance(values, Across) or values.width != 1 or not ignore:
        return None
    conditions = Conditions.none()
    for factor in factors(tree.arguments[0]):
        across = add_condition(call.compiler, conditions, factor)
        if across is None or across.table != values.table:
            return None
    return _of_column(call, values, str(call.constant(0, "")), ignore, conditions)
