"""Values found by the printed labels they stand beside, where no content control tells their field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import get_origin

from pydantic import BaseModel

from zzuli_forms.forms.continuation.layout import ENDING
from zzuli_forms.models.facts import Location, field_labels, field_named, location, model_in, path_text
from zzuli_forms.readers.paper.glyphs import PaperPlace
from zzuli_forms.readers.paper.ledger import HAND, WORDS, Ledger, plain
from zzuli_forms.readers.paper.official import NUMBERING, OfficialWords

NO_DAY = "年月日"
"""A printed date left blank, without white space."""
RUNNING = 1_000
"""Least maximum length, in characters, of a field whose text may span several paragraphs."""
_LABELLED = re.compile(r"\s*([^：:\s]{1,20})(?:\s*[：:]|[ \t\u3000]+)(.*)", re.DOTALL)
_BEHIND = re.compile(r"[ \t\u3000]+(\S{1,12}?)[：:]")
_ORDINAL = re.compile("(?<![：:])[0-9一二三][：:]?$")


@dataclass(frozen=True)
class _Group:
    """A group of fields: its field path, its model, and the groups around it, the innermost last."""

    at: Location
    model: type[BaseModel]
    around: tuple[_Group, ...] = ()

    def nested(self, name: str) -> type[BaseModel] | None:
        """Return the model of a field that holds a group, None for any other field."""
        return model_in(self.model.model_fields[name].annotation)

    def within(self, name: str, index: int | None = None) -> _Group:
        """Return the group a field holds, or one of several by its index."""
        nested = self.nested(name)
        assert nested is not None
        at = (*self.at, name) if index is None else (*self.at, name, index)
        return _Group(at, nested, (*self.around, self))

    def leading_to(self, path: Location) -> _Group:
        """Return the group that a field path below this one leads to."""
        if not path:
            return self
        name, index = str(path[0]), next((step for step in path[1:2] if isinstance(step, int)), None)
        return self.within(name, index).leading_to(path[1:] if index is None else path[2:])

    def is_listed(self, name: str) -> bool:
        """Return whether a field holds a list of groups."""
        return get_origin(self.model.model_fields[name].annotation) is tuple

    def next_to(self, field: Location) -> Location | None:
        """Return the path of the single field that follows one of the group's own, None after the last."""
        names = [*self.model.model_fields]
        behind = names[names.index(str(field[-1])) + 1 :]
        return (*self.at, behind[0]) if behind and self.nested(behind[0]) is None else None


def by_labels(
    ledger: Ledger, model: type[BaseModel], official: OfficialWords, copies: int
) -> Iterator[Sequence[PaperPlace]]:
    """Give each field the text beside its label; own labels, printed words, and what is written by hand.

    Each printed paragraph of the form ends a value. A label met again belongs to another of several `copies` of the
    form, or its text is left. Yields the cells of each table that sets two teams side by side; none is read.
    """
    walk = _Walk(ledger, model, official, copies)
    for table, group in groupby(ledger.paper.own, key=lambda place: place.at[0]):
        places = [*group]
        is_comparison = table > 0 and walk.compares(places)
        for place in places:
            (walk.printed if is_comparison else walk.place)(place)
        if is_comparison:
            yield places


class _Walk:
    """A pass through a document in reading order, with the field to which the next value belongs."""

    def __init__(self, ledger: Ledger, model: type[BaseModel], official: OfficialWords, copies: int) -> None:
        self._ledger, self._official, self._copies = ledger, official, copies
        self._whole, self._labels = _Group((), model), labels(model)
        self._group = self._whole
        self._wanted: Location | None = None
        self._is_met = False
        self._last: PaperPlace | None = None
        self._by_hand: PaperPlace | None = None
        self._people: Counter[Location] = Counter()

    def compares(self, cells: Sequence[PaperPlace]) -> bool:
        """Return whether a table sets two teams side by side, by its first row; such a table states neither in full."""
        first = (cell for cell in cells if cell.at[1] == cells[0].at[1])
        heads = (self._meant(plain(self._ledger.shown(cell.span))) for cell in first)
        groups = {name for head in heads if head for group, name in [head] if _has_groups(group.nested(name))}
        return len(groups) > 1

    def printed(self, place: PaperPlace) -> None:
        """Own a cell of printed words."""
        if plain(self._ledger.shown(place.span)) in self._official.paragraphs:
            self._ledger.own(place.span, WORDS)

    def place(self, place: PaperPlace) -> None:
        """Read a cell as a label or as printed words of the form, or else line by line."""
        text = self._ledger.text(self._ledger.free(place.span))
        if place.at[0] and not self._ledger.fields(place.span):
            if plain(text) in self._official.by_hand:
                self._by_hand, self._wanted = place, None
                return self._ledger.own(place.span, WORDS)
            if self._is_label(text):
                return self._ledger.own(place.span, WORDS)
            if plain(text) in self._official.paragraphs:
                self._wanted = None
                return self._ledger.own(place.span, WORDS)
        by_hand = place.at[0] > 0 and self._is_by_hand(place)
        for line in self._ledger.paper.lines(place):
            if not self._is_prompt(line):
                for part in self._parted(line):
                    self._part(part, place, by_hand)
        return None

    def _is_by_hand(self, place: PaperPlace) -> bool:
        """Return whether a cell is one for hand-work: beside its heading, or with a prompt."""
        if self._by_hand is not None and place.is_beside(self._by_hand):
            return True
        return any(self._prompt(line) for line in self._ledger.paper.lines(place))

    def _prompt(self, line: range) -> str:
        """Return the prompt for hand-work that begins a line, '' for none."""
        text = plain(self._ledger.shown(line))
        return max((one for one in self._official.prompts if text.startswith(one)), key=len, default="")

    def _is_prompt(self, line: range) -> bool:
        """Own a prompt that begins a line, and the hand-work behind it; tell whether there is one."""
        prompt = self._prompt(line)
        if prompt:
            visible = self._ledger.visible(line)
            self._ledger.own(visible[: len(prompt)], WORDS)
            self._ledger.own(line, HAND)
            self._wanted = None
        return bool(prompt)

    def _parted(self, line: range) -> Iterator[range]:
        """Yield a line in parts, split before every known label that a colon follows."""
        seen = self._ledger.seen(line)
        labelled = (found for found in _BEHIND.finditer(self._ledger.text(seen)) if found[1] in self._labels)
        for start, end in pairwise([line.start, *(seen[found.start()] for found in labelled), line.stop]):
            yield range(start, end)

    def _part(self, part: range, place: PaperPlace, by_hand: bool) -> None:
        """Read a part of a line as a label, a label and its value, printed words of the form, or a value."""
        free, inside = self._ledger.free(part), self._fields(part, place)
        text = self._ledger.text(free)
        number = NUMBERING.match(text)
        bare = text[number.end() :] if number else text
        labelled = _LABELLED.fullmatch(bare)
        if self._ledger.owns(part, WORDS):
            self._wanted = None
        if not plain(text):
            self._follow(inside, place)
        elif plain(text) == NO_DAY or (by_hand and not inside):
            self._ledger.own(free, HAND)
        elif self._is_label(bare):
            self._ledger.own(free, WORDS)
        elif labelled and self._is_label(labelled[1]):
            start = len(text) - len(labelled[2])
            self._ledger.own(free[:start], WORDS)
            self._behind(free[start:], part, place)
        elif inside:
            self._beside(free, inside[0], place)
        elif plain(text) in self._official.paragraphs:
            self._wanted = None
            self._ledger.own(free, WORDS)
        else:
            self._value(free, place)

    def _fields(self, part: range, place: PaperPlace) -> list[str]:
        """Return the fields of the controls in a part of a line, or of the only one of its place."""
        own = [path for path, start in self._ledger.controls(place) if start in part or start == part.stop]
        all_of_place = {path for path, _ in self._ledger.controls(place)}
        return [*dict.fromkeys([*self._ledger.fields(part), *own])] or [*all_of_place][: len(all_of_place) == 1]

    def _follow(self, inside: Sequence[str], place: PaperPlace) -> None:
        """Go on behind the last of some controls."""
        if inside:
            self._wanted, self._last, self._is_met = location(inside[-1]), place, False
            self._group = self._whole.leading_to(self._wanted[:-1])

    def _behind(self, free: Sequence[int], part: range, place: PaperPlace) -> None:
        """Read what stands behind a label in its line."""
        inside = self._fields(part, place)
        if plain(self._ledger.text(free)) == NO_DAY:
            self._ledger.own(free, HAND)
        elif self._wanted and path_text(self._wanted) in inside:
            self._beside(free, path_text(self._wanted), place)
        else:
            self._value(free, place)

    def _beside(self, free: Sequence[int], path: str, place: PaperPlace) -> None:
        """Give text beside a control to its field if the control is empty; or else leave it, with that field."""
        self._ledger.tie(place, path)
        if plain(self._ledger.text(free)) and not self._ledger.is_stated(path):
            self._ledger.values.pop(path, None)
            self._ledger.give(free, path, place)

    def _is_label(self, text: str) -> bool:
        """Decide whether a text is a label; if so, take its field, or the first of its group, for the next value."""
        meant = self._meant(plain(text))
        if meant:
            self._enter(*meant)
            self._last, self._by_hand, self._is_met = None, None, True
        return meant is not None

    def _meant(self, label: str) -> tuple[_Group, str] | None:
        """Return the field a label names, with its group; None for no label.

        The current group is searched first, then those around it, outwards: the group's own fields, then the groups in
        it that hold groups themselves, if just one of these has such a field.
        """
        for group in (self._group, *reversed(self._group.around)):
            named = _named(group.model, label)
            if named:
                return group, named
            below = [group.within(name) for name in group.model.model_fields if _has_groups(group.nested(name))]
            having = [(inner, named) for inner in below if (named := _named(inner.model, label))]
            if len(having) == 1:
                return having[0]
        return None

    def _enter(self, group: _Group, name: str) -> None:
        if group.nested(name) is None:
            if not group.around:
                self._people.clear()
            self._group, self._wanted = group, (*group.at, name)
            return
        self._group = group.within(name, self._next_person((*group.at, name)) if group.is_listed(name) else None)
        first = next(iter(self._group.model.model_fields))
        self._wanted = None if self._group.nested(first) else (*self._group.at, first)

    def _next_person(self, people: Location) -> int:
        self._people[people] += 1
        return self._people[people] - 1

    def _value(self, free: Sequence[int], place: PaperPlace) -> None:
        """Give text to the field that is wanted, or to the one behind it; leave what no field wants."""
        if self._wanted is None or not plain(self._ledger.text(free)):
            return
        path, is_met, self._is_met = path_text(self._wanted), self._is_met, False
        self._ledger.tie(place, path)
        if is_met and self._ledger.is_stated(path) and not self._is_copy(path, free, place):
            self._wanted = None
        elif is_met or not self._ledger.is_stated(path):
            self._last = place
            self._ledger.give(free, path, place)
        elif self._goes_on(path, place):
            self._ledger.give(free, path, place, more=True)
        elif self._last and place != self._last and place.is_beside(self._last):
            self._give_next(free, place)

    def _is_copy(self, path: str, free: Sequence[int], place: PaperPlace) -> bool:
        """Return whether a text is a field's in another copy of the form, the same again, or the whole of one cut."""
        known = [one for one in self._ledger.values[path] if plain(self._ledger.value(one))]
        texts = [self._ledger.value(one).strip() for one in known]
        elsewhere = self._copies > 1 and place.at[0] > 0 and all(one.place.at[0] != place.at[0] for one in known)
        return (
            elsewhere
            or plain(self._ledger.text(free)) in map(plain, texts)
            or any(one.endswith(ENDING) for one in texts)
        )

    def _goes_on(self, path: str, place: PaperPlace) -> bool:
        """Return whether a further line belongs to a value: in its cell, or outside tables if it is running text."""
        last = self._ledger.values[path][-1].place
        if place.at[0]:
            return last == place
        lines = self._last is not None and not self._last.at[0]
        return lines and _is_running(self._group.model, path.rpartition(".")[2])

    def _give_next(self, free: Sequence[int], place: PaperPlace) -> None:
        assert self._wanted is not None
        self._wanted, self._last = self._group.next_to(self._wanted), place
        if self._wanted and not self._ledger.is_stated(path_text(self._wanted)):
            self._ledger.give(free, path_text(self._wanted), place)


def _named(model: type[BaseModel], label: str) -> str | None:
    """Return the name of the field that a label names, with or without a number at its end; None for no such field."""
    return field_named(model, label) or field_named(model, _ORDINAL.sub("", label) or label)


def labels(model: type[BaseModel]) -> frozenset[str]:
    """Return every label of a model and of the models in it."""
    return frozenset(_labels(model))


def _labels(model: type[BaseModel]) -> Iterator[str]:
    for field in model.model_fields.values():
        nested = model_in(field.annotation)
        yield from field_labels(field)
        yield from _labels(nested) if nested else ()


def _has_groups(model: type[BaseModel] | None) -> bool:
    return model is not None and any(model_in(field.annotation) for field in model.model_fields.values())


def _is_running(model: type[BaseModel], name: str) -> bool:
    schema = model.model_json_schema()["properties"].get(name, {}) if name in model.model_fields else {}
    return any(kind.get("maxLength", 0) >= RUNNING for kind in (schema, *schema.get("anyOf", ())))
