"""The display of objects in a notebook: the interface; `notebook` holds the implementations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from importlib import import_module

ANSWERS = "zzuli_forms.notebook.show"
"""The module that registers the implementations of `shown`, loaded when an object is first shown."""


@singledispatch
def shown(thing: object) -> Mapping[str, str]:
    """Return the representations of an object for a notebook, MIME type → text; `ANSWERS` registers them by type."""
    return {"text/plain": repr(thing)}


class Shows:
    """A base class of objects that a notebook can display; displaying writes nothing to disk."""

    __slots__ = ()

    def _repr_mimebundle_(self, **_options: object) -> Mapping[str, str]:
        import_module(ANSWERS)
        return shown(self)
