"""Numbering plans, as far as writing a stored phone needs them (D56)."""

from __future__ import annotations

from typing import Any, NamedTuple


class PhonePlan(NamedTuple):
    """One country's plan; `leads` marks the one its calling code means where several countries share it."""

    country: str
    calling_code: str
    national_prefix: str
    shortest: int
    lengths: list[int]
    leads: bool


def phone_plans() -> list[PhonePlan]:
    """The plan of every country that has one, from the metadata of `phonenumbers`."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS, PhoneMetadata

    plans = []
    for country in sorted(SUPPORTED_REGIONS):
        plan: Any = PhoneMetadata.metadata_for_region(country)
        lengths = [length for length in plan.general_desc.possible_length if length > 0]
        leads = COUNTRY_CODE_TO_REGION_CODE[plan.country_code][0] == country
        plans.append(
            PhonePlan(country, str(plan.country_code), plan.national_prefix or "", min(lengths), lengths, leads)
        )
    return plans
