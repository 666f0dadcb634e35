"""Values found by the printed labels they stand beside, where no content control tells their field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import get_origin

from pydantic import BaseModel

from zzuli_forms.forms.continuation.layout import ENDING
from zzuli_forms.models.days import parse
from zzuli_forms.models.facts import Location, field_labels, field_named, model_in
from zzuli_forms.readers.paper.word import Text, TextCell, TextParagraph, TextTable

NO_DAY = "年月日"
"""A printed date left blank, without white space."""
RUNNING = 1_000
"""Least maximum length, in characters, of a field whose text may span several paragraphs."""
_NUMBERING = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十0-9]{1,2}[）)]|[一二三四五六七八九十]{1,2}、|[0-9]{1,2}[.．、])\s*"
)
_LABELLED = re.compile(r"\s*([^：:\s]{1,20})(?:\s*[：:]|[ \t\u3000]+)(.*)", re.DOTALL)
_BEHIND = re.compile(r"[ \t\u3000]+(\S{1,12}?)[：:]")
_ORDINAL = re.compile("[0-9一二三][：:]?$")


def plain(text: str) -> str:
    """Return a text without white space."""
    return re.sub(r"\s", "", text)


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

    def is_listed(self, name: str) -> bool:
        """Return whether a field holds a list of groups."""
        return get_origin(self.model.model_fields[name].annotation) is tuple

    def next_to(self, field: Location) -> Location | None:
        """Return the path of the field that follows one of the group's own, None after the last."""
        names = [*self.model.model_fields]
        behind = names[names.index(str(field[-1])) + 1 :]
        return (*self.at, behind[0]) if behind else None


@dataclass(frozen=True)
class _Place:
    """The position of a text: table, row, column; all 0 outside tables."""

    table: int = 0
    row: int = 0
    column: int = 0

    def is_beside(self, other: _Place) -> bool:
        """Return whether both positions are in one row of a table."""
        return self.table > 0 and (self.table, self.row) == (other.table, other.row)


def by_labels(model: type[BaseModel], text: Text, fixed: Collection[str]) -> dict[Location, str]:
    """Return the text beside the labels of a model's fields, by field path.

    `fixed` are the printed paragraphs of the form without white space, each of which ends a value.
    """
    walk = _Walk(model, fixed)
    for number, block in enumerate(text.blocks, 1):
        if isinstance(block, TextParagraph):
            walk.line(block.text, _Place())
        elif not walk.compares(block):
            for row, cells in enumerate(block.rows):
                for column, cell in enumerate(cells):
                    walk.cell(cell, _Place(number, row, column))
    return walk.found


class _Walk:
    """A pass through a document in reading order, with the field to which the next value belongs."""

    def __init__(self, model: type[BaseModel], fixed: Collection[str]) -> None:
        self.found: dict[Location, str] = {}
        self._fixed, self._group, self._labels = fixed, _Group((), model), frozenset(_labels(model))
        self._wanted: Location | None = None
        self._place: _Place | None = None
        self._people: Counter[Location] = Counter()

    def compares(self, grid: TextTable) -> bool:
        """Return whether a table sets two teams side by side, by its first row; such a table states neither in full."""
        heads = (self._meant(plain(cell.text)) for cell in grid.rows[0]) if grid.rows else ()
        groups = {name for head in heads if head for group, name in [head] if _has_groups(group.nested(name))}
        return len(groups) > 1

    def cell(self, cell: TextCell, place: _Place) -> None:
        """Read a cell as a label or as printed words of the form, or else line by line."""
        if self._is_label(cell.text):
            return
        if plain(cell.text) in self._fixed:
            self._wanted = None
            return
        for line in cell.lines:
            self.line(line.text, place)

    def line(self, text: str, place: _Place) -> None:
        """Read each part of a paragraph as a label, a label and its value, printed words of the form, or a value."""
        for part in self._parted(text):
            bare = _NUMBERING.sub("", part, count=1) if _NUMBERING.match(part) else part
            labelled = _LABELLED.fullmatch(bare)
            if self._is_label(bare):
                continue
            if labelled and self._is_label(labelled[1]):
                self._value(labelled[2], place)
            elif self._is_fixed(plain(part)):
                self._wanted = None
            else:
                self._value(part, place)

    def _parted(self, text: str) -> Iterator[str]:
        """Yield each line of a text in parts, split before every known label that a colon follows."""
        for line in text.split("\n"):
            starts = [found.start() for found in _BEHIND.finditer(line) if found[1] in self._labels]
            for start, end in pairwise([0, *starts, len(line)]):
                yield line[start:end]

    def _is_fixed(self, told: str) -> bool:
        return any(told == words or (len(words) > 3 and told.startswith(words)) for words in self._fixed)

    def _is_label(self, text: str) -> bool:
        """Decide whether a text is a label; if so, take its field, or the first of its group, for the next value."""
        meant = self._meant(plain(text))
        if meant:
            self._enter(*meant)
            self._place = None
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

    def _value(self, text: str, place: _Place) -> None:
        if self._wanted is None or plain(text) in ("", NO_DAY):
            return
        if self.found.get(self._wanted, ENDING).endswith(ENDING):
            self.found[self._wanted] = text.strip()
            self._place = place
        elif place == self._place and _is_running(self._group.model, str(self._wanted[-1])):
            self.found[self._wanted] += f"\n{text.strip()}"
        elif self._place and place.is_beside(self._place) and place != self._place:
            self._wanted = self._group.next_to(self._wanted)
            if self._wanted:
                self.found.setdefault(self._wanted, text.strip())
            self._place = place


def _named(model: type[BaseModel], label: str) -> str | None:
    """Return the name of the field that a label names, with or without a number at its end; None for no such field."""
    return field_named(model, label) or field_named(model, _ORDINAL.sub("", label) or label)


def _labels(model: type[BaseModel]) -> Iterator[str]:
    """Yield every label of a model and of the models in it."""
    for field in model.model_fields.values():
        nested = model_in(field.annotation)
        yield from field_labels(field)
        yield from _labels(nested) if nested else ()


def _has_groups(model: type[BaseModel] | None) -> bool:
    return model is not None and any(model_in(field.annotation) for field in model.model_fields.values())


def _is_running(model: type[BaseModel], name: str) -> bool:
    schema = model.model_json_schema()["properties"].get(name, {})
    return any(kind.get("maxLength", 0) >= RUNNING for kind in (schema, *schema.get("anyOf", ())))


def signed(lines: Sequence[str], closing: str) -> dict[Location, str]:
    """Return unit and date below the closing words of a letter, by field path."""
    ends = [number for number, line in enumerate(lines, 1) if plain(line) == plain(closing)]
    below = [line.strip() for line in lines[ends[-1] :] if line.strip()] if ends else []
    days = [line for line in below if _is_day(line)]
    unit = "".join(line for line in below if line not in days and plain(line) != NO_DAY)
    found: dict[Location, str] = {("unit",): unit} if unit else {}
    return {**found, **({("dated",): days[-1]} if days else {})}


def _is_day(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def before_words(lines: Sequence[str], words: str) -> str:
    """Return the text before these words in the first paragraph that ends with them, '' for none; no white space."""
    told = (plain(line) for line in lines)
    return next((line.removesuffix(plain(words)) for line in told if line.endswith(plain(words))), "")
