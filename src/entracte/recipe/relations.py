"""Tables as a plan sees them: columns of text that say what they are, and what holds them in the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from entracte.engine.expressions import Expression, expression
from entracte.faults import near
from entracte.recipe.cells import ColumnType
from entracte.recipe.model import Name
from entracte.recipe.selects import of_row


@dataclass(frozen=True)
class Relation:
    """A source, a table of the recipe, or a table on its way.

    `name` is what formulas call it, `known_as` what the engine does. Every column is text in the engine; its type says
    how the text is to be understood; `locale` says it of text that a formula makes a number or date of (R6), `whole`
    the engine's name of all its rows, where those at hand are only some. `origins` say where a column comes from
    that is not of the table called `name`.
    """

    name: str
    known_as: str
    columns: Mapping[str, ColumnType]
    locale: str
    whole: str = ""
    origins: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def read(self, column: str) -> tuple[str, str]:
        """Where a column comes from: the table and its column there."""
        return self.origins.get(column, (self.name, column))

    def reads(self, found: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Where the columns that a formula reads come from."""
        return tuple(self.read(column) if of == self.name else (of, column) for of, column in found)

    def find(self, name: Name) -> str:
        """The column called so, in any case of letters where that is clear; raises the fault `unknown-column`."""
        if name.text in self.columns:
            return name.text
        alike = [each for each in self.columns if each.casefold() == name.text.casefold()]
        if len(alike) == 1:
            return alike[0]
        raise name.place.fault(
            "unknown-column",
            f"{self.name} has no column {name.text}.",
            near(name.text, list(self.columns)),
            unknown=name.text,
            table=self.name,
        )

    def cell(self, name: Name) -> Expression:
        """This row's text of a column, null where it is blank."""
        return blank_as_null(of_row(self.find(name)))


def blank_as_null(text: Expression) -> Expression:
    """A text, null where it is empty."""
    return expression("nullif($text, '')", text=text)


class Columns(Mapping[str, Mapping[str, ColumnType]]):
    """The columns of all tables but one, each found only when it is asked for: a table may be planned by then."""

    def __init__(self, names: list[str], find: Callable[[str], Relation], without: str) -> None:
        self._names = [name for name in names if name != without]
        self._find = find

    def __getitem__(self, name: str) -> Mapping[str, ColumnType]:
        if name not in self._names:
            raise KeyError(name)
        return self._find(name).columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
