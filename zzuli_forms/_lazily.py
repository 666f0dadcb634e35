"""Names of a package that are loaded when they are first asked for (PEP 562), and those that have moved."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def exporting(
    package: str, homes: Mapping[str, Sequence[str]], moved: Mapping[str, tuple[str, str]] | None = None
) -> Callable[[str], object]:
    """Return the `__getattr__` of a package whose modules are at `homes` to these names.

    A name that has `moved` gives what has taken its place, (module, name), with a DeprecationWarning that says so.
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def found(name: str) -> object:
        if moved and name in moved:
            return _successor(f"{package}.{name}", *moved[name])
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{home_of[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return found


def former(old: str, home: str) -> Callable[[str], object]:
    """Return the `__getattr__` of a module that is elsewhere now: it gives each name from there, with a warning."""

    def found(name: str) -> object:
        if name.startswith("__") or not hasattr(import_module(home), name):
            raise AttributeError(f"module {old!r} has no attribute {name!r}")
        return _successor(f"{old}.{name}", home, name)

    return found


def _successor(old: str, home: str, name: str) -> object:
    """Return what has taken the place of an old name, and warn whoever asked for that."""
    warnings.warn(f"{old} is now {home}.{name}", DeprecationWarning, stacklevel=3)
    return getattr(import_module(home), name)
