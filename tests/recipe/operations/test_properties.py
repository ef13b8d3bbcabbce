"""What holds for any text: done twice is done once, read of written is the same, and right text stays as it is."""

from __future__ import annotations

import datetime
import html
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entracte.engine import Engine
from entracte.formats.contact import EMAIL_PATTERN
from entracte.recipe.operations import all_operations
from tests.recipe.operations.running import Runner

LETTERS = "abzéüßñçÀÉÖ"
NAMES = st.text(LETTERS + " -'’.dDeEvVaAnNmMcC", min_size=1, max_size=24)
ODD = st.text(st.characters(exclude_categories=("Cs", "Co"), exclude_characters="\x00"), min_size=1, max_size=24)
TEXTS = st.lists(st.one_of(NAMES, ODD), min_size=1, max_size=20)
few = settings(max_examples=6, deadline=None)
"""Each example is a column of many cells, so a few of them try much."""


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    with Engine(Path(tmp_path_factory.mktemp("engine")), threads=1) as engine:
        yield Runner(engine)


def values(
    runner: Runner, name: str, cells: Sequence[str | None], parameters: Mapping[str, Any] | None = None
) -> list[str | None]:
    """The new cells."""
    return [value for value, _ in runner.run(all_operations()[name], cells, parameters)]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("trim", {}),
        ("collapse_blanks", {}),
        ("title_case", {"language": "fr"}),
        ("title_case", {"language": "de", "beginning": "small"}),
        ("email", {}),
        ("placeholder_to_empty", {}),
        ("boolean", {}),
        ("country", {}),
    ],
)
@few
@given(cells=TEXTS)
def test_twice_is_once(runner: Runner, name: str, parameters: dict[str, Any], cells: list[str]) -> None:
    once = values(runner, name, cells, parameters)
    assert values(runner, name, once, parameters) == once


@few
@given(numbers=st.lists(st.integers(0, 10**9), min_size=1), national=st.sampled_from(["", "0", "+41 ", "(41)"]))
def test_a_phone_twice_is_a_phone_once(runner: Runner, numbers: list[int], national: str) -> None:
    once = values(runner, "phone", [f"{national}{number}" for number in numbers], {"country": "CH"})
    assert values(runner, "phone", once, {"country": "CH"}) == once


@few
@given(cells=TEXTS)
def test_title_case_changes_nothing_but_case(runner: Runner, cells: list[str]) -> None:
    plain = [cell for cell in cells if cell.isascii()] or ["a"]
    made = values(runner, "title_case", plain, {"language": "fr"})
    assert [str(each).lower() for each in made] == [cell.lower() for cell in plain]


@few
@given(dates=st.lists(st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)), min_size=1))
@pytest.mark.parametrize(
    ("form", "order"),
    [
        ("%d.%m.%Y", "day month year"),
        ("%m/%d/%Y", "month day year"),
        ("%Y-%m-%d", "unstated"),
        ("%d%m%Y", "day month year"),
        ("%Y%m%d", "year month day"),
    ],
)
def test_a_date_that_is_written_is_read_again(
    runner: Runner, form: str, order: str, dates: list[datetime.date]
) -> None:
    assert values(runner, "date", [each.strftime(form) for each in dates], {"order": order}) == [
        each.isoformat() for each in dates
    ]


@few
@given(dates=st.lists(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)), min_size=1))
def test_an_order_that_is_not_stated_gives_the_date_or_none(runner: Runner, dates: list[datetime.date]) -> None:
    cells = [each.strftime("%d/%m/%Y") for each in dates]
    wanted = [each.isoformat() if each.day > 12 or each.day == each.month else None for each in dates]
    assert values(runner, "date", cells) == wanted


@few
@given(years=st.lists(st.integers(1900, 2099), min_size=1), first=st.integers(1900, 2000))
def test_two_digits_mean_a_year_of_the_hundred_from_the_first(runner: Runner, years: list[int], first: int) -> None:
    cells = [f"15.06.{year % 100:02}" for year in years]
    made = values(runner, "date", cells, {"order": "day month year", "two_digits_from": first})
    for year, read in zip(years, made, strict=True):
        assert read is not None
        assert first <= int(read[:4]) < first + 100
        assert int(read[:4]) % 100 == year % 100


@few
@given(hundredths=st.lists(st.integers(-(10**9), 10**9), min_size=1))
@pytest.mark.parametrize("thousands", ["", "'", ".", " "])
def test_an_amount_that_is_written_is_read_again(runner: Runner, thousands: str, hundredths: list[int]) -> None:
    cells = []
    for each in hundredths:
        whole = f"{abs(each) // 100:,}".replace(",", thousands)
        cells.append(f"{'-' if each < 0 else ''}{whole},{abs(each) % 100:02}")
    assert values(runner, "amount", cells, {"decimal": ","}) == [str(each) for each in hundredths]


@few
@given(amounts=st.lists(st.integers(-(10**9), 10**9), min_size=1), rate=st.integers(0, 9999), step=st.integers(1, 10))
def test_net_and_tax_make_the_gross(runner: Runner, amounts: list[int], rate: int, step: int) -> None:
    cells = [str(each) for each in amounts]
    told = {"rate": str(rate), "step": step}
    net = values(runner, "vat", cells, {**told, "part": "net"})
    tax = values(runner, "vat", cells, {**told, "part": "vat"})
    for amount, each_net, each_tax in zip(amounts, net, tax, strict=True):
        assert int(each_net or 0) + int(each_tax or 0) == amount
        assert int(each_tax or 0) % step == 0


SPOILT = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=("Co", "Cs")), max_size=12)


@few
@given(cells=st.lists(SPOILT.map(lambda each: each + "é"), min_size=1), times=st.integers(1, 2))
def test_text_that_was_spoilt_is_put_right(runner: Runner, cells: list[str], times: int) -> None:
    spoilt = cells
    for _ in range(times):
        spoilt = [each.encode().decode("latin-1") for each in spoilt]
    repaired = values(runner, "repair_mojibake", spoilt)
    # what was spoilt before it was spoilt is put right too
    assert repaired == [_right(each) for each in spoilt]
    assert all(each == cell or each == _once(cell) for each, cell in zip(repaired, cells, strict=True))


def _once(text: str, taken_for: str = "latin-1") -> str:
    try:
        read = text.encode(taken_for).decode()
    except ValueError:
        return text
    return read


def _right(text: str) -> str:
    """At most twice, as the operation does, and only if the whole text can be read so."""
    return _once(_once(text))


@few
@given(cells=st.lists(st.text("abcéèàüöß’œ€ ÃãõÕ.,-", min_size=1).filter(lambda each: _once(each, "cp1252") == each)))
def test_clean_text_stays_as_it_is(runner: Runner, cells: list[str]) -> None:
    assert values(runner, "repair_mojibake", cells) == cells


@few
@given(cells=st.lists(st.text("ab&<>'\"é ;#", min_size=1).filter(lambda each: each.strip(" ") == each), min_size=1))
def test_html_that_is_escaped_is_read_again(runner: Runner, cells: list[str]) -> None:
    assert values(runner, "html_to_text", [html.escape(each) for each in cells]) == cells


@few
@given(cells=st.lists(st.text("abcéà€ \\{}’", min_size=1).map(lambda each: f"x{each}x"), min_size=1))
def test_rtf_that_is_written_is_read_again(runner: Runner, cells: list[str]) -> None:
    written = ["{\\rtf1\\ansi " + "".join(map(_in_rtf, each)) + "\\par}" for each in cells]
    assert values(runner, "rtf_to_text", written) == cells


def _in_rtf(sign: str) -> str:
    if sign in "\\{}":
        return "\\" + sign
    if sign.isascii():
        return sign
    return f"\\'{sign.encode('cp1252').hex()}" if sign != "’" else f"\\u{ord(sign)}?"


@few
@given(
    first=st.lists(st.text("abcé", min_size=2, max_size=6).map(str.capitalize), min_size=1, max_size=1),
    last=st.text("abcé", min_size=2, max_size=6).map(str.capitalize),
)
@pytest.mark.parametrize(
    ("form", "order"), [("{0} {1}", "first last"), ("{1} {0}", "last first"), ("{1}, {0}", "first last")]
)
def test_a_name_that_is_joined_is_split_again(
    runner: Runner, form: str, order: str, first: list[str], last: str
) -> None:
    cells = [form.format(first[0], last)]
    told = {"order": order}
    assert values(runner, "split_name", cells, {**told, "part": "first"}) == first
    assert values(runner, "split_name", cells, {**told, "part": "last"}) == [last]


@few
@given(cells=st.lists(st.text("abc \n,", min_size=1, max_size=60), min_size=1), width=st.integers(10, 20))
def test_street_lines_lose_no_word_and_hold_their_width(runner: Runner, cells: list[str], width: int) -> None:
    lines = [
        values(runner, "street_lines", cells, {"part": part, "width": width}) for part in ("line1", "line2", "line3")
    ]
    for cell, *made in zip(cells, *lines, strict=True):
        assert all(len(each or "") <= width for each in made[:2])
        told = "".join("".join(each or "" for each in made).split())
        assert told.replace(",", "") == "".join(cell.split()).replace(",", "")


@few
@given(cells=st.lists(st.text("abc.@ ,;<>", min_size=1, max_size=20), min_size=1))
def test_an_address_is_right_or_as_it_was(runner: Runner, cells: list[str]) -> None:
    found = runner.run(all_operations()["email"], cells)
    for cell, (made, codes) in zip(cells, found, strict=True):
        assert made is not None
        assert (re.search(EMAIL_PATTERN, made) is not None) != bool(codes)
        assert not codes or made == cell


def in_rtf(text: str, old: str) -> str:
    """A text in RTF, every letter of it as numbers, those beyond the first 65,536 in halves."""
    codes = struct.unpack(f"<{len(text.encode('utf-16-le')) // 2}h", text.encode("utf-16-le"))
    return r"{\rtf1 " + "".join(f"\\u{code}{old}" for code in codes) + "}"


@few
@given(
    cells=st.lists(
        st.text(st.characters(min_codepoint=0x21, exclude_categories=("Cs", "Co", "Zs", "Zl", "Zp", "Cc"))),
        min_size=1,
        max_size=20,
    )
)
@pytest.mark.parametrize("old", ["?", r"\'3f"])
def test_every_letter_in_numbers_is_read_from_rtf(runner: Runner, old: str, cells: list[str]) -> None:
    assert values(runner, "rtf_to_text", [in_rtf(cell, old) for cell in cells]) == [cell or None for cell in cells]
