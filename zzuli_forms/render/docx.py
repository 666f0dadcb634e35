"""DOCX from a fitted tree: the holes of a prepared package, filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from xml.sax.saxutils import escape

from zzuli_forms import zips
from zzuli_forms.page import Document, Page, Run
from zzuli_forms.render.binding import Values
from zzuli_forms.render.package import prepared
from zzuli_forms.render.wordml import Body, section, shape, style, style_id
from zzuli_forms.tree import paragraphs


def render(document: Document) -> bytes:
    """The document as DOCX; equal trees give equal bytes. Takes a fitted tree."""
    package = prepared(document.folio, bool(document.organisation), bool(document.facts))
    values = Values() if document.facts else None
    body = "".join(_sections(document, Body(values), package.footers))
    parts = package.filled(
        title=escape(document.title),
        language=document.language,
        subject=escape(document.organisation),
        body=body,
        styles="".join(style(run) for run in _styled(document)),
        values=values.part(document.facts) if values else "",
    )
    return zips.archive((name, _packed(part)) for name, part in parts)


_packed = lru_cache(maxsize=64)(zips.pack)


def _sections(document: Document, body: Body, footers: Mapping[str, str]) -> Iterator[str]:
    """One section a page."""
    for number, page in enumerate(document.pages, 1):
        yield body.page(page.blocks, section(page, document.folio, footers), last=number == len(document.pages))


def _styled(document: Document) -> Iterable[Run]:
    """One run for each paragraph style the document uses."""
    last = [run for page in document.pages for run in _closing_runs(page)]
    if document.folio:
        last.append(Run("", document.folio.face, document.folio.size))
    return {style_id(run): run for run in last}.values()


@lru_cache(maxsize=256)
def _closing_runs(page: Page) -> tuple[Run, ...]:
    """The forms of the last runs of a page's paragraphs, each once."""
    return tuple(dict.fromkeys(shape(run) for paragraph in paragraphs(page) for run in paragraph.runs[-1:]))
