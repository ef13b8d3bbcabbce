"""Reads a formula: operators by their precedence in Excel, in which -2^2 is 4."""

from __future__ import annotations

from entracte.faults import Fault
from entracte.recipe.formula.tokens import Token, syntax_fault, tokens
from entracte.recipe.formula.tree import (
    ArrayConstant,
    Binary,
    Call,
    Constant,
    ErrorConstant,
    Missing,
    Name,
    Node,
    Unary,
)

_PRECEDENCE = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
_DEEPEST = 100
_PREFIXES = ("_xlfn.", "_xlws.", "_xludf.")


def parse(formula: str) -> Node:
    """The tree of a formula; raises the fault `formula-syntax`."""
    return _Parser(formula).whole()


class _Parser:
    def __init__(self, formula: str) -> None:
        self.formula = formula
        self.tokens = tokens(formula)
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        if self.token.kind == "end":
            raise self._fault("The formula is empty", "Write what the column is after the =.")
        found = self._expression(0)
        if self.token.kind != "end":
            raise self._fault(f"{self._shown(self.token)} cannot follow what is before it", self._separator_hint())
        return found

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def _separator_hint(self) -> str:
        return "Arguments are separated by commas." if self.token.text == ";" else ""

    def _fault(self, message: str, hint: str = "") -> Fault:
        return syntax_fault(self.formula, min(self.token.at, len(self.formula)), message, hint)

    @staticmethod
    def _shown(token: Token) -> str:
        return {"end": "The end", "reference": "A column", "text": "A text"}.get(token.kind, token.text)

    def _take(self, *signs: str) -> str:
        if self.token.kind == "operator" and self.token.text in signs:
            self.at += 1
            return self.tokens[self.at - 1].text
        return ""

    def _expression(self, least: int) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._fault(f"The formula is nested more than {_DEEPEST} deep", "Cut it into steps.")
        left = self._postfixed(self._prefixed())
        while self.token.kind == "operator" and _PRECEDENCE.get(self.token.text, 0) > least:
            at, operator = self.token.at, self.token.text
            self.at += 1
            left = Binary(at, operator, left, self._expression(_PRECEDENCE[operator]))
        self.depth -= 1
        return left

    def _postfixed(self, node: Node) -> Node:
        while self._take("%"):
            node = Unary(node.at, "%", node)
        return node

    def _prefixed(self) -> Node:
        at = self.token.at
        signs: list[str] = []
        while sign := self._take("-", "+", "@"):
            signs.append(sign)
        node = self._operand()
        for sign in reversed(signs):
            if sign != "@":
                node = Unary(at, sign, node)
        return node

    def _operand(self) -> Node:
        token = self.token
        self.at += token.kind != "end"
        written = _written(token)
        if written is not None:
            return written
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            inside = self._expression(0)
            self._close(")", token)
            return inside
        if token.text == "{":
            return self._array(token)
        self.at -= token.kind != "end"
        raise self._fault(
            f"{self._shown(token)} stands where a value is expected",
            self._separator_hint(),
        )

    def _named(self, token: Token) -> Node:
        upper = token.text.upper()
        if self._take("("):
            return Call(token.at, _unprefixed(upper), self._arguments(token))
        if upper in ("TRUE", "FALSE"):
            return Constant(token.at, upper == "TRUE")
        return Name(token.at, token.text)

    def _arguments(self, opening: Token) -> tuple[Node, ...]:
        if self._take(")"):
            return ()
        found: list[Node] = []
        while True:
            if self.token.kind == "operator" and self.token.text in (",", ")"):
                found.append(Missing(self.token.at))
            else:
                found.append(self._expression(0))
            if self._take(","):
                continue
            self._close(")", opening)
            return tuple(found)

    def _close(self, sign: str, opening: Token) -> None:
        if not self._take(sign):
            before = "the end" if self.token.kind == "end" else self._shown(self.token)
            raise self._fault(
                f"{sign} is missing before {before}; it closes {opening.text!r} of character {opening.at + 1}",
                self._separator_hint(),
            )

    def _array(self, opening: Token) -> Node:
        rows: list[tuple[Node, ...]] = []
        row: list[Node] = []
        while True:
            item = self._prefixed()
            if isinstance(item, Unary) and isinstance(item.operand, Constant) and isinstance(item.operand.value, float):
                item = Constant(item.at, -item.operand.value if item.operator == "-" else item.operand.value)
            if not isinstance(item, (Constant, ErrorConstant)):
                raise self._fault("Between { and } stand only numbers, texts, TRUE and FALSE")
            row.append(item)
            if self._take(","):
                continue
            rows.append(tuple(row))
            row = []
            if not self._take(";"):
                self._close("}", opening)
                if len({len(one) for one in rows}) > 1:
                    raise self._fault("The rows between { and } have different lengths")
                return ArrayConstant(opening.at, tuple(rows))


def _written(token: Token) -> Node | None:
    """What a word is by itself."""
    if token.kind == "number":
        return Constant(token.at, float(token.text))
    if token.kind == "text":
        return Constant(token.at, token.text)
    if token.kind == "error":
        return ErrorConstant(token.at, token.text.upper())
    return token.reference


def _unprefixed(name: str) -> str:
    """A function's name without what Excel puts before newer ones in files."""
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix.upper())
    return name
