"""公文格式 after GB/T 9704-2012: 22 lines of 28 characters a page, numbered at the outer edge, sealed at the end.

28 characters of 16 pt are 448 pt wide, the text area 442: so they are set 2 % narrower. Characters set closer instead
(by −0.25 pt) would make LibreOffice 7.4 lose the marks that hang past the edge.
"""

from __future__ import annotations

import re
from math import ceil

from msgspec.structs import replace

from zzuli_forms.document.nodes import (
    Align,
    Block,
    Document,
    Face,
    Folio,
    Margins,
    Page,
    Paragraph,
    Role,
    Run,
    Seal,
    SignatureSlot,
    Source,
)
from zzuli_forms.document.units import ZERO, Length, mm, pt
from zzuli_forms.forms.shapes import (
    A4,
    IDEOGRAPHIC_SPACE,
    LANGUAGE,
    SANHAO,
    SEAL,
    SIHAO,
    Step,
    date_blank,
    stated,
    title,
)
from zzuli_forms.models.days import written
from zzuli_forms.models.facts import Facts, label, path_text
from zzuli_forms.official import Wording

MARGINS = Margins(mm(37), mm(26), mm(35), mm(28))
TEXT_WIDTH = A4[0] - MARGINS.left - MARGINS.right
LEADING = pt(28.95)
SCALE = 98
EM = Length(SANHAO * SCALE // 100)
"""The width of a character of the grid: 28 of them fill the text width of 156 mm."""
INDENT = EM * 2
DATE_END = EM * 4
LONGEST_SIGNED = 20
"""The most characters of a unit's name on one line over the date; a longer one takes several equal lines."""
FOLIO = Folio("— ", " —", Face.SONG, SIHAO, leading=pt(14), below=mm(4.4), inside=SIHAO)
"""The page number in 四号 Song-type, its dashes 7 mm below the text, one character in from the outer edge (7.5)."""
SEAL_ROOM, BELOW_DATE = mm(46), mm(8)
SEAL_ABOVE = mm(24)
"""Distance from the seal's centre to the slot's lower edge; name and date lie a little below the centre (7.3.5.1)."""
CLOSEST = 85
NUMERALS = "一二三四五六七八九十"


def sheet(*blocks: Block, tightest: int = 100, name: str = "") -> Page:
    """Return a page that runs on to as many sheets as it needs; it has a name if it is to be signed."""
    return Page(*A4, MARGINS, blocks, flows=True, tightest=tightest, name=name)


def report(model: type[Facts], facts: Facts | None, wording: Wording, *items: Block) -> Document:
    """Return a sealed letter to the office: title, addressee, opening words, items, closing words, unit and date.

    Its leading may shrink so that the seal finds room on the sheet (7.3.5.5).
    """
    text = wording.text
    page = sheet(
        title(wording.title, LEADING, LEADING),
        addressee(text["addressee"]),
        body(words(text["opening"])),
        *items,
        body(words(text["closing"]), keep_with_next=True),
        signature(fact(model, facts, "unit"), day(model, facts, "dated", text["date"])),
        tightest=CLOSEST,
        name=wording.short_title,
    )
    dated = getattr(facts, "dated", None)
    return Document(wording.title, LANGUAGE, stated(facts, "unit"), (page,), FOLIO, dated)


def words(text: str, face: Face = Face.BODY) -> Run:
    """Return a run of the letter's words, 三号 on the grid."""
    return Run(text, face, SANHAO, scale=SCALE)


def fact(model: type[Facts], facts: Facts | None, *path: Step) -> Run:
    """Return a run of a stated fact in the letter's own type; an empty one on a blank letter."""
    source = Source(path_text(path), label(model, *path))
    return Run(indented(stated(facts, *path)), Face.BODY, SANHAO, source, scale=SCALE)


def indented(text: str) -> str:
    """Return a text with two ideographic spaces before each paragraph but the first, which its paragraph indents."""
    return re.sub(f"\n[ \t\u00a0{IDEOGRAPHIC_SPACE}]*", f"\n{2 * IDEOGRAPHIC_SPACE}", text)


def day(model: type[Facts], facts: Facts | None, field: str, blank: str) -> Run:
    """Return a run of a stated day, or of room for one to be written by hand."""
    date = getattr(facts, field, None)
    return replace(fact(model, facts, field), text=written(date)) if date else date_blank(blank, SANHAO, SCALE)


def addressee(text: str) -> Paragraph:
    """Return 主送机关, flush left below the title (7.3.2)."""
    return Paragraph((words(text),), LEADING)


def body(*runs: Run, keep_with_next: bool = False, role: Role = Role.BODY) -> Paragraph:
    """Return a paragraph indented by two characters (7.3.3)."""
    return Paragraph(runs, LEADING, Align.JUSTIFY, indent=INDENT, keep_with_next=keep_with_next, role=role)


def item(number: int, heading: str, *runs: Run, keep_with_next: bool = False) -> Paragraph:
    """Return a first-level item, 「一、」 and its heading in 黑体 (7.3.3)."""
    lead_in = (f"{NUMERALS[number - 1]}、", heading + ("：" if runs else ""))
    labels = (words(text, Face.LABEL) for text in lead_in)
    return body(*labels, *runs, keep_with_next=keep_with_next, role=Role.ITEM)


def centred(text: str, face: Face, keep_with_next: bool = False) -> Paragraph:
    """Return a centred line: the status of a text, a chapter's heading."""
    return Paragraph((words(text, face),), LEADING, Align.CENTER, keep_with_next=keep_with_next)


def signature(unit: Run, date: Run) -> SignatureSlot:
    """Return the slot of unit over date, and the seal over both (7.3.5.1).

    The date ends four characters before the right edge and the unit is centred over it; a name too wide for that moves
    both further left. The box of a name on one line reaches to the edge, so that a longer one may be typed there later;
    a name on several lines has equal lines. The seal's upper edge lies within one line of the text above.
    """
    lines = ceil(_ems(unit.text) / LONGEST_SIGNED) or 1
    wide = Length(round(EM * (_ems(unit.text) / lines + 0.6)))
    dated = Length(round(EM * _ems(date.text)))
    centre = max(DATE_END + dated // 2, wide // 2)
    whole = Length(centre * 2)
    above = max(LEADING, SEAL_ROOM - BELOW_DATE - LEADING * (lines + 1))
    prompts = (
        _over(unit, centre, whole if lines == 1 else wide, before=above, keep=True),
        _over(date, centre, whole, after=BELOW_DATE),
    )
    place = Seal(SEAL, right=Length(centre) - SEAL // 2, bottom=SEAL_ABOVE - SEAL // 2)
    acts = ("盖章",) if date.source else ("盖章", "日期")
    return SignatureSlot("落款", "本单位", acts, prompts, place)


def _over(
    run: Run, centre: int, width: Length, before: Length = ZERO, after: Length = ZERO, keep: bool = False
) -> Paragraph:
    """Return a line centred at `centre` from the right edge of the text area, in a box of `width`."""
    right = Length(centre - width // 2)
    return Paragraph(
        (run,),
        LEADING,
        Align.CENTER,
        before=before,
        after=after,
        left=TEXT_WIDTH - right - width,
        right=right,
        keep_with_next=keep,
        hangs=False,
    )


def _ems(text: str) -> float:
    """Return the approximate width of a text in ems; Latin and digits count half."""
    return sum(0.5 if character < "\u2e80" else 1 for character in text)
