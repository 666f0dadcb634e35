"""A PDF for archives: PDF/A-3a (ISO 19005-3), or PDF/A-2a where nothing is attached, and PDF/UA-1 (ISO 14289-1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zzuli_forms.document.nodes import Document, SignatureSlot
from zzuli_forms.renderers.markup import escaped
from zzuli_forms.renderers.pdf.content import Content
from zzuli_forms.renderers.pdf.embedding import Faces
from zzuli_forms.renderers.pdf.fields import Field, acro_form
from zzuli_forms.renderers.pdf.objects import File, Packed, array, dictionary, numeral, packed, reference, text
from zzuli_forms.renderers.pdf.structure import Bound, Outline, tree_root

PRODUCER = "zzuli_forms"
FACTS = "facts.json"
_FOLDER = Path(__file__).parent / "archival"


@dataclass(frozen=True, eq=False)
class Drawn:
    """A page as drawn: its name, its size in points, the content of each sheet, its tags, and its signature slots.

    Each of `places` is a slot, its sheet counted from 0, and its rectangle in points.
    """

    name: str
    size: tuple[float, float]
    contents: Sequence[Content]
    outline: Outline
    places: Sequence[tuple[SignatureSlot, int, tuple[float, float, float, float]]]


class Archive:
    """A file under way: pages are bound in, metadata is added, then it is written."""

    def __init__(self, document: Document, faces: Faces) -> None:
        self.document, self.file, self.faces = document, File(), faces
        self._resources, self._pages = self.file.reserve(), self.file.reserve()
        self._sheets, self._fields, self._bindings = list[int](), list[Field](), list[Bound]()
        self._contents, self._copies, self._keys = dict[bytes, str](), Counter[str](), 0

    def bind(self, drawing: Drawn, contents: Sequence[Packed]) -> None:
        """Add the sheets of a page and their signature fields, named after the page and the number of this copy."""
        self._copies[drawing.name] += 1
        sheets = [self.file.reserve() for _ in contents]
        fields = [self._field(drawing, number, sheets) for number in range(len(drawing.places))]
        page = Bound(drawing.outline, sheets, [field.number for field in fields], self._keys)
        for key, (sheet, content) in enumerate(zip(sheets, contents, strict=True), page.key):
            self._add_sheet(sheet, drawing.size, content, key, [field for field in fields if field.sheet == sheet])
        self._keys += len(sheets) + len(fields)
        self._bindings.append(page)
        self._sheets += sheets
        self._fields += fields

    def _field(self, drawing: Drawn, number: int, sheets: Sequence[int]) -> Field:
        slot, sheet, place = drawing.places[number]
        names = (drawing.name, str(self._copies[drawing.name]), slot.name)
        key = self._keys + len(sheets) + number
        return Field(self.file.reserve(), names, slot.handwork, sheets[sheet], place, key)

    def _add_sheet(
        self, number: int, size: tuple[float, float], content: Packed, key: int, fields: Sequence[Field]
    ) -> None:
        entries = {
            "Type": "/Page",
            "Parent": reference(self._pages),
            "MediaBox": array(map(numeral, (0, 0, *size))),
            "Contents": self._content(content),
            "Resources": reference(self._resources),
            "StructParents": key,
            "Tabs": "/S",
        }
        annotations = {"Annots": array(reference(field.number) for field in fields)} if fields else {}
        self.file.add(dictionary({**entries, **annotations}), number)

    def _content(self, content: Packed) -> str:
        """Add a sheet's content stream unless an equal one was added; return the reference to it."""
        if content.data not in self._contents:
            self._contents[content.data] = self.file.add_stream(content)
        return self._contents[content.data]

    def written(self) -> bytes:
        """Return the whole file, with the metadata of the document."""
        document = self.document
        sheets = array(map(reference, self._sheets))
        self.file.add(dictionary({"Font": self.faces.add_to(self.file)}), self._resources)
        self.file.add(dictionary({"Type": "/Pages", "Kids": sheets, "Count": len(self._sheets)}), self._pages)
        root = self.file.add(dictionary(self._catalog(document)))
        return self.file.written(root, self.file.add(dictionary(_information(document))))

    def _catalog(self, document: Document) -> dict[str, str]:
        return {
            "Type": "/Catalog",
            "Pages": reference(self._pages),
            "Lang": text(document.language),
            "ViewerPreferences": "<</DisplayDocTitle true>>",
            "MarkInfo": "<</Marked true>>",
            "StructTreeRoot": tree_root(self.file, self._bindings),
            "Metadata": self.file.add_stream(_metadata(document)),
            "OutputIntents": array([self._output_intent()]),
            **({"AcroForm": acro_form(self.file, self._fields)} if self._fields else {}),
            **(self._attachment(document.facts.encode()) if document.facts else {}),
        }

    def _output_intent(self) -> str:
        """Return the output intent: the colours of the file are those of sRGB (ISO 19005-2, 6.2.3)."""
        return dictionary(
            {
                "Type": "/OutputIntent",
                "S": "/GTS_PDFA1",
                "OutputConditionIdentifier": "(sRGB)",
                "Info": "(sRGB IEC 61966-2-1)",
                "DestOutputProfile": self.file.add_stream(_colours()),
            }
        )

    def _attachment(self, facts: bytes) -> dict[str, str]:
        """Attach the facts as an associated file of the document (ISO 19005-3, 6.8); return the catalog's entries."""
        kind = {"Type": "/EmbeddedFile", "Subtype": "/application#2Fjson"}
        data = self.file.add_stream(packed(facts, {**kind, "Params": dictionary({"Size": len(facts)})}))
        filespec = {"Type": "/Filespec", "F": text(FACTS), "UF": text(FACTS), "AFRelationship": "/Data"}
        file = self.file.add(dictionary({**filespec, "EF": dictionary({"F": data, "UF": data})}))
        names = dictionary({"Names": array([text(FACTS), file])})
        return {"AF": array([file]), "Names": dictionary({"EmbeddedFiles": names})}


def _information(document: Document) -> dict[str, str]:
    """Return the document information: title, filing unit, the day the paper states, and no person or other day."""
    date = f"D:{document.dated:%Y%m%d}" if document.dated else ""
    entries = {"Title": document.title, "Author": document.organisation, "CreationDate": date, "Producer": PRODUCER}
    return {name: text(value) for name, value in entries.items() if value}


def _metadata(document: Document) -> Packed:
    """Return the document information as XMP, uncompressed so that any program finds it."""
    template = _part("metadata.xml").decode()
    metadata = template.format(
        title=escaped(document.title),
        language=document.language,
        properties="".join(_properties(document)),
        producer=PRODUCER,
        part=3 if document.facts else 2,
    )
    return Packed(metadata.encode(), {"Type": "/Metadata", "Subtype": "/XML"})


def _properties(document: Document) -> Iterable[str]:
    if document.organisation:
        unit = escaped(document.organisation)
        yield f"\n<dc:creator><rdf:Seq><rdf:li>{unit}</rdf:li></rdf:Seq></dc:creator>"
    if document.dated:
        yield f"\n<xmp:CreateDate>{document.dated.isoformat()}</xmp:CreateDate>"


@cache
def _colours() -> Packed:
    return packed(_part("sRGB.icc"), {"N": 3})


@cache
def _part(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()
