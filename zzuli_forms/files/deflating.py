"""Deflated data (RFC 1951) put together of blocks, so that what is the same as ever need not be deflated again."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from struct import Struct

FAST, THOROUGH = 3, 9
"""The levels for what is deflated for one file, and for what is kept for others."""
ENDED = b"\x03\x00"
"""A block that says that nothing follows (3.2.6)."""
_LEAST_WINDOW = 9
_PLAIN = Struct("<BHH")
_LONGEST = 0xFFFF
"""Bytes that a block of plain data can hold (3.2.4)."""


class Own(str):
    """Text that hardly any other file has; other text is deflated once and kept."""

    __slots__ = ()


def stretches(pieces: Iterable[str]) -> Iterator[tuple[bytes, bytes]]:
    """Each stretch of a text, and the blocks it becomes: deflated and kept, or plain where it is a file's `Own`."""
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
    """Data as blocks that may stand anywhere: they refer to nothing before them, and are not the end."""
    packer = deflater(len(data), level)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def deflater(size: int, level: int = FAST, bare: bool = True) -> zlib._Compress:
    """What deflates so many bytes, `bare` or as a zlib stream; a window no larger than they costs next to nothing."""
    window = min(max(_LEAST_WINDOW, size.bit_length()), zlib.MAX_WBITS)
    return zlib.compressobj(level, zlib.DEFLATED, -window if bare else window, window - 7)
