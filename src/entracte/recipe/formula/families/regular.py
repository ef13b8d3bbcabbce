"""Regular expressions: what RE2 and Java's have in common, so that every engine finds the same."""

from __future__ import annotations

import re

from entracte.faults import Fault
from entracte.recipe.formula.call import Call
from entracte.recipe.formula.registry import family
from entracte.recipe.formula.terms import block, negated
from entracte.recipe.formula.values import NOT_AVAILABLE, Argument

text = family("text")
_TOKENS = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[^:)]*[:)]?|\(|\)|[*+?](?:[+?])?|\{\d*,?\d*\}[+?]?|.", re.DOTALL
)
_UNSHARED = {
    "(?=": "looking ahead", "(?!": "looking ahead", "(?<": "looking behind or naming groups", "(?P": "naming groups",
    "(?>": "atomic groups", "(?(": "conditions", "(?#": "comments", "(?R": "recursion",
}  # fmt: skip
_MOST_REPEATS = 1000


def checked(pattern: str) -> str:
    """A pattern that every engine understands alike and that cannot explode; raises the fault `wrong-argument`."""
    groups: list[bool] = []  # whether a group that is open holds a repetition without end
    closed_with_repeat = False
    for match in _TOKENS.finditer(pattern):
        piece = match[0]
        unshared = next((what for start, what in _UNSHARED.items() if piece.startswith(start)), None)
        if unshared is None and re.fullmatch(r"\\[1-9]", piece):
            unshared = "references back to a group"
        if unshared is None and len(piece) > 1 and piece[0] in "*+?{" and piece.endswith("+"):
            unshared = "possessive repetition"
        if unshared:
            raise _refused(pattern, f"{piece} ({unshared}) does not work on every engine")
        repeats = piece[0] in "*+" or re.fullmatch(r"\{\d*,\}\??", piece) is not None
        if repeats and closed_with_repeat:
            raise _refused(pattern, "a repetition within a repetition can take for ever")
        closed_with_repeat = False
        if piece.startswith("("):
            groups.append(False)
        elif piece == ")" and groups:
            closed_with_repeat = groups.pop()
            if groups and closed_with_repeat:
                groups[-1] = True
        elif repeats:
            groups[:] = [True] * len(groups)
        _check_count(pattern, piece)
    try:
        re.compile(pattern)
    except re.error as error:
        raise _refused(pattern, f"it is none: {error}") from error
    return pattern


def _check_count(pattern: str, token: str) -> None:
    counts = re.fullmatch(r"\{(\d*),?(\d*)\}\??", token)
    if counts and max(int(count or 0) for count in counts.groups()) > _MOST_REPEATS:
        raise _refused(pattern, f"{token} repeats more than {_MOST_REPEATS} times")


def _refused(pattern: str, reason: str) -> Fault:
    return Fault(
        "wrong-argument",
        f"The regular expression {pattern!r} cannot be used: {reason}.",
        hint="Use characters, classes [a-z] \\d \\w \\s, groups ( ), | and the repetitions * + ? {n,m}.",
        pattern=pattern,
    )


def _pattern(call: Call, case_place: int) -> str:
    pattern = call.constant(1)
    if not isinstance(pattern, str):
        raise call.wrong(1, "has to be a text that is written out")
    return ("(?i)" if call.constant_number(case_place, 0) == 1 else "") + checked(pattern)


@text(
    "REGEXTEST(text, pattern, [case_sensitivity])",
    "Whether a text holds what a regular expression describes; case aside with 1.",
    {'=REGEXTEST("a12","[0-9]+")': True, '=REGEXTEST("ABC","b")': False, '=REGEXTEST("ABC","b",1)': True},
)
def _regextest(call: Call) -> Argument:
    whole = call.text(0)
    return call.gives_boolean(block("matches", whole, _pattern(call, 2)))


@text(
    "REGEXEXTRACT(text, pattern, [return_mode], [case_sensitivity])",
    "The first part of a text that a regular expression describes; #N/A where there is none.",
    {'=REGEXEXTRACT("tel 021 345","[0-9]+")': "021", '=REGEXEXTRACT("abc","[0-9]")': "#N/A"},
)
def _regexextract(call: Call) -> Argument:
    whole, pattern = call.text(0), _pattern(call, 3)
    if call.constant_number(2, 0) != 0:
        raise call.wrong(
            2, "asks for several cells, and a column has one cell a row", "Leave it out: the first match is given."
        )
    call.fail(negated(block("matches", whole, pattern)), NOT_AVAILABLE)
    return call.gives_text(block("found_group", whole, pattern, 0))


@text(
    "REGEXREPLACE(text, pattern, replacement, [occurrence], [case_sensitivity])",
    "What a regular expression describes is replaced, only the first of it with occurrence 1; $1 is the first group.",
    {
        '=REGEXREPLACE("a1b22","[0-9]+","#")': "a#b#",
        '=REGEXREPLACE("Doe, Jane","(\\w+), (\\w+)","$2 $1")': "Jane Doe",
        '=REGEXREPLACE("a1b2","[0-9]","",1)': "ab2",
    },
)
def _regexreplace(call: Call) -> Argument:
    whole, pattern, replacement = call.text(0), _pattern(call, 4), call.constant(2, "")
    if not isinstance(replacement, str):
        raise call.wrong(2, "has to be a text that is written out")
    groups = re.compile(pattern).groups
    named = [int(digit) for digit in re.findall(r"(?<!\\)\$(\d)", replacement)]
    if any(digit > groups for digit in named):
        raise call.wrong(2, f"names group ${max(named)}, and the pattern has {groups}")
    occurrence = call.constant_number(3, 0)
    if not occurrence:
        return call.gives_text(block("replaced_all", whole, pattern, _replacement(replacement)))
    if occurrence != 1:
        raise call.wrong(3, "has to be 0 (all) or 1 (the first)")
    return call.gives_text(block("replaced_first", whole, pattern, _replacement(replacement)))


def _replacement(replacement: str) -> str:
    """A replacement with $1 as the engine's regular expressions write it."""
    return re.sub(
        r"\$(\d)|\\|\$\$",
        lambda match: f"\\{match[1]}" if match[1] else "\\\\" if match[0] == "\\" else "$",
        replacement,
    )
