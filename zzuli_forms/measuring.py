"""How far the characters of a paragraph reach, as they are drawn and at most.

Latin is as wide as the face draws it, or half an em a character as in the real 仿宋_GB2312. Word and LibreOffice put a
gap between it and hanzi although told not to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain
from operator import mul

from zzuli_forms import fonts
from zzuli_forms.page import Paragraph

GAP = 250
"""Thousandths of an em that Word puts between hanzi and Latin; LibreOffice puts 200."""
_HALF = 500
FINE = 100_000
"""Parts of an EMU: a thousandth of an em, a hundredth of a scale."""
_LATIN = re.compile("[!-~]+")
_NARROW_WORD = re.compile("[\0-\u2e7f]+")


class Ruler:
    """Measures a text in units of its own: thousandths of an em where all of it is of one size."""

    def __init__(self, paragraph: Paragraph) -> None:
        runs = [run for run in paragraph.runs if run.text]
        sizes = {int(run.size) * run.scale for run in runs}
        self.text = "".join([run.text for run in runs])
        self._unit = sizes.pop() if len(sizes) == 1 else 1
        ems = [[int(run.size) * run.scale // self._unit] * len(run.text) for run in runs]
        self._ems = list(chain.from_iterable(ems))
        advances = chain.from_iterable([fonts.widths(run.text, run.face) for run in runs])
        self.drawn = list(advances) if self._unit > 1 else list(map(mul, advances, self._ems))
        """The advance of each character as the face draws it."""

    def units(self, length: int) -> int:
        """A length in EMU in whole units, so that what is not longer fits into it."""
        return length * FINE // self._unit

    def length(self, units: int) -> float:
        """So many units in EMU."""
        return units * self._unit / FINE

    def widest(self) -> list[int]:
        """The greatest advance of each character in any program and with any face that may serve."""
        advances = self.drawn.copy()
        for found in _LATIN.finditer(self.text):
            some = slice(*found.span())
            advances[some] = map(max, advances[some], [_HALF * em for em in self._ems[some]])
        for index in _meetings(self.text):
            advances[index] += GAP * self._ems[index]
        return advances


def reached(advances: Iterable[int]) -> list[int]:
    """How far a text reaches before its first character and behind each, on a line without end."""
    return list(accumulate(advances, initial=0))


def _meetings(text: str) -> Iterator[int]:
    """Where hanzi and another script meet."""
    return (
        index
        for narrow in _NARROW_WORD.finditer(text)
        for index in narrow.span()
        if 0 < index < len(text) and text[index - 1].isalnum() and text[index].isalnum()
    )
