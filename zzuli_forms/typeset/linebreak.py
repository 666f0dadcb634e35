"""Line breaking and measuring as Word and LibreOffice do for Chinese.

Both share the lists below as their default for Simplified Chinese, let one closing mark hang past the edge of a
paragraph that allows it, keep Latin words whole, and break anywhere else.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from zzuli_forms.document.frozen import once
from zzuli_forms.document.nodes import Paragraph, Run, SignatureSlot
from zzuli_forms.document.units import Length
from zzuli_forms.typeset.measure import FINE, Measured, as_drawn, at_most

NOT_FIRST = "!%),.:;>?]}¢¨°·ˇˉ―—‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
NOT_LAST = "$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥"
STRAIGHT_QUOTES = {'"', "'"}
HANGING = "!,.:;?、。！，．：；？"


class Piece(NamedTuple):
    """The part of a run that stands on one line."""

    text: str
    run: Run


class Line(NamedTuple):
    """A line: its pieces, without spaces past its edge; its `width` without a hanging mark; `broken` if the text was
    cut at its end.
    """

    pieces: tuple[Piece, ...]
    width: float
    broken: bool

    @property
    def text(self) -> str:
        """Return the characters of the line."""
        return "".join(piece.text for piece in self.pieces)


WIDEST = 1_600
"""The upper bound of a character's advance with the gap before it, in thousandths of an em."""
_LATIN_WORD = re.compile("[A-Za-z]{2}")
_WIDE_START = "\u2e80"


@once
def break_lines(paragraph: Paragraph, width: Length) -> tuple[Line, ...]:
    """Break a paragraph into lines of `width`, as the PDF draws it; an empty paragraph gives one empty line."""
    measured = as_drawn(paragraph)
    return tuple(_line(paragraph, measured, cut) for cut in _cuts(paragraph, measured, width))


def lines_needed(paragraph: Paragraph, width: Length) -> int:
    """Return the most lines a paragraph may take in any program, over the faces that may serve.

    Programs disagree on breaks around Latin words, so several lines with such words may become one more.
    """
    if _is_short(paragraph, width):
        return 1
    most = len(_cuts(paragraph, at_most(paragraph), width))
    return most + (most > 2 and any(_LATIN_WORD.search(run.text) for run in paragraph.runs))


def _is_short(paragraph: Paragraph, width: Length) -> bool:
    """Return whether the text fits on one line whatever its characters, so that it need not be measured."""
    reach = 0
    for run in paragraph.runs:
        if "\n" in run.text:
            return False
        reach += len(run.text) * int(run.size) * run.scale * WIDEST
    return reach <= (int(width) - int(paragraph.left) - int(paragraph.right) - int(paragraph.indent)) * FINE


def _cuts(paragraph: Paragraph, measured: Measured, width: Length) -> list[_Cut]:
    """Return the lines of a text as places in it, with the width available to each."""
    text, ends, hanging = measured.text, measured.ends, HANGING if paragraph.hangs else ""
    room = int(width) - int(paragraph.left) - int(paragraph.right)
    further = measured.units(room)
    cuts, start, available = list[_Cut](), 0, measured.units(room - int(paragraph.indent))
    while True:
        end = _break_at(text, start, _fitting(text, ends, start, available), hanging)
        ended = end >= len(text) or text[end] == "\n"
        cuts.append(_Cut(start, end, available, not ended))
        if end >= len(text):
            return cuts
        start, available = end + ended, further


class _Cut(NamedTuple):
    start: int
    end: int
    available: int
    broken: bool


def _fitting(text: str, ends: Sequence[int], start: int, available: int) -> int:
    """Return the index of the first character from `start` that no longer fits, or is a line break."""
    index = bisect_right(ends, ends[start] + available, start + 1) - 1
    line_break = text.find("\n", start, index)
    return index if line_break < 0 else line_break


def _break_at(text: str, start: int, fitting: int, hanging: str) -> int:
    if fitting >= len(text) or text[fitting] == "\n":
        return fitting
    if text[fitting] == " ":
        return _after_spaces(text, fitting)
    end = fitting + (text[fitting] in hanging)
    if end >= len(text) or text[end] == "\n":
        return end
    while end > start and not _may_break(text[end - 1], text[end]):
        end -= 1
    return end if end > start else max(fitting, start + 1)


def _after_spaces(text: str, index: int) -> int:
    return next((at for at in range(index, len(text)) if text[at] != " "), len(text))


def _may_break(before: str, after: str) -> bool:
    if after in NOT_FIRST or before in NOT_LAST or after == " " or {before, after} & STRAIGHT_QUOTES:
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(character: str) -> bool:
    return "!" <= character < _WIDE_START and character not in NOT_LAST + "“”‘’…—·□■○●◇◆△▲☆★①②③④⑤⑥⑦⑧⑨⑩"


def _line(paragraph: Paragraph, measured: Measured, cut: _Cut) -> Line:
    text, ends = measured.text, measured.ends
    holds = not cut.broken and ends[cut.end] - ends[cut.start] <= cut.available
    end = cut.end if holds else cut.start + len(text[cut.start : cut.end].rstrip(" "))
    hung = ends[end] - ends[cut.start] > cut.available and text[end - 1] in HANGING
    width = ends[end - hung] - ends[cut.start]
    return Line(tuple(_pieces(paragraph, cut.start, end)), measured.length(width), cut.broken)


def _pieces(paragraph: Paragraph, start: int, end: int) -> Iterator[Piece]:
    """Yield the text of a paragraph between two places, run by run."""
    begin = 0
    for run in paragraph.runs:
        text = run.text[max(start - begin, 0) : max(end - begin, 0)]
        if text:
            yield Piece(text, run)
        begin += len(run.text)


Item = Paragraph | SignatureSlot


def drawn_height(content: Iterable[Item], width: Length) -> int:
    """Return the height of paragraphs and slots as the PDF draws them in `width`."""
    paragraphs = chain.from_iterable(map(_paragraphs, content))
    return sum(_height(paragraph, len(break_lines(paragraph, width))) for paragraph in paragraphs)


@once
def needed_height(item: Item, width: Length) -> int:
    """Return the greatest height that a paragraph or a slot may take in `width`."""
    return sum([_height(paragraph, lines_needed(paragraph, width)) for paragraph in _paragraphs(item)])


def _paragraphs(item: Item) -> tuple[Paragraph, ...]:
    return item.prompts if isinstance(item, SignatureSlot) else (item,)


def _height(paragraph: Paragraph, lines: int) -> int:
    return int(paragraph.before) + int(paragraph.leading) * lines + int(paragraph.after)
