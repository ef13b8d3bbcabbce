"""Phones as stored: the country's calling code and the national number (D56, contact.md 5.7.1)."""

from __future__ import annotations

from typing import Any

from entracte.engine import Engine, quoted

LONGEST = 15


def create_phone_tables(engine: Engine) -> None:
    """Make the tables of regions and calling codes from the metadata of `phonenumbers`."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS

    plans = {region: _plan(region) for region in sorted(SUPPORTED_REGIONS)}
    engine.create_table(
        "phone_region",
        {"country": "VARCHAR", "calling_code": "VARCHAR", "national_prefix": "VARCHAR", "shortest": "BIGINT"},
        ((region, code, prefix, min(lengths)) for region, (code, prefix, lengths) in plans.items()),
    )
    leading = {code: regions[0] for code, regions in COUNTRY_CODE_TO_REGION_CODE.items() if regions[0] in plans}
    engine.create_table(
        "phone_calling_code",
        {"calling_code": "VARCHAR", "national_prefix": "VARCHAR", "lengths": "BIGINT[]"},
        ((str(code), *plans[region][1:]) for code, region in leading.items()),
    )


def _plan(region: str) -> tuple[str, str | None, list[int]]:
    """The calling code, national prefix and possible lengths of a country's numbers."""
    from phonenumbers import PhoneMetadata

    data: Any = PhoneMetadata.metadata_for_region(region)
    return str(data.country_code), data.national_prefix, list(data.general_desc.possible_length)


def store_phones(engine: Engine, cells: str, table: str) -> None:
    """Make the table `row`, `field`, `cell`, `country`, `number` from `cells` (`row`, `field`, `cell`, `assumed`).

    `assumed` is the ISO code of the country meant where the cell names none. A calling code in leading parentheses
    forces the country where the rest is a possible number there; otherwise only the assumed country's own prefix
    is recognised. A number too short for its country is stored without one.
    """
    engine.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {quoted(table)} AS
        WITH read AS (
            SELECT *, regexp_replace(cell, '[^0-9]', '', 'g') AS bare_digits,
                CASE WHEN contains(cell, '+') AND regexp_matches(cell, '^[^0-9+]*\\+') THEN '00' ELSE '' END AS plus,
                CASE WHEN contains(cell, '(')
                    THEN regexp_extract(cell, '^\\s*\\(\\s*(?:\\+|00)?\\s*([1-9][0-9]{{0,2}})\\s*\\)', 1)
                    ELSE '' END AS forced_code,
                CASE WHEN contains(cell, '(') THEN regexp_replace(cell, '\\(\\s*0\\s*\\)', '') END AS without_zero
            FROM {quoted(cells)}
        ), digits AS (
            SELECT *, plus || bare_digits AS all_digits,
                plus || CASE WHEN without_zero IS NULL THEN bare_digits
                    ELSE regexp_replace(without_zero, '[^0-9]', '', 'g') END AS plain_digits,
                CASE WHEN forced_code <> '' THEN
                    regexp_replace(regexp_replace(without_zero, '^[^)]*\\)', ''), '[^0-9]', '', 'g')
                    END AS forced_digits
            FROM read
        ), numbers AS (
            SELECT row, field, cell, all_digits, region.calling_code, region.shortest,
                forced.calling_code AS forced_code, forced.lengths,
                {_without_prefix("forced_digits", "forced.national_prefix", only_zero=True)} AS forced_number,
                CASE WHEN starts_with(plain_digits, '00' || region.calling_code) THEN
                    {
            _without_prefix(
                "substr(plain_digits, 3 + length(region.calling_code))", "region.national_prefix", only_zero=True
            )
        } END AS prefixed_number,
                {_without_prefix("all_digits", "region.national_prefix", only_zero=False)} AS national_number
            FROM digits
            LEFT JOIN phone_calling_code AS forced ON forced.calling_code = digits.forced_code
            LEFT JOIN phone_region AS region ON region.country = digits.assumed
        ), judged AS (
            SELECT row, field, cell, all_digits,
                list_contains(lengths, length(forced_number)) AS is_forced,
                forced_code, forced_number, calling_code,
                coalesce(prefixed_number, national_number) AS own_number,
                length(coalesce(prefixed_number, national_number)) >= shortest AS is_own
            FROM numbers
        )
        SELECT row, field, cell,
            CASE WHEN is_forced THEN forced_code WHEN is_own THEN calling_code END AS country,
            CASE WHEN is_forced THEN forced_number WHEN is_own THEN own_number ELSE all_digits END AS number
        FROM judged
        """
    )


def _without_prefix(digits: str, prefix: str, *, only_zero: bool) -> str:
    """SQL that takes a national prefix off; after a country's prefix only a 0 can be one."""
    condition = f"starts_with({digits}, {prefix})" + (f" AND starts_with({prefix}, '0')" if only_zero else "")
    return f"CASE WHEN {condition} THEN substr({digits}, 1 + length({prefix})) ELSE {digits} END"
