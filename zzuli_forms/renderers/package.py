"""All of a Word file but what it says, as `preparing` left it: parts with holes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from zzuli_forms.zips import Packed, pack_fast

PREPARED = Path(__file__).with_name("prepared.json")
HOLES = re.compile("{(title|language|subject|body|styles|values|default_footer|even_footer)}")


@dataclass(frozen=True)
class Package:
    """The parts of a package by name, each cut where it has holes; its footers' relationships by kind."""

    parts: Mapping[str, Sequence[str]]
    footers: Mapping[str, str]

    def filled(self, **values: str) -> Iterator[tuple[str, Packed]]:
        """Every part with its holes filled with XML."""
        for name, cut in self.parts.items():
            yield name, _packed("".join([values[text] if hole % 2 else text for hole, text in enumerate(cut)]))


@lru_cache(maxsize=32)
def _packed(part: str) -> Packed:
    return pack_fast(part.encode())


@cache
def prepared(numbered: bool, owned: bool, bound: bool) -> Package:
    """The package of documents that number their sheets or not, name a unit or not, carry facts or not."""
    found = _prepared()[key(numbered, owned, bound)]
    return Package({name: HOLES.split(part) for name, part in found["parts"].items()}, found["footers"])


@cache
def _prepared() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    read: Mapping[str, Mapping[str, Mapping[str, str]]] = json.loads(PREPARED.read_bytes())
    return read


def key(numbered: bool, owned: bool, bound: bool) -> str:
    """Under which name a package is kept."""
    wanted = {"numbered": numbered, "owned": owned, "bound": bound}
    return " ".join(name for name, asked in wanted.items() if asked)
