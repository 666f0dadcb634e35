"""A Word file as its readers see it: every visible character in order, with its place and the controls around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

from zzuli_forms.errors import FileError
from zzuli_forms.readers.paper import package as opc
from zzuli_forms.readers.paper.flattening import BODY, BOX, Flattener, Open
from zzuli_forms.readers.paper.looks import Looks
from zzuli_forms.readers.paper.numbering import Numbering
from zzuli_forms.readers.paper.wordml import WordControl
from zzuli_forms.renderers.docx.binding import NAMESPACE

_MOST_PLACES, _MOST_CHARACTERS = 5_000, 400_000
_NOTES = {"footnotes": "脚注", "endnotes": "尾注", "comments": "批注"}
_EDGES = {"header": "页眉", "footer": "页脚"}
_ID = qn("w:id")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class PaperPlace(NamedTuple):
    """A cell of a table, a paragraph outside tables, or one in a header, a footer, a note or a comment.

    `at` is table, row and column, counted from 1, zeros outside tables; `controls` are those in it, each with the
    position at which it begins.
    """

    kind: str
    at: tuple[int, int, int]
    span: range
    controls: tuple[tuple[int, int], ...]

    @property
    def name(self) -> str:
        """Return the name of the place as a clerk finds it."""
        table, row, column = self.at
        kind = "" if self.kind == BODY and table else self.kind
        return f"{kind}第{table}个表格第{row}行第{column}格" if table else kind

    def is_beside(self, other: PaperPlace) -> bool:
        """Return whether both places are cells in one row of a table."""
        return self.at[0] > 0 and self.kind == other.kind and self.at[:2] == other.at[:2]


@dataclass(frozen=True)
class Paper:
    """The visible text of a file, its places, and for each position the control around it, -1 for none.

    `marks` names what is shown at a position and is no text, `struck` are the positions of struck text; `facts` are the
    embedded facts as JSON text, '' for none, `stored` the lines of each value its controls are bound to, by the name of
    their element.
    """

    text: str
    places: tuple[PaperPlace, ...]
    controls: tuple[WordControl, ...]
    within: Sequence[int]
    marks: Mapping[int, str]
    struck: frozenset[int]
    facts: str
    stored: Mapping[str, Sequence[str]]

    def lines(self, place: PaperPlace) -> Iterator[range]:
        """Yield the positions of each line of a place."""
        start = place.span.start
        for part in self.text[start : place.span.stop].split("\n"):
            yield range(start, start + len(part))
            start += len(part) + 1

    @property
    def body(self) -> tuple[str, ...]:
        """Return the lines of the document itself, without headers, footers, notes and comments."""
        return tuple(self.text[line.start : line.stop] for place in self.own for line in self.lines(place))

    @property
    def own(self) -> tuple[PaperPlace, ...]:
        """Return the places of the document itself, without headers, footers, notes and comments."""
        return tuple(place for place in self.places if place.kind in (BODY, BOX))


def read(data: bytes, path: Path) -> Paper:
    """Return what the bytes of a .docx file show, and the embedded facts.

    Raises FileError where it cannot be read, is encrypted, damaged, harmful, too long, has macros or is no Word file.
    """
    try:
        return _paper(opc.opened(data, path), path)
    except (KeyError, etree.XMLSyntaxError, RecursionError) as error:
        raise opc.spoilt(path) from error


def _paper(package: opc.WordParts, path: Path) -> Paper:
    root = opc.document(package, path)
    body = root.find(qn("w:body"))
    if body is None:
        raise opc.spoilt(path)
    numbering = Numbering(package.lenient("numbering", b"lvlText"), package.lenient("styles", b"numPr"))
    flattener = Flattener(Looks(package.lenient("styles", b"vanish", b"trike")), numbering)
    flattener.flatten(body, BODY)
    for kind, part in _others(package, root):
        flattener.flatten(part, kind)
    if len(flattener.places) > _MOST_PLACES:
        raise FileError(f"“{path}”太长（超过{_MOST_PLACES:,}段），请核对是否选对了文件")
    if sum(len(place.text) for place in flattener.places) > _MOST_CHARACTERS:
        raise FileError(f"“{path}”太长（超过{_MOST_CHARACTERS:,}个字），请核对是否选对了文件")
    ours = next((found for name in package.parts if (found := _of_ours(name, package)) is not None), None)
    return _joined(flattener, *(("", {}) if ours is None else _stored(ours)))


def _others(package: opc.WordParts, root: _Element) -> Iterator[tuple[str, _Element]]:
    """Yield the headers and footers that a section shows, then every note referred to and every comment, by kind."""
    known = {one.id: one for one in package.relations(package.main) if one.target in package.parts}
    is_even = any(True for _ in package.lenient("settings", b"evenAndOddHeaders"))
    for kind, name in _EDGES.items():
        named = dict.fromkeys(_shown_edges(root, qn(f"w:{kind}Reference"), is_even))
        yield from ((name, opc.parsed(package.parts[known[one].target])) for one in named if one in known)
    for kind, name in _NOTES.items():
        wanted = {one.get(_ID) for one in root.iter(qn(f"w:{kind[:-1]}Reference"))}
        for part in package.related(kind):
            yield from ((name, note) for note in part if kind == "comments" or note.get(_ID) in wanted)


def _shown_edges(root: _Element, tag: str, is_even: bool) -> Iterator[str]:
    """Yield the IDs of the headers or footers of each section, those of first and even sheets where these differ."""
    for section in root.iter(qn("w:sectPr")):
        kinds = {"default", "first" if section.find(qn("w:titlePg")) is not None else "", "even" if is_even else ""}
        yield from (
            one.get(_RELATION, "") for one in section.iterchildren(tag) if one.get(qn("w:type"), "default") in kinds
        )


def _joined(flattener: Flattener, facts: str, stored: Mapping[str, Sequence[str]]) -> Paper:
    text, within, places = list[str](), list[int](), list[PaperPlace]()
    marks, struck = dict[int, str](), set[int]()
    for one in flattener.places:
        start = len(text)
        text += [*one.text, "\n"]
        within += [*one.within, -1]
        marks |= {start + offset: mark for offset, mark in one.marks.items()}
        struck |= {start + offset for offset in one.struck}
        places.append(_place(one, start))
    controls = tuple(flattener.controls)
    return Paper("".join(text), tuple(places), controls, within, marks, frozenset(struck), facts, stored)


def _place(one: Open, start: int) -> PaperPlace:
    controls = tuple((control, start + offset) for control, offset in one.controls.items())
    return PaperPlace(one.kind, one.at, range(start, start + len(one.text)), controls)


def _of_ours(name: str, package: opc.WordParts) -> _Element | None:
    """Return the root of our custom XML part, under whichever name an editor has put it; None for any other part."""
    if not re.match("customxml/item[^/]*$", name) or NAMESPACE.encode() not in package.parts[name]:
        return None
    root = opc.parsed(package.parts[name])
    return root if root.tag == f"{{{NAMESPACE}}}facts" else None


def _stored(part: _Element) -> tuple[str, Mapping[str, Sequence[str]]]:
    """Return the facts in our custom XML part, and the lines of each value by element name."""
    lines: dict[str, list[str]] = {}
    for below in part:
        lines.setdefault(etree.QName(below).localname, []).append(below.text or "")
    return "".join(lines.pop("stated", [])), lines
