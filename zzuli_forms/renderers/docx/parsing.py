"""Parsing of what is written, by python-docx: what is malformed is found here, not by whoever opens the file in Word.

Labels and other words that many documents share are parsed once, when they are first written. They are whole elements,
so a body is well-formed if it is so without them; it is parsed without them, which takes a third of the time.
"""

from __future__ import annotations

from collections.abc import Sequence

from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

_NAMESPACES = nsdecls("w", "r")
_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"


class Parsed(str):
    """Whole elements in WordprocessingML that python-docx has parsed."""

    __slots__ = ()


def elements(text: str) -> Parsed:
    """Parse the elements of a text; XMLSyntaxError if they are malformed."""
    parse_xml(f"<w:body {_NAMESPACES}>{text}</w:body>".encode())
    return Parsed(text)


def body(pieces: Sequence[str]) -> bytes:
    """Return the document part whose body these pieces make up; XMLSyntaxError if it is malformed."""
    elements("".join([piece for piece in pieces if type(piece) is not Parsed]))
    return _written(f"<w:document {_NAMESPACES}><w:body>{''.join(pieces)}</w:body></w:document>")


def part(text: str) -> bytes:
    """Return another part; XMLSyntaxError if its text is malformed."""
    parse_xml(text.encode())
    return _written(text)


def _written(text: str) -> bytes:
    return f"{_DECLARATION}{text}".encode()
