"""DOCX from a fitted tree: a prepared package, its placeholders filled."""

from __future__ import annotations

from collections.abc import Mapping

from zzuli_forms.document.nodes import Document
from zzuli_forms.files.deflating import Own
from zzuli_forms.renderers.docx.binding import Values
from zzuli_forms.renderers.docx.body import Body, footer, own
from zzuli_forms.renderers.docx.formats import section
from zzuli_forms.renderers.docx.package import prepared
from zzuli_forms.renderers.docx.styles import Shape, styles
from zzuli_forms.renderers.markup import escaped


def render(document: Document) -> bytes:
    """Return a fitted tree as DOCX; equal trees give equal bytes."""
    package = prepared(bool(document.folio), bool(document.organisation), bool(document.facts))
    values = Values() if document.facts else None
    body = _body(document, values, package.footers)
    shared = package.with_shared(
        styles=styles(_shapes(document, body)),
        default_footer=footer(document.folio, even=False) if document.folio else "",
        even_footer=footer(document.folio, even=True) if document.folio else "",
    )
    return package.filled(
        shared,
        title=[escaped(document.title)],
        language=[document.language],
        subject=[own(document.organisation)],
        body=body.pieces,
        values=[Own(values.part(document.facts))] if values else [],
    )


def _body(document: Document, values: Values | None, footers: Mapping[str, str]) -> Body:
    """Build the body of a document, one section a page."""
    body = Body(values)
    for number, page in enumerate(document.pages, 1):
        body.add_page(page, section(page, document.folio, footers), last=number == len(document.pages))
    return body


def _shapes(document: Document, body: Body) -> tuple[Shape, ...]:
    """Return the run formats that need a paragraph style, each once."""
    folio = [Shape(document.folio.face, document.folio.size)] if document.folio else []
    return tuple(dict.fromkeys([*body.shapes, *folio]))
