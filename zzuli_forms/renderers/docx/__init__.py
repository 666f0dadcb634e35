"""DOCX from a fitted tree: python-docx makes the package of a kind, and parses what a document adds to it."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.ns import nsdecls

from zzuli_forms.document.nodes import Document
from zzuli_forms.files import disk
from zzuli_forms.renderers.docx import binding, parsing, template
from zzuli_forms.renderers.docx.binding import Values
from zzuli_forms.renderers.docx.body import Body
from zzuli_forms.renderers.docx.formats import section
from zzuli_forms.renderers.docx.styles import Shape
from zzuli_forms.renderers.markup import escaped

_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
FAST, LEAST = 1, 1_000
"""How a document's own parts are deflated: at the level that takes least time, and no part of less than this."""


def render(document: Document) -> bytes:
    """Return a fitted tree as DOCX; equal trees give equal bytes."""
    values = Values() if document.facts else None
    body = _body(document, values)
    package = template.package(document.folio, bool(values), _shapes(document, body))
    return disk.archive(_own_parts(document, body, values), package, level=FAST, least=LEAST)


def _body(document: Document, values: Values | None) -> Body:
    """Build the body of a document, one section a page."""
    body, footers = Body(values), template.FOOTERS if document.folio else {}
    for number, page in enumerate(document.pages, 1):
        body.add_page(page, section(page, document.folio, footers), last=number == len(document.pages))
    return body


def _shapes(document: Document, body: Body) -> tuple[Shape, ...]:
    """Return the run formats that need a paragraph style, each once."""
    folio = [Shape(document.folio.face, document.folio.size)] if document.folio else []
    return tuple(dict.fromkeys([*body.shapes, *folio]))


def _own_parts(document: Document, body: Body, values: Values | None) -> Iterator[tuple[str, bytes]]:
    """Yield the parts that each document has for itself."""
    yield template.BODY, parsing.body(body.pieces)
    yield template.CORE, parsing.part(_core_properties(document))
    yield template.EXTENDED, parsing.part(_extended_properties(document.organisation))
    if values:
        yield template.VALUES, parsing.part(binding.around(values.part(document.facts)))


def _core_properties(document: Document) -> str:
    """Return the title, the language and the unit of a document as Dublin Core (ISO/IEC 29500-2, 11)."""
    subject = f"<dc:subject>{escaped(document.organisation)}</dc:subject>" if document.organisation else ""
    stated = f"<dc:title>{escaped(document.title)}</dc:title><dc:language>{escaped(document.language)}</dc:language>"
    return f"<cp:coreProperties {nsdecls('cp', 'dc', 'dcterms')}>{stated}{subject}</cp:coreProperties>"


def _extended_properties(unit: str) -> str:
    """Return the properties that ISO/IEC 29500-1, 22.2, adds: the unit, if one is named."""
    company = f"<Company>{escaped(unit)}</Company>" if unit else ""
    return f'<Properties xmlns="{_EXTENDED}">{company}</Properties>'
