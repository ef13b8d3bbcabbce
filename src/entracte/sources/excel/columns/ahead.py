"""A stream read ahead of whoever takes it: it is unpacked while what came before is worked on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO


@contextmanager
def read_ahead(stream: IO[bytes], size: int) -> Iterator[Iterator[bytes]]:
    """The blocks of a stream, each read while the one before it is in use; raises what reading raises."""
    with ThreadPoolExecutor(1) as beside:
        yield _blocks(stream, size, beside)


def _blocks(stream: IO[bytes], size: int, beside: ThreadPoolExecutor) -> Iterator[bytes]:
    block = stream.read(size)
    while block:
        following = beside.submit(stream.read, size)
        yield block
        block = following.result()
