"""How an object shows itself at the end of a notebook's cell: asked here, answered in `notebook`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch


@singledispatch
def shown(thing: object) -> Mapping[str, str]:
    """What a notebook may show of a thing, MIME type → text; a row is added for every kind of thing."""
    return {"text/plain": repr(thing)}


class Shows:
    """Something that shows itself in a notebook; looking at it writes nothing to disk."""

    __slots__ = ()

    def _repr_mimebundle_(self, **_asked: object) -> Mapping[str, str]:
        return shown(self)
