"""The functions, declared one by one: category, syntax, a sentence, and examples that run as tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from entracte.faults import Fault, near
from entracte.recipe.formula.refused import NOT_ON_SPARK

if TYPE_CHECKING:
    from entracte.recipe.formula.call import Call
    from entracte.recipe.formula.values import Argument

Result = str | float | bool | None
ENGINES = ("duckdb", "spark")
"""Where functions give the same bytes, which the conformance suite proves; all but those that `refused` names."""


@dataclass(frozen=True)
class Function:
    """A function of Excel.

    `examples` are formulas and what they give (None: blank; `#...`: an error). `arrays` is whether it takes whole
    columns and arrays as they are; the others are worked out cell by cell. `lazy` ones look at their arguments' trees.
    """

    name: str
    category: str
    syntax: str
    sentence: str
    build: Callable[[Call], Argument]
    examples: Mapping[str, Result] = field(default_factory=dict)
    arrays: bool = False
    lazy: bool = False
    engines: tuple[str, ...] = ENGINES

    @property
    def least(self) -> int:
        """How many arguments it needs."""
        return len([name for name in self._parameters if not name.startswith("[") and name != "..."])

    @property
    def most(self) -> int:
        """How many arguments it takes."""
        return 255 if "..." in self._parameters else len(self._parameters)

    @property
    def _parameters(self) -> list[str]:
        inside = self.syntax[self.syntax.index("(") + 1 : -1]
        return [part.strip() for part in inside.split(",") if part.strip()]

    def parameter(self, index: int) -> str:
        """What an argument is called."""
        names = [name.strip("[]") for name in self._parameters if name != "..."]
        if index < len(names):
            return names[index]
        repeated = [name for name in names if name.endswith("2")] or names[-1:]
        return repeated[(index - len(names)) % len(repeated)] if repeated else ""

    def takes_array(self, index: int) -> bool:
        """Whether an argument may be a whole column, several cells or an array."""
        return self.arrays and any(word in self.parameter(index) for word in ("range", "array", "values", "table"))


FUNCTIONS: dict[str, Function] = {}

Builder = Callable[["Call"], "Argument"]


def function(
    syntax: str,
    sentence: str,
    examples: Mapping[str, Result],
    *,
    category: str,
    arrays: bool = False,
    lazy: bool = False,
) -> Callable[[Builder], Builder]:
    """Declare a function."""
    name = syntax[: syntax.index("(")]

    def declare(build: Builder) -> Builder:
        engines = ENGINES[:1] if name in NOT_ON_SPARK else ENGINES
        FUNCTIONS[name] = Function(name, category, syntax, sentence, build, examples, arrays, lazy, engines)
        return build

    return declare


def family(category: str) -> Callable[..., Callable[[Builder], Builder]]:
    """The decorator `function` for one category."""

    def declare(
        syntax: str, sentence: str, examples: Mapping[str, Result], *, arrays: bool = False, lazy: bool = False
    ) -> Callable[[Builder], Builder]:
        return function(syntax, sentence, examples, category=category, arrays=arrays, lazy=lazy)

    return declare


@cache
def load_functions() -> dict[str, Function]:
    """All functions, by name."""
    from entracte.recipe.formula import families

    families.load()
    return FUNCTIONS


def find_function(name: str) -> Function:
    """The function called so; raises the fault `unknown-function`."""
    from entracte.recipe.formula.refused import REFUSED

    known = load_functions()
    if name in known:
        return known[name]
    if name in REFUSED:
        raise Fault(
            "unknown-function",
            f"{name} cannot be used in a recipe: {REFUSED[name]}",
            hint=_instead(name),
            function=name,
        )
    raise Fault(
        "unknown-function",
        f"There is no function {name}.",
        hint=near(name, sorted(known)) if _near(name, known) else "See `entracte formats --functions`.",
        function=name,
    )


def _near(name: str, known: Mapping[str, Function]) -> bool:
    from difflib import get_close_matches

    return bool(get_close_matches(name, list(known), n=1))


def _instead(name: str) -> str:
    from entracte.recipe.formula.refused import INSTEAD

    return INSTEAD.get(name, "See `entracte formats --functions` for those that work.")
