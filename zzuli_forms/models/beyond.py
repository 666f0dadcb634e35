"""Facts beyond those of a form's own model: fields and people of a subclass, for which no paper has a place."""

from __future__ import annotations

from collections.abc import Iterator

from annotated_types import MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from zzuli_forms.errors import Fault
from zzuli_forms.models.facts import Facts, Location, label, model_in, path_text


def beyond(model: type[BaseModel], facts: Facts) -> tuple[Fault, ...]:
    """Return a fault for each stated field, and each person, that facts have beyond a model."""
    message, remedy = "在这张表上没有地方印", "请去掉这一项，或换用有这一项的表"
    places = ((path, label(type(facts), *path)) for path in _beyond(model, facts, ()))
    return tuple(Fault(place, path_text(path), message, remedy, "no_place") for path, place in places)


def _beyond(model: type[BaseModel], facts: BaseModel, path: Location) -> Iterator[Location]:
    for name in type(facts).model_fields:
        value, field = getattr(facts, name), model.model_fields.get(name)
        if field is not None:
            yield from _below(field, value, (*path, name))
        elif value is not None:
            yield (*path, name)


def _below(field: FieldInfo, value: object, path: Location) -> Iterator[Location]:
    """Yield the paths below a field of a model that its own model does not have, or not so many of."""
    model = model_in(field.annotation)
    if model is None:
        return
    items = [(path, value)] if isinstance(value, BaseModel) else []
    if isinstance(value, tuple):
        items = [((*path, index), item) for index, item in enumerate(value)]
    most = next((bound.max_length for bound in field.metadata if isinstance(bound, MaxLen)), len(items))
    yield from (place for place, _ in items[most:])
    for place, item in items[:most]:
        if isinstance(item, BaseModel):
            yield from _beyond(model, item, place)
