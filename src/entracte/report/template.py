"""The template of a format: four header rows, typed columns, lists to choose from, a comment per column - and no data.

Row 1 is the group, row 2 the title, row 3 the type and whether it must be filled, row 4 the field's code: the row by
which a file is read (D1). The lists hold the institution's own codes where they are given.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entracte.faults import Fault
from entracte.findings import label
from entracte.formats import words
from entracte.formats.common import STANDARD_LISTS
from entracte.formats.model import Field, FieldType, Format
from entracte.formats.standard_lists import standard_codes
from entracte.formats.value import STANDARD_TITLES

Codes = Mapping[str, Sequence[tuple[str, str]]]
"""The institution's codes with their names, by `code_list`; the elements of a criterion under `CRITERION/its code`."""

HEADER_ROWS = 4
LAST_ROW = 1_048_575
INLINE_LIMIT = 255
"""Excel holds a list inside a cell's rule up to so many characters; longer ones stand on the list sheet."""
CODES_IN_COMMENT = 20
EXACT_DIGITS = 15
"""Excel keeps so many digits of a number; longer numbers are typed as text."""

_SHIPPED = {"TITLE": tuple((title, "") for title in STANDARD_TITLES)}
_NUMBER_FORMATS = {
    FieldType.DATE: "dd.mm.yyyy",
    FieldType.TIMESTAMP: "dd.mm.yyyy hh:mm:ss",
    FieldType.AMOUNT: "0",
    FieldType.PERCENTAGE: "0",
}
_FILLS = ("#DCE6F1", "#EBF1DE")
_CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Column:
    """One column of a template: its field, the four cells of its header, its choices and its comment."""

    field: Field
    header: tuple[str, str, str, str]
    choices: tuple[tuple[str, str], ...]
    comment: str

    @property
    def number_format(self) -> str:
        """How Excel types the cells; `@` is text, so that leading zeros survive."""
        if self.field.type is FieldType.NUMBER and (self.field.length or 0) <= EXACT_DIGITS:
            return "0"
        return _NUMBER_FORMATS.get(self.field.type, "@")

    @property
    def width(self) -> int:
        """Width in characters: the code fits on one line, the other rows wrap."""
        return max(12, len(self.field.name) + 3, min(30, (self.field.length or 0) // 3))


def write_template(format: Format, path: Path, codes: Codes | None = None, language: str = "en") -> None:
    """Write the template of `format` to `path`, an .xlsx or .csv file, in `language` (en, fr, de, it, es).

    `codes` fill the drop-down lists. The same arguments give the same bytes. Raises a fault on another kind of file, an
    unknown language, or a place where nothing can be written.
    """
    columns = template_columns(format, codes or {}, language)
    kind = path.suffix.lower()
    if kind not in {".xlsx", ".csv"}:
        raise Fault(
            "unknown-template-kind",
            f"A template is an .xlsx or a .csv file, not {path.name!r}.",
            hint=f"Try -o {format.name}.xlsx",
        )
    try:
        if kind == ".csv":
            _write_text(columns, path)
        else:
            _write_workbook(format, columns, path, language)
    except OSError as error:
        raise Fault("cannot-write", f"{path} cannot be written: {error.strerror or error}.") from error


def template_columns(format: Format, codes: Codes, language: str) -> list[Column]:
    """The columns of a format's template, in the order of the format."""
    return [_column(field, codes, language) for field in format.fields]


def _column(field: Field, codes: Codes, language: str) -> Column:
    choices = _choices(field, codes, language)
    header = (
        words.group(field, language),
        words.title(field, language),
        ", ".join(filter(None, (_type(field, language), _mandatory(field, language)))),
        field.name,
    )
    return Column(field, header, choices, _comment(field, header, choices, language))


def _choices(field: Field, codes: Codes, language: str) -> tuple[tuple[str, str], ...]:
    """What can be chosen in a column, with the names: enum values, or the codes of its list."""
    if field.values:
        return tuple((value, "") for value in field.values)
    if field.code_list in STANDARD_LISTS:
        return tuple(standard_codes(field.code_list, language))
    code_list = field.code_list or ""
    known = tuple(codes.get(code_list) or _SHIPPED.get(code_list, ()))
    if field.type is FieldType.CODE_VALUE:
        return tuple(choice for code, name in known for choice in _code_values(code_list, code, name, codes))
    if code_list == "ORGANIZATION" and known:
        return (("*", ""), *known)
    return known


def _code_values(code_list: str, code: str, name: str, codes: Codes) -> list[tuple[str, str]]:
    """`CODE=element` for every element of a criterion; `CODE=` to be completed where there are none."""
    elements = codes.get(f"{code_list}/{code}", ())
    return [(f"{code}={element}", f"{name} – {element_name}") for element, element_name in elements] or [
        (f"{code}=", name)
    ]


def _type(field: Field, language: str) -> str:
    text = label("type_" + field.type.lower().replace(" ", "-"), language)
    return f"{text} {field.length}" if field.length and field.type is not FieldType.NUMBER else text


def _mandatory(field: Field, language: str) -> str:
    if not field.mandatory:
        return ""
    return label("mandatory" if field.mandatory == "yes" else "mandatory_unless_insert_or_config", language)


def _comment(
    field: Field, header: tuple[str, str, str, str], choices: tuple[tuple[str, str], ...], language: str
) -> str:
    lines = [f"{header[1]} ({field.name})", words.about(field, language), header[2]]
    if field.default:
        default = label("of_the_institution", language) if field.default == "the institution's" else field.default
        lines.append(f"{label('default', language)} {default}")
    if 0 < len(choices) <= CODES_IN_COMMENT:
        shown = ", ".join(f"{code} ({name})" if name else code for code, name in choices)
        lines.append(f"{label('allowed_values', language)} {shown}")
    elif choices:
        lines.append(label("see_lists", language))
    if field.example:
        lines.append(f"{label('example', language)} {field.example}")
    return "\n".join(lines)


def _write_text(columns: list[Column], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerows(zip(*(column.header for column in columns), strict=True))


def _write_workbook(format: Format, columns: list[Column], path: Path, language: str) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": format.title, "created": _CREATED})
    sheet = workbook.add_worksheet(format.name)
    _write_headers(workbook, sheet, columns)
    lists = _ListSheet(workbook, label("lists", language))
    for position, column in enumerate(columns):
        sheet.write_comment(HEADER_ROWS - 1, position, column.comment, {"x_scale": 2.5, "y_scale": 2})
        if column.choices:
            _write_choices(sheet, position, column, lists, language)
    sheet.freeze_panes(HEADER_ROWS, _frozen_columns(columns))
    try:
        workbook.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _write_headers(workbook: Any, sheet: Any, columns: list[Column]) -> None:
    """The four header rows, one fill a group, mandatory codes in red; cells below take the type of their column."""
    groups = list(dict.fromkeys(column.header[0] for column in columns))
    for position, column in enumerate(columns):
        look = {"bg_color": _FILLS[groups.index(column.header[0]) % 2], "text_wrap": True, "valign": "top", "border": 1}
        code = look | {"bold": True} | ({"font_color": "#C00000"} if column.field.mandatory == "yes" else {})
        looks = (look | {"bold": True}, look, look | {"italic": True}, code)
        sheet.set_column(position, position, column.width, workbook.add_format({"num_format": column.number_format}))
        for row, (text, cell_look) in enumerate(zip(column.header, looks, strict=True)):
            sheet.write_string(row, position, text, workbook.add_format(cell_look | {"num_format": "@"}))


def _write_choices(sheet: Any, position: int, column: Column, lists: _ListSheet, language: str) -> None:
    """A drop-down list below the header.

    An enum takes nothing else. Codes warn only, since `=` erases and a code may be on its way; in CODE=value columns
    the list is an aid and other values are usual.
    """
    choices = [code for code, _ in column.choices]
    fits = len(",".join(choices)) <= INLINE_LIMIT and not any("," in choice for choice in choices)
    sheet.data_validation(
        HEADER_ROWS,
        position,
        LAST_ROW,
        position,
        {
            "validate": "list",
            "source": choices if fits else lists.add(column),
            "error_type": "stop" if column.field.type is FieldType.ENUM else "warning",
            "error_title": column.field.name,
            "error_message": label("wrong_entry", language),
            "show_error": column.field.type is not FieldType.CODE_VALUE,
        },
    )


def _frozen_columns(columns: list[Column]) -> int:
    """The columns up to the first key stay in sight, unless they would fill the window."""
    key = next((position for position, column in enumerate(columns) if column.field.key), 0)
    return key + 1


class _ListSheet:
    """The hidden sheet of long lists, two columns each (codes, names); made when the first list needs it."""

    def __init__(self, workbook: Any, name: str) -> None:
        self._workbook = workbook
        self._name = name
        self._sheet: Any = None
        self._sources: dict[tuple[tuple[str, str], ...], str] = {}

    def add(self, column: Column) -> str:
        """The reference to the codes of a column's list; equal lists stand once."""
        if column.choices not in self._sources:
            self._sources[column.choices] = self._write(column)
        return self._sources[column.choices]

    def _write(self, column: Column) -> str:
        from xlsxwriter.utility import xl_range_abs

        if self._sheet is None:
            self._sheet = self._workbook.add_worksheet(self._name)
            self._sheet.hide()
        position = 2 * len(self._sources)
        text = self._workbook.add_format({"num_format": "@"})
        self._sheet.set_column(position, position, 20, text)
        self._sheet.set_column(position + 1, position + 1, 40, text)
        self._sheet.write_string(0, position, column.header[1], self._workbook.add_format({"bold": True}))
        for row, (code, name) in enumerate(column.choices, start=1):
            self._sheet.write_string(row, position, code, text)
            self._sheet.write_string(row, position + 1, name, text)
        return f"='{self._name}'!{xl_range_abs(1, position, len(column.choices), position)}"
