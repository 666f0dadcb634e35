"""Hashes of deep frozen nodes, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from operator import attrgetter
from typing import TypeVar

N = TypeVar("N")


class Choice(Enum):
    """A choice among few, whose hash is its place in memory, not worked out from its name each time."""

    __hash__ = object.__hash__


class Hashed:
    """Keeps a hash once it is worked out."""

    __slots__ = ("_hash",)


def hashed(*telling: str) -> Callable[[type[N]], type[N]]:
    """Decorates a class of frozen nodes: the hash of each, made of its `telling` fields, is worked out once."""
    told = attrgetter(*telling)

    def once(self: N) -> int:
        try:
            return self._hash  # type: ignore[attr-defined, no-any-return]
        except AttributeError:
            found = hash(told(self))
            object.__setattr__(self, "_hash", found)
            return found

    def decorated(node: type[N]) -> type[N]:
        node.__hash__ = once  # type: ignore[method-assign]
        return node

    return decorated
