"""Reader of Word files: paragraphs and tables as text, content controls, embedded facts.

Files may come from Word, WPS or LibreOffice; deleted text, notes and pictures are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

from zzuli_forms.errors import FileError
from zzuli_forms.files.ooxml import Kind, damaged, parts
from zzuli_forms.renderers.docx.binding import NAMESPACE, bound_to

WORD = Kind("Word 文档", ".docx", ".doc", "Word 或 WPS", "删去图片和别的页面")
_MOST_LINES = 5_000
_MACROS = (b"vbaProject", b"macroEnabled")
_SILENT = frozenset(
    map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:drawing", "w:pict", "w:object", "w:pPr", "w:rPr", "w:sdtPr"))
)
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
_PROMPT = re.compile(r"\s*|\s*(单击|点击|按一下|选择|您的文|Click|Choose|Your text).*", re.DOTALL | re.IGNORECASE)
"""Placeholder text of Word, WPS and OnlyOffice in an empty content control, or white space alone."""
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of text; `path` names the field of the content control it stands in, by path or label, '' for none.

    `again` marks another control of the same field right behind, whose text is left out.
    """

    text: str
    path: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class TextParagraph:
    """A paragraph."""

    bits: tuple[Bit, ...]

    @property
    def text(self) -> str:
        """Return the text of the paragraph, line breaks as newlines."""
        return "".join(bit.text for bit in self.bits)


@dataclass(frozen=True, slots=True)
class TextCell:
    """The paragraphs of a cell, those of tables nested in it too."""

    lines: tuple[TextParagraph, ...]

    @property
    def text(self) -> str:
        """Return the text of the cell, a newline between paragraphs."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table, row by row; of cells merged vertically only the uppermost."""

    rows: tuple[tuple[TextCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A document: paragraphs and tables in their order, and the embedded facts as JSON text, '' for none.

    `stored` are the lines of each value its controls are bound to, by the name of their element.
    """

    blocks: tuple[TextParagraph | TextTable, ...]
    facts: str
    stored: Mapping[str, Sequence[str]]

    def lines(self) -> Iterator[TextParagraph]:
        """Yield every paragraph in reading order."""
        for block in self.blocks:
            yield from [block] if isinstance(block, TextParagraph) else _lines_of(block.rows)

    def changed(self, change: Callable[[TextParagraph], TextParagraph]) -> Text:
        """Return the document with `change` applied to each paragraph."""
        return replace(self, blocks=tuple(_changed(block, change) for block in self.blocks))


def _changed(
    block: TextParagraph | TextTable, change: Callable[[TextParagraph], TextParagraph]
) -> TextParagraph | TextTable:
    if isinstance(block, TextParagraph):
        return change(block)
    return TextTable(tuple(tuple(TextCell(tuple(map(change, cell.lines))) for cell in row) for row in block.rows))


def _lines_of(rows: Sequence[Sequence[TextCell]]) -> Iterator[TextParagraph]:
    return (line for row in rows for cell in row for line in cell.lines)


def read(path: Path) -> Text:
    """Return the text and the embedded facts of a .docx file.

    Raises FileError where it cannot be read, is encrypted, damaged, harmful, too long, has macros or is no Word file.
    """
    _, found = parts(path, WORD)
    if any(mark in found.get("[Content_Types].xml", b"") for mark in _MACROS) or any("vba" in name for name in found):
        raise FileError(f"“{path}”带有宏，没有读取；请用 Word 或 WPS 另存为不带宏的 .docx")
    try:
        body = _parsed(found["word/document.xml"]).find(qn("w:body"))
        part = next((root for name in found if (root := _of_ours(name, found)) is not None), None)
    except (KeyError, etree.XMLSyntaxError, RecursionError) as error:
        raise damaged(path, WORD) from error
    if body is None:
        raise damaged(path, WORD)
    _empty_prompts(body)
    return _bounded(Text(tuple(_blocks(body)), *(("", {}) if part is None else _stored(part))), path)


def _bounded(text: Text, path: Path) -> Text:
    if sum(1 for _ in text.lines()) > _MOST_LINES:
        raise FileError(f"“{path}”太长（超过{_MOST_LINES:,}段），请核对是否选对了文件")
    return text


def _parsed(part: bytes) -> _Element:
    return etree.fromstring(part, _PARSER)


def _of_ours(name: str, found: Mapping[str, bytes]) -> _Element | None:
    """Return the root of our custom XML part, under whichever name an editor has put it; None for any other part."""
    if not name.startswith("customXml/item") or NAMESPACE.encode() not in found[name]:
        return None
    root = _parsed(found[name])
    return root if root.tag == f"{{{NAMESPACE}}}facts" else None


def _stored(part: _Element) -> tuple[str, Mapping[str, Sequence[str]]]:
    """Return the facts in our custom XML part, and the lines of each value by element name."""
    lines: dict[str, list[str]] = {}
    for below in part:
        lines.setdefault(etree.QName(below).localname, []).append(below.text or "")
    return "".join(lines.pop("stated", [])), lines


def _empty_prompts(body: _Element) -> None:
    """Remove the placeholder text of empty controls; text typed under the mark of a placeholder is kept."""
    for control in body.iter(qn("w:sdt")):
        texts = list(control.iter(qn("w:t")))
        shows = control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None
        if shows and _PROMPT.fullmatch("".join(text.text or "" for text in texts)):
            for text in texts:
                text.text = ""


def _blocks(element: _Element, path: str = "") -> Iterator[TextParagraph | TextTable]:
    for below in element:
        if below.tag == qn("w:p"):
            yield TextParagraph(tuple(_bits(below, path, {})))
        elif below.tag == qn("w:tbl"):
            yield TextTable(tuple(tuple(_cells(row)) for row in _found(below, "w:tr")))
        elif below.tag not in _SILENT and below.tag != _FALLBACK:
            yield from _blocks(below, _tag(below) or path)


def _found(element: _Element, tag: str, path: str = "") -> Iterator[_Element]:
    """Yield the rows of a table or the cells of a row, those in content controls too.

    An element in a control gets the control's field path as attribute `path`.
    """
    for below in element:
        if below.tag == qn(tag):
            if path:
                below.set("path", path)
            yield below
        elif below.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")):
            yield from _found(below, tag, _tag(below) or path)


def _cells(row: _Element) -> Iterator[TextCell]:
    for cell in _found(row, "w:tc"):
        merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merged is None or merged.get(qn("w:val")) == "restart":
            blocks = _blocks(cell, cell.get("path", ""))
            yield TextCell(tuple(line for block in blocks for line in _flat(block)))


def _flat(block: TextParagraph | TextTable) -> Iterator[TextParagraph]:
    yield from [block] if isinstance(block, TextParagraph) else _lines_of(block.rows)


def _bits(element: _Element, path: str, shown: dict[str, str]) -> Iterator[Bit]:
    """Yield the text of a paragraph; `shown` holds the texts of controls since the last line break, by path."""
    for below in element:
        if below.tag == qn("w:t"):
            yield Bit(below.text or "", path)
        elif below.tag in _BREAKS:
            yield Bit(_BREAKS[below.tag], path)
            shown.clear()
        elif below.tag == qn("w:sdt"):
            yield from _control(below, path, shown)
        elif below.tag not in _SILENT and below.tag != _FALLBACK:
            yield from _bits(below, path, shown)


def _control(control: _Element, path: str, shown: dict[str, str]) -> Iterator[Bit]:
    """Yield a control's text; of a control that LibreOffice 7.4 repeats behind it only a mark that it is there."""
    own = _tag(control) or path
    bits = list(_bits(control, own, {}))
    text = "".join(bit.text for bit in bits)
    first = shown.get(own, "")
    if own in shown and (_bound(control) or (first and text.endswith(first))):
        yield Bit("", own, again=text.strip() != "")
        return
    if own:
        shown[own] = text
    yield from [Bit("", own), *bits]


def _bound(control: _Element) -> str:
    """Return the name of the element a control is bound to, '' where that is none of ours."""
    binding = control.find(f"{qn('w:sdtPr')}/{qn('w:dataBinding')}")
    return "" if binding is None else bound_to(binding.get(qn("w:xpath"), ""))


def _tag(element: _Element) -> str:
    """Return the tag of a control or, where LibreOffice has dropped that, the name in its binding, or its title."""
    properties = element.find(qn("w:sdtPr"))
    if element.tag != qn("w:sdt") or properties is None:
        return ""
    said = {below.tag: below.get(qn("w:val"), "") for below in properties}
    return said.get(qn("w:tag")) or _bound(element) or said.get(qn("w:alias"), "")
