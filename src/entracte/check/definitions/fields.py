"""The fields of a settings row: what is kept of a cell, and the findings it causes (D8, D54, D68)."""

from __future__ import annotations

from sqlglot import exp

from entracte.check.definitions.standards import standard
from entracte.check.values import CELL, ERASE, FieldRule, Flag
from entracte.check.values.boolean import boolean
from entracte.check.values.number import digits
from entracte.check.values.text import truncated
from entracte.engine import Engine, quoted
from entracte.engine.expressions import Expression, case, column, expression, one_of
from entracte.formats import Field, FieldType, Format, TooLong

NOT_FIELDS = ("OPERATION",)
"""Columns with rules of their own, which `rows` applies."""


def check_fields(engine: Engine, definition: Format, cells: str, findings: str, filled: set[str]) -> None:
    """Report every cell of `filled` fields that is dropped, changed or rejects its row; the first reason is named."""
    for field in definition.fields:
        rule = _rule(field) if field.name in filled and field.name not in NOT_FIELDS else None
        if rule is None or not rule.flags:
            continue
        flagged = expression(
            "$cell IS NOT NULL AND $read AND ($any)",
            cell=CELL,
            read=_read(field),
            any=exp.or_(*(flag.when for flag in rule.flags)),
        )
        code = case(*((flag.when, exp.convert(flag.code)) for flag in rule.flags))
        detail = case(*((flag.when, flag.detail or exp.null()) for flag in rule.flags))
        cell = (
            exp.select(
                column("row"),
                column("OPERATION"),
                exp.alias_(_cell(field), "cell", quoted=True),
                exp.alias_(_prepared(rule, field), "prepared", quoted=True),
            )
            .from_(_source(cells))
            .subquery("cells")
        )
        query = exp.select(column("row"), exp.convert(field.name), code, CELL, detail).from_(cell).where(flagged)
        engine.execute(f"INSERT INTO {quoted(findings)} {query.sql(dialect='duckdb')}")


def create_values(engine: Engine, definition: Format, cells: str, values: str, filled: set[str]) -> None:
    """Make the table of what is kept: `row` and every field as text; only `filled` fields hold anything."""

    def kept(field: Field) -> Expression:
        if field.name in NOT_FIELDS or field.name not in filled:
            return _cell(field)
        rule = _rule(field)
        moved = rule.over(_cell(field), _prepared(rule, field))
        return expression(
            "CASE WHEN $read AND $cell IS NOT NULL THEN $value END",
            read=_read(field),
            cell=_cell(field),
            value=moved.value,
        )

    query = exp.select(
        column("row"), *(exp.alias_(kept(field), field.name, quoted=True) for field in definition.fields)
    ).from_(_source(cells))
    engine.execute(f"CREATE OR REPLACE TABLE {quoted(values)} AS {query.sql(dialect='duckdb')}")


def _read(field: Field) -> Expression:
    """Whether the row's operation reads the field: a DELETE reads what it is about, and nothing else."""
    return (
        exp.true()
        if field.key or field.name == "INSTITUTION"
        else expression("$operation IS DISTINCT FROM 'DELETE'", operation=column("OPERATION"))
    )


def _source(cells: str) -> exp.Table:
    return exp.to_table(quoted(cells), dialect="duckdb", alias="cells")


def _cell(field: Field) -> Expression:
    """The field's column, with its table: a rule that looks up another table must not find its own column there."""
    return column(field.name, "cells")


def _prepared(rule: FieldRule, field: Field) -> Expression:
    if rule.prepared is None:
        return exp.null()
    return rule.prepared.transform(lambda node: _cell(field) if node == CELL else node)


def _rule(field: Field) -> FieldRule:
    """The rule of a field; `=` erases in all but the keys, and gives the default back where there is one (D47)."""
    rule = _typed(field)
    if field.key or field.name == "INSTITUTION":
        return rule
    inserting = expression("$operation IS DISTINCT FROM 'UPDATE'", operation=column("OPERATION"))
    erasable = rule.with_erasing(inserting)
    if not field.default:
        return erasable
    return FieldRule(
        expression(
            f"CASE WHEN $cell = '{ERASE}' AND NOT $inserting THEN $default ELSE $value END",
            cell=CELL,
            inserting=inserting,
            default=field.default,
            value=erasable.value,
        ),
        erasable.flags,
        erasable.prepared,
    )


def _typed(field: Field) -> FieldRule:
    if field.type is FieldType.BOOLEAN:
        return boolean()
    if field.values:
        return _allowed(field)
    rule = standard(field.code_list) if field.code_list else None
    if rule is None and field.type is FieldType.NUMBER:
        rule = _without_leading_zeros(digits())
    if field.length is None:
        return rule or FieldRule(CELL)
    if field.too_long is TooLong.TRUNCATE:
        return truncated(field.length)
    return _within(field, field.length, rule or FieldRule(CELL))


def _without_leading_zeros(rule: FieldRule) -> FieldRule:
    value = expression("coalesce(nullif(ltrim($number, '0'), ''), left($number, 1))", number=rule.value)
    return FieldRule(value, rule.flags, rule.prepared)


def _allowed(field: Field) -> FieldRule:
    """One of the values that the format lists, in the same case (D54, D68)."""
    return FieldRule(
        CELL,
        (
            Flag(
                "value-not-allowed",
                expression("NOT $good", good=one_of(CELL, field.values)),
                exp.Literal.string(", ".join(field.values)),
            ),
        ),
    )


def _within(field: Field, length: int, rule: FieldRule) -> FieldRule:
    """The same rule for a value of at most `length` characters, which is never cut (D8)."""
    too_long = expression("length($cell) > $length", cell=CELL, length=length)
    code = "code-too-long" if field.too_long is TooLong.REJECT else "value-too-long"
    return FieldRule(
        expression("CASE WHEN NOT $too_long THEN $value END", too_long=too_long, value=rule.value),
        (Flag(code, too_long, exp.Literal.string(str(length))), *rule.flags),
        rule.prepared,
    )
