"""Texts: what DuckDB does with characters, in Spark's words."""

from __future__ import annotations

from sqlglot import exp

from entracte.engine.spark import letters, patterns
from entracte.engine.spark.expressions import Expressions, function, rule
from entracte.engine.spark.kinds import (
    DATE,
    DECIMAL,
    NULL,
    TEXT,
    TIMESTAMP,
    TRUTH,
    WHOLE,
    Typed,
    called,
    cast,
    list_of,
    literal,
    refused,
    when,
)  # fmt: skip


def as_text(within: Expressions, made: Typed) -> exp.Expr:
    """A value as text, as DuckDB spells it."""
    if made.type in (TEXT, NULL):
        return made.tree if made.type is TEXT else cast(made.tree, "STRING")
    if made.type is DATE:
        # years beyond 9999 have a sign before them in Spark
        return called("LTRIM", "+", cast(made.tree, "STRING"))
    if made.type in (WHOLE, TRUTH, DECIMAL, TIMESTAMP):
        return cast(made.tree, "STRING")
    raise refused(f"a {made.type.name} as text")


def whole(within: Expressions, node: exp.Expr) -> exp.Expr:
    """A whole number as Spark's functions take it: an INT."""
    made = within(node)
    if made.type not in (WHOLE, NULL):
        raise refused(f"a {made.type.name} where a whole number is needed")
    if isinstance(made.tree, exp.Literal):
        return made.tree
    if _is_small(node):
        return cast(made.tree, "INT")
    return cast(called("LEAST", called("GREATEST", made.tree, -_LARGEST), _LARGEST), "INT")


_LARGEST = 2**31 - 1
_SMALL = (exp.Length, exp.StrPosition, exp.Literal)
_OF_SMALL = (exp.Add, exp.Sub, exp.Paren, exp.Neg, exp.Case, exp.If, exp.Greatest, exp.Least)


def _is_small(node: exp.Expr) -> bool:
    """Whether a whole number is made of lengths and places in texts only, and so surely fits an INT."""
    if isinstance(node, _SMALL):
        return True
    if isinstance(node, exp.Case):
        return all(
            _is_small(each)
            for each in [
                *(one.args["true"] for one in node.args["ifs"]),
                node.args.get("default") or exp.Literal.number(0),
            ]
        )
    return isinstance(node, _OF_SMALL) and all(_is_small(each) for each in node.iter_expressions())


def constant(node: exp.Expr, what: str) -> str:
    """A text that is written out."""
    while isinstance(node, exp.Paren):
        node = node.this
    if not isinstance(node, exp.Literal) or not node.is_string:
        raise refused(f"{what} that is not written out")
    return str(node.this)


def _number(node: exp.Expr | None) -> int | None:
    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, exp.Neg):
        inner = _number(node.this)
        return None if inner is None else -inner
    if isinstance(node, exp.Literal) and not node.is_string and str(node.this).isdigit():
        return int(node.this)
    return None


def _at_least(node: exp.Expr, least: int) -> bool:  # noqa: PLR0911
    """Whether a number is surely so large or larger."""
    number = _number(node)
    if number is not None:
        return number >= least
    if isinstance(node, exp.Paren):
        return _at_least(node.this, least)
    if isinstance(node, (exp.Length, exp.StrPosition)):
        return least <= 0
    if isinstance(node, exp.Add):
        sides = (node.this, node.args["expression"])
        return any(_at_least(one, least) and _at_least(other, 0) for one, other in (sides, sides[::-1]))
    if isinstance(node, exp.Case):
        made = [each.args["true"] for each in node.args["ifs"]]
        return all(_at_least(each, least) for each in [*made, node.args.get("default") or exp.null()])
    if isinstance(node, exp.Greatest):
        return any(_at_least(each, least) for each in (node.this, *node.expressions))
    return False


@rule(exp.DPipe)
def _joined(within: Expressions, node: exp.Expr) -> Typed:
    parts: list[exp.Expr] = []
    while isinstance(node, exp.DPipe):
        parts.append(node.args["expression"])
        node = node.this
    parts.append(node)
    made = [as_text(within, within(part)) for part in reversed(parts)]
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
    if _at_least(start, 1) and (length is None or _number(start) == 1 or _at_least(length, 0)):
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
            none = exp.EQ(this=first.copy(), expression=literal(0))
            backwards = exp.LT(this=size.copy(), expression=literal(0))
            begins = called("GREATEST", exp.Add(this=first.copy(), expression=size.copy()), 1)
            before = called("SUBSTRING", text.copy(), begins, exp.Sub(this=first.copy(), expression=begins.copy()))
            one_less = exp.Sub(this=size.copy(), expression=literal(1))
            return when(
                (exp.and_(backwards, exp.GT(this=first.copy(), expression=literal(0))), before),
                (none, called("SUBSTRING", text.copy(), literal(1), one_less)),
                otherwise=called("SUBSTRING", text.copy(), first.copy(), size.copy()),
            )

        return within.once(length, of_length)

    return within.once(start, of_start)


@rule(exp.Left)
def _left(within: Expressions, node: exp.Expr) -> Typed:
    if not _at_least(node.args["expression"], 0):
        raise refused("LEFT of a length that may be below 0")
    return Typed(called("LEFT", within.tree(node.this), whole(within, node.args["expression"])), TEXT)


@rule(exp.Right)
def _right(within: Expressions, node: exp.Expr) -> Typed:
    if not _at_least(node.args["expression"], 0):
        raise refused("RIGHT of a length that may be below 0")
    return Typed(called("RIGHT", within.tree(node.this), whole(within, node.args["expression"])), TEXT)


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
            (exp.Is(this=text.copy(), expression=exp.null()), exp.null()),
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
        empty = exp.EQ(this=held.copy(), expression=literal(""))
        return when((empty, literal(-1)), otherwise=called("ASCII", held.copy()))

    return Typed(within.once(text, body), WHOLE)


@rule(exp.SplitPart)
def _part(within: Expressions, node: exp.Expr) -> Typed:
    number = _number(node.args["part_index"])
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
            (exp.Is(this=at.copy(), expression=exp.null()), called("ARRAY", text.copy())),
            (exp.EQ(this=text.copy(), expression=literal("")), called("ARRAY", "")),
            (exp.EQ(this=at.copy(), expression=literal("")), called("REGEXP_EXTRACT_ALL", text.copy(), r"(?s).", 0)),
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
    number = 0 if told is None else _number(told)
    if number is None:
        raise refused("a group of a regular expression that is not written out")
    return Typed(called("REGEXP_EXTRACT", within(node.this).tree, _pattern(node), number), TEXT)


@rule(exp.RegexpExtractAll)
def _groups(within: Expressions, node: exp.Expr) -> Typed:
    number = _number(node.args.get("group")) or 0
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
