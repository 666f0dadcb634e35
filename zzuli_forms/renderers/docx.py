"""DOCX from a fitted tree: the holes of a prepared package, filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import escape
from itertools import chain

from zzuli_forms import zips
from zzuli_forms.page import Block, Document
from zzuli_forms.renderers.binding import Values
from zzuli_forms.renderers.package import prepared
from zzuli_forms.renderers.wordml import Body, footer, section
from zzuli_forms.renderers.wordstyles import Shape, styles
from zzuli_forms.tree import is_typed, paragraphs


def render(document: Document) -> bytes:
    """The document as DOCX; equal trees give equal bytes. Takes a fitted tree."""
    package = prepared(bool(document.folio), bool(document.organisation), bool(document.facts))
    values = Values() if document.facts else None
    body = "".join(_sections(document, Body(values), package.footers))
    members = package.filled(
        title=escape(document.title, quote=False),
        language=document.language,
        subject=escape(document.organisation, quote=False),
        body=body,
        styles=styles(tuple(_shapes(document))),
        values=values.part(document.facts) if values else "",
        default_footer=footer(document.folio, even=False) if document.folio else "",
        even_footer=footer(document.folio, even=True) if document.folio else "",
    )
    return zips.archive(members)


def _sections(document: Document, body: Body, footers: Mapping[str, str]) -> Iterator[str]:
    """One section a page."""
    for number, page in enumerate(document.pages, 1):
        end, last = section(page, document.folio, footers), number == len(document.pages)
        yield body.page(page.blocks, end, last) if is_typed(page) else _fixed_page(page.blocks, end, last)


@lru_cache(maxsize=64)
def _fixed_page(blocks: tuple[Block, ...], end: str, last: bool) -> str:
    return Body(None).page(blocks, end, last)


def _shapes(document: Document) -> Iterable[Shape]:
    """The forms of the last runs of the document's paragraphs, each once."""
    closing = (paragraph.runs[-1] for paragraph in paragraphs(document) if paragraph.runs)
    folio = [Shape(document.folio.face, document.folio.size)] if document.folio else []
    return dict.fromkeys(chain(map(Shape.of, closing), folio))
