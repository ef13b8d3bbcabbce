"""Whether a file is UTF-8: what Python says of it, wherever the blocks are cut."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from entracte.sources import utf8

_PIECES = [
    *(letter.encode() for letter in ("a", "é", "€", "😀", "\ufeff", "\0")),
    b"\xff", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xc0\x80", b"\xf0\x9f\x98", b"\x80", b"\xf5\x80\x80\x80",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(st.sampled_from(_PIECES[:6] * 3 + _PIECES), max_size=12), block=st.integers(4, 9))
def test_utf8_is_told_block_by_block(pieces: list[bytes], block: int) -> None:
    octets = b"".join(pieces)
    try:
        octets.decode("utf-8")
        expected = True
    except UnicodeDecodeError:
        expected = False
    with tempfile.TemporaryDirectory() as folder, patch.object(utf8, "_BLOCK", block):
        path = Path(folder) / "text"
        path.write_bytes(octets)
        assert utf8.is_utf8_file(path) is expected
