"""The faces a PDF carries: each as a composite font (ISO 32000-1, 9.7) of the glyphs it needs, embedded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from zzuli_forms.fonts import Typeface
from zzuli_forms.render.objects import File, Packed, array, dictionary, packed
from zzuli_forms.render.subset import subset

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
    """The faces used in one file, and under which code each character of them."""

    def __init__(self) -> None:
        self._codes: dict[Typeface, dict[str, int]] = {}

    def named(self, face: Typeface) -> str:
        """What a face is called in this file."""
        self._codes.setdefault(face, {})
        return f"F{[*self._codes].index(face) + 1}"

    def coded(self, face: Typeface, text: str) -> str:
        """A text as a string of the face's codes."""
        codes = self._codes.setdefault(face, {})
        return f"<{''.join([f'{codes.setdefault(character, len(codes) + 1):04X}' for character in text])}>"

    def add_to(self, file: File) -> str:
        """Adds the faces; returns the dictionary of fonts (7.8.3)."""
        added = {self.named(face): _add(face, "".join(codes), file) for face, codes in self._codes.items()}
        return dictionary(added)


def _add(face: Typeface, characters: str, file: File) -> str:
    outlines, unicode, widths, name = _prepared(face, characters)
    descriptor = file.add(
        dictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": name,
                "Flags": _SYMBOLIC,
                "FontBBox": array(face.face.bbox),
                "ItalicAngle": face.face.italicAngle,
                "Ascent": face.face.ascent,
                "Descent": face.face.descent,
                "CapHeight": face.face.capHeight,
                "StemV": face.face.stemV,
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


@lru_cache(maxsize=64)
def _prepared(face: Typeface, characters: str) -> tuple[Packed, Packed, str, str]:
    """Outlines, mapping to Unicode, widths that are no full em, and name of a face cut down to these characters."""
    glyphs = [face.face.charToGlyph[ord(character)] for character in characters]
    cut = subset(face, glyphs)
    widths = (f"{code} [{face.width(character)}]" for code, character in enumerate(characters, 1))
    other = [said for said, character in zip(widths, characters, strict=True) if face.width(character) != EM]
    name = f"/{_tag(characters)}+{face.face.name.decode('ascii')}"
    return packed(cut, {"Length1": len(cut)}), packed(_to_unicode(characters).encode("ascii")), array(other), name


def _tag(characters: str) -> str:
    """Six letters that tell one subset from another (9.6.4)."""
    digest = hashlib.md5(characters.encode(), usedforsecurity=False).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _to_unicode(characters: str) -> str:
    rows = iter([f"<{code:04X}> <{_utf16(character)}>" for code, character in enumerate(characters, 1)])
    blocks = (f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in _blocks(rows))
    return _UNICODE.replace("{mappings}", "\n".join(blocks))


def _blocks(rows: Iterator[str]) -> Iterator[Sequence[str]]:
    while block := list(islice(rows, _MOST_MAPPINGS)):
        yield block


def _utf16(character: str) -> str:
    return character.encode("utf-16-be").hex().upper()
