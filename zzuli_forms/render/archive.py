"""A PDF that an archive takes: PDF/A-3a (ISO 19005-3), or PDF/A-2a where nothing is attached, and PDF/UA-1
(ISO 14289-1). ReportLab's document, with what it leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFCatalog,
    PDFDictionary,
    PDFDocument,
    PDFInfo,
    PDFName,
    PDFObject,
    PDFObjectReference,
    PDFPage,
    PDFResourceDictionary,
    PDFStream,
    PDFStreamFilterZCompress,
    PDFString,
)

from zzuli_forms.page import Document

PRODUCER = "zzuli_forms"
FACTS = "facts.json"
_FOLDER = Path(__file__).parent / "archival"


class Archive(PDFDocument):
    """A document under way: sheets are added, then what it says of itself, then it is written."""

    def __init__(self, language: str) -> None:
        super().__init__(dummyoutline=1, compression=1, invariant=1, pdfVersion=(1, 7), lang=language)
        self.Catalog = self._catalog = _Catalog()
        self.state(Pages=self.Pages, Lang=PDFString(language))  # type: ignore[attr-defined]
        self.state(ViewerPreferences=PDFDictionary({"DisplayDocTitle": "true"}))

    def state(self, **entries: PDFObject | None) -> None:
        """Puts entries into the document's catalog (ISO 32000-1, 7.7.2)."""
        for name, value in entries.items():
            setattr(self.Catalog, name, value)

    def Reference(self, object: PDFObject, name: str | None = None) -> PDFObjectReference:  # noqa: A002, N802
        """A reference to an object; every stream is written as an archive asks."""
        if type(object) is PDFStream:
            object.__class__ = Stream
        referred: PDFObjectReference = super().Reference(object, name)  # type: ignore[no-untyped-call]
        return referred

    def add_sheet(self, size: tuple[float, float], content: bytes, key: int, annotations: Iterable[str]) -> None:
        """Adds a sheet of so many points: its content stream, its key in the parent tree, its annotations by name."""
        sheet = _Page()
        sheet.MediaBox = PDFArray([0, 0, *size])
        sheet.Contents, sheet.Resources = stream(content), PDFResourceDictionary()
        sheet.Resources.basicFonts()
        sheet.StructParents, sheet.Tabs = key, PDFName("S")
        sheet.Annots = [PDFObjectReference(name) for name in annotations]
        self.updateSignature(content)
        self.addPage(sheet)

    def describe(self, document: Document) -> None:
        """States title, unit, day and language, and attaches the facts."""
        self.info = _Info(document)
        self.state(Metadata=_metadata(document), OutputIntents=PDFArray([_output_intent()]))
        if document.facts:
            self._attach(document.facts.encode())

    def _attach(self, facts: bytes) -> None:
        """The facts as an associated file of the whole document (ISO 19005-3, 6.8)."""
        kind = {"Type": PDFName("EmbeddedFile"), "Subtype": "/application#2Fjson"}
        data = self.Reference(stream(facts, **kind, Params=PDFDictionary({"Size": len(facts)})))
        named = {"Type": PDFName("Filespec"), "F": PDFString(FACTS), "UF": PDFString(FACTS)}
        held = {"AFRelationship": PDFName("Data"), "EF": PDFDictionary({"F": data, "UF": data})}
        file = self.Reference(PDFDictionary({**named, **held}))
        self.updateSignature(facts)
        names = PDFDictionary({"Names": PDFArray([PDFString(FACTS), file])})
        self.state(AF=PDFArray([file]), Names=PDFDictionary({"EmbeddedFiles": names}))

    def data(self) -> bytes:
        """The whole file."""
        for face in self.delayedFonts:
            face.addObjects(self)
        self.state(Outlines=None)
        self.updateSignature(repr(self.info))
        formatted: bytes = self.format()
        return formatted


class Stream(PDFStream):
    """A stream with an end of line before `endstream` (ISO 19005-2, 6.1.7.1)."""

    def format(self, document: PDFDocument) -> bytes:
        formatted: bytes = super().format(document)
        return formatted.removesuffix(b"endstream\n") + b"\nendstream\n"


def stream(content: bytes, **stated: object) -> Stream:
    """A compressed stream."""
    return Stream(PDFDictionary(stated), content, [PDFStreamFilterZCompress()])


class _Page(PDFPage):
    """A page that is part of the tagged text."""

    __NoDefault__ = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]  # noqa: RUF012
    StructParents: int
    Tabs: object


class _Catalog(PDFCatalog):
    __NoDefault__ = [*PDFCatalog.__NoDefault__, "AF", "OutputIntents"]  # noqa: RUF012


class _Info(PDFInfo):
    """Title, filing unit and the day the paper states; no person and no other day is named."""

    def __init__(self, document: Document) -> None:
        dated = f"D:{document.dated:%Y%m%d}" if document.dated else ""
        stated = {"Title": document.title, "Author": document.organisation, "CreationDate": dated}
        self.stated = {**{key: value for key, value in stated.items() if value}, "Producer": PRODUCER}

    def __repr__(self) -> str:
        return repr(self.stated)

    def format(self, document: PDFDocument) -> bytes:
        known = PDFDictionary({key: PDFString(value) for key, value in self.stated.items()})
        formatted: bytes = known.format(document)
        return formatted


def _metadata(document: Document) -> Stream:
    """The same as XMP, uncompressed so that any program finds it."""
    stated = "".join(_stated(document))
    text = (
        _part("metadata.xml")
        .decode()
        .format(
            title=escape(document.title),
            language=document.language,
            stated=stated,
            producer=PRODUCER,
            part=3 if document.facts else 2,
        )
    )
    return Stream(PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}), text.encode(), [])


def _stated(document: Document) -> Iterable[str]:
    if document.organisation:
        yield f"\n<dc:creator><rdf:Seq><rdf:li>{escape(document.organisation)}</rdf:li></rdf:Seq></dc:creator>"
    if document.dated:
        yield f"\n<xmp:CreateDate>{document.dated.isoformat()}</xmp:CreateDate>"


def _output_intent() -> PDFDictionary:
    """The colours of the file are those of sRGB (ISO 19005-2, 6.2.3)."""
    return PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": PDFString("sRGB"),
            "Info": PDFString("sRGB IEC 61966-2-1"),
            "DestOutputProfile": stream(_part("sRGB.icc"), N=3),
        }
    )


@cache
def _part(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()
