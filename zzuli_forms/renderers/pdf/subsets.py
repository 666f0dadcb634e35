"""Subsets of faces in a file: HarfBuzz cuts a face down to some characters, each of which has its glyph id as code.

ReportLab has composite fonts (ISO 32000-1, 9.7) only of faces that it does not embed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import PDFArray, PDFObjectReference
from reportlab.pdfbase.ttfonts import TTFontFile

from zzuli_forms.renderers.pdf.packing import PackedDocument
from zzuli_forms.renderers.pdf.streams import Entries, coded, compressed, deflated, thoroughly_deflated
from zzuli_forms.typeset.typeface import EM, Typeface

_SYMBOLIC = b"4"
_FLAGS = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE
_OUTLINES = ("head", "hhea", "maxp", "hmtx", "loca", "glyf", "cvt ", "fpgm", "prep")
_DESCRIBING = (*_OUTLINES, "OS/2", "name", "post")
_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{}endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
_MOST_MAPPINGS = 100


class Subset(NamedTuple):
    """A face cut down: its tag, the code of each character, the advances (W), the length of the font file, and
    deflated: the font file, the mapping to Unicode.
    """

    tag: bytes
    codes: Mapping[str, bytes]
    widths: bytes
    length: int
    data: bytes
    to_unicode: bytes


def subset(typeface: Typeface, glyphs: Mapping[int, str], many: bool) -> Subset:
    """Return a face cut down to the glyphs of some characters, for one file or for many."""
    data, ids = _cut(_source(typeface).outlines, glyphs)
    characters = {ids[glyph]: character for glyph, character in glyphs.items()}
    return Subset(
        _tag("".join(glyphs.values())),
        {character: code.to_bytes(2, "big") for code, character in characters.items()},
        _widths({ids[glyph]: typeface.advance(glyph) for glyph in glyphs}),
        len(data),
        thoroughly_deflated(data) if many else coded(data),
        (thoroughly_deflated if many else deflated)(_to_unicode(characters).encode("ascii")),
    )


class _Source(NamedTuple):
    """A face to be cut down, and its description as ReportLab reads it."""

    outlines: hb.Face
    description: TTFontFile


@lru_cache(maxsize=16)
def _source(typeface: Typeface) -> _Source:
    tables = typeface.tables(frozenset(_DESCRIBING))
    described, _ = _cut(_face(tables, _DESCRIBING), ())
    return _Source(_face(tables, _OUTLINES), TTFontFile(BytesIO(described), charInfo=0))


def _face(tables: Mapping[str, bytes], tags: Iterable[str]) -> hb.Face:
    some = {tag: tables[tag] for tag in tags if tag in tables}
    return hb.Face.create_for_tables(lambda _face, tag, _data: some.get(tag), None)


def _cut(face: hb.Face, glyphs: Iterable[int]) -> tuple[bytes, Mapping[int, int]]:
    """Return the font file of some glyphs and the components of composite ones, and their new ids by the old ones."""
    wanted = hb.SubsetInput()
    wanted.flags = _FLAGS
    wanted.glyph_set.update(glyphs)
    plan = hb.SubsetPlan(face, wanted)
    return plan.execute().blob.data, dict(plan.old_to_new_glyph_mapping)


def _tag(characters: str) -> bytes:
    """Return the six letters that tell one subset from another (9.6.4)."""
    digest = hashlib.md5(characters.encode(), usedforsecurity=False).digest()
    return bytes(ord("A") + byte % 26 for byte in digest[:6])


def _widths(advances: Mapping[int, int]) -> bytes:
    """Return the advance of each code that is not one em (9.7.4.3)."""
    entries = (f"{code} [{advances[code]}]" for code in sorted(advances) if advances[code] != EM)
    return f"[{' '.join(entries)}]".encode("ascii")


def _to_unicode(characters: Mapping[int, str]) -> str:
    """Return the CMap from codes to Unicode (9.10.3)."""
    rows = [f"<{code:04X}> <{characters[code].encode('utf-16-be').hex()}>\n" for code in sorted(characters)]
    blocks = (rows[start : start + _MOST_MAPPINGS] for start in range(0, len(rows), _MOST_MAPPINGS))
    return _TO_UNICODE.format("".join(f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks))


def add(document: PackedDocument, typeface: Typeface, subset: Subset) -> PDFObjectReference:
    """Add a subset to a file as a composite font; return the reference to it."""
    face = _source(typeface).description
    name = b"/%b+%b" % (subset.tag, face.name)
    font = Entries(
        Type=b"/Font",
        Subtype=b"/Type0",
        BaseFont=name,
        Encoding=b"/Identity-H",
        DescendantFonts=PDFArray([document.add(_glyphs(document, name, face, subset))]),
        ToUnicode=document.add(compressed(subset.to_unicode)),
    )
    return document.add(font)


def _glyphs(document: PackedDocument, name: bytes, face: TTFontFile, subset: Subset) -> Entries:
    return Entries(
        Type=b"/Font",
        Subtype=b"/CIDFontType2",
        BaseFont=name,
        CIDSystemInfo=b"<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>",
        FontDescriptor=document.add(_descriptor(document, name, face, subset)),
        DW=b"%d" % EM,
        W=subset.widths,
        CIDToGIDMap=b"/Identity",
    )


def _descriptor(document: PackedDocument, name: bytes, face: TTFontFile, subset: Subset) -> Entries:
    return Entries(
        Type=b"/FontDescriptor",
        FontName=name,
        Flags=_SYMBOLIC,
        FontBBox=PDFArray(face.bbox),
        ItalicAngle=_number(face.italicAngle),
        Ascent=_number(face.ascent),
        Descent=_number(face.descent),
        CapHeight=_number(face.capHeight),
        StemV=_number(face.stemV),
        FontFile2=document.add(compressed(subset.data, Length1=b"%d" % subset.length)),
    )


def _number(value: float) -> bytes:
    return b"%g" % value
