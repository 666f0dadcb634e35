"""Signature fields (ISO 32000-1, 12.7.4.5): empty, invisible, each on the place of its seal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from reportlab.pdfbase.pdfdoc import PDFArray, PDFObjectReference, PDFString

from zzuli_forms.renderers.pdf.packing import PackedDocument
from zzuli_forms.renderers.pdf.streams import Entries, Stream, Value

PRINT = b"4"
SIGNATURES_EXIST = b"1"


class Field(NamedTuple):
    """A signature field: the names that lead to it, who does what there, the name of its sheet in the file, its
    rectangle in points, its key in the parent tree.
    """

    names: tuple[str, ...]
    about: str
    sheet: str
    place: tuple[float, float, float, float]
    parent: int

    @property
    def key(self) -> str:
        """Return the name of the field as an object of the file."""
        return f"Field.{'.'.join(self.names)}"


def acro_form(document: PackedDocument, fields: Sequence[Field]) -> Entries:
    """Add the fields to a file; return the interactive form."""
    across, up = fields[0].place[2] - fields[0].place[0], fields[0].place[3] - fields[0].place[1]
    empty = Stream(b"", Type=b"/XObject", Subtype=b"/Form", BBox=PDFArray([0, 0, across, up]))
    appearance = Entries(N=document.add(empty))
    return Entries(Fields=_named(document, fields, {}, appearance), SigFlags=SIGNATURES_EXIST)


def _named(
    document: PackedDocument, fields: Sequence[Field], above: Mapping[str, Value], look: Entries, depth: int = 0
) -> PDFArray:
    """Add the fields, those with the same name at a depth under one parent; return the references."""
    groups = [(name, list(group)) for name, group in groupby(fields, lambda field: field.names[depth])]
    return PDFArray([_group(document, group, {**above, "T": PDFString(name)}, look, depth) for name, group in groups])


def _group(
    document: PackedDocument, fields: Sequence[Field], entries: Mapping[str, Value], look: Entries, depth: int
) -> PDFObjectReference:
    if depth == len(fields[0].names) - 1:
        (field,) = fields
        return document.add(_widget(field, entries, look), field.key)
    parent = Entries(**entries)
    reference = document.add(parent)
    parent["Kids"] = _named(document, fields, {"Parent": reference}, look, depth + 1)
    return reference


def _widget(field: Field, entries: Mapping[str, Value], look: Entries) -> Entries:
    return Entries(
        **entries,
        Type=b"/Annot",
        Subtype=b"/Widget",
        FT=b"/Sig",
        TU=PDFString(field.about),
        Rect=PDFArray(field.place),
        P=PDFObjectReference(field.sheet),
        F=PRINT,
        AP=look,
        StructParent=b"%d" % field.parent,
    )
