"""Lists, maps and structures, in Spark's words."""

from __future__ import annotations

from sqlglot import exp

from entracte.engine.spark.arguments import constant, whole
from entracte.engine.spark.expressions import Expressions, function, renamed, rule
from entracte.engine.spark.kinds import (
    TEXT,
    WHOLE,
    Type,
    Typed,
    below,
    called,
    cast,
    closed,
    common,
    equals,
    list_of,
    literal,
    refused,
    when,
    words,
)  # fmt: skip

# of a sorted list: where equal items end, and how many there are until there
_ENDS = """
    FILTER(SEQUENCE(1, ARRAY_SIZE(:items)),
        at -> at = ARRAY_SIZE(:items) OR GET(:items, at - 1) <> GET(:items, at))"""
_COUNTED = """
    MAP_FROM_ARRAYS(
        TRANSFORM(:ends, at -> GET(:items, at - 1)),
        TRANSFORM(:ends, (at, place) -> at - COALESCE(GET(:ends, place - 1), 0)))"""


def _item(made: Typed) -> Type:
    if made.type.name not in ("list", "map") or made.type.item is None:
        raise refused(f"a list of a {made.type.name}")
    return made.type.item


@rule(exp.Array)
def _array(within: Expressions, node: exp.Expr) -> Typed:
    made = [within(each) for each in node.expressions]
    return Typed(called("ARRAY", *(each.tree for each in made)), list_of(common(each.type for each in made)))


@rule(exp.ArrayConcat)
def _concatenated(within: Expressions, node: exp.Expr) -> Typed:
    made = [within(each) for each in (node.this, *node.expressions)]
    # none is an empty list to DuckDB
    parts = [called("COALESCE", each.tree, called("ARRAY")) for each in made]
    return Typed(called("CONCAT", *parts), common(each.type for each in made))


@rule(exp.Transform)
def _transformed(within: Expressions, node: exp.Expr) -> Typed:
    made = within(node.this)
    each = within.lambda_(node.args["expression"], _item(made))
    return Typed(called("TRANSFORM", made.tree, each.tree), list_of(each.type))


@rule(exp.ArrayFilter)
def _filtered(within: Expressions, node: exp.Expr) -> Typed:
    made = within(node.this)
    return Typed(called("FILTER", made.tree, within.lambda_(node.args["expression"], _item(made)).tree), made.type)


renamed({exp.ArraySort: "ARRAY_SORT"})


@rule(exp.ArrayToString)
def _written(within: Expressions, node: exp.Expr) -> Typed:
    return Typed(called("ARRAY_JOIN", within(node.this).tree, within(node.args["expression"]).tree), TEXT)


@function("LIST_REDUCE")
def _reduced(within: Expressions, node: exp.Expr) -> Typed:
    listed, step = node.expressions
    if (
        not isinstance(listed, exp.ArrayConcat)
        or not isinstance(listed.this, exp.Array)
        or len(listed.expressions) != 1
    ):
        raise refused("LIST_REDUCE of a list without a first item that is written out")
    first, rest = within(listed.this.expressions[0]), within(listed.expressions[0])
    made = within.lambda_(step, first.type, _item(rest))
    items = called("COALESCE", rest.tree, called("ARRAY"))
    return Typed(called("AGGREGATE", items, first.tree, made.tree), first.type)


@function("LIST_SUM")
def _summed(within: Expressions, node: exp.Expr) -> Typed:
    made = within(node.expressions[0])
    if _item(made) is not WHOLE:
        raise refused("LIST_SUM of other than whole numbers")
    step = exp.Lambda(
        this=exp.Add(this=exp.column("one", quoted=True), expression=exp.column("two", quoted=True)),
        expressions=[exp.to_identifier("one", quoted=True), exp.to_identifier("two", quoted=True)],
    )

    def body(items: exp.Expr) -> exp.Expr:
        empty = equals(called("ARRAY_SIZE", items), 0)
        return when((empty, exp.null()), otherwise=called("AGGREGATE", items.copy(), literal(0), step))

    return Typed(within.once(made.tree, body), WHOLE)


@function("LIST_EXTRACT")
def _extracted(within: Expressions, node: exp.Expr) -> Typed:
    made = within(node.expressions[0])

    def body(place: exp.Expr) -> exp.Expr:
        # places below 0 count from the end; 0 is none
        found = called("TRY_ELEMENT_AT", made.tree.copy(), place.copy())
        return when((equals(place, 0), exp.null()), otherwise=found)

    return Typed(within.once(whole(within, node.expressions[1]), body), _item(made))


@function("LIST_SLICE")
def _sliced(within: Expressions, node: exp.Expr) -> Typed:
    made, first = within(node.expressions[0]), node.expressions[1]
    if first != exp.Literal.number(1):
        raise refused("LIST_SLICE that does not begin at 1")

    def body(last: exp.Expr) -> exp.Expr:
        def of_items(items: exp.Expr) -> exp.Expr:
            size = called("ARRAY_SIZE", items.copy())
            from_end = exp.Add(this=exp.Add(this=size, expression=literal(1)), expression=last.copy())
            count = when((below(last, 0), called("GREATEST", from_end, 0)), otherwise=last.copy())
            return called("SLICE", items.copy(), 1, count)

        return within.once(made.tree, of_items)

    return Typed(within.once(whole(within, node.expressions[2]), body), made.type)


@rule(exp.Map)
def _map(within: Expressions, node: exp.Expr) -> Typed:
    keys, values = within(node.args["keys"]), within(node.args["values"])
    return Typed(called("MAP_FROM_ARRAYS", keys.tree, values.tree), Type("map", _item(values), key=_item(keys)))


@rule(exp.MapKeys)
def _keys(within: Expressions, node: exp.Expr) -> Typed:
    made = within(node.this)
    if made.type.key is None:
        raise refused(f"the keys of a {made.type.name}")
    return Typed(called("MAP_KEYS", made.tree), list_of(made.type.key))


@function("MAP_VALUES")
def _values(within: Expressions, node: exp.Expr) -> Typed:
    made = within(node.expressions[0])
    return Typed(called("MAP_VALUES", made.tree), list_of(_item(made)))


@rule(exp.ArrayMax)
def _largest(within: Expressions, node: exp.Expr) -> Typed:
    made = within(node.this)
    return Typed(called("ARRAY_MAX", made.tree), _item(made))


@function("LIST_POSITION")
def _position(within: Expressions, node: exp.Expr) -> Typed:
    made, asked = (within(each) for each in node.expressions)
    return Typed(called("NULLIF", called("ARRAY_POSITION", made.tree, asked.tree), 0), WHOLE)


@function("LIST_AGGREGATE")
def _histogram(within: Expressions, node: exp.Expr) -> Typed:
    listed, told = node.expressions
    made, name = within(listed), constant(told, "LIST_AGGREGATE by a name")
    if name != "histogram":
        raise refused(f"LIST_AGGREGATE by {name}")

    def body(items: exp.Expr) -> exp.Expr:
        counts = within.once(words(_ENDS, items=items), lambda ends: words(_COUNTED, items=items, ends=ends))
        return when((exp.GT(this=called("ARRAY_SIZE", items.copy()), expression=literal(0)), counts))

    return Typed(within.once(called("ARRAY_SORT", made.tree), body), Type("map", WHOLE, key=_item(made)))


@rule(exp.Bracket)
def _indexed(within: Expressions, node: exp.Expr) -> Typed:
    made, asked = within(node.this), node.expressions[0]
    if made.type.name == "map":
        return Typed(called("TRY_ELEMENT_AT", made.tree, within(asked).tree), _item(made))
    if not isinstance(asked, exp.Literal) or asked.is_string:
        raise refused("an item at a place that is not written out: take LIST_EXTRACT")
    return Typed(called("GET", made.tree, asked.copy()), _item(made))


@rule(exp.GenerateSeries)
def _counted(within: Expressions, node: exp.Expr) -> Typed:
    start = node.args.get("start") or literal(0)
    first, end = whole(within, start), whole(within, node.args["end"])
    if not node.args.get("is_end_exclusive"):
        raise refused("GENERATE_SERIES: take RANGE")

    def body(last: exp.Expr) -> exp.Expr:
        some = exp.GT(this=last.copy(), expression=first.copy())
        listed = called("SEQUENCE", first.copy(), exp.Sub(this=last.copy(), expression=literal(1)))
        return when((some, listed), otherwise=cast(called("ARRAY"), "ARRAY<INT>"))

    return Typed(within.once(end, body), list_of(WHOLE))


@rule(exp.Struct)
def _structure(within: Expressions, node: exp.Expr) -> Typed:
    parts, fields = [], []
    for each in node.expressions:
        made = within(each.args["expression"])
        parts += [literal(each.this.name), made.tree]
        fields.append((each.this.name, made.type))
    return Typed(called("NAMED_STRUCT", *parts), Type("struct", fields=tuple(fields)))


@rule(exp.StructExtract)
def _field(within: Expressions, node: exp.Expr) -> Typed:
    made, name = within(node.this), str(node.args["expression"].this)
    kinds = dict(made.type.fields)
    if name not in kinds:
        raise refused(f"the field {name} of a {made.type.name}")
    return Typed(exp.Dot(this=closed(made.tree), expression=exp.to_identifier(name, quoted=True)), kinds[name])
