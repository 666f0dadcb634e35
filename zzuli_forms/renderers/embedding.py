"""The faces a PDF carries: each as a composite font (ISO 32000-1, 9.7) of the glyphs it needs, embedded."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice

from zzuli_forms import fonts
from zzuli_forms.page import Document, Page
from zzuli_forms.renderers.objects import File, Packed, array, dictionary, packed
from zzuli_forms.renderers.subset import room, subset
from zzuli_forms.tree import runs
from zzuli_forms.typeface import Typeface

EM = 1000
_SYMBOLIC = 4
_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{mappings}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
_MOST_MAPPINGS = 100


class Faces:
    """The faces used in one file, and under which code each character of them: first those of the fixed words."""

    def __init__(self, fixed: tuple[tuple[Typeface, str], ...]) -> None:
        self._fixed = dict(fixed)
        self._codes = {face: {c: code for code, c in enumerate(fixed, 1)} for face, fixed in self._fixed.items()}
        self._next = {face: room(face, _glyphs(face, fixed)) for face, fixed in self._fixed.items()}

    def named(self, face: Typeface) -> str:
        """What a face is called in this file."""
        self._codes.setdefault(face, {})
        return f"F{[*self._codes].index(face) + 1}"

    def coded(self, face: Typeface, text: str) -> str:
        """A text as a string of the face's codes."""
        codes = self._codes.setdefault(face, {})
        for character in text:
            if character not in codes:
                codes[character] = self._next.setdefault(face, 1)
                self._next[face] += 1
        return f"<{struct.pack(f'>{len(text)}H', *map(codes.__getitem__, text)).hex()}>"

    def add_to(self, file: File) -> str:
        """Adds the faces; returns the dictionary of fonts (7.8.3)."""
        return dictionary({self.named(face): self._add(face, file) for face in self._codes})

    def _add(self, face: Typeface, file: File) -> str:
        fixed, codes = self._fixed.get(face, ""), self._codes[face]
        outlines = subset(face, _glyphs(face, fixed), _glyphs(face, list(codes)[len(fixed) :]))
        return _add(face, outlines, tuple(codes.items()), file)


def fixed_characters(document: Document) -> tuple[tuple[Typeface, str], ...]:
    """The characters of the words of a document that are no facts, by face, each once."""
    found: dict[Typeface, str] = {}
    for face, stretch in chain.from_iterable(map(_needed, document.pages)):
        found[face] = _with(found.get(face, ""), stretch)
    return tuple(found.items())


@lru_cache(maxsize=256)
def _needed(page: Page) -> tuple[tuple[Typeface, str], ...]:
    """The characters of the fixed words of a page by face, each once."""
    found: dict[Typeface, str] = {}
    for run in runs(page):
        if not run.source:
            for face, stretch in fonts.split(run.text.replace("\n", ""), run.face):
                found[face] = _with(found.get(face, ""), stretch)
    return tuple(found.items())


def _with(characters: str, more: str) -> str:
    return "".join(dict.fromkeys(characters + more))


def _add(face: Typeface, outlines: Packed, codes: tuple[tuple[str, int], ...], file: File) -> str:
    said = face.description
    unicode, widths, name = _described(face, codes)
    descriptor = file.add(
        dictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": name,
                "Flags": _SYMBOLIC,
                "FontBBox": array(said.bbox),
                "ItalicAngle": said.italic_angle,
                "Ascent": said.ascent,
                "Descent": said.descent,
                "CapHeight": said.cap_height,
                "StemV": said.stem_v,
                "FontFile2": file.add_stream(outlines),
            }
        )
    )
    glyphs = file.add(
        dictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": name,
                "CIDSystemInfo": "<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>",
                "FontDescriptor": descriptor,
                "DW": EM,
                "W": widths,
                "CIDToGIDMap": "/Identity",
            }
        )
    )
    font = {"Type": "/Font", "Subtype": "/Type0", "BaseFont": name, "Encoding": "/Identity-H"}
    return file.add(dictionary({**font, "DescendantFonts": f"[{glyphs}]", "ToUnicode": file.add_stream(unicode)}))


def _glyphs(face: Typeface, characters: Iterable[str]) -> list[int]:
    return list(map(face.glyph, characters))


@lru_cache(maxsize=64)
def _described(face: Typeface, codes: tuple[tuple[str, int], ...]) -> tuple[Packed, str, str]:
    """What maps these codes to Unicode, the widths that are no full em, and the name of the cut face."""
    widths = [f"{code} [{face.width(c)}]" for c, code in codes if face.width(c) != EM]
    name = f"/{_tag(''.join(character for character, _ in codes))}+{face.description.name}"
    return packed(_to_unicode(codes).encode("ascii")), array(widths), name


def _tag(characters: str) -> str:
    """Six letters that tell one subset from another (9.6.4)."""
    digest = hashlib.md5(characters.encode(), usedforsecurity=False).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _to_unicode(codes: Iterable[tuple[str, int]]) -> str:
    rows = iter([f"<{code:04X}> <{_utf16(character)}>" for character, code in codes])
    blocks = (f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in _blocks(rows))
    return _UNICODE.replace("{mappings}", "\n".join(blocks))


def _blocks(rows: Iterator[str]) -> Iterator[Sequence[str]]:
    while block := list(islice(rows, _MOST_MAPPINGS)):
        yield block


def _utf16(character: str) -> str:
    return character.encode("utf-16-be").hex().upper()
