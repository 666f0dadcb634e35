"""Line breaking: the rules of Chinese marks, whole Latin words, what may hang."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zzuli_forms.document.nodes import Align, Face, Paragraph, Run
from zzuli_forms.document.units import pt
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.linebreak import NOT_FIRST, NOT_LAST, WIDEST, _cuts, break_lines, lines_needed
from zzuli_forms.typeset.measure import GAP, Measured

SIZE = pt(10)


def broken(text: str, ems: float, indent: float = 0, hangs: bool = True) -> list[str]:
    paragraph = Paragraph((Run(text, Face.BODY, SIZE),), pt(15), Align.JUSTIFY, indent=pt(10 * indent), hangs=hangs)
    return [line.text for line in break_lines(paragraph, pt(10 * ems))]


@pytest.mark.parametrize(
    ("text", "ems", "lines"),
    [
        ("一二三四五六七", 3, ["一二三", "四五六", "七"]),
        ("一二三，四五", 3, ["一二三，", "四五"]),
        ("一二三”四五", 3, ["一二", "三”四", "五"]),
        ("一二（三四", 3, ["一二", "（三四"]),
        ("一二三。”四", 3, ["一二", "三。”", "四"]),
        ("一二weibo三", 4, ["一二", "weibo三"]),
        ("一二 三四", 2, ["一二", "三四"]),
        ("一\n二三四", 3, ["一", "二三四"]),
        ('一二"三"四五', 3, ["一", '二"三"', "四五"]),
        ("一二三\n四", 3, ["一二三", "四"]),
        ("一\n\n二", 3, ["一", "", "二"]),
        ("", 3, [""]),
        ("𠮷𠮷𠮷𠮷", 3, ["𠮷𠮷𠮷", "𠮷"]),
        ("wwwwwwwwwwwwww", 3, ["wwww", "wwww", "wwww", "ww"]),
    ],
)
def test_lines_break_where_chinese_lines_may(text: str, ems: float, lines: list[str]) -> None:
    assert broken(text, ems) == lines


def test_nothing_hangs_where_the_paragraph_forbids_it() -> None:
    assert broken("一二三，四五", 3, hangs=False) == ["一二", "三，四", "五"]


def test_the_first_line_is_shorter_by_its_indent() -> None:
    assert broken("一二三四五六", 4, indent=2) == ["一二", "三四五六"]
    assert broken("一二三四五六", 3, indent=-1) == ["一二三四", "五六"]


HANZI = st.text(alphabet="学校工作微博，。；：？！、“”（）《》…", min_size=1, max_size=120)


@given(HANZI, st.integers(min_value=6, max_value=40), st.booleans())
def test_no_character_is_lost_and_no_mark_stands_where_it_may_not(text: str, ems: int, hangs: bool) -> None:
    lines = broken(text, ems, hangs=hangs)
    assert "".join(lines) == text
    for before, after in pairwise(lines):
        could_break_earlier = any(may_part(a, b) for a, b in pairwise(before))
        assert may_part(before[-1], after[0]) or not could_break_earlier


def may_part(before: str, after: str) -> bool:
    return before not in NOT_LAST and after not in NOT_FIRST


@example("学校工作学校 ", 6)
@example("学校工作学校。 ", 6)
@given(st.text(alphabet="学校工作，。；“”（）abc 019-", max_size=150), st.integers(min_value=6, max_value=40))
def test_no_line_is_wider_than_its_room_by_more_than_one_hanging_mark(text: str, ems: int) -> None:
    paragraph = Paragraph((Run(text, Face.BODY, SIZE),), pt(15))
    for line in break_lines(paragraph, pt(10 * ems)):
        assert line.width <= pt(10 * ems)


def test_a_dash_is_neither_split_nor_put_first() -> None:
    assert broken("学校——学校", 3) == ["学", "校——", "学校"]


def test_lines_needed_reckons_with_other_faces_and_with_space_between_scripts() -> None:
    paragraph = Paragraph((Run("每周3次，每月2期，每年1场", Face.BODY, SIZE),), pt(15))
    drawn = sum(line.width for line in break_lines(paragraph, pt(1000)))
    assert len(break_lines(paragraph, pt(drawn / pt(1) + 1))) == 1
    assert lines_needed(paragraph, pt(drawn / pt(1) + 1)) == 2


def ways(text: str) -> Iterator[list[int]]:
    """The advances of a text in each program, with each face: Latin as drawn or half an em, a gap at it or none."""
    drawn = list(fonts.widths(text, Face.BODY))
    halved = [500 if "!" <= character <= "~" else advance for character, advance in zip(text, drawn, strict=True)]
    meetings = [
        at
        for at in range(1, len(text))
        if text[at - 1].isalnum() and text[at].isalnum() and (text[at - 1] < "\u2e80") != (text[at] < "\u2e80")
    ]
    for advances, gap in product((drawn, halved), (0, 200, 250)):
        yield [advance + gap * (at in meetings) for at, advance in enumerate(advances)]


@given(
    st.text(alphabet="图书馆。，（）“iWm3x.-!\n", max_size=60), st.integers(min_value=2, max_value=12), st.booleans()
)
def test_no_program_needs_more_lines_than_are_reckoned_with(text: str, ems: int, hangs: bool) -> None:
    paragraph, width = Paragraph((Run(text, Face.BODY, SIZE),), pt(15), Align.JUSTIFY, hangs=hangs), pt(10 * ems)
    unit = int(SIZE) * 100
    measured = [Measured(text, list(accumulate(advances, initial=0)), unit) for advances in ways(text)]
    assert lines_needed(paragraph, width) >= max(len(_cuts(paragraph, one, width)) for one in measured)


def test_no_character_and_the_gap_at_it_are_wider_than_a_short_text_is_taken_for() -> None:
    widest = max(face.advance(glyph) for face in fonts.every() for glyph in range(face._font[0].face.glyph_count))
    assert widest + GAP < WIDEST
