"""The custom XML part with a document's facts, and the data binding of controls to it (ISO/IEC 29500-1, 17.5.2.6).

It holds each value as the paper shows it, for Word shows in a control what the part says, and all facts as stated.
"""

from __future__ import annotations

import re

from zzuli_forms.document.nodes import Source
from zzuli_forms.renderers.markup import escaped

NAMESPACE = "urn:zzuli-forms:facts:1"
STORE = "{5A0F6A86-8C3B-4C4E-9E0B-2014E5BA0016}"
PART, PROPERTIES_PART = "/customXml/item1.xml", "/customXml/itemProps1.xml"
PROPERTIES = (
    f'<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" ds:itemID="{STORE}">'
    f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
)
"""The part's properties: the store item ID under which controls find it, and its namespace."""


class Values:
    """The values of a document, each line of each field once, in the order in which they are first shown."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, int], str] = {}

    def show(self, source: Source, line: int, text: str) -> None:
        """Record the text a control shows for a line of a field; the first one counts."""
        self._texts.setdefault((source.path, line), text)

    def part(self, facts: str) -> str:
        """Return the content of the part: these values and all facts."""
        elements = (_element(name(path), text) for (path, _), text in self._texts.items())
        return "".join([*elements, _element("stated", facts)])


def binds(source: Source, line: int) -> dict[str, str]:
    """Return the attributes of the w:dataBinding of a control that shows a line of a field, counted from 0."""
    return {
        "prefixMappings": f"xmlns:f='{NAMESPACE}'",
        "xpath": f"/f:facts[1]/f:{name(source.path)}[{line + 1}]",
        "storeItemID": STORE,
    }


def around(values: str) -> str:
    """Return the root element of the part around its content."""
    return f'<f:facts xmlns:f="{NAMESPACE}">{values}</f:facts>'


def _element(name: str, text: str) -> str:
    return f"<f:{name}>{escaped(text)}</f:{name}>" if text else f"<f:{name}/>"


def name(path: str) -> str:
    """Return a field path as the name of an element: team.administrators.1.phone."""
    return path.replace("[", ".").replace("]", "")


def bound_to(xpath: str) -> str:
    """Return the name of the element an XPath of a data binding leads to, '' if it is none of ours."""
    match = re.fullmatch(r"/f:facts\[1\]/f:([\w.]+)\[[0-9]+\]", xpath)
    return match[1] if match else ""
