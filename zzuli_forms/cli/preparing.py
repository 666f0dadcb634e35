"""Preparation of the files that are the same for every unit: python -m zzuli_forms.cli.preparing, in a checkout.

ReportLab reads the metrics of each face, python-docx makes the Word package without its contents, zlib deflates the
outlines of the fixed words of every form. The library then only reads the files they leave; a change of faces, of their
Word names, of `renderers/base` or of the official words asks for a new run.
"""

from __future__ import annotations

import json
import lzma
from array import array
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import chain, product
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import parse_xml
from lxml import etree
from reportlab.pdfbase.ttfonts import TTFontFile

from zzuli_forms.document.nodes import Face
from zzuli_forms.files import disk
from zzuli_forms.forms.register import OWN, lay_out_blank
from zzuli_forms.official import editions
from zzuli_forms.renderers.docx import binding
from zzuli_forms.renderers.docx.package import PREPARED, key
from zzuli_forms.renderers.docx.styles import face_names, font_entry
from zzuli_forms.renderers.pdf import beforehand
from zzuli_forms.renderers.pdf.beforehand import BEFOREHAND
from zzuli_forms.renderers.pdf.embedding import fixed_outlines
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.linebreak import NOT_FIRST, NOT_LAST
from zzuli_forms.typeset.typeface import MEASURES, Description, Measures

ZHUQUE_WIDE_QUOTES = {"“": 13559, "”": 13560, "‘": 13561, "’": 13562}
ZHUQUE_NARROW = "□"
BASE = PREPARED.with_name("base")
"""The folder of our own minimal parts of a Word package."""
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = f'xmlns:w="{nsmap["w"]}"'
_COMPANY = f'{_XML}<Properties xmlns="{EXTENDED}"><Company>{{subject}}</Company></Properties>'


def prepared() -> Iterator[tuple[Path, bytes]]:
    """Yield the path and the data of every prepared file."""
    for file in (*(official.file for official in fonts.OFFICIAL.values()), fonts.RARE_FILE):
        yield fonts.folder() / MEASURES / f"{file.partition('.')[0]}.bin", _measures(file).written()
    packages = {key(*flags): _package(*flags) for flags in product((False, True), repeat=3)}
    yield PREPARED, json.dumps(packages, ensure_ascii=False, indent=1).encode()
    blanks = [lay_out_blank(form, edition) for form, edition in product(OWN, editions())]
    yield BEFOREHAND, beforehand.written(chain.from_iterable(map(fixed_outlines, blanks)))


def _measures(file: str) -> Measures:
    path = fonts.folder() / file
    face = TTFontFile(BytesIO(lzma.decompress(path.read_bytes())) if path.suffix == ".xz" else str(path))
    glyphs, advances = dict(face.charToGlyph), dict(face.charWidths)
    if file == fonts.OFFICIAL[Face.BODY].file:
        _mend_zhuque(glyphs, advances)
    characters = sorted(glyphs)
    return Measures(
        _described(face, len(characters)),
        array("I", characters),
        array("H", [glyphs[character] for character in characters]),
        array("H", [int(advances[character]) for character in characters]),
    )


def _described(face: TTFontFile, characters: int) -> Description:
    return Description(
        name=face.name.decode("ascii"),
        bbox=tuple(face.bbox),
        ascent=face.ascent,
        descent=face.descent,
        cap_height=face.capHeight,
        stem_v=face.stemV,
        italic_angle=face.italicAngle,
        characters=characters,
    )


def _mend_zhuque(glyphs: dict[int, int], advances: dict[int, int]) -> None:
    """Map the quotes to unencoded full-width glyphs, and leave the half-width box to 楷体."""
    for quote, glyph in ZHUQUE_WIDE_QUOTES.items():
        glyphs[ord(quote)], advances[ord(quote)] = glyph, 1000
    del glyphs[ord(ZHUQUE_NARROW)]


def _package(numbered: bool, owned: bool, bound: bool) -> dict[str, Any]:
    """Return the parts of a package with their placeholders, and its footers' relationships."""
    word = docx.Document(BytesIO(_base()))
    properties = word.core_properties
    properties.title, properties.language = "{title}", "{language}"
    word.element.body.text, word.styles.element[-1].tail = "{body}", "{styles}"
    footers = _add_footers(word) if numbered else {}
    if owned:
        properties.subject, _extended(word)._blob = "{subject}", _COMPANY.encode()
    if bound:
        _add_values(word)
    saved = BytesIO()
    word.save(saved)
    with ZipFile(saved) as package:
        return {"footers": footers, "parts": {name: package.read(name).decode() for name in package.namelist()}}


def _extended(word: WordDocument) -> Part:
    part: Part = next(part for part in word.part.package.iter_parts() if part.partname == "/docProps/app.xml")
    return part


def _add_footers(word: WordDocument) -> dict[str, str]:
    """Add the footer parts of odd and even sheets, and return their relationships by kind."""
    word.settings.odd_and_even_pages_header_footer = True
    relations = {}
    for kind in ("default", "even"):
        text = f"{_XML}<w:ftr {_WORD}>{{{kind}_footer}}</w:ftr>"
        part = _part(word, f"/word/footer-{kind}.xml", CONTENT_TYPE.WML_FOOTER, text)
        relations[kind] = word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTER)
    return relations


def _add_values(word: WordDocument) -> None:
    """Add the part that holds a document's values, and the one with its properties."""
    values = _part(word, binding.PART, CONTENT_TYPE.XML, _XML + binding.around("{values}"))
    named = _part(word, binding.PROPERTIES_PART, CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES, _XML + binding.PROPERTIES)
    values.relate_to(named, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    word.part.relate_to(values, RELATIONSHIP_TYPE.CUSTOM_XML)


def _part(word: WordDocument, name: str, kind: str, text: str) -> Part:
    return Part(PackURI(name), kind, text.encode(), word.part.package)


@cache
def _base() -> bytes:
    """Return the package without a text, its parts from `base/`, its faces and line-breaking rules from the code."""
    parts = sorted(path for path in BASE.rglob("*") if path.is_file())
    return disk.archive((part.relative_to(BASE).as_posix(), _completed(part.read_bytes())) for part in parts)


def _completed(part: bytes) -> bytes:
    root = parse_xml(part)
    for names in root.iter(qn("w:rFonts")):
        names.attrib.update({qn(f"w:{script}"): face for script, face in face_names(Face.BODY).items()})
    for fonts_of, face in (("a:majorFont", Face.TITLE), ("a:minorFont", Face.BODY)):
        for named in root.iterfind(f".//{qn(fonts_of)}/*"):
            named.set("typeface", fonts.OFFICIAL[face].name)
    for tag, marks in (("w:noLineBreaksAfter", NOT_LAST), ("w:noLineBreaksBefore", NOT_FIRST)):
        for rule in root.iter(qn(tag)):
            rule.set(qn("w:val"), marks)
    if root.tag == qn("w:fonts"):
        root.extend(parse_xml(font_entry(face).replace("<w:font ", f"<w:font {_WORD} ", 1)) for face in Face)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def main() -> None:
    """Write every prepared file."""
    for path, data in prepared():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
