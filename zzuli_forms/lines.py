"""Line breaking and measuring, the same way Word and LibreOffice break Chinese lines.

Word and LibreOffice share the lists below as their default for Simplified Chinese, let one closing
mark hang past the edge of a paragraph that allows it, keep Latin words whole, and break anywhere else.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from operator import mul
from typing import NamedTuple

from zzuli_forms import fonts
from zzuli_forms.page import Paragraph, Run, SignatureSlot
from zzuli_forms.units import Length

NOT_FIRST = "!%),.:;>?]}¢¨°·ˇˉ―—‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
NOT_LAST = "$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥"
STRAIGHT_QUOTES = {'"', "'"}
HANGING = "!,.:;?、。！，．：；？"


class Piece(NamedTuple):
    """A stretch of one run on one line."""

    text: str
    run: Run


class Line(NamedTuple):
    """What stands on one line; `width` leaves out what hangs; `broken` says the text was cut here."""

    pieces: tuple[Piece, ...]
    width: float
    broken: bool

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(piece.text for piece in self.pieces)


LIBREOFFICE_GAP, WORD_GAP = 200, 250
GAPS = (0, LIBREOFFICE_GAP, WORD_GAP)
"""Thousandths of an em that a program puts between hanzi and Latin although told not to."""
_LATIN_WORD = re.compile("[A-Za-z]{2}")
_ASCII = re.compile("[!-~]")
_WIDE_START = "\u2e80"
_NARROW_WORD = re.compile("[\0-\u2e7f]+")
_FINE = 100_000
"""Parts of an EMU: a thousandth of an em, a hundredth of a scale."""


@lru_cache(maxsize=4_096)
def break_lines(paragraph: Paragraph, width: Length) -> tuple[Line, ...]:
    """The lines of a paragraph set in `width`; an empty paragraph is one empty line."""
    text, ends = _text(paragraph), list(accumulate(_advances(paragraph), initial=0))
    return tuple(_line(paragraph, text, ends, cut) for cut in _cuts(paragraph, text, ends, width))


@lru_cache(maxsize=4_096)
def lines_needed(paragraph: Paragraph, width: Length) -> int:
    """The most lines a paragraph may take in any program and with any face that may serve.

    Programs disagree on breaks around Latin words, so several lines with such words may become one more.
    """
    text = _text(paragraph)
    most = max(len(_cuts(paragraph, text, ends, width)) for ends in _possible_ends(paragraph, text))
    return most + (most > 2 and any(_LATIN_WORD.search(run.text) for run in paragraph.runs))


def _text(paragraph: Paragraph) -> str:
    return "".join([run.text for run in paragraph.runs])


def _possible_ends(paragraph: Paragraph, text: str) -> Iterator[list[int]]:
    """How far the text reaches before its first character and behind each, on a line without end, in `_FINE`.

    Latin is as wide as drawn, or half an em a character as in the real 仿宋_GB2312; it meets hanzi at each of `GAPS`.
    """
    ems, meetings = _ems(paragraph), list(_meetings(text))
    for advances in _possible_advances(paragraph, text, ems):
        for gap in GAPS if meetings else (0,):
            apart = advances.copy()
            for index in meetings:
                apart[index] += gap * ems[index]
            yield list(accumulate(apart, initial=0))


def _possible_advances(paragraph: Paragraph, text: str, ems: Sequence[int]) -> Iterator[list[int]]:
    advances, latin = _advances(paragraph), list(_ASCII.finditer(text))
    yield advances
    if latin:
        for found in latin:
            advances[found.start()] = 500 * ems[found.start()]
        yield advances


def _advances(paragraph: Paragraph) -> list[int]:
    """The advance of each character in `_FINE`."""
    advances = chain.from_iterable([fonts.widths(run.text, run.face) for run in paragraph.runs])
    return list(map(mul, advances, _ems(paragraph)))


def _ems(paragraph: Paragraph) -> list[int]:
    """The size of each character times its scale."""
    return list(chain.from_iterable([[int(run.size) * run.scale] * len(run.text) for run in paragraph.runs]))


def _meetings(text: str) -> Iterator[int]:
    """Where hanzi and another script meet."""
    return (
        index
        for narrow in _NARROW_WORD.finditer(text)
        for index in narrow.span()
        if 0 < index < len(text) and text[index - 1].isalnum() and text[index].isalnum()
    )


def _cuts(paragraph: Paragraph, text: str, ends: Sequence[int], width: Length) -> list[_Cut]:
    """Where the lines of a text begin and end."""
    room = int(width - paragraph.left - paragraph.right) * _FINE
    hanging = HANGING if paragraph.hangs else ""
    cuts, start, available = list[_Cut](), 0, room - paragraph.indent * _FINE
    while True:
        end = _break_at(text, start, _fitting(text, ends, start, available), hanging)
        ended = end >= len(text) or text[end] == "\n"
        cuts.append(_Cut(start, end, available, not ended))
        if end >= len(text):
            return cuts
        start, available = end + ended, room


class _Cut(NamedTuple):
    start: int
    end: int
    available: int
    broken: bool


def _fitting(text: str, ends: Sequence[int], start: int, available: int) -> int:
    """The first character from `start` that no longer fits, or is a line break."""
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


def _line(paragraph: Paragraph, text: str, ends: Sequence[int], cut: _Cut) -> Line:
    end = cut.start + len(text[cut.start : cut.end].rstrip(" ")) if cut.broken else cut.end
    hung = ends[end] - ends[cut.start] > cut.available and text[end - 1] in HANGING
    width = ends[end - hung] - ends[cut.start]
    return Line(tuple(_pieces(paragraph, cut.start, end)), width / _FINE, cut.broken)


def _pieces(paragraph: Paragraph, start: int, end: int) -> Iterator[Piece]:
    """What stands between two places of a paragraph's text, run by run."""
    begun = 0
    for run in paragraph.runs:
        shown = run.text[max(start - begun, 0) : max(end - begun, 0)]
        if shown:
            yield Piece(shown, run)
        begun += len(run.text)


@lru_cache(maxsize=4_096)
def drawn_height(content: tuple[Paragraph | SignatureSlot, ...], width: Length) -> Length:
    """The height of paragraphs and slots as the PDF draws them in `width`."""
    return Length(sum(_height(item, len(break_lines(item, width))) for item in _paragraphs(content)))


def needed_height(content: tuple[Paragraph | SignatureSlot, ...], width: Length) -> Length:
    """The most height that paragraphs and slots may take in `width`."""
    return Length(sum(_height(item, lines_needed(item, width)) for item in _paragraphs(content)))


def _paragraphs(content: tuple[Paragraph | SignatureSlot, ...]) -> Iterator[Paragraph]:
    for item in content:
        yield from item.prompts if isinstance(item, SignatureSlot) else (item,)


def _height(paragraph: Paragraph, lines: int) -> int:
    return int(paragraph.before) + int(paragraph.leading) * lines + int(paragraph.after)
