"""The formats as data: complete, without contradiction, and as the documents say."""

from __future__ import annotations

import pytest

from entracte.faults import Fault
from entracte.findings import LANGUAGES
from entracte.formats import CONTACT_FORMATS, Field, FieldType, Format, TooLong, all_formats, format_named, words
from entracte.formats.common import STANDARD_LISTS
from entracte.formats.contact import ADDRESS_FIELDS, AUTHORIZATIONS, EMAILS, PHONES, STRUCTURE_FIELDS
from entracte.formats.standard_lists import standard_codes

FORMATS = list(all_formats().values())
EVERY_FIELD = [pytest.param(each, field, id=f"{each.name}.{field.name}") for each in FORMATS for field in each.fields]


def test_the_order_of_application_is_that_of_the_catalogue() -> None:
    assert list(all_formats()) == [
        "institution",
        "organization",
        "value",
        "criterion",
        "structure-type",
        "contact",
        "contact-basic",
        "criteria-update",
        "authorizations-update",
    ]


def test_an_unknown_format_is_a_fault_that_names_near_ones() -> None:
    with pytest.raises(Fault, match="contcat") as caught:
        format_named("contcat")
    assert "contact" in caught.value.hint


def test_the_columns_of_the_contact_format_stand_in_the_documented_order() -> None:
    documented = """INSTITUTION, ORGANIZATION, OPERATION, CONTACT_NR, TITLE, LETTER_SALUTATION, ADDR_SALUTATION,
    FUNCTION, REMARK, FIRSTNAME, LASTNAME, BIRTHDATE, PREF_LANG, OFFICIAL_NAME, ADDRESS_NAME1, ADDRESS_NAME2,
    STRUCT_TYPE, COMMUNITY_TYPE, ADMIN_NUMBER, NB_EMPLOYEES, WEB_SITE, ADDR_TYPE, LINE1, LINE2, LINE3, ZIPCODE, TOWN,
    TOWN_COMPLEMENT, DEPARTMENT, COUNTRY, TELEPHONE, FAX, CELLPHONE, EMAIL1, EMAIL2, EMAIL3, CNIL_O, PARTNER, CNIL_T,
    SMS_MMS, LETTER, PHONE, EMAIL"""
    names = [name.strip() for name in documented.split(",")]
    criteria = [f"CRIT{number:02d}" for number in range(1, 51)]
    assert list(format_named("contact").field_names) == names + criteria


@pytest.mark.parametrize(
    ("format_name", "columns"),
    [
        (
            "institution",
            "INSTITUTION OPERATION NAME NAME_FR NAME_DE NAME_IT NAME_ES NAME_EN COUNTRY LANGUAGE CURRENCY NUMBER_FLOOR "
            "KEPT_FROM KEPT_TO TIME_ZONE",
        ),
        ("organization", "INSTITUTION ORGANIZATION OPERATION NAME NAME_FR NAME_DE NAME_IT NAME_ES NAME_EN"),
        (
            "value",
            "INSTITUTION ORGANIZATION OPERATION LIST CODE NAME NAME_FR NAME_DE NAME_IT NAME_ES NAME_EN "
            "LETTER_SALUTATION LETTER_SALUTATION_FR LETTER_SALUTATION_DE LETTER_SALUTATION_IT LETTER_SALUTATION_ES "
            "LETTER_SALUTATION_EN ADDR_SALUTATION ADDR_SALUTATION_FR ADDR_SALUTATION_DE ADDR_SALUTATION_IT "
            "ADDR_SALUTATION_ES ADDR_SALUTATION_EN",
        ),
        (
            "criterion",
            "INSTITUTION ORGANIZATION OPERATION CRITERION NAME NAME_FR NAME_DE NAME_IT NAME_ES NAME_EN DATA_TYPE "
            "CONTACT_TYPE MANDATORY CENTRALISED INTERNET SECTION RANK ELEMENT ELEMENT_NAME ELEMENT_NAME_FR "
            "ELEMENT_NAME_DE ELEMENT_NAME_IT ELEMENT_NAME_ES ELEMENT_NAME_EN",
        ),
        (
            "structure-type",
            "INSTITUTION ORGANIZATION OPERATION STRUCT_TYPE NAME NAME_FR NAME_DE NAME_IT NAME_ES NAME_EN RANK",
        ),
    ],
)
def test_the_columns_of_the_settings_formats(format_name: str, columns: str) -> None:
    assert list(format_named(format_name).field_names) == columns.split()


def test_the_keys_are_those_of_the_catalogue() -> None:
    keys = {each.name: [field.name for field in each.fields if field.key] for each in FORMATS}
    assert keys == {
        "institution": ["INSTITUTION"],
        "organization": ["ORGANIZATION"],
        "value": ["LIST", "CODE"],
        "criterion": ["CRITERION", "ELEMENT"],
        "structure-type": ["STRUCT_TYPE"],
        "contact": ["CONTACT_NR"],
        "contact-basic": ["EMAIL"],
        "criteria-update": ["CONTACT_NR"],
        "authorizations-update": ["CONTACT_NR"],
    }


@pytest.mark.parametrize(
    ("old", "field"),
    [
        ("INST", "INSTITUTION"),
        ("INSTIT", "INSTITUTION"),
        ("Letter Salutation", "LETTER_SALUTATION"),
        ("STRUCTURE NAME", "OFFICIAL_NAME"),
        ("STRUCT_NAME", "OFFICIAL_NAME"),
        ("STRUCT_CODE", "STRUCT_TYPE"),
        ("Preferred Language", "PREF_LANG"),
        ("WEBSITE", "WEB_SITE"),
        ("PHONE 1", "TELEPHONE"),
        ("PHONE", "PHONE"),
        ("Crit1", "CRIT01"),
        ("Crit50", "CRIT50"),
        ("crit01", "CRIT01"),
    ],
)
def test_d67_old_column_names_are_known(old: str, field: str) -> None:
    assert format_named("contact").columns_by_alias()[old.lower()] == field


@pytest.mark.parametrize("gone", ["ROLE", "PHOTO PATH", "PHONE 2", "PHONE 3"])
def test_d67_columns_that_no_longer_exist_are_unknown(gone: str) -> None:
    assert gone.lower() not in format_named("contact").columns_by_alias()


@pytest.mark.parametrize(
    ("name", "length", "too_long"),
    [
        ("FIRSTNAME", 100, TooLong.TRUNCATE),
        ("OFFICIAL_NAME", 100, TooLong.TRUNCATE),
        ("ADDRESS_NAME1", 38, TooLong.TRUNCATE),
        ("LETTER_SALUTATION", 200, TooLong.TRUNCATE),
        ("REMARK", 2000, TooLong.TRUNCATE),
        ("FUNCTION", 1000, TooLong.TRUNCATE),
        ("TOWN", 100, TooLong.TRUNCATE),
        ("ZIPCODE", 10, TooLong.DROP),
        ("WEB_SITE", 255, TooLong.DROP),
        ("EMAIL1", 250, TooLong.DROP),
        ("TELEPHONE", 15, TooLong.DROP),
        ("STRUCT_TYPE", 8, TooLong.DROP),
        ("CONTACT_NR", 20, TooLong.REJECT),
    ],
)
def test_d8_what_an_over_long_value_costs(name: str, length: int, too_long: TooLong) -> None:
    field = format_named("contact").named(name)
    assert (field.length, field.too_long) == (length, too_long)


def test_the_groups_of_columns_that_others_build_on_are_columns() -> None:
    known = set(format_named("contact").field_names)
    assert known.issuperset((*ADDRESS_FIELDS, *PHONES, *EMAILS, *AUTHORIZATIONS, *STRUCTURE_FIELDS))


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.name)
def test_no_title_means_two_columns(each: Format) -> None:
    titles = [title.lower() for field in each.fields for title in (field.name, *field.aliases)]
    own = [set(map(str.lower, (field.name, *field.aliases))) for field in each.fields]
    assert len(set(titles)) == sum(map(len, own))


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.name)
def test_operations_are_explained_and_the_operation_column_knows_them(each: Format) -> None:
    assert len(each.effects) == len(each.operations)
    assert each.notes
    assert bool(each.operations) == ("OPERATION" in each.field_names)
    if each.operations:
        assert each.named("OPERATION").values == each.operations
        assert each.named("OPERATION").default == "INSERT"


def test_the_contact_formats_are_formats() -> None:
    assert set(CONTACT_FORMATS) == {each.name for each in FORMATS if each.name.startswith("contact") or each.pairs}


@pytest.mark.parametrize(
    ("title", "criteria", "authorizations"),
    [
        ("[old] VIP", "[old] VIP", None),
        ("[New]  vip", "[new] vip", None),
        ("[new]CNIL_O", "[new] CNIL_O", "[new] CNIL_O"),
        ("[new] cnil_o", "[new] cnil_o", "[new] CNIL_O"),
        ("[other] VIP", None, None),
        ("[old]", None, None),
        ("VIP", None, None),
    ],
)
def test_the_titles_of_pairs_of_columns(title: str, criteria: str | None, authorizations: str | None) -> None:
    assert format_named("criteria-update").paired_column(title) == criteria
    assert format_named("authorizations-update").paired_column(title) == authorizations
    assert format_named("contact").paired_column(title) is None


@pytest.mark.parametrize(("each", "field"), EVERY_FIELD)
def test_every_field_is_described_and_does_not_contradict_itself(each: Format, field: Field) -> None:
    assert field.about.endswith(".")
    assert not field.values or field.code_list is None
    assert field.type is not FieldType.ENUM or field.values
    assert not field.values or field.default in ("", *field.values)
    assert not field.values or field.example in ("", *field.values)
    assert len(field.example) <= (field.length or len(field.example))
    assert field.type is not FieldType.CODE or field.length is not None or field.code_list in STANDARD_LISTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.name)
def test_every_field_has_its_words_in_every_language(each: Format, language: str) -> None:
    for field in each.fields:
        assert words.title(field, language)
        assert words.group(field, language)
        assert words.about(field, language).endswith(".")
        assert language == "en" or words.about(field, language) != field.about


def test_no_translation_is_left_over() -> None:
    spoken = {field.about for each in FORMATS for field in each.fields}
    for sentence in words.translated_sentences():
        assert any(sentence in about for about in spoken), sentence


def test_translated_columns_say_their_language() -> None:
    name = format_named("organization").named("NAME_FR")
    assert words.title(name, "de") == "Name (FR)"
    assert words.about(name, "it") == "Nome dell'organizzazione. In francese."


def test_words_in_a_language_we_do_not_speak_are_a_fault() -> None:
    with pytest.raises(Fault, match="'nl'"):
        words.title(format_named("contact").named("TOWN"), "nl")


@pytest.mark.parametrize(
    ("code_list", "code", "name"),
    [
        ("COUNTRY", "CH", "Suisse"),
        ("LANGUAGE", "de", "allemand"),
        ("CURRENCY", "CHF", "franc suisse"),
        ("TIME_ZONE", "Europe/Zurich", "Europe/Zurich"),
    ],
)
def test_standard_lists_are_named_in_the_language(code_list: str, code: str, name: str) -> None:
    assert (code, name) in standard_codes(code_list, "fr")


def test_a_list_of_the_institution_is_not_a_standard() -> None:
    with pytest.raises(Fault, match="TITLE"):
        standard_codes("TITLE")
