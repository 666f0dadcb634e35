"""The package of a kind of document, made by python-docx from the lean template in `base/`.

python-docx knows parts, content types and relationships, but takes milliseconds to open and save a package, and its
objects are not for several threads at once. So it makes each kind of document once, and only bytes are kept: a zip of
the parts that are the same in every document of the kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml

from zzuli_forms.document.nodes import Face, Folio
from zzuli_forms.files import disk
from zzuli_forms.renderers.docx import binding, parsing
from zzuli_forms.renderers.docx.body import footer
from zzuli_forms.renderers.docx.styles import Shape, face_names, font_entry, styles
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.linebreak import NOT_FIRST, NOT_LAST

BASE = Path(__file__).with_name("base")
"""The folder of our own minimal parts of a Word package."""
BODY, CORE, EXTENDED, VALUES = "word/document.xml", "docProps/core.xml", "docProps/app.xml", binding.PART[1:]
OWN = frozenset({BODY, CORE, EXTENDED, VALUES})
"""The parts that each document has for itself."""
FOOTERS = {"default": "rId5", "even": "rId6"}
"""The relationship ids of the footers of odd and even sheets, behind those of `base/`."""


@lru_cache(maxsize=64)
def package(folio: Folio | None, bound: bool, shapes: Sequence[Shape]) -> bytes:
    """Return a zip of the parts that documents with this folio and these run formats share, with or without facts."""
    word = docx.Document(BytesIO(_base()))
    word.styles.element.extend(parse_xml(f"<w:styles {nsdecls('w')}>{styles(shapes)}</w:styles>"))
    if folio:
        _add_footers(word, folio)
    if bound:
        _add_values(word)
    saved = BytesIO()
    word.save(saved)
    return disk.archive(_shared(saved), level=9)


def _shared(saved: BytesIO) -> Iterator[tuple[str, bytes]]:
    with ZipFile(saved) as zipped:
        for name in zipped.namelist():
            if name not in OWN:
                yield name, zipped.read(name)


def _add_footers(word: WordDocument, folio: Folio) -> None:
    """Add the footers of odd and even sheets."""
    word.settings.odd_and_even_pages_header_footer = True
    for kind, relation in FOOTERS.items():
        text = f"<w:ftr {nsdecls('w')}>{footer(folio, even=kind == 'even')}</w:ftr>"
        part = _part(word, f"/word/footer-{kind}.xml", CONTENT_TYPE.WML_FOOTER, text)
        word.part.load_rel(RELATIONSHIP_TYPE.FOOTER, part, relation)


def _add_values(word: WordDocument) -> None:
    """Add the part that holds a document's values, and the one with its properties."""
    values = _part(word, binding.PART, CONTENT_TYPE.XML, binding.around(""))
    named = _part(word, binding.PROPERTIES_PART, CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES, binding.PROPERTIES)
    values.relate_to(named, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    word.part.relate_to(values, RELATIONSHIP_TYPE.CUSTOM_XML)


def _part(word: WordDocument, name: str, kind: str, text: str) -> Part:
    return Part(PackURI(name), kind, parsing.part(text), word.part.package)


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
        root.extend(parse_xml(f"<w:fonts {nsdecls('w')}>{''.join(map(font_entry, Face))}</w:fonts>"))
    return serialize_part_xml(root)
