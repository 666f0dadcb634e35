"""Flattening of WordprocessingML: which text is shown where, in which controls, and what is shown but is no text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import _Element

from zzuli_forms.readers.paper import wordml as w
from zzuli_forms.readers.paper.looks import PLAIN, Looks
from zzuli_forms.readers.paper.numbering import Numbering
from zzuli_forms.readers.paper.wordml import WordControl, chosen, control_of, is_covered, span

BODY, BOX = "正文", "文本框"
OBJECT = "\ufffc"
"""The character that stands for what is shown and is no text."""
MOST_CHARACTERS = 100_000
"""Characters of a place that are read; one stands for all others."""
_Reading = Callable[[_Element, Any, int], None]


@dataclass(eq=False)
class Open:
    """A place that is being filled: its characters, the control around each, what is no text, what is struck."""

    kind: str
    at: tuple[int, int, int] = (0, 0, 0)
    text: list[str] = field(default_factory=list)
    within: list[int] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    struck: list[int] = field(default_factory=list)
    controls: dict[int, int] = field(default_factory=dict)
    ends: bool = False
    """Tells that the next character begins a new line."""


@dataclass(eq=False)
class _Command:
    """A field: its instructions, whether its result is reached, and how much of that is shown."""

    words: str = ""
    has_result: bool = False
    shown: int = 0


_Inline = Callable[[_Element, Open, int], None]


class Flattener:
    """A pass through the parts of a file that puts every visible character into its place."""

    def __init__(self, looks: Looks, numbering: Numbering) -> None:
        self.places: list[Open] = []
        self.controls: list[WordControl] = []
        self._numbering = numbering
        self._looks, self._kind, self._tables = looks, BODY, 0
        self._look, self._base = PLAIN, PLAIN
        self._commands = list[_Command]()
        self._continued: Open | None = None
        fields = dict.fromkeys((w.FIELD, w.SIMPLE, w.INSTRUCTION), self._command)
        drawings = dict.fromkeys(w.DRAWINGS, self._drawn)
        self._readers: Mapping[str, _Inline] = {w.SDT: self._inline_control, **fields, **drawings}

    def flatten(self, part: _Element, kind: str) -> None:
        """Put the text below an element into places of a kind."""
        self._kind, self._commands, self._continued = kind, [], None
        self._blocks(part, None, -1)

    def _blocks(self, element: _Element, place: Open | None, control: int) -> None:
        """Read paragraphs and tables, into a place, or each into one of its own."""
        for below in element:
            if below.tag == w.P:
                self._paragraph(below, place, control)
            elif below.tag == w.TBL:
                self._table(below, place, control)
            elif below.tag == w.SDT:
                self._within(below, place, control, self._blocks)
            elif below.tag in w.OBJECTS:
                self._put(place or self._opened(), OBJECT, control, w.OBJECTS[below.tag])
            elif below.tag == w.ALTERNATE:
                self._blocks(chosen(below), place, control)
            elif below.tag not in w.UNSEEN:
                self._blocks(below, place, control)

    def _opened(self, *at: int) -> Open:
        table, row, column = at or (0, 0, 0)
        self.places.append(Open(self._kind, (table, row, column)))
        return self.places[-1]

    def _paragraph(self, paragraph: _Element, place: Open | None, control: int) -> None:
        """Read a paragraph; where its mark is deleted, the next one goes on in the same line."""
        own = place or self._continued or self._opened()
        self._enter(own, control)
        number = self._numbering.before(paragraph)
        look, self._look = self._look, self._looks.of_paragraph(paragraph)
        self._base = self._look
        self._put(own, number, -1)
        self._inline(paragraph, own, control)
        for command in self._commands:
            command.has_result = True
        self._look = self._base = look
        own.ends = paragraph.find(w.REMOVED) is None
        self._continued = None if place or own.ends else own

    def _table(self, table: _Element, place: Open | None, control: int) -> None:
        """Read the cells of a table, each into a place of its own; those of a nested table into the cell around it."""
        number, merged = self._tables + 1, set[int]()
        self._tables, self._continued = self._tables + (place is None), None
        for row, (element, around) in enumerate(self._below(table, w.TR, control), 1):
            if element.find(w.GONE_ROW) is not None or element.find(w.HIDDEN_ROW) is not None:
                continue
            column = 0
            for count, (cell, within) in enumerate(self._below(element, w.TC, around), 1):
                if not is_covered(cell, column, merged):
                    self._cell(cell, place or self._opened(number, row, count), within)
                column += span(cell)

    def _cell(self, cell: _Element, place: Open, control: int) -> None:
        self._enter(place, control)
        place.ends = True
        if control < 0 or not self.controls[control].is_hint:
            self._blocks(cell, place, control)
        place.ends = True

    def _below(self, element: _Element, tag: str, control: int) -> Iterator[tuple[_Element, int]]:
        """Yield the rows of a table or the cells of a row, those in content controls too, with the control around."""
        for below in element:
            if below.tag == tag:
                yield below, control
            elif below.tag not in w.UNSEEN:
                yield from self._below(below, tag, self._control(below, control) if below.tag == w.SDT else control)

    def _within(self, element: _Element, place: Open | None, control: int, read: _Reading) -> None:
        """Read the content of a control, unless that is a hint where to click."""
        number = self._control(element, control)
        if place:
            self._enter(place, number)
        if not self.controls[number].is_hint:
            read(element, place, number)

    def _control(self, element: _Element, around: int) -> int:
        """Return the number of a control, which is entered into the list of all."""
        self.controls.append(control_of(element, around))
        return len(self.controls) - 1

    @staticmethod
    def _enter(place: Open, control: int) -> None:
        if control >= 0:
            place.controls.setdefault(control, len(place.text) + bool(place.ends and place.text))

    def _inline(self, element: _Element, place: Open, control: int) -> None:
        """Read what stands in a line."""
        for below in element:
            tag = below.tag
            if tag == w.T:
                self._put(place, re.sub(r"[\r\n]", " ", below.text or ""), control)
            elif tag == w.R:
                self._run(below, place, control)
            elif tag in w.BREAKS:
                self._put(place, w.BREAKS[tag], control)
            elif tag in w.OBJECTS:
                self._put(place, OBJECT, control, w.OBJECTS[tag])
            elif tag == w.EQUATION:
                self._put(place, below.text or "", control, "公式")
            elif tag == w.ALTERNATE:
                self._inline(chosen(below), place, control)
            elif tag in self._readers:
                self._readers[tag](below, place, control)
            elif tag not in w.UNSEEN:
                self._inline(below, place, control)

    def _inline_control(self, control: _Element, place: Open, around: int) -> None:
        self._within(control, place, around, self._inline)

    def _run(self, run: _Element, place: Open, control: int) -> None:
        look, self._look = self._look, self._looks.of_run(run, self._base)
        self._inline(run, place, control)
        self._look = look

    def _command(self, element: _Element, place: Open, control: int) -> None:
        """Read the beginning, the instructions, the separator or the end of a field, or a whole simple field."""
        kind = element.get(w.FIELD_TYPE)
        if element.tag == w.SIMPLE:
            self._commands.append(_Command(element.get(w.INSTRUCTIONS, ""), has_result=True))
            self._inline(element, place, control)
            self._finish(place, control)
        elif kind == "begin":
            self._commands.append(_Command())
        elif self._commands and kind == "end":
            self._finish(place, control)
        elif self._commands and kind == "separate":
            self._commands[-1].has_result = True
        elif self._commands and element.tag == w.INSTRUCTION:
            self._commands[-1].words += element.text or ""

    def _finish(self, place: Open, control: int) -> None:
        command = self._commands.pop()
        kind = w.SHOWN_BY_COMMAND.match(command.words)
        if kind and (not command.shown or kind[1].upper() == "EQ"):
            self._put(place, OBJECT, control, f"{kind[1].upper()}域")

    def _drawn(self, drawing: _Element, place: Open, control: int) -> None:
        """Read the text of a drawing, or let one character stand for it: where it has none, and for each picture."""
        kind = self._kind
        self._kind = BOX if kind == BODY else kind
        texts = self._shapes(drawing, place if place.at[0] else None, control)
        self._kind = kind
        if not texts or any(below.tag in w.PICTURES for below in drawing.iter()):
            self._put(place, OBJECT, control, w.DRAWINGS[drawing.tag])

    def _shapes(self, element: _Element, place: Open | None, control: int) -> int:
        """Read the text boxes, drawn words and bent lines of words below an element; return how many there are."""
        count = 0
        for below in element:
            if below.tag == w.ALTERNATE:
                count += self._shapes(chosen(below), place, control)
            elif below.tag == w.BOX_CONTENT:
                self._box(below, place, control)
                count += 1
            elif below.tag == w.DRAWN_TEXT or (below.tag == w.BENT and below.get("string")):
                self._put(place or self._opened(), below.text or below.get("string") or "", control)
                count += 1
            else:
                count += self._shapes(below, place, control)
        return count

    def _box(self, box: _Element, place: Open | None, control: int) -> None:
        commands, self._commands = self._commands, []
        look, base, continued = self._look, self._base, self._continued
        self._continued = None
        if place:
            place.ends = True
        self._blocks(box, place, control)
        self._commands, self._look, self._base, self._continued = commands, look, base, continued

    def _put(self, place: Open, text: str, control: int, mark: str = "") -> None:
        """Put text into a place, unless it is hidden, or stands among the instructions of a field."""
        if not text or self._look.hidden or not all(command.has_result for command in self._commands):
            return
        if place.ends and place.text:
            place.text.append("\n")
            place.within.append(-1)
        place.ends = False
        room = MOST_CHARACTERS - len(place.text)
        if len(text) > room:
            self._put(place, text[:room], control, mark)
            text, mark = OBJECT, f"另有{len(text) - room}个字"
        places = range(len(place.text), len(place.text) + len(text))
        place.text += text
        place.within += [control] * len(text)
        if mark or OBJECT in text:
            place.marks |= {at: mark or "印不出来的字符" for at in places if mark or place.text[at] == OBJECT}
        if self._look.struck:
            place.struck += places
        for command in self._commands:
            command.shown += bool(text.strip())
