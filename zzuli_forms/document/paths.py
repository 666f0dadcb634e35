"""Field paths as text, such as team.administrators[1].phone, and which of them contain others."""

from __future__ import annotations

from collections.abc import Iterable


def is_within(path: str, group: str) -> bool:
    """Return whether a field path lies below another."""
    return path.startswith((f"{group}.", f"{group}["))


def is_covered(path: str, groups: Iterable[str]) -> bool:
    """Return whether a field path is one of these or lies below one."""
    return any(path == group or is_within(path, group) for group in groups)
