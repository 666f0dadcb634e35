"""PDF syntax (ISO 32000-1, 7.3 and 7.5): objects, streams, and the cross-reference table."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import accumulate, chain, starmap
from struct import Struct
from typing import NamedTuple

from zzuli_forms.files.deflating import ENDED, FAST, deflated, deflater

_ROW = Struct(">BLH")
_PLAIN = re.compile(r"[ -\[\]-~]*")
_ESCAPES = str.maketrans({"(": r"\(", ")": r"\)"})
_BEGINNING = b"\x78\x9c"
"""The header of a compressed stream: a window of 32 KB is wanted."""
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def text(value: str) -> str:
    """Return a text string (7.9.2.2)."""
    if _PLAIN.fullmatch(value):
        return f"({value.translate(_ESCAPES)})"
    return f"<FEFF{value.encode('utf-16-be').hex().upper()}>"


def array(items: Iterable[object]) -> str:
    """Return an array of objects written already."""
    return f"[{' '.join(map(str, items))}]"


def dictionary(entries: Mapping[str, object]) -> str:
    """Return a dictionary of objects written already, by name."""
    return f"<<{''.join([f'/{name} {value}' for name, value in entries.items()])}>>"


def reference(number: int) -> str:
    """Return the reference to an object."""
    return f"{number} 0 R"


@lru_cache(maxsize=16_384)
def numeral(value: float) -> str:
    """Return a number, to a thousandth of a point and at most six digits."""
    return f"{round(value, 3) + 0.0:g}"


class Packed(NamedTuple):
    """The encoded data of a stream, and the entries of its dictionary but for its length."""

    data: bytes
    entries: Mapping[str, object]


def packed(data: bytes, entries: Mapping[str, object] | None = None) -> Packed:
    """Return a compressed stream, with these entries in its dictionary."""
    packer = deflater(len(data), bare=False)
    return Packed(packer.compress(data) + packer.flush(), {**(entries or {}), "Filter": "/FlateDecode"})


class Block(NamedTuple):
    """Data, and its deflated block, which refers to nothing before it (RFC 1951)."""

    data: bytes
    deflated: bytes


def block(data: bytes, level: int = FAST) -> Block:
    """Return data with its deflated block, which may stand anywhere in a stream."""
    return Block(data, deflated(data, level))


def joined(blocks: Iterable[Block], entries: Mapping[str, object] | None = None) -> Packed:
    """Return a compressed stream put together of blocks (RFC 1950)."""
    items = list(blocks)
    whole = b"".join([one.data for one in items])
    check = zlib.adler32(whole).to_bytes(4, "big")
    data = b"".join([_BEGINNING, *(one.deflated for one in items), ENDED, check])
    return Packed(data, {**(entries or {}), "Filter": "/FlateDecode"})


class File:
    """A file under way: object numbers are reserved, objects added under them, then all is written."""

    def __init__(self) -> None:
        self._last, self._objects, self._streams = 0, dict[int, str](), dict[int, Packed]()

    def reserve(self) -> int:
        """Reserve the number of an object that is added later."""
        (number,) = self.reserve_all(1)
        return number

    def reserve_all(self, count: int) -> range:
        """Reserve the numbers of so many objects that are added later."""
        self._last += count
        return range(self._last - count + 1, self._last + 1)

    def add(self, content: str, number: int = 0) -> str:
        """Add an object, under its number if one is reserved; return the reference to it."""
        number = number or self.reserve()
        self._objects[number] = content
        return reference(number)

    def add_all(self, contents: Iterable[str], numbers: Iterable[int]) -> None:
        """Add objects under the numbers reserved for them."""
        self._objects.update(zip(numbers, contents, strict=True))

    def add_stream(self, stream: Packed) -> str:
        """Add a stream; return the reference to it."""
        number = self.reserve()
        self._streams[number] = stream
        return reference(number)

    def written(self, root: str, info: str) -> bytes:
        """Return the whole file: streams, an object stream of all other objects, a cross-reference stream (7.5.7,
        7.5.8).
        """
        container = self.reserve()
        self._streams[container] = self._object_stream()
        places, parts, offset = dict[int, int](), [_HEADER], len(_HEADER)
        for number, stream in self._streams.items():
            places[number] = offset
            parts.append(_stream(number, stream))
            offset += len(parts[-1])
        parts.append(self._table(container, places, offset, root, info, _identity(parts)))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % offset)
        return b"".join(parts)

    def _object_stream(self) -> Packed:
        contents = self._objects.values()
        offsets = accumulate((len(one) + 1 for one in contents), initial=0)
        index = chain.from_iterable(zip(self._objects, offsets, strict=False))
        head = f"{' '.join(map(str, index))}\n"
        data = f"{head}{chr(10).join(contents)}\n".encode("latin-1")
        return packed(data, {"Type": "/ObjStm", "N": len(self._objects), "First": len(head)})

    def _table(
        self, container: int, places: Mapping[int, int], offset: int, root: str, info: str, identity: str
    ) -> bytes:
        number = self.reserve()
        indices = {inner: index for index, inner in enumerate(self._objects)}
        rows = [
            (2, container, indices[inner]) if inner in indices else (1, places[inner], 0) for inner in range(1, number)
        ]
        data = b"".join(starmap(_ROW.pack, [(0, 0, 65_535), *rows, (1, offset, 0)]))
        entries = {"Type": "/XRef", "Size": number + 1, "W": "[1 4 2]", "Root": root, "Info": info}
        return _stream(number, packed(data, {**entries, "ID": f"[<{identity}> <{identity}>]"}))


def _identity(parts: Iterable[bytes]) -> str:
    """Return the file identifier (14.4), a digest of the checksums of its parts."""
    checksums = repr([zlib.crc32(part) for part in parts])
    return hashlib.md5(checksums.encode(), usedforsecurity=False).hexdigest()


def _stream(number: int, stream: Packed) -> bytes:
    head = dictionary({**stream.entries, "Length": len(stream.data)})
    return f"{number} 0 obj\n{head}\nstream\n".encode("latin-1") + stream.data + b"\nendstream\nendobj\n"
