"""Deflated data (RFC 1951) assembled from blocks, so that text common to many files is deflated once and cached."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from struct import Struct

FAST, THOROUGH = 3, 9
"""Compression levels of data deflated for a single file, and of blocks that are cached."""
ENDED = b"\x03\x00"
"""An empty final block (3.2.6)."""
_LEAST_WINDOW = 9
_PLAIN = Struct("<BHH")
_LONGEST = 0xFFFF
"""The most bytes a stored block can hold (3.2.4)."""


class Own(str):
    """Text peculiar to one file, which is stored uncompressed; other text is deflated once and cached."""

    __slots__ = ()


def stretches(pieces: Iterable[str]) -> Iterator[tuple[bytes, bytes]]:
    """Yield each stretch of a text as bytes and as blocks: deflated and cached, or stored if it is a file's `Own`."""
    for kind, group in groupby(pieces, type):
        stretch = tuple(group)
        yield _plain("".join(stretch)) if kind is Own else _kept(stretch)


def _plain(text: str) -> tuple[bytes, bytes]:
    data = text.encode()
    if len(data) <= _LONGEST:
        return data, _plain_block(data)
    parts = (data[start : start + _LONGEST] for start in range(0, len(data), _LONGEST))
    return data, b"".join(map(_plain_block, parts))


def _plain_block(data: bytes) -> bytes:
    return _PLAIN.pack(0, len(data), len(data) ^ _LONGEST) + data


@lru_cache(maxsize=1_024)
def _kept(pieces: tuple[str, ...]) -> tuple[bytes, bytes]:
    data = "".join(pieces).encode()
    return data, deflated(data, THOROUGH)


def deflated(data: bytes, level: int = FAST) -> bytes:
    """Return data as blocks that may stand anywhere: they refer to nothing before them, and none is final."""
    packer = deflater(len(data), level)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def deflater(size: int, level: int = FAST, bare: bool = True) -> zlib._Compress:
    """Return a compressor for so many bytes, raw (`bare`) or a zlib stream; a window to their size costs little."""
    window = min(max(_LEAST_WINDOW, size.bit_length()), zlib.MAX_WBITS)
    return zlib.compressobj(level, zlib.DEFLATED, -window if bare else window, window - 7)
