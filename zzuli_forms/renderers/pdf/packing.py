"""A file of ReportLab's with an object stream and a cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8).

ReportLab writes the streams; all other objects lie in one of them. So a packet is an eighth smaller.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from struct import Struct
from typing import Any

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFCatalog,
    PDFDocument,
    PDFObject,
    PDFObjectReference,
    PDFPages,
    PDFStream,
    PDFText,
)
from reportlab.pdfbase.pdfdoc import format as formatted

from zzuli_forms.renderers.pdf.streams import compressed, deflated

_ROW = Struct(">BLH")
_OBJECTS, _TABLE = "ObjStm", "XRef"


class PackedDocument(PDFDocument):
    """A document whose objects but streams are packed; ValueError unless all are registered before it is written."""

    Catalog: PDFCatalog
    Pages: PDFPages
    signature: Any

    def add(self, item: PDFObject, name: str | None = None) -> PDFObjectReference:
        """Add an object, under a name if it is to be referred to by it; return the reference to it."""
        reference: PDFObjectReference = self.Reference(item, name)  # type: ignore[no-untyped-call]
        return reference

    def format(self) -> bytes:
        """Return the whole file; its cross-reference stream takes the place of ReportLab's table and trailer."""
        packed = [name for name, item in self.idToObject.items() if not isinstance(item, PDFStream)]
        streams = [name for name, item in self.idToObject.items() if isinstance(item, PDFStream)]
        self.idToObject |= {_OBJECTS: _ObjectStream(packed), _TABLE: _Table(packed)}
        self._number([*streams, _OBJECTS, _TABLE], packed)
        written: bytes = super().format()
        end = written.rindex(b"\nxref\n") + 1
        return b"%bstartxref\n%d\n%%%%EOF\n" % (written[:end], self.idToOffset[_TABLE])

    def reference(self, name: str) -> str:
        """Return the reference to an object, to be asked when the objects are numbered."""
        number, generation = self.idToObjectNumberAndVersion[name]
        return f"{number} {generation} R"

    def _number(self, written: Sequence[str], packed: Sequence[str]) -> None:
        """Give the objects new numbers: ReportLab writes those in `numberToId`; the packed ones have those behind."""
        self.numberToId = dict(enumerate(written, 1))
        self.objectcounter = len(written) + len(packed)
        numbered = enumerate([*written, *packed], 1)
        self.idToObjectNumberAndVersion = {name: (number, 0) for number, name in numbered}


class _ObjectStream(PDFStream):
    def __init__(self, packed: Sequence[str]) -> None:
        super().__init__()
        self._packed = packed

    def format(self, document: PackedDocument) -> bytes:
        objects = [formatted(document.idToObject[name], document, toplevel=1) for name in self._packed]
        head = " ".join(_index(document, self._packed, objects)).encode() + b"\n"
        content = deflated(head + b"\n".join(objects))
        return compressed(content, Type=b"/ObjStm", N=b"%d" % len(objects), First=b"%d" % len(head)).format(document)


def _index(document: PackedDocument, names: Sequence[str], objects: Sequence[bytes]) -> Iterator[str]:
    """Yield the number and the offset of each packed object."""
    offset = 0
    for name, data in zip(names, objects, strict=True):
        yield f"{document.idToObjectNumberAndVersion[name][0]} {offset}"
        offset += len(data) + 1


class _Table(PDFStream):
    def __init__(self, packed: Sequence[str]) -> None:
        super().__init__()
        self._packed = packed

    def format(self, document: PackedDocument) -> bytes:
        if max(document.numberToId) > len(document.numberToId):
            raise ValueError("an object was registered too late, while the file was written")
        rows = list(self._rows(document))
        table = compressed(
            deflated(b"".join(rows)),
            Type=b"/XRef",
            Size=b"%d" % len(rows),
            W=b"[1 4 2]",
            Root=document.add(document.Catalog),
            Info=document.add(document.info),
            ID=_identity(document),
        )
        return table.format(document)

    def _rows(self, document: PackedDocument) -> Iterator[bytes]:
        """Yield the entries in the order of the object numbers; the last stream is the table itself."""
        *offsets, _ = map(document.idToOffset.get, document.numberToId.values())
        yield _ROW.pack(0, 0, 65_535)
        for offset in [*offsets, document.__accum__.offset]:
            yield _ROW.pack(1, offset, 0)
        (container, _generation) = document.idToObjectNumberAndVersion[_OBJECTS]
        for index in range(len(self._packed)):
            yield _ROW.pack(2, container, index)


def _identity(document: PackedDocument) -> PDFArray:
    """Return the file identifier (14.4), a digest of the checksums of all that is written."""
    document.updateSignature(repr(list(map(zlib.crc32, document.__accum__.strings))))
    digest = PDFText(document.signature.digest(), enc="raw")
    return PDFArray([digest, digest])
