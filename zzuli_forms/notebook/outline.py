"""A model as fields and groups to be filled in, made from its JSON Schema, and plain facts as texts by field path."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from zzuli_forms.document.paths import is_covered
from zzuli_forms.models.facts import Location, in_english, label, location, model_in, path_text
from zzuli_forms.models.flat import flatten, unflatten
from zzuli_forms.models.texts import is_endless

RUNNING = 1_000
"""The least `maxLength` of a text that is entered in several lines, as running text."""


@dataclass(frozen=True)
class InputField:
    """A field to be filled in: its path, its label and help, an example, its kind of input, its choices and default."""

    path: str
    label: str
    help: str
    example: str
    kind: str
    choices: tuple[str, ...]
    optional: bool
    default: str


@dataclass(frozen=True)
class Group:
    """A group of fields under one heading; an optional group may stay empty."""

    path: str
    label: str
    help: str
    optional: bool
    parts: tuple[InputField | Group, ...]


def outline(model: type[BaseModel]) -> Group:
    """Return the fields and groups of a model in its order, with as many people as the paper has rows for."""
    schema = model.model_json_schema()
    return Group("", schema["title"], schema.get("description", ""), False, tuple(_parts(schema, schema, "")))


def fields(group: Group) -> Iterator[InputField]:
    """Yield every field of a group, in its order."""
    for part in group.parts:
        if isinstance(part, InputField):
            yield part
        else:
            yield from fields(part)


def _parts(schema: Mapping[str, Any], whole: Mapping[str, Any], path: str) -> Iterator[InputField | Group]:
    for name, part in schema["properties"].items():
        optional = name not in schema.get("required", ())
        yield from _part(part, whole, f"{path}.{name}".lstrip("."), optional)


def _part(part: Mapping[str, Any], whole: Mapping[str, Any], path: str, optional: bool) -> Iterator[InputField | Group]:
    part = {**_definition(part, whole), **part}
    title, about = part["title"], part.get("description", "")
    if "properties" in part:
        yield Group(path, title, about, optional, tuple(_parts(part, whole, path)))
    elif part.get("type") == "array":
        for index in range(part["maxItems"]):
            item, spare = f"{path}[{index}]", index >= part["minItems"]
            parts = tuple(_parts(_definition(part["items"], whole), whole, item))
            yield Group(item, f"{title} {index + 1}", "", spare, parts)
    else:
        yield _field(part, path, optional)


def _definition(part: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    return whole["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else {}


def _field(part: Mapping[str, Any], path: str, optional: bool) -> InputField:
    text = next((one for one in part.get("anyOf", ()) if one.get("type") == "string"), part)
    choices = tuple(choice for choice in part.get("enum", ()) if choice)
    kind = "choice" if choices else "prose" if text.get("maxLength", 0) >= RUNNING else "line"
    examples = part.get("examples", [""])
    example = examples["[" in path and len(examples) - 1]
    return InputField(
        path, part["title"], part.get("description", ""), example, kind, choices, optional, part.get("default") or ""
    )


def nested(group: Group, values: Mapping[str, str]) -> dict[str, Any]:
    """Return texts by path as nested facts, without empty fields and without people after the last one stated."""
    stated = {field.path: values[field.path] for field in fields(group) if field_text(values, field.path)}
    groups = [location(path) for path in _groups(group, stated)]
    return unflatten({location(path): text for path, text in stated.items()}, groups)


def _groups(group: Group, stated: Collection[str]) -> Iterator[str]:
    """Yield the paths of all groups below one, without people behind the last one stated."""
    below = [part for part in group.parts if isinstance(part, Group)]
    for part in below:
        if not _is_spare(part, below, stated):
            yield part.path
            yield from _groups(part, stated)


def _is_spare(item: Group, beside: Sequence[Group], stated: Collection[str]) -> bool:
    """Return whether a group is an item of a list, not its first, and neither it nor one behind it states anything."""
    *above, number = location(item.path)
    if not isinstance(number, int) or number == 0:
        return False
    behind = [path_text((*above, later)) for later in range(number, number + len(beside))]
    return not any(is_covered(path, behind) for path in stated)


def field_text(values: Mapping[str, str], path: str) -> str:
    """Return the text of a field, without white space at its ends."""
    return (values.get(path) or "").strip()


@dataclass(frozen=True)
class StatedTexts:
    """The texts that a file states, by path, and the labels of values for which there is no field."""

    values: dict[str, str]
    unread: tuple[str, ...]


def read(model: type[BaseModel], facts: Mapping[str, object]) -> StatedTexts:
    """Read plain facts, by printed label or English name, into texts by path."""
    places = {field.path for field in fields(outline(model))}
    values: dict[str, str] = {}
    unread: list[str] = []
    for path, value in flatten(in_english(model, facts)):
        place = path_text(path)
        if place in places - values.keys() and isinstance(value, str | int) and not is_endless(value):
            values[place] = str(value)
        elif value != "":
            unread.append(label(model, *_known_path(model, path)))
    return StatedTexts(values, tuple(dict.fromkeys(unread)))


def _known_path(model: type[BaseModel], path: Location) -> Location:
    """Return a field path up to the first step that names no field of its group."""
    group: type[BaseModel] | None = model
    for place, step in enumerate(path):
        if isinstance(step, str):
            field = group.model_fields.get(step) if group else None
            if field is None:
                return path[: place + 1]
            group = model_in(field.annotation)
    return path
