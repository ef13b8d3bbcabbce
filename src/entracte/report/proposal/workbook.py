"""The proposal as a workbook: every figure typed, and the values to translate with a column to fill in.

Every text is written as text: what begins like a formula in a delivery is never one here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from entracte.report.paper import print_on_a4
from entracte.report.proposal import words as told

if TYPE_CHECKING:
    from pathlib import Path

_TITLE_CHARACTERS = 31
_CELL_CHARACTERS = 32_767
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True)
class _Sheet:
    """A table on a sheet: the words of its columns, their widths, and the rows. Days are `date`, texts `str`."""

    title: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[Sequence[object]]
    notes: tuple[str, ...] = ()
    money: frozenset[int] = frozenset()
    shares: frozenset[int] = frozenset()


def write_proposal_workbook(path: Path, document: dict[str, Any], language: str) -> None:
    """Write the workbook of a proposal. Raises OSError when it cannot be written."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    words = told.Words(language)
    book = Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": words("page.title"), "comments": document["delivery"]})
    styles = _styles(book, document["estimate"]["currency"])
    _write_summary(book, styles, document, words)
    for sheet in _sheets(document, words):
        _write(book, styles, sheet, words)
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from error


def _styles(book: Any, currency: str) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "font_size": 18, "font_color": "#1F3A5F"}),
        "heading": book.add_format(
            {"bold": True, "bg_color": "#E8ECF1", "bottom": 1, "text_wrap": True, "valign": "top"}
        ),
        "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        "strong": book.add_format({"bold": True, "valign": "top"}),
        "warning": book.add_format({"bold": True, "font_color": "#9A3412", "text_wrap": True, "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0.##;-#,##0.##;0", "valign": "top"}),
        "count": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "share": book.add_format({"num_format": "0%", "valign": "top"}),
        "money": book.add_format({"num_format": f'#,##0.00 "{currency}"', "valign": "top"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
    }


def _write_summary(book: Any, styles: dict[str, Any], document: dict[str, Any], words: told.Words) -> None:
    sheet = book.add_worksheet(_title(words("page.summary")))
    print_on_a4(sheet)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, words("page.title"), styles["title"])
    milestone = document["plan"]["milestone"]
    facts: list[tuple[str, object]] = [
        (words("page.institution"), document["institution"] or ""),
        (words("page.delivery"), document["delivery"]),
        (words("page.digest"), document["digest"]),
        (words("page.made"), date.fromisoformat(document["made"])),
        (words("page.milestone"), date.fromisoformat(milestone) if milestone else words("page.no_milestone")),
    ]
    row = 2
    for name, fact in facts:
        sheet.write_string(row, 0, name, styles["strong"])
        _cell(sheet, row, 1, fact, styles, "count")
        row += 1
    row += 1
    for warning in told.warnings(document, words):
        sheet.write_string(row, 1, warning, styles["warning"])
        row += 1
    sentences = [*told.summary(document, words), told.system(document, words)]
    sentences += [words(f"sentence.{each}") for each in ("recommendation", "limits", *told.ASSUMPTIONS)]
    for sentence in sentences:
        sheet.write_string(row, 1, sentence, styles["text"])
        row += 1


def _sheets(document: dict[str, Any], words: told.Words) -> Iterable[_Sheet]:
    yield _data(document, words)
    yield _sales(document, words)
    yield _crosswalks(document, words)
    yield _values(document, words)
    yield _cleaning(document, words)
    yield _duplicates(document, words)
    yield _plan(document, words)
    yield _estimate(document, words)


def _data(document: dict[str, Any], words: told.Words) -> _Sheet:
    rows = [
        (
            each["table"],
            words.named("role", each["role"]) if each["role"] else "",
            each["rows"],
            each["format"],
            words("sentence.available" if each["available"] else "sentence.documented"),
            each["score"],
            ", ".join(f"{field} ({column})" for field, column in each["fields"].items()),
            ", ".join(each["lacking"]),
        )
        for each in document["destinations"]
    ]
    rows += [(each["table"], "", each["rows"], "", "", None, "", "") for each in document["left_out"]]
    columns = ("table", "role", "rows", "format", "status", "certainty", "fields", "lacking")
    widths = (28, 18, 12, 22, 34, 12, 80, 36)
    return _Sheet(words("page.data"), columns, widths, rows, shares=frozenset({5}))


def _sales(document: dict[str, Any], words: told.Words) -> _Sheet:
    rows = [
        (
            words.named("service", each["name"]),
            words(f"possible.{each['possible']}"),
            each["table"] or "",
            each["rows"] if each["table"] else None,
            each["anonymous"],
            ", ".join(f"{field} ({place})" for field, place in each["fields"].items()),
            ", ".join(each["lacking"]),
            words.named("service_limit", each["name"]),
            words("sentence.recommended") if each["recommended"] else "",
        )
        for each in document["sales"]
    ]
    columns = ("service", "possible", "table", "rows", "anonymous", "fields", "lacking", "status", "remark")
    return _Sheet(
        words("page.sales"), columns, (34, 24, 24, 12, 16, 80, 36, 60, 16), rows, (words("sentence.real_sales"),)
    )


def _crosswalks(document: dict[str, Any], words: told.Words) -> _Sheet:
    rows = [
        (
            *(each[name] for name in ("table", "column", "target", "distinct", "valid", "proposed", "open")),
            words("sentence.for_sales") if each["sales"] else "",
        )
        for each in document["crosswalks"]
    ]
    columns = ("table", "column", "target", "distinct", "valid", "proposed", "open", "remark")
    return _Sheet(words("page.crosswalks"), columns, (28, 28, 18, 12, 14, 14, 14, 30), rows)


def _values(document: dict[str, Any], words: told.Words) -> _Sheet:
    """The values of all crosswalks, with what is proposed; the empty cells are those to fill in."""
    rows = [
        (each["table"], each["column"], each["target"], old["value"], old["count"], old["new"])
        for each in document["crosswalks"]
        for old in each["values"]
        if old["state"] != "valid"
    ]
    columns = ("table", "column", "target", "old", "rows", "new")
    note = (words("sentence.crosswalk_note"),)
    return _Sheet(words("page.values"), columns, (28, 28, 18, 40, 12, 40), rows, note)


def _cleaning(document: dict[str, Any], words: told.Words) -> _Sheet:
    rows = [
        (
            each["table"],
            each["column"],
            each["field"],
            words(f"trouble.{each['kind']}"),
            each["count"],
            each["example"],
            words(f"remedy.{each['kind']}"),
        )
        for each in document["cleaning"]
    ]
    columns = ("table", "column", "field", "trouble", "rows", "example", "remedy")
    return _Sheet(words("page.cleaning"), columns, (28, 28, 18, 34, 12, 40, 60), rows)


def _duplicates(document: dict[str, Any], words: told.Words) -> _Sheet:
    rows = [
        (
            each["table"],
            words(f"rule.{each['rule']}"),
            ", ".join(each["columns"]),
            *((each["groups"], each["rows"]) if each["rule"] != "any" else (None, None)),
            each["surplus"],
        )
        for each in document["duplicates"]
    ]
    columns = ("table", "rule", "columns", "groups", "rows", "surplus")
    note = words("sentence.quick" if rows else "sentence.no_rule")
    return _Sheet(words("page.duplicates"), columns, (28, 32, 50, 12, 12, 16), rows, (note,))


def _plan(document: dict[str, Any], words: told.Words) -> _Sheet:
    rows = [
        (
            words.when(each),
            date.fromisoformat(each["first"]) if each["first"] else None,
            date.fromisoformat(each["last"]) if each["last"] else None,
            words(f"step.{each['name']}"),
            words(f"who.{each['who']}"),
            words.remark(each),
        )
        for each in document["plan"]["steps"]
    ]
    columns = ("when", "from", "to", "step", "who", "remark")
    note = words("sentence.earliest", date=words.date(document["plan"]["earliest"]))
    return _Sheet(words("page.plan"), columns, (26, 14, 14, 80, 22, 44), rows, (note,))


def _estimate(document: dict[str, Any], words: told.Words) -> _Sheet:
    estimate = document["estimate"]

    def lines(*, option: bool) -> list[Sequence[object]]:
        return [
            (
                words.line(each),
                words.counted(each),
                each["quantity"],
                *(
                    (each["each"], each["hours"], each["rate"], words.named("who", each["rate_name"]))
                    if each["price"] is None
                    else (None, None, each["price"], "")
                ),
                each["amount"],
            )
            for each in estimate["lines"]
            if each["option"] == option
        ]

    rows = lines(option=False)
    rows += [
        (name, "", None, None, estimate["hours"] if at == 0 else None, None, "", amount)
        for at, (name, amount) in enumerate(told.sums(document, words))
    ]
    if options := lines(option=True):
        rows += [(), (words("sentence.option"),), *options]
    columns = ("line", "reason", "quantity", "each", "hours", "rate", "who", "amount")
    note = (
        words("sentence.example_rates")
        if estimate["rates"]["example"]
        else words("sentence.own_rates", name=estimate["rates"]["name"], source=estimate["rates"]["source"])
    )
    widths = (34, 80, 12, 14, 12, 16, 20, 18)
    return _Sheet(words("page.estimate"), columns, widths, rows, (note,), money=frozenset({5, 7}))


def _write(book: Any, styles: dict[str, Any], told_sheet: _Sheet, words: told.Words) -> None:
    sheet = book.add_worksheet(_title(told_sheet.title))
    print_on_a4(sheet)
    row = 0
    for note in told_sheet.notes:
        sheet.write_string(row, 0, note, styles["strong"])
        row += 1
    for place, (name, width) in enumerate(zip(told_sheet.columns, told_sheet.widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(row, place, words(f"column.{name}"), styles["heading"])
    sheet.freeze_panes(row + 1, 0)
    for at, cells in enumerate(told_sheet.rows, row + 1):
        for place, cell in enumerate(cells):
            kind = "money" if place in told_sheet.money else "share" if place in told_sheet.shares else "number"
            _cell(sheet, at, place, cell, styles, kind)


def _cell(  # noqa: PLR0917
    sheet: Any, row: int, place: int, cell: object, styles: dict[str, Any], kind: str
) -> None:
    """One cell as what it is; nothing for nothing."""
    if cell is None or cell == "":
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, place, cell, styles["date"])
    elif isinstance(cell, str):
        sheet.write_string(row, place, _text(cell), styles["text"])
    else:
        sheet.write_number(row, place, cell, styles["count" if isinstance(cell, int) and kind == "number" else kind])


def _text(cell: str) -> str:
    """A text that a cell holds: as long as may be, and nothing that XlsxWriter takes for its own markup."""
    short = cell[: _CELL_CHARACTERS // 2]
    return f" {short}" if short.startswith("<r>") and short.endswith("</r>") else short


def _title(name: str) -> str:
    return name.translate(_FORBIDDEN)[:_TITLE_CHARACTERS].strip("' ")
