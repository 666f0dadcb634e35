"""Constructs of WordprocessingML put into a paper: a mark at any place, in each of the ways in which text is shown."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from io import BytesIO
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls, qn
from lxml import etree
from lxml.etree import _Element

from tests.edited import DOCUMENT

RELATIONS, TYPES = "word/_rels/document.xml.rels", "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f"{nsdecls('w', 'wp', 'a', 'r', 'pic')} "
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
RUN = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
_TRACKED = 'w:id="9001" w:author="某人" w:date="2014-06-01T00:00:00Z"'
_BOX = f"<w:txbxContent><w:p>{RUN}</w:p></w:txbxContent>"
_VML = '<w:pict><v:shape style="width:90pt;height:30pt"><v:textbox>' + _BOX + "</v:textbox></v:shape></w:pict>"
_DRAWN = (
    '<w:drawing><wp:inline><wp:extent cx="1200000" cy="400000"/><wp:docPr id="9" name="框"/><a:graphic>'
    '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
    '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1200000" cy="400000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>'
    + _BOX
    + "</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
)


def _sdt(properties: str, content: str = RUN) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def _turn(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


INLINE: Mapping[str, str] = {
    "a run": RUN,
    "an insertion": f"<w:ins {_TRACKED}>{RUN}</w:ins>",
    "a move": f"<w:moveTo {_TRACKED}>{RUN}</w:moveTo>",
    "a link": f'<w:hyperlink w:anchor="b">{RUN}</w:hyperlink>',
    "a smart tag": f'<w:smartTag w:element="x">{RUN}</w:smartTag>',
    "custom XML": f'<w:customXml w:element="x">{RUN}</w:customXml>',
    "an untagged control": _sdt(""),
    "Google's control": _sdt('<w:tag w:val="goog_rdk_3"/>'),
    "controls in controls": _sdt('<w:tag w:val="goog_rdk_4"/>', _sdt("", _sdt('<w:alias w:val="备注"/>'))),
    "another control of a field": _sdt('<w:tag w:val="unit"/>'),
    "a control that says it is a placeholder": _sdt("<w:showingPlcHdr/>"),
    "a simple field": f'<w:fldSimple w:instr=" DATE ">{RUN}</w:fldSimple>',
    "a field": f"{_turn('begin')}<w:r><w:instrText> REF b </w:instrText></w:r>{_turn('separate')}{RUN}{_turn('end')}",
    "a field that never ends": f"{_turn('begin')}<w:r><w:instrText> REF b </w:instrText></w:r>{_turn('separate')}{RUN}",
    "a box": f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{_DRAWN}</mc:Choice>"
    f"<mc:Fallback>{_VML}</mc:Fallback></mc:AlternateContent></w:r>",
    "an older box": f"<w:r>{_VML}</w:r>",
    "the base of a ruby": "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>y</w:t></w:r></w:rt>"
    f"<w:rubyBase>{RUN}</w:rubyBase></w:ruby></w:r>",
    "a struck run": "<w:r><w:rPr><w:strike/></w:rPr><w:t>{}</w:t></w:r>",
    "an equation": "<m:oMath><m:r><m:t>{}</m:t></m:r></m:oMath>",
    "two lines": "<w:r><w:br/></w:r>" + RUN,
}
"""What may stand in a line, by what it is."""
BLOCKS: Mapping[str, str] = {
    "a paragraph": f"<w:p>{RUN}</w:p>",
    "a control around a paragraph": _sdt("", f"<w:p>{RUN}</w:p>"),
    "an inserted paragraph": f"<w:p><w:pPr><w:rPr><w:ins {_TRACKED}/></w:rPr></w:pPr>"
    f"<w:ins {_TRACKED}>{RUN}</w:ins></w:p>",
    "a table": f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p>{RUN}</w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    "<w:p/>",
}
"""What may stand before a paragraph."""
_CELL = f"<w:tc><w:p>{RUN}</w:p></w:tc>"
ROWS: Mapping[str, str] = {
    "a cell more": _CELL,
    "a row": f"<w:tr>{_CELL}</w:tr>",
    "a row in a control": _sdt("", f"<w:tr>{_CELL}</w:tr>"),
}
"""What may stand in a row, or behind one."""
TEXTS: Mapping[str, Callable[[str, str], str]] = {
    "text behind": lambda text, mark: text + mark,
    "text before": lambda text, mark: mark + text,
    "text within": lambda text, mark: text[: len(text) // 2] + mark + text[len(text) // 2 :],
    "text instead": lambda _, mark: mark,
}
"""What becomes of the text of a run."""
PARTS: Mapping[str, tuple[str, str]] = {
    "a header": ("hdr", "header"),
    "a footer": ("ftr", "footer"),
    "a footnote": ("footnotes", "footnote"),
    "an endnote": ("endnotes", "endnote"),
    "a comment": ("comments", "comment"),
}
"""The root of each other part, and what is in it."""
WAYS = (*INLINE, *BLOCKS, *ROWS, *TEXTS, *PARTS)
UNSEEN: Mapping[str, str] = {
    "hidden text": "<w:r><w:rPr><w:vanish/></w:rPr><w:t>{}</w:t></w:r>",
    "a deletion": f"<w:del {_TRACKED}><w:r><w:delText>{{}}</w:delText></w:r></w:del>",
    "a move away": f"<w:moveFrom {_TRACKED}>{RUN}</w:moveFrom>",
    "the reading of a ruby": "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>{}</w:t></w:r></w:rt>"
    "<w:rubyBase><w:r><w:t>字</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    "instructions": f"{_turn('begin')}<w:r><w:instrText>{{}}</w:instrText></w:r>{_turn('end')}",
}
"""What a reader does not see."""


def put(data: bytes, way: str, mark: str, place: int) -> bytes:
    """Return a Word file with a mark put into it in a way, at a place counted modulo those there are."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    root = etree.fromstring(parts[DOCUMENT])
    if way in PARTS:
        _put_part(parts, root, way, mark)
    elif way in TEXTS:
        texts = [one for one in root.iter(qn("w:t")) if (one.text or "").strip() and _is_seen(one)]
        text = texts[place % len(texts)]
        text.text = TEXTS[way](text.text or "", mark)
    else:
        _put_elements(root, way, mark, place)
    parts[DOCUMENT] = etree.tostring(root)
    return packed(parts)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a package of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return buffer.getvalue()


def _put_elements(root: _Element, way: str, mark: str, place: int) -> None:
    rows, paragraphs = [*root.iter(qn("w:tr"))], [one for one in root.iter(qn("w:p")) if _is_seen(one)]
    if way in ROWS and rows:
        row = rows[place % len(rows)]
        for one in _elements(ROWS[way], mark):
            (row.append if way == "a cell more" else row.addnext)(one)
        return
    paragraph = paragraphs[place % len(paragraphs)]
    if way in BLOCKS or way in ROWS:
        for one in _elements(BLOCKS.get(way, BLOCKS["a paragraph"]), mark):
            paragraph.addprevious(one)
    else:
        first = int(paragraph.find(qn("w:pPr")) is not None)
        at = len(paragraph) if place % 2 else first
        for number, one in enumerate(_elements({**INLINE, **UNSEEN}[way], mark)):
            paragraph.insert(at + number, one)


_UNSHOWN = (
    *map(qn, ("w:del", "w:moveFrom", "w:rt")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)


def _is_seen(element: _Element) -> bool:
    """Return whether a reader sees what is put into an element: in no cell under another, in nothing unshown."""
    merged = (cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}") for cell in element.iterancestors(qn("w:tc")))
    covered = any(one is not None and one.get(qn("w:val")) != "restart" for one in merged)
    return not covered and next(element.iterancestors(*_UNSHOWN), None) is None


def _elements(template: str, mark: str) -> list[_Element]:
    return [deepcopy(one) for one in etree.fromstring(f"<x {_SPACES}>{template.replace('{}', escape(mark))}</x>")]


def _put_part(parts: dict[str, bytes], root: _Element, way: str, mark: str) -> None:
    """Add a part with a mark, and what refers to it."""
    element, kind = PARTS[way]
    name = f"{kind}99.xml"
    content = f"<w:p>{RUN.replace('{}', escape(mark))}</w:p>"
    inner = content if kind in ("header", "footer") else f'<w:{kind} w:id="7" w:author="某人">{content}</w:{kind}>'
    parts[f"word/{name}"] = f"<w:{element} {_SPACES}>{inner}</w:{element}>".encode()
    relation = f"{kind}s" if kind in ("footnote", "endnote", "comment") else kind
    own = f'<Relationship Id="rId99" Type="{_OFFICE}/{relation}" Target="{name}"/></Relationships>'
    parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", own.encode())
    media = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{relation}+xml"
    override = f'<Override PartName="/word/{name}" ContentType="{media}"/></Types>'
    parts[TYPES] = parts[TYPES].replace(b"</Types>", override.encode())
    _refer(root, kind)


def _refer(root: _Element, kind: str) -> None:
    if kind in ("header", "footer"):
        reference = f'<w:{kind}Reference w:type="default" r:id="rId99"/>'
        for section in root.iter(qn("w:sectPr")):
            for old in section.findall(qn(f"w:{kind}Reference")):
                section.remove(old)
            section.insert(0, _elements(reference, "")[0])
        return
    paragraph = next(root.iter(qn("w:p")))
    paragraph.append(_elements(f'<w:r><w:{kind}Reference w:id="7"/></w:r>', "")[0])
