"""How an object shows itself at the end of a notebook's cell: asked here, answered in `notebook`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from importlib import import_module

ANSWERS = "zzuli_forms.notebook.show"
"""The module of the rows, loaded when something is first shown."""


@singledispatch
def shown(thing: object) -> Mapping[str, str]:
    """What a notebook may show of a thing, MIME type → text; a row is added for every kind of thing."""
    return {"text/plain": repr(thing)}


class Shows:
    """Something that shows itself in a notebook; looking at it writes nothing to disk."""

    __slots__ = ()

    def _repr_mimebundle_(self, **_asked: object) -> Mapping[str, str]:
        import_module(ANSWERS)
        return shown(self)
