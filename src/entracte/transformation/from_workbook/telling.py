"""What there is to say of a comparison."""

from __future__ import annotations

from entracte.transformation.from_workbook.proving import Compared


def notes_of(compared: Compared | None) -> list[str]:
    """The sentences about a comparison; none where nothing differs. They quote no cell."""
    if compared is None:
        return ["The recipe gives another number of rows than the source sheet has; its cells were not compared."]
    found: list[str] = []
    if compared.different:
        columns = ", ".join(f"{name} {count}" for name, count in compared.by_column.items())
        why = (
            " It holds 0 in each of them: it was probably never computed. Open it in Excel or LibreOffice and save it."
            if compared.only_zeros
            else ""
        )
        found.append(
            f"{compared.different} of {compared.cells} cells differ from what the workbook holds "
            f"(by column: {columns}).{why}"
        )
    if compared.not_computed:
        found.append(
            f"{compared.not_computed} cells have a formula and no value, so they could not be compared; open "
            "the workbook in Excel or LibreOffice and save it to have them computed."
        )
    if compared.zeros:
        found.append(f"{compared.zeros} blank cells are shown as 0 by the workbook and stay blank in the recipe.")
    if compared.errors:
        found.append(f"{compared.errors} cells hold an error value in the workbook; they are blank here, and findings.")
    return found
