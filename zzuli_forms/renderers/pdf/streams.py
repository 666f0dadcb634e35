"""Dictionaries and streams of a PDF as an archive asks for them, and as there are many of in every file."""

from __future__ import annotations

import zlib
from typing import TypeAlias

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFObject, PDFObjectReference, PDFStream
from reportlab.pdfbase.pdfdoc import format as formatted

_MEMORY, _THOROUGH = 9, 6
Value: TypeAlias = bytes | PDFObject
"""An object written already, or one of ReportLab's."""


class Entries(PDFDictionary):
    """A dictionary whose names need no escaping: ReportLab escapes, encodes and sorts them, in five times the time."""

    def __init__(self, **entries: Value) -> None:
        super().__init__(entries)

    def format(self, document: PDFDocument, IND: bytes = b"") -> bytes:  # noqa: ARG002, N803
        """Return the dictionary."""
        entries = [f"/{name} ".encode("ascii") + _written(value, document) for name, value in self.dict.items()]
        return b"<<%b>>" % b" ".join(entries)


def _written(value: Value, document: PDFDocument) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, PDFObjectReference):
        return b"%d %d R" % document.idToObjectNumberAndVersion[value.name]
    data: bytes = formatted(value, document)
    return data


class Stream(PDFStream):
    """A stream with an end of line before `endstream` (ISO 19005-2, 6.1.7.1), which ReportLab leaves out."""

    def __init__(self, data: bytes, **entries: Value) -> None:
        super().__init__(Entries(**entries, Length=str(len(data)).encode("ascii")), data)

    def format(self, document: PDFDocument) -> bytes:
        """Return the stream as it lies in the file."""
        return b"%b\nstream\n%b\nendstream\n" % (self.dictionary.format(document), self.content)


def deflated(data: bytes) -> bytes:
    """Return the content of a compressed stream that one file has."""
    return _packed(data, zlib.Z_BEST_SPEED)


def thoroughly_deflated(data: bytes) -> bytes:
    """Return the content of a compressed stream that is kept for many files."""
    return _packed(data, _THOROUGH)


def coded(data: bytes) -> bytes:
    """Return the content of a compressed stream of outlines: Huffman codes alone, for they hardly repeat anything.

    It takes less than half the time of `deflated`, and 3 % more room.
    """
    return _packed(data, zlib.Z_BEST_SPEED, zlib.Z_HUFFMAN_ONLY)


def _packed(data: bytes, level: int, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS, _MEMORY, strategy)
    return packer.compress(data) + packer.flush()


def compressed(content: bytes, **entries: Value) -> Stream:
    """Return a stream of deflated content."""
    return Stream(content, Filter=b"/FlateDecode", **entries)
