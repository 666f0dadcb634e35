"""Facts as single values by field path, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from zzuli_forms.models.facts import Location


def flatten(stated: object, path: Location = ()) -> Iterator[tuple[Location, object]]:
    """Yield every single value of facts or of plain data with its field path; nothing for None and empty groups."""
    steps = _steps(stated)
    if steps is None:
        yield from [(path, stated)] if stated is not None else []
        return
    for step, value in steps:
        yield from flatten(value, (*path, step))


def _steps(stated: object) -> Iterable[tuple[int | str, Any]] | None:
    """Return the parts of a group, each with its step in a field path; None for a single value."""
    if isinstance(stated, BaseModel):
        return [(name, getattr(stated, name)) for name in type(stated).model_fields]
    if isinstance(stated, Mapping):
        return stated.items()
    return enumerate(stated) if isinstance(stated, list | tuple) else None


def unflatten(values: Mapping[Location, object], groups: Collection[Location] = ()) -> dict[str, Any]:
    """Return values by field path as nested data, the items of a list in their order, without gaps.

    `groups` are the paths of groups that are there even where nothing is stated in them; a value at the path of a
    group gives way to it.
    """
    root: dict[Any, Any] = {}
    for group in groups:
        _group(root, group)
    for path, value in values.items():
        around = _group(root, path[:-1])
        if not isinstance(around.get(path[-1]), dict):
            around[path[-1]] = value
    return {str(name): _with_lists(value) for name, value in root.items()}


def _group(root: dict[Any, Any], path: Location) -> dict[Any, Any]:
    """Return the group at a field path, made where it is not there."""
    for step in path:
        if not isinstance(root.get(step), dict):
            root[step] = {}
        root = root[step]
    return root


def _with_lists(value: Any) -> Any:
    """Return nested data with a list in the place of each group whose steps are numbers."""
    if not isinstance(value, dict):
        return value
    if value and all(isinstance(step, int) for step in value):
        return [_with_lists(value[step]) for step in sorted(value)]
    return {step: _with_lists(item) for step, item in value.items()}
