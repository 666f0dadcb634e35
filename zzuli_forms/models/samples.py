"""Sample facts of a model, made of its fields' titles, descriptions and examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, get_origin

from pydantic import BaseModel

from zzuli_forms.models.facts import description, model_in


class SampleField(NamedTuple):
    """A field of a sample: its label, description and example, and the entries of the model `below` it.

    `many` marks a list, `optional` a field that may be left out.
    """

    label: str
    description: str
    example: str
    below: tuple[SampleField, ...]
    many: bool
    optional: bool


def entries(model: type[BaseModel], example: int = 0) -> Iterator[SampleField]:
    """Yield an entry for each field of a model, with its example of that index or its last one.

    Items of a list, and a repeated nested model, show their second example.
    """
    groups: set[type[BaseModel]] = set()
    for field in model.model_fields.values():
        nested = model_in(field.annotation)
        second = get_origin(field.annotation) is tuple or nested in groups
        groups |= {nested} if nested else set()
        examples = field.examples or [""]
        yield SampleField(
            label=field.title or "",
            description=description(field),
            example=str(examples[min(example, len(examples) - 1)]),
            below=tuple(entries(nested, 1 if second else example)) if nested else (),
            many=get_origin(field.annotation) is tuple,
            optional=not field.is_required(),
        )


def example(model: type[BaseModel]) -> dict[str, object]:
    """Return valid facts of a model by printed label, made of its examples, without optional fields."""
    return plain(tuple(entries(model)))


def plain(fields: tuple[SampleField, ...]) -> dict[str, object]:
    """Return entries as facts by printed label, without optional ones."""
    return {entry.label: _value(entry) for entry in fields if not entry.optional}


def _value(entry: SampleField) -> object:
    if not entry.below:
        return entry.example
    return [plain(entry.below)] if entry.many else plain(entry.below)
