"""Names that have moved: each still leads to its successor, with a DeprecationWarning that tells where it is."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from importlib import import_module


def leading(package: str, moved: Mapping[str, tuple[str, str]]) -> Callable[[str], object]:
    """Return the `__getattr__` of a package from which names have moved: name → (module, name)."""

    def successor(name: str) -> object:
        if name not in moved:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return _successor(f"{package}.{name}", *moved[name])

    return successor


def former(old: str, home: str) -> Callable[[str], object]:
    """Return the `__getattr__` of a module that has moved to `home`: each name comes from there."""

    def successor(name: str) -> object:
        if name.startswith("__") or not hasattr(import_module(home), name):
            raise AttributeError(f"module {old!r} has no attribute {name!r}")
        return _successor(f"{old}.{name}", home, name)

    return successor


def _successor(old: str, home: str, name: str) -> object:
    """Return the successor of an old name, with a DeprecationWarning at the line that asked for it."""
    warnings.warn(f"{old} is now {home}.{name}", DeprecationWarning, stacklevel=3)
    return getattr(import_module(home), name)
