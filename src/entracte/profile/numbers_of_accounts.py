"""Numbers of bank accounts and payment cards, wherever they stand in a value, proved by their check digits."""

from __future__ import annotations

from entracte.engine import Engine

_IBAN = r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"
_CARD = r"\b[2-6][0-9]{3}(?:[ -]?[0-9]){9,15}\b"
_TEN_DIGITS = "[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{2}"
_SHORTEST = 13


def _doubled(place: str) -> str:
    """The share of a digit in the sum of Luhn where it counts twice."""
    return f"(({place}) * 2) // 10 + (({place}) * 2) % 10"


def _luhn() -> str:
    digit = "CAST(digits[length(digits) + 1 - spot] AS INTEGER)"
    return (
        "list_sum(list_transform(range(1, length(digits) + 1), lambda spot: "
        f"CASE WHEN spot % 2 = 1 THEN {digit} ELSE {_doubled(digit)} END)) % 10 = 0"
    )


def _remainder(spelled: str) -> str:
    """The remainder by 97 of a number of up to 68 digits: more than the engine's integers hold, so in two parts."""
    head = f"CAST(left({spelled}, 30) AS HUGEINT) % 97"
    return f"CAST(concat({head}, substr({spelled}, 31)) AS HUGEINT) % 97"


_LETTER = "ascii({0}) - 55"
_COUNTRY = f"concat({_LETTER.format('code[1]')}, {_LETTER.format('code[2]')}, code[3:4])"
_SIGN = f"CASE WHEN sign BETWEEN '0' AND '9' THEN sign ELSE CAST({_LETTER.format('sign')} AS VARCHAR) END"
_SPELLED = f"""
    CASE WHEN regexp_full_match(substr(code, 5), '[0-9]+') THEN concat(substr(code, 5), {_COUNTRY})
    ELSE concat(
        array_to_string(list_transform(string_split(substr(code, 5), ''), lambda sign: {_SIGN}), ''), {_COUNTRY})
    END
"""
"""The number of an account with its letters as numbers from ten, the country and the check digits last."""


def account_numbers(engine: Engine, places: set[int]) -> dict[int, dict[str, int]]:
    """By column held and kind (`iban`, `card-number`), the rows that hold a number whose check digits are right."""
    told: dict[int, dict[str, int]] = {}
    if not places:
        return told
    where = f"place IN ({', '.join(map(str, sorted(places)))}) AND length(text) >= {_SHORTEST}"
    # both kinds have ten digits in a row, but for blanks; one search for them spares two in most values
    engine.execute(
        f"CREATE OR REPLACE TABLE account_like AS SELECT place, text, n FROM held WHERE {where} "
        f"AND regexp_matches(text, '{_TEN_DIGITS}')"
    )
    cards = engine.rows(
        f"SELECT place, sum(n) FROM (SELECT place, n, regexp_replace(regexp_extract(text, '{_CARD}'), '[ -]', '', 'g') "
        f"AS digits FROM account_like) WHERE digits <> '' AND replace(digits, digits[1], '') <> '' AND {_luhn()} "
        "GROUP BY place"
    )
    ibans = engine.rows(
        f"SELECT place, sum(n) FROM (SELECT place, n, {_SPELLED} AS spelled FROM (SELECT place, n, "
        f"replace(regexp_extract(text, '{_IBAN}'), ' ', '') AS code FROM account_like) "
        f"WHERE length(code) BETWEEN 15 AND 34) WHERE {_remainder('spelled')} = 1 GROUP BY place"
    )
    for kind, found in (("card-number", cards), ("iban", ibans)):
        for place, count in found:
            told.setdefault(place, {})[kind] = int(count)
    return told
