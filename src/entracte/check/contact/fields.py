"""The fields of a contact row, each by the rule of its type; what belongs to the other kind of contact is dropped."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from sqlglot import exp

from entracte.check.contact.cells import FileCells
from entracte.check.values import CELL, PREPARED, FieldRule, Flag
from entracte.check.values.boolean import boolean
from entracte.check.values.code import code, known_code
from entracte.check.values.country import country
from entracte.check.values.date import birth_date
from entracte.check.values.email import email
from entracte.check.values.language import language
from entracte.check.values.number import digits
from entracte.check.values.text import never_cut, truncated
from entracte.check.values.web_site import web_site
from entracte.engine import Engine, quoted
from entracte.engine.expressions import Expression, case, column, expression, one_of
from entracte.formats.contact import (
    ADDRESS_FIELDS,
    AUTHORIZATIONS,
    CONTACT,
    CRITERION_COLUMNS,
    PHONES,
    STRUCTURE_FIELDS,
)
from entracte.formats.model import Field, FieldType, TooLong

WRITES_FIELDS = ("INSERT", "UPDATE", "UPDATEACT")
SLOT_LETTERS = {"main": "M", "shipment": "S", "billing": "B"}
PERSON_ONLY = ("TITLE", "LETTER_SALUTATION", "ADDR_SALUTATION", "FUNCTION", "BIRTHDATE", *AUTHORIZATIONS)
STRUCTURE_ONLY = tuple(name for name in STRUCTURE_FIELDS if name != "OFFICIAL_NAME")
HANDLED_ELSEWHERE = (
    "INSTITUTION",
    "ORGANIZATION",
    "OPERATION",
    "CONTACT_NR",
    "ADDR_TYPE",
    "ADMIN_NUMBER",
    *CRITERION_COLUMNS,
)

INSERTING = expression("$operation = 'INSERT'", operation=column("operation"))


def check_fields(engine: Engine, cells: FileCells, findings: str, *, with_target: bool, today: datetime.date) -> None:
    """Report every cell that costs its field or is changed."""
    _check_global_erasing(engine, cells, findings)
    _check_address_types(engine, cells, findings)
    for field, rule in _rules(cells, with_target=with_target, today=today):
        _report(engine, cells, findings, field.name, rule)


def keep_values(
    engine: Engine,
    cells: FileCells,
    values: str,
    rejected: str,
    admin_numbers: str,
    *,
    today: datetime.date,
) -> None:
    """Make the view of kept values: one line for each row that is no directive and not rejected.

    Columns: `row`, `institution`, `operation`, every field but the criteria as text (`=`: erase), `address_types`,
    `writes_main`, `writes_shipment`, `writes_billing`, `country_dropped`, `admin_given`, `admin_type`, `admin_value`.
    """
    rules = {field.name: rule for field, rule in _rules(cells, with_target=True, today=today)}
    prepared = [
        exp.alias_(rule.prepared.copy(), f"{name} prepared", quoted=True)
        for name, rule in _prepared(rules)
        if rule.prepared is not None
    ]
    base = exp.select(exp.Star(), *prepared).from_(exp.to_table(quoted(cells.view), dialect="duckdb"))
    columns = [column("row"), column("institution"), column("operation")]
    for field in CONTACT.fields:
        if field.name in {"INSTITUTION", "OPERATION", "ADDR_TYPE", "ADMIN_NUMBER", *CRITERION_COLUMNS}:
            continue
        if field.name == "CONTACT_NR":
            value = expression("nullif($cell, '=')", cell=cells.cell("CONTACT_NR"))
        elif field.name in rules:
            value = rules[field.name].over(column(field.name), column(f"{field.name} prepared")).value
            value = expression(
                "CASE WHEN $writes AND $cell IS NOT NULL THEN $value END",
                writes=_writes(field.name),
                cell=column(field.name),
                value=value,
            )
        else:
            value = cells.cell(field.name)
        columns.append(exp.alias_(value, field.name, quoted=True))
    columns.append(exp.alias_(cells.cell("ADDR_TYPE"), "address_types", quoted=True))
    for slot, letter in SLOT_LETTERS.items():
        columns.append(exp.alias_(_writes_slot(cells, letter), f"writes_{slot}", quoted=True))
    columns.append(exp.alias_(_country_dropped(rules), "country_dropped", quoted=True))
    columns += [
        exp.alias_(expression("$told IS NOT NULL", told=column("admin_row")), "admin_given", quoted=True),
        column("admin_type"),
        column("admin_value"),
    ]
    query = exp.select(*columns).from_(base.subquery("cells"))
    engine.execute(
        f"CREATE OR REPLACE VIEW {quoted(values)} AS {query.sql(dialect='duckdb')} "
        f"LEFT JOIN (SELECT row AS admin_row, admin_type, admin_value FROM {quoted(admin_numbers)}) "
        "ON admin_row = row "
        f"WHERE operation <> 'CONFIG' AND row NOT IN (SELECT row FROM {quoted(rejected)})"
    )


def _prepared(rules: dict[str, FieldRule]) -> Iterator[tuple[str, FieldRule]]:
    for name, rule in rules.items():
        if rule.prepared is not None:
            moved = rule.prepared.copy().transform(lambda node, name=name: column(name) if node == CELL else node)
            yield name, FieldRule(rule.value, rule.flags, moved)


def _country_dropped(rules: dict[str, FieldRule]) -> Expression:
    if "COUNTRY" not in rules:
        return exp.false()
    return expression(
        "coalesce($cell <> '=' AND $code IS NULL, FALSE)", cell=column("COUNTRY"), code=column("COUNTRY prepared")
    )


def _rules(cells: FileCells, *, with_target: bool, today: datetime.date) -> Iterator[tuple[Field, FieldRule]]:
    for field in CONTACT.fields:
        if field.name in HANDLED_ELSEWHERE or field.name not in cells.filled:
            continue
        rule = _rule_of_type(field, with_target=with_target, today=today)
        if field.name in ADDRESS_FIELDS and "ADDR_TYPE" in cells.filled:
            rule = rule.dropped_when(_writes_no_slot(cells), "address-type-none")
        rule = _drop_other_kind(cells, field.name, rule)
        yield field, rule.with_erasing(INSERTING)


def _rule_of_type(field: Field, *, with_target: bool, today: datetime.date) -> FieldRule:
    own_rules: dict[str, Callable[[], FieldRule]] = {
        "COUNTRY": country,
        "PREF_LANG": language,
        "REMARK": lambda: _remark(field.length or 0),
        **dict.fromkeys(PHONES, _phone),
    }
    if field.name in own_rules:
        return own_rules[field.name]()
    if field.code_list is not None and field.length is not None:
        known = known_code(field.code_list, column("institution")) if with_target else None
        return code(field.length, known)
    if field.type is FieldType.TEXT:
        return (truncated if field.too_long is TooLong.TRUNCATE else never_cut)(field.length or 0)
    by_type: dict[FieldType, Callable[[], FieldRule]] = {
        FieldType.DATE: lambda: birth_date(today),
        FieldType.BOOLEAN: boolean,
        FieldType.NUMBER: digits,
        FieldType.EMAIL: lambda: email(field.length or 0),
        FieldType.URL: lambda: web_site(field.length or 0),
    }
    return by_type[field.type]()


def _phone() -> FieldRule:
    """A phone as typed: what it becomes depends on the country, which the contact may decide (D56)."""
    return FieldRule(
        expression("CASE WHEN regexp_matches($cell, '[0-9]') THEN $cell END", cell=CELL),
        (Flag("phone-without-digits", expression("NOT regexp_matches($cell, '[0-9]')", cell=CELL)),),
    )


def _remark(length: int) -> FieldRule:
    """A remark is cut at its length; one that is appended (`||`) by the load, which knows what it follows (D53)."""
    appended = expression("starts_with($cell, '||') AND NOT $inserting", cell=CELL, inserting=INSERTING)
    bare = expression(
        "CASE WHEN starts_with($cell, '||') AND $inserting THEN substr($cell, 3) ELSE $cell END",
        cell=CELL,
        inserting=INSERTING,
    )
    rule = truncated(length).over(PREPARED, PREPARED)
    return FieldRule(
        expression(
            "CASE WHEN $appended THEN $cell ELSE nullif($kept, '') END", appended=appended, cell=CELL, kept=rule.value
        ),
        tuple(
            Flag(flag.code, expression("NOT $appended AND $strikes", appended=appended, strikes=flag.when), flag.detail)
            for flag in rule.flags
        ),
        bare,
    )


def _drop_other_kind(cells: FileCells, name: str, rule: FieldRule) -> FieldRule:
    """On INSERT the names of the row tell its kind; what belongs to the other kind is dropped (D39)."""
    person = expression("$firstname OR $lastname", firstname=cells.given("FIRSTNAME"), lastname=cells.given("LASTNAME"))
    if name in STRUCTURE_ONLY:
        condition = expression(
            "$inserting AND NOT $official AND $person",
            inserting=INSERTING,
            official=cells.given("OFFICIAL_NAME"),
            person=person,
        )
        return rule.dropped_when(condition, "structure-field-of-person")
    if name in PERSON_ONLY:
        condition = expression(
            "$inserting AND $official AND NOT ($person)",
            inserting=INSERTING,
            official=cells.given("OFFICIAL_NAME"),
            person=person,
        )
        return rule.dropped_when(condition, "person-field-of-structure")
    return rule


def _writes(name: str) -> Expression:
    operations = (*WRITES_FIELDS, "DELETE") if name in AUTHORIZATIONS else WRITES_FIELDS
    return one_of(column("operation"), operations)


def _report(engine: Engine, cells: FileCells, findings: str, name: str, rule: FieldRule) -> None:
    """Add the findings of one field: the first flag that holds for each cell."""
    if not rule.flags:
        return
    writes = _writes(name)
    # a cell that is cleaned on the way is computed once and kept: as a condition it would be computed once more
    cleaned = cells.profiles[name].unclean > 0
    inner = exp.select(exp.Star(), exp.alias_(column(name), "cell", quoted=True)).from_(
        exp.to_table(quoted(cells.view), dialect="duckdb")
    )
    inner = inner.where(
        writes if cleaned else expression("$cell IS NOT NULL AND $writes", cell=column(name), writes=writes)
    )
    prepared = rule.prepared if rule.prepared is not None else CELL
    middle = exp.select(exp.Star(), exp.alias_(prepared.copy(), "prepared", quoted=True)).from_(inner.subquery("cells"))
    empty = expression("$cell IS NULL", cell=CELL)
    code_of = case((empty, exp.null()), *((flag.when, exp.Literal.string(flag.code)) for flag in rule.flags))
    detail_of = case(*((flag.when, flag.detail or exp.null()) for flag in rule.flags))
    flagged = exp.select(
        column("row"),
        exp.alias_(exp.Literal.string(name), "field"),
        exp.alias_(code_of, "code"),
        CELL.copy(),
        exp.alias_(detail_of, "detail"),
    ).from_(middle.subquery("cells"))
    engine.execute(
        f"INSERT INTO {quoted(findings)} "
        f"WITH flagged AS {'MATERIALIZED' if cleaned else 'NOT MATERIALIZED'} ({flagged.sql(dialect='duckdb')}) "
        "SELECT row, field, code, cell, CASE WHEN code IS NOT NULL THEN detail END FROM flagged WHERE code IS NOT NULL"
    )


def _check_global_erasing(engine: Engine, cells: FileCells, findings: str) -> None:
    """`=` in CONTACT_NR or ORGANIZATION of an INSERT means empty: a number is given, all organizations meant (D47)."""
    for name in ("CONTACT_NR", "ORGANIZATION"):
        if name in cells.filled:
            engine.execute(
                f"INSERT INTO {quoted(findings)} SELECT row, '{name}', 'nothing-to-erase', '=', NULL "
                f"FROM {quoted(cells.view)} WHERE operation = 'INSERT' AND {quoted(name)} = '='"
            )


def _check_address_types(engine: Engine, cells: FileCells, findings: str) -> None:
    """Letters of ADDR_TYPE that are no address type are dropped; with no other left, so is the whole address (D49)."""
    if "ADDR_TYPE" not in cells.filled:
        return
    writes = ", ".join(f"'{operation}'" for operation in WRITES_FIELDS)
    engine.execute(
        f"""
        INSERT INTO {quoted(findings)}
        SELECT row, 'ADDR_TYPE', CASE
                WHEN "ADDR_TYPE" = '=' THEN 'nothing-to-erase'
                WHEN regexp_matches("ADDR_TYPE", '[MSB]') THEN 'address-type-letters'
                ELSE 'address-type-unknown' END,
            regexp_replace("ADDR_TYPE", '[MSB]', '', 'g'), NULL
        FROM {quoted(cells.view)}
        WHERE operation IN ({writes}) AND regexp_matches("ADDR_TYPE", '[^MSB]')
            AND NOT ("ADDR_TYPE" = '=' AND operation <> 'INSERT')
        """
    )


def _writes_slot(cells: FileCells, letter: str) -> Expression:
    if "ADDR_TYPE" not in cells.filled:
        return exp.true()
    return expression(
        "$types IS NULL OR $types = '=' OR contains($types, $letter)",
        types=column("ADDR_TYPE"),
        letter=letter,
    )


def _writes_no_slot(cells: FileCells) -> Expression:
    return expression(
        "NOT ($main OR $shipment OR $billing)",
        **{slot: _writes_slot(cells, letter) for slot, letter in SLOT_LETTERS.items()},
    )
