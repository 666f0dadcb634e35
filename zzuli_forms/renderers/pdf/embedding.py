"""The faces embedded in a PDF, each as a composite font (ISO 32000-1, 9.7) of the glyphs it needs."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice

from zzuli_forms.document.nodes import Document, Face, Page
from zzuli_forms.document.walking import runs
from zzuli_forms.files.deflating import THOROUGH
from zzuli_forms.renderers.pdf.objects import Block, File, Packed, array, block, dictionary, joined
from zzuli_forms.renderers.pdf.subset import outline_data, room, subset
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.typeface import Typeface

EM = 1000
_SYMBOLIC = 4
_BEGINNING = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_END = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
Characters = tuple[tuple[Typeface, str], ...]
"""The characters needed of each face, each once."""
_MOST_MAPPINGS = 100
_NO_MAPPINGS = block(_END.encode("ascii"))


class _Fixed:
    """The codes of the characters of fixed text, and the first free code of each face; the same for all files."""

    def __init__(self, fixed: Characters) -> None:
        self.characters = dict(fixed)
        self.codes = {face: dict(_codes(characters)) for face, characters in fixed}
        self.next = {face: room(face, _glyphs(face, characters)) for face, characters in fixed}


@lru_cache(maxsize=8_192)
def _fixed_string(fixed: _Fixed, face: Typeface, text: str) -> str | None:
    """Return a text as a string of codes; None if it is not of the characters of fixed text only."""
    codes = fixed.codes.get(face, {})
    return _string(codes, text) if codes.keys() >= set(text) else None


_fixed = lru_cache(maxsize=64)(_Fixed)


def _string(codes: Mapping[str, int], text: str) -> str:
    return f"<{struct.pack(f'>{len(text)}H', *map(codes.__getitem__, text)).hex()}>"


class Faces:
    """The faces used in one file, and the code of each character in them: first those of fixed text."""

    def __init__(self, fixed: Characters) -> None:
        self._fixed = _fixed(fixed)
        self._codes = {face: codes.copy() for face, codes in self._fixed.codes.items()}
        self._next = self._fixed.next.copy()

    def named(self, face: Typeface) -> str:
        """Return the resource name of a face in this file."""
        self._codes.setdefault(face, {})
        return f"F{[*self._codes].index(face) + 1}"

    def coded(self, face: Typeface, text: str) -> str:
        """Return a text as a string of the face's codes; new characters get the next ones."""
        return _fixed_string(self._fixed, face, text) or self._new_string(face, text)

    def _new_string(self, face: Typeface, text: str) -> str:
        codes = self._codes.setdefault(face, {})
        for character in dict.fromkeys(text):
            if character not in codes:
                codes[character] = self._next.setdefault(face, 1)
                self._next[face] += 1
        return _string(codes, text)

    def add_to(self, file: File) -> str:
        """Add the faces to the file; return the dictionary of fonts (7.8.3)."""
        return dictionary({self.named(face): self._add(face, file) for face in self._codes})

    def _add(self, face: Typeface, file: File) -> str:
        fixed, codes = self._fixed.characters.get(face, ""), self._codes[face]
        own = "".join(islice(codes, len(fixed), None))
        outlines = subset(face, _glyphs(face, fixed), tuple(map(face.glyphs.__getitem__, own)))
        return _add(face, outlines, fixed, {character: codes[character] for character in own}, file)


def fixed_characters(document: Document) -> Characters:
    """Return the characters of a document's fixed text, of runs that state no fact, by face, each once."""
    characters: dict[Typeface, str] = {}
    for face, stretch in chain.from_iterable(map(_page_characters, document.pages)):
        characters[face] = _with(characters.get(face, ""), stretch)
    return tuple(characters.items())


def fixed_outlines(document: Document) -> Iterator[bytes]:
    """Return an iterator of the outlines of a document's fixed text, face by face."""
    return (outline_data(face, _glyphs(face, characters)) for face, characters in fixed_characters(document))


def _page_characters(page: Page) -> Characters:
    """Return the characters of a page's fixed text by face, each once."""
    return _characters(tuple((run.text, run.face) for run in runs(page) if not run.source))


@lru_cache(maxsize=64)
def _characters(texts: Sequence[tuple[str, Face]]) -> Characters:
    characters: dict[Typeface, str] = {}
    for text, role in texts:
        for face, stretch in fonts.split(text.replace("\n", ""), role):
            characters[face] = _with(characters.get(face, ""), stretch)
    return tuple(characters.items())


def _with(characters: str, more: str) -> str:
    return "".join(dict.fromkeys(characters + more))


def _add(face: Typeface, outlines: Packed, fixed: str, own: Mapping[str, int], file: File) -> str:
    description = face.description
    name = f"/{_tag(fixed + ''.join(own))}+{description.name}"
    widths = " ".join([*_fixed_widths(face, fixed), *_widths(face, own)])
    descriptor = file.add(
        dictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": name,
                "Flags": _SYMBOLIC,
                "FontBBox": array(description.bbox),
                "ItalicAngle": description.italic_angle,
                "Ascent": description.ascent,
                "Descent": description.descent,
                "CapHeight": description.cap_height,
                "StemV": description.stem_v,
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
                "W": f"[{widths}]",
                "CIDToGIDMap": "/Identity",
            }
        )
    )
    font = {"Type": "/Font", "Subtype": "/Type0", "BaseFont": name, "Encoding": "/Identity-H"}
    return file.add(
        dictionary({**font, "DescendantFonts": f"[{glyphs}]", "ToUnicode": file.add_stream(_to_unicode(fixed, own))})
    )


@lru_cache(maxsize=64)
def _glyphs(face: Typeface, characters: str) -> tuple[int, ...]:
    return tuple(map(face.glyphs.__getitem__, characters))


@lru_cache(maxsize=64)
def _fixed_widths(face: Typeface, fixed: str) -> Sequence[str]:
    return list(_widths(face, _codes(fixed)))


def _widths(face: Typeface, codes: Mapping[str, int]) -> Iterator[str]:
    """Yield the entries of W, with the advance of each code that is not one em."""
    widths = zip(codes.values(), map(face.widths.__getitem__, codes), strict=True)
    return (f"{code} [{width}]" for code, width in widths if width != EM)


def _codes(fixed: str) -> Mapping[str, int]:
    return {character: code for code, character in enumerate(fixed, 1)}


def _tag(characters: str) -> str:
    """Return the six letters that tell one subset from another (9.6.4)."""
    digest = hashlib.md5(characters.encode(), usedforsecurity=False).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _to_unicode(fixed: str, own: Mapping[str, int]) -> Packed:
    """Return the CMap that maps codes to Unicode (9.10.3)."""
    return joined([_fixed_mappings(fixed), block(f"{_mappings(own)}{_END}".encode("ascii")) if own else _NO_MAPPINGS])


@lru_cache(maxsize=64)
def _fixed_mappings(fixed: str) -> Block:
    return block(f"{_BEGINNING}{_mappings(_codes(fixed))}".encode("ascii"), THOROUGH)


def _mappings(codes: Mapping[str, int]) -> str:
    rows = iter([f"<{code:04X}> <{_utf16(character)}>" for character, code in codes.items()])
    return "".join(f"{len(chunk)} beginbfchar\n{chr(10).join(chunk)}\nendbfchar\n" for chunk in _chunks(rows))


def _chunks(rows: Iterator[str]) -> Iterator[Sequence[str]]:
    while chunk := list(islice(rows, _MOST_MAPPINGS)):
        yield chunk


@lru_cache(maxsize=16_384)
def _utf16(character: str) -> str:
    return character.encode("utf-16-be").hex().upper()
