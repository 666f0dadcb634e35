"""How far the characters of a paragraph reach, as they are drawn and at most.

Latin is as wide as the face draws it, or as in any face that may stand in for it. Word and LibreOffice put a
gap between it and hanzi although told not to.
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
"""Thousandths of an em that Word puts between hanzi and Latin; LibreOffice puts 200."""
FINE = 100_000
"""Parts of an EMU: a thousandth of an em, a hundredth of a scale."""
_NARROW_WORD = re.compile("[\0-\u2e7f]+")


class Measured(NamedTuple):
    """A text, and how far it reaches before its first character and behind each, on a line without end; in units of so
    many parts of an EMU.
    """

    text: str
    ends: list[int]
    unit: int

    def units(self, length: int) -> int:
        """A length in EMU in whole units, so that what is not longer fits into it."""
        return length * FINE // self.unit

    def length(self, units: int) -> float:
        """So many units in EMU."""
        return units * self.unit / FINE


def as_drawn(paragraph: Paragraph) -> Measured:
    """The text of a paragraph as the PDF draws it."""
    return _measured(paragraph, fonts.widths)


def at_most(paragraph: Paragraph) -> Measured:
    """The same as wide as any program sets it with any face that may serve."""
    return _measured(paragraph, fonts.greatest_widths, GAP)


def _measured(paragraph: Paragraph, widths: Callable[[str, Face], Iterator[int]], gap: int = 0) -> Measured:
    runs = [run for run in paragraph.runs if run.text]
    text, ems = "".join([run.text for run in runs]), [int(run.size) * run.scale for run in runs]
    advances = list(chain.from_iterable([widths(run.text, run.face) for run in runs]))
    for index in _meetings(text) if gap else ():
        advances[index] += gap
    if len(set(ems)) == 1:
        return Measured(text, _reached(advances), ems[0])
    each = chain.from_iterable([[em] * len(run.text) for em, run in zip(ems, runs, strict=True)])
    return Measured(text, _reached(map(mul, advances, each)), 1)


def _reached(advances: Iterable[int]) -> list[int]:
    return list(accumulate(advances, initial=0))


def _meetings(text: str) -> Iterator[int]:
    """Where hanzi and another script meet."""
    return (
        index
        for narrow in _NARROW_WORD.finditer(text)
        for index in narrow.span()
        if 0 < index < len(text) and text[index - 1].isalnum() and text[index].isalnum()
    )
