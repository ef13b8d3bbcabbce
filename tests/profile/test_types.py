"""The type of a column by its content."""

from __future__ import annotations

CASES = [
    ("empty", [None, "", "  "]),
    ("integer", ["1", "-20", "300"]),
    ("decimal", ["1.5", "20", "-3.25"]),
    ("decimal", ["1,50", "1'234,50", "20,00"]),
    ("decimal", ["CHF 12.50", "CHF 1'200.00", "€ 3.10"]),
    ("date", ["31/12/1999", "01/02/2000", "15.03.2001"]),
    ("date", ["1999-12-31", "2000-02-01"]),
    ("date", ["19991231", "20000201", "20010315"]),
    ("date", ["1 février 2000", "3 mars 2001", "12 déc. 1999"]),
    ("date", ["01-JAN-98", "15-FEB-99"]),
    ("date", ["1999-12-31 00:00:00", "2000-02-01 00:00:00.000"]),
    ("date-time", ["1999-12-31 20:30:00", "2000-02-01 00:00:00"]),
    ("date-time", ["1999-12-31T20:30:00Z", "2000-02-01T19:00:00+01:00"]),
    ("time", ["20:30", "9:15", "19:00:30"]),
    ("boolean", ["oui", "non", "oui"]),
    ("boolean", ["1", "0", "0"]),
    ("boolean", ["t", "t", "t"]),
    ("e-mail", ["ada@example.org", "B.Kerr@example.co.uk"]),
    ("phone", ["+41 22 345 67 89", "022 345 67 89", "0033 1 40 12 34 56"]),
    ("web-site", ["http://example.org/a", "www.example.com"]),
    ("identifier", ["123e4567-e89b-12d3-a456-426614174000", "{123E4567-E89B-12D3-A456-426614174001}"]),
    ("code", ["00123", "04567", "12345"]),
    ("code", ["AB12", "CD34", "EF56"]),
    ("code", ["012345678901", "000771239874", "099112233445"]),
    ("phone", ["0041223456789", "0033140123456", "0041791234567"]),
    ("code", ["fr", "de", "en"] * 20),
    ("text", ["Met at the opening", "Old subscriber"]),
    ("text", ["ANN", "BOB", "EVE", "ZOË"] + [f"NAME{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[n]}" for n in range(26)]),
]


def test_type_by_content(table) -> None:
    longest = max(len(cells) for _, cells in CASES)
    padded = {f"{at} {type_}": [*cells, *[None] * (longest - len(cells))] for at, (type_, cells) in enumerate(CASES)}
    found = table(padded)
    assert [each.type for each in found.columns] == [type_ for type_, _ in CASES]


def test_a_type_has_exceptions_that_are_counted_and_shown(column) -> None:
    found = column(*[str(number) for number in range(95)], "95A", "95A", "?!", "many", "9 9")
    assert (found.type, found.type_count, found.exception_count) == ("integer", 95, 5)
    assert found.exceptions[0] == "95A"


def test_placeholders_do_not_count_against_a_type(column) -> None:
    found = column(*["31/12/1999"] * 4, *["unknown"] * 6)
    assert found.type == "date"


def test_a_column_of_many_values_is_counted_whole(column) -> None:
    """More values than are sampled, and one of them odd."""
    found = column(*[f"{number}" for number in range(1, 8000)], "x")
    assert (found.type, found.type_count, found.exceptions) == ("integer", 7999, ("x",))
    assert found.distinct == 8000
    assert found.patterns_sampled


def test_the_share_that_decides_is_of_rows(column) -> None:
    """Many different numbers, but most rows hold one and the same text."""
    found = column(*[str(number) for number in range(3000)], *["on request"] * 7000)
    assert found.type == "text"


def test_ranges_go_by_the_type(column) -> None:
    numbers = column("9", "10", "-3", "100")
    assert (numbers.minimum, numbers.maximum) == ("-3", "100")
    decimals = column("9,5", "10,25", "1.000,00")
    assert (decimals.minimum, decimals.maximum, decimals.decimal_mark) == ("9,5", "1.000,00", ",")
    dates = column("02/01/2000", "31/12/1999", "15/06/2010")
    assert (dates.minimum, dates.maximum) == ("1999-12-31", "2010-06-15")
    moments = column("2000-01-02 9:30", "2000-01-02 20:15")
    assert (moments.minimum, moments.maximum) == ("2000-01-02 09:30", "2000-01-02 20:15")


def test_histograms_count_every_number_and_date(column) -> None:
    numbers = column(*[str(number) for number in range(100)])
    assert sum(each.count for each in numbers.histogram) == 100
    dates = column(*[f"{year}-05-0{day}" for year in range(1950, 2000) for day in range(1, 4)])
    assert sum(each.count for each in dates.histogram) == 150


def test_what_is_odd_in_texts(column) -> None:
    found = column("GenÃ¨ve", "Zürich", "Z\ufffdrich", " Nyon", "Bulle\n", "Mor\x92ges")
    assert (found.encodings.mojibake, found.encodings.replaced, found.encodings.control) == (1, 1, 1)
    assert found.padded == 2
    assert found.samples.count("Nyon") == 1


def test_leading_zeros(column) -> None:
    assert column("01201", "1202", "0").leading_zeros == 1


def test_shapes(column) -> None:
    found = column("AB-12", "CD-34", "x9")
    assert [(each.shape, each.count) for each in found.patterns] == [("AA-99", 2), ("a9", 1)]
    longer = column(*[f"{'Word' + 'x' * length} {number}" for length in range(30) for number in range(3)])
    assert [each.shape for each in longer.patterns] == ["Aa+ 9"]
