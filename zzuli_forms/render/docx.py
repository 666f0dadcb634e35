"""DOCX from a fitted tree: our own lean package, filled through python-docx."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree
from lxml.etree import _Element

from zzuli_forms import disk
from zzuli_forms.lines import NOT_FIRST, NOT_LAST
from zzuli_forms.page import Document, Face, Folio, Run
from zzuli_forms.render.binding import Values
from zzuli_forms.render.wordml import Body, face_names, font_entry, footer, section, style, style_id
from zzuli_forms.tree import paragraphs

BASE = Path(__file__).parent / "base"
EXTENDED = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"


def render(document: Document) -> bytes:
    """The document as DOCX; equal trees give equal bytes. Takes a fitted tree."""
    word = docx.Document(BytesIO(_base()))
    _describe(word, document)
    word.styles.element.extend(style(run) for run in _styled(document))
    _fill(word, document)
    saved = BytesIO()
    word.save(saved)
    return _undated(saved)


def _styled(document: Document) -> Iterable[Run]:
    """One run for each paragraph style the document uses."""
    last = [run for paragraph in paragraphs(document) for run in paragraph.runs[-1:]]
    if document.folio:
        last.append(Run("", document.folio.face, document.folio.size))
    return {style_id(run): run for run in last}.values()


def _fill(word: WordDocument, document: Document) -> None:
    """One section a page; every section but the last ends in its last paragraph."""
    values = Values() if document.facts else None
    body, writer = word.element.body, Body(values)
    footers = _footers(word, document.folio) if document.folio else {}
    for number, page in enumerate(document.pages, 1):
        body.extend(writer.blocks(page.blocks))
        end = section(page, document.folio, footers)
        if number == len(document.pages):
            body.append(end)
        else:
            _end_section(body.findall(qn("w:p"))[-1], end)
    if values:
        part = values.part(word.part.package, document.facts)
        word.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def _end_section(paragraph: _Element, end: _Element) -> None:
    """Ends a section in its last paragraph; LibreOffice puts text in a plain-text control there on the next page."""
    paragraph[0].append(end)
    for plain_text in list(paragraph.iter(qn("w:text"), qn("w:dataBinding"))):
        plain_text.getparent().remove(plain_text)  # type: ignore[union-attr]


def _footers(word: WordDocument, folio: Folio) -> dict[str, str]:
    """The parts that number odd and even sheets, kind → relationship."""
    word.settings.odd_and_even_pages_header_footer = True
    found = {}
    for kind in ("default", "even"):
        data = etree.tostring(footer(folio, kind == "even"), encoding="UTF-8", xml_declaration=True, standalone=True)
        name = PackURI(f"/word/footer-{kind}.xml")
        part = Part(name, CONTENT_TYPE.WML_FOOTER, data, word.part.package)
        found[kind] = word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTER)
    return found


def _describe(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    properties.title, properties.language = document.title, document.language
    if document.organisation:
        properties.subject = document.organisation
        _part(word, "/docProps/app.xml")._blob = _company(document.organisation)


def _company(organisation: str) -> bytes:
    root = etree.Element(f"{EXTENDED}Properties", nsmap={None: EXTENDED.strip("{}")})  # type: ignore[dict-item]
    etree.SubElement(root, f"{EXTENDED}Company").text = organisation
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _part(word: WordDocument, name: str) -> Part:
    found: Part = next(part for part in word.part.package.iter_parts() if part.partname == name)
    return found


@cache
def _base() -> bytes:
    """The package without a text, its parts from `base/`, its faces and line-breaking rules from the code."""
    parts = sorted(path for path in BASE.rglob("*") if path.is_file())
    return disk.archive((part.relative_to(BASE).as_posix(), _prepared(part.read_bytes())) for part in parts)


def _prepared(part: bytes) -> bytes:
    root = parse_xml(part)
    for names in root.iter(qn("w:rFonts")):
        names.attrib.update({qn(f"w:{script}"): face for script, face in face_names(Face.BODY).items()})
    for tag, marks in (("w:noLineBreaksAfter", NOT_LAST), ("w:noLineBreaksBefore", NOT_FIRST)):
        for rule in root.iter(qn(tag)):
            rule.set(qn("w:val"), marks)
    if root.tag == qn("w:fonts"):
        root.extend([font_entry(face) for face in Face])
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _undated(saved: BytesIO) -> bytes:
    """The same package with every member dated alike."""
    with ZipFile(saved) as dated:
        return disk.archive((name, dated.read(name)) for name in dated.namelist())
