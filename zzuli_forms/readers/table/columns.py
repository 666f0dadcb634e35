"""The columns of a table, one for each single value of a model, headed by the fields' titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import get_args

from annotated_types import MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from zzuli_forms.models.facts import Location, NotAsked, field_labels, model_in, path_text

_NUMERALS = str.maketrans("一二三四五六", "123456")
_FILLERS = "\u034f\u115f\u1160\u2800\u3164\uffa0\ufe0e\ufe0f"
"""Characters that show nothing, though they are no format characters."""
_IN_TABLES = {"申报单位": ("单位", "单位名称")}
"""Headers that name a field in tables only, by its title."""
_CROWD = 3
"""Columns of people known beyond a list's maximum length, so that the model can report that they are too many."""


@dataclass(frozen=True, eq=False)
class Column:
    """A column: the path of its value in the facts, its header, the headers that name it, its field.

    `bare` headers match it only by position: 电话 behind a person, 管理员 once more. Names and bare headers are reduced
    by `plain_header`.
    """

    path: Location
    header: str
    names: frozenset[str]
    bare: frozenset[str]
    field: FieldInfo
    required: bool
    offered: bool = True
    """True if the template workbook has the column."""
    begins: bool = False
    """True if it is the first column of a person."""

    @property
    def person(self) -> Location:
        """Return the path of the group the value belongs to: the person whose name or phone it is."""
        return self.path[:-1]

    def is_named(self, plain: str) -> bool:
        """Return whether a header, reduced by `plain_header`, names this column wherever it stands."""
        return plain in self.names

    def may_be_meant(self, plain: str) -> bool:
        """Return whether a header, reduced by `plain_header`, names this column if its position fits."""
        return plain in self.bare


def plain_header(text: str) -> str:
    """Return a header without spaces, punctuation, brackets and their text, in lower case, numerals as digits; without
    invisible characters.
    """
    half = unicodedata.normalize("NFKC", shown(text)).translate(_NUMERALS)
    return re.sub(r"\([^()]*\)|【[^【】]*】|[\s:*#、,.。]", "", half).casefold()


def shown(text: str) -> str:
    """Return what is seen of a header: no invisible characters, no spaces at its ends."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf" and c not in _FILLERS).strip()


def _plain(headers: Iterable[str]) -> frozenset[str]:
    return frozenset(map(plain_header, headers))


def columns(model: type[BaseModel]) -> tuple[Column, ...]:
    """Return every column of a model, in the order of its fields."""
    return tuple(_columns(model, (), True))


def _columns(model: type[BaseModel], path: Location, required: bool) -> Iterator[Column]:
    for name, field in model.model_fields.items():
        nested, here = model_in(field.annotation), (*path, name)
        needed = required and field.is_required()
        if nested is None:
            header = field.title or name
            names = (header, *field_labels(field)[1:], *_IN_TABLES.get(header, ()), path_text(here))
            offered = not any(isinstance(mark, NotAsked) for mark in field.metadata)
            yield Column(here, header, _plain(names), frozenset(), field, needed, offered)
        elif any(model_in(inner.annotation) for inner in nested.model_fields.values()):
            yield from _columns(nested, here, needed)
        else:
            yield from _people(nested, here, field, needed)


def _people(model: type[BaseModel], path: Location, field: FieldInfo, required: bool) -> Iterator[Column]:
    title = field.title or str(path[-1])
    most = next((bound.max_length for bound in field.metadata if isinstance(bound, MaxLen)), None)
    if most is None:
        yield from _person(model, path, [title], required, True)
        return
    least = next((bound.min_length for bound in field.metadata if isinstance(bound, MinLen)), 0)
    for index in range(most + _CROWD):
        titles = [f"{title}{index + 1}", title]
        yield from _person(model, (*path, index), titles, required and index < least, index < most)


def _person(
    model: type[BaseModel], path: Location, titles: Sequence[str], required: bool, offered: bool
) -> Iterator[Column]:
    """Yield the columns of a person: the name under the person's title, the rest under title and label together."""
    number = titles[0].removeprefix(titles[-1])
    for position, (name, field) in enumerate(model.model_fields.items()):
        labels = field_labels(field)
        own = [titles[0]] if position == 0 else []
        own += [f"{titles[0]}{label}" for label in labels]
        own += [f"{titles[-1]}{label}{number}" for label in labels]
        bare = [f"{titles[-1]}{label}" for label in labels] if number else []
        bare += [titles[-1]] if position == 0 and number else []
        bare += labels if position > 0 else []
        names = (*own, path_text((*path, name)))
        needed = required and field.is_required()
        yield Column((*path, name), names[0], _plain(names), _plain(bare), field, needed, offered, position == 0)


def matched(headers: Sequence[str], fields: Sequence[Column]) -> dict[int, Column]:
    """Match headers to columns; return the column at each position, from 0.

    Headers that name a column are matched first. Then a bare 电话 belongs to the person before it and to no
    other, and a bare 管理员 is the next person.
    """
    plain = [plain_header(header) for header in headers]
    meaning: dict[int, Column] = {}
    for position, header in enumerate(plain):
        candidates = [column for column in _free(fields, meaning) if header and column.is_named(header)]
        if candidates:
            meaning[position] = candidates[0]
    for position, header in enumerate(plain):
        if header and position not in meaning:
            candidates = _meant(header, _free(fields, meaning), _person_before(position, meaning))
            if candidates:
                meaning[position] = candidates[0]
    return dict(sorted(meaning.items()))


def _free(fields: Sequence[Column], meaning: Mapping[int, Column]) -> list[Column]:
    return [column for column in fields if column not in meaning.values()]


def _person_before(position: int, meaning: Mapping[int, Column]) -> Location:
    before = max((place for place in meaning if place < position), default=None)
    return () if before is None else meaning[before].person


def _meant(plain: str, free: Sequence[Column], person: Location) -> list[Column]:
    """Return the columns a bare header may mean: of the person before it, or the first column of one not yet met."""
    candidates = [column for column in free if column.may_be_meant(plain)]
    return [c for c in candidates if c.begins or c.person == person != ()]


def choices(column: Column) -> tuple[str, ...]:
    """Return the values a column's field allows, () unless it is an Enum."""
    kinds = [kind for kind in get_args(column.field.annotation) if isinstance(kind, type) and issubclass(kind, Enum)]
    return tuple(str(member.value) for kind in kinds for member in kind)


def sample(fields: Sequence[Column]) -> Mapping[Location, str]:
    """Return the sample row by path: every required value and every value with choices, the unit's category."""
    return {column.path: _example(column) for column in fields if column.required or choices(column)}


def _example(column: Column) -> str:
    examples = column.field.examples or [""]
    in_list = any(isinstance(step, int) for step in column.path)
    return str(examples[-1 if in_list else 0])
