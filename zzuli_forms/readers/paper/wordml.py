"""Elements of WordprocessingML: what each is to a reader, what names a control, which cells are covered."""

from __future__ import annotations

import re
from typing import NamedTuple

from docx.oxml.ns import qn
from lxml.etree import _Element

from zzuli_forms.renderers.docx.binding import bound_to

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATE, _CHOICE, _FALLBACK = (f"{_MC}{name}" for name in ("AlternateContent", "Choice", "Fallback"))
P, R, T, TBL, TR, TC, SDT = map(qn, ("w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:sdt"))
FIELD, SIMPLE, INSTRUCTION = map(qn, ("w:fldChar", "w:fldSimple", "w:instrText"))
BOX_CONTENT, DRAWN_TEXT, EQUATION = (
    qn("w:txbxContent"),
    qn("a:t"),
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}t",
)
_VAL, _XPATH, FIELD_TYPE, INSTRUCTIONS = map(qn, ("w:val", "w:xpath", "w:fldCharType", "w:instr"))
_PROPERTIES, _PLACEHOLDER = map(qn, ("w:sdtPr", "w:showingPlcHdr"))
_TAG, _BINDING, _TITLE = map(qn, ("w:tag", "w:dataBinding", "w:alias"))
REMOVED = "/".join(map(qn, ("w:pPr", "w:rPr", "w:del")))
GONE_ROW, HIDDEN_ROW = (f"{qn('w:trPr')}/{qn(name)}" for name in ("w:del", "w:hidden"))
_DOWNWARDS, _SIDEWAYS, _GONE_CELL, _GRID_SPAN = (
    f"{qn('w:tcPr')}/{qn(name)}" for name in ("w:vMerge", "w:hMerge", "w:cellDel", "w:gridSpan")
)
BENT = "{urn:schemas-microsoft-com:vml}textpath"
PICTURES = (qn("pic:pic"), "{urn:schemas-microsoft-com:vml}imagedata")
UNSEEN = frozenset(
    map(
        qn,
        (
            *("w:del", "w:moveFrom", "w:delText", "w:delInstrText", "w:rt", "w:rubyPr", "w:sectPr", "w:annotationRef"),
            *("w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:tblPr", "w:tblPrEx", "w:tblGrid", "w:trPr", "w:tcPr"),
            *("w:softHyphen", "w:lastRenderedPageBreak", "w:fldData", "w:instrText"),
        ),
    )
)
"""Elements that a reader does not see, or that say how others look."""
BREAKS = {
    **{qn(f"w:{name}"): "\n" for name in ("br", "cr")},
    **{qn(f"w:{name}"): "\t" for name in ("tab", "ptab")},
    qn("w:noBreakHyphen"): "-",
}
OBJECTS = {
    qn(f"w:{name}"): kind
    for name, kind in (
        *(("sym", "符号"), ("altChunk", "嵌入的文档"), ("subDoc", "嵌入的文档"), ("contentPart", "墨迹")),
        *(("footnoteReference", "脚注"), ("endnoteReference", "尾注"), ("pgNum", "页码")),
        *((f"{unit}{length}", "日期") for unit in ("day", "month", "year") for length in ("Short", "Long")),
    )
}
DRAWINGS = {qn("w:drawing"): "图片", qn("w:pict"): "图片", qn("w:object"): "嵌入的对象"}
SHOWN_BY_COMMAND = re.compile(
    r"\s*(EQ|ADVANCE|SYMBOL|FORMCHECKBOX|FORMDROPDOWN|INCLUDEPICTURE|MACROBUTTON|GOTOBUTTON|AUTONUM\w*|LISTNUM)\b", re.I
)
"""Fields that show something though their result is empty."""
_PROMPT = re.compile(
    r"\s*|\s*((单击|点击|按一下)[^。，；]{0,20}(文字|文本|内容|日期|输入|选择|添加)|选择.{0,3}(项|日期|块|照片)|您的文[字本][^。，；]{0,6}"
    r"|(Click|Choose|Your text)[\w /]{0,40})[。.]?\s*",
    re.IGNORECASE,
)
"""Placeholder text of Word, WPS and OnlyOffice in an empty content control, or white space alone."""


class WordControl(NamedTuple):
    """A content control: what may name its field (tag, binding, title), and the control around it, -1 for none.

    One that says it shows its placeholder either shows a hint where to click, or holds text all the same.
    """

    names: tuple[str, ...]
    around: int
    is_flagged: bool
    is_hint: bool

    @property
    def is_placeholder(self) -> bool:
        """Return whether it says that it shows its placeholder, though it holds text."""
        return self.is_flagged and not self.is_hint


def control_of(element: _Element, around: int) -> WordControl:
    """Return what an element says as a control within another."""
    properties = element.find(_PROPERTIES)
    is_flagged = properties is not None and properties.find(_PLACEHOLDER) is not None
    return WordControl(_names(properties), around, is_flagged, is_flagged and _is_hint(element))


def _names(properties: _Element | None) -> tuple[str, ...]:
    """Return what may name the field of a control: its tag, the name in its binding, its title."""
    if properties is None:
        return ()
    tag, binding, title = (properties.find(name) for name in (_TAG, _BINDING, _TITLE))
    bound = "" if binding is None else bound_to(binding.get(_XPATH, ""))
    said = ("" if tag is None else tag.get(_VAL, ""), bound, "" if title is None else title.get(_VAL, ""))
    return tuple(filter(None, said))


def _is_hint(control: _Element) -> bool:
    return _PROMPT.fullmatch("".join(text.text or "" for text in control.iter(T))) is not None


def chosen(alternatives: _Element) -> _Element:
    """Return what Word shows of alternative contents: the first, or else what is there for others."""
    choice, fallback = alternatives.find(_CHOICE), alternatives.find(_FALLBACK)
    return choice if choice is not None else fallback if fallback is not None else alternatives


def is_covered(cell: _Element, column: int, merged: set[int]) -> bool:
    """Return whether a cell lies under one merged downwards or sideways; `merged` are the columns of such cells."""
    downwards, sideways = cell.find(_DOWNWARDS), cell.find(_SIDEWAYS)
    goes_on = downwards is not None and downwards.get(_VAL) != "restart"
    covered = goes_on and column in merged
    if downwards is None:
        merged.discard(column)
    else:
        merged.add(column)
    gone = cell.find(_GONE_CELL) is not None
    return covered or gone or (sideways is not None and sideways.get(_VAL) != "restart")


def span(cell: _Element) -> int:
    span = cell.find(_GRID_SPAN)
    count = "" if span is None else span.get(_VAL, "")
    return int(count) if re.fullmatch("[1-9][0-9]?", count) else 1
