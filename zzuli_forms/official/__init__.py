"""The official wording: one TOML a form, with the document it was copied from."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True)
class Origin:
    """The document a wording was copied from; `sha256` is that of the source text it was held against."""

    edition: str
    institution: str
    office: str
    number: str
    date: date
    sha256: str


@dataclass(frozen=True)
class Clause:
    """A numbered sentence and the items under it."""

    number: str
    text: str
    items: tuple[Clause, ...] = ()


@dataclass(frozen=True)
class Wording:
    """The words of one form: its titles, its copies, single texts by name, numbered clauses in order."""

    title: str
    file_title: str
    copies: int
    source: Origin
    text: Mapping[str, str]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Deadline:
    """Until when a group of units opens its accounts; a unit belongs to it by the end of its name."""

    category: str
    day: date
    article: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class Regulation:
    """What the regulation and its notice let software remark on."""

    institution: str
    foreign_names: tuple[str, ...]
    source: Origin
    deadlines: tuple[Deadline, ...]


@cache
def regulation() -> Regulation:
    """The data kept in `official/regulation.toml`."""
    data = _data("regulation")
    return Regulation(
        institution=data["institution"],
        foreign_names=tuple(data["foreign_names"]),
        source=Origin(**data["source"]),
        deadlines=tuple(Deadline(**{**item, "units": tuple(item["units"])}) for item in data["deadlines"]),
    )


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def wording(name: str) -> Wording:
    """The wording kept in `official/NAME.toml`."""
    data = _data(name)
    return Wording(
        title=data["title"],
        file_title=data["file_title"],
        copies=data["copies"],
        source=Origin(**data["source"]),
        text=MappingProxyType(data["text"]),
        clauses=tuple(_clause(clause) for clause in data["clauses"]),
    )


def _clause(data: Mapping[str, Any]) -> Clause:
    items = tuple(_clause(item) for item in data.get("items", ()))
    return Clause(data["number"], data["text"], items)
