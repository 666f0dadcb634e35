"""Line breaking and measuring, the same way Word and LibreOffice break Chinese lines.

Word and LibreOffice share the lists below as their default for Simplified Chinese, let one closing
mark hang past the edge of a paragraph that allows it, keep Latin words whole, and break anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from zzuli_forms import fonts
from zzuli_forms.page import Face, Paragraph, Run, SignatureSlot
from zzuli_forms.units import Length

NOT_FIRST = "!%),.:;>?]}¢¨°·ˇˉ―—‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
NOT_LAST = "$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥"
STRAIGHT_QUOTES = {'"', "'"}
HANGING = "!,.:;?、。！，．：；？"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one run on one line."""

    text: str
    run: Run


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on one line; `width` leaves out what hangs; `broken` says the text was cut here."""

    pieces: tuple[Piece, ...]
    width: float
    broken: bool

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    run: Run
    width: float


@dataclass(frozen=True, slots=True)
class Measure:
    """How wide characters are: `half_em` as in the real 仿宋_GB2312, with a `gap` in thousandths of an em
    where a program puts space between hanzi and Latin although told not to.
    """

    half_em: bool = False
    gap: int = 0

    def width(self, character: str, before: str, role: Face) -> int:
        """The advance of a character behind another, in thousandths of an em."""
        advance = 500 if self.half_em and "!" <= character <= "~" else fonts.width(character, role)
        return advance + (self.gap if self.gap and _scripts_meet(before, character) else 0)


LIBREOFFICE_GAP, WORD_GAP = 200, 250
_NARROW = re.compile("[!-~\u00aa-\u1fff\u2070-\u2e7f]")
_LATIN_WORD = re.compile("[A-Za-z]{2}")
DRAWN = Measure()
POSSIBLE = tuple(Measure(half_em, gap) for half_em in (False, True) for gap in (0, LIBREOFFICE_GAP, WORD_GAP))


def _scripts_meet(before: str, after: str) -> bool:
    return before.isalnum() and after.isalnum() and (before < "\u2e80") != (after < "\u2e80")


@lru_cache(maxsize=4_096)
def break_lines(paragraph: Paragraph, width: Length, measure: Measure = DRAWN) -> tuple[Line, ...]:
    """The lines of a paragraph set in `width`; an empty paragraph is one empty line."""
    room = float(width - paragraph.left - paragraph.right)
    hanging = HANGING if paragraph.hangs else ""
    return tuple(_lines(tuple(_glyphs(paragraph, measure)), room - paragraph.indent, room, hanging))


@lru_cache(maxsize=4_096)
def lines_needed(paragraph: Paragraph, width: Length) -> int:
    """The most lines a paragraph may take in any program and with any face that may serve.

    Programs disagree on breaks around Latin words, so several lines with such words may become one more.
    """
    most = max(len(break_lines(paragraph, width, measure)) for measure in _possible(paragraph))
    latin = any(_LATIN_WORD.search(run.text) for run in paragraph.runs)
    return most + (latin and most > 2)


def _possible(paragraph: Paragraph) -> tuple[Measure, ...]:
    """The ways of measuring that may break a paragraph differently: one where all its characters are wide."""
    return POSSIBLE if any(_NARROW.search(run.text) for run in paragraph.runs) else (DRAWN,)


def _glyphs(paragraph: Paragraph, measure: Measure) -> Iterator[_Glyph]:
    before = ""
    for run in paragraph.runs:
        for character in run.text:
            advance = 0 if character == "\n" else measure.width(character, before, run.face)
            yield _Glyph(character, run, advance * run.size * run.scale / 100_000)
            before = character


def _lines(glyphs: tuple[_Glyph, ...], first: float, room: float, hanging: str) -> Iterator[Line]:
    start, available = 0, first
    while True:
        fitting = _fitting(glyphs, start, available)
        end = _break_at(glyphs, start, fitting, hanging)
        ended = end >= len(glyphs) or glyphs[end].text == "\n"
        yield _line(glyphs[start:end], available, not ended)
        if end >= len(glyphs):
            return
        start = end + ended
        available = room


def _fitting(glyphs: tuple[_Glyph, ...], start: int, available: float) -> int:
    """The first glyph from `start` that no longer fits, or stands behind a line break."""
    used = 0.0
    for index in range(start, len(glyphs)):
        used += glyphs[index].width
        if glyphs[index].text == "\n" or used > available:
            return index
    return len(glyphs)


def _break_at(glyphs: tuple[_Glyph, ...], start: int, fitting: int, hanging: str) -> int:
    if fitting >= len(glyphs) or glyphs[fitting].text == "\n":
        return fitting
    if glyphs[fitting].text == " ":
        return _after_spaces(glyphs, fitting)
    end = fitting + (glyphs[fitting].text in hanging)
    if end >= len(glyphs) or glyphs[end].text == "\n":
        return end
    while end > start and not _may_break(glyphs[end - 1].text, glyphs[end].text):
        end -= 1
    return end if end > start else max(fitting, start + 1)


def _after_spaces(glyphs: tuple[_Glyph, ...], index: int) -> int:
    while index < len(glyphs) and glyphs[index].text == " ":
        index += 1
    return index


def _may_break(before: str, after: str) -> bool:
    if after in NOT_FIRST or before in NOT_LAST or after == " " or {before, after} & STRAIGHT_QUOTES:
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(character: str) -> bool:
    return "!" <= character < "\u2e80" and character not in NOT_LAST + "“”‘’…—·□■○●◇◆△▲☆★①②③④⑤⑥⑦⑧⑨⑩"


def _line(glyphs: tuple[_Glyph, ...], available: float, broken: bool) -> Line:
    shown = _without_last_spaces(glyphs) if broken else glyphs
    width = sum(glyph.width for glyph in shown)
    if width > available and shown[-1].text in HANGING:
        width -= shown[-1].width
    return Line(tuple(_pieces(shown)), width, broken)


def _without_last_spaces(glyphs: tuple[_Glyph, ...]) -> tuple[_Glyph, ...]:
    end = len(glyphs)
    while end and glyphs[end - 1].text == " ":
        end -= 1
    return glyphs[:end]


def _pieces(glyphs: tuple[_Glyph, ...]) -> Iterator[Piece]:
    start = 0
    for index in range(1, len(glyphs) + 1):
        if index == len(glyphs) or glyphs[index].run is not glyphs[start].run:
            if glyphs[start:index]:
                yield Piece("".join(glyph.text for glyph in glyphs[start:index]), glyphs[start].run)
            start = index


def drawn_height(content: tuple[Paragraph | SignatureSlot, ...], width: Length) -> Length:
    """The height of paragraphs and slots as the PDF draws them in `width`."""
    return Length(sum(_height(item, len(break_lines(item, width))) for item in _paragraphs(content)))


def needed_height(content: tuple[Paragraph | SignatureSlot, ...], width: Length) -> Length:
    """The most height that paragraphs and slots may take in `width`."""
    return Length(sum(_height(item, lines_needed(item, width)) for item in _paragraphs(content)))


def _paragraphs(content: tuple[Paragraph | SignatureSlot, ...]) -> Iterator[Paragraph]:
    for item in content:
        yield from item.prompts if isinstance(item, SignatureSlot) else (item,)


def _height(paragraph: Paragraph, lines: int) -> Length:
    return paragraph.before + paragraph.leading * lines + paragraph.after
