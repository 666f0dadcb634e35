"""The advances of a paragraph's characters, as the PDF draws them and at most.

Latin is as wide as the face draws it, or as in any face that may stand in for it. Word and LibreOffice put a gap
between it and hanzi although told not to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, chain
from operator import mul
from typing import NamedTuple

from zzuli_forms.document.nodes import Face, Paragraph
from zzuli_forms.typeset import fonts

GAP = 250
"""The gap that Word puts between hanzi and Latin, in thousandths of an em; LibreOffice puts 200."""
FINE = 100_000
"""The parts into which an EMU is divided: thousandths of an em times hundredths of a scale."""
_NARROW_WORD = re.compile("[\0-\u2e7f]+")


class Measured(NamedTuple):
    """A text, with the sum of its advances before its first character and after each, as on one endless line, in units
    of `unit` / `FINE` EMU.
    """

    text: str
    ends: list[int]
    unit: int

    def units(self, length: int) -> int:
        """Return a length in EMU as whole units, rounded down, so that every text no wider still fits."""
        return length * FINE // self.unit

    def length(self, units: int) -> float:
        """Return a number of units as a length in EMU."""
        return units * self.unit / FINE


def as_drawn(paragraph: Paragraph) -> Measured:
    """Measure the text of a paragraph as the PDF draws it."""
    return _measured(paragraph, fonts.widths)


def at_most(paragraph: Paragraph) -> Measured:
    """Measure the text of a paragraph at the greatest width in any program, over the faces that may serve."""
    return _measured(paragraph, fonts.greatest_widths, GAP)


def _measured(paragraph: Paragraph, widths: Callable[[str, Face], Iterator[int]], gap: int = 0) -> Measured:
    runs = [run for run in paragraph.runs if run.text]
    text, ems = "".join([run.text for run in runs]), [int(run.size) * run.scale for run in runs]
    advances = list(chain.from_iterable([widths(run.text, run.face) for run in runs]))
    for index in _meetings(text) if gap else ():
        advances[index] += gap
    if len(set(ems)) == 1:
        return Measured(text, _reached(advances), ems[0])
    scales = chain.from_iterable([[em] * len(run.text) for em, run in zip(ems, runs, strict=True)])
    return Measured(text, _reached(map(mul, advances, scales)), 1)


def _reached(advances: Iterable[int]) -> list[int]:
    return list(accumulate(advances, initial=0))


def _meetings(text: str) -> Iterator[int]:
    """Return the index of each character at which hanzi give way to another script, or the reverse."""
    return (
        index
        for narrow in _NARROW_WORD.finditer(text)
        for index in narrow.span()
        if 0 < index < len(text) and text[index - 1].isalnum() and text[index].isalnum()
    )
