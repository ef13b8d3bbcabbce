"""Reading a recipe: from a file to the model, with everything it names checked that can be without a delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entracte.faults import near
from entracte.formats import all_formats
from entracte.recipe.folder import Folder, recipe_bytes
from entracte.recipe.grammar import sections
from entracte.recipe.including import filled, together
from entracte.recipe.model import TABLE, Name, Output, Recipe, Table
from entracte.recipe.nodes import Entries
from entracte.recipe.places import Place

DEFAULT_LOCALE = "en"


@dataclass(frozen=True)
class ReadRecipe:
    """A recipe and the folder that it was read from."""

    recipe: Recipe
    folder: Folder
    path: Path


def read_recipe(path: Path, parameters: Mapping[str, str] | None = None) -> ReadRecipe:
    """Read a recipe; `parameters` are values that win over the recipe's own.

    Raises faults that name line and column.
    """
    data = recipe_bytes(path)
    folder = Folder(path)
    start = Place(path.name, 1, 1)
    folder.bytes_of(path.resolve().name, "recipe", start)
    root, values = filled(together(data, path.resolve().name, folder), parameters or {})
    told = {name: _section(root, name) for name in sections()}
    for must in ("entracte", "name", "outputs"):
        if not told[must]:
            raise root.place.fault("missing-key", f"a recipe needs the key {must}: {sections()[must].about}.")
    if not told["sources"]:
        raise root.place.fault("missing-key", "a recipe needs the key sources: what is read of the delivery.")
    recipe = Recipe(
        root.place,
        told["name"],
        told["locale"] or DEFAULT_LOCALE,
        values,
        told["sources"],
        told["tables"],
        told["crosswalks"],
        told["outputs"],
    )
    _check_names(recipe)
    return ReadRecipe(recipe, folder, path)


def _section(root: Entries, name: str) -> Any:
    key = sections()[name]
    node = root.get(name)
    return key.default if node is None else key.shape.read(node)


def _check_names(recipe: Recipe) -> None:
    """Names that mean two things, outputs that would write over each other, formats and tables that do not exist."""
    relations: dict[str, str] = {name.casefold(): name for name in recipe.sources}
    for name, table in recipe.tables.items():
        if name.casefold() in relations:
            raise table.place.fault("duplicate-name", f"{name} is already the name of a source or table.")
        relations[name.casefold()] = name
    files: dict[str, str] = {}
    for output in recipe.outputs:
        _check_output(output, recipe)
        if output.name.casefold() in files:
            raise output.place.fault(
                "duplicate-name",
                f"two outputs are called {output.name}: one would write over the other.",
                "Give one a name.",
            )
        files[output.name.casefold()] = output.name
    for table in recipe.tables.values():
        for below in _tables_of(table):
            known(below, recipe)
    _check_circles(recipe)


def _check_output(output: Output, recipe: Recipe) -> None:
    known(output.from_, recipe)
    titles: set[str] = set()
    for name, column in output.columns.items():
        if name.casefold() in titles:
            raise column.place.fault(
                "duplicate-column", f"{output.name} has two columns {name}, but for the case of their letters."
            )
        titles.add(name.casefold())
    if output.format.text == TABLE:
        if output.config:
            raise output.place.fault("unknown-key", "a table has no CONFIG row: config is for formats.")
        return
    names = [*all_formats(), TABLE]
    if output.format.text not in names:
        raise output.format.place.fault(
            "unknown-format", f"there is no format {output.format.text}.", near(output.format.text, names)
        )


def known(name: Name, recipe: Recipe) -> str:
    """The source or table that a name means; the fault `unknown-table`."""
    names = [*recipe.sources, *recipe.tables]
    if name.text in names:
        return name.text
    alike = [each for each in names if each.casefold() == name.text.casefold()]
    if len(alike) == 1:
        return alike[0]
    raise name.place.fault("unknown-table", f"there is no source or table {name.text}.", near(name.text, names))


def _tables_of(table: Table) -> list[Name]:
    """The tables that a table is made of."""
    return [*([table.from_] if table.from_ else []), *table.union, *(join.table for join in table.join)]


def _check_circles(recipe: Recipe) -> None:
    """The fault `circular-tables` for a table that is made of itself, by whatever way."""
    done: set[str] = set()

    def follow(name: str, way: tuple[str, ...]) -> None:
        if name in done or name in recipe.sources:
            return
        table = recipe.tables[name]
        for below in _tables_of(table):
            other = known(below, recipe)
            if other in (*way, name):
                circle = " is made of ".join((*way, name, other)[(*way, name).index(other) :])
                raise below.place.fault("circular-tables", f"{circle}: that never ends.")
            follow(other, (*way, name))
        done.add(name)

    for name in recipe.tables:
        follow(name, ())
