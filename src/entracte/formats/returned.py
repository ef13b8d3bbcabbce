"""The columns that a list of non-imported rows has beside those of its format."""

from __future__ import annotations

from dataclasses import dataclass

from entracte.formats.model import Format


@dataclass(frozen=True)
class ReturnedColumns:
    """The titles of our own columns in a list of non-imported rows.

    `text` holds the text of a line that could not be split into cells, `reason` why the row was not imported, `row`
    its number in the file it came from. A reader of the format ignores them in silence, so that the corrected list
    can be imported as it is (invariant 7).
    """

    text: str = "TEXT"
    reason: str = "REASON"
    row: str = "ROW"

    @property
    def titles(self) -> tuple[str, ...]:
        """The three titles, in the order in which they stand at the end of the header row."""
        return (self.text, self.reason, self.row)


def returned_columns(format_: Format) -> ReturnedColumns:
    """The titles for this format: `FILE_ROW` and the like where the format has a field of the plain name."""
    taken = format_.columns_by_alias()

    def free(title: str) -> str:
        return f"FILE_{title}" if title.lower() in taken else title

    plain = ReturnedColumns()
    return ReturnedColumns(free(plain.text), free(plain.reason), free(plain.row))
