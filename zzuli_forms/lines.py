"""Line breaking and measuring, the same way Word and LibreOffice break Chinese lines.

Word and LibreOffice share the lists below as their default for Simplified Chinese, let one closing
mark hang past the edge of a paragraph that allows it, keep Latin words whole, and break anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

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
class Measure:
    """How wide characters are: `half_em` as in the real 仿宋_GB2312, with a `gap` in thousandths of an em
    where a program puts space between hanzi and Latin although told not to.
    """

    half_em: bool = False
    gap: int = 0


LIBREOFFICE_GAP, WORD_GAP = 200, 250
_LATIN_WORD = re.compile("[A-Za-z]{2}")
_NARROW = re.compile("[!-~\u00aa-\u1fff\u2070-\u2e7f]")
_ASCII = re.compile("[!-~]")
_WIDE_START = "\u2e80"
DRAWN = Measure()
POSSIBLE = tuple(Measure(half_em, gap) for half_em in (False, True) for gap in (0, LIBREOFFICE_GAP, WORD_GAP))


@lru_cache(maxsize=4_096)
def break_lines(paragraph: Paragraph, width: Length) -> tuple[Line, ...]:
    """The lines of a paragraph set in `width`; an empty paragraph is one empty line."""
    text, widths = _text(paragraph), _widths(paragraph, DRAWN)
    return tuple(_line(paragraph, text, widths, cut) for cut in _cuts(paragraph, text, widths, width))


@lru_cache(maxsize=4_096)
def lines_needed(paragraph: Paragraph, width: Length) -> int:
    """The most lines a paragraph may take in any program and with any face that may serve.

    Programs disagree on breaks around Latin words, so several lines with such words may become one more.
    """
    text = _text(paragraph)
    measures = POSSIBLE if _NARROW.search(text) else (DRAWN,)
    most = max(len(_cuts(paragraph, text, _widths(paragraph, measure), width)) for measure in measures)
    return most + (most > 2 and any(_LATIN_WORD.search(run.text) for run in paragraph.runs))


def _text(paragraph: Paragraph) -> str:
    return "".join([run.text for run in paragraph.runs])


def _widths(paragraph: Paragraph, measure: Measure) -> list[float]:
    """The advance of each character behind the one before it, in EMU."""
    ems = chain.from_iterable([int(run.size) * run.scale] * len(run.text) for run in paragraph.runs)
    advances = list(chain.from_iterable(_advances(run.text, run.face) for run in paragraph.runs))
    text = _text(paragraph) if measure is not DRAWN else ""
    if measure.half_em:
        for found in _ASCII.finditer(text):
            advances[found.start()] = 500
    if measure.gap:
        for index in _meetings(text):
            advances[index] += measure.gap
    return [advance * em / 100_000 for advance, em in zip(advances, ems, strict=True)]


@lru_cache(maxsize=1_024)
def _advances(text: str, face: Face) -> tuple[int, ...]:
    """In thousandths of an em."""
    return tuple([0 if character == "\n" else fonts.width(character, face) for character in text])


@lru_cache(maxsize=1_024)
def _meetings(text: str) -> tuple[int, ...]:
    """Where hanzi and another script meet."""
    return tuple(
        index
        for index, (before, after) in enumerate(pairwise(text), 1)
        if (before < _WIDE_START) != (after < _WIDE_START) and before.isalnum() and after.isalnum()
    )


def _cuts(paragraph: Paragraph, text: str, widths: Sequence[float], width: Length) -> list[_Cut]:
    """Where the lines of a text begin and end."""
    room = float(width - paragraph.left - paragraph.right)
    hanging = HANGING if paragraph.hangs else ""
    cuts, start, available = list[_Cut](), 0, room - paragraph.indent
    while True:
        end = _break_at(text, start, _fitting(text, widths, start, available), hanging)
        ended = end >= len(text) or text[end] == "\n"
        cuts.append(_Cut(start, end, available, not ended))
        if end >= len(text):
            return cuts
        start, available = end + ended, room


class _Cut(NamedTuple):
    start: int
    end: int
    available: float
    broken: bool


def _fitting(text: str, widths: Sequence[float], start: int, available: float) -> int:
    """The first character from `start` that no longer fits, or is a line break."""
    used = 0.0
    for index in range(start, len(text)):
        used += widths[index]
        if used > available or text[index] == "\n":
            return index
    return len(text)


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


def _line(paragraph: Paragraph, text: str, widths: Sequence[float], cut: _Cut) -> Line:
    end = cut.start + len(text[cut.start : cut.end].rstrip(" ")) if cut.broken else cut.end
    width = sum(widths[cut.start : end])
    if width > cut.available and text[end - 1] in HANGING:
        width -= widths[end - 1]
    return Line(tuple(_pieces(paragraph, cut.start, end)), width, cut.broken)


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


def _height(paragraph: Paragraph, lines: int) -> Length:
    return paragraph.before + paragraph.leading * lines + paragraph.after
