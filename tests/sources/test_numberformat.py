"""Numbers and dates as Excel displays them (D3); expectations by hand, from what Excel shows."""

from __future__ import annotations

import pytest

from entracte.formats import FieldType
from entracte.sources.excel import CellKind, cell_text, cell_value
from entracte.sources.excel.numberformat import BUILT_IN, typed_cell


@pytest.mark.parametrize(
    ("number", "code", "displayed"),
    [
        ("1201", "", "1201"),
        ("1201", "00000", "01201"),
        ("1201.0", "", "1201"),
        ("612345678", '0#" "##" "##" "##" "##', "06 12 34 56 78"),
        ("2161321", "[<=9999999]###-####;(###) ###-####", "216-1321"),
        ("2125551234", "[<=9999999]###-####;(###) ###-####", "(212) 555-1234"),
        ("0.30000000000000004", "", "0.3"),
        ("41791234567123", "", "41791234567123"),
        ("1.2345678901234568E+18", "", "1234567890123456800"),
        ("41791234567", "0.00E+00", "41791234567"),
        ("1234.5", "#,##0.00", "1234.50"),
        ("0.125", "0%", "13%"),
        ("0.125", "0.0%", "12.5%"),
        ("-5", "0;(0)", "(5)"),
        ("-5", "0.00", "-5.00"),
        ("-0.001", "0.0", "0.0"),
        ("12", '"N° "000', "N° 012"),
        ("1234567", '0,,"M"', "1M"),
        ("12.3", ".00", "12.30"),
        ("12.5", "0.##", "12.5"),
        ("5", "_-* #,##0.00\\ [$€-407]_-", "5.00 €"),
        ("3", 'General" pieces"', "3 pieces"),
        ("3", "@", "3"),
        ("3", ";;;", "3"),
        ("23955", "dd/mm/yyyy", "01/08/1965"),
        ("23955", BUILT_IN[14], "01.08.1965"),
        ("23955", "mm-dd-yy", "08-01-65"),
        ("23955.75", "dd.mm.yyyy hh:mm", "01.08.1965 18:00"),
        ("0.75", "h:mm AM/PM", "6:00 PM"),
        ("0.0208333333333333", "h:mm AM/PM", "12:30 AM"),
        ("1.5", "[h]:mm", "36:00"),
        ("0.99999999", "hh:mm:ss", "00:00:00"),
        ("23955", "[$-40C]d mmmm yyyy", "1 août 1965"),
        ("23955", "[$-407]dddd", "Sonntag"),
        ("1", "dd.mm.yyyy", "01.01.1900"),
        ("60", "yyyy-mm-dd", "1900-02-29"),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("-1", "yyyy-mm-dd", "-1"),
        ("99999999", "yyyy-mm-dd", "99999999"),
        ("1e999", "0", "1e999"),
        ("1e30", "0.00", "1" + "0" * 30 + ".00"),
        ("1e-300", "0.00", "0.00"),
        ("1", "0." + "0" * 30, "1." + "0" * 30),
        ("no number", "0", "no number"),
    ],
)
def test_displayed(number: str, code: str, displayed: str) -> None:
    assert typed_cell(number, code, from_1904=False).displayed == displayed


def test_dates_are_iso_beside_what_they_display() -> None:
    cell = typed_cell("23955.75", "mmm-yy", from_1904=False)
    assert cell.displayed == "Aug-65"
    assert cell_text(cell, FieldType.DATE) == "1965-08-01"
    assert cell_text(cell, FieldType.TIMESTAMP) == "1965-08-01 18:00:00"
    assert cell_text(cell, FieldType.TEXT) == "Aug-65"


def test_dates_may_count_from_1904() -> None:
    assert typed_cell("22493", "dd.mm.yyyy", from_1904=True).date == "1965-08-01"
    assert typed_cell("2958000", "dd.mm.yyyy", from_1904=True).date is None


def test_numbers_in_number_fields_are_plain() -> None:
    cell = typed_cell("1200", '#,##0.00" pers."', from_1904=False)
    assert cell_text(cell, FieldType.NUMBER) == "1200"
    assert cell_text(cell, FieldType.AMOUNT) == "1200"
    assert cell_text(cell, FieldType.CODE) == "1200.00 pers."


def test_a_time_of_day_is_no_date() -> None:
    assert cell_text(typed_cell("0.75", "hh:mm", from_1904=False), FieldType.DATE) == "18:00"


@pytest.mark.parametrize(
    ("number", "code", "value", "kind"),
    [
        ("1201", "00000", "01201", CellKind.TEXT),
        ("75001", "00000", "75001", CellKind.TEXT),
        ("612345678", '0#" "##" "##" "##" "##', "06 12 34 56 78", CellKind.TEXT),
        ("612345678", '0#"."##"."##"."##"."##', "06.12.34.56.78", CellKind.TEXT),
        ("216543210", '000"/"000"/"00"/"00', "021/654/32/10", CellKind.TEXT),
        ("5", '0"."00', "5", CellKind.TEXT),
        ("0", "0.00", "0", CellKind.NUMBER),
        ("12", "0.00", "12", CellKind.NUMBER),
        ("7", "000.0", "7", CellKind.NUMBER),
        ("0.5", "00%", "0.5", CellKind.NUMBER),
        ("1500", '"CHF" #,##0', "1500", CellKind.NUMBER),
        ("-5", "000", "-5", CellKind.TEXT),
        ("1234567890123456", "0", "1234567890123456", CellKind.TEXT),
        ("1234567890123450", "0", "1234567890123450", CellKind.NUMBER),
        ("45413", "dd.mm.yyyy", "2024-05-01", CellKind.DATE),
        ("45413.5", "dd.mm.yyyy", "2024-05-01 12:00:00", CellKind.TIMESTAMP),
        ("0.5", "hh:mm", "12:00", CellKind.TEXT),
    ],
)
def test_a_value_keeps_the_zeros_shown_and_says_what_it_is(number: str, code: str, value: str, kind: CellKind) -> None:
    cell = typed_cell(number, code, from_1904=False)
    assert (cell_value(cell), cell.kind) == (value, kind)
