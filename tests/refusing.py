"""Libraries that make nothing, and documents of which nothing is kept: they show on whom a renderer stands."""

from __future__ import annotations

from typing import NoReturn

from msgspec.structs import replace

from zzuli_forms.document.nodes import Document
from zzuli_forms.document.walking import map_paragraphs


class NothingMadeError(Exception):
    """The fault of a library that makes nothing."""


def nothing(*_: object, **__: object) -> NoReturn:
    """Raise, whatever is asked for."""
    raise NothingMadeError


def afresh(document: Document) -> Document:
    """Return the document with new pages, labels and paragraphs, of which nothing is kept."""
    anew = map_paragraphs(document, replace)
    return replace(anew, pages=tuple(map(replace, anew.pages)))
