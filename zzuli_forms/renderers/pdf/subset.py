"""A subset of a face (ISO/IEC 14496-22): TrueType outlines copied as they are, glyph ids assigned anew.

Deflating outlines is most of the work of a PDF. So those of fixed text are deflated together and cached, each other one
is deflated by itself and cached; the stream is put together of such blocks (RFC 1950, RFC 1951).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from mmap import mmap
from typing import NamedTuple

from zzuli_forms.renderers.pdf.beforehand import deflated_once
from zzuli_forms.renderers.pdf.objects import Block, Packed, block, joined
from zzuli_forms.typeset.typeface import Typeface, numbers

_HINTING = ("cvt ", "fpgm", "prep")
_TABLES = ("head", "hhea", "hmtx", "loca", "maxp")
_WORDS, _SCALE, _MORE, _X_AND_Y, _TWO_BY_TWO = 0x01, 0x08, 0x20, 0x40, 0x80
_MAGIC = 0xB1B0AFBA
_ALL_ONES = 0xFFFFFFFF


@dataclass(frozen=True, eq=False)
class _Outlines:
    """A font file: its bytes, some tables by tag, where the outlines begin, each one's offset, its full metrics."""

    data: bytes | mmap
    tables: dict[str, bytes]
    begin: int
    places: Sequence[int]
    metrics: int

    def glyph(self, number: int) -> bytes:
        return self.data[self.begin + self.places[number] : self.begin + self.places[number + 1]]

    def metric(self, number: int) -> bytes:
        """Return the advance and left side bearing of a glyph, as in hmtx."""
        table, last = self.tables["hmtx"], self.metrics - 1
        if number <= last:
            return table[4 * number : 4 * number + 4]
        bearing = 4 * self.metrics + 2 * (number - self.metrics)
        return table[4 * last : 4 * last + 2] + table[bearing : bearing + 2]


@lru_cache(maxsize=16)
def _outlines(face: Typeface) -> _Outlines:
    data = face.data
    (count,) = struct.unpack_from(">H", data, 4)
    entries = {tag: rest for tag, *rest in (struct.unpack_from(">4s4xLL", data, 12 + 16 * n) for n in range(count))}
    locations = {tag: entries.get(tag.encode("latin-1"), (0, 0)) for tag in (*_TABLES, *_HINTING)}
    tables = {tag: data[offset : offset + length] for tag, (offset, length) in locations.items() if length}
    (long,) = struct.unpack_from(">h", tables["head"], 50)
    places = numbers("I" if long else "H", tables["loca"])
    (metrics,) = struct.unpack_from(">H", tables["hhea"], 34)
    return _Outlines(data, tables, entries[b"glyf"][0], places if long else [2 * place for place in places], metrics)


class _Glyphs(NamedTuple):
    """Glyphs in a row: their outlines as one block, its checksum as of a table, the length of each outline, their
    metrics, their glyph ids in the face.
    """

    block: Block
    checksum: int
    lengths: tuple[int, ...]
    metrics: bytes
    order: Sequence[int]


def _glyphs(face: Typeface, outlines: Sequence[bytes], order: Sequence[int]) -> _Glyphs:
    """Build glyphs of these outlines, which had these ids in the face."""
    pieces = list(map(_pad, outlines))
    data, metrics = b"".join(pieces), b"".join(map(_outlines(face).metric, order))
    return _Glyphs(Block(data, deflated_once(data)), _checksum(data), tuple(map(len, pieces)), metrics, order)


@lru_cache(maxsize=64)
def _group(face: Typeface, numbers: tuple[int, ...]) -> _Glyphs:
    """Build the glyphs always wanted together, in one block, the components of composite ones behind them."""
    font, order, outlines = _outlines(face), list(numbers), list[bytes]()
    while len(outlines) < len(order):
        outlines.append(_renumber(font.glyph(order[len(outlines)]), order))
    return _glyphs(face, outlines, order)


@lru_cache(maxsize=8_192)
def _single(face: Typeface, number: int) -> _Glyphs:
    """Build a simple glyph in a block of its own."""
    return _glyphs(face, [_outlines(face).glyph(number)], [number])


@lru_cache(maxsize=8_192)
def _is_composite(face: Typeface, number: int) -> bool:
    return _outlines(face).glyph(number)[:1] == b"\xff"


def outline_data(face: Typeface, fixed: tuple[int, ...]) -> bytes:
    """Return the outlines of .notdef, the `fixed` glyphs and their components."""
    return _group(face, (0, *fixed)).block.data


def room(face: Typeface, fixed: Sequence[int]) -> int:
    """Return the first free glyph id behind .notdef, the `fixed` glyphs and their components."""
    return len(_group(face, (0, *fixed)).order)


def subset(face: Typeface, fixed: tuple[int, ...], own: Sequence[int]) -> Packed:
    """Return a font file of .notdef, the `fixed` glyphs from id 1, their components, and the others in their order."""
    return _subset(face, fixed, own) if own else _fixed_subset(face, fixed)


@lru_cache(maxsize=64)
def _fixed_subset(face: Typeface, fixed: tuple[int, ...]) -> Packed:
    return _subset(face, fixed, ())


def _subset(face: Typeface, fixed: tuple[int, ...], own: Sequence[int]) -> Packed:
    group = _group(face, (0, *fixed))
    others = [_single(face, number) for number in own if not _is_composite(face, number)]
    if len(others) < len(own):
        others = list(_sequence(face, [*group.order, *own], len(group.order)))
    return _file(_outlines(face).tables, [group, *others])


def _sequence(face: Typeface, order: list[int], start: int) -> Iterator[_Glyphs]:
    """Yield the glyphs of `order` from `start` on, the components of composite ones behind all."""
    while start < len(order):
        number = order[start]
        if _is_composite(face, number):
            yield _glyphs(face, [_renumber(_outlines(face).glyph(number), order)], [number])
        else:
            yield _single(face, number)
        start += 1


def _file(tables: dict[str, bytes], parts: Sequence[_Glyphs]) -> Packed:
    """Build the font file of these glyphs: the other tables in front, their outlines last."""
    length = sum(len(part.block.data) for part in parts)
    checksum = sum(part.checksum for part in parts) & _ALL_ONES
    hinting = {tag: tables[tag] for tag in _HINTING if tag in tables}
    front = block(_front({**hinting, **_glyph_tables(tables, parts)}, length, checksum))
    return joined([front, *(part.block for part in parts)], {"Length1": len(front.data) + length})


def _glyph_tables(tables: dict[str, bytes], parts: Iterable[_Glyphs]) -> dict[str, bytes]:
    """Return the tables that depend on the glyphs: head, hhea, maxp, hmtx, loca."""
    places, metrics = [0], b"".join([part.metrics for part in parts])
    for part in parts:
        for length in part.lengths:
            places.append(places[-1] + length)
    count = len(places) - 1
    head, hhea, maxp = (bytearray(tables[tag]) for tag in ("head", "hhea", "maxp"))
    struct.pack_into(">L", head, 8, 0)
    struct.pack_into(">h", head, 50, 1)
    struct.pack_into(">H", hhea, 34, count)
    struct.pack_into(">H", maxp, 4, count)
    loca = struct.pack(f">{len(places)}L", *places)
    return {"head": bytes(head), "hhea": bytes(hhea), "maxp": bytes(maxp), "hmtx": metrics, "loca": loca}


def _front(tables: dict[str, bytes], length: int, checksum: int) -> bytes:
    """Return the font file up to its outlines, which have this `length` and `checksum`."""
    count = len(tables) + 1
    power = count.bit_length() - 1
    search = 16 << power
    directory = {}
    offset = 12 + 16 * count
    for tag, data in tables.items():
        directory[tag] = _checksum(data), offset, len(data)
        offset += len(_pad(data))
    directory["glyf"] = checksum, offset, length
    head = struct.pack(">LHHHH", 0x00010000, count, search, power, 16 * count - search)
    entries = (struct.pack(">4sLLL", tag.encode("latin-1"), *directory[tag]) for tag in sorted(directory))
    front = b"".join([head, *entries, *map(_pad, tables.values())])
    adjustment = (_MAGIC - _checksum(front) - checksum) & _ALL_ONES
    at = directory["head"][1] + 8
    return front[:at] + struct.pack(">L", adjustment) + front[at + 4 :]


def _renumber(glyph: bytes, order: list[int]) -> bytes:
    """Return a glyph, the component ids of a composite one changed; new components are added to `order`."""
    if glyph[:1] != b"\xff":
        return glyph
    data, offset, more = bytearray(glyph), 10, True
    while more:
        flags, part = struct.unpack_from(">HH", glyph, offset)
        if part not in order:
            order.append(part)
        struct.pack_into(">H", data, offset + 2, order.index(part))
        scales = 2 * bool(flags & _SCALE) + 4 * bool(flags & _X_AND_Y) + 8 * bool(flags & _TWO_BY_TWO)
        offset += 4 + (4 if flags & _WORDS else 2) + scales
        more = bool(flags & _MORE)
    return bytes(data)


def _pad(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def _checksum(data: bytes) -> int:
    return sum(numbers("I", _pad(data))) & _ALL_ONES
