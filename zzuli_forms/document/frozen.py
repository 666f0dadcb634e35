"""What the nodes of a tree are made of: choices among few, and a memory for what a node has been asked."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from msgspec import Struct

A = TypeVar("A")
N = TypeVar("N", bound="Node")
P = ParamSpec("P")


class Choice(Enum):
    """A choice among few, whose hash is its place in memory, not worked out from its name each time."""

    __hash__ = object.__hash__


class Node(Struct, frozen=True, dict=True):
    """A frozen node, which keeps what `once` has found out about it."""


def once(ask: Callable[Concatenate[N, P], A]) -> Callable[Concatenate[N, P], A]:
    """Decorates a question about a node, and what else it depends on: each node answers it once, and keeps the answer.

    Threads that ask at the same time get one answer, the first. Another node that is equal answers for itself, so
    nothing is hashed or compared but what else is asked, by position.
    """
    answer: Callable[..., A] = ask

    def asked(node: N, /, *others: Any) -> A:
        known: dict[Any, A] = node.__dict__
        question = ask, others
        return known[question] if question in known else known.setdefault(question, answer(node, *others))

    return cast("Callable[Concatenate[N, P], A]", asked)
