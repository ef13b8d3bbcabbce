"""Values that stand for none."""

from __future__ import annotations

WORDS = [
    "unknown", "UNKNOWN", "Inconnu", "unbekannt", "Sconosciuto", "desconocido", "n/a", "N/A", "K.A.", "xxx", "-----",
    "???", "0000-00-00", "1900-01-01", "01/01/1900", "1.1.1900", "0000-00-00 00:00:00", "31.12.9999",
    "1900-01-01 00:00:00",
]  # fmt: skip


def test_what_always_stands_for_none(table) -> None:
    found = table({word: ["Ann", "Bob", word, word] for word in WORDS})
    assert [[(each.value, each.count) for each in column.placeholders] for column in found.columns] == [
        [(word, 2)] for word in WORDS
    ]


def test_ordinary_values_are_none(column) -> None:
    assert not column("Ann", "Nunez", "No", "0", "1", "+", "x", "III").placeholders


def test_a_mailbox_of_nobody(column) -> None:
    found = column("ada@example.org", "noemail@venue.ch", "bob@example.org")
    assert [each.value for each in found.placeholders] == ["noemail@venue.ch"]
    assert found.type == "e-mail"


def test_what_is_far_too_frequent_for_its_kind(column) -> None:
    births = [f"{1940 + number % 60}-{1 + number % 12:02}-{1 + number % 28:02}" for number in range(2000)]
    found = column(*births, *["1970-01-01"] * 300)
    assert [(each.value, each.kind) for each in found.placeholders] == [("1970-01-01", "too-frequent")]
    assert found.placeholders[0].count >= 300


def test_a_town_may_be_frequent(column) -> None:
    assert not column(*["Paris"] * 500, *[f"Town {number}" for number in range(100)]).placeholders
