"""Signature fields (ISO 32000-1, 12.7.4.5): empty, invisible, each on the place of its seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObject, PDFObjectReference, PDFString

from zzuli_forms.render.archive import Archive, stream

PRINT = 4
SIGNATURES_EXIST = 1


@dataclass(frozen=True, slots=True)
class Field:
    """A field: the names that lead to it, who does what there, its page, its place in points, its structure element."""

    names: tuple[str, ...]
    about: str
    sheet: PDFObjectReference
    place: tuple[float, float, float, float]
    parent: int

    @property
    def key(self) -> str:
        """What the object is called while the file is made."""
        return self.key_of(self.names)

    @staticmethod
    def key_of(names: Sequence[str]) -> str:
        """The same for a field of these names, or for a group of fields."""
        return f"Field.{'.'.join(names)}"


def acro_form(archive: Archive, fields: Sequence[Field]) -> PDFDictionary:
    """The form of a document, its fields registered with it."""
    across, up = fields[0].place[2] - fields[0].place[0], fields[0].place[3] - fields[0].place[1]
    box = PDFArray([0, 0, across, up])
    empty = archive.Reference(stream(b"", Type=PDFName("XObject"), Subtype=PDFName("Form"), BBox=box))
    return PDFDictionary({"Fields": _named(archive, fields, 0, {}, empty), "SigFlags": SIGNATURES_EXIST})


def _named(
    archive: Archive, fields: Sequence[Field], depth: int, above: dict[str, PDFObject], empty: PDFObjectReference
) -> PDFArray:
    """The fields with the same names down to a depth, as references."""
    return PDFArray(
        [
            _group(archive, list(group), depth, {**above, "T": PDFString(name)}, empty)
            for name, group in groupby(fields, lambda field: field.names[depth])
        ]
    )


def _group(
    archive: Archive, fields: Sequence[Field], depth: int, said: dict[str, PDFObject], empty: PDFObjectReference
) -> PDFObjectReference:
    if depth == len(fields[0].names) - 1:
        (field,) = fields
        return archive.Reference(PDFDictionary({**said, **_widget(field, empty)}), field.key)
    group = PDFDictionary(said)
    reference = archive.Reference(group, Field.key_of(fields[0].names[: depth + 1]))
    group["Kids"] = _named(archive, fields, depth + 1, {"Parent": reference}, empty)
    return reference


def _widget(field: Field, empty: PDFObjectReference) -> dict[str, object]:
    return {
        "Type": PDFName("Annot"),
        "Subtype": PDFName("Widget"),
        "FT": PDFName("Sig"),
        "TU": PDFString(field.about),
        "Rect": PDFArray([*field.place]),
        "P": field.sheet,
        "F": PRINT,
        "AP": PDFDictionary({"N": empty}),
        "StructParent": field.parent,
    }
