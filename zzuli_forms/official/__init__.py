"""The wording: one TOML a form, with the document it was copied from; and the dated editions it is printed in."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEFAULT_EDITION = "2014"


class Origin(NamedTuple):
    """The document a wording was copied from; `sha256` is that of the source text it was held against."""

    office: str
    number: str
    date: date
    sha256: str


class OwnWords(NamedTuple):
    """Words of our own, where no official text exists, and the rule they answer to."""

    written_for: str


class Clause(NamedTuple):
    """A numbered sentence and the items under it."""

    number: str
    text: str
    items: tuple[Clause, ...] = ()


class Wording(NamedTuple):
    """The words of one form: its titles (a short one where it is to be signed), its copies, single texts by name,
    numbered clauses in order.
    """

    title: str
    file_title: str
    short_title: str
    copies: int
    source: Origin | OwnWords
    text: Mapping[str, str]
    clauses: tuple[Clause, ...]


class Edition(NamedTuple):
    """A dated edition: what it is, the words it puts into every wording, the school's foreign names."""

    key: str
    title: str
    institution: str
    foreign_names: tuple[str, ...]
    words: Mapping[str, str]


class Deadline(NamedTuple):
    """Until when a group of units opens its accounts; a unit belongs to it by the end of its name."""

    category: str
    day: date
    article: str
    units: tuple[str, ...]


@cache
def editions() -> Mapping[str, Edition]:
    """Every edition there is, one `official/editions/KEY.toml` each, the default one first."""
    found = [path.name.removesuffix(".toml") for path in files(__name__).joinpath("editions").iterdir()]
    keys = sorted(found, key=lambda key: (key != DEFAULT_EDITION, key))
    return MappingProxyType({key: _edition(key) for key in keys})


def _edition(key: str) -> Edition:
    data = _data(f"editions/{key}.toml")
    words = data["words"]
    return Edition(
        key=key,
        title=data["title"],
        institution=words["institution"],
        foreign_names=tuple(data["names"]["foreign"]),
        words=MappingProxyType(words),
    )


@cache
def deadlines() -> tuple[Deadline, ...]:
    """The days by which accounts are to be opened, from the notice."""
    data = _data("deadlines.toml")["deadlines"]
    return tuple(Deadline(**{**item, "units": tuple(item["units"])}) for item in data)


@cache
def wording(name: str, edition: str = DEFAULT_EDITION) -> Wording:
    """The wording kept in `official/NAME.toml`, with an edition's words in their places."""
    data = _worded(_data(f"{name}.toml"), editions()[edition].words)
    return Wording(
        title=data["title"],
        file_title=data["file_title"],
        short_title=data.get("short_title", ""),
        copies=data["copies"],
        source=_source(data["source"]),
        text=MappingProxyType(data["text"]),
        clauses=tuple(_clause(clause) for clause in data.get("clauses", ())),
    )


@cache
def article(number: str, edition: str = DEFAULT_EDITION) -> Clause:
    """An article of the regulation by its number, 第六条; KeyError if it has none of that number."""
    articles = {item.number: item for chapter in wording("regulation", edition).clauses for item in chapter.items}
    return articles[number]


def _worded(data: Any, words: Mapping[str, str]) -> Any:
    """The same data with `{word}` replaced in every text."""
    if isinstance(data, dict):
        return {name: _worded(value, words) for name, value in data.items()}
    if isinstance(data, list):
        return [_worded(value, words) for value in data]
    return data.format_map(words) if isinstance(data, str) else data


def _source(data: Mapping[str, Any]) -> Origin | OwnWords:
    return OwnWords(data["written_for"]) if "written_for" in data else Origin(**data)


def _clause(data: Mapping[str, Any]) -> Clause:
    items = tuple(_clause(item) for item in data.get("items", ()))
    return Clause(data["number"], data["text"], items)


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(*name.split("/")).read_text("utf-8"))
