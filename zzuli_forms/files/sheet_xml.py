"""What the XML of a worksheet states beside the values of its cells: merged, hidden, pictured; and text struck out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from zzuli_forms.files.packages import PARSER

_MERGED = re.compile(rb"""mergeCell\s[^>]{0,50}?\bref=["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']""")
_ROW = re.compile(rb"<(?:\w{1,20}:)?row\b([^>]{0,1000})>")
_COLUMN = re.compile(rb"<(?:\w{1,20}:)?col\b([^>]{0,1000})>")
_PICTURED = re.compile(rb"<(?:\w{1,20}:)?c\b([^>]{0,300}\bvm=[^>]{0,300})>")
_ATTRIBUTE = re.compile(rb"""\b(r|min|max|hidden|ht|width)\s*=\s*["']([^"']{0,40})["']""")
_SHAPES = {"pic": "图片", "graphicFrame": "图表"}
"""Elements of a drawing that show something without any text, and what a remark calls them."""
_TRUE = (b"1", b"true", b"on")
STRUCK = re.compile("\ufdd0([^\ufdd0\ufdd1]*)\ufdd1")
"""A stretch of text that is struck out, as `with_struck_text_marked` encloses it, in characters no text may hold."""


def merged_down(sheet: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the areas that are merged over several rows: first column, first row, last row."""
    for found in _MERGED.findall(sheet):
        area = CellRange(found.decode())
        if area.max_row > area.min_row:
            yield area.min_col, area.min_row, area.max_row


def hidden_rows(sheet: bytes) -> Iterator[int]:
    """Yield the numbers of the rows that are hidden, filtered away, or without height."""
    number = 0
    for found in _ROW.findall(sheet) if b"hidden" in sheet or b"ht=" in sheet else ():
        stated = _attributes(found)
        number = int(stated.get(b"r", number + 1))
        if stated.get(b"hidden") in _TRUE or _is_zero(stated.get(b"ht")):
            yield number


def hidden_columns(sheet: bytes, most: int) -> Iterator[int]:
    """Yield the numbers of the columns, up to a last one, that are hidden or without width."""
    for found in _COLUMN.findall(sheet):
        stated = _attributes(found)
        if stated.get(b"hidden") in _TRUE or _is_zero(stated.get(b"width")):
            yield from range(int(stated[b"min"]), min(most, int(stated[b"max"])) + 1)


def pictured(sheet: bytes) -> Iterator[tuple[int, int]]:
    """Yield the row and column of each cell that holds a picture for its value."""
    for found in _PICTURED.findall(sheet) if b"vm=" in sheet else ():
        yield coordinate_to_tuple(_attributes(found)[b"r"].decode())


def notes(part: bytes, but_by: str) -> Iterator[tuple[str, str]]:
    """Yield the address and text of each note in a part with comments, but for those by one author."""
    root = etree.fromstring(part, PARSER)
    authors = [author.text for author in root.iterfind("{*}authors/{*}author")]
    own = {str(number) for number, author in enumerate(authors) if author == but_by}
    for note in root.iterfind("{*}commentList/{*}comment"):
        if note.get("authorId") not in own:
            yield note.get("ref", ""), "".join(text.text or "" for text in note.iterfind("{*}text//{*}t"))


def floating(part: bytes) -> Iterator[tuple[str, str]]:
    """Yield the address of the upper left cell of each shape in a drawing, and its text; its kind where it has none."""
    for anchor in etree.fromstring(part, PARSER).iterfind("*"):
        column, row = (anchor.findtext(f"{{*}}from/{{*}}{step}") for step in ("col", "row"))
        text = "".join(text.text or "" for text in anchor.iterfind(".//{*}t"))
        kind = next((word for tag, word in _SHAPES.items() if anchor.find(f".//{{*}}{tag}") is not None), "")
        if text or kind:
            yield f"{get_column_letter(int(column or 0) + 1)}{int(row or 0) + 1}", text or f"〔{kind}〕"


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(tag))


def _is_zero(size: bytes | None) -> bool:
    return size is not None and re.fullmatch(rb"0+(\.0*)?", size) is not None


def with_struck_text_marked(members: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the parts of a workbook with the struck runs of its texts enclosed as `STRUCK` finds them."""
    marked = {name: _marked(data) for name, data in members.items() if b"strike" in data and name.endswith(".xml")}
    return {**members, **marked}


def _marked(data: bytes) -> bytes:
    root = etree.fromstring(data, PARSER)
    for struck in root.iterfind(".//{*}r/{*}rPr/{*}strike"):
        run = struck.getparent().getparent()  # type: ignore[union-attr]
        for text in run.iterfind("{*}t") if struck.get("val", "1") in ("1", "true", "on") else ():  # type: ignore[union-attr]
            text.text = f"\ufdd0{text.text or ''}\ufdd1"
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
