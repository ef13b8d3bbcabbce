"""`regex`: a regular expression, replaced or taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.faults import Fault
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind, plain
from entracte.recipe.operations.patterns import groups

_GROUP = re.compile(r"\$(\d)|\\")


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    pattern, new = arguments["pattern"], arguments["new"]
    if new is None:
        if groups(pattern) > 1:
            raise Fault("bad-pattern", f"The regular expression {pattern} has several groups.", hint="Keep only one.")
        template = "nullif(regexp_extract($text, $pattern, $group), '')"
        return plain(expression(template, text=text, pattern=pattern, group=groups(pattern)))
    wanted = max((int(each) for each in re.findall(r"\$(\d)", new)), default=0)
    if wanted > groups(pattern):
        raise Fault("bad-pattern", f"{new} names group ${wanted}, but {pattern} has only {groups(pattern)}.")
    # the engine writes \1 for a group and \\ for a backslash
    spelt = _GROUP.sub(lambda found: f"\\{found[1]}" if found[1] else "\\\\", new)
    template = "nullif(regexp_replace($text, $pattern, $new, 'g'), '')"
    return plain(expression(template, text=text, pattern=pattern, new=spelt))


OPERATION = Operation(
    "regex",
    "Replaces what a regular expression finds ($1 is its first group), or, without `new`, keeps only that.",
    _apply,
    parameters=(
        Parameter("pattern", ParameterKind.PATTERN, "what is looked for"),
        Parameter("new", ParameterKind.TEXT, "what is put in its place; $1 to $9 are groups", default=None),
    ),
    examples=(
        Example("12 bis rue", "12bis rue", {"pattern": "([0-9]+) (bis|ter)", "new": "$1$2"}),
        Example("CH-1201 Genève", "1201", {"pattern": "[0-9]{4}"}),
        Example("CH-1201 Genève", "Genève", {"pattern": "[0-9]{4} (.*)"}),
        Example("a\\b", "a\\\\b", {"pattern": r"\\", "new": r"\\"}),
        Example("none", None, {"pattern": "[0-9]+"}),
        Example(None, None, {"pattern": "a"}),
    ),
)
