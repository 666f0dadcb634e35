"""A face cut down to some of its glyphs (ISO/IEC 14496-22): TrueType outlines copied as they are, numbered anew."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zzuli_forms.fonts import Typeface

_COPIED = ("cvt ", "fpgm", "prep")
_WORDS, _SCALE, _MORE, _X_AND_Y, _TWO_BY_TWO = 0x01, 0x08, 0x20, 0x40, 0x80
_MAGIC = 0xB1B0AFBA


@dataclass(frozen=True, eq=False)
class _Outlines:
    """A font file's tables by tag, and where each glyph lies in the one of outlines."""

    tables: dict[str, bytes]
    places: Sequence[int]
    metrics: int

    def glyph(self, number: int) -> bytes:
        return self.tables["glyf"][self.places[number] : self.places[number + 1]]

    def metric(self, number: int) -> bytes:
        """Advance and left side bearing."""
        table, last = self.tables["hmtx"], self.metrics - 1
        if number <= last:
            return table[4 * number : 4 * number + 4]
        bearing = 4 * self.metrics + 2 * (number - self.metrics)
        return table[4 * last : 4 * last + 2] + table[bearing : bearing + 2]


@lru_cache(maxsize=16)
def _outlines(face: Typeface) -> _Outlines:
    data = face.data
    (count,) = struct.unpack_from(">H", data, 4)
    entries = (struct.unpack_from(">4s4xLL", data, 12 + 16 * index) for index in range(count))
    tables = {tag.decode("latin-1"): data[offset : offset + length] for tag, offset, length in entries}
    (long,) = struct.unpack_from(">h", tables["head"], 50)
    places = _numbers("I" if long else "H", tables["loca"])
    (metrics,) = struct.unpack_from(">H", tables["hhea"], 34)
    return _Outlines(tables, places if long else [2 * place for place in places], metrics)


def _numbers(kind: str, data: bytes) -> Sequence[int]:
    numbers = array(kind, data)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def subset(face: Typeface, glyphs: Sequence[int]) -> bytes:
    """A font file of .notdef and these glyphs, from 1 in their order; parts of composite ones stand behind them."""
    outlines, numbers = _outlines(face), {0: 0}
    for glyph in glyphs:
        numbers.setdefault(glyph, len(numbers))
    copied = list[bytes]()
    for glyph in numbers_in_turn(numbers):
        copied.append(_padded(_renumbered(outlines.glyph(glyph), numbers)))
    metrics = b"".join(map(outlines.metric, numbers))
    return _file({**outlines.tables, **_tables(outlines, copied, metrics)})


def numbers_in_turn(numbers: dict[int, int]) -> Iterator[int]:
    """The glyphs of a numbering, those too that join it meanwhile."""
    done = 0
    while done < len(numbers):
        turn = list(numbers)[done:]
        done += len(turn)
        yield from turn


def _renumbered(glyph: bytes, numbers: dict[int, int]) -> bytes:
    """The glyph, in a composite one the numbers of its parts changed."""
    if glyph[:1] != b"\xff":
        return glyph
    changed, at, more = bytearray(glyph), 10, True
    while more:
        flags, part = struct.unpack_from(">HH", glyph, at)
        struct.pack_into(">H", changed, at + 2, numbers.setdefault(part, len(numbers)))
        scales = 2 * bool(flags & _SCALE) + 4 * bool(flags & _X_AND_Y) + 8 * bool(flags & _TWO_BY_TWO)
        at += 4 + (4 if flags & _WORDS else 2) + scales
        more = bool(flags & _MORE)
    return bytes(changed)


def _tables(outlines: _Outlines, copied: Sequence[bytes], metrics: bytes) -> dict[str, bytes]:
    """The tables that depend on which glyphs there are."""
    places = [0]
    for glyph in copied:
        places.append(places[-1] + len(glyph))
    head, hhea, maxp = (bytearray(outlines.tables[tag]) for tag in ("head", "hhea", "maxp"))
    struct.pack_into(">L", head, 8, 0)
    struct.pack_into(">h", head, 50, 1)
    struct.pack_into(">H", hhea, 34, len(copied))
    struct.pack_into(">H", maxp, 4, len(copied))
    loca = struct.pack(f">{len(places)}L", *places)
    made = {"glyf": b"".join(copied), "head": bytes(head), "hhea": bytes(hhea), "maxp": bytes(maxp)}
    return {**made, "hmtx": metrics, "loca": loca}


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def _file(tables: dict[str, bytes]) -> bytes:
    tags = sorted([*_COPIED, "glyf", "head", "hhea", "hmtx", "loca", "maxp"])
    kept = {tag: tables[tag] for tag in tags if tag in tables}
    power = len(kept).bit_length() - 1
    search = 16 << power
    parts = [struct.pack(">LHHHH", 0x00010000, len(kept), search, power, 16 * len(kept) - search)]
    offset = 12 + 16 * len(kept)
    for tag, data in kept.items():
        parts.append(struct.pack(">4sLLL", tag.encode("latin-1"), _checksum(data), offset, len(data)))
        offset += len(_padded(data))
    parts += map(_padded, kept.values())
    return _adjusted(
        b"".join(parts), 12 + 16 * len(kept) + sum(len(_padded(kept[tag])) for tag in kept if tag < "head")
    )


def _adjusted(font: bytes, head: int) -> bytes:
    """The file with the adjustment that makes up its checksum."""
    adjustment = (_MAGIC - _checksum(font)) & 0xFFFFFFFF
    return font[: head + 8] + struct.pack(">L", adjustment) + font[head + 12 :]


def _checksum(data: bytes) -> int:
    return sum(_numbers("I", _padded(data))) & 0xFFFFFFFF
