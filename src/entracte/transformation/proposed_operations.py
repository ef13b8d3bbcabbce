"""What a draft does with a column: the operations that its field needs and that the inspection shows a reason for."""

from __future__ import annotations

import json

from entracte.formats import Field
from entracte.formats.model import FieldType
from entracte.profile.model import ColumnProfile, DateOrders

_OF_FIELDS = {"TITLE": "title", "COUNTRY": "country", "PREF_LANG": "language"}
_OF_TYPES = {
    FieldType.BOOLEAN: "boolean",
    FieldType.EMAIL: "email",
    FieldType.AMOUNT: "amount",
    FieldType.PERCENTAGE: "percentage",
}
_OF_CAPITALS = {
    "FIRSTNAME": "{title_case: {keep_mixed: true}}",
    "LASTNAME": "{title_case: {beginning: small, keep_mixed: true}}",
    "TOWN": "{title_case: {keep_mixed: true}}",
}
_MANY = 0.1
_PLACEHOLDERS_SHOWN = 5
_WINDOW = 1930
_MASK = "\N{BULLET}"


def proposed_operations(field: Field, column: ColumnProfile) -> list[str]:
    """The operations of a column, as a recipe spells them."""
    found = ["trim", *_without_placeholders(column)]
    if field.name in _OF_FIELDS:
        found.append(_OF_FIELDS[field.name])
    elif field.type in _OF_TYPES:
        found.append(_OF_TYPES[field.type])
    elif field.type in {FieldType.DATE, FieldType.TIMESTAMP}:
        found.append(_date(field, column.dates))
    elif field.name in _OF_CAPITALS and _share_of_capitals(column) >= _MANY:
        found.append(_OF_CAPITALS[field.name])
    return found


def _without_placeholders(column: ColumnProfile) -> list[str]:
    """What empties the values that stand for none."""
    shown = [each for each in column.placeholders if _MASK not in each.value][:_PLACEHOLDERS_SHOWN]
    if not shown:
        return []
    values = ", ".join(json.dumps(each.value, ensure_ascii=False) for each in shown)
    return [f"{{placeholder_to_empty: {{also: [{values}]}}}}"]


def _date(field: Field, dates: DateOrders | None) -> str:
    """How dates are read: the order only where some show it and none shows the other."""
    operation = "date" if field.type is FieldType.DATE else "timestamp"
    told = []
    if dates is not None and dates.day_first and not dates.month_first:
        told.append("order: day month year")
    if dates is not None and dates.month_first and not dates.day_first:
        told.append("order: month day year")
    if dates is not None and dates.two_digit_years:
        told.append(f"two_digits_from: {_WINDOW}")
    return f"{{{operation}: {{{', '.join(told)}}}}}" if told else operation


def _share_of_capitals(column: ColumnProfile) -> float:
    """How many of the values that were looked at have capitals and no small letter."""
    all_ = sum(each.count for each in column.patterns)
    capitals = sum(each.count for each in column.patterns if "A" in each.shape and "a" not in each.shape)
    return capitals / all_ if all_ else 0.0
