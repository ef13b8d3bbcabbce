"""Codes that international standards define: countries, languages, currencies, time zones."""

from __future__ import annotations

from functools import cache

from sqlglot import exp

from entracte.check.values import CELL, FieldRule, Flag
from entracte.check.values.country import country
from entracte.engine.expressions import Expression, expression, one_of
from entracte.formats.standard_lists import standard_codes

STANDARDS = {"COUNTRY": "ISO 3166", "LANGUAGE": "ISO 639-1", "CURRENCY": "ISO 4217", "TIME_ZONE": "IANA: Europe/Zurich"}
"""What defines the codes of each list."""


@cache
def known_codes(code_list: str) -> tuple[str, ...]:
    """The codes of a standard list, for time zones with the older names that still mean one."""
    from babel.core import get_global

    older = get_global("zone_aliases") if code_list == "TIME_ZONE" else ()
    return (*(code for code, _ in standard_codes(code_list)), *older)


def standard(code_list: str) -> FieldRule | None:
    """The rule of a standard's code list; none if the institution keeps the list itself."""
    match code_list:
        case "COUNTRY":
            rule = country()
            unknown = expression("$value IS NULL", value=rule.value)
            return FieldRule(rule.value, (_invalid(unknown, STANDARDS[code_list]),), rule.prepared)
        case "LANGUAGE" | "CURRENCY" | "TIME_ZONE":
            good = one_of(CELL, known_codes(code_list))
            return FieldRule(
                expression("CASE WHEN $good THEN $cell END", good=good, cell=CELL),
                (_invalid(expression("NOT $good", good=good), STANDARDS[code_list]),),
            )
        case _:
            return None


def _invalid(when: Expression, detail: str) -> Flag:
    return Flag("value-invalid", when, exp.Literal.string(detail))
