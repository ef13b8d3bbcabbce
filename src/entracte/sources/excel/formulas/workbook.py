"""A workbook as what it computes: the cells of each sheet as a stream of Arrow batches."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from entracte.faults import Fault
from entracte.sources.content import Content, content_of
from entracte.sources.excel.formulas.events import FormulaEvents
from entracte.sources.excel.formulas.parts import DefinedName, SheetTable, defined_names, sheet_tables
from entracte.sources.excel.guard import guard
from entracte.sources.excel.opened import Package
from entracte.sources.excel.package import damaged_parts
from entracte.sources.excel.xlsx import XML_PARTS

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class FormulaWorkbook:
    """A workbook that was looked at: `sheets` in the order of their tabs, `formats` the number formats by style.

    Cells are `row` and `col` (both from 1), `kind` (text, number, boolean, error, date), `value` as the sheet holds it,
    `style`, `formula` without its `=`, `shared` (the number of a formula that several cells share; only the first one
    says it), `fills` (the cells that an array formula fills).
    """

    path: Path
    package: Package
    sheets: tuple[str, ...]
    formats: tuple[str, ...]
    names: tuple[DefinedName, ...]
    tables: tuple[SheetTable, ...]
    from_1904: bool

    def write_cells(self, file: Path) -> None:
        """Write the cells of all sheets as an Arrow stream, `sheet` being the place of the sheet.

        Memory holds one batch. Raises `damaged-workbook`.
        """
        import pyarrow as pa

        schema = _schema()
        with pa.ipc.new_stream(file, schema) as sink:
            for place, sheet in enumerate(self.sheets):
                with self.package.opened(sheet) as (stream, strings):
                    for held in FormulaEvents(strings).batches(stream):
                        columns = [[place] * len(held[0]), *held]
                        arrays = [pa.array(each, kind.type) for each, kind in zip(columns, schema, strict=True)]
                        sink.write_batch(pa.record_batch(arrays, schema=schema))


def open_formulas(path: Path) -> FormulaWorkbook:
    """Look at a workbook.

    Raises the faults `not-found`, `unsupported-content` for what is no `.xlsx`, `password-protected`, `zip-bomb` and
    `damaged-workbook`.
    """
    if not path.is_file():
        raise Fault("not-found", f"There is no file {path}.", hint="Name the workbook.")
    content = content_of(path)
    if content is not Content.XLSX:
        guarded = content in {Content.XLSB, Content.XLS, Content.ODS}
        if guarded:
            guard(path, content)
        what = f"a workbook of the kind .{content.value}" if guarded else "no workbook"
        raise Fault(
            "unsupported-content",
            f"{path} is {what}; formulas are read from .xlsx and .xlsm.",
            hint="Open it in Excel or LibreOffice and save it as .xlsx.",
        )
    guard(path, content)
    package = Package(path, XML_PARTS)
    with damaged_parts(path), zipfile.ZipFile(path) as archive:
        return FormulaWorkbook(
            path,
            package,
            tuple(package.parts),
            tuple(package.formats),
            defined_names(archive, package.main),
            sheet_tables(archive, package.parts),
            package.from_1904,
        )


def _schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema(
        [
            ("sheet", pa.int32()),
            ("row", pa.int32()),
            ("col", pa.int32()),
            ("kind", pa.string()),
            ("value", pa.string()),
            ("style", pa.int32()),
            ("formula", pa.string()),
            ("shared", pa.int32()),
            ("fills", pa.string()),
        ]
    )
