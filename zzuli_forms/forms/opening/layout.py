"""政务微博开通情况的报告: a letter of one page."""

from __future__ import annotations

from zzuli_forms.document.nodes import Document
from zzuli_forms.forms import gongwen
from zzuli_forms.forms.opening.model import OpeningNotice
from zzuli_forms.models.facts import label
from zzuli_forms.official import wording

FIELDS = ("account", "domain", "opened")


def compose(notice: OpeningNotice | None, edition: str) -> Document:
    """Return the letter with its facts, or blank for filling by hand."""
    words = wording(__name__, edition)
    facts = (
        gongwen.fact(OpeningNotice, notice, "account"),
        gongwen.fact(OpeningNotice, notice, "domain"),
        gongwen.day(OpeningNotice, notice, "opened", words.text["date"]),
    )
    items = (
        gongwen.item(number, label(OpeningNotice, field), run)
        for number, (field, run) in enumerate(zip(FIELDS, facts, strict=True), 1)
    )
    return gongwen.report(OpeningNotice, notice, words, *items)
