"""Regular expressions of RE2 as Java's: the same texts fit, or the pattern is refused.

Recipes keep to what both know (`recipe.operations.patterns`); the same spelling still means different things: `$`
stands before a last line end in Java, `.` leaves out more line ends, `\\s` has one blank more, `[a[b]]` and `&&` are
sets of sets.
"""

from __future__ import annotations

import re
from functools import cache

from entracte.engine.spark.kinds import refused

_GROUP = re.compile(r"\(\?(?P<flags>[imsU]*(?:-[imsU]+)?)(?P<end>[:)])|\(\?P?<(?P<name>\w+)>")
_CLASSES = {"s": r"\t\n\f\r ", "d": "0-9", "w": "0-9A-Za-z_"}
_SAME = "AtnrfaxpP0123456789"
_ALPHA = {
    "alpha": "A-Za-z",
    "digit": "0-9",
    "alnum": "A-Za-z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r"\t\n\x0B\f\r ",
}
_NAMED_SET = re.compile(r"\[:(\w+):\]")
_PROPERTY = re.compile(r"[pP](?:\{\^?\w+\}|\w)")
_NUMBER = re.compile(r"x[0-9A-Fa-f]{2}|x\{[0-9A-Fa-f]+\}|0[0-7]{0,2}")


@cache
def java(pattern: str) -> str:
    """The pattern in Java's words; raises the fault `not-on-spark`."""
    # (?d): only \n is a line end, as in RE2
    return "(?d)" + _Reader(pattern).read()


def can_be_empty(pattern: str) -> bool:
    """Whether a pattern fits the empty text."""
    try:
        return re.compile(re.sub(r"\\[pP](\{\^?\w+\}|\w)", "a", pattern)).match("") is not None
    except re.error:
        return True


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.lines = False
        self.made: list[str] = []

    def read(self) -> str:
        while self.at < len(self.pattern):
            sign = self.pattern[self.at]
            if sign == "\\":
                self.made.append(self._escape(within=False))
            elif sign == "[":
                self.made.append(self._set())
            elif sign == "(" and self.pattern.startswith("(?", self.at):
                self.made.append(self._group())
            else:
                # at the very end only: before a last line end, too, in Java
                self.made.append(r"\z" if sign == "$" and not self.lines else sign)
                self.at += 1
        return "".join(self.made)

    def _group(self) -> str:
        found = _GROUP.match(self.pattern, self.at)
        if found is None:
            raise refused(f"the regular expression {self.pattern}")
        self.at = found.end()
        if found["name"]:
            return f"(?<{found['name']}>" if found["name"].isalnum() else "("
        flags = found["flags"]
        if "U" in flags or "m" in flags:
            raise refused(f"the regular expression {self.pattern}")
        return f"(?{flags.replace('i', 'iu')}{found['end']}"

    def _escape(self, *, within: bool) -> str:  # noqa: PLR0911
        sign = self.pattern[self.at + 1 : self.at + 2]
        for known in (_PROPERTY, _NUMBER):
            if found := known.match(self.pattern, self.at + 1):
                self.at = found.end()
                return _spelt(found[0])
        self.at += 2
        if sign.lower() in _CLASSES:
            inside = _CLASSES[sign.lower()]
            if sign.islower():
                return inside if within else f"[{inside}]"
            return f"[^{inside}]"
        if sign == "z" and not within:
            return r"\z"
        if sign == "v":
            return r"\x0B"
        if sign == "b" and not within:
            # Java's \b knows letters of all scripts, RE2's those of ASCII
            return "(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))"
        if sign.isalnum() and sign not in _SAME:
            raise refused(f"the regular expression {self.pattern}")
        return "\\" + sign

    def _set(self) -> str:
        self.at += 1
        made = ["["]
        if self.pattern.startswith("^", self.at):
            made.append("^")
            self.at += 1
        first = True
        while self.at < len(self.pattern):
            sign = self.pattern[self.at]
            if sign == "]" and not first:
                self.at += 1
                return "".join([*made, "]"])
            first = False
            if sign == "\\":
                made.append(self._escape(within=True))
            elif found := _NAMED_SET.match(self.pattern, self.at):
                if found[1] not in _ALPHA:
                    raise refused(f"the regular expression {self.pattern}")
                made.append(_ALPHA[found[1]])
                self.at = found.end()
            else:
                made.append("\\" + sign if sign in "[]&^" else sign)
                self.at += 1
        raise refused(f"the regular expression {self.pattern}")


def _spelt(escape: str) -> str:
    if escape[0] in "pP":
        name = escape[1:].strip("{}")
        kind = "P" if (escape[0] == "P") != name.startswith("^") else "p"
        name = name.lstrip("^")
        return f"\\{kind}{{{name if len(name) <= 2 else 'Is' + name}}}"
    if escape[0] == "0" and escape != "0":
        return f"\\0{escape[1:]}"
    return r"\x00" if escape == "0" else f"\\{escape}"


def replacement(new: str) -> str:
    """What is put for a match, `\\1` and `\\\\` as RE2 writes them, as Java does: `$1`, `\\\\`, `\\$`."""
    return re.sub(r"\\(.)|\$", _of_group, new, flags=re.DOTALL)


def _of_group(found: re.Match[str]) -> str:
    if found[0] == "$":
        return "\\$"
    return f"${found[1]}" if found[1].isdigit() else "\\\\"


def shifted(new: str) -> str:
    """A replacement of RE2's whose groups come one later: `\\1` becomes `\\2`."""
    return re.sub(r"\\(\d)", lambda found: f"\\{int(found[1]) + 1}", new)
