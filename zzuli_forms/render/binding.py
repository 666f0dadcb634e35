"""The part of a Word file that holds its facts, and what binds a content control to it (ISO/IEC 29500-1, 17.5.2.6).

It holds each value as the paper shows it, for Word shows in a control what the part says, and all facts as stated.
"""

from __future__ import annotations

import re

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.package import Package
from lxml import etree

from zzuli_forms.page import Source

NAMESPACE = "urn:zzuli-forms:facts:1"
STORE = "{5A0F6A86-8C3B-4C4E-9E0B-2014E5BA0016}"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"


class Values:
    """The values of a document, each line of each field once, in the order in which they are first shown."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], str] = {}

    def binding(self, source: Source, line: int, text: str) -> dict[str, str]:
        """What binds a control that shows a line of a field."""
        self._known.setdefault((source.path, line), text)
        return {
            "prefixMappings": f"xmlns:f='{NAMESPACE}'",
            "xpath": f"/f:facts[1]/f:{name(source.path)}[{line + 1}]",
            "storeItemID": STORE,
        }

    def part(self, package: Package, facts: str) -> Part:
        """The part of these values and of all facts, with its properties."""
        root = etree.Element(f"{{{NAMESPACE}}}facts", nsmap={"f": NAMESPACE})
        for (path, _), text in self._known.items():
            etree.SubElement(root, f"{{{NAMESPACE}}}{name(path)}").text = text
        etree.SubElement(root, f"{{{NAMESPACE}}}stated").text = facts
        part = Part(PackURI("/customXml/item1.xml"), CONTENT_TYPE.XML, _data(root), package)
        part.relate_to(_properties(package), RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
        return part


def name(path: str) -> str:
    """A field path as the name of an element: team.administrators.1.phone."""
    return path.replace("[", ".").replace("]", "")


def bound_to(xpath: str) -> str:
    """The name of the element a control is bound to, '' if it is none of ours."""
    found = re.fullmatch(r"/f:facts\[1\]/f:([\w.]+)\[[0-9]+\]", xpath)
    return found[1] if found else ""


def _properties(package: Package) -> Part:
    """The name under which controls find the part, and its namespace."""
    root = etree.Element(f"{{{_PROPERTIES}}}datastoreItem", nsmap={"ds": _PROPERTIES})
    root.set(f"{{{_PROPERTIES}}}itemID", STORE)
    schemas = etree.SubElement(root, f"{{{_PROPERTIES}}}schemaRefs")
    etree.SubElement(schemas, f"{{{_PROPERTIES}}}schemaRef").set(f"{{{_PROPERTIES}}}uri", NAMESPACE)
    name = PackURI("/customXml/itemProps1.xml")
    return Part(name, CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES, _data(root), package)


def _data(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
