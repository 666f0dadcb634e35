"""政务微博体系管理条例: chapters and articles that flow over numbered pages."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from zzuli_forms.document.nodes import Document, Face, Paragraph, Role
from zzuli_forms.document.units import ZERO
from zzuli_forms.forms import gongwen
from zzuli_forms.forms.regulation.model import Regulation
from zzuli_forms.forms.shapes import IDEOGRAPHIC_SPACE, LANGUAGE, title
from zzuli_forms.official import Clause, wording


def compose(_regulation: Regulation | None, edition: str) -> Document:
    """Return the regulation; no fact is printed in it."""
    words = wording(__name__, edition)
    page = gongwen.sheet(
        title(words.title, gongwen.LEADING, ZERO),
        replace(gongwen.centred(words.text["status"], Face.KAITI), after=gongwen.LEADING),
        *(paragraph for chapter in words.clauses for paragraph in _chapter(chapter)),
    )
    return Document(words.title, LANGUAGE, "", (page,), gongwen.FOLIO)


def _chapter(chapter: Clause) -> Iterator[Paragraph]:
    heading = f"{chapter.number}{IDEOGRAPHIC_SPACE}{chapter.text}"
    yield replace(gongwen.centred(heading, Face.LABEL, keep_with_next=True), role=Role.HEADING)
    for article in chapter.items:
        yield _article(article)
        for item in article.items:
            yield gongwen.body(gongwen.words(item.number), gongwen.words(item.text), role=Role.SUBITEM)


def _article(article: Clause) -> Paragraph:
    lead_in = gongwen.words(article.number, Face.LABEL)
    return gongwen.body(lead_in, gongwen.words(f"{IDEOGRAPHIC_SPACE}{article.text}"), role=Role.ITEM)
