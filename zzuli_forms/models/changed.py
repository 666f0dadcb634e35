"""What the models changed in the texts that were stated: told in remarks, by one law for all fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from itertools import islice
from typing import NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from zzuli_forms.document.paths import is_covered
from zzuli_forms.errors import Remark
from zzuli_forms.models.characters import composed
from zzuli_forms.models.facts import Facts, Location, field_named, label, path_text
from zzuli_forms.models.messages import masked
from zzuli_forms.models.phones import Phone
from zzuli_forms.models.texts import UNSEEN, ComparedBy, cleaned

_WIDE = re.compile("[\uff00-\uffef]+")
_SPACE = re.compile(r"\s+")
_MOST_TOLD = 5
"""The most changes in one text that a remark names."""


class _Pair(NamedTuple):
    """A value as stated and as held, with the path and the field it belongs to."""

    path: Location
    field: FieldInfo
    was: object
    now: object


def changes(model: type[BaseModel], stated: object, facts: Facts, faulty: Collection[str] = ()) -> tuple[Remark, ...]:
    """Return a remark for each stated text that the facts hold otherwise, but for white space, unseen characters, and
    full or half width; none for the fields at faulty paths, which hold samples.
    """
    sound = (pair for pair in _pairs(stated, facts, ()) if not (faulty and is_covered(path_text(pair.path), faulty)))
    told = ((pair.path, _told(pair)) for pair in sound)
    return tuple(
        Remark(label(model, *path), path_text(path), message, "请核对", "changed") for path, message in told if message
    )


def _pairs(stated: object, facts: object, path: Location) -> Iterator[_Pair]:
    if isinstance(stated, list | tuple) and isinstance(facts, tuple):
        for index, items in enumerate(zip(stated, facts)):  # noqa: B905 (unused places at the end are not held)
            yield from _pairs(*items, (*path, index))
    elif isinstance(stated, Mapping) and isinstance(facts, Facts):
        for key, value in stated.items():
            name = field_named(type(facts), key)
            if name is not None:
                yield from _field_pairs(value, facts, name, path)


def _field_pairs(stated: object, facts: Facts, name: str, path: Location) -> Iterator[_Pair]:
    now = getattr(facts, name)
    yield _Pair((*path, name), type(facts).model_fields[name], stated, now)
    yield from _pairs(stated, now, (*path, name))


def _told(pair: _Pair) -> str:
    """Return the message on what was changed; '' for nothing, and for what is no text."""
    held = str(pair.now.value if isinstance(pair.now, Enum) else pair.now)
    if pair.was == held or not isinstance(pair.now, str | Phone):
        return ""
    text = cleaned(pair.was)
    if not text or not isinstance(text, str):
        return ""
    stated = pair.was if isinstance(pair.was, str) else text
    bare = next((mark.bare for mark in pair.field.metadata if isinstance(mark, ComparedBy)), None)
    was, now = (bare(text), bare(held)) if bare else (_visible(stated), _visible(held))
    if was == now or (bare and now.endswith(was)):
        return ""
    return "，".join(islice(dict.fromkeys(_differences(was, now)), _MOST_TOLD))


def _visible(text: str) -> str:
    """Return what is to be seen of a text but for white space, with characters of one width."""
    half = _WIDE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), composed(UNSEEN.sub("", text)))
    return _SPACE.sub("", half)


def _differences(was: str, now: str) -> Iterator[str]:
    from difflib import SequenceMatcher

    for kind, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from _difference(was[i:j], now[k:m])


def _difference(was: str, now: str) -> Iterator[str]:
    """Yield what became of a stretch, of each character where there are as many before and after."""
    if len(was) == len(now):
        yield from (f"{_coded(one)}印成{_coded(other)}" for one, other in zip(was, now, strict=True))
    elif was and now:
        yield f"{_quoted(was)}印成{_quoted(now)}"
    else:
        yield f"印时加上了{_quoted(now)}" if now else f"{_quoted(was)}没有印"


def _coded(character: str) -> str:
    """Return a character in quotes with its code point: two may look alike."""
    return f"{_quoted(character) if character.isprintable() else ''}（U+{ord(character):04X}）"


def _quoted(stretch: str) -> str:
    return f"“{masked(stretch)}”"
