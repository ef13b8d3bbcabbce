"""The rate card: what is wrong is told by line and key, and sums add up."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entracte.faults import Fault
from entracte.profile.quote import estimate, example_rates, read_rates
from entracte.profile.quote.estimate import OPTIONS, Quantity
from entracte.profile.quote.rates import COUNTED, NAMED

GOOD = """\
name = "Ours"
currency = "CHF"
contingency = 7.5
vat = 8.1

[rates]
data-team = 120

[lines.analysis]
count = "table"
hours = 2
rate = "data-team"

[lines.travel]
name = "Travel"
count = "project"
price = 250.50
"""

BROKEN = {
    "currency = ": ('currency = "CHF"', 'currency = "Taler"', 2, "currency"),
    "no number": ("hours = 2", 'hours = "two"', 11, "lines.analysis.hours"),
    "negative": ("data-team = 120", "data-team = -1", 7, "rates.data-team"),
    "infinite": ("data-team = 120", "data-team = inf", 7, "rates.data-team"),
    "unknown rate": ('rate = "data-team"', 'rate = "nobody"', 12, "lines.analysis.rate"),
    "unknown count": ('count = "table"', 'count = "tabel"', 10, "lines.analysis.count"),
    "unknown setting": ("price = 250.50", "prize = 250.50", 17, "lines.travel.prize"),
    "unknown top": ('name = "Ours"', 'nom = "Ours"', 1, "nom"),
    "no name": ('name = "Travel"\n', "", 14, "lines.travel.name"),
    "both": ("price = 250.50", "price = 1\nhours = 1", 17, "lines.travel.price"),
    "too much": ("contingency = 7.5", "contingency = 101", 3, "contingency"),
    "missing": ("hours = 2\n", "", 9, "lines.analysis.hours"),
    "no table": ("[rates]\ndata-team = 120", "rates = 120", 6, "rates"),
}


def _card(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "rates.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_card_of_ones_own(tmp_path: Path) -> None:
    card = read_rates(_card(tmp_path, GOOD))
    assert not card.example
    assert (card.currency, card.contingency, card.vat) == ("CHF", Decimal("7.5"), Decimal("8.1"))
    found = estimate(card, {"table": Quantity(3, ("a", "b", "c")), "project": Quantity(1)})
    assert [(each.key, each.amount) for each in found.lines] == [
        ("analysis", Decimal(720)),
        ("travel", Decimal("250.50")),
    ]
    assert (found.subtotal, found.contingency, found.net) == (Decimal("970.50"), Decimal("72.79"), Decimal("1043.29"))
    assert (found.vat, found.total) == (Decimal("84.51"), Decimal("1127.80"))


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_card_is_told_by_line_and_key(case: str, tmp_path: Path) -> None:
    good, bad, line, key = BROKEN[case]
    assert good in GOOD
    with pytest.raises(Fault) as caught:
        read_rates(_card(tmp_path, GOOD.replace(good, bad)))
    assert caught.value.code == "bad-rates"
    assert f"line {line}:" in caught.value.message
    assert key in caught.value.message
    assert caught.value.facts == {"line": line, "key": key}


def test_what_is_no_toml_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="line 2"):
        read_rates(_card(tmp_path, 'name = "x"\ncurrency = = 1\n'))
    with pytest.raises(Fault, match="UTF-8"):
        path = tmp_path / "latin.toml"
        path.write_bytes(b'name = "\xe9"')
        read_rates(path)
    with pytest.raises(Fault) as caught:
        read_rates(tmp_path / "missing.toml")
    assert caught.value.code == "no-rates"


def test_the_example_says_that_it_is_one() -> None:
    card = example_rates()
    assert card.example
    assert {each.count for each in card.lines} == set(COUNTED)
    assert {each.key for each in card.lines} == set(NAMED)


@given(st.dictionaries(st.sampled_from(COUNTED), st.integers(0, 10_000)))
def test_sums_add_up(counts: dict[str, int]) -> None:
    found = estimate(example_rates(), {name: Quantity(count) for name, count in counts.items()})
    assert {each.count for each in found.lines} == {name for name, count in counts.items() if count}
    assert found.subtotal == sum(each.amount for each in found.lines if each.count not in OPTIONS)
    assert found.options == sum(each.amount for each in found.lines if each.count in OPTIONS)
    assert found.total == found.net + found.vat == found.subtotal + found.contingency + found.vat
    assert all(each.amount >= 0 for each in found.lines)


@given(st.sampled_from(COUNTED), st.integers(1, 1000), st.integers(1, 1000))
def test_more_work_costs_more(name: str, count: int, more: int) -> None:
    def price(quantity: int) -> Decimal:
        found = estimate(example_rates(), {name: Quantity(quantity)})
        return found.total + found.options

    assert price(count + more) > price(count)
