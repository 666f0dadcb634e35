"""Hashes of deep frozen nodes, worked out once."""

from __future__ import annotations

from typing import TypeVar

N = TypeVar("N")


class Hashed:
    """Keeps a hash once it is worked out."""

    __slots__ = ("_hash",)


def hashed(node: type[N]) -> type[N]:
    """The class of frozen nodes, the hash of each worked out once, however deep it goes."""
    whole = node.__hash__

    def once(self: N) -> int:
        try:
            return self._hash  # type: ignore[attr-defined, no-any-return]
        except AttributeError:
            object.__setattr__(self, "_hash", whole(self))
            return self._hash  # type: ignore[attr-defined, no-any-return]

    node.__hash__ = once  # type: ignore[assignment]
    return node
