"""The cells of a contact file as the rules see them: cleaned, with institution and operation filled in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from entracte.check.cells import CellProfile, cleaned_cell
from entracte.engine import Engine, quoted
from entracte.engine.expressions import Expression, column, expression
from entracte.formats.contact import CONTACT

MULTILINE = ("REMARK",)


@dataclass(frozen=True)
class FileCells:
    """A view with `row`, `institution`, `operation` and every filled field of the file; empty fields are left out."""

    view: str
    filled: frozenset[str]
    profiles: dict[str, CellProfile]

    def cell(self, name: str) -> Expression:
        """A field of the view, or null where the file has none of it."""
        return column(name) if name in self.filled else exp.cast(exp.null(), "TEXT")

    def given(self, name: str) -> Expression:
        """Whether a field holds a value, `=` not being one."""
        return expression("coalesce($cell <> '=', FALSE)", cell=column(name)) if name in self.filled else exp.false()


def create_cells(
    engine: Engine, table: str, profiles: dict[str, CellProfile], view: str, institution: str | None
) -> FileCells:
    """Make the view; `institution` stands in for an empty INSTITUTION (D55), INSERT for an empty OPERATION."""
    filled = [name for name in CONTACT.field_names if name in profiles and profiles[name].filled]
    cleaned = {name: cleaned_cell(name, profiles[name], multiline=name in MULTILINE) for name in filled}
    empty = exp.cast(exp.null(), "TEXT")
    selected = [
        column("row"),
        exp.alias_(
            expression(
                "coalesce($cell, $institution)", cell=cleaned.get("INSTITUTION", empty), institution=institution
            ),
            "institution",
            quoted=True,
        ),
        exp.alias_(
            expression("coalesce($cell, 'INSERT')", cell=cleaned.get("OPERATION", empty)), "operation", quoted=True
        ),
        *(
            exp.alias_(tree, name, quoted=True)
            for name, tree in cleaned.items()
            if name not in {"INSTITUTION", "OPERATION"}
        ),
    ]
    query = exp.select(*selected).from_(exp.to_table(quoted(table), dialect="duckdb"))
    engine.execute(f"CREATE OR REPLACE VIEW {quoted(view)} AS {query.sql(dialect='duckdb')}")
    return FileCells(view, frozenset(filled) - {"INSTITUTION", "OPERATION"}, profiles)
