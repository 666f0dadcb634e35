"""Workbooks: opened safely, every text written as text, equal content as equal bytes."""

from __future__ import annotations

import posixpath
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.relationship import get_dependents
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import ARC_CORE, COMMENTS_NS
from openpyxl.xml.functions import tostring

from zzuli_forms.errors import FileError
from zzuli_forms.files import disk, ooxml, packages, parts, sheet_xml
from zzuli_forms.files import plain as plain_copies

LARGEST = ooxml.LARGEST
MOST_COLUMNS = 200
WORKBOOK = ooxml.Kind("Excel 工作簿", ".xlsx", ".xls", "Excel 或 WPS", "删去空白的带格式行列和别的工作表")
_LAST_ROW = 1_048_576
_ROW = re.compile(rb"""<(?:\w{1,20}:)?row\b[^>]{0,300}?\sr=["'](\d{1,20})["']""")
_FAR_CELL = re.compile(
    rb"""<(?:\w{1,20}:)?c\s[^>]{0,100}?\br=["']((?:[A-Z]{3}|G[S-Z]|[H-Z][A-Z])\d+)["'][^>]{0,100}(?<!/)>\s*<(?!/)"""
)
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DRAWINGS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
_AUTHOR = "zzuli_forms"
_MOST_MARKED = 20_000
_NO_DAY = datetime(1980, 1, 1)
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

TITLE = Font(name="黑体", size=16)
HEADER = Font(name="黑体", size=11)
BODY = Font(name="宋体", size=11)
_THIN = Side(style="thin", color="FF000000")
FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
LINK = Font(name="宋体", size=11, color="FF0563C1", underline="single")
FAULTY = PatternFill("solid", fgColor="FFFFC7CE")
NOTED = PatternFill("solid", fgColor="FFFFEB9C")
_LINE = 15
"""The height of a line of 11-point text, in points."""
SHADE = PatternFill("solid", fgColor="FFE7E6E6")
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
WRAPPED = Alignment(vertical="center", wrap_text=True)


def read(path: Path) -> bytes:
    """Return a workbook as openpyxl reads it; FileError if it cannot be read, is too large, no workbook, or harmful."""
    data, members = ooxml.parts(path, WORKBOOK)
    for part in members.values():
        _refuse_what_would_be_passed_over(part, path)
    with _sound(path):
        parts = _with_every_sheet(packages.readable(members), path)
    return data if parts == members else _stored(parts)


def plain(data: bytes, path: Path) -> bytes:
    """Return a copy of the workbook in the bytes that `read` returned with its cells alone; FileError if damaged."""
    with _sound(path):
        return _stored(_with_every_sheet(plain_copies.plain(_parts(data)), path))


def _with_every_sheet(parts: packages.Members, path: Path) -> packages.Members:
    """Return the parts; refuse a workbook of which a worksheet, that openpyxl would pass over, is not there."""
    if packages.lacks_a_sheet(parts):
        raise ooxml.damaged(path, WORKBOOK)
    return parts


def with_struck_text_marked(data: bytes, path: Path) -> bytes:
    """Return the workbook with the struck parts of its texts marked (see `sheet_xml.STRUCK`); FileError if damaged."""
    with _sound(path):
        parts = _parts(data)
        marked = sheet_xml.with_struck_text_marked(parts)
        return data if marked == parts else _stored(marked)


def _parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _stored(parts: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return buffer.getvalue()


@contextmanager
def opened(data: bytes, path: Path, formulas: bool = False, streamed: bool = False) -> Iterator[Workbook]:
    """Open the workbook in the bytes that `read` returned, with values or formulas; FileError if it is damaged."""
    with _sound(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(data), data_only=not formulas, read_only=streamed, keep_links=False)
    try:
        with _sound(path):
            yield book
    finally:
        book.close()


@contextmanager
def _sound(path: Path) -> Iterator[None]:
    """Turn any error of openpyxl on a damaged workbook into a FileError."""
    try:
        yield
    except (FileError, KeyboardInterrupt):
        raise
    except Exception as error:
        raise ooxml.damaged(path, WORKBOOK) from error


def _refuse_what_would_be_passed_over(part: bytes, path: Path) -> None:
    """Refuse rows out of order and cells beyond the last column, which a streamed reading would drop silently."""
    rows = [int(number) for number in _ROW.findall(part)]
    if any(after <= before for before, after in pairwise(rows)) or max(rows, default=0) > _LAST_ROW:
        raise ooxml.damaged(path, WORKBOOK)
    far = _FAR_CELL.search(part)
    if far:
        place = far[1].decode()
        raise FileError(f"“{path}”在第{MOST_COLUMNS}列以后还有内容（{place}），请移到前面，或删去后再试")


def source(sheet: Any) -> bytes:
    """Return the XML of a streamed sheet."""
    with sheet._get_source() as stream:
        return bytes(stream.read())


def notes(sheet: Any) -> list[tuple[str, str]]:
    """Return the address and text of each note in a streamed sheet, without those that we have hung to its cells."""
    return [note for part in _related(sheet, COMMENTS_NS) for note in sheet_xml.notes(part, but_by=_AUTHOR)]


def floating(sheet: Any) -> list[tuple[str, str]]:
    """Return the address and text of each picture, text box or chart that floats over a streamed sheet."""
    return [shape for part in _related(sheet, _DRAWINGS) for shape in sheet_xml.floating(part)]


def _related(sheet: Any, kind: str) -> Iterator[bytes]:
    """Yield the parts of a kind to which a streamed sheet is related."""
    archive, path = sheet.parent._archive, sheet._worksheet_path
    folder, name = posixpath.split(path)
    related = f"{folder}/_rels/{name}.rels"
    if related in archive.namelist():
        yield from (archive.read(relation.target) for relation in get_dependents(archive, related).find(kind))


def struck_styles(book: Workbook) -> frozenset[int]:
    """Return the numbers of the cell styles whose font strikes the text out."""
    fonts: Any = book._fonts  # type: ignore[attr-defined]
    struck = {number for number, font in enumerate(fonts) if font.strike}
    styles: Any = book._cell_styles if struck else ()  # type: ignore[attr-defined]
    return frozenset(number for number, style in enumerate(styles) if style.fontId in struck)


def put(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write a text as text, whatever it begins with; characters that XML cannot carry are written as 〔U+0007〕."""
    cell = _put(sheet, row, column, text)
    cell.number_format, cell.font = "@", BODY
    return cell


def _put(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    cell: Cell = sheet.cell(row, column)  # type: ignore[assignment]
    cell.value = _ESCAPE.sub("_x005F_", _in_xml(text))
    cell.data_type = "s"
    return cell


def _in_xml(text: str) -> str:
    return _NOT_IN_XML.sub(lambda match: f"〔U+{ord(match[0]):04X}〕", text)


def put_row(sheet: Worksheet, number: int, texts: Sequence[str], font: Font = BODY) -> list[Cell]:
    """Write a framed row of texts from the first column on."""
    cells = [_put(sheet, number, column, text) for column, text in enumerate(texts, 1)]
    _frame(cells, font)
    return cells


def frame_row(sheet: Worksheet, number: int, width: int) -> None:
    """Frame a row of empty cells, formatted as text."""
    _frame([sheet.cell(number, column) for column in range(1, width + 1)], BODY)  # type: ignore[misc]


def _frame(cells: Sequence[Cell], font: Font) -> None:
    first, *others = cells
    first.border, first.alignment, first.font, first.number_format = FRAME, WRAPPED, font, "@"
    for cell in others:
        cell._style = copy(first._style)  # type: ignore[attr-defined]


def put_header(sheet: Worksheet, number: int, texts: Sequence[str]) -> list[Cell]:
    """Write a framed, shaded row of column headers."""
    cells = put_row(sheet, number, texts, HEADER)
    for cell in cells:
        cell.alignment, cell.fill = CENTRED, SHADE
    return cells


def put_title(sheet: Worksheet, text: str, width: int) -> None:
    """Write a title into the first row, merged over so many columns."""
    cell = put(sheet, 1, 1, text)
    cell.font, cell.alignment = TITLE, CENTRED
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet.row_dimensions[1].height = 30


def link(cell: Cell, sheet: str, address: str) -> None:
    """Link a cell to another cell of the workbook."""
    quoted = sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{address}")
    cell.font = LINK


def cleared_column(sheet: Worksheet, title: str, header: int, last: int) -> int | None:
    """Clear the column of this title, and what `mark` left in the sheet up to it; return its number, or None."""
    texts = [cell.value for cell in sheet[header][:MOST_COLUMNS]]
    if title not in texts:
        return None
    column = texts.index(title) + 1
    for cells in sheet.iter_rows(header + 1, min(last, header + _MOST_MARKED), 1, column):
        for cell in cells:
            if isinstance(cell, Cell) and cell.comment and cell.comment.author == _AUTHOR:
                cell.comment, cell.fill = None, PatternFill()
        cells[-1].value = None
    return column


def open_column(sheet: Worksheet, column: int, header: int, last: int, title: str) -> None:
    """Write the header of a column with this title; merged cells in its way are unmerged."""
    for area in list(sheet.merged_cells.ranges):
        if area.min_col <= column <= area.max_col and header <= area.max_row and area.min_row <= last:
            sheet.unmerge_cells(str(area))
    put(sheet, header, column, title).font = HEADER
    sheet.column_dimensions[get_column_letter(column)].width = 60


def mark(sheet: Worksheet, row: int, column: int, words: str, grave: bool) -> None:
    """Colour a cell and attach the sentence to it as a note."""
    cell = _anchor(sheet, row, column)
    cell.fill = FAULTY if grave else NOTED
    hang(cell, words)


def hang(cell: Cell, words: str) -> None:
    """Attach a sentence to a cell as a note, below the note it has."""
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(before + _in_xml(words), _AUTHOR, height=90, width=320)


def _anchor(sheet: Worksheet, row: int, column: int) -> Cell:
    """Return the cell itself, or the upper left cell of the merged area it lies in."""
    for area in sheet.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
            row, column = area.min_row, area.min_col
    return sheet.cell(row, column)  # type: ignore[return-value]


def put_note(sheet: Worksheet, row: int, column: int, width: int, text: str) -> None:
    """Write a wrapped text beside a row of so many columns; the row grows with it and is unhidden."""
    put(sheet, row, column, text).alignment = WRAPPED
    sheet.row_dimensions[row].hidden = False
    grow(next(sheet.iter_rows(row, row, 1, max(column, width))))  # type: ignore[arg-type]


def grow(cells: Sequence[Cell]) -> None:
    """Make a row high enough for the wrapped texts in its cells, which LibreOffice and WPS do not do by themselves."""
    sheet: Worksheet = cells[0].parent  # type: ignore[assignment]
    wrapped = [cell for cell in cells if cell.alignment and cell.alignment.wrap_text]
    widths = [sheet.column_dimensions[get_column_letter(cell.column)].width or 9 for cell in wrapped]
    lines = [_lines(str(cell.value or ""), width) for cell, width in zip(wrapped, widths, strict=True)]
    row = sheet.row_dimensions[cells[0].row]
    row.height = min(409, max(row.height or 0, 4 + _LINE * max(lines, default=1)))


def _lines(text: str, width: float) -> int:
    """Return the number of lines a text takes in a column of this width, counted in half ems."""
    room = max(2, int(width - 1) // 2 * 2)
    return sum(max(1, -(-sum(1 if c < "\u0100" else 2 for c in line) // room)) for line in text.split("\n"))


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set column widths, in characters of the default font."""
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def print_on_landscape_a4(sheet: Worksheet, header: int) -> None:
    """Set up printing: all columns on one A4 page's width, the header row on every page, page numbers below."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.6
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    sheet.print_title_rows = f"{header}:{header}"
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"  # type: ignore[union-attr]


def packed(book: Workbook) -> bytes:
    """Return the workbook as bytes that every program reads, without the day or the machine it was written on."""
    buffer = BytesIO()
    book.save(buffer)
    with ZipFile(buffer) as package:
        members = [(name, package.read(name)) for name in package.namelist() if name != ARC_CORE]
    return disk.archive([*parts.portable(members), (ARC_CORE, _properties())])


def is_untouched(data: bytes) -> bool:
    """Return whether a workbook has the properties that `packed` wrote: every program that saves one changes them."""
    try:
        with ZipFile(BytesIO(data)) as package:
            ours = _properties()
            return package.getinfo(ARC_CORE).file_size == len(ours) and package.read(ARC_CORE) == ours
    except (*ooxml.ZIP_FAULTS, KeyError):
        return False


def _properties() -> bytes:
    properties = DocumentProperties(creator="zzuli_forms", created=_NO_DAY, modified=_NO_DAY)
    return tostring(properties.to_tree())  # type: ignore[return-value]
