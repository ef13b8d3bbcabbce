"""What costs a contact row whatever the target holds: its institution, operation, number and names (D6, D55)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from entracte.check.contact.cells import FileCells
from entracte.engine import Engine, quoted
from entracte.engine.expressions import Expression, column, expression, one_of
from entracte.formats.contact import CONTACT

NEEDS_NUMBER = ("UPDATE", "UPDATEACT", "DELETE", "INVALIDATE", "ANONYMIZE", "DROP")


@dataclass(frozen=True)
class RowRule:
    """One reason to reject a row: the finding, its field, and the condition."""

    code: str
    field: str | None
    when: Expression
    value: Expression
    detail: Expression


def check_rows(engine: Engine, cells: FileCells, findings: str, *, with_target: bool) -> None:
    """Report every row that no target could take."""
    for rule in _rules(cells, with_target=with_target):
        query = (
            exp.select(
                column("row"),
                exp.convert(rule.field),
                exp.convert(rule.code),
                rule.value,
                rule.detail,
            )
            .from_(exp.to_table(quoted(cells.view), dialect="duckdb"))
            .where(rule.when)
        )
        engine.execute(f"INSERT INTO {quoted(findings)} {query.sql(dialect='duckdb')}")


def _rules(cells: FileCells, *, with_target: bool) -> list[RowRule]:
    nothing = exp.null()
    institution, operation = column("institution"), column("operation")
    number, organization = cells.cell("CONTACT_NR"), cells.cell("ORGANIZATION")
    needs_number = one_of(operation, NEEDS_NUMBER)
    numbered = expression(
        "$operation <> 'CONFIG' AND NOT ($operation = 'INSERT' AND $number = '=')", operation=operation, number=number
    )
    nameless = expression(
        "$operation = 'INSERT' AND NOT ($firstname OR $lastname OR $official)",
        operation=operation,
        firstname=cells.given("FIRSTNAME"),
        lastname=cells.given("LASTNAME"),
        official=cells.given("OFFICIAL_NAME"),
    )
    rules = [
        RowRule("institution-missing", "INSTITUTION", expression("$cell IS NULL", cell=institution), nothing, nothing),
        RowRule(
            "operation-unknown",
            "OPERATION",
            expression("NOT $known", known=one_of(operation, CONTACT.operations)),
            operation,
            exp.Literal.string(", ".join(CONTACT.operations)),
        ),
        RowRule(
            "number-missing",
            "CONTACT_NR",
            expression("$needed AND $number IS NULL", needed=needs_number, number=number),
            nothing,
            nothing,
        ),
        RowRule(
            "number-not-digits",
            "CONTACT_NR",
            expression(
                "$numbered AND $number IS NOT NULL AND NOT regexp_full_match($number, '[0-9]+')",
                numbered=numbered,
                number=number,
            ),
            number,
            nothing,
        ),
        RowRule(
            "number-too-long",
            "CONTACT_NR",
            expression(
                "$numbered AND length($number) > 20 AND regexp_full_match($number, '[0-9]+')",
                numbered=numbered,
                number=number,
            ),
            number,
            nothing,
        ),
        RowRule("name-missing", None, nameless, nothing, nothing),
    ]
    named = expression("NOT $organization IN ('*', '=')", organization=organization)
    if not with_target:
        too_long = expression("$named AND length($organization) > 8", named=named, organization=organization)
        rules.append(RowRule("code-too-long", "ORGANIZATION", too_long, organization, exp.Literal.string("8")))
        too_long = expression("length($institution) > 15", institution=institution)
        rules.append(RowRule("code-too-long", "INSTITUTION", too_long, institution, exp.Literal.string("15")))
        return rules
    unknown_institution = expression(
        "$institution NOT IN (SELECT code FROM reference_institution)", institution=institution
    )
    unknown_organization = expression(
        "$named AND $institution IN (SELECT code FROM reference_institution) AND $organization <> $institution AND "
        "($institution, $organization) NOT IN (SELECT (institution, code) FROM reference_organization)",
        named=named,
        institution=institution,
        organization=organization,
    )
    return [
        *rules,
        RowRule("institution-unknown", "INSTITUTION", unknown_institution, institution, nothing),
        RowRule("organization-unknown", "ORGANIZATION", unknown_organization, organization, nothing),
    ]
