"""The ledger of a paper: every visible character has one owner, a field, official words or hand-work, or is left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, get_origin

from pydantic import BaseModel

from zzuli_forms.models.facts import Location, located, model_in, path_text
from zzuli_forms.readers.paper.glyphs import Paper, PaperPlace
from zzuli_forms.readers.paper.wordml import WordControl

WORDS, EXTRA, ALTERED, HAND, REPEATED, STRUCK = "官方文字", "多余", "改动", "手写", "重复", "删除线"
"""Owners that are no field: official words, more of them than there are, altered ones, hand-work, repetitions of a
value, struck text.
"""


def plain(text: str) -> str:
    """Return a text without white space."""
    return re.sub(r"\s", "", text)


class Stated(NamedTuple):
    """A value where a paper states it: the positions of its characters, and the place in which it begins."""

    place: PaperPlace
    positions: tuple[int, ...]


class Ledger:
    """Owners of the characters of a paper, each of which takes one at most; the values of its fields, by path."""

    def __init__(self, paper: Paper, model: type[BaseModel]) -> None:
        self.paper = paper
        self.values: dict[str, list[Stated]] = {}
        self._nearby: dict[PaperPlace, str] = {}
        self._owners = [""] * len(paper.text)
        self._fields = _fields(paper.controls, model)
        self._at = [self._fields[control] if control >= 0 else "" for control in paper.within]
        self._are_all_seen, self._seen = True, dict[range, Sequence[int]]()
        if paper.struck:
            self.own(paper.struck, STRUCK)

    def own(self, positions: Iterable[int], owner: str) -> None:
        """Give an owner to each character that has none."""
        if owner in (STRUCK, REPEATED):
            self._are_all_seen, self._seen = False, {}
        for position in positions:
            self._owners[position] = self._owners[position] or owner

    def give(self, positions: Iterable[int], path: str, place: PaperPlace, more: bool = False) -> None:
        """Give characters to a field, as a value, or as more of the value that was given last."""
        self.tie(place, path)
        own = tuple(position for position in positions if self._owners[position] not in (STRUCK, REPEATED))
        self.own(own, path)
        known = self.values.setdefault(path, [])
        if more and known:
            last = known.pop()
            place, own = last.place, (*last.positions, *own)
        known.append(Stated(place, own))

    def tie(self, place: PaperPlace, path: str) -> None:
        """Remember the field beside which text of a place may be left."""
        self._nearby.setdefault(place, path)

    def nearby(self, place: PaperPlace) -> str:
        """Return the field of a place, or else of its row, '' for none."""
        beside = (path for other, path in self._nearby.items() if place.is_beside(other))
        return self._nearby.get(place, "") or next(beside, "")

    def owner(self, position: int) -> str:
        """Return the owner of a character, '' for none."""
        return self._owners[position]

    def owns(self, span: range, owner: str) -> bool:
        """Return whether an owner has any character of a span."""
        return owner in self._owners[span.start : span.stop]

    def owned(self, positions: Iterable[int], owner: str) -> list[int]:
        """Return the positions of characters that an owner has."""
        return [position for position in positions if self._owners[position] == owner]

    def free(self, positions: Iterable[int]) -> list[int]:
        """Return the positions of characters without an owner."""
        return [position for position in positions if not self._owners[position]]

    def seen(self, positions: Sequence[int]) -> Sequence[int]:
        """Return the positions of characters that are neither struck nor repetitions."""
        if self._are_all_seen or not positions:
            return positions
        if not isinstance(positions, range):
            return [position for position in positions if self._owners[position] not in (STRUCK, REPEATED)]
        if positions not in self._seen:
            self._seen[positions] = self.seen([*positions])
        return self._seen[positions]

    def text(self, positions: Sequence[int]) -> str:
        """Return the characters at some positions."""
        if positions and positions[-1] - positions[0] == len(positions) - 1:
            return self.paper.text[positions[0] : positions[-1] + 1]
        return "".join(map(self.paper.text.__getitem__, positions))

    def visible(self, positions: Iterable[int]) -> list[int]:
        """Return the positions of characters that are no white space."""
        return [position for position in positions if not self.paper.text[position].isspace()]

    def shown(self, positions: Sequence[int]) -> str:
        """Return the characters at some positions, without those that are struck or repetitions."""
        return self.text(self.seen(positions))

    def field(self, position: int) -> str:
        """Return the field of the nearest control around a character that names one, '' for none."""
        return self._at[position]

    def fields(self, span: range) -> list[str]:
        """Return the fields of the controls around some characters, each once."""
        return [path for path in dict.fromkeys(self._at[span.start : span.stop]) if path]

    def controls(self, place: PaperPlace) -> Iterator[tuple[str, int]]:
        """Yield the field of each control in a place, empty ones too, with the position at which it begins."""
        return ((self._fields[number], start) for number, start in place.controls if self._fields[number])

    def value(self, stated: Stated) -> str:
        """Return the text of a value; a new line begins in each place but the first."""
        text, start = "", 0
        positions = stated.positions
        for number, (position, after) in enumerate(zip(positions, (*positions[1:], -1), strict=False), 1):
            if after != position + 1:
                breaks = self.paper.text[position + 1 : max(after, 0)].count("\n")
                is_here = position in stated.place.span and after in stated.place.span
                text += self.text(positions[start:number]) + "\n" * (breaks if is_here else min(breaks, 1))
                start = number
        return text

    def is_stated(self, path: str) -> bool:
        """Return whether a field has a value that is not empty."""
        return any(plain(self.value(stated)) for stated in self.values.get(path, ()))

    def marks(self, path: str) -> Iterator[str]:
        """Yield the names of what is shown in the values of a field and is no text."""
        positions = (position for stated in self.values[path] for position in stated.positions)
        return (self.paper.marks[position] for position in positions if position in self.paper.marks)

    def is_placeholder(self, path: str) -> bool:
        """Return whether a control of a field says that it shows its placeholder, though it holds text."""
        controls = zip(self.paper.controls, self._fields, strict=True)
        return any(control.is_placeholder and field == path for control, field in controls)

    def is_certain(self, path: str, stated: Stated) -> bool:
        """Return whether all of a value stands in controls of its field, or between two of them."""
        inside = [self.field(position) == path for position in stated.positions]
        names = {name for name, _ in self.controls(stated.place)}
        return path in names if not inside else inside[0] and inside[-1]


def _fields(controls: Sequence[WordControl], model: type[BaseModel]) -> list[str]:
    """Return the field of each control, that of the control around it where it names none of this form itself."""
    found: list[str] = []
    for control in controls:
        named = (path_text(at) for name in control.names if (at := located(model, name)) and _is_single(model, at))
        found.append(next(named, "") or (found[control.around] if control.around >= 0 else ""))
    return found


def _is_single(model: type[BaseModel] | None, path: Location) -> bool:
    """Return whether a field path leads to a single value, no group or list of them."""
    for number, step in enumerate(path):
        if isinstance(step, int):
            continue
        annotation = model.model_fields[step].annotation if model else None
        is_listed, is_counted = get_origin(annotation) is tuple, isinstance((*path, "")[number + 1], int)
        if model is None or is_listed != is_counted:
            return False
        model = model_in(annotation)
    return model is None and isinstance(path[0], str)
