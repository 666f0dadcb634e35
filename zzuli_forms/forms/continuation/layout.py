"""附页: a sheet behind a page, with the full texts of which the page prints only a part."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from zzuli_forms.document.frozen import once
from zzuli_forms.document.nodes import Document, Face, Page, Paragraph, Run
from zzuli_forms.document.units import ZERO
from zzuli_forms.document.walking import runs
from zzuli_forms.forms import gongwen
from zzuli_forms.forms.approval.model import ApprovalForm
from zzuli_forms.forms.shapes import SANHAO, title
from zzuli_forms.models.facts import label
from zzuli_forms.official import wording
from zzuli_forms.typeset.overflow import shortened

TITLE, ENDING = wording(__name__).title, wording(__name__).text["ending"]


def carried_over(document: Document) -> Document:
    """Return the document with running text cut that a page cannot hold, and whole on a sheet behind that page."""
    pages = (page for whole in document.pages for page in _carried_over(whole, document.organisation))
    return replace(document, pages=tuple(pages))


@once
def _carried_over(whole: Page, unit: str) -> tuple[Page, ...]:
    page = shortened(whole, ENDING)
    sources = {run.source for run in runs(page)}
    texts = [run for run in runs(whole) if run.source and run.source not in sources]
    return (page, _sheet(whole, unit, texts)) if texts else (page,)


def _sheet(page: Page, unit: str, texts: Sequence[Run]) -> Page:
    """Return the sheet behind a page, with the full texts that were cut on it."""
    whole = (paragraph for run in texts for paragraph in _text(run))
    return gongwen.sheet(*_heading(page), _unit(unit), *whole, tightest=gongwen.CLOSEST)


def _heading(page: Page) -> tuple[Paragraph, ...]:
    form = next(run.text for run in runs(page) if run.face is Face.TITLE)
    appended = gongwen.centred(TITLE, Face.KAITI)
    return title(form, gongwen.LEADING, ZERO), replace(appended, after=gongwen.LEADING)


def _unit(unit: str) -> Paragraph:
    heading = gongwen.words(f"{label(ApprovalForm, 'unit')}：", Face.LABEL)
    return Paragraph((heading, gongwen.words(unit)), gongwen.LEADING)


def _text(run: Run) -> tuple[Paragraph, ...]:
    assert run.source is not None
    heading = gongwen.words(f"{run.source.label}：", Face.LABEL)
    text = replace(run, text=gongwen.indented(run.text), size=SANHAO, minimum=None, scale=gongwen.SCALE)
    lead_in = Paragraph((heading,), gongwen.LEADING, keep_with_next=True)
    return lead_in, gongwen.body(text)
