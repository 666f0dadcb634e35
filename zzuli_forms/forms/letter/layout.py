"""建立政务微博承诺书: one A4 page, signed and sealed at its end.

Top, left and right margins are those of GB/T 9704-2012; to keep one page, the body is 四号 and the
lower margin smaller.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from zzuli_forms.document.nodes import Align, Document, Face, Margins, Page, Paragraph, Role, Run, Seal, SignatureSlot
from zzuli_forms.document.units import ZERO, Length, mm, pt
from zzuli_forms.forms.letter.model import CommitmentLetter
from zzuli_forms.forms.shapes import IDEOGRAPHIC_SPACE, LANGUAGE, SEAL, SIHAO, a4, date_blank, stated, title, typed
from zzuli_forms.official import Clause, Wording, wording

MARGINS = Margins(mm(37), mm(26), mm(26), mm(28))
LEADING = pt(20)
INDENT = SIHAO * 2
SIGNATURE_LEFT = mm(36)
ACTS = ("签字", "盖章", "日期")


def compose(letter: CommitmentLetter | None, edition: str) -> Document:
    """Return the letter; it prints no fact but the optional name before its opening words."""
    page = _page(stated(letter, "heading"), edition)
    return Document(wording(__name__, edition).title, LANGUAGE, stated(letter, "unit"), (page,))


@lru_cache(maxsize=256)
def _page(heading: str, edition: str) -> Page:
    words = wording(__name__, edition)
    return a4(
        words.short_title,
        MARGINS,
        title(words.title, pt(30), pt(8)),
        _opening(heading, words),
        *_articles(words),
        _paragraph(_words(words.text["closing"])),
        _signature(words),
    )


def _paragraph(*runs: Run, role: Role = Role.BODY) -> Paragraph:
    return Paragraph(runs, LEADING, Align.JUSTIFY, indent=INDENT, role=role)


def _words(text: str, face: Face = Face.BODY) -> Run:
    return Run(text, face, SIHAO)


def _opening(heading: str, words: Wording) -> Paragraph:
    opening = _words(words.text["opening"])
    if not heading:
        return _paragraph(opening)
    return _paragraph(typed(CommitmentLetter, ("heading",), heading, SIHAO, SIHAO), opening)


def _articles(words: Wording) -> Iterator[Paragraph]:
    for article in words.clauses:
        yield _article(article)
        for item in article.items:
            yield _paragraph(_words(item.number), _words(item.text), role=Role.SUBITEM)


def _article(article: Clause) -> Paragraph:
    text = _words(f"{IDEOGRAPHIC_SPACE}{article.text}")
    return _paragraph(_words(article.number, Face.LABEL), text, role=Role.ITEM)


def _signature(words: Wording) -> SignatureSlot:
    """Return the slot with its prompts and, at those of date and seal, a clear height of 46 mm for the seal."""
    date = date_blank(f" {words.text['date']}", SIHAO)
    prompts = (
        _prompt(_words(words.text["signature"]), before=mm(6), after=mm(10)),
        _prompt(_words(words.text["signed_on"]), date, after=mm(8)),
        _prompt(_words(words.text["seal"]), after=mm(14.5)),
    )
    place = Seal(SEAL, right=mm(46), bottom=mm(2))
    return SignatureSlot("承诺人", "申请单位主要负责人", ACTS, prompts, place)


def _prompt(*runs: Run, after: Length, before: Length = ZERO) -> Paragraph:
    return Paragraph(
        runs,
        LEADING,
        before=before,
        after=after,
        left=SIGNATURE_LEFT,
        keep_with_next=True,
    )
