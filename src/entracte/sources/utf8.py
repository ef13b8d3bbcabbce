"""Whether a file is UTF-8, as fast as it can be read: Arrow looks at the bytes, and no text is made of them."""

from __future__ import annotations

from pathlib import Path

_BLOCK = 4 * 1024 * 1024


def is_utf8_file(path: Path) -> bool:
    """Whether all of a file is UTF-8, a byte order mark or not; an empty file is."""
    held = bytearray(_BLOCK)
    view = memoryview(held)
    kept = 0
    with path.open("rb", buffering=0) as stream:
        while size := stream.readinto(view[kept:]):
            end = kept + size
            kept = _unfinished(held, end)
            if not _is_utf8(view[: end - kept]):
                return False
            held[:kept] = held[end - kept : end]
    return not kept


def _unfinished(held: bytearray, end: int) -> int:
    """How many bytes at the end begin a character of which more is to come."""
    for back in range(1, min(3, end) + 1):
        octet = held[end - back]
        if octet >= 0xC0:
            length = 2 if octet < 0xE0 else 3 if octet < 0xF0 else 4
            return back if back < length else 0
        if octet < 0x80:
            break
    return 0


def _is_utf8(octets: memoryview) -> bool:
    import pyarrow as pa

    places = pa.array([0, len(octets)], pa.int32()).buffers()[1]
    try:
        pa.Array.from_buffers(pa.binary(), 1, [None, places, pa.py_buffer(octets)]).cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True
