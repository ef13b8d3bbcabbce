"""Arguments of functions: what is written out, and what is surely known of a number before a row is read."""

from __future__ import annotations

from sqlglot import exp

from entracte.engine.spark.expressions import Expressions
from entracte.engine.spark.kinds import NULL, WHOLE, called, cast, refused

_LARGEST = 2**31 - 1
_SMALL = (exp.Length, exp.StrPosition, exp.Literal)
_OF_SMALL = (exp.Add, exp.Sub, exp.Paren, exp.Neg, exp.Case, exp.If, exp.Greatest, exp.Least)


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


def constant(node: exp.Expr, what: str) -> str:
    """A text that is written out; the fault `not-on-spark`."""
    node = node.unnest()
    if not isinstance(node, exp.Literal) or not node.is_string:
        raise refused(f"{what} that is not written out")
    return str(node.this)


def written_number(node: exp.Expr | None) -> int | None:
    """A whole number that is written out; None for all else."""
    node = node.unnest() if node is not None else None
    if isinstance(node, exp.Neg):
        inner = written_number(node.this)
        return None if inner is None else -inner
    if isinstance(node, exp.Literal) and not node.is_string and str(node.this).isdigit():
        return int(node.this)
    return None


def at_least(node: exp.Expr, least: int) -> bool:  # noqa: PLR0911
    """Whether a number is surely so large or larger."""
    number = written_number(node)
    if number is not None:
        return number >= least
    if isinstance(node, exp.Paren):
        return at_least(node.this, least)
    if isinstance(node, (exp.Length, exp.StrPosition)):
        return least <= 0
    if isinstance(node, exp.Add):
        sides = (node.this, node.args["expression"])
        return any(at_least(one, least) and at_least(other, 0) for one, other in (sides, sides[::-1]))
    if isinstance(node, exp.Case):
        return all(at_least(each, least) for each in _results(node))
    if isinstance(node, exp.Greatest):
        return any(at_least(each, least) for each in (node.this, *node.expressions))
    return False


def _is_small(node: exp.Expr) -> bool:
    """Whether a whole number is made of lengths and places in texts only, and so surely fits an INT."""
    if isinstance(node, _SMALL):
        return True
    if isinstance(node, exp.Case):
        return all(_is_small(each) for each in _results(node) if not isinstance(each, exp.Null))
    return isinstance(node, _OF_SMALL) and all(_is_small(each) for each in node.iter_expressions())


def _results(node: exp.Case) -> list[exp.Expr]:
    """What a choice may give."""
    return [*(each.args["true"] for each in node.args["ifs"]), node.args.get("default") or exp.null()]
