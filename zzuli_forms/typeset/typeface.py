"""Faces: HarfBuzz maps and measures characters; outlines are read only when a file is drawn.

HarfBuzz measures and cuts down a face in a fraction of the time that ReportLab or fontTools need to read one.
"""

from __future__ import annotations

import lzma
import struct
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, cast

from zzuli_forms.errors import FileError

try:
    import uharfbuzz as hb
except ImportError as error:
    raise FileError(
        "缺少程序库 uharfbuzz，量不了字体：请用 pip install uharfbuzz 安装；"
        "ARM 处理器的 Windows 上它没有现成的安装包，请改装 x64 版的 Python"
    ) from error

_MEASURING = frozenset({"head", "hhea", "maxp", "hmtx", "cmap"})
"""The tables that map and measure characters (ISO/IEC 14496-22)."""
EM = 1_000


@dataclass(frozen=True, eq=False)
class Typeface:
    """A face in a font file, compressed or not; FileError if the file cannot be read.

    `mends` maps characters to other glyph ids than the file does, or to None if the face is not to draw them.
    """

    path: Path
    mends: Mapping[str, int | None] = field(default_factory=dict, repr=False)

    @cached_property
    def _font(self) -> tuple[hb.Font, int]:
        """Return the face as HarfBuzz measures it, and the units of its em."""
        tables = self.tables(_MEASURING)
        face = hb.Face.create_for_tables(lambda _face, tag, _data: tables.get(tag), None)
        return hb.Font(face), face.upem

    def tables(self, tags: Set[str]) -> Mapping[str, bytes]:
        """Return the tables of these tags that the file has; it is read no further than they reach."""
        with self._opened() as file:
            places = sorted((offset, length, tag) for tag, offset, length in _directory(file) if tag in tags)
            return {tag: _at(file, offset, length) for offset, length, tag in places}

    @property
    def data(self) -> bytes:
        """Return the font file (ISO/IEC 14496-22)."""
        with self._opened() as file:
            return file.read()

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        try:
            with self.path.open("rb") as file, lzma.open(file) if self._packed else nullcontext(file) as data:
                yield cast("BinaryIO", data)
        except (OSError, EOFError, lzma.LZMAError, struct.error) as error:
            reason = error.strerror if isinstance(error, OSError) else "文件已损坏"
            raise FileError(f"读不到字体文件“{self.path}”：{reason}，请重新安装 zzuli_forms") from error

    @property
    def _packed(self) -> bool:
        return self.path.suffix == ".xz"

    def glyph(self, character: str) -> int | None:
        """Return the glyph id of a character; None if the face does not have it."""
        if character in self.mends:
            return self.mends[character]
        glyph: int | None = self._font[0].get_nominal_glyph(ord(character))
        return glyph

    def advance(self, glyph: int) -> int:
        """Return the advance of a glyph in thousandths of an em."""
        font, em = self._font
        advance: int = font.get_glyph_h_advance(glyph)
        return advance * EM // em


def _directory(file: BinaryIO) -> Iterator[tuple[str, int, int]]:
    """Yield the tag, offset and length of each table (5.3)."""
    (count,) = struct.unpack(">4xH6x", file.read(12))
    for tag, offset, length in struct.iter_unpack(">4s4xLL", file.read(16 * count)):
        yield tag.decode("latin-1"), offset, length


def _at(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)
