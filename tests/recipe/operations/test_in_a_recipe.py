"""Operations of several queries, one after the other, in a recipe."""

from __future__ import annotations

from tests.recipe.working import Work

PEOPLE = """
    NAME;COUNTRY;PHONE;ZIP;BORN;PRICE;TAGS
    DUPONT Marie;Suisse;022 123 45 67;CH-1201;1.8.65;CHF 12.-;red, Green
    Jan van der Berg;D;bad;1067;31.12.1999;1'234,50;blue
    ;;;;;;
    """


def test_chains_of_operations_that_keep_values_and_look_up(work: Work) -> None:
    rows = work.made(
        """
        FIRST: {column: NAME, apply: [{split_name: {part: first, order: first last}}, title_case]}
        LAST: {column: NAME, apply: [{split_name: {part: last, order: first last}}, {title_case: {beginning: small}}]}
        LAND: {column: COUNTRY, apply: [trim, country]}
        TEL: {column: PHONE, apply: [{phone: {country: CH}}]}
        BIRTH: {column: BORN, apply: [{date: {order: day month year, two_digits_from: 1930}}]}
        NET: {column: PRICE, apply: [amount, {vat: {rate: "810", part: net}}]}
        CRIT: {column: TAGS, apply: [{criterion: {code: COL, separator: ",", elements: {red: RED, green: GREEN}}}]}
        """,
        PEOPLE,
    )
    assert rows[0] == {
        "FIRST": "Marie",
        "LAST": "Dupont",
        "LAND": "CH",
        "TEL": "(41)221234567",
        "BIRTH": "1965-08-01",
        "NET": "1110",
        "CRIT": "COL=RED|GREEN",
    }
    assert rows[1] == {
        "FIRST": "Jan",
        "LAST": "van der Berg",
        "LAND": "DE",
        "TEL": "bad",
        "BIRTH": "1999-12-31",
        "NET": "114200",
        "CRIT": "",
    }
