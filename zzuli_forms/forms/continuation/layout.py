"""附页: a sheet behind a page, with the full texts of which the page prints only a part."""

from __future__ import annotations

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

TITLE, ENDING = wording(__name__).title, wording(__name__).text["ending"]


def carried_over(whole: Document, shortened: Document) -> Document:
    """Return the shortened document, each page followed by a sheet with the texts that were cut on it."""
    pairs = zip(whole.pages, shortened.pages, strict=True)
    pages = (page for before, after in pairs for page in (after, *_sheets(before, after, whole.organisation)))
    return replace(shortened, pages=tuple(pages))


@once
def _sheets(whole: Page, shortened: Page, unit: str) -> tuple[Page, ...]:
    sources = {run.source for run in runs(shortened)}
    cut = [run for run in runs(whole) if run.source and run.source not in sources]
    if not cut:
        return ()
    texts = (paragraph for run in cut for paragraph in _text(run))
    return (gongwen.sheet(*_heading(whole), _unit(unit), *texts, tightest=gongwen.CLOSEST),)


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
