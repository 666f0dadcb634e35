"""政务微博管理队伍人员变更的报告: a letter with two tables, which runs on to a second sheet where it must."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from msgspec.structs import replace

from zzuli_forms.document.nodes import Align, Border, Cell, Document, Face, Paragraph, Row, Run, Table
from zzuli_forms.document.units import mm, pt
from zzuli_forms.document.walking import map_paragraphs
from zzuli_forms.forms import gongwen
from zzuli_forms.forms.change.model import Change, Post, TeamChangeNotice, posts
from zzuli_forms.forms.shapes import CELL, IDEOGRAPHIC_SPACE, XIAOSI, Step, clear, label_cell, own_label, spread, typed
from zzuli_forms.models.facts import label
from zzuli_forms.models.people import MOST_ADMINISTRATORS
from zzuli_forms.official import Wording, wording

COLUMNS = (mm(28), mm(64), mm(64))
BORDER = Border(frame=pt(1), inner=pt(0.5))
LEADING = pt(15.5)
ROW, CHANGE_ROW = mm(8), mm(13.3)
BLANK_CHANGES = 2


def compose(notice: TeamChangeNotice | None, edition: str) -> Document:
    """Return the letter with its facts, or blank for filling by hand."""
    words = wording(__name__, edition)
    return gongwen.report(TeamChangeNotice, notice, words, *_items(notice, words))


def _items(notice: TeamChangeNotice | None, words: Wording) -> Iterator[Paragraph | Table]:
    numbers = count(1)
    for field, run in _facts(notice, words).items():
        yield gongwen.item(next(numbers), label(TeamChangeNotice, field), run)
    yield _over_table(next(numbers), words.text["changes"])
    yield _changes(notice, words)
    yield _over_table(next(numbers), label(TeamChangeNotice, "after"))
    yield _team(notice, words)


def _facts(notice: TeamChangeNotice | None, words: Wording) -> dict[str, Run]:
    """Return a run for each fact that stands outside the tables, by field; no reason where none is given."""
    facts = {
        "account": gongwen.fact(TeamChangeNotice, notice, "account"),
        "effective": gongwen.day(TeamChangeNotice, notice, "effective", words.text["date"]),
        "reason": gongwen.fact(TeamChangeNotice, notice, "reason"),
    }
    return {field: run for field, run in facts.items() if run.text or notice is None}


def _over_table(number: int, heading: str) -> Paragraph:
    return replace(gongwen.item(number, heading, keep_with_next=True), after=pt(5))


def _changes(notice: TeamChangeNotice | None, words: Wording) -> Table:
    """Return the table of people who left, came, moved or have another phone: before and after."""
    sides = tuple(label(TeamChangeNotice, side).partition("的")[0] for side in ("before", "after"))
    header = _header(words.text["kind"], *sides)
    rows = [_change(change, words) for change in notice.changes] if notice else []
    headings = (words.text["kind"], *sides)
    blank = Row(tuple(map(_blank, headings)), CHANGE_ROW)
    return Table(COLUMNS, (header, *(rows or [blank] * BLANK_CHANGES)), BORDER)


def _change(change: Change, words: Wording) -> Row:
    kind = _head(words.text[change.kind])
    return Row((kind, *(_person(post, words) for post in (change.before, change.after))), CHANGE_ROW)


def _person(post: Post | None, words: Wording) -> Cell:
    """Return a cell with post and name, the phone below them; a dash for nobody."""
    if post is None:
        return _cell([Run(words.text["nobody"], Face.BODY, XIAOSI)])
    role = Run(f"{_role(post)}{IDEOGRAPHIC_SPACE}", Face.BODY, XIAOSI)
    return _cell([role, _name(post)], [_phone(post)])


def _role(post: Post) -> str:
    return own_label(TeamChangeNotice, *post.path)


def _name(post: Post) -> Run:
    return _typed(spread(post.member.name), *post.path, "name")


def _phone(post: Post) -> Run:
    return _typed(str(post.member.phone), *post.path, "phone")


def _typed(text: str, *path: Step) -> Run:
    return typed(TeamChangeNotice, path, text, XIAOSI, XIAOSI)


def _team(notice: TeamChangeNotice | None, words: Wording) -> Table:
    """Return the table of the whole team after the change, kept on the sheet that is signed and sealed."""
    labels = (own_label(TeamChangeNotice, "after", "leader", field) for field in ("name", "phone"))
    header = _header(words.text["post"], *labels)
    if notice is None:
        administrators = (("after", "administrators", i) for i in range(MOST_ADMINISTRATORS))
        rows = [_member_blank(*path) for path in (("after", "leader"), *administrators)]
    else:
        rows = [_member(post) for post in posts(notice.after, "after")]
    return map_paragraphs(Table(COLUMNS, (header, *rows), BORDER), _kept)


def _kept(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, keep_with_next=True)


def _member(post: Post) -> Row:
    return Row((_head(_role(post)), _cell([_name(post)]), _cell([_phone(post)])), ROW)


def _member_blank(*path: Step) -> Row:
    blanks = (_cell([_typed("", *path, field)]) for field in ("name", "phone"))
    return Row((_head(own_label(TeamChangeNotice, *path)), *blanks), ROW)


def _header(*texts: str) -> Row:
    cells = tuple(label_cell(text, LEADING) for text in texts)
    return map_paragraphs(Row(cells, ROW, header=True), _kept)


def _head(text: str) -> Cell:
    """Return the cell that heads a row, in the type of its other cells."""
    return replace(_cell([Run(text, Face.BODY, XIAOSI)]), label=True)


def _blank(heading: str) -> Cell:
    return _cell([Run("", Face.BODY, XIAOSI, blank=heading)])


def _cell(*lines: Sequence[Run]) -> Cell:
    content = (Paragraph(tuple(runs), LEADING, Align.CENTER, hangs=False) for runs in lines)
    return Cell(clear(*content), CELL)
