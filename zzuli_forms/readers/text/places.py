"""The line of a facts file on which a field is stated."""

from __future__ import annotations

import re
from pathlib import PurePath

import yaml
from pydantic import BaseModel

from zzuli_forms.models.facts import Location, field_labels, field_named, model_in


def line_of(path: PurePath, text: str, model: type[BaseModel], field: Location) -> int:
    """Return the line, from 1, on which a field is stated, else that of the nearest group around it; 1 for neither."""
    return _in_toml(text, model, field) if path.suffix.lower() == ".toml" else _in_yaml(text, model, field)


def _in_yaml(text: str, model: type[BaseModel], field: Location) -> int:
    """Return the line in a YAML or JSON text; of a JSON text that is no YAML (tabs), the first."""
    try:
        node = yaml.compose(text, yaml.BaseLoader)
    except yaml.YAMLError:
        return 1
    line, group = 1, model
    for step in field:
        inner = _below(node, group, step)
        if inner is None or node is None:
            break
        node, line = inner
        group = (model_in(group.model_fields[step].annotation) or group) if isinstance(step, str) else group
    return line


def _below(node: yaml.Node | None, model: type[BaseModel], step: int | str) -> tuple[yaml.Node, int] | None:
    """Return the node of a step below another, and its line; None where there is none."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line + 1
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    named = ((key, value) for key, value in pairs if field_named(model, key.value) == step or key.value == step)
    return next(((value, key.start_mark.line + 1) for key, value in named), None)


def _in_toml(text: str, model: type[BaseModel], field: Location) -> int:
    """Return the line in a TOML text: of the keys and tables along a field path, each sought behind the one before."""
    lines, line, group = text.splitlines(), 0, model
    for step in field:
        if isinstance(step, int):
            continue
        known = group.model_fields.get(step)
        keys = {step, *(field_labels(known) if known else ())}
        pattern = re.compile(rf"""\s*\[*[^=#]*["'.\[]?({"|".join(map(re.escape, keys))})["']?\s*[\]=]""")
        line = next((number for number in range(line, len(lines)) if pattern.match(lines[number])), line)
        group = (model_in(known.annotation) if known else None) or group
    return line + 1
