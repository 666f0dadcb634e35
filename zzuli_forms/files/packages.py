"""Packages of Office files as openpyxl reads them: one spelling of every part's name, Transitional namespaces."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from lxml import etree

Members: TypeAlias = Mapping[str, bytes]
_STATED = re.compile(rb"""\b(?:PartName|Target)\s*=\s*["']([^"']{1,500})["']""")
_TYPES = "[Content_Types].xml"
_STRICT = b"http://purl.oclc.org/ooxml/"
_OFFICE = b"http://schemas.openxmlformats.org/"
_TRANSITIONAL: tuple[tuple[bytes, bytes], ...] = (
    (_STRICT + b"officeDocument/extendedProperties", _OFFICE + b"officeDocument/2006/extended-properties"),
    (_STRICT + b"officeDocument/customProperties", _OFFICE + b"officeDocument/2006/custom-properties"),
    *(
        (_STRICT + kind + b"/", _OFFICE + kind + b"/2006/")
        for kind in (b"officeDocument", b"spreadsheetml", b"drawingml", b"wordprocessingml")
    ),
)
"""The namespaces of Strict files (ISO/IEC 29500-1) → those of Transitional ones (-4), by their beginnings."""
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def readable(members: Members) -> Members:
    """Return the parts of a package in Transitional namespaces, each under the name by which others refer to it."""
    parts = {name: _transitional(data) for name, data in members.items()}
    return parts if _is_consistent(parts) else dict(_in_lower_case(parts))


def lacks_a_sheet(parts: Members) -> bool:
    """Return whether a workbook's relationships lead to a worksheet that is not there."""
    related = [name for name in parts if name.endswith(".rels") and name != "_rels/.rels"]
    return any(target not in parts for name in related for target in _worksheets(name, parts))


def _worksheets(part: str, parts: Members) -> Iterator[str]:
    folder = posixpath.dirname(posixpath.dirname(part))
    for relationship in etree.fromstring(parts[part], PARSER).iterfind("{*}Relationship"):
        if relationship.get("Type", "").endswith("/worksheet"):
            yield _absolute(folder, relationship.get("Target", ""))


def _absolute(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _transitional(data: bytes) -> bytes:
    if _STRICT in data:
        for strict, other in _TRANSITIONAL:
            data = data.replace(strict, other)
    return data


def _is_consistent(parts: Members) -> bool:
    """Return whether every part is named as content types and relationships spell it (ISO/IEC 29500-2, 6.3.5)."""
    known = {_folded(name): name for name in parts}
    names = [_TYPES, "_rels/.rels", *parts]
    names += [
        name for part in parts if _folded(part).endswith((".rels", "_types].xml")) for name in _named(part, parts)
    ]
    return all(known.get(_folded(name), name) == name and "\\" not in name for name in names)


def _named(part: str, parts: Members) -> Iterator[str]:
    """Yield the names of parts that a list of content types or relationships states."""
    folder = posixpath.dirname(posixpath.dirname(part.replace("\\", "/")))
    for stated in _STATED.findall(parts[part]):
        yield _absolute(folder, stated.decode("utf-8", "replace"))


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _in_lower_case(parts: Members) -> Iterator[tuple[str, bytes]]:
    """Yield the parts with every name in lower case, wherever it is stated."""
    for name, data in parts.items():
        folded = _folded(name)
        if folded == _TYPES.lower():
            yield _TYPES, _lowered(data, "Override", "PartName")
        else:
            yield folded, _lowered(data, "Relationship", "Target") if folded.endswith(".rels") else data


def _lowered(data: bytes, element: str, attribute: str) -> bytes:
    root = etree.fromstring(data, PARSER)
    for entry in root.iterfind(f"{{*}}{element}"):
        if entry.get("TargetMode") != "External":
            entry.set(attribute, entry.get(attribute, "").replace("\\", "/").lower())
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
