"""The target as JSON equals what records.md shows, as the oracle builds it."""

import json

import pytest

from entracte.faults import Fault
from entracte.institution.environments import Environment
from entracte.institution.records import contact_lines, contact_numbered, contacts_matching, imports_of
from tests.conftest import run
from tests.institution.venue import oracle_target, store

KEYS = [
    "number",
    "kind",
    "structure",
    "institution",
    "organization",
    "title",
    "letter_salutation",
    "addr_salutation",
    "function",
    "remark",
    "firstname",
    "lastname",
    "birthdate",
    "language",
    "official_name",
    "address_name1",
    "address_name2",
    "structure_type",
    "community_type",
    "admin_numbers",
    "nb_employees",
    "web_site",
    "addresses",
    "telephone",
    "fax",
    "cellphone",
    "emails",
    "login",
    "authorizations",
    "criteria",
    "valid",
    "invalid_reason",
    "invalid_since",
    "imported_by",
]

ROWS = [
    {
        "CONTACT_NR": "00012345",
        "TITLE": "MRS",
        "FIRSTNAME": 'Ada "the Count"',
        "LASTNAME": "Kerr",
        "BIRTHDATE": "01.08.1965",
        "PREF_LANG": "en",
        "REMARK": "first\nsecond",
        "LINE1": "1 Quay Street",
        "TOWN": "Genève",
        "COUNTRY": "CH",
        "TELEPHONE": "(33)140158000",
        "FAX": "017",
        "EMAIL1": "ada@example.org",
        "CNIL_O": "TRUE",
        "CNIL_T": "FALSE",
        "CRIT01": "PREFCOL=Red|Green",
        "CRIT02": "VIP=T",
    },
    {
        "CONTACT_NR": "7",
        "OFFICIAL_NAME": "École du Lac",
        "ADMIN_NUMBER": "SIRET=404 833 048 00022",
        "NB_EMPLOYEES": "12",
        "ADDR_TYPE": "B",
        "LINE1": "Quai 3",
    },
    {"CONTACT_NR": "8", "LASTNAME": "Blanc", "OFFICIAL_NAME": "École du Lac", "ADDR_TYPE": "M", "LINE1": "Quai 3"},
    {"CONTACT_NR": "007", "LASTNAME": "Bond", "EMAIL1": "BOND@example.org"},
    {"CONTACT_NR": "007", "OPERATION": "INVALIDATE"},
]


@pytest.fixture
def filled(harbour: Environment) -> Environment:
    target = oracle_target()
    target.import_rows(ROWS, "import-1", "HARBOUR")
    store(harbour, target)
    return harbour


def lines_of(environment: Environment, institution: str | None = None) -> list[dict[str, object]]:
    text = b"".join(contact_lines(environment, institution)).decode()
    assert text.endswith("\n") or not text
    return [json.loads(line) for line in text.splitlines()]


def test_records_equal_the_oracles(filled: Environment) -> None:
    target = oracle_target()
    target.import_rows(ROWS, "import-1", "HARBOUR")
    expected = target.records()
    for record in expected:
        if record["invalid_since"]:
            record["invalid_since"] += "T00:00:00"
    assert lines_of(filled) == expected


def test_keys_stand_in_the_order_of_the_specification(filled: Environment) -> None:
    record = lines_of(filled)[-1]
    assert list(record) == KEYS
    assert list(record["addresses"]) == ["main", "shipment", "billing"]
    assert list(record["addresses"]["main"]) == [
        "line1",
        "line2",
        "line3",
        "zipcode",
        "town",
        "town_complement",
        "country",
        "department",
    ]
    assert list(record["telephone"]) == ["country", "number"]
    assert list(record["authorizations"]) == ["CNIL_O", "PARTNER", "CNIL_T", "SMS_MMS", "LETTER", "PHONE", "EMAIL"]


def test_records_are_ordered_by_institution_then_length_of_number(filled: Environment) -> None:
    run(
        filled,
        "INSERT INTO institution (code) VALUES ('ALPHA')",
        "INSERT INTO contact (institution, number, kind, lastname) VALUES ('ALPHA', '99999', 'individual', 'A')",
    )
    assert [(each["institution"], each["number"]) for each in lines_of(filled)] == [
        ("ALPHA", "99999"),
        ("HARBOUR", "7"),
        ("HARBOUR", "8"),
        ("HARBOUR", "007"),
        ("HARBOUR", "00012345"),
    ]
    assert [each["number"] for each in lines_of(filled, "ALPHA")] == ["99999"]


def test_an_empty_environment_has_no_line(environment: Environment) -> None:
    assert lines_of(environment) == []


def test_many_contacts_come_in_several_pieces_that_end_with_a_line(filled: Environment) -> None:
    run(
        filled,
        "INSERT INTO contact (institution, number, kind, lastname, remark)"
        " SELECT 'HARBOUR', lpad(n::text, 10, '0'), 'individual', 'L' || n, repeat('é', 900)"
        " FROM generate_series(1, 12000) AS n",
    )
    pieces = list(contact_lines(filled))
    assert len(pieces) > 1
    assert all(bytes(piece[-1:]) == b"\n" for piece in pieces)
    assert len(lines_of(filled)) == 12004


def test_a_number_is_looked_up_exactly(filled: Environment) -> None:
    assert contact_numbered(filled, "007")["lastname"] == "Bond"
    with pytest.raises(Fault) as raised:
        contact_numbered(filled, "0007")
    assert raised.value.code == "unknown-contact"


def test_a_number_of_two_institutions_needs_an_institution(filled: Environment) -> None:
    run(
        filled,
        "INSERT INTO institution (code) VALUES ('ALPHA')",
        "INSERT INTO contact (institution, number, kind, lastname) VALUES ('ALPHA', '007', 'individual', 'A')",
    )
    with pytest.raises(Fault) as raised:
        contact_numbered(filled, "007")
    assert raised.value.code == "ambiguous-contact"
    assert contact_numbered(filled, "007", "ALPHA")["lastname"] == "A"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ('the count" kerr', ["00012345"]),
        ("ÉCOLE", ["7"]),
        ("bond@EXAMPLE", ["007"]),
        ("example.org", ["007", "00012345"]),
        ("0123", ["00012345"]),
    ],
)
def test_search_looks_in_names_emails_and_numbers(filled: Environment, text: str, numbers: list[str]) -> None:
    total, found = contacts_matching(filled, text)
    assert total == len(numbers)
    assert [each["number"] for each in found] == numbers


def test_search_shows_a_part_and_says_how_many(filled: Environment) -> None:
    total, found = contacts_matching(filled, "example", limit=1)
    assert (total, [each["number"] for each in found]) == (2, ["007"])


@pytest.mark.parametrize("text", ["nobody", "100%", "' OR '1'='1"])
def test_search_without_a_hit_is_a_fault(filled: Environment, text: str) -> None:
    with pytest.raises(Fault) as raised:
        contacts_matching(filled, text)
    assert raised.value.code == "unknown-contact"


def test_imports_are_told_the_oldest_first(environment: Environment) -> None:
    run(
        environment,
        """INSERT INTO import
            (id, institutions, format, file_name, digest, identity, started, finished, summary, undone_at)
        VALUES ('b', '{HARBOUR}', 'contact', 'b.csv', 'dd', 'i2', '2026-05-02 10:00:00.5+02', '2026-05-02 10:01+02',
            '{"rows": {"read": 3, "rejected": 1}}', NULL),
        ('a', '{HARBOUR}', 'contact', 'a.csv', 'cc', 'i1', '2026-05-01 10:00+00', NULL, '{}', '2026-05-03 00:00+00')""",
    )
    assert imports_of(environment) == [
        {
            "id": "a",
            "format": "contact",
            "file": "a.csv",
            "digest": "cc",
            "institutions": ["HARBOUR"],
            "started": "2026-05-01T10:00:00",
            "finished": None,
            "rows": None,
            "undone": "2026-05-03T00:00:00",
        },
        {
            "id": "b",
            "format": "contact",
            "file": "b.csv",
            "digest": "dd",
            "institutions": ["HARBOUR"],
            "started": "2026-05-02T08:00:00",
            "finished": "2026-05-02T08:01:00",
            "rows": {"read": 3, "rejected": 1},
            "undone": None,
        },
    ]


def test_imports_of_one_second_are_listed_as_they_began(environment: Environment) -> None:
    run(
        environment,
        """INSERT INTO import (id, format, file_name, digest, identity, started) VALUES
        ('20260501-100000-ffff', 'contact', 'first.csv', 'bb', 'i1', '2026-05-01 10:00:00.25+00'),
        ('20260501-100000-0000', 'contact', 'second.csv', 'cc', 'i2', '2026-05-01 10:00:00.5+00')""",
    )
    assert [each["file"] for each in imports_of(environment)] == ["first.csv", "second.csv"]
