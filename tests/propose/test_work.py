"""The work found in a dirty delivery: counts that are known, since the delivery was made so."""

from __future__ import annotations

from typing import Any


def test_contacts_come_first_and_are_available(document: dict[str, Any]) -> None:
    first, *others = document["destinations"]
    assert (first["table"], first["rows"], first["format"], first["available"]) == (
        "FICHE_CLIENT",
        140,
        "contact",
        True,
    )
    assert first["fields"]["EMAIL1"] == "EMAIL"
    assert first["fields"]["LINE1"] == "ADRESSE"
    assert {each["table"]: each["format"] for each in others} == {
        "COMMANDE": "single-entry",
        "BILLET": "single-entry",
        "SEANCE": "performance",
        "MANIFESTATION": "product",
        "TYPE_TARIF": "tariff",
        "FAUTEUIL": "physical-configuration",
    }
    assert {each["table"] for each in document["left_out"]} == {
        "FILIERE", "SUPER_GROUPE", "GRILLE_TARIFAIRE", "CREDIT_BILLET", "MODE_PAIEMENT",
    }  # fmt: skip


def test_the_preset_is_said_to_be_unproven(document: dict[str, Any]) -> None:
    assert document["preset"]["name"] == "rodrigue"
    assert document["preset"]["proven"] is False
    assert document["preset"]["note"].startswith("Unproven")


def test_cleaning_is_counted_by_column(document: dict[str, Any]) -> None:
    counts = {(each["field"], each["kind"]): each["count"] for each in document["cleaning"]}
    assert counts["EMAIL1", "placeholders"] == 10
    assert counts["EMAIL1", "bad-emails"] == 3
    assert counts["BIRTHDATE", "placeholders"] == 7
    assert counts["LASTNAME", "mojibake"] == 5
    assert counts["FIRSTNAME", "white-space"] == 20
    automatic = {each["kind"] for each in document["cleaning"] if each["automatic"]}
    assert "white-space" in automatic
    assert "bad-emails" not in automatic


def test_crosswalks_tell_what_is_known_and_what_is_not(document: dict[str, Any]) -> None:
    by_target = {each["target"]: each for each in document["crosswalks"]}
    language = {each["value"]: (each["new"], each["state"]) for each in by_target["PREF_LANG"]["values"]}
    assert language == {"fr": ("fr", "valid"), "Allemand": ("de", "proposed"), "QQ": ("", "open")}
    titles = {each["value"]: each["new"] for each in by_target["TITLE"]["values"]}
    assert {titles[each] for each in ("M.", "Herr")} == {"MR"}
    assert {titles[each] for each in ("Mme", "Frau")} == {"MRS"}
    assert by_target["TITLE"]["open"] == 1
    assert by_target["CRITERION"]["column"] == "CATEGORIE"
    assert by_target["CRITERION"]["distinct"] == 3
    assert by_target["TARIFF"]["sales"]
    assert by_target["TARIFF"]["distinct"] == 6
    for each in document["crosswalks"]:
        assert each["distinct"] == each["valid"] + each["proposed"] + each["open"]


def test_duplicates_are_counted_exactly_after_normalising(document: dict[str, Any]) -> None:
    rules = {each["rule"]: each for each in document["duplicates"]}
    assert (rules["name-and-birth-date"]["groups"], rules["name-and-birth-date"]["surplus"]) == (20, 20)
    assert (rules["e-mail"]["groups"], rules["e-mail"]["rows"]) == (20, 40)  # what is no address is not compared
    assert rules["phone"]["surplus"] == 20
    assert rules["any"]["surplus"] == 20


def test_account_numbers_are_warned_of(document: dict[str, Any]) -> None:
    assert [(each["column"], each["kind"], each["count"]) for each in document["sensitive"]] == [("IBAN", "iban", 4)]


def test_sales_as_a_criterion_are_recommended(document: dict[str, Any]) -> None:
    first, *others = document["sales"]
    assert (first["name"], first["possible"], first["recommended"]) == ("sales-criterion", "yes", True)
    assert first["anonymous"] == 34  # every seventh of 240 orders has no contact
    assert not any(each["recommended"] for each in others)
    single = next(each for each in others if each["name"] == "single-entry")
    assert (single["possible"], single["lacking"]) == ("partly", ["SEASON"])
    assert single["fields"]["START_TIME"] == "SEANCE.DATE_SEANCE"
    assert {each["name"]: each["possible"] for each in others}["season-ticket"] == "no"


def test_every_line_of_the_estimate_says_what_it_counted(document: dict[str, Any]) -> None:
    lines = {each["key"]: each for each in document["estimate"]["lines"]}
    manual = [each for each in document["cleaning"] if not each["automatic"]]
    assert lines["cleaning"]["quantity"] == len(manual)
    assert lines["analysis"]["which"] == ["FICHE_CLIENT"]
    assert lines["translations"]["quantity"] == sum(
        each["open"] for each in document["crosswalks"] if not each["sales"]
    )
    assert lines["imports"]["quantity"] == 2
    assert lines["duplicates"]["quantity"] == 1
    for line in lines.values():
        assert line["amount"] == round(line["quantity"] * line["each"] * line["rate"], 2)
        assert line["quantity"] > 0
    counted = sum(each["amount"] for each in lines.values() if not each["option"])
    assert document["estimate"]["subtotal"] == round(counted, 2)
    assert {each["key"] for each in lines.values() if each["option"]} == {"sales-services", "sales-translations"}
