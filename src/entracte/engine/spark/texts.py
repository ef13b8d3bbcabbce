"""Texts: what DuckDB does with characters, in Spark's words."""

from __future__ import annotations

from sqlglot import exp

from entracte.engine.spark import letters, patterns
from entracte.engine.spark.arguments import at_least, constant, whole, written_number
from entracte.engine.spark.casts import as_text
from entracte.engine.spark.expressions import Expressions, function, rule
from entracte.engine.spark.kinds import (
    TEXT,
    TRUTH,
    WHOLE,
    Typed,
    below,
    called,
    cast,
    equals,
    list_of,
    literal,
    none,
    refused,
    when,
)  # fmt: skip


@rule(exp.DPipe)
def _joined(within: Expressions, node: exp.Expr) -> Typed:
    parts: list[exp.Expr] = []
    while isinstance(node, exp.DPipe):
        parts.append(node.args["expression"])
        node = node.this
    parts.append(node)
    made = [as_text(within(part)) for part in reversed(parts)]
    return Typed(called("CONCAT", *made), TEXT)


@rule(exp.Upper, exp.Lower)
def _cased(within: Expressions, node: exp.Expr) -> Typed:
    name = letters.UPPER if isinstance(node, exp.Upper) else letters.LOWER
    return Typed(_translated(within.tree(node.this), name), TEXT)


@function("STRIP_ACCENTS")
def _plain(within: Expressions, node: exp.Expr) -> Typed:
    return Typed(_translated(within.tree(node.expressions[0]), letters.PLAIN), TEXT)


def _translated(text: exp.Expr, name: str) -> exp.Expr:
    old, new = (exp.column(f"{name}_{end}", table="session") for end in ("from", "to"))
    return called("TRANSLATE", text, old, new)


@rule(exp.Translate)
def _put_for(within: Expressions, node: exp.Expr) -> Typed:
    parts = [within(node.args[name]).tree for name in ("this", "from_", "to")]
    return Typed(called("TRANSLATE", *parts), TEXT)


@rule(exp.Length)
def _length(within: Expressions, node: exp.Expr) -> Typed:
    made = within(node.this)
    return Typed(called("ARRAY_SIZE" if made.type.name == "list" else "CHAR_LENGTH", made.tree), WHOLE)


@rule(exp.Substring)
def _substring(within: Expressions, node: exp.Expr) -> Typed:
    text, start, length = within.tree(node.this), node.args["start"], node.args.get("length")
    if at_least(start, 1) and (length is None or written_number(start) == 1 or at_least(length, 0)):
        parts = [text, whole(within, start), *([whole(within, length)] if length is not None else [])]
        return Typed(called("SUBSTRING", *parts), TEXT)
    first = whole(within, start)
    if length is None:
        return Typed(called("SUBSTRING", text, first), TEXT)
    return Typed(_any_part(within, text, first, whole(within, length)), TEXT)


def _any_part(within: Expressions, text: exp.Expr, start: exp.Expr, length: exp.Expr) -> exp.Expr:
    """A part that may begin before the text, or be of less than no length: what stands before it, then."""

    def of_start(first: exp.Expr) -> exp.Expr:
        def of_length(size: exp.Expr) -> exp.Expr:
            begins = called("GREATEST", exp.Add(this=first.copy(), expression=size.copy()), 1)
            before = called("SUBSTRING", text.copy(), begins, exp.Sub(this=first.copy(), expression=begins.copy()))
            one_less = exp.Sub(this=size.copy(), expression=literal(1))
            forwards = exp.GT(this=first.copy(), expression=literal(0))
            return when(
                (exp.and_(below(size, 0), forwards), before),
                (equals(first, 0), called("SUBSTRING", text.copy(), literal(1), one_less)),
                otherwise=called("SUBSTRING", text.copy(), first.copy(), size.copy()),
            )

        return within.once(length, of_length)

    return within.once(start, of_start)


@rule(exp.Left, exp.Right)
def _end(within: Expressions, node: exp.Expr) -> Typed:
    name = "LEFT" if isinstance(node, exp.Left) else "RIGHT"
    if not at_least(node.args["expression"], 0):
        raise refused(f"{name} of a length that may be below 0")
    return Typed(called(name, within.tree(node.this), whole(within, node.args["expression"])), TEXT)


@rule(exp.StrPosition)
def _position(within: Expressions, node: exp.Expr) -> Typed:
    return Typed(called("LOCATE", within(node.args["substr"]).tree, within(node.this).tree), WHOLE)


@rule(exp.Contains, exp.StartsWith)
def _holds(within: Expressions, node: exp.Expr) -> Typed:
    name = "CONTAINS" if isinstance(node, exp.Contains) else "STARTSWITH"
    return Typed(called(name, within(node.this).tree, within(node.args["expression"]).tree), TRUTH)


@rule(exp.Replace)
def _replaced(within: Expressions, node: exp.Expr) -> Typed:
    parts = [within(node.args[name]).tree for name in ("this", "expression", "replacement")]
    return Typed(called("REPLACE", *parts), TEXT)


@rule(exp.Trim)
def _trimmed(within: Expressions, node: exp.Expr) -> Typed:
    told = node.args.get("expression")
    signs = within(told).tree if told is not None else literal(letters.blanks())
    name = {"LEADING": "LTRIM", "TRAILING": "RTRIM"}.get(str(node.args.get("position") or "").upper(), "BTRIM")
    text = within(node.this).tree
    # BTRIM takes the text first, the others the signs
    return Typed(called(name, *([text, signs] if name == "BTRIM" else [signs, text])), TEXT)


@rule(exp.Pad)
def _padded(within: Expressions, node: exp.Expr) -> Typed:
    name = "LPAD" if node.args.get("is_left") else "RPAD"
    fill = within(node.args["fill_pattern"]).tree
    return Typed(called(name, within(node.this).tree, whole(within, node.args["expression"]), fill), TEXT)


@rule(exp.Repeat)
def _repeated(within: Expressions, node: exp.Expr) -> Typed:
    return Typed(called("REPEAT", within(node.this).tree, whole(within, node.args["times"])), TEXT)


@rule(exp.Reverse)
def _reversed(within: Expressions, node: exp.Expr) -> Typed:
    def body(text: exp.Expr) -> exp.Expr:
        # DuckDB keeps together what is one sign to a reader; only digits are ever reversed by us
        plain = called("RLIKE", text.copy(), r"^[ -~]*\z")
        wrong = called("RAISE_ERROR", "REVERSE of other characters than those of ASCII differs between the engines")
        return when(
            (none(text), exp.null()),
            (plain, called("REVERSE", text.copy())),
            otherwise=cast(wrong, "STRING"),
        )

    return Typed(within.once(within(node.this).tree, body), TEXT)


@rule(exp.Chr)
def _character(within: Expressions, node: exp.Expr) -> Typed:
    digits = called("LPAD", called("HEX", cast(within(node.expressions[0]).tree, "BIGINT")), 8, "0")
    return Typed(called("DECODE", called("UNHEX", digits), "UTF-32"), TEXT)


@rule(exp.Unicode, exp.Ascii)
def _code_point(within: Expressions, node: exp.Expr) -> Typed:
    text = within(node.this).tree
    if isinstance(node, exp.Ascii):
        return Typed(called("ASCII", text), WHOLE)

    def body(held: exp.Expr) -> exp.Expr:
        return when((equals(held, ""), literal(-1)), otherwise=called("ASCII", held.copy()))

    return Typed(within.once(text, body), WHOLE)


@rule(exp.SplitPart)
def _part(within: Expressions, node: exp.Expr) -> Typed:
    number = written_number(node.args["part_index"])
    separator = constant(node.args["delimiter"], "SPLIT_PART at a text")
    if not number or not separator:
        raise refused("SPLIT_PART of a place that is not written out")
    return Typed(called("SPLIT_PART", within(node.this).tree, separator, number), TEXT)


@rule(exp.Split)
def _split(within: Expressions, node: exp.Expr) -> Typed:
    text, separator = within(node.this).tree, node.args["expression"]
    if isinstance(separator, exp.Literal) and separator.this:
        return Typed(called("SPLIT", text, _exactly(str(separator.this)), -1), list_of(TEXT))

    def body(at: exp.Expr) -> exp.Expr:
        ended = called("REPLACE", at.copy(), "\\E", "\\E\\\\E\\Q")
        pattern = called("CONCAT", "\\Q", ended, "\\E")
        return when(
            (none(at), called("ARRAY", text.copy())),
            (equals(text, ""), called("ARRAY", "")),
            (equals(at, ""), called("REGEXP_EXTRACT_ALL", text.copy(), r"(?s).", 0)),
            otherwise=called("SPLIT", text.copy(), pattern, -1),
        )

    return Typed(within.once(within(separator).tree, body), list_of(TEXT))


def _exactly(text: str) -> str:
    return "".join(f"\\{each}" if each in "\\^$.|?*+()[]{}" else each for each in text)


@rule(exp.Like)
def _like(within: Expressions, node: exp.Expr) -> Typed:
    pattern = constant(node.args["expression"], "LIKE with a pattern").replace("\\", "\\\\")
    return Typed(_alike(within.tree(node.this), literal(pattern)), TRUTH)


@rule(exp.Escape)
def _escaped(within: Expressions, node: exp.Expr) -> Typed:
    like = node.this
    if not isinstance(like, exp.Like) or constant(node.args["expression"], "ESCAPE") != "\\":
        raise refused("LIKE with another sign than the backslash")
    return Typed(_alike(within.tree(like.this), within.tree(like.args["expression"])), TRUTH)


def _alike(text: exp.Expr, pattern: exp.Expr) -> exp.Expr:
    return exp.Escape(this=exp.Like(this=text, expression=pattern), expression=literal("\\"))


@rule(exp.RegexpLike)
def _matches(within: Expressions, node: exp.Expr) -> Typed:
    if node.args.get("flag"):
        raise refused("flags of a regular expression: write (?i) into it")
    return Typed(called("RLIKE", within(node.this).tree, _pattern(node)), TRUTH)


@rule(exp.RegexpExtract)
def _group(within: Expressions, node: exp.Expr) -> Typed:
    told = node.args.get("group")
    number = 0 if told is None else written_number(told)
    if number is None:
        raise refused("a group of a regular expression that is not written out")
    return Typed(called("REGEXP_EXTRACT", within(node.this).tree, _pattern(node), number), TEXT)


@rule(exp.RegexpExtractAll)
def _groups(within: Expressions, node: exp.Expr) -> Typed:
    number = written_number(node.args.get("group")) or 0
    return Typed(called("REGEXP_EXTRACT_ALL", within(node.this).tree, _pattern(node), number), list_of(TEXT))


@rule(exp.RegexpReplace)
def _rewritten(within: Expressions, node: exp.Expr) -> Typed:
    text = within(node.this).tree
    pattern = constant(node.args["expression"], "a regular expression")
    new = constant(node.args["replacement"], "what is put for a match")
    modifiers = node.args.get("modifiers")
    told = constant(modifiers, "modifiers") if modifiers is not None else ""
    if told not in ("", "g"):
        raise refused("flags of a regular expression: write (?i) into it")
    if told == "g":
        if patterns.can_be_empty(pattern):
            raise refused(f"the replacement of {pattern}, which also fits where there is nothing,")
        return Typed(called("REGEXP_REPLACE", text, patterns.java(pattern), patterns.replacement(new)), TEXT)
    first = f"(?s)^(.*?)(?-s)(?:{patterns.java(pattern)})"
    return Typed(called("REGEXP_REPLACE", text, first, "$1" + patterns.replacement(patterns.shifted(new))), TEXT)


def _pattern(node: exp.Expr) -> exp.Expr:
    return literal(patterns.java(constant(node.args["expression"], "a regular expression")))
