"""Fields of target formats that columns may be."""

from __future__ import annotations

import pytest

from entracte.formats import all_formats
from entracte.profile.naming import Phrases, name_words, reference_score

MAIL = ["ada@example.org", "bob@example.org", "eve@example.org"]


def best(found, column: str) -> tuple[str, str]:
    first = found.column(column).mappings[0]
    return first.format, first.field


PEOPLE = {
    "en": "Customer ID,First Name,Surname,Date of birth,Email address,Street,Postcode,City,Country",
    "fr": "NumClient,Prénom,Nom,Date de naissance,Courriel,Adresse,Code postal,Ville,Pays",
    "de": "Kundennr,Vorname,Nachname,Geburtsdatum,E-Mail,Strasse,PLZ,Ort,Land",
    "it": "codice cliente,Nome,Cognome,Data di nascita,Posta elettronica,Indirizzo,CAP,Città,Paese",
    "es": "Código cliente,Nombre,Apellidos,Fecha de nacimiento,Correo electrónico,Calle,Código postal,Población,País",
}
VALUES = (
    ["1001", "1002", "1003"],
    ["Anna", "Peter", "Maria"],
    ["Keller", "Rossi", "Lopez"],
    ["01.02.1960", "17.05.1985", "30.12.2001"],
    MAIL,
    ["Quai 1", "Lane 22", "Platz 3"],
    ["1201", "1204", "1260"],
    ["Genf", "Roma", "Sevilla"],
    ["CH", "IT", "ES"],
)
FIELDS = ("CONTACT_NR", "FIRSTNAME", "LASTNAME", "BIRTHDATE", "EMAIL1", "LINE1", "ZIPCODE", "TOWN", "COUNTRY")


@pytest.mark.parametrize("language", PEOPLE)
def test_people_in_five_languages(table, language: str) -> None:
    names = PEOPLE[language].split(",")
    found = table(dict(zip(names, VALUES, strict=True)))
    assert [best(found, name) for name in names] == [("contact", field) for field in FIELDS]
    assert found.formats[0].format == "contact"
    assert set(FIELDS) <= set(found.formats[0].fields)


def test_a_prefix_that_all_columns_have_is_no_word(table) -> None:
    names = [f"cli_{each}" for each in ("num", "prenom", "nom", "naissance", "mail", "rue", "cp", "ville", "pays")]
    found = table(dict(zip(names, VALUES, strict=True)), name="CLI")
    assert [best(found, name)[1] for name in names[1:]] == list(FIELDS[1:])


def test_values_contradict_a_name(table) -> None:
    found = table({"email": ["yes", "no", "yes"], "birth date": ["Ann", "Bob", "Eve"], "phone": ["red", "blue", "red"]})
    for column in found.columns:
        assert not [
            each for each in column.mappings if each.field in {"EMAIL1", "BIRTHDATE", "TELEPHONE"} and each.score > 0.4
        ]


def test_values_tell_without_a_name(table) -> None:
    found = table({"column_1": MAIL, "column_2": ["Mr", "Mrs", "Mr"], "column_3": ["FR", "CH", "DE"]})
    assert [best(found, each.name)[1] for each in found.columns] == ["EMAIL1", "TITLE", "COUNTRY"]
    assert all(each.mappings[0].by_name is None for each in found.columns)
    assert all(each.mappings[0].score < 0.7 for each in found.columns)


def test_candidates_are_ranked_with_reasons(table) -> None:
    found = table({"Telephone": ["+41 22 345 67 89", "022 345 67 89", "022 345 67 80"]}).columns[0]
    scores = [each.score for each in found.mappings]
    assert len(scores) > 1
    assert scores == sorted(scores, reverse=True)
    assert all(each.reason for each in found.mappings)
    fields = {format_.name: set(format_.field_names) for format_ in all_formats().values()}
    assert all(each.field in fields[each.format] for each in found.mappings)


def test_a_file_of_a_settings_format(table) -> None:
    found = table(
        {
            "INSTITUTION": ["HARBOUR"] * 3,
            "OPERATION": ["INSERT"] * 3,
            "CRITERION": ["PREFCOL"] * 3,
            "NAME": ["Colour"] * 3,
            "DATA_TYPE": ["MULTICHOICE"] * 3,
            "CONTACT_TYPE": ["BOTH"] * 3,
            "ELEMENT": ["Red", "Green", "Blue"],
            "ELEMENT_NAME": ["Red", "Green", "Blue"],
        }
    )
    assert found.formats[0].format == "criterion"
    assert best(found, "ELEMENT") == ("criterion", "ELEMENT")


def test_words_of_names() -> None:
    assert name_words("CUST_FirstName") == ("cust", "first", "name")
    assert name_words("Prénom du client") == ("prenom", "du", "client")
    assert name_words("EMAIL1") == ("email", "1")
    assert name_words("") == ()


def test_a_key_to_a_thing_is_not_the_thing() -> None:
    phrases = Phrases.of({"TOWN": ["city"], "EMAIL1": ["email"]})
    assert phrases.scores("city")["TOWN"] == 1
    assert phrases.scores("billing city")["TOWN"] > 0.8
    assert phrases.scores("city_id")["TOWN"] < 0.3
    assert phrases.scores("emailvalid") == {}


@pytest.mark.parametrize(
    ("column", "table_name", "key"),
    [
        ("id_client", "clients", "id"),
        ("customer_id", "customer", "customer_id"),
        ("KundenNr", "Kunde", "Nr"),
        ("client", "clients", "NumClient"),
        ("codice_spettacolo", "spettacoli", "codice"),
    ],
)
def test_names_that_refer(column: str, table_name: str, key: str) -> None:
    assert reference_score(column, table_name, key) >= 0.9


def test_names_that_do_not_refer() -> None:
    assert reference_score("quantity", "clients", "id") == 0
