"""政务微博体系审批表: one A4 page, a grid of five columns, three notes below it."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TypeAlias

from msgspec.structs import replace

from zzuli_forms.document.nodes import (
    Align,
    Border,
    Cell,
    Document,
    Face,
    Margins,
    Padding,
    Page,
    Paragraph,
    Role,
    Row,
    Run,
    Seal,
    SignatureSlot,
    Table,
    VAlign,
)
from zzuli_forms.document.units import ZERO, Length, mm, pt
from zzuli_forms.document.walking import is_typed, map_paragraphs
from zzuli_forms.forms.approval.model import ApprovalForm
from zzuli_forms.forms.shapes import (
    CELL,
    LANGUAGE,
    SEAL,
    WUHAO,
    XIAOSI,
    Step,
    a4,
    clear,
    date_blank,
    in_lines,
    label_cell,
    own_label,
    spread,
    stated,
    title,
    typed,
)
from zzuli_forms.models.facts import label, path_text
from zzuli_forms.models.people import MOST_ADMINISTRATORS
from zzuli_forms.official import Clause, Wording, wording

Path: TypeAlias = tuple[Step, ...]

MARGINS = Margins(mm(17), mm(20), mm(13), mm(20))
COLUMNS = (mm(22), mm(17), mm(57), mm(15), mm(59))
BORDER = Border(frame=pt(1), inner=pt(0.5))
LEADING, LABEL_LEADING = pt(16), pt(14.5)
PROSE_LEADING = pt(15.6)
PROSE_CELL, PROSE_CLEAR = Padding(pt(5.4), pt(7)), pt(3.5)
DOWNWARD_LEADING = pt(20)
ONE_WIDE = Padding(left=mm(8), right=mm(8))
DATA_ROW, OPINION_ROW = mm(8.7), mm(46.4)
SIGNING_ROOM, DATE_END = mm(40), mm(12)
SEAL_PLACE = Seal(SEAL, right=mm(5.5), bottom=mm(2))
NOTE_MARK, NOTE_NUMBER = WUHAO * 2, WUHAO
ACTS = ("填写意见", "签字", "盖章", "日期")
MEMBERS: tuple[Path, ...] = (("leader",), *(("administrators", number) for number in range(MOST_ADMINISTRATORS)))
_PRINTED: tuple[Path, ...] = (
    *((name,) for name in ("unit", "account", "purpose", "scope")),
    *(("team", *member, field) for member in MEMBERS for field in ("name", "phone")),
)
"""Field paths of the facts that the form prints."""


def compose(form: ApprovalForm | None, edition: str) -> Document:
    """Return the form with its facts, or blank for filling by hand."""
    texts = tuple([stated(form, *path) for path in _PRINTED])
    return Document(wording(__name__, edition).title, LANGUAGE, stated(form, "unit"), (_page(texts, edition),))


@lru_cache(maxsize=32)
def _page(texts: tuple[str, ...], edition: str) -> Page:
    """Return the page with these texts, its printed parts the same objects on the page of every unit."""
    values = dict(zip(map(path_text, _PRINTED), texts, strict=True))

    def filled(run: Run) -> Run:
        return replace(run, text=_shown(run.source.path, values[run.source.path])) if run.source else run

    def change(paragraph: Paragraph) -> Paragraph:
        return replace(paragraph, runs=tuple(map(filled, paragraph.runs))) if is_typed(paragraph) else paragraph

    return map_paragraphs(_blank(edition), change)


def _shown(path: str, text: str) -> str:
    """Return the text of a fact as it is printed."""
    return spread(text) if path.endswith(".name") else text


@cache
def _blank(edition: str) -> Page:
    words = wording(__name__, edition)
    return a4(words.short_title, MARGINS, title(words.title, pt(28), pt(7)), _grid(words), *_notes(words))


def _grid(words: Wording) -> Table:
    rows = (
        _value_row("unit"),
        _value_row("account"),
        _prose_row("purpose"),
        _prose_row("scope"),
        *_team_rows(),
        *_opinion_rows(words),
    )
    return Table(COLUMNS, rows, BORDER)


def _opinion_rows(words: Wording) -> tuple[Row, ...]:
    return (
        _opinion_row(_unit_slot(words), in_lines(words.text["unit_opinion"], 4, 3, 2)),
        _opinion_row(_office_slot(words), in_lines(words.text["office_opinion"], 2, 3, 4)),
    )


def _value(*path: Step, colspan: int = 1) -> Cell:
    run = typed(ApprovalForm, path, "", XIAOSI, WUHAO)
    return Cell(clear(Paragraph((run,), LEADING, Align.CENTER, hangs=False)), CELL, colspan)


def _value_row(field: str) -> Row:
    heading = label(ApprovalForm, field)
    text = heading if len(heading) <= 4 else in_lines(heading, 4, len(heading) - 4)
    return Row((label_cell(text, LABEL_LEADING), _value(field, colspan=4)), DATA_ROW, grows=1)


def _prose_row(field: str) -> Row:
    heading = Run(f"{label(ApprovalForm, field)}：", Face.LABEL, XIAOSI)
    text = typed(ApprovalForm, (field,), "", XIAOSI, WUHAO)
    paragraph = Paragraph((heading, text), PROSE_LEADING, Align.JUSTIFY, hangs=False)
    cell = Cell(clear(paragraph, above=PROSE_CLEAR), PROSE_CELL, colspan=5, valign=VAlign.TOP)
    return Row((cell,), DATA_ROW, grows=6)


def _team_rows() -> tuple[Row, ...]:
    leader, *administrators = (_member_cells("team", *member) for member in MEMBERS)
    rows = ((_downwards(), *leader), *administrators)
    return tuple(Row(cells, DATA_ROW, grows=1) for cells in rows)


def _downwards() -> Cell:
    """Return the cell with the team's label, one character a line."""
    heading = label_cell(label(ApprovalForm, "team"), DOWNWARD_LEADING)
    return replace(heading, padding=ONE_WIDE, rowspan=1 + MOST_ADMINISTRATORS)


def _member_cells(*path: Step) -> tuple[Cell, ...]:
    return (
        label_cell(own_label(ApprovalForm, *path), LEADING),
        _value(*path, "name"),
        label_cell(own_label(ApprovalForm, *path, "phone"), LEADING),
        _value(*path, "phone"),
    )


def _opinion_row(slot: SignatureSlot, heading: str) -> Row:
    cell = Cell((slot,), Padding(), colspan=4, valign=VAlign.BOTTOM)
    return Row((label_cell(heading, pt(18)), cell), OPINION_ROW, grows=4)


def _unit_slot(words: Wording) -> SignatureSlot:
    prompts = _prompts(words.text["unit_signature"], words.text["date"])
    return SignatureSlot("申报单位负责人", "申报单位主要负责人", ACTS, prompts, SEAL_PLACE)


def _office_slot(words: Wording) -> SignatureSlot:
    prompts = _prompts(words.text["office_signature"], words.text["date"])
    return SignatureSlot("党委宣传部", "党委宣传部", ACTS, prompts, SEAL_PLACE)


def _prompts(signature: str, date: str) -> tuple[Paragraph, ...]:
    """Return the signature's prompt with room to sign at its right, and the date under that room."""
    return (
        _prompt(Run(signature, Face.BODY, XIAOSI), SIGNING_ROOM, after=mm(4)),
        _prompt(date_blank(date, XIAOSI), DATE_END, after=mm(8)),
    )


def _prompt(run: Run, right: Length, after: Length) -> Paragraph:
    return Paragraph((run,), LEADING, Align.RIGHT, after=after, right=right)


def _notes(words: Wording) -> tuple[Paragraph, ...]:
    """Return 「注：」 and the notes, numbers under one another, further lines under the first."""
    first, *others = words.clauses
    return (
        _note(words.text["notes"], first, before=pt(4)),
        *(_note("", clause) for clause in others),
    )


def _note(mark: str, clause: Clause, before: Length = ZERO) -> Paragraph:
    runs = tuple(Run(text, Face.BODY, WUHAO) for text in (f"{mark}{clause.number} ", clause.text))
    left = NOTE_MARK + NOTE_NUMBER
    indent = -left if mark else -NOTE_NUMBER
    return Paragraph(runs, pt(14), before=before, left=left, indent=indent, role=Role.ITEM)
