"""Field paths as text, team.administrators[1].phone: which lies in which."""

from __future__ import annotations

from collections.abc import Iterable


def is_within(path: str, group: str) -> bool:
    """Whether a field path lies below another."""
    return path.startswith((f"{group}.", f"{group}["))


def is_covered(path: str, groups: Iterable[str]) -> bool:
    """Whether a field path is one of these or lies below one."""
    return any(path == group or is_within(path, group) for group in groups)
