"""A template of a Word file, made beforehand by `preparing`: its parts with placeholders for the content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from zzuli_forms.files.zips import Packed, Zip, pack_text

PREPARED = Path(__file__).with_name("prepared.json")
SHARED = re.compile("{(styles|default_footer|even_footer)}")
OWN = re.compile("{(title|language|subject|body|values)}")
"""Placeholders of parts that many documents share, and of those each has for itself."""
Cut = Sequence[str]
"""A part split at its placeholders: text, the name of a placeholder, text."""


@dataclass(frozen=True, eq=False)
class Package:
    """A template: parts that documents share and parts of each, by name; its footers' relationship ids by type."""

    shared: Mapping[str, Cut]
    own: Mapping[str, Cut]
    footers: Mapping[str, str]

    def filled(self, shared: Zip, **values: Sequence[str]) -> bytes:
        """Return a Word file of packed shared parts and the document's own, its `values` filled in."""
        return shared.with_members(_members(self.own, values)).written()

    @lru_cache(maxsize=32)  # noqa: B019
    def with_shared(self, **values: str) -> Zip:
        """Return the shared parts, packed, with these `values` filled in; results are cached."""
        return Zip().with_members(_members(self.shared, {name: [value] for name, value in values.items()}))


def _members(parts: Mapping[str, Cut], values: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Packed]]:
    for name, cut in parts.items():
        pieces = [values[text] if index % 2 else (text,) for index, text in enumerate(cut)]
        yield name, pack_text(chain.from_iterable(pieces))


@cache
def prepared(numbered: bool, owned: bool, bound: bool) -> Package:
    """Return the template for documents that number their sheets or not, name a unit or not, carry facts or not."""
    template = _templates()[key(numbered, owned, bound)]
    parts = template["parts"]
    own = {name: OWN.split(part) for name, part in parts.items() if OWN.search(part)}
    shared = {name: SHARED.split(part) for name, part in parts.items() if name not in own}
    return Package(shared, own, template["footers"])


@cache
def _templates() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    templates: Mapping[str, Mapping[str, Mapping[str, str]]] = json.loads(PREPARED.read_bytes())
    return templates


def key(numbered: bool, owned: bool, bound: bool) -> str:
    """Return the key of a template among the prepared ones."""
    features = {"numbered": numbered, "owned": owned, "bound": bound}
    return " ".join(name for name, present in features.items() if present)
