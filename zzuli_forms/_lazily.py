"""Lazy loading of a package's names (PEP 562), and the successors of names that have moved."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def exporting(
    package: str, homes: Mapping[str, Sequence[str]], moved: Mapping[str, tuple[str, str]] | None = None
) -> Callable[[str], object]:
    """Return the `__getattr__` of a package that loads each name from its module, by `homes`, when first asked for.

    A name in `moved` yields its successor, (module, name), with a DeprecationWarning that tells where it is.
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def load(name: str) -> object:
        if moved and name in moved:
            return _successor(f"{package}.{name}", *moved[name])
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{home_of[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return load


def former(old: str, home: str) -> Callable[[str], object]:
    """Return the `__getattr__` of a module that has moved to `home`: each name comes from there, with a warning."""

    def load(name: str) -> object:
        if name.startswith("__") or not hasattr(import_module(home), name):
            raise AttributeError(f"module {old!r} has no attribute {name!r}")
        return _successor(f"{old}.{name}", home, name)

    return load


def _successor(old: str, home: str, name: str) -> object:
    """Return the successor of an old name, with a DeprecationWarning at the line that asked for it."""
    warnings.warn(f"{old} is now {home}.{name}", DeprecationWarning, stacklevel=3)
    return getattr(import_module(home), name)
