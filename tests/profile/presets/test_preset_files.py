"""The presets as files: what they name exists, and names are compared as they should be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entracte.formats import all_formats
from entracte.profile.lists import plain
from entracte.profile.presets.calling import called, stem
from entracte.profile.presets.model import Preset, all_presets, preset_of

DOCUMENTED = {
    *all_formats(), "season", "activity", "vat-rate", "contingent", "tariff", "price-level", "physical-configuration",
    "logical-configuration", "product", "performance", "price", "subscription", "crosswalk", "single-entry",
    "season-ticket", "season-ticket-line", "membership", "visit-pass", "open-pass", "voucher", "access-list",
}  # fmt: skip
"""The formats of catalogue.md."""

TYPES = {
    "integer", "decimal", "date", "date-time", "time", "boolean", "e-mail", "phone", "code", "text", "web-site",
    "identifier", "iban", "card-number",
}  # fmt: skip

words = st.sampled_from(["client", "commande", "billet", "seance", "tarif", "kunde", "vorstellung", "biglietto"])


@pytest.mark.parametrize("preset", all_presets(), ids=lambda preset: preset.name)
def test_what_a_preset_names_exists(preset: Preset) -> None:
    names = {each.name for each in preset.roles}
    assert set(preset.needs) <= names
    for role in preset.roles:
        assert {*role.refers, *role.referred} <= names
        assert role.after in {"", *names}
        assert not role.target or role.target in DOCUMENTED
        assert not role.format or role.format in all_formats()
        assert role.names
        assert role.signs
        assert set(role.fields) <= {each.meaning for each in role.signs}
        for sign in role.signs:
            assert sign.types <= TYPES
            assert sign.names
    for target, seeds in preset.crosswalks.items():
        assert target.split(".")[0] in DOCUMENTED
        assert all(plain(old) == old for old in seeds)


def test_an_extension_keeps_what_it_does_not_say() -> None:
    told = {"title": "T", "about": "A", "extends": "ticketing", "needs": ["ticket"], "proven": False}
    told["roles"] = {"contact": {"names": ["spectateur"], "more": {"e-mail": ["adel"]}}}
    extended = preset_of("t", told)
    (base, *_) = all_presets()
    assert extended.role("ticket") == base.role("ticket")
    contact = extended.role("contact")
    assert contact.names == ("spectateur",)
    assert "adel" in contact.signs[0].names
    assert contact.weight == base.role("contact").weight


@given(words, st.sampled_from(["", "s"]), st.sampled_from(["", "T_", "tbl_", "dbo."]), st.booleans())
def test_prefix_plural_and_case_do_not_matter(word: str, plural: str, prefix: str, upper: bool) -> None:
    name = prefix + word + plural
    assert called(name.upper() if upper else name, (word,)) == 1.0


@given(words, words)
def test_scores_are_shares(first: str, second: str) -> None:
    score = called(f"{first}_{second}", (second,))
    assert 0.0 <= score <= 1.0
    assert score >= called(f"{first}_{second}", (first,)) or first == second


@given(words)
def test_a_key_says_the_thing(word: str) -> None:
    assert called(f"id_{word}", (word,)) == called(f"{word}_id", (word,)) == called(f"{word}Nr", (word,)) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [("séances", "seance"), ("Vorstellungen", "Vorstellung"), ("repliche", "replica"), ("funciones", "función"),
     ("Plätze", "Platz"), ("biglietti", "biglietto"), ("entradas", "entrada"), ("companies", "company")],
)  # fmt: skip
def test_plurals(one: str, other: str) -> None:
    assert stem(plain(one)) == stem(plain(other))


def test_other_words_are_others() -> None:
    assert called("accountant", ("account",)) == 0.0
    assert called("place_of_birth", ("seat",)) == 0.0
