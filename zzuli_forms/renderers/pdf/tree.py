"""The structure tree of a file (ISO 32000-1, 14.7): objects that ReportLab numbers, refers to and writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from reportlab.pdfbase.pdfdoc import PDFArray, PDFObject, PDFObjectReference

from zzuli_forms.renderers.pdf.elements import Annotation, Attributes, Element, Mark
from zzuli_forms.renderers.pdf.packing import PackedDocument
from zzuli_forms.renderers.pdf.streams import Entries
from zzuli_forms.renderers.pdf.structure import Outline

Kid: TypeAlias = Element | Mark | Annotation
_DOCUMENT = "StructElem"


class Bound:
    """A page bound into a file: its outline, its number from 1, the names under which ReportLab knows its sheets and
    annotations, and its first key in the parent tree, which has one for each sheet, then one for each annotation.

    `names` is the name of each element as an object of the file, that of the whole document for None; `kids` is what
    lies below each.
    """

    def __init__(
        self, outline: Outline, number: int, sheets: Sequence[str], annotations: Sequence[str], key: int
    ) -> None:
        self.outline, self.number, self.key = outline, number, key
        self.sheets, self.annotations = sheets, annotations
        self.kids = dict(outline.root.walk())
        self.names: dict[Element | None, str] = {None: _DOCUMENT}
        for index, element in enumerate(self.kids):
            self.names[element] = f"{_DOCUMENT}.{number}.{index}"

    @property
    def next_key(self) -> int:
        """Return the first key of the page behind this one."""
        return self.key + len(self.sheets) + len(self.annotations)

    def id(self, name: str) -> str:
        """Return the ID of an element as a string."""
        return f"({self.number}.{name})"


class StructureElement(PDFObject):
    """A structure element in a file."""

    def __init__(self, element: Element, page: Bound) -> None:
        self._element, self._page = element, page

    def format(self, document: PackedDocument) -> bytes:
        """Return the dictionary; the sheet of the first marked content is stated for all (Pg)."""
        element, page = self._element, self._page
        below = page.kids[element]
        sheet = next((kid.sheet for kid in below if type(kid) is Mark), None)
        kids = " ".join([self._kid(document, kid, sheet) for kid in below])
        entries = [
            f"/P {document.reference(page.names[element.above])}",
            f"/K {kids}" if len(below) == 1 else f"/K [{kids}]",
        ]
        if sheet is not None:
            entries.append(f"/Pg {document.reference(page.sheets[sheet])}")
        if element.attributes:
            entries.append(f"/A {self._attributes(element.attributes)}")
        if element.name:
            entries.append(f"/ID {page.id(element.name)}")
        entries += [f"/{key} {string}" for key, string in element.strings.items()]
        return f"<</Type /StructElem /S /{element.tag} {' '.join(entries)}>>".encode("latin-1")

    def _attributes(self, attributes: Attributes) -> str:
        entries = " ".join([f"/{name} {value}" for name, value in attributes.entries.items()])
        heads = " ".join(map(self._page.id, attributes.heads))
        return f"<<{entries} /Headers [{heads}]>>" if heads else f"<<{entries}>>"

    def _kid(self, document: PackedDocument, kid: Kid, sheet: int | None) -> str:
        if isinstance(kid, Element):
            return document.reference(self._page.names[kid])
        if isinstance(kid, Mark) and kid.sheet == sheet:
            return str(kid.number)
        page = document.reference(self._page.sheets[kid.sheet])
        if isinstance(kid, Mark):
            return f"<</Type /MCR /Pg {page} /MCID {kid.number}>>"
        return f"<</Type /OBJR /Pg {page} /Obj {document.reference(self._page.annotations[kid.number])}>>"


class ParentTree(PDFObject):
    """The parent tree (14.7.4.4): the owners of the marked content of each sheet, the element of each annotation."""

    def __init__(self, pages: Sequence[Bound]) -> None:
        self._pages = pages

    def format(self, document: PackedDocument) -> bytes:
        """Return the number tree."""
        entries = [entry for page in self._pages for entry in _parents(document, page)]
        return f"<</Nums [{' '.join(entries)}]>>".encode()


def _parents(document: PackedDocument, page: Bound) -> Iterator[str]:
    for key, owners in enumerate(page.outline.marks, page.key):
        yield f"{key} [{' '.join([document.reference(page.names[owner]) for owner in owners])}]"
    for key, place in enumerate(page.outline.places, page.key + len(page.outline.marks)):
        yield f"{key} {document.reference(page.names[place])}"


class IDTree(PDFObject):
    """The ID tree (14.7.2): the element of each ID, in the order of the IDs."""

    def __init__(self, pages: Sequence[Bound]) -> None:
        self._pages = pages

    def format(self, document: PackedDocument) -> bytes:
        """Return the name tree."""
        names = {
            page.id(element.name): name
            for page in self._pages
            for element, name in page.names.items()
            if element and element.name
        }
        entries = [f"{identity} {document.reference(names[identity])}" for identity in sorted(names)]
        return f"<</Names [{' '.join(entries)}]>>".encode()


def tree_root(document: PackedDocument, pages: Sequence[Bound]) -> Entries:
    """Add the structure elements of the pages to a file; return the root of their tree."""
    root = Entries(Type=b"/StructTreeRoot", ParentTreeNextKey=b"%d" % pages[-1].next_key)
    elements = PDFArray([PDFObjectReference(page.names[page.outline.root]) for page in pages])
    whole = Entries(Type=b"/StructElem", S=b"/Document", P=document.add(root), K=elements)
    root["K"] = document.add(whole, _DOCUMENT)
    root["ParentTree"] = document.add(ParentTree(pages))
    root["IDTree"] = document.add(IDTree(pages))
    for page in pages:
        for element, name in page.names.items():
            if element:
                document.add(StructureElement(element, page), name)
    return root
