"""Zip files (PKWARE APPNOTE 6.3.3) made of members that may be deflated already.

The standard library deflates every member anew; this writes the same bytes, and takes cached members as they are.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from struct import Struct
from typing import NamedTuple

from zzuli_forms.files.deflating import ENDED, stretches

_LOCAL = Struct("<4s5H3L2H")
_CENTRAL = Struct("<4s2B5H3L5H2L")
_END = Struct("<4s4H2LH")
_VERSION, _UNIX, _DEFLATED, _UTF8 = 20, 3, 8, 0x800
_MIDNIGHT, _FIRST_DAY = 0, 33
"""1980-01-01, the first day a zip can name."""
_READABLE = 0o600 << 16


class Packed(NamedTuple):
    """The deflated data of a member, its checksum and its uncompressed size."""

    data: bytes
    checksum: int
    size: int


def pack(data: bytes) -> Packed:
    """Deflate a member's data."""
    packer = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Packed(packer.compress(data) + packer.flush(), zlib.crc32(data), len(data))


def pack_text(pieces: Iterable[str]) -> Packed:
    """Pack a member made of pieces of text: `Own` pieces are stored uncompressed, the blocks of others are cached."""
    blocks, checksum, size = list[bytes](), 0, 0
    for data, block in stretches(pieces):
        blocks.append(block)
        checksum, size = zlib.crc32(data, checksum), size + len(data)
    return Packed(b"".join([*blocks, ENDED]), checksum, size)


class Zip(NamedTuple):
    """Members one after the other with their local headers, their central directory entries, and their number."""

    local: bytes = b""
    central: bytes = b""
    members: int = 0

    def with_members(self, members: Iterable[tuple[str, Packed]]) -> Zip:
        """Return the zip with more members appended, in their order."""
        local, central, offset = [self.local], [self.central], len(self.local)
        for name, packed in members:
            encoded = name.encode()
            fields = _fields(encoded, packed)
            local += _LOCAL.pack(b"PK\3\4", _VERSION, *fields, 0), encoded, packed.data
            entry = _VERSION, _UNIX, _VERSION, *fields, 0, 0, 0, 0, _READABLE, offset
            central += _CENTRAL.pack(b"PK\1\2", *entry), encoded
            offset += _LOCAL.size + len(encoded) + len(packed.data)
        return Zip(b"".join(local), b"".join(central), self.members + len(central) // 2)

    def written(self) -> bytes:
        """Return the bytes of the file; equal members give equal bytes on every day and system."""
        totals = self.members, self.members, len(self.central), len(self.local), 0
        return b"".join([self.local, self.central, _END.pack(b"PK\5\6", 0, 0, *totals)])


def archive(members: Iterable[tuple[str, Packed]]) -> bytes:
    """Return a zip of the members in their order."""
    return Zip().with_members(members).written()


def _fields(name: bytes, packed: Packed) -> tuple[int, ...]:
    """Return the fields that the local and the central header of a member share."""
    flags = 0 if name.isascii() else _UTF8
    return flags, _DEFLATED, _MIDNIGHT, _FIRST_DAY, packed.checksum, len(packed.data), packed.size, len(name)
