"""PDF from a fitted tree: ReportLab's canvas, every face embedded, nothing left to its defaults."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import accumulate, chain
from threading import Lock

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFInfo, PDFName, PDFString
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject
from typing_extensions import assert_never

from zzuli_forms import fonts
from zzuli_forms.flow import Lines, Piece, sheets
from zzuli_forms.lines import Line, break_lines, drawn_height
from zzuli_forms.page import (
    Align,
    Cell,
    Document,
    Face,
    Folio,
    Page,
    Paragraph,
    Placed,
    SignatureSlot,
    Table,
    VAlign,
)
from zzuli_forms.units import EMU_PER_PT, ZERO, Length

BASELINE = 0.8
"""Where the baseline stands in an exact line, as Word and LibreOffice set it."""
LOOSEST = 0.08
"""The widest gap between characters, in em, that justifying may open."""
_SUBSETTING = Lock()


def render(document: Document) -> bytes:
    """The document as PDF 1.4; equal trees give equal bytes. Takes a fitted tree."""
    buffer = BytesIO()
    first = document.pages[0]
    canvas = Canvas(
        buffer,
        pagesize=(first.width.pt, first.height.pt),
        pageCompression=1,
        invariant=1,
        pdfVersion=(1, 4),
        initialFontName=fonts.load(fonts.OFFICIAL[Face.BODY].file).fontName,  # type: ignore[arg-type]
        lang=document.language,
    )
    _describe(canvas, document)
    drawn = chain.from_iterable(((page, pieces) for pieces in sheets(page)) for page in document.pages)
    for number, (page, pieces) in enumerate(drawn, 1):
        sheet = _Sheet(canvas, page)
        sheet.draw(pieces)
        if document.folio:
            sheet.number(document.folio, number)
        canvas.showPage()
    with _SUBSETTING:
        canvas.save()
    return buffer.getvalue()


class _Info(PDFInfo):
    """Title and filing unit; no author and no date are invented."""

    def format(self, document: PDFDocument) -> bytes:
        stated = {"Title": self.title, "Subject": self.subject, "Producer": self.producer}
        known = {key: PDFString(value) for key, value in stated.items() if value}
        formatted: bytes = PDFDictionary({**known, "Trapped": PDFName("False")}).format(document)
        return formatted


def _describe(canvas: Canvas, document: Document) -> None:
    info = _Info()
    info.title, info.subject, info.producer = document.title, document.organisation, "zzuli_forms"
    canvas._doc.info = info  # type: ignore[attr-defined]
    canvas.setViewerPreference("DisplayDocTitle", "true")


class _Sheet:
    """One sheet on the canvas; lengths run in EMU from its upper left corner."""

    def __init__(self, canvas: Canvas, page: Page) -> None:
        self.canvas, self.page, self.scale = canvas, page, 100

    def draw(self, pieces: Iterable[Piece]) -> None:
        self.canvas.setPageSize((self.page.width.pt, self.page.height.pt))
        left, y = self.page.margins.left, self.page.margins.top
        for piece in pieces:
            y = self._piece(piece, left, y, self.page.text_width)

    def number(self, folio: Folio, number: int) -> None:
        """Draws the page number below the text area, at its outer edge."""
        line = folio.line(str(number), even=number % 2 == 0)
        below = self.page.margins.top + self.page.text_height + folio.below
        self._piece(Lines(line), self.page.margins.left, below, self.page.text_width)

    def _piece(self, piece: Piece, x: Length, y: Length, width: Length) -> Length:
        """Draws a piece with its upper left corner at x, y; returns where the next one begins."""
        match piece:
            case Lines():
                return self._lines(piece, x, y, width)
            case SignatureSlot():
                for prompt in piece.prompts:
                    y = self._lines(Lines(prompt), x, y, width)
                return y
            case Table():
                return self._table(piece, x, y)
            case _:
                assert_never(piece)

    def _table(self, table: Table, x: Length, y: Length) -> Length:
        columns = list(accumulate(table.columns, initial=x))
        rows = list(accumulate((row.height for row in table.rows), initial=y))
        for placed in table.placed():
            self._cell(table, placed, columns[placed.column], rows)
        self._rules(table, columns, rows)
        return Length(rows[-1])

    def _cell(self, table: Table, placed: Placed, x: int, rows: Sequence[int]) -> None:
        cell, top = placed.cell, rows[placed.row]
        height = Length(rows[placed.row + cell.rowspan] - top)
        width = table.inner_width(placed)
        y = Length(top) + _offset(cell, width, height)
        for item in cell.content:
            piece = Lines(item) if isinstance(item, Paragraph) else item
            y = self._piece(piece, Length(x) + cell.padding.left, y, width)

    def _rules(self, table: Table, columns: Sequence[int], rows: Sequence[int]) -> None:
        """Inner lines once each, then the frame over them."""
        self.canvas.setLineWidth(table.border.inner.pt)
        self.canvas.lines([self._line(*edge) for edge in sorted(_edges(table, columns, rows))])
        self.canvas.setLineWidth(table.border.frame.pt)
        left, right, top, bottom = columns[0], columns[-1], rows[0], rows[-1]
        self.canvas.rect(*self._at(left, bottom), Length(right - left).pt, Length(bottom - top).pt)

    def _lines(self, lines: Lines, x: Length, y: Length, width: Length) -> Length:
        paragraph, broken = lines.paragraph, break_lines(lines.paragraph, width)
        y += ZERO if lines.first else paragraph.before
        for number, line in list(enumerate(broken))[lines.first : lines.end]:
            indent = ZERO if number else paragraph.indent
            room = width - paragraph.left - paragraph.right - indent
            self._set_line(paragraph, line, x + paragraph.left + indent, y, room)
            y += paragraph.leading
        return y + paragraph.after

    def _set_line(self, paragraph: Paragraph, line: Line, x: Length, y: Length, room: Length) -> None:
        spare = room - line.width
        start = x + _lead(paragraph.align, spare)
        text = self.canvas.beginText(*self._at(start, y + paragraph.leading * BASELINE))
        loosening = _loosening(paragraph, line, spare)
        for piece in line.pieces:
            self._scale(text, piece.run.scale)
            text.setCharSpace(loosening / EMU_PER_PT * 100 / piece.run.scale)
            for face, stretch in fonts.split(piece.text, piece.run.face):
                text.setFont(face.fontName, piece.run.size.pt)
                text.textOut(stretch)
        self.canvas.drawText(text)

    def _scale(self, text: PDFTextObject, scale: int) -> None:
        """Sets the width of characters, which holds until it is set again."""
        if scale != self.scale:
            text.setHorizScale(scale)
            self.scale = scale

    def _line(self, x1: int, y1: int, x2: int, y2: int) -> tuple[float, float, float, float]:
        return (*self._at(x1, y1), *self._at(x2, y2))

    def _at(self, x: float, y: float) -> tuple[float, float]:
        """The place on ReportLab's canvas: points from the lower left corner."""
        return x / EMU_PER_PT, (self.page.height - y) / EMU_PER_PT


def _offset(cell: Cell, width: Length, height: Length) -> Length:
    """How far below the cell's upper border its content begins."""
    spare = height - cell.padding.top - cell.padding.bottom - drawn_height(cell.content, width)
    share = {VAlign.TOP: 0.0, VAlign.MIDDLE: 0.5, VAlign.BOTTOM: 1.0}[cell.valign]
    return cell.padding.top + round(spare * share)


def _edges(table: Table, columns: Sequence[int], rows: Sequence[int]) -> set[tuple[int, int, int, int]]:
    """The lines between cells, as x1, y1, x2, y2; those of the frame are left to it."""
    found: set[tuple[int, int, int, int]] = set()
    for placed in table.placed():
        left, right = columns[placed.column], columns[placed.column + placed.cell.colspan]
        bottom = rows[placed.row + placed.cell.rowspan]
        found |= {(right, rows[placed.row], right, bottom)} if right < columns[-1] else set()
        found |= {(left, bottom, right, bottom)} if bottom < rows[-1] else set()
    return found


def _lead(align: Align, spare: float) -> float:
    return {Align.LEFT: 0.0, Align.JUSTIFY: 0.0, Align.CENTER: spare / 2, Align.RIGHT: spare}[align]


def _loosening(paragraph: Paragraph, line: Line, spare: float) -> float:
    """What justifying adds between characters; nothing where the line would be torn apart."""
    gaps = len(line.text) - 1
    if paragraph.align is not Align.JUSTIFY or not line.broken or gaps < 1:
        return 0.0
    loosening = spare / gaps
    return loosening if loosening <= LOOSEST * line.pieces[0].run.size else 0.0
