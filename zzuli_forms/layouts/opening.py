"""政务微博开通情况的报告: a letter of one page."""

from __future__ import annotations

from zzuli_forms.layouts import LANGUAGE, gongwen, stated, title
from zzuli_forms.models import OpeningNotice
from zzuli_forms.models.facts import label
from zzuli_forms.official import wording
from zzuli_forms.page import Document


def compose(notice: OpeningNotice | None, edition: str) -> Document:
    """The letter with its facts, or blank for filling by hand."""
    words = wording("opening", edition)
    stated_facts = (
        gongwen.fact(OpeningNotice, notice, "account"),
        gongwen.fact(OpeningNotice, notice, "domain"),
        gongwen.day(OpeningNotice, notice, "opened", words.text["date"]),
    )
    fields = ("account", "domain", "opened")
    items = (gongwen.item(n, label(OpeningNotice, fields[n - 1]), run) for n, run in enumerate(stated_facts, 1))
    page = gongwen.letter(
        title(words.title, gongwen.LEADING, gongwen.LEADING),
        gongwen.addressee(words.text["addressee"]),
        gongwen.body(gongwen.words(words.text["opening"])),
        *items,
        gongwen.body(gongwen.words(words.text["closing"]), keep_with_next=True),
        gongwen.signature(
            gongwen.fact(OpeningNotice, notice, "unit"),
            gongwen.day(OpeningNotice, notice, "dated", words.text["date"]),
        ),
    )
    return Document(words.title, LANGUAGE, stated(notice, "unit"), (page,), gongwen.FOLIO)
