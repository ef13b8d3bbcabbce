"""Personal data: found by name and values, and hidden."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entracte.profile.masking import masked, masked_date

IBANS = ["CH9300762011623852957", "DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606"]
CARDS = ["4111111111111111", "5500 0000 0000 0004", "3400-0000-0000-009"]


def classes(found) -> list[str]:
    return [each.kind for each in found.personal]


def test_classes_by_name_and_values(table) -> None:
    found = table(
        {
            "Prénom": ["Jean", "Marie", "Zoé"],
            "Nom": ["Dupont", "Müller", "Rossi"],
            "Date de naissance": ["01.02.1960", "13.05.1985", "30.12.2001"],
            "Courriel": ["jean@example.org", "marie@example.org", "zoe@example.org"],
            "Portable": ["079 123 45 67", "078 123 45 67", "077 123 45 67"],
            "Adresse": ["Rue du Port 1", "Rue du Lac 22", "Quai Nord 3"],
            "Localité": ["Genève", "Nyon", "Bulle"],
        },
        name="clients",
    )
    told = {each.name: classes(each) for each in found.columns}
    assert told == {
        "Prénom": ["name"],
        "Nom": ["name"],
        "Date de naissance": ["birth-date"],
        "Courriel": ["e-mail"],
        "Portable": ["phone"],
        "Adresse": ["address"],
        "Localité": [],
    }


def test_values_alone_tell_where_columns_have_no_names(table) -> None:
    found = table(
        {
            "column_1": ["Jean", "Marie", "Anna", "Peter"] * 5,
            "column_2": ["Dupont", "Keller", "Rossi", "Kerr"] * 5,
            "column_3": [f"{1930 + 3 * number}-05-17" for number in range(20)],
        }
    )
    assert [classes(each) for each in found.columns] == [["name"], ["name"], ["birth-date"]]


def test_no_personal_value_is_shown(table) -> None:
    secrets = [
        "Jean",
        "Marie",
        "Zoéline",
        "jean@example.org",
        "marie@host.ch",
        "079 123 45 67",
        "13.05.1985",
        "1985-05-13",
    ]
    found = table(
        {
            "Prénom": ["Jean", "Jean", "Marie", "Zoéline"],
            "Naissance": ["13.05.1985", "13.05.1985", "01.02.1960", "unknown"],
            "Courriel": ["jean@example.org", "jean@example.org", "marie@host.ch", "Zoéline"],
            "Tel": ["079 123 45 67", "079 123 45 67", "078 000 11 22", None],
        },
        name="clients",
    )
    from dataclasses import asdict

    text = json.dumps(asdict(found), ensure_ascii=False)
    assert all(each.masked for each in found.columns)
    assert [secret for secret in secrets if secret in text] == []
    assert "unknown" in text  # nobody's


@pytest.mark.parametrize("number", [*IBANS, "CH93 0076 2011 6238 5295 7"])
def test_a_bank_account_in_a_remark(column, number: str) -> None:
    found = column("nothing here", f"refund to {number} please", "4111 of 2020")
    assert [(each.kind, each.count, each.warning) for each in found.personal] == [("iban", 1, True)]
    assert number not in json.dumps([found.samples, found.minimum, found.maximum])


@pytest.mark.parametrize("number", CARDS)
def test_a_payment_card_in_a_remark(column, number: str) -> None:
    found = column("nothing here", f"paid with {number}", "ticket 12")
    assert [(each.kind, each.count, each.warning) for each in found.personal] == [("card-number", 1, True)]


def test_numbers_that_pass_the_check_by_chance_are_no_cards(column) -> None:
    assert not column(*[str(4000000000000000 + 7 * number) for number in range(200)]).personal


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.from_regex(r"[2-6][0-9]{12,18}", fullmatch=True), min_size=1, max_size=20, unique=True))
def test_the_check_of_cards_is_that_of_luhn(column, numbers: list[str]) -> None:
    right = [each for each in numbers if luhn(each) and len(set(each)) > 1]
    found = column(*[f"card {each} of somebody" for each in numbers])
    assert sum(each.count for each in found.personal if each.kind == "card-number") == len(right)


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(IBANS), st.integers(4, 20), st.sampled_from("0123456789"))
def test_the_check_of_accounts_is_by_97(column, iban: str, place: int, digit: str) -> None:
    changed = iban[:place] + digit + iban[place + 1 :]
    spelled = "".join(str(int(each, 36)) for each in changed[4:] + changed[:4])
    found = column(f"to {changed}", "or not")
    assert any(each.kind == "iban" and each.count for each in found.personal) == (int(spelled) % 97 == 1)


def luhn(number: str) -> bool:
    doubled = [int(each) * (1 + at % 2) for at, each in enumerate(reversed(number))]
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0


@given(st.text(min_size=1, max_size=40))
def test_masks_hide_all_letters_and_digits_but_one(value: str) -> None:
    hidden = masked(value)
    assert len(hidden) == len(value)
    assert sum(each.isalnum() for each in hidden) <= 1
    assert not any(each.isdigit() for each in hidden)


def test_masked_dates_show_the_year() -> None:
    assert masked_date("1985-05-13") == masked_date("1985-05-13 20:00") == "1985-••-••"
