"""A model as fields and groups to be filled in, made from its JSON Schema, and plain facts as texts by field path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from zzuli_forms.models.facts import field_named, label, model_in
from zzuli_forms.models.texts import as_text, is_endless

RUNNING = 1_000
"""The least `maxLength` of a text that is entered in several lines, as running text."""


@dataclass(frozen=True)
class Field:
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
    parts: tuple[Field | Group, ...]


def outline(model: type[BaseModel]) -> Group:
    """Return the fields and groups of a model in its order, with as many people as the paper has rows for."""
    schema = model.model_json_schema()
    return Group("", schema["title"], schema.get("description", ""), False, tuple(_parts(schema, schema, "")))


def fields(group: Group) -> Iterator[Field]:
    """Yield every field of a group, in its order."""
    for part in group.parts:
        if isinstance(part, Field):
            yield part
        else:
            yield from fields(part)


def _parts(schema: Mapping[str, Any], whole: Mapping[str, Any], path: str) -> Iterator[Field | Group]:
    for name, part in schema["properties"].items():
        optional = name not in schema.get("required", ())
        yield from _part(part, whole, f"{path}.{name}".lstrip("."), optional)


def _part(part: Mapping[str, Any], whole: Mapping[str, Any], path: str, optional: bool) -> Iterator[Field | Group]:
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


def _field(part: Mapping[str, Any], path: str, optional: bool) -> Field:
    text = next((one for one in part.get("anyOf", ()) if one.get("type") == "string"), part)
    choices = tuple(choice for choice in part.get("enum", ()) if choice)
    kind = "choice" if choices else "prose" if text.get("maxLength", 0) >= RUNNING else "line"
    examples = part.get("examples", [""])
    example = examples["[" in path and len(examples) - 1]
    return Field(
        path, part["title"], part.get("description", ""), example, kind, choices, optional, part.get("default") or ""
    )


def nested(group: Group, values: Mapping[str, str]) -> dict[str, Any]:
    """Return texts by path as nested facts, without empty fields and without people after the last one stated."""
    facts: dict[str, Any] = {}
    for part in group.parts:
        name, bracket, _ = part.path.removeprefix(group.path).lstrip(".").partition("[")
        if isinstance(part, Group):
            inner = nested(part, values)
            facts[name] = [*facts.get(name, ()), inner] if bracket else inner
        elif field_text(values, part.path):
            facts[name] = values[part.path]
    return {name: _without_empty_end(value) if isinstance(value, list) else value for name, value in facts.items()}


def field_text(values: Mapping[str, str], path: str) -> str:
    """Return the text of a field, without white space at its ends."""
    return (values.get(path) or "").strip()


def _without_empty_end(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the items up to the last that states anything; at least the first."""
    last = max((index for index, item in enumerate(items) if item), default=0)
    return items[: last + 1]


@dataclass(frozen=True)
class Read:
    """The texts that a file states, by path, and the labels of values for which there is no field."""

    values: dict[str, str]
    unread: tuple[str, ...]


def read(model: type[BaseModel], facts: Mapping[str, object]) -> Read:
    """Read plain facts, by printed label or English name, into texts by path."""
    paths = {field.path for field in fields(outline(model))}
    values: dict[str, str] = {}
    unread: list[str] = []
    for path, labels, value in _leaves(model, facts, "", ()):
        if path in paths - values.keys() and isinstance(value, str | int) and not is_endless(value):
            values[path] = str(value)
        elif value not in (None, "", [], {}):
            unread.append("›".join(labels))
    return Read(values, tuple(dict.fromkeys(unread)))


def _leaves(
    model: type[BaseModel] | None, data: object, path: str, labels: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...], object]]:
    """Yield every single value with its path and the labels that lead to it."""
    if isinstance(data, Mapping) and data:
        for key, value in data.items():
            name = field_named(model, key) if model else None
            if model and name:
                below, title = model_in(model.model_fields[name].annotation), label(model, name)
                yield from _leaves(below, value, f"{path}.{name}".lstrip("."), (*labels, title))
            else:
                yield f"{path}.{as_text(key)}", (*labels, as_text(key)), value
    elif isinstance(data, list | tuple) and data:
        for index, value in enumerate(data):
            yield from _leaves(model, value, f"{path}[{index}]", (*labels, f"第{index + 1}项"))
    else:
        yield path, labels, data
