"""Parts of a Word file by their relationships (ISO/IEC 29500-2), whatever the names an editor gave them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree
from lxml.etree import _Element

from zzuli_forms.errors import FileError
from zzuli_forms.files.ooxml import Kind, damaged, parts_in

WORD = Kind("Word 文档", ".docx", ".doc", "Word 或 WPS", "删去图片和别的页面")
_MACROS = (b"vbaProject", b"macroEnabled")
_MAIN = "/officeDocument"
_STRICT = "{http://purl.oclc.org/ooxml/"
"""The beginning of every namespace of Strict Open XML."""
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
_LENIENT = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, recover=True)


class Relation(NamedTuple):
    """A relationship to another part: its ID, the last word of its type, the part's name."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True)
class WordParts:
    """The parts of a file by name, in lower case and with slashes, as names are compared."""

    parts: Mapping[str, bytes]

    @property
    def main(self) -> str:
        """Return the name of the part that holds the document; KeyError where the file names none."""
        found = next((one.target for one in self.relations("") if f"/{one.kind}" == _MAIN), "")
        if found not in self.parts:
            raise KeyError(found)
        return found

    def relations(self, name: str) -> list[Relation]:
        """Return the relationships of a part to others in the file; those of the whole file for ''."""
        folder, _, last = name.rpartition("/")
        own = posixpath.join(folder, "_rels", f"{last}.rels").lower()
        found = parsed(self.parts[own]) if own in self.parts else ()
        return [_relation(one, folder) for one in found if one.get("TargetMode") != "External" and one.get("Target")]

    def related(self, kind: str) -> Iterator[_Element]:
        """Yield the root of each part of a kind that the document is related to."""
        for one in self.relations(self.main):
            if one.kind == kind and one.target in self.parts:
                yield parsed(self.parts[one.target])

    def lenient(self, kind: str, *words: bytes) -> Iterator[_Element]:
        """Yield the roots of such parts that state one of these words: what is broken in them is passed over."""
        for one in self.relations(self.main):
            part = self.parts.get(one.target, b"") if one.kind == kind else b""
            root = etree.fromstring(part, _LENIENT) if any(word in part for word in words) else None
            if root is not None:
                yield root


def _relation(element: _Element, folder: str) -> Relation:
    target = unquote(element.get("Target", "")).replace("\\", "/")
    whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return Relation(element.get("Id", ""), element.get("Type", "").rpartition("/")[2], whole.lower())


def opened(data: bytes, path: Path) -> WordParts:
    """Return the parts of a .docx file from its bytes.

    Raises FileError where it cannot be read, is encrypted, damaged, harmful, has macros or is no Word file.
    """
    stored = parts_in(data, path, WORD)
    found = {name.replace("\\", "/").lstrip("/").lower(): part for name, part in stored.items()}
    if any(mark in found.get("[content_types].xml", b"") for mark in _MACROS) or any("vba" in name for name in found):
        raise FileError(f"“{path}”带有宏，没有读取；请用 Word 或 WPS 另存为不带宏的 .docx")
    return WordParts(found)


def document(package: WordParts, path: Path) -> _Element:
    """Return the root of the document; FileError where it is Strict Open XML, whose elements have other names."""
    root = parsed(package.parts[package.main])
    if str(root.tag).startswith(_STRICT):
        raise FileError(
            f"“{path}”是“Strict Open XML”（严格的 Open XML）格式，没有读取；"
            "请用 Word 另存为“Word 文档（*.docx）”，不要选“Strict Open XML 文档”"
        )
    return root


def parsed(part: bytes) -> _Element:
    """Return the root of an XML part; etree.XMLSyntaxError where it is broken."""
    return etree.fromstring(part, _PARSER)


def spoilt(path: Path) -> FileError:
    """Return the error for a Word file that is not whole."""
    return damaged(path, WORD)
