"""The base class of the document tree: frozen nodes with a cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from msgspec import Struct

A = TypeVar("A")
N = TypeVar("N", bound="Frozen")
P = ParamSpec("P")


class Frozen(Struct, frozen=True, dict=True):
    """A frozen struct that caches the results of functions decorated with `once`."""


def once(function: Callable[Concatenate[N, P], A]) -> Callable[Concatenate[N, P], A]:
    """Decorate a function of a node and of other positional arguments: each node caches its results.

    Threads that call it at the same time get the same result, the first stored. The cache belongs to the node object,
    not to equal ones, so that only the other arguments are hashed and compared.
    """
    compute: Callable[..., A] = function

    def cached(node: N, /, *arguments: Any) -> A:
        results: dict[Any, A] = node.__dict__
        key = compute, arguments
        return results[key] if key in results else results.setdefault(key, compute(node, *arguments))

    return cast("Callable[Concatenate[N, P], A]", cached)
