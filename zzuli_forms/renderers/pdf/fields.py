"""Signature fields (ISO 32000-1, 12.7.4.5): empty, invisible, each on the place of its seal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from zzuli_forms.renderers.pdf.objects import File, Packed, array, dictionary, numeral, reference, text

PRINT = 4
SIGNATURES_EXIST = 1


class Field(NamedTuple):
    """A signature field: its object number, the names that lead to it, who does what there, the object number of its
    page, its rectangle in points, its key in the parent tree.
    """

    number: int
    names: tuple[str, ...]
    about: str
    sheet: int
    place: tuple[float, float, float, float]
    parent: int


def acro_form(file: File, fields: Sequence[Field]) -> str:
    """Add the fields to the file; return the dictionary of the interactive form."""
    across, up = fields[0].place[2] - fields[0].place[0], fields[0].place[3] - fields[0].place[1]
    box = array(map(numeral, (0, 0, across, up)))
    empty = file.add_stream(Packed(b"", {"Type": "/XObject", "Subtype": "/Form", "BBox": box}))
    return dictionary({"Fields": _references(file, fields, 0, {}, empty), "SigFlags": SIGNATURES_EXIST})


def _references(file: File, fields: Iterable[Field], depth: int, above: dict[str, str], empty: str) -> str:
    """Add the fields, those with the same name at a depth under one parent; return the array of references."""
    groups = groupby(fields, lambda field: field.names[depth])
    return array([_group(file, list(group), depth, {**above, "T": text(name)}, empty) for name, group in groups])


def _group(file: File, fields: Sequence[Field], depth: int, entries: dict[str, str], empty: str) -> str:
    if depth == len(fields[0].names) - 1:
        (field,) = fields
        return file.add(dictionary({**entries, **_widget(field, empty)}), field.number)
    number = file.reserve()
    kids = _references(file, fields, depth + 1, {"Parent": reference(number)}, empty)
    return file.add(dictionary({**entries, "Kids": kids}), number)


def _widget(field: Field, empty: str) -> dict[str, object]:
    return {
        "Type": "/Annot",
        "Subtype": "/Widget",
        "FT": "/Sig",
        "TU": text(field.about),
        "Rect": array(map(numeral, field.place)),
        "P": reference(field.sheet),
        "F": PRINT,
        "AP": dictionary({"N": empty}),
        "StructParent": field.parent,
    }
