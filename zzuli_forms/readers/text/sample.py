"""A commented sample to start from, made of a model's titles, descriptions and examples."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, get_origin

from pydantic import BaseModel

from zzuli_forms.errors import UsageError
from zzuli_forms.models.facts import description, model_in


class Entry(NamedTuple):
    """A field of a sample: its label, description and example, and the entries of the model `below` it.

    `many` marks a list, `optional` a field that may be left out.
    """

    label: str
    description: str
    example: str
    below: tuple[Entry, ...]
    many: bool
    optional: bool


def entries(model: type[BaseModel], example: int = 0) -> Iterator[Entry]:
    """Yield an entry for each field of a model, with its example of that index or its last one.

    Items of a list, and a repeated nested model, show their second example.
    """
    groups: set[type[BaseModel]] = set()
    for field in model.model_fields.values():
        nested = model_in(field.annotation)
        second = get_origin(field.annotation) is tuple or nested in groups
        groups |= {nested} if nested else set()
        examples = field.examples or [""]
        yield Entry(
            label=field.title or "",
            description=description(field),
            example=str(examples[min(example, len(examples) - 1)]),
            below=tuple(entries(nested, 1 if second else example)) if nested else (),
            many=get_origin(field.annotation) is tuple,
            optional=not field.is_required(),
        )


def sample(model: type[BaseModel], suffix: str) -> str:
    """Return the sample as .yaml, .toml or .json text. Raises UsageError for another suffix."""
    if suffix not in WRITERS:
        raise UsageError(f"样例不能写成“{suffix}”文件，可选：{'、'.join(WRITERS)}")
    return WRITERS[suffix](str(model.model_config.get("title")), tuple(entries(model)))


def _yaml(title: str, fields: tuple[Entry, ...]) -> str:
    heading = f"# {title}：每项先看说明，再把冒号后面的样例换成自己的内容。"
    quoting = "# 以“@”等符号开头、或带“#”的内容，请加英文引号。"
    return "\n".join([heading, quoting, "", *_yaml_lines(fields, ""), ""])


def _yaml_lines(fields: tuple[Entry, ...], indent: str) -> Iterator[str]:
    for entry in fields:
        yield f"{indent}# {entry.description}"
        if not entry.below:
            yield f"{indent}{'# ' if entry.optional else ''}{entry.label}: {entry.example}"
            continue
        yield f"{indent}{entry.label}:"
        if entry.many:
            first, *others = (f"{item.label}: {item.example}" for item in entry.below)
            yield f"{indent}  - {first}"
            yield from (f"{indent}    {other}" for other in others)
        else:
            yield from _yaml_lines(entry.below, f"{indent}  ")


def _toml(title: str, fields: tuple[Entry, ...]) -> str:
    heading = f"# {title}：每项先看说明，再把等号后面引号里的样例换成自己的内容。"
    return "\n".join([heading, "", *_toml_lines(fields, ""), ""])


def _toml_lines(fields: tuple[Entry, ...], table: str) -> Iterator[str]:
    for entry in (entry for entry in fields if not entry.below):
        yield f"# {entry.description}"
        example = json.dumps(entry.example, ensure_ascii=False)
        yield f'{"# " if entry.optional else ""}"{entry.label}" = {example}'
    for entry in (entry for entry in fields if entry.below):
        name = f'{table}."{entry.label}"'.lstrip(".")
        yield from ("", f"# {entry.description}", f"[[{name}]]" if entry.many else f"[{name}]")
        yield from _toml_lines(entry.below, name)


def _json(_title: str, fields: tuple[Entry, ...]) -> str:
    return json.dumps(_plain(fields), ensure_ascii=False, indent=2) + "\n"


def example(model: type[BaseModel]) -> dict[str, object]:
    """Return valid facts of a model by printed label, made of its examples, without optional fields."""
    return _plain(tuple(entries(model)))


def _plain(fields: tuple[Entry, ...]) -> dict[str, object]:
    return {entry.label: _plain_value(entry) for entry in fields if not entry.optional}


def _plain_value(entry: Entry) -> object:
    if not entry.below:
        return entry.example
    return [_plain(entry.below)] if entry.many else _plain(entry.below)


WRITERS: Mapping[str, Callable[[str, tuple[Entry, ...]], str]] = {
    ".yaml": _yaml,
    ".yml": _yaml,
    ".toml": _toml,
    ".json": _json,
}
