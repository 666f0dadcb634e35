"""Plain copies of workbooks: their cells, and nothing else that could keep a program from reading them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping

from lxml import etree

from zzuli_forms.files.packages import PARSER, Members

_KEPT = {"workbook": ("workbookPr", "sheets"), "worksheet": ("cols", "sheetData", "mergeCells")}
"""The elements kept of a part, by the name of its root element."""
_ATTRIBUTES: Mapping[str, Collection[str]] = {
    "workbookPr": ("date1904",),
    "col": ("min", "max", "width", "hidden"),
    "row": ("r", "hidden"),
    "c": ("r", "s", "t", "vm"),
    "xf": ("numFmtId", "fontId"),
}
"""The attributes kept of an element."""
_PLAIN = """<styleSheet xmlns="{}"><numFmts/><fonts/>
<fills><fill><patternFill/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs/></styleSheet>"""
"""Styles with nothing but the least that is asked for; the empty elements stand for those that are kept."""


def plain(members: Members) -> dict[str, bytes]:
    """Return the parts of a workbook with the values of its cells, number formats and struck text, without the rest.

    Raises lxml's XMLSyntaxError for one of these parts that is no XML.
    """
    return dict(_plain(members))


def _plain(members: Members) -> Iterator[tuple[str, bytes]]:
    for name, data in members.items():
        if name.endswith(".rels") or name == "[Content_Types].xml":
            if posixpath.basename(posixpath.dirname(posixpath.dirname(name))) != "worksheets":
                yield name, data
        elif _ROOT.search(data[:_HEAD]):
            root = etree.fromstring(data, PARSER)
            _REDUCED[etree.QName(root).localname](root)
            yield name, etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _keep_elements(root: etree._Element) -> None:
    kept = _KEPT[etree.QName(root).localname]
    for child in list(root):
        if not isinstance(child.tag, str) or etree.QName(child).localname not in kept:
            root.remove(child)
    _keep_attributes(root)
    _keep_text(root)


def _keep_attributes(root: etree._Element) -> None:
    for element in root.iter("{*}" + name for name in _ATTRIBUTES):
        kept = _ATTRIBUTES[etree.QName(element).localname]
        for attribute in set(element.attrib) - set(kept):
            del element.attrib[attribute]


def _keep_text(texts: etree._Element) -> None:
    """Keep of texts their characters, and which of them are struck."""
    for element in list(texts.iter("{*}rPr", "{*}rPh", "{*}phoneticPr")):
        if etree.QName(element).localname == "rPr":
            _keep_strike(element)
        elif (around := element.getparent()) is not None:
            around.remove(element)


def _keep_strike(font: etree._Element) -> None:
    for child in list(font):
        if not isinstance(child.tag, str) or etree.QName(child).localname != "strike":
            font.remove(child)


def _keep_formats(styles: etree._Element) -> None:
    """Keep of styles the number formats, and which fonts strike their text."""
    for font in styles.iterfind("{*}fonts/{*}font"):
        _keep_strike(font)
    for cell in styles.iterfind("{*}cellXfs/{*}xf"):
        cell[:] = []
    _keep_attributes(styles)
    stated = {etree.QName(child).localname: child for child in styles if isinstance(child.tag, str)}
    plain = etree.fromstring(_PLAIN.format(etree.QName(styles).namespace))
    styles[:] = [stated.get(etree.QName(child).localname, child) if not len(child) else child for child in plain]


_REDUCED: Mapping[str, Callable[[etree._Element], None]] = {
    "workbook": _keep_elements,
    "worksheet": _keep_elements,
    "sst": _keep_text,
    "styleSheet": _keep_formats,
}
"""The function that reduces a part, by the name of the part's root element."""
_ROOT, _HEAD = re.compile(rf"<(?:\w{{1,20}}:)?(?:{'|'.join(_REDUCED)})[\s>]".encode()), 10_000
"""The beginning of such a root element, and the most bytes before its end."""
