"""Numbers of bank accounts and payment cards, wherever they stand in a value, proved by their check digits."""

from __future__ import annotations

from entracte.engine import Engine

_IBAN = r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"
_BARE_IBAN = "[A-Z]{2}[0-9]{13,32}"
"""What `_IBAN` finds where it is a whole value without a blank or a letter more: most are, and this is soon told."""

_CARD = r"\b[2-6][0-9]{3}(?:[ -]?[0-9]){9,15}\b"
_TEN_DIGITS = "[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{2}"
_SHORTEST = 13
_PAIRS_OF_CARD = 10


def _luhn() -> str:
    """Whether the sum of Luhn of `number`, up to 19 digits, ends in 0.

    A pair of digits `p` from the end adds its last digit, and its first one twice, less 9 if that has two digits: by
    ten that is as much as p + 2 * (p // 10), and 1 more from 50 on.
    """
    pairs = [f"number // {100**at} % 100" for at in range(_PAIRS_OF_CARD)]
    return f"({' + '.join(f'{pair} + ({pair}) // 10 * 2 + ({pair} >= 50)::BIGINT' for pair in pairs)}) % 10 = 0"


def _remainder(spelled: str) -> str:
    """The remainder by 97 of a number of up to 68 digits: more than the engine's integers hold, so in two parts."""
    head = f"CAST(left({spelled}, 30) AS HUGEINT) % 97"
    return f"CAST(concat({head}, substr({spelled}, 31)) AS HUGEINT) % 97"


def _remainder_of_digits() -> str:
    """The same of a `code` of 15 to 34 signs with digits only behind the country, which integers hold."""
    first, second = "CAST(substr(code, 5, 15) AS BIGINT)", "coalesce(TRY_CAST(substr(code, 20) AS BIGINT), 0)"
    digits = f"{first} % 97 * (CAST(pow(10, greatest(length(code) - 19, 0)) AS BIGINT) % 97) + {second}"
    country = f"({_LETTER.format('code')}) * 10000 + ({_LETTER.format('substr(code, 2, 1)')}) * 100"
    return f"(({digits}) % 97 * {10**6 % 97} + {country} + CAST(substr(code, 3, 2) AS BIGINT)) % 97"


_LETTER = "ascii({0}) - 55"
_COUNTRY = f"concat({_LETTER.format('code[1]')}, {_LETTER.format('code[2]')}, code[3:4])"
_SIGN = f"CASE WHEN sign BETWEEN '0' AND '9' THEN sign ELSE CAST({_LETTER.format('sign')} AS VARCHAR) END"
_SPELLED = (
    f"concat(array_to_string(list_transform(string_split(substr(code, 5), ''), lambda sign: {_SIGN}), ''), {_COUNTRY})"
)
"""The number of an account with its letters as numbers from ten, the country and the check digits last."""


def account_numbers(engine: Engine, places: set[int]) -> dict[int, dict[str, int]]:
    """By column held and kind (`iban`, `card-number`), the rows that hold a number whose check digits are right."""
    told: dict[int, dict[str, int]] = {}
    if not places:
        return told
    where = f"place IN ({', '.join(map(str, sorted(places)))}) AND length(text) >= {_SHORTEST}"
    # both kinds have ten digits in a row, but for blanks; one search for them spares two in most values
    engine.execute(
        "CREATE OR REPLACE TABLE account_like AS "
        f"SELECT place, text, n, regexp_full_match(text, '{_BARE_IBAN}') AS bare "
        f"FROM held WHERE {where} AND regexp_matches(text, '{_TEN_DIGITS}')"
    )
    cards = engine.rows(
        f"""
        WITH found AS (
            SELECT place, n, regexp_replace(regexp_extract(text, '{_CARD}'), '[ -]', '', 'g') AS digits
            FROM account_like WHERE NOT bare)
        SELECT place, sum(n) FROM (
            SELECT place, n, CAST(digits AS BIGINT) AS number FROM found
            WHERE digits <> '' AND replace(digits, digits[1], '') <> '')
        WHERE {_luhn()} GROUP BY place
        """
    )
    bare = engine.rows(
        "SELECT place, sum(n) FROM (SELECT place, n, text AS code FROM account_like WHERE bare) "
        f"WHERE {_remainder_of_digits()} = 1 GROUP BY place"
    )
    ibans = engine.rows(
        f"""
        WITH found AS MATERIALIZED (
            SELECT place, n, replace(regexp_extract(text, '{_IBAN}'), ' ', '') AS code FROM account_like WHERE NOT bare)
        SELECT place, sum(n) FROM found WHERE length(code) BETWEEN 15 AND 34 AND CASE
            WHEN regexp_full_match(substr(code, 5), '[0-9]+') THEN {_remainder_of_digits()} = 1
            ELSE {_remainder(_SPELLED)} = 1 END
        GROUP BY place
        """
    )
    for kind, found in (("card-number", cards), ("iban", bare), ("iban", ibans)):
        for place, count in found:
            counts = told.setdefault(place, {})
            counts[kind] = counts.get(kind, 0) + int(count)
    return told
