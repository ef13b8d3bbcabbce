"""`phone`: a phone number in the documented form, the country's calling code in parentheses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from entracte.engine.expressions import Expression, case, expression
from entracte.institution.phone_plans import PhonePlan, phone_plans
from entracte.recipe.operations.blocks import group, replaced
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind
from entracte.recipe.operations.country import iso_codes
from entracte.recipe.operations.doubts import KEPT, done_or_kept

_FIRST = "^[^0-9+(]*"
_ABROAD = r"(?:[+]|00|\([+ ]*(?:00)?)[ ./-]*"


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    plans = _plans()
    codes = "|".join(sorted({plan.calling_code for plan in plans}, key=lambda code: (-len(code), code)))
    code = context.keep(group(text, rf"{_FIRST}{_ABROAD}({codes})"))
    country = expression("upper(trim($country))", country=arguments["country"])
    there = _Plan.of(context, context.lookup({plan.calling_code: _packed(plan) for plan in plans if plan.leads}, code))
    here = _Plan.of(context, context.lookup({plan.country: _packed(plan) for plan in plans}, country))
    digits = context.keep(_digits(text))
    behind = context.keep(_behind(digits, code))
    abroad = context.keep(there.written(behind, only_zero=True))
    home = context.keep(here.written(digits))
    starts_abroad = expression("regexp_matches($text, $pattern)", text=text, pattern=f"{_FIRST}(?:[+]|00)")
    made = case(
        # a number that says + or 00 is of no other country than it says; parentheses may hold an area
        (starts_abroad, abroad),
        (expression("length($code) > 0", code=code), expression("coalesce($abroad, $home)", abroad=abroad, home=home)),
        otherwise=home,
    )
    return done_or_kept(text, context.keep(made))


@cache
def _plans() -> list[PhonePlan]:
    return phone_plans()


def _packed(plan: PhonePlan) -> str:
    """A plan as one text: calling code, national prefix, and the lengths between commas."""
    return f"{plan.calling_code};{plan.national_prefix};,{','.join(str(length) for length in plan.lengths)},"


def _digits(text: Expression) -> Expression:
    """The digits, without a 0 in parentheses, which is not dialled from abroad."""
    pattern = r"\( *0 *\)"
    without = case((expression("contains($text, '(')", text=text), replaced(text, pattern)), otherwise=text)
    return replaced(without, "[^0-9]+")


def _behind(digits: Expression, code: Expression) -> Expression:
    """The digits after a calling code."""
    template = "substr($digits, CASE WHEN starts_with($digits, '00') THEN 3 + length($code) ELSE 1 + length($code) END)"
    return expression(template, digits=digits, code=code)


@dataclass(frozen=True)
class _Plan:
    """What is known of the numbers of a country, as columns; null where the country is not known."""

    code: Expression
    prefix: Expression
    lengths: Expression

    @classmethod
    def of(cls, context: Context, packed: Expression) -> _Plan:
        """The parts of a plan that is one text."""
        parts = [expression("split_part($packed, ';', $place)", packed=packed, place=place) for place in (1, 2, 3)]
        return cls(*(context.keep(each) for each in parts))

    def written(self, number: Expression, *, only_zero: bool = False) -> Expression:
        """The number in the documented form, without the national prefix; null where it is too long or short.

        Behind a calling code only a 0 can be a national prefix (D56).
        """
        bare = expression("substr($number, 1 + length($prefix))", number=number, prefix=self.prefix)
        begins = expression("length($prefix) > 0 AND starts_with($number, $prefix)", number=number, prefix=self.prefix)
        if only_zero:
            begins = expression("$begins AND $prefix = $zero", begins=begins, prefix=self.prefix, zero="0")
        doubtful = expression("$prefix = '0' AND starts_with($number, '0')", prefix=self.prefix, number=number)
        return case(
            (expression("$begins AND $fits", begins=begins, fits=self._fits(bare)), self._form(bare)),
            (expression("$fits AND NOT $doubtful", fits=self._fits(number), doubtful=doubtful), self._form(number)),
        )

    def _fits(self, number: Expression) -> Expression:
        return expression("contains($lengths, ',' || length($number) || ',')", lengths=self.lengths, number=number)

    def _form(self, number: Expression) -> Expression:
        return expression("'(' || $code || ')' || $number", code=self.code, number=number)


OPERATION = Operation(
    "phone",
    "Writes a phone number as the target takes it, (41)216132111; a number that is possible nowhere stays as it is.",
    _apply,
    parameters=(
        Parameter(
            "country",
            ParameterKind.VALUE,
            "the ISO code of the country of numbers that name none",
            default="",
            known=iso_codes,
        ),
    ),
    examples=(
        Example("01 40 15 80 00", "(33)140158000", {"country": "FR"}),
        Example("1 40 15 80 00", "(33)140158000", {"country": "FR"}),
        Example("+41 21 613 21 11", "(41)216132111", {"country": "FR"}),
        Example("0041 21 613 21 11", "(41)216132111"),
        Example("(41)0216132111", "(41)216132111"),
        Example("+33 (0)1 40 15 80 00", "(33)140158000"),
        Example("(+33) 1.40.15.80.00", "(33)140158000"),
        Example("(0)1 40 15 80 00", "(33)140158000", {"country": "FR"}),
        Example("(91) 555 22 82", "(34)915552282", {"country": "ES"}),
        Example("06 1234 5678", "(39)0612345678", {"country": "IT"}),
        Example("1-212-555-0123", "(1)2125550123", {"country": "US"}),
        Example("022/123.45.67", "(41)221234567", {"country": "[@PAYS]"}, columns={"PAYS": "CH"}),
        Example("Tel. 022 123 45 67", "(41)221234567", {"country": "CH"}),
        Example("01 SVP 77 77", "01 SVP 77 77", {"country": "FR"}, finding=KEPT),
        Example("022 123 45 67 / 079 123 45 67", "022 123 45 67 / 079 123 45 67", {"country": "CH"}, finding=KEPT),
        Example("022 123 45 67", "022 123 45 67", finding=KEPT),
        Example("none", "none", {"country": "CH"}, finding=KEPT),
        Example(None, None, {"country": "CH"}),
    ),
    idempotent=True,
)
