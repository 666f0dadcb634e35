"""A flowing page breaks where Word breaks it: nothing lost, nothing alone, headers repeated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.drawing import Case
from zzuli_forms.document.nodes import (
    Align,
    Block,
    Cell,
    Document,
    Face,
    Padding,
    Page,
    Paragraph,
    Row,
    Run,
    SignatureSlot,
    Table,
)
from zzuli_forms.document.units import mm, pt
from zzuli_forms.forms import gongwen
from zzuli_forms.forms.change.layout import BORDER
from zzuli_forms.forms.shapes import LANGUAGE
from zzuli_forms.typeset.fit import fit
from zzuli_forms.typeset.linebreak import break_lines
from zzuli_forms.typeset.pagebreak import Lines, Rows, SheetPiece, sheets

ROOM = 22
"""Lines on a sheet."""
TABLE_ROW = gongwen.LEADING


def text(lines: int, keep: bool = False) -> Paragraph:
    """A paragraph of so many lines."""
    return gongwen.body(gongwen.words("字" * (28 * lines - 3)), keep_with_next=keep)


def cell(word: str, rowspan: int = 1) -> Cell:
    run = Run(word, Face.BODY, pt(12))
    return Cell((Paragraph((run,), pt(14), Align.CENTER),), Padding(), rowspan=rowspan)


def table(rows: int) -> Table:
    body = (Row((cell(f"{number}"),), TABLE_ROW) for number in range(rows))
    return Table((mm(156),), (Row((cell("表头"),), TABLE_ROW, header=True), *body), BORDER)


def signature() -> SignatureSlot:
    return gongwen.signature(gongwen.words("图书馆"), gongwen.words("2014年6月25日"))


def on_sheets(*blocks: Block, tightest: int = 100) -> list[list[int]]:
    """How many lines (or rows, or 1 for a signature) of each piece stand on each sheet."""
    document = fit(Document("t", LANGUAGE, "", (gongwen.sheet(*blocks, tightest=tightest),)))
    return [[_size(piece) for piece in sheet] for page in document.pages for sheet in sheets(page)]


def _size(piece: SheetPiece) -> int:
    if isinstance(piece, Lines):
        total = len(break_lines(piece.paragraph, gongwen.TEXT_WIDTH))
        return (total if piece.end is None else piece.end) - piece.first
    return len(piece.shown.rows) if isinstance(piece, Rows) else 1


def test_a_sheet_holds_twenty_two_lines_of_twenty_eight_characters() -> None:
    assert on_sheets(text(44)) == [[22], [22]]
    assert len(break_lines(gongwen.addressee("字" * 28), gongwen.TEXT_WIDTH)) == 1
    assert len(break_lines(gongwen.addressee("字" * 29), gongwen.TEXT_WIDTH)) == 2


@pytest.mark.parametrize(
    ("before", "broken"),
    [(20, [[20, 2], [3]]), (21, [[21], [5]]), (19, [[19, 3], [2]]), (18, [[18, 3], [2]]), (17, [[17, 5]])],
)
def test_two_lines_at_least_stay_together_at_foot_and_head(before: int, broken: list[list[int]]) -> None:
    assert on_sheets(text(before), text(5)) == broken


def test_three_lines_are_not_broken() -> None:
    assert on_sheets(text(20), text(3)) == [[20], [3]]


def test_a_heading_goes_on_with_the_first_two_lines_it_heads() -> None:
    heading = gongwen.centred("第一章", Face.LABEL, keep_with_next=True)
    assert on_sheets(text(20), heading, text(5)) == [[20], [1, 5]]
    assert on_sheets(text(19), heading, text(5)) == [[19, 1, 2], [3]]


def test_a_signature_is_never_alone_and_never_broken() -> None:
    for lines in range(1, 45):
        *_, last = on_sheets(text(lines), gongwen.body(gongwen.words("特此报告。"), keep_with_next=True), signature())
        assert last[-2:] == [1, 1], lines


def test_rows_stay_whole_and_the_header_stands_on_every_sheet() -> None:
    assert on_sheets(text(18), table(6)) == [[18, 4], [4]]
    assert on_sheets(text(21), table(2)) == [[21], [3]]
    assert on_sheets(table(50)) == [[22], [22], [9]]


def test_a_heading_goes_on_with_its_table() -> None:
    heading = gongwen.item(1, "变更情况", keep_with_next=True)
    assert on_sheets(text(20), heading, table(2)) == [[20], [1, 3]]


def test_lines_stand_closer_only_where_that_saves_a_sheet() -> None:
    assert on_sheets(text(24), tightest=85) == [[24]]
    assert on_sheets(text(24)) == [[22], [2]]
    assert on_sheets(text(40), tightest=85) == [[22], [18]]


def test_a_table_with_merged_rows_may_not_flow() -> None:
    rows = (Row((cell("a", rowspan=2), cell("b")), TABLE_ROW), Row((cell("c"),), TABLE_ROW))
    merged = Table((mm(20), mm(20)), rows, BORDER)
    with pytest.raises(ValueError, match="merged"):
        gongwen.sheet(merged)


blocks = st.one_of(
    st.integers(1, 30).map(text),
    st.integers(1, 4).map(lambda lines: text(lines, keep=True)),
    st.integers(1, 30).map(table),
)


@given(st.lists(blocks, min_size=1, max_size=8))
def test_everything_stands_on_one_sheet_once_and_in_order(found: list[Block]) -> None:
    (page,) = fit(Document("t", LANGUAGE, "", (gongwen.sheet(*found),))).pages
    assert _told(page) == [atom for block in page.blocks for atom in _atoms(block)]


def _told(page: Page) -> list[object]:
    return [atom for sheet in sheets(page) for piece in sheet for atom in _atoms(piece)]


def _atoms(block: Block | SheetPiece) -> list[object]:
    """The lines or rows of a block or piece; rows that are repeated are left out."""
    if isinstance(block, Rows):
        return list(block.table.rows[block.first : block.end])
    if isinstance(block, Table):
        return [*block.rows]
    if isinstance(block, SignatureSlot):
        return [block]
    lines = block if isinstance(block, Lines) else Lines(block)
    broken = break_lines(lines.paragraph, gongwen.TEXT_WIDTH)
    return [line.text for line in broken[lines.first : lines.end]]


@given(st.lists(blocks, min_size=1, max_size=8))
def test_no_sheet_is_overfull(found: list[Block]) -> None:
    (page,) = fit(Document("t", LANGUAGE, "", (gongwen.sheet(*found),))).pages
    for sheet in sheets(page):
        heights = [gongwen.LEADING * _size(piece) for piece in sheet]
        assert sum(heights) <= page.text_height or _is_one_group(sheet)


def _is_one_group(sheet: tuple[SheetPiece, ...]) -> bool:
    """Whether all but the last piece is kept with what follows."""
    return all(isinstance(piece, Lines) and piece.paragraph.keep_with_next for piece in sheet[:-1])


def test_every_case_flows_within_its_sheets(case: Case, document: Document) -> None:
    for page in (page for page in document.pages if page.flows):
        assert all(sheet for sheet in sheets(page))
        *_, last = sheets(page)
        assert not isinstance(last[0], SignatureSlot)


def test_a_page_that_does_not_flow_is_one_sheet() -> None:
    page = replace(gongwen.sheet(text(30)), flows=False)
    assert len(sheets(page)) == 1
