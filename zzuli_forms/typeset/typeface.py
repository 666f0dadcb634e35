"""Faces: measures kept beside the font file, and the font file itself, opened only when outlines are needed."""

from __future__ import annotations

import json
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from zzuli_forms.errors import FileError

MEASURES = "measures"
"""The folder of the faces' measures, among the font files."""


class Description(NamedTuple):
    """The entries of a PDF font descriptor (ISO 32000-1, 9.8), in thousandths of an em, and a count of characters."""

    name: str
    bbox: tuple[float, ...]
    ascent: float
    descent: float
    cap_height: float
    stem_v: float
    italic_angle: float
    characters: int


@dataclass(frozen=True, eq=False)
class Measures:
    """A face's description, its characters in order, the glyph id and the advance (thousandths of an em) of each."""

    description: Description
    characters: array[int]
    glyphs: array[int]
    advances: array[int]

    @classmethod
    def read(cls, data: bytes) -> Measures:
        """Read measures from the bytes that `written` returns."""
        head, _, rest = data.partition(b"\n")
        description = Description(**json.loads(head))
        first, second = 4 * description.characters, 6 * description.characters
        stretches = ("I", rest[:first]), ("H", rest[first:second]), ("H", rest[second:])
        return cls(description, *(numbers(kind, stretch) for kind, stretch in stretches))

    def written(self) -> bytes:
        """Return the measures as a line of JSON followed by the three columns of numbers, high byte first."""
        columns = (self.characters, self.glyphs, self.advances)
        head = json.dumps(self.description._asdict()).encode()
        return b"\n".join([head, b"".join(numbers(one.typecode, one.tobytes()).tobytes() for one in columns)])


def numbers(kind: str, data: bytes) -> array[int]:
    """Convert numbers from big-endian bytes, as in font files, to this machine's byte order, or the other way round."""
    column = array(kind, data)
    if sys.byteorder == "little":
        column.byteswap()
    return column


@dataclass(frozen=True, eq=False)
class Typeface:
    """A face of a font file; FileError if the file or its measures cannot be read."""

    path: Path

    @cached_property
    def _measures(self) -> Measures:
        return Measures.read(_read(self.path.parent / MEASURES / f"{self.path.name.partition('.')[0]}.bin"))

    @property
    def description(self) -> Description:
        """Return the entries of the face's PDF font descriptor."""
        return self._measures.description

    @property
    def data(self) -> bytes | mmap:
        """Return the font file (ISO/IEC 14496-22)."""
        return _unpacked(self.path) if self.path.suffix == ".xz" else _mapped(self.path)

    @property
    def glyphs(self) -> Mapping[str, int]:
        """Return the glyph id of each character; LookupError for a character the face does not have."""
        return _Column(self._measures.characters, self._measures.glyphs)

    @property
    def widths(self) -> Mapping[str, int]:
        """Return the advance of each character in thousandths of an em; LookupError for one the face does not have."""
        return _Column(self._measures.characters, self._measures.advances)

    def has(self, character: str) -> bool:
        """Return whether the face has a glyph for the character."""
        return character in self.glyphs


class _Column(Mapping[str, int]):
    """A column of the measures by character."""

    def __init__(self, characters: array[int], column: array[int]) -> None:
        self._characters, self._column = characters, column

    def __getitem__(self, character: str) -> int:
        code = ord(character)
        index = bisect_left(self._characters, code)
        if index == len(self._characters) or self._characters[index] != code:
            raise KeyError(character)
        return self._column[index]

    def __iter__(self) -> Iterator[str]:
        return map(chr, self._characters)

    def __len__(self) -> int:
        return len(self._column)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unpacked(path: Path) -> bytes:
    import lzma

    return lzma.decompress(_read(path))


def _mapped(path: Path) -> mmap:
    try:
        with path.open("rb") as file:
            return mmap(file.fileno(), 0, access=ACCESS_READ)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> FileError:
    return FileError(f"读不到字体文件“{path}”：{error.strerror}，请重新安装 zzuli_forms")
