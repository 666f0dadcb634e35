"""Public names: which there are, what each takes or has, and what has gone since an earlier version.

Print those of the present version: python -m tests.public
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import fields, is_dataclass
from enum import Enum
from importlib import import_module
from inspect import Parameter, isfunction, ismethod, signature
from io import StringIO
from types import ModuleType
from typing import Any, TypeAlias

from zzuli_forms.cli import COMMANDS, main
from zzuli_forms.models.facts import Facts

Shape: TypeAlias = "Sequence[str] | Mapping[str, Shape] | None"
"""Nothing of a value, the parameters of a function (`name=` for one that may be left out, those behind `*` by name
only), the members of a class."""
MODULES: Mapping[str, Sequence[str]] = {
    "zzuli_forms": (),
    "zzuli_forms.filing.notices": (),
    "zzuli_forms.forms.rules": (),
    "zzuli_forms.filing.signing": (),
    "zzuli_forms.notebook": (),
    "zzuli_forms.notebook.widget": ("Fill",),
    "zzuli_forms.models": (),
    "zzuli_forms.filing.results": ("Outcome", "Problem", "State"),
    "zzuli_forms.filing.roster": ("Unit",),
    "zzuli_forms.forms.form": ("Form",),
    "zzuli_forms.models.checking": ("Checked",),
    "zzuli_forms.files.disk": ("Written",),
    "zzuli_forms.readers.paper.papers": ("Value",),
}
"""What the README names and what that gives or takes; of some modules these names alone."""


def names(module: ModuleType) -> list[str]:
    """Return what a module offers: what it says, or what is defined there."""
    stated: list[str] | None = getattr(module, "__all__", None)
    named = {name: value for name, value in vars(module).items() if isfunction(value) or isinstance(value, type)}
    own = [name for name, value in named.items() if value.__module__ == module.__name__ and not name.startswith("_")]
    return stated or own


def shape(thing: object) -> Shape:
    """Return what a public name takes or has."""
    if isinstance(thing, type):
        return {name: shape(member) for name, member in sorted(members(thing).items())}
    return parameters(thing) if isfunction(thing) or ismethod(thing) else None


def members(kind: type) -> dict[str, object]:
    """Return the fields, properties and methods of a class that are its own or of a class of ours."""
    found: dict[str, object] = {field.name: None for field in fields(kind)} if is_dataclass(kind) else {}
    found |= dict.fromkeys(kind.model_fields if issubclass(kind, Facts) else getattr(kind, "_fields", ()))
    found |= dict.fromkeys(kind.__members__ if issubclass(kind, Enum) else ())
    ours = [base for base in kind.__mro__ if base.__module__.startswith("zzuli_forms")]
    own = {name for base in ours for name in vars(base) if not name.startswith("_")}
    return found | {name: getattr(kind, name, None) for name in own - found.keys() - {"model_config"}}


def parameters(function: Callable[..., object]) -> list[str]:
    """Return the parameters of a function."""
    taken = list(signature(function).parameters.values())
    written = [_written(parameter) for parameter in taken]
    first = next((place for place, one in enumerate(taken) if one.kind is Parameter.KEYWORD_ONLY), len(taken))
    return written if first == len(taken) else [*written[:first], "*", *written[first:]]


def _written(parameter: Parameter) -> str:
    if parameter.kind in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD):
        return f"**{parameter.name}"
    return parameter.name if parameter.default is Parameter.empty else f"{parameter.name}="


def lacking(name: str, thing: object, was: Shape) -> Iterator[str]:
    """Yield what no longer can be done that an earlier version could do with a name."""
    if isinstance(was, Mapping):
        assert isinstance(thing, type), f"{name} is no class"
        present = members(thing)
        yield from (f"{name}.{member} has gone" for member in was if member not in present)
        for member in was.keys() & present.keys():
            yield from lacking(f"{name}.{member}", present[member], was[member])
    elif was is not None and not still_takes(thing, was):
        yield f"{name} no longer takes {', '.join(was)}"


def still_takes(function: Any, was: Sequence[str]) -> bool:
    """Return whether every call that was right is right: by place, by name, and with what has to be given alone."""
    stated = [parameter for parameter in was if not parameter.startswith("**")]
    placed = [parameter.rstrip("=") for parameter in stated[: (*stated, "*").index("*")]]
    named = [parameter.rstrip("=") for parameter in stated if parameter != "*"]
    least = [parameter for parameter in named if parameter in stated]
    try:
        bound = signature(function).bind(*placed, **dict.fromkeys(named[len(placed) :]))
        signature(function).bind(**dict.fromkeys(named))
        signature(function).bind(**dict.fromkeys(least))
    except TypeError:
        return False
    return all(bound.arguments.get(name) == name for name in placed)


def options(command: Sequence[str]) -> list[str]:
    """Return the options a command says it takes."""
    shown = StringIO()
    with redirect_stdout(shown), suppress(SystemExit):
        main([*command, "--help"])
    lines = (line for line in shown.getvalue().splitlines() if re.match(" +-", line))
    return sorted({option for line in lines for option in re.findall(r"(?<![\w-])--?[a-z][a-z0-9-]*", line)})


def offered(home: str) -> dict[str, Shape]:
    """Return what a module offers, and what that takes or has."""
    module = import_module(home)
    return {name: shape(getattr(module, name)) for name in MODULES[home] or names(module)}


def present() -> dict[str, Any]:
    """Return the names of the present version, by module, and the options of its commands."""
    commands = [[name] for name in COMMANDS if name != "notice"] + [["notice", "opening"], ["notice", "change"]]
    return {
        "python": {home: offered(home) for home in MODULES},
        "commands": {" ".join(command): options(command) for command in commands},
    }


if __name__ == "__main__":
    print(json.dumps(present(), ensure_ascii=False, indent=1))  # noqa: T201
