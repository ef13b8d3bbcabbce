"""The building blocks of the native formats, against bytes written by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entracte.sources.filemaker import codes_new, codes_old, scsu
from entracte.sources.filemaker.codes import UnknownCodeError
from entracte.sources.filemaker.integers import split_integers
from entracte.sources.filemaker.records import Record


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        (b"\x0a", (10,)),
        (b"\x0a\x02", (10, 2)),
        (b"\x80\x01", (129,)),
        (b"\xbf\xff", (0x407F,)),
        (b"\xc0\x00\x00", (0x4080,)),
        (b"\xc0\x00\x00\x07", (0x4080, 7)),
        (b"\xe0\x00\x00\x00", (0x204080,)),
        (b"\xff\x00", None),
        (b"\x80", None),
        (b"", ()),
    ],
)
def test_integers_tell_their_length(key: bytes, numbers: tuple[int, ...] | None) -> None:
    assert split_integers(key) == numbers


def test_new_codes_put_values_under_paths() -> None:
    payload = (
        b"\x28\x80\x02"  # down to 130
        b"\x20\x05"  # down to 5
        b"\x30\xc0\x00\x01"  # down to 0x4081: three bytes add 0x4080
        b"\x06\x01\x03abc"  # key 1
        b"\x01\x02Z"  # key 2, one byte
        b"\x03\x03wxyz"  # key 3, four bytes
        b"\x0e\x80\x00\x02hi"  # key 128
        b"\x1a\x02??##"  # a value without key
        b"\x18?????"  # another
        b"\x40"  # up
        b"\x07\x01\x00\x04long"  # piece 1
        b"\x00\x00\x00"
    )
    assert list(codes_new.entries(payload)) == [
        ((130, 5, 0x4081), 1, b"abc"),
        ((130, 5, 0x4081), 2, b"Z"),
        ((130, 5, 0x4081), 3, b"wxyz"),
        ((130, 5, 0x4081), 128, b"hi"),
        ((130, 5), 1, b"long"),
    ]


def test_old_codes_put_values_under_paths() -> None:
    payload = (
        b"\xc1\x05\xc1\x07"  # down to 5, to 7
        b"\x41\x03abc"  # key 1
        b"\x02\x0a\x02\x02hi"  # field 10, second repetition
        b"\xff\x42\x00\x04long"  # key 2, length of two bytes
        b"\x82??"  # a value without key
        b"\x01\xff\x05\x00\x00\x00\x00\x04"  # a check of length
        b"\xc0"
    )
    assert list(codes_old.entries(payload)) == [
        ((5, 7), 1, b"abc"),
        ((5, 7), b"\x0a\x02", b"hi"),
        ((5, 7), 2, b"long"),
    ]


@pytest.mark.parametrize("codes", [codes_new, codes_old])
@given(payload=st.binary(max_size=200))
def test_any_bytes_end(codes: object, payload: bytes) -> None:
    try:
        entries = list(codes.entries(payload))  # type: ignore[attr-defined]
    except (UnknownCodeError, IndexError):
        return
    assert len(entries) <= len(payload)


def test_repetitions_of_the_old_files_are_put_together() -> None:
    record = Record(1)
    record.add((), 10, b"first", frozenset())
    record.add((), b"\x0a\x03", b"third", frozenset())
    record.add((b"\x0a\x04",), 1, b"fo", frozenset())
    record.add((b"\x0a\x04",), 2, b"urth", frozenset())
    assert record.repetitions(10) == [b"first", b"", b"third", b"fourth"]


def test_repetitions_of_the_new_files_are_put_together() -> None:
    record = Record(1)
    record.add((7,), 1, b"first", frozenset({7}))
    record.add((7,), 2, b"second", frozenset({7}))
    record.add((8,), 0, b"head", frozenset({8}))
    record.add((8,), 1, b"one ", frozenset({8}))
    record.add((8,), 2, b"text", frozenset({8}))
    record.add((9,), 0, b"head", frozenset())
    record.add((9,), 1, b"plain", frozenset())
    record.add((9, 255), 1, b"styles", frozenset())
    assert record.repetitions(7) == [b"first", b"second"]
    assert record.repetitions(8) == [b"one text"]
    assert record.repetitions(9) == [b"plain"]


def masked(text: bytes) -> bytes:
    return text.translate(scsu.MASK)


@pytest.mark.parametrize(
    ("packed", "text"),
    [
        (b"Gen\xe8ve", "Genève"),
        (b"\x05\x1d", "”"),  # quoted from the static window at U+2000
        (b"\x03\x60", "Š"),
        (b"\x12\x9c\xbe\xc1\xba\xb2\xb0", "Москва"),  # window 2 is Cyrillic
        (
            b"\x08\x00\x1b\x4c\xea\x16\xca\xd3\x94\x0f\x53\xef\x61\x1b\xe5\x84\xc4\x0f\x53\xef\x61\x1b\xe5\x84\xc4\x16\xca",
            None,
        ),
        (b"\x0f\x20\xac\xe0A", "€A"),  # UTF-16 and back
        (b"\x0e\x20\xac!", "€!"),
        (b"\x0b\x00\x01\x80", "\U00010080"),  # an extended window
        (b"a\x1c", "a"),
    ],
)
def test_scsu(packed: bytes, text: str | None) -> None:
    decoded = scsu.decoded(masked(packed))
    assert text is None or decoded.rstrip("\x80") == text


@given(st.lists(st.text(st.characters(max_codepoint=255, exclude_characters="\0"), max_size=8)))
def test_a_column_of_texts_is_its_texts(texts: list[str]) -> None:
    packed = [masked(text.encode("latin-1")) for text in texts]
    assert scsu.decoded_all(packed) == [scsu.decoded(each) for each in packed]


@given(st.binary(max_size=60))
def test_any_bytes_are_some_text(packed: bytes) -> None:
    scsu.decoded(packed).encode("utf-8")
