"""The words of a formula."""

from __future__ import annotations

import re
from dataclasses import dataclass

from entracte.faults import Fault
from entracte.recipe.formula.tree import Reference

LONGEST = 8192  # Excel's own limit
ERRORS = ("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!")
_NUMBER = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_NAME = re.compile(r"[^\W\d][\w.\\]*|\$?[A-Za-z]{1,3}\$?\d+")
_QUOTED_NAME = re.compile(r"'((?:[^']|'')+)'(?=\[)")
_OPERATOR = re.compile(r"<=|>=|<>|[-+*/^&=<>%(),;{}@]")
_ERROR = re.compile("|".join(re.escape(error) for error in ERRORS), re.IGNORECASE)
_SPECIAL = {"#this row": "row", "#headers": "headers", "#all": "all", "#data": "data"}


@dataclass(frozen=True)
class Token:
    """A word: its kind (`number`, `text`, `name`, `error`, `reference`, `operator`, `end`), itself, and its place."""

    kind: str
    text: str
    at: int
    reference: Reference | None = None


def syntax_fault(formula: str, at: int, message: str, hint: str = "") -> Fault:
    """A formula that cannot be read, with the place where it stops making sense."""
    return Fault(
        "formula-syntax",
        f"{message} (character {at + 1} of {formula!r}).",
        hint=hint or "Write it as Excel in English does: function names in English, commas between arguments.",
        position=at + 1,
        formula=formula,
    )


def tokens(formula: str) -> list[Token]:
    """The words of a formula, the leading = left out."""
    if len(formula) > LONGEST:
        raise Fault("formula-syntax", f"A formula is longer than {LONGEST} characters.", hint="Cut it into steps.")
    return list(_Scanner(formula).scan())


class _Scanner:
    def __init__(self, formula: str) -> None:
        self.formula = formula
        self.at = 1 if formula.startswith("=") else 0

    def scan(self) -> list[Token]:
        found: list[Token] = []
        while True:
            self._skip_blanks()
            if self.at >= len(self.formula):
                return [*found, Token("end", "", self.at)]
            found.append(self._next())

    def _skip_blanks(self) -> None:
        while self.at < len(self.formula) and self.formula[self.at].isspace():
            self.at += 1

    def _next(self) -> Token:
        start, sign = self.at, self.formula[self.at]
        if sign == '"':
            return Token("text", self._text(), start)
        if sign == "[":
            return Token("reference", "", start, self._reference("", start))
        if quoted := _QUOTED_NAME.match(self.formula, start):
            self.at = quoted.end()
            return Token("reference", "", start, self._reference(quoted[1].replace("''", "'"), start))
        for kind, pattern in (("number", _NUMBER), ("error", _ERROR), ("name", _NAME), ("operator", _OPERATOR)):
            if match := pattern.match(self.formula, start):
                self.at = match.end()
                if kind == "name" and self.formula[self.at : self.at + 1] == "[":
                    return Token("reference", "", start, self._reference(match[0], start))
                return Token(kind, match[0], start)
        raise syntax_fault(self.formula, start, f"{sign!r} means nothing here")

    def _text(self) -> str:
        parts: list[str] = []
        at = self.at + 1
        while True:
            end = self.formula.find('"', at)
            if end < 0:
                raise syntax_fault(self.formula, self.at, "A text is opened here and never closed", 'Close it with ".')
            parts.append(self.formula[at:end])
            if self.formula[end + 1 : end + 2] != '"':
                self.at = end + 1
                return '"'.join(parts)
            at = end + 2

    def _reference(self, table: str, start: int) -> Reference:
        self.at += 1
        this_row = self._take("@")
        items: list[tuple[str, bool]] = []
        ranged = False
        self._skip_blanks()
        if self._peek() == "[":
            while True:
                self._expect("[")
                items.append(self._bare())
                self._expect("]")
                self._skip_blanks()
                if self._take(":"):
                    ranged = True
                elif not self._take(","):
                    break
                self._skip_blanks()
            self._expect("]")
        else:
            items.append(self._bare())
            self._expect("]")
        return self._meaning(table, items, this_row, ranged, start)

    def _meaning(
        self, table: str, items: list[tuple[str, bool]], this_row: bool, ranged: bool, start: int
    ) -> Reference:
        special = [name for name, keyword in items if keyword]
        columns = tuple(name for name, keyword in items if not keyword and name)
        unknown = [name for name in special if name.lower() not in _SPECIAL]
        if unknown:
            raise syntax_fault(
                self.formula, start, f"{unknown[0]} is no part of a table", "Known: #Headers, #Data, #All, #This Row."
            )
        parts = {_SPECIAL[name.lower()] for name in special}
        if len(columns) > 2 or (len(columns) == 2 and not ranged):
            raise syntax_fault(self.formula, start, "Several columns are written [[first]:[last]]")
        part = "all" if "all" in parts or {"headers", "data"} <= parts else "headers" if "headers" in parts else "data"
        return Reference(start, table, columns, this_row or "row" in parts, part)

    def _bare(self) -> tuple[str, bool]:
        """A column's name up to the bracket that closes it, and whether it is one of Excel's own words (#Headers)."""
        self._skip_blanks()
        keyword = self._peek() == "#"
        parts: list[str] = []
        while (sign := self._peek()) not in ("]", "[", ""):
            self.at += 1
            if sign == "'":
                sign = self._peek()
                self.at += 1
            parts.append(sign)
        return "".join(parts).strip(), keyword

    def _peek(self) -> str:
        return self.formula[self.at : self.at + 1]

    def _take(self, sign: str) -> bool:
        if self._peek() == sign:
            self.at += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            found = self._peek() or "the end"
            raise syntax_fault(
                self.formula,
                self.at,
                f"{sign} is missing before {found}",
                "A column is written [@NAME] or [@[its name]].",
            )
