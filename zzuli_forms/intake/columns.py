"""The columns of a workbook, one a single value of a model, headed by the fields' titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import product
from typing import get_args

from annotated_types import MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from zzuli_forms.models.facts import Location, field_labels, model_in, path_text

_NUMERALS = str.maketrans("一二三四五六", "123456")
_CROWD = 3
"""People beyond a list's end whose columns are known too, so that the model can say they are too many."""


@dataclass(frozen=True, eq=False)
class Column:
    """A single value: its path in the facts, its header, other headers that mean it, its field."""

    path: Location
    header: str
    others: tuple[str, ...]
    field: FieldInfo
    required: bool
    offered: bool = True
    """Whether a sample shows it."""

    @property
    def person(self) -> Location:
        """The group the value belongs to: the one person whose name or phone it is."""
        return self.path[:-1]

    def is_meant_by(self, plain: str) -> bool:
        """Whether a header, reduced by `plain_header`, means this column."""
        return plain in map(plain_header, (self.header, *self.others))


@lru_cache(maxsize=4096)
def plain_header(text: str) -> str:
    """A header without spaces, line breaks, marks, brackets and what they hold; numerals as digits."""
    half = unicodedata.normalize("NFKC", text).translate(_NUMERALS)
    return re.sub(r"\([^()]*\)|【[^【】]*】|[\s:*#、,.。]", "", half).casefold()


def columns(model: type[BaseModel]) -> tuple[Column, ...]:
    """Every column of a model, in the order of its fields."""
    return tuple(_columns(model, (), True))


def _columns(model: type[BaseModel], path: Location, required: bool) -> Iterator[Column]:
    for name, field in model.model_fields.items():
        nested, here = model_in(field.annotation), (*path, name)
        needed = required and field.is_required()
        if nested is None:
            yield Column(here, field.title or name, (*field_labels(field)[1:], path_text(here)), field, needed)
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
    """A person's name stands under the person's title, the rest under title and label together."""
    number = titles[0].removeprefix(titles[-1])
    for position, (name, field) in enumerate(model.model_fields.items()):
        labels = field_labels(field)
        combined = [title + label for title, label in product(titles, labels)]
        combined += [f"{titles[-1]}{label}{number}" for label in labels]
        own = list(titles) if position == 0 else []
        alone = list(labels) if position > 0 else []
        header, *others = [*own, *combined, *alone, path_text((*path, name))]
        yield Column((*path, name), header, tuple(others), field, required and field.is_required(), offered)


def matched(headers: Sequence[str], known: Sequence[Column]) -> dict[int, Column]:
    """Which header means which column, position → column.

    A bare 电话 belongs to the person before it; a repeated 管理员 is the next one.
    """
    found: dict[int, Column] = {}
    before: Column | None = None
    for position, header in enumerate(headers):
        column = _meant(plain_header(header), [c for c in known if c not in found.values()], before)
        if column is not None:
            found[position] = before = column
    return found


def _meant(plain: str, free: Sequence[Column], before: Column | None) -> Column | None:
    meant = [column for column in free if plain and column.is_meant_by(plain)]
    own = [column for column in meant if before and column.person and column.person == before.person]
    return next(iter(own or meant), None)


def choices(column: Column) -> tuple[str, ...]:
    """The values a column offers, where its field has a fixed list."""
    kinds = [kind for kind in get_args(column.field.annotation) if isinstance(kind, type) and issubclass(kind, Enum)]
    return tuple(str(member.value) for kind in kinds for member in kind)


def sample(known: Sequence[Column]) -> Mapping[Location, str]:
    """The sample row: every required value and the unit's category."""
    return {column.path: _example(column) for column in known if column.required or choices(column)}


def _example(column: Column) -> str:
    examples = column.field.examples or [""]
    in_list = any(isinstance(step, int) for step in column.path)
    return str(examples[-1 if in_list else 0])
