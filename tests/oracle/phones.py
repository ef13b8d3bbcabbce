"""Phones: contact.md 5.7.1 and D56. The numbering plans come from the `phonenumbers` library."""

import re
from typing import NamedTuple

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

LONGEST_STORED = 15
FORCED_COUNTRY = re.compile(r"\(\s*(?:\+|00)?\s*([0-9]+)\s*\)")
BRACKETED_ZERO = re.compile(r"[^0-9(]*\(\s*0\s*\)")
NOT_GEOGRAPHIC = "001"


class Phone(NamedTuple):
    """A stored phone: the calling code (None if the number is too short to be national) and the national number."""

    country: str | None
    number: str


class Plan(NamedTuple):
    """The numbering plan of one country."""

    calling_code: str
    national_prefix: str
    possible_lengths: tuple[int, ...]


def plan_of(region: str) -> Plan | None:
    """The numbering plan of an ISO country; a few uninhabited ones have none."""
    metadata = PhoneMetadata.metadata_for_region(region)
    if metadata is None or metadata.general_desc is None:
        return None
    lengths = tuple(length for length in metadata.general_desc.possible_length if length > 0)
    return Plan(str(metadata.country_code), metadata.national_prefix or "", lengths)


def plan_of_calling_code(code: str) -> Plan | None:
    """The plan of the main country behind a calling code; none for codes that are of no country."""
    if code.startswith("0"):
        return None
    regions = COUNTRY_CODE_TO_REGION_CODE.get(int(code), ()) if len(code) <= 3 else ()
    return plan_of(regions[0]) if regions and regions[0] != NOT_GEOGRAPHIC else None


def read_phone(text: str, assumed_country: str) -> Phone | None:
    """The stored form of a phone, or None if it holds no digit at all."""
    digits = digits_of(text)
    if not digits:
        return None
    return forced_phone(text) or assumed_phone(text, digits, assumed_country)


def digits_of(text: str) -> str:
    """A leading + counts like 00; every other non-digit is ignored."""
    digits = written_digits(text)
    return "00" + digits if digits and "+" in re.split("[0-9]", text)[0] else digits


def written_digits(text: str) -> str:
    """The digits of a text, in order."""
    return "".join(re.findall("[0-9]", text))


def forced_phone(text: str) -> Phone | None:
    """A leading parenthesis forces a country if it holds a real calling code and the rest is a possible number."""
    bracket = FORCED_COUNTRY.match(text)
    plan = plan_of_calling_code(bracket[1]) if bracket else None
    if bracket is None or plan is None:
        return None
    national = without_national_prefix(text[bracket.end() :], plan)
    return Phone(plan.calling_code, national) if len(national) in plan.possible_lengths else None


def assumed_phone(text: str, digits: str, country: str) -> Phone:
    """Only the assumed country's own prefix is recognised; too short a number is stored as it is, without country."""
    plan = plan_of(country)
    if plan is None:
        return Phone(None, digits)
    prefix = "00" + plan.calling_code
    if digits.startswith(prefix):
        from_plus = len(digits) - len(written_digits(text))
        national = without_national_prefix(after_digits(text, len(prefix) - from_plus), plan)
    else:
        national = digits.removeprefix(plan.national_prefix)
    return Phone(None, digits) if len(national) < min(plan.possible_lengths) else Phone(plan.calling_code, national)


def after_digits(text: str, count: int) -> str:
    """What follows the first `count` digits of a text."""
    positions = [match.end() for match in re.finditer("[0-9]", text)]
    return text[positions[count - 1] :]


def without_national_prefix(text: str, plan: Plan) -> str:
    """After a recognised calling code a "(0)" goes, or else the national prefix, if present."""
    if zero := BRACKETED_ZERO.match(text):
        return written_digits(text[zero.end() :])
    return written_digits(text).removeprefix(plan.national_prefix)
