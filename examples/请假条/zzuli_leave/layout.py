"""请假条: one A4 page, a grid of four columns, one place for a seal."""

from __future__ import annotations

from zzuli_forms.document.nodes import (
    Align,
    Border,
    Cell,
    Document,
    Face,
    Margins,
    Padding,
    Paragraph,
    Row,
    Run,
    Seal,
    SignatureSlot,
    Table,
    VAlign,
)
from zzuli_forms.document.units import mm, pt
from zzuli_forms.forms.shapes import (
    CELL,
    LANGUAGE,
    SEAL,
    WUHAO,
    XIAOSI,
    a4,
    clear,
    date_blank,
    in_lines,
    label_cell,
    spread,
    stated,
    title,
    typed,
)
from zzuli_forms.models.days import written
from zzuli_forms.models.facts import label
from zzuli_forms.official import Wording, wording
from zzuli_leave.model import LeaveRequest

MARGINS = Margins(mm(25), mm(20), mm(20), mm(20))
COLUMNS = (mm(28), mm(57), mm(28), mm(57))
BORDER = Border(frame=pt(1), inner=pt(0.5))
LEADING = pt(16)
ROW, REASON_ROW, OPINION_ROW = mm(13), mm(60), mm(70)


def compose(request: LeaveRequest | None, edition: str) -> Document:
    """Return the form with its facts, or blank for filling by hand."""
    words = wording(__name__, edition)
    rows = (
        _row(request, "name", "unit"),
        _row(request, "begins", "ends"),
        Row((_label("phone"), _value(request, "phone", colspan=3)), ROW),
        Row((_label("reason"), _value(request, "reason", colspan=3, align=Align.JUSTIFY)), REASON_ROW, grows=1),
        Row((label_cell(in_lines(words.text["opinion"], 4, 2), LEADING), _opinion(words)), OPINION_ROW, grows=1),
    )
    page = a4(words.short_title, MARGINS, title(words.title, pt(30), pt(12)), Table(COLUMNS, rows, BORDER))
    return Document(words.title, LANGUAGE, stated(request, "unit"), (page,))


def _row(request: LeaveRequest | None, *fields: str) -> Row:
    return Row(tuple(cell for field in fields for cell in (_label(field), _value(request, field))), ROW)


def _label(field: str) -> Cell:
    return label_cell(label(LeaveRequest, field), LEADING)


def _value(request: LeaveRequest | None, field: str, colspan: int = 1, align: Align = Align.CENTER) -> Cell:
    run = typed(LeaveRequest, (field,), _text(request, field), XIAOSI, WUHAO)
    return Cell(clear(Paragraph((run,), LEADING, align, hangs=False)), CELL, colspan)


def _text(request: LeaveRequest | None, field: str) -> str:
    """Return the text in which a fact is printed: days as letters print them, a short name spread."""
    if request is not None and field in ("begins", "ends"):
        return written(getattr(request, field))
    return spread(stated(request, field)) if field == "name" else stated(request, field)


def _opinion(words: Wording) -> Cell:
    """Return the cell for the opinion, the signature and the seal of the unit."""
    signature = Run(words.text["signature"], Face.BODY, XIAOSI)
    prompts = (
        Paragraph((signature,), LEADING, Align.RIGHT, after=mm(4), right=mm(40)),
        Paragraph((date_blank(words.text["date"], XIAOSI),), LEADING, Align.RIGHT, after=mm(8), right=mm(12)),
    )
    place = Seal(SEAL, right=mm(5.5), bottom=mm(2))
    slot = SignatureSlot("所在单位", "所在单位负责人", ("填写意见", "签字", "盖章", "日期"), prompts, place)
    return Cell((slot,), Padding(), colspan=3, valign=VAlign.BOTTOM)
