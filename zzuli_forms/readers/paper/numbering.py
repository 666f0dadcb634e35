"""Numbers that Word puts before paragraphs itself (ISO/IEC 29500-1, 17.9), as its readers see them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from docx.oxml.ns import qn
from lxml.etree import _Element

_VAL, _ILVL, _ID, _ABSTRACT_ID, _STYLE_ID = map(qn, ("w:val", "w:ilvl", "w:numId", "w:abstractNumId", "w:styleId"))
_NUMBER, _STYLE = (f"{qn('w:pPr')}/{qn(name)}" for name in ("w:numPr", "w:pStyle"))
_HANZI = "〇一二三四五六七八九"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_BULLET = "•"


class _Level(NamedTuple):
    """A level of a list: the format of its numbers, the text around them, the first number."""

    kind: str
    text: str
    start: int


class Numbering:
    """The numbers of a file's lists, counted paragraph by paragraph."""

    def __init__(self, lists: Iterable[_Element], styles: Iterable[_Element]) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        for root in lists:
            abstract = {one.get(_ABSTRACT_ID, ""): one for one in root.iterchildren(qn("w:abstractNum"))}
            for number in root.iterchildren(qn("w:num")):
                named = number.find(_ABSTRACT_ID)
                found = None if named is None else abstract.get(named.get(_VAL, ""))
                self._levels[number.get(_ID, "")] = {} if found is None else dict(_levels(found))
        roots = styles if self._levels else ()
        self._styles = {one.get(_STYLE_ID, ""): one for root in roots for one in root.iterchildren(qn("w:style"))}

    def before(self, paragraph: _Element) -> str:
        """Return the number before a paragraph, which is counted by that; '' for none."""
        if not self._levels:
            return ""
        number, depth = self._number_of(paragraph)
        level = self._levels.get(number, {}).get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(number, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        return self._text(number, depth)

    def _number_of(self, paragraph: _Element) -> tuple[str, int]:
        """Return the list of a paragraph and its level in it, as stated by the paragraph or by its style."""
        own, style = paragraph.find(_NUMBER), paragraph.find(_STYLE)
        if own is None and style is not None:
            named = self._styles.get(style.get(_VAL, ""))
            own = None if named is None else named.find(_NUMBER)
        stated = {} if own is None else {one.tag: one.get(_VAL, "") for one in own}
        depth = str(stated.get(_ILVL, "0"))
        return str(stated.get(_ID, "")), int(depth) if re.fullmatch("[0-8]", depth) else 0

    def _text(self, number: str, depth: int) -> str:
        levels, counts = self._levels[number], self._counts[number]

        def counted(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            level = levels.get(at, levels[depth])
            return _FORMATS.get(level.kind, str)(counts.get(at, level.start))

        level = levels[depth]
        if level.kind == "bullet":
            return re.sub("[\ue000-\uf8ff]", _BULLET, level.text)
        return "" if level.kind == "none" else re.sub("%([1-9])", counted, level.text)


def _levels(abstract: _Element) -> Iterator[tuple[int, _Level]]:
    for element in abstract.iterchildren(qn("w:lvl")):
        stated: Mapping[object, str] = {one.tag: one.get(_VAL, "") for one in element}
        depth, start = element.get(_ILVL, "0"), stated.get(qn("w:start"), "1")
        if re.fullmatch("[0-8]", depth):
            first = int(start) if re.fullmatch("[0-9]{1,6}", start) else 1
            yield int(depth), _Level(stated.get(qn("w:numFmt"), "decimal"), stated.get(qn("w:lvlText"), ""), first)


def _hanzi(number: int) -> str:
    """Return a number up to 99 in hanzi, 十二; others digit by digit."""
    tens, ones = divmod(number, 10)
    if number >= 100 or number < 1:
        return "".join(_HANZI[int(digit)] for digit in str(number))
    return f"{_HANZI[tens] if tens > 1 else ''}{'十' if tens else ''}{_HANZI[ones] if ones else ''}"


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 1_000 else str(number)


def _roman(number: int) -> str:
    text, left = "", number if 0 < number < 1_000 else 0
    for value, digits in _ROMAN:
        count, left = divmod(left, value)
        text += digits * count
    return text or str(number)


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if 0 < number <= 20 else str(number)


_FORMATS: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital"), _hanzi),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalZero": "{:02}".format,
}
"""How numbers are written, by the name of their format; decimal where it is none of these."""
