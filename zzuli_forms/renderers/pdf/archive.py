"""A PDF for archives: PDF/A-3a (ISO 19005-3), or PDF/A-2a where nothing is attached, and PDF/UA-1 (ISO 14289-1).

ReportLab numbers, refers to and writes all objects; what it has no words for, its catalog and pages are told here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from reportlab.pdfbase.pdfdoc import (
    BasicFonts,
    PDFArray,
    PDFCatalog,
    PDFDictionary,
    PDFDocument,
    PDFInfo,
    PDFObject,
    PDFObjectReference,
    PDFPage,
    PDFResourceDictionary,
    PDFString,
)

from zzuli_forms.document.nodes import Document, SignatureSlot
from zzuli_forms.renderers.markup import escaped
from zzuli_forms.renderers.pdf.faces import Subsets, resource
from zzuli_forms.renderers.pdf.fields import Field, acro_form
from zzuli_forms.renderers.pdf.packing import PackedDocument
from zzuli_forms.renderers.pdf.streams import Entries, Stream, compressed, deflated, thoroughly_deflated
from zzuli_forms.renderers.pdf.structure import Outline
from zzuli_forms.renderers.pdf.subsets import Subset, add
from zzuli_forms.renderers.pdf.tree import Bound, tree_root
from zzuli_forms.typeset.typeface import Typeface

PRODUCER = "zzuli_forms"
FACTS = "facts.json"
_FOLDER = Path(__file__).parent / "archival"
_RESOURCES = "Resources"


@dataclass(frozen=True, eq=False)
class Drawn:
    """A page as drawn: its name, its size in points, the deflated content of each sheet, its tags, and its signature
    slots.

    Each of `places` is a slot, its sheet counted from 0, and its rectangle in points.
    """

    name: str
    size: tuple[float, float]
    contents: Sequence[bytes]
    outline: Outline
    places: Sequence[tuple[SignatureSlot, int, tuple[float, float, float, float]]]


class Archive(PackedDocument):
    """A file under way: pages are bound in, metadata is added, then it is written."""

    def __init__(self, document: Document, subsets: Subsets) -> None:
        super().__init__(invariant=1, pdfVersion=(1, 7))
        self._document, self._copies = document, Counter[str]()
        self._pages, self._fields = list[Bound](), list[Field]()
        self._contents = dict[bytes, PDFObjectReference]()
        self.Catalog = _Catalog()
        self.info = _Info(document)
        self.delayedFonts += [
            _Font(resource(typeface, number), typeface, subset) for (typeface, number), subset in subsets.items()
        ]
        resources = PDFResourceDictionary()
        resources.basicFonts()
        self.add(resources, _RESOURCES)

    def bind(self, drawn: Drawn) -> None:
        """Add the sheets of a page and their signature fields, named after the page and the number of this copy."""
        self._copies[drawn.name] += 1
        sheets = [f"Page{number}" for number in range(self.pageCounter, self.pageCounter + len(drawn.contents))]
        key = self._pages[-1].next_key if self._pages else 0
        fields = [self._field(drawn, number, sheets, key) for number in range(len(drawn.places))]
        for number, (sheet, content) in enumerate(zip(sheets, drawn.contents, strict=True), key):
            own = [PDFObjectReference(field.key) for field in fields if field.sheet == sheet]
            self.addPage(_page(drawn.size, self._content(content), number, own))
        self._pages.append(Bound(drawn.outline, len(self._pages) + 1, sheets, [field.key for field in fields], key))
        self._fields += fields

    def _field(self, drawn: Drawn, number: int, sheets: Sequence[str], key: int) -> Field:
        slot, sheet, place = drawn.places[number]
        names = (drawn.name, str(self._copies[drawn.name]), slot.name)
        return Field(names, slot.handwork, sheets[sheet], place, key + len(sheets) + number)

    def _content(self, content: bytes) -> PDFObjectReference:
        """Add a sheet's content stream unless an equal one was added; return the reference to it."""
        if content not in self._contents:
            self._contents[content] = self.add(compressed(content))
        return self._contents[content]

    def data(self) -> bytes:
        """Return the whole file."""
        self._state(
            Pages=self.Pages,
            Lang=PDFString(self._document.language),
            ViewerPreferences="<</DisplayDocTitle true>>",
            MarkInfo="<</Marked true>>",
            StructTreeRoot=tree_root(self, self._pages),
            Metadata=_metadata(self._document),
            OutputIntents=PDFArray([self.add(_output_intent(self))]),
        )
        if self._fields:
            self._state(AcroForm=acro_form(self, self._fields))
        if self._document.facts:
            self._attach(self._document.facts.encode())
        data: bytes = self.GetPDFData(None)
        return data

    def _state(self, **entries: PDFObject | str) -> None:
        """Add entries to the catalog."""
        for name, value in entries.items():
            setattr(self.Catalog, name, value if isinstance(value, str) else self.add(value))

    def _attach(self, facts: bytes) -> None:
        """Attach the facts as an associated file of the document (ISO 19005-3, 6.8)."""
        size = Entries(Size=b"%d" % len(facts))
        stream = compressed(deflated(facts), Type=b"/EmbeddedFile", Subtype=b"/application#2Fjson", Params=size)
        data, name = self.add(stream), PDFString(FACTS)
        held = Entries(F=data, UF=data)
        file = self.add(Entries(Type=b"/Filespec", F=name, UF=name, AFRelationship=b"/Data", EF=held))
        self._state(AF=PDFArray([file]), Names=Entries(EmbeddedFiles=Entries(Names=PDFArray([name, file]))))


class _Font(NamedTuple):
    """A subset of a face; ReportLab has it added when the file is written."""

    name: str
    typeface: Typeface
    subset: Subset

    def addObjects(self, document: PackedDocument) -> None:  # noqa: N802
        """Add the subset to a file, and its name to the resources of the pages."""
        resources: Any = document.idToObject[BasicFonts]
        resources[self.name] = add(document, self.typeface, self.subset)


class _Catalog(PDFCatalog):
    """A catalog with output intents and associated files."""

    __NoDefault__ = [*PDFCatalog.__NoDefault__, "AF", "OutputIntents"]  # noqa: RUF012
    __Refs__ = __NoDefault__


class _Page(PDFPage):
    """A page with a key in the parent tree, and the order of its annotations."""

    __NoDefault__ = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]  # noqa: RUF012
    StructParents: int
    Tabs: str


def _page(
    size: tuple[float, float], content: PDFObjectReference, key: int, annotations: Sequence[PDFObjectReference]
) -> _Page:
    page = _Page()
    page.MediaBox, page.Contents = PDFArray([0, 0, *size]), content
    page.Resources = PDFObjectReference(_RESOURCES)
    page.Annots = list(annotations)
    page.StructParents, page.Tabs = key, "/S"
    return page


class _Info(PDFInfo):
    """The document information: title, filing unit, the day the paper states, and no person or other day."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        date = f"D:{document.dated:%Y%m%d}" if document.dated else ""
        stated = {"Title": document.title, "Author": document.organisation, "CreationDate": date, "Producer": PRODUCER}
        self._entries = {name: PDFString(value) for name, value in stated.items() if value}

    def format(self, document: PDFDocument) -> bytes:
        """Return the dictionary."""
        data: bytes = PDFDictionary(self._entries).format(document)
        return data


def _metadata(document: Document) -> Stream:
    """Return the document information as XMP, uncompressed so that any program finds it."""
    template = _part("metadata.xml").decode()
    metadata = template.format(
        title=escaped(document.title),
        language=document.language,
        properties="".join(_properties(document)),
        producer=PRODUCER,
        part=3 if document.facts else 2,
    )
    return Stream(metadata.encode(), Type=b"/Metadata", Subtype=b"/XML")


def _properties(document: Document) -> Iterable[str]:
    if document.organisation:
        unit = escaped(document.organisation)
        yield f"\n<dc:creator><rdf:Seq><rdf:li>{unit}</rdf:li></rdf:Seq></dc:creator>"
    if document.dated:
        yield f"\n<xmp:CreateDate>{document.dated.isoformat()}</xmp:CreateDate>"


def _output_intent(document: PackedDocument) -> Entries:
    """Return the output intent: the colours of the file are those of sRGB (ISO 19005-2, 6.2.3)."""
    return Entries(
        Type=b"/OutputIntent",
        S=b"/GTS_PDFA1",
        OutputConditionIdentifier=b"(sRGB)",
        Info=b"(sRGB IEC 61966-2-1)",
        DestOutputProfile=document.add(compressed(thoroughly_deflated(_part("sRGB.icc")), N=b"3")),
    )


@cache
def _part(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()
