"""Deflated data (RFC 1951) assembled from blocks, so that text common to many files is deflated once and cached."""

from __future__ import annotations

import zlib

FAST, THOROUGH = 3, 9
"""Compression levels of data deflated for a single file, and of blocks that are cached."""
ENDED = b"\x03\x00"
"""An empty final block (3.2.6)."""
_LEAST_WINDOW = 9


def deflated(data: bytes, level: int = FAST) -> bytes:
    """Return data as blocks that may stand anywhere: they refer to nothing before them, and none is final."""
    packer = deflater(len(data), level)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def deflater(size: int, level: int = FAST, bare: bool = True) -> zlib._Compress:
    """Return a compressor for so many bytes, raw (`bare`) or a zlib stream; a window to their size costs little."""
    window = min(max(_LEAST_WINDOW, size.bit_length()), zlib.MAX_WBITS)
    return zlib.compressobj(level, zlib.DEFLATED, -window if bare else window, window - 7)
