"""Parts of a workbook (ISO/IEC 29500-1 and -2) rewritten so that every program reads them, not only Excel."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping

from lxml import etree

_XML = (".xml", ".rels", ".vml")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_VML = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
"""The prefixes Excel writes in a VML drawing, by which some programs know its elements."""
_EXCEL_NAMES = {"xl/comments/comment": "xl/comments", "xl/drawings/commentsDrawing": "xl/drawings/vmlDrawing"}
"""The beginnings of openpyxl's part names → Excel's, by which some programs look for the parts."""
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def portable(members: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield the members with Excel's part names and relationships, every character of their XML in UTF-8."""
    for name, data in members:
        yield _excel_name(name), _rewritten(name, data) if name.endswith(_XML) else data


def _rewritten(name: str, data: bytes) -> bytes:
    root = etree.fromstring(data, _PARSER)
    rewrite = _REWRITES.get(etree.QName(root).localname)
    if rewrite:
        rewrite(root, name)
    return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True, standalone=True)


def _excel_name(name: str) -> str:
    for own, excels in _EXCEL_NAMES.items():
        name = name.replace(own, excels)
    return name


def _rename(types: etree._Element, _: str) -> None:
    """Rename the parts in the list of content types."""
    for entry in types.iterfind("{*}Override"):
        entry.set("PartName", _excel_name(entry.get("PartName", "")))


def _relate(relationships: etree._Element, name: str) -> None:
    """Make the targets of relationships relative to their source part (ISO/IEC 29500-2, 6.5), as Excel does."""
    folder = posixpath.dirname(posixpath.dirname(f"/{name}"))
    for relationship in relationships.iterfind("{*}Relationship"):
        target = relationship.get("Target", "")
        if target.startswith("/") and relationship.get("TargetMode") != "External":
            relationship.set("Target", posixpath.relpath(_excel_name(target), folder))


def _put_in_runs(comments: etree._Element, _: str) -> None:
    """Put the text of comments into runs (ISO/IEC 29500-1, 18.4.4), as Excel does; some programs read no other."""
    for text in comments.iterfind(f"{_MAIN}commentList/{_MAIN}comment/{_MAIN}text"):
        for plain in text.findall(f"{_MAIN}t"):
            run = etree.Element(f"{_MAIN}r")
            text.replace(plain, run)
            run.append(plain)


def _prefix(drawing: etree._Element, _: str) -> None:
    """Name the elements of a VML drawing by Excel's prefixes."""
    etree.cleanup_namespaces(drawing, top_nsmap=_VML)


_REWRITES: Mapping[str, Callable[[etree._Element, str], None]] = {
    "Types": _rename,
    "Relationships": _relate,
    "comments": _put_in_runs,
    "xml": _prefix,
}
"""The function that rewrites a part, by the name of the part's root element."""
