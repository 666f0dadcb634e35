"""All of a Word file but what it says, made once by python-docx from our own lean parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import parse_xml
from lxml import etree

from zzuli_forms import disk
from zzuli_forms.lines import NOT_FIRST, NOT_LAST
from zzuli_forms.page import Face, Folio
from zzuli_forms.renderers import binding
from zzuli_forms.renderers.wordml import footer
from zzuli_forms.renderers.wordstyles import face_names, font_entry
from zzuli_forms.zips import Packed, pack_fast

EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
BASE = Path(__file__).parent / "base"
HOLES = re.compile("{(title|language|subject|body|styles|values)}")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = f'xmlns:w="{nsmap["w"]}"'
_COMPANY = f'{_XML}<Properties xmlns="{EXTENDED}"><Company>{{subject}}</Company></Properties>'


@dataclass(frozen=True)
class Package:
    """The parts of a package by name, each cut where it has holes; its footers' relationships by kind."""

    parts: Mapping[str, Sequence[str]]
    footers: Mapping[str, str]

    def filled(self, **values: str) -> Iterator[tuple[str, Packed]]:
        """Every part with its holes filled with XML."""
        for name, cut in self.parts.items():
            yield name, _packed("".join([values[text] if hole % 2 else text for hole, text in enumerate(cut)]))


@lru_cache(maxsize=32)
def _packed(part: str) -> Packed:
    return pack_fast(part.encode())


@cache
def prepared(folio: Folio | None, owned: bool, bound: bool) -> Package:
    """The package of documents that number their sheets, if by a `folio`, name a unit or not, carry facts or not."""
    word = docx.Document(BytesIO(_base()))
    properties = word.core_properties
    properties.title, properties.language = "{title}", "{language}"
    word.element.body.text, word.styles.element[-1].tail = "{body}", "{styles}"
    footers = _add_footers(word, folio) if folio else {}
    if owned:
        properties.subject, _extended(word)._blob = "{subject}", _COMPANY.encode()
    if bound:
        _add_values(word)
    saved = BytesIO()
    word.save(saved)
    with ZipFile(saved) as package:
        return Package({name: HOLES.split(package.read(name).decode()) for name in package.namelist()}, footers)


def _extended(word: WordDocument) -> Part:
    found: Part = next(part for part in word.part.package.iter_parts() if part.partname == "/docProps/app.xml")
    return found


def _add_footers(word: WordDocument, folio: Folio) -> dict[str, str]:
    """The parts that number odd and even sheets."""
    word.settings.odd_and_even_pages_header_footer = True
    found = {}
    for kind in ("default", "even"):
        text = f"{_XML}<w:ftr {_WORD}>{footer(folio, kind == 'even')}</w:ftr>"
        part = _part(word, f"/word/footer-{kind}.xml", CONTENT_TYPE.WML_FOOTER, text)
        found[kind] = word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTER)
    return found


def _add_values(word: WordDocument) -> None:
    """The part that holds a document's values, and the one that names it."""
    values = _part(word, binding.PART, CONTENT_TYPE.XML, _XML + binding.around("{values}"))
    named = _part(word, binding.PROPERTIES_PART, CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES, _XML + binding.PROPERTIES)
    values.relate_to(named, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    word.part.relate_to(values, RELATIONSHIP_TYPE.CUSTOM_XML)


def _part(word: WordDocument, name: str, kind: str, text: str) -> Part:
    return Part(PackURI(name), kind, text.encode(), word.part.package)


@cache
def _base() -> bytes:
    """The package without a text, its parts from `base/`, its faces and line-breaking rules from the code."""
    parts = sorted(path for path in BASE.rglob("*") if path.is_file())
    return disk.archive((part.relative_to(BASE).as_posix(), _completed(part.read_bytes())) for part in parts)


def _completed(part: bytes) -> bytes:
    root = parse_xml(part)
    for names in root.iter(qn("w:rFonts")):
        names.attrib.update({qn(f"w:{script}"): face for script, face in face_names(Face.BODY).items()})
    for tag, marks in (("w:noLineBreaksAfter", NOT_LAST), ("w:noLineBreaksBefore", NOT_FIRST)):
        for rule in root.iter(qn(tag)):
            rule.set(qn("w:val"), marks)
    if root.tag == qn("w:fonts"):
        root.extend(parse_xml(font_entry(face).replace("<w:font ", f"<w:font {_WORD} ", 1)) for face in Face)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
