"""The checks of the basic import (contact.md 7.1), and what is left of each row in the contact format."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from entracte.check.contact_basic.keys import BasicKeys
from entracte.check.contact_rows import ContactRows, reject
from entracte.check.values.language import language_codes
from entracte.engine import Engine, quoted
from entracte.engine.expressions import Expression, case, column, expression, one_of
from entracte.formats.contact_basic import CONTACT_BASIC, CONTACT_COLUMNS

NO_NAME = "-"
"""What an empty first or last name of a new contact is imported as."""

_NAMES = ("FIRSTNAME", "LASTNAME")
_BASIC_DATE = r"\d\d\.\d\d\.\d{4}"
_TYPED_DATE = r"\d{4}-\d\d-\d\d"
_REJECTING = ("email-missing", "email-key-invalid", "email-ambiguous", "person-erased")


@dataclass(frozen=True)
class _CellRule:
    """A cell that the basic import drops: in which field, when, and what is said of it."""

    field: str
    when: Expression
    code: str
    detail: str | None = None


def basic_rows(engine: Engine, keys: BasicKeys, *, prefix: str, with_target: bool, from_workbook: bool) -> ContactRows:
    """Make the contact rows of a basic file: its own checks done, defaults filled in, the operation told.

    With a target the tables `reference_*` hold its settings and the contacts of the keys were looked for. A date of a
    workbook may be a typed one, which reads as ISO (D54).
    """
    table, rejected, judged = f"{prefix}rows", f"{prefix}rejected", f"{prefix}judged"
    reject(engine, rejected, keys.findings, _REJECTING)
    engine.execute(
        f"CREATE OR REPLACE VIEW {quoted(judged)} AS SELECT cells.*, key_email, operation, number "
        f"FROM {quoted(keys.cells)} AS cells "
        f"JOIN (SELECT row, email AS key_email, operation, number FROM {quoted(keys.keys)}) AS keys USING (row) "
        f"WHERE row NOT IN (SELECT row FROM {quoted(rejected)})"
    )
    rules = [rule for rule in _rules(with_target=with_target, from_workbook=from_workbook) if rule.field in keys.filled]
    for rule in rules:
        _report(engine, judged, keys.findings, rule)
    _report_erased_names(engine, judged, keys)
    kept = _kept(keys.filled, {rule.field: rule for rule in rules})
    cells = [column("row"), *(exp.alias_(value, name, quoted=True) for name, value in kept.items())]
    query = exp.select(*cells).from_(exp.to_table(quoted(judged), dialect="duckdb")).order_by(column("row"))
    engine.execute(f"CREATE OR REPLACE TABLE {quoted(table)} AS {query.sql(dialect='duckdb')}")
    titles = {theirs: ours for ours, theirs in CONTACT_COLUMNS.items()} | {"CONTACT_NR": "EMAIL"}
    return ContactRows(table, tuple(kept), keys.findings, rejected, titles, keys=keys.keys)


def _rules(*, with_target: bool, from_workbook: bool) -> list[_CellRule]:
    """Digits in a name; a date of another form; on a new contact a title or language that is none of the possible."""
    inserting = expression("operation = 'INSERT'")
    unknown_language = expression(
        "$inserting AND $cell <> '=' AND NOT $known",
        inserting=inserting,
        cell=column("PREF_LANG"),
        known=one_of(column("PREF_LANG"), language_codes()),
    )
    unknown_title = expression(
        "$inserting AND $cell <> '=' AND (institution, 'TITLE', $cell) NOT IN "
        "(SELECT (institution, list, code) FROM reference_code)",
        inserting=inserting,
        cell=column("TITLE"),
    )
    other_date = expression(
        "$cell <> '=' AND NOT regexp_full_match($cell, $form)",
        cell=column("BIRTHDATE"),
        form=f"{_BASIC_DATE}|{_TYPED_DATE}" if from_workbook else _BASIC_DATE,
    )
    digits = {name: expression("regexp_matches($cell, $digit)", cell=column(name), digit=r"\p{Nd}") for name in _NAMES}
    return [
        *(_CellRule(name, when, "name-with-digits") for name, when in digits.items()),
        _CellRule("BIRTHDATE", other_date, "value-invalid", "DD.MM.YYYY"),
        _CellRule("PREF_LANG", unknown_language, "default-used"),
        *([_CellRule("TITLE", unknown_title, "default-used")] if with_target else []),
    ]


def _report(engine: Engine, judged: str, findings: str, rule: _CellRule) -> None:
    query = (
        exp.select(
            column("row"),
            exp.convert(rule.field),
            exp.convert(rule.code),
            column(rule.field),
            exp.convert(rule.detail),
        )
        .from_(exp.to_table(quoted(judged), dialect="duckdb"))
        .where(rule.when)
    )
    engine.execute(f"INSERT INTO {quoted(findings)} {query.sql(dialect='duckdb')}")


def _report_erased_names(engine: Engine, judged: str, keys: BasicKeys) -> None:
    """`=` in the name of a new contact has nothing to erase (D17); the name becomes `-`."""
    for name in set(_NAMES) & set(keys.filled):
        engine.execute(
            f"INSERT INTO {quoted(keys.findings)} SELECT row, '{name}', 'nothing-to-erase', '=', NULL "
            f"FROM {quoted(judged)} WHERE operation = 'INSERT' AND {quoted(name)} = '='"
        )


def _kept(filled: tuple[str, ...], rules: dict[str, _CellRule]) -> dict[str, Expression]:
    """The value of every column of the contact format that the file fills or the basic import decides."""
    kept: dict[str, Expression] = {
        "INSTITUTION": column("institution"),
        "OPERATION": column("operation"),
        "CONTACT_NR": column("number"),
        "EMAIL1": column("key_email"),
    }
    for name in CONTACT_BASIC.field_names:
        if name in {"INSTITUTION", "EMAIL"} or (name not in filled and name not in _NAMES):
            continue
        value: Expression = column(name) if name in filled else exp.cast(exp.null(), "TEXT")
        if name in rules:
            value = case((expression("coalesce($when, FALSE)", when=rules[name].when), exp.null()), otherwise=value)
        if name in _NAMES:
            value = expression(
                "CASE WHEN operation = 'INSERT' THEN coalesce(nullif($value, '='), $none) ELSE $value END",
                value=value,
                none=NO_NAME,
            )
        kept[CONTACT_COLUMNS.get(name, name)] = value
    return kept
