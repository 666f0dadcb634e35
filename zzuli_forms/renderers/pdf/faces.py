"""Faces as fonts of ReportLab, and the code of each character in a document.

A face makes two subsets: one of the words of the form, equal for all units and kept deflated, one of what is typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from reportlab.pdfbase import pdfmetrics

from zzuli_forms.document.frozen import once
from zzuli_forms.document.nodes import Document, Folio, Page, Run
from zzuli_forms.document.walking import runs
from zzuli_forms.renderers.pdf.subsets import Subset, subset
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.typeface import Typeface

_NUMBERS = "0123456789"
Characters: TypeAlias = Mapping[Typeface, Set[str]]
Key: TypeAlias = tuple[tuple[Typeface, str], ...]
Subsets: TypeAlias = Mapping[tuple[Typeface, int], Subset]
"""The subsets of faces by their numbers."""


class Font:
    """A face under ReportLab's protocol of dynamic fonts; the document being drawn has the codes of its characters."""

    shapable = False
    _multiByte = _dynamicFont = 1  # noqa: N815

    def __init__(self, typeface: Typeface) -> None:
        self.typeface, self.face = typeface, self
        self.fontName = self.name = font_name(typeface)

    def splitString(self, text: str, doc: Any) -> list[tuple[int, bytes]]:  # noqa: N802
        """Return a text as codes, in stretches of one subset."""
        face = doc.codes.faces[self.typeface]
        numbers = list(map(face.numbers.__getitem__, text))
        if len(set(numbers)) == 1:
            return [(numbers[0], b"".join(map(face.codes.__getitem__, text)))]
        stretches = groupby(zip(numbers, text, strict=True), itemgetter(0))
        return [(number, b"".join([face.codes[one] for _, one in stretch])) for number, stretch in stretches]

    def getSubsetInternalName(self, subset: int, doc: object) -> str:  # noqa: ARG002, N802
        """Return the name of a subset among the resources of a page."""
        return f"/{resource(self.typeface, subset)}"


def resource(typeface: Typeface, number: int) -> str:
    """Return the name of a subset in a file."""
    return f"{font_name(typeface)}{number}"


def font_name(typeface: Typeface) -> str:
    """Return the name under which ReportLab knows a face."""
    return typeface.path.name.partition(".")[0]


for _typeface in fonts.every():
    pdfmetrics.registerFont(Font(_typeface))


class FaceCodes(NamedTuple):
    """The number of the subset and the code of each character of a face."""

    numbers: dict[str, int]
    codes: dict[str, bytes]


class Codes:
    """The codes of all characters in some subsets, by face."""

    def __init__(self, subsets: Subsets) -> None:
        self.faces = {face: FaceCodes({}, {}) for face, _ in subsets}
        for (face, number), characters in subsets.items():
            self.faces[face].numbers.update(dict.fromkeys(characters.codes, number))
            self.faces[face].codes.update(characters.codes)


class Faces:
    """The subsets of a document, and the codes of its characters: `words` for pages of fixed text only."""

    def __init__(self, document: Document) -> None:
        fixed, typed = _united(_characters(page, document.folio) for page in document.pages)
        words, self.words = _words(_key(fixed))
        others = dict(_subsets(_key(_without(typed, fixed)), typed=True))
        self.subsets = {**words, **others}
        self.codes = Codes(self.subsets) if others else self.words


@once
def _characters(page: Page, folio: Folio | None) -> tuple[Characters, Characters]:
    """Return the characters of the runs of a page, and of any page number, that state no fact, and of those that do."""
    numbers = folio.line(_NUMBERS, even=False).runs if folio else ()
    stated = [(run, bool(run.source)) for run in runs(page)]
    fixed = [*numbers, *(run for run, source in stated if not source)]
    return _of(fixed), _of(run for run, source in stated if source)


def _of(several: Iterable[Run]) -> Characters:
    characters = dict[Typeface, set[str]]()
    for text, role in dict.fromkeys((run.text.replace("\n", ""), run.face) for run in several):
        for face, stretch in fonts.split(text, role):
            characters.setdefault(face, set()).update(stretch)
    return characters


def _united(pages: Iterable[tuple[Characters, Characters]]) -> tuple[Characters, Characters]:
    """Return the characters of pages together, fixed and typed."""
    fixed, typed = dict[Typeface, Set[str]](), dict[Typeface, Set[str]]()
    for page in pages:
        for whole, some in zip((fixed, typed), page, strict=True):
            whole.update({face: whole.get(face, frozenset()) | characters for face, characters in some.items()})
    return fixed, typed


def _without(characters: Characters, others: Characters) -> Characters:
    left = {face: some - others.get(face, frozenset()) for face, some in characters.items()}
    return {face: some for face, some in left.items() if some}


def _key(characters: Characters) -> Key:
    return tuple((face, "".join(sorted(some))) for face, some in characters.items())


@lru_cache(maxsize=64)
def _words(fixed: Key) -> tuple[Subsets, Codes]:
    """Return the subsets of fixed text and its codes: the same objects for the same words."""
    subsets = dict(_subsets(fixed, typed=False))
    return subsets, Codes(subsets)


def _subsets(characters: Key, typed: bool) -> Iterator[tuple[tuple[Typeface, int], Subset]]:
    """Yield the subsets of these characters, those of fixed text under even numbers."""
    for face, some in characters:
        for number, glyphs in enumerate(_told_apart(face, some)):
            yield (face, 2 * number + typed), subset(face, glyphs, many=not typed)


def _told_apart(face: Typeface, characters: str) -> list[dict[int, str]]:
    """Return the characters by glyph, in as many parts as one glyph draws of them: a code can stand for one only."""
    parts = list[dict[int, str]]()
    for character in characters:
        glyph = face.glyph(character)
        assert glyph is not None
        for part in parts:
            if glyph not in part:
                part[glyph] = character
                break
        else:
            parts.append({glyph: character})
    return parts
