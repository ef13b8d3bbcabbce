"""What spares the profile work must lose no case: every short way against the long one."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entracte.engine import Engine
from entracte.profile import dates, held, kinds
from entracte.profile.model import TableProfile
from entracte.profile.numbers_of_accounts import account_numbers

FEW = settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
WHITE = "\t\n\v\f\r \xa0"

DIGITS = st.text("0123456789", max_size=20)
BODY = st.text("0123456789", min_size=11, max_size=30) | st.text("0123456789ABEZ", min_size=9, max_size=32)
ACCOUNT = st.builds(
    lambda country, body, right, blanks, around: around[0] + _account(country, body, right, blanks) + around[1],
    st.sampled_from(["CH", "FR", "AZ", "ZZ"]),
    BODY,
    st.booleans(),
    st.booleans(),
    st.sampled_from([("", ""), ("IBAN ", ""), ("", ", old"), ("x", ""), ("(", ")"), ("é", "é"), ("", "\n")]),
)
CARD = st.builds(
    lambda digits, right, blank: blank.join(re.findall("..?.?.?", _card(digits, right))),
    st.text("0123456789", min_size=11, max_size=19),
    st.booleans(),
    st.sampled_from(["", " ", "-"]),
)
FIGURES = st.builds(
    lambda one, mark, two, three, rest: f"{one}{mark}{two}{mark}{three}{rest}",
    st.integers(0, 32) | st.integers(1990, 2030),
    st.sampled_from(["/", ".", "-", " ", ""]),
    st.integers(0, 14) | st.sampled_from(["01", "09", "mai", "Dez.", "März"]),
    st.integers(0, 32) | st.integers(1990, 2030),
    st.sampled_from(["", " 00:00", " 0:00:00", "T7:05:10", " 23:59", " 12h30", "x", "9", " um 8:00"]),
)
COMPACT = st.from_regex(r"\A(19|20)[0-9]{2}[01][0-9][0-3][0-9]( 0?0:00|T09:30|1|:)?\Z")
TEXTS = st.lists(FIGURES | COMPACT | st.text("0123456789/.: TZ", max_size=16), min_size=1, max_size=40)


def _account(country: str, body: str, right: bool, blanks: bool) -> str:
    spelled = "".join(str(int(sign, 36)) for sign in body + country + "00")
    code = f"{country}{98 - int(spelled) % 97 if right else 50:02}{body}"
    return " ".join(re.findall("..?.?.?", code)) if blanks else code


def _card(digits: str, right: bool) -> str:
    found = f"4{digits[:18]}"
    return next(each for last in "0123456789" if _is_card(each := found[:-1] + last)) if right else found


def _is_card(digits: str) -> bool:
    signs = [int(sign) for sign in reversed(digits)]
    return sum(signs[::2] + [sum(divmod(2 * sign, 10)) for sign in signs[1::2]]) % 10 == 0


def _hold(engine: Engine, texts: list[str]) -> None:
    engine.execute("DROP VIEW IF EXISTS held")
    engine.create_table("held_texts", {"text": "VARCHAR"}, [(text,) for text in texts])
    engine.execute(
        "CREATE VIEW held AS SELECT 0 AS place, text AS value, text, count(*) AS n FROM held_texts GROUP BY ALL"
    )


@FEW
@given(st.lists(ACCOUNT | CARD | DIGITS, min_size=1, max_size=40))
def test_accounts_and_cards_are_those_with_right_check_digits(engine: Engine, texts: list[str]) -> None:
    expected = {"iban": 0, "card-number": 0}
    for text in texts:
        if len(text) < 13 or not re.search("[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{2}", text):
            continue
        card = re.search(r"\b[2-6][0-9]{3}(?:[ -]?[0-9]){9,15}\b", text, re.ASCII)
        digits = re.sub("[ -]", "", card[0]) if card else "0"
        expected["card-number"] += len(set(digits)) > 1 and _is_card(digits)
        iban = re.search(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", text, re.ASCII)
        code = iban[0].replace(" ", "") if iban else ""
        spelled = "".join(str(int(sign, 36)) for sign in code[4:] + code[:4])
        expected["iban"] += 15 <= len(code) <= 34 and int(spelled) % 97 == 1
    _hold(engine, texts)
    found = account_numbers(engine, {0}).get(0, {})
    assert {kind: found.get(kind, 0) for kind in expected} == expected


@FEW
@given(TEXTS, st.booleans())
def test_the_beginnings_of_dates_tell_what_whole_dates_do(engine: Engine, texts: list[str], timed: bool) -> None:
    _hold(engine, texts)
    told = []
    for start in (dates._START, "text"):
        with mock.patch.object(dates, "_START", start):
            orders = dates.read_dates(engine, 0)
            told.append((orders, dates.date_range(engine, 0, orders, timed=timed)))
    assert told[0] == told[1]


def test_the_first_and_last_moment_are_of_the_whole_value(column: Callable[..., object]) -> None:
    moments = [f"{1 + day % 28:02}.03.2020 {hour}:{day % 60:02}" for day in range(90) for hour in (7, 11, 23)]
    found = column(*moments, "28 mars 2020 23:59", "1 mars 2020 6:59")
    assert (found.minimum, found.maximum) == ("2020-03-01 06:59", "2020-03-28 23:59")


def test_a_search_that_spares_a_pattern_loses_nothing(engine: Engine) -> None:
    days = ("1/2/99", "31.12.2020", "2020-02-01", "20200201", "1 mars 2020", "3. Dez. 20", "10:00", "0", "")
    clocks = ("", " 0:00", " 00:00", "T00:00:00.0", " 00:00 UTC", " 7:05", " 10:00", ":", " 0:00:01")
    _hold(engine, [day + clock for day in days for clock in clocks])
    for kind in ("date", "midnight"):
        whole = kinds.CONDITIONS[kind].partition(" THEN ")[2].removesuffix(" ELSE FALSE END")
        found = [
            engine.rows(f"SELECT text FROM held WHERE {each} ORDER BY text") for each in (kinds.CONDITIONS[kind], whole)
        ]
        assert found[0] == found[1] != []


def test_white_space_is_always_trimmed(engine: Engine) -> None:
    signs = [*WHITE, *"a!\x00\x1f\x9f¡🙂"]
    values = ["".join(each) for length in range(4) for each in product(signs, repeat=length)]
    engine.create_table("padded", {"value": "VARCHAR"}, [(value,) for value in values])
    trimmed = engine.rows(f"SELECT value, coalesce({held._TRIMMED}, value) FROM padded")
    assert [value for value, found in trimmed if found != value.strip(WHITE)] == []


@pytest.mark.parametrize(("cells", "few"), [(1, 10**9), (30, 10**9), (4000, 10**9), (80, 0), (400, 0), (4000, 0)])
def test_columns_held_together_or_apart_or_by_two_are_told_alike(
    table: Callable[..., TableProfile], monkeypatch: pytest.MonkeyPatch, cells: int, few: int
) -> None:
    columns = {
        "id": [str(number) for number in range(40)],
        "same": ["x"] * 40,
        "day": [f"{1 + number % 28}.02.2021" for number in range(40)],
        "none": [None] * 40,
        "padded": [f" a{number % 9} " for number in range(40)],
        "few": [str(number % 3) for number in range(40)],
    }
    together = table(columns)
    monkeypatch.setattr(held, "_CELLS", cells)
    monkeypatch.setattr(held, "_FEW", few)
    assert held.lookers(6, 40) == (1 if few else 2)
    assert table(columns) == together


def test_columns_of_a_wide_table_are_told_as_those_of_a_narrow_one(
    table: Callable[..., TableProfile], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = {f"c{place}": [f" {number % (place + 1)}" for number in range(9)] for place in range(5)}
    narrow = table(columns)
    monkeypatch.setattr(held, "_WIDE", 2)
    assert table(columns) == narrow
