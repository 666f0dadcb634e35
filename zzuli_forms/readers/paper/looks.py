"""Looks of text in a Word file that decide whether a reader sees it: hidden text, and struck text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from docx.oxml.ns import qn
from lxml.etree import _Element

_OFF = ("0", "false", "off", "none")
_VANISH, _STRUCK = qn("w:vanish"), (qn("w:strike"), qn("w:dstrike"))
_VAL, _RPR, _PPR, _STYLE_ID = qn("w:val"), qn("w:rPr"), qn("w:pPr"), qn("w:styleId")
_RSTYLE, _PSTYLE, _BASED = qn("w:rStyle"), qn("w:pStyle"), qn("w:basedOn")
_MOST_BASES = 20


class Look(NamedTuple):
    """A look of text, hidden or not, struck or not; None where that is not stated."""

    hidden: bool | None = None
    struck: bool | None = None

    def over(self, other: Look) -> Look:
        """Return this look where it states one, or else the other."""
        return Look(*(below if own is None else own for own, below in zip(self, other, strict=True)))

    def toggled(self, other: Look) -> Look:
        """Return what a character style makes of a paragraph style: what both turn on is off (17.7.3)."""
        return Look(*(bool(one) != bool(two) for one, two in zip(self, other, strict=True)))


PLAIN = Look()


class Looks:
    """The looks of a file's styles, found as they are asked for."""

    def __init__(self, roots: Iterable[_Element]) -> None:
        self._styles = {one.get(_STYLE_ID, ""): one for root in roots for one in root.iterchildren(qn("w:style"))}
        self._known: dict[str, Look] = {}

    def of_paragraph(self, paragraph: _Element) -> Look:
        """Return the look that the style of a paragraph gives its runs."""
        return self._styled(paragraph.find(_PPR), _PSTYLE)

    def of_run(self, run: _Element, paragraph: Look) -> Look:
        """Return the look of a run in a paragraph of such a look."""
        properties = run.find(_RPR)
        if properties is None:
            return paragraph
        return _stated(properties).over(self._styled(properties, _RSTYLE).toggled(paragraph))

    def _styled(self, properties: _Element | None, tag: str) -> Look:
        style = None if properties is None else properties.find(tag)
        name = "" if style is None else style.get(_VAL, "")
        if name not in self._known:
            self._known[name] = self._inherited(name)
        return self._known[name]

    def _inherited(self, name: str) -> Look:
        look = PLAIN
        for _ in range(_MOST_BASES):
            style = self._styles.get(name)
            if style is None:
                break
            properties, base = style.find(_RPR), style.find(_BASED)
            look = look if properties is None else look.over(_stated(properties))
            name = "" if base is None else base.get(_VAL, "")
        return look


def _stated(properties: _Element) -> Look:
    hidden = struck = None
    for one in properties:
        if one.tag == _VANISH:
            hidden = one.get(_VAL) not in _OFF
        elif one.tag in _STRUCK:
            struck = bool(struck) or one.get(_VAL) not in _OFF
    return Look(hidden, struck)
