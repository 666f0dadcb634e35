"""PDF from a fitted tree: every face embedded, everything tagged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from typing_extensions import assert_never

from zzuli_forms.document.frozen import once
from zzuli_forms.document.nodes import (
    Align,
    Cell,
    Document,
    Folio,
    Page,
    Paragraph,
    Placed,
    SignatureSlot,
    Table,
    VAlign,
)
from zzuli_forms.document.units import EMU_PER_PT, Length
from zzuli_forms.document.walking import has_typed
from zzuli_forms.renderers.pdf.archive import Archive, Drawn
from zzuli_forms.renderers.pdf.content import LAYOUT, PAGINATION, Content
from zzuli_forms.renderers.pdf.elements import Element
from zzuli_forms.renderers.pdf.faces import Codes, Faces
from zzuli_forms.renderers.pdf.streams import deflated
from zzuli_forms.renderers.pdf.structure import Outline
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.linebreak import Line, Piece, break_lines, drawn_height
from zzuli_forms.typeset.pagebreak import Lines, Rows, SheetPiece, sheets

BASELINE = 0.8
"""The distance of the baseline from the top of an exact line, by its leading, as Word and LibreOffice set it."""
_SHARES = {VAlign.TOP: 0.0, VAlign.MIDDLE: 0.5, VAlign.BOTTOM: 1.0}
"""The share of a cell's spare height above its content."""
Box = tuple[float, float, float, float]
LOOSEST = 0.08
"""The widest gap between characters, in em, that justifying may open."""


def render(document: Document) -> bytes:
    """Return a fitted tree as PDF 1.7, PDF/A-3a (2a without facts) and PDF/UA-1; equal trees give equal bytes."""
    faces, number = Faces(document), 1
    archive, drawn = Archive(document, faces.subsets), dict[tuple[int, int], Drawn]()
    for page in document.pages:
        key = id(page), number if document.folio else 1
        if key not in drawn:
            drawn[key] = _draw(page, document.folio, key[1], faces)
        archive.bind(drawn[key])
        number += len(drawn[key].contents)
    return archive.data()


def _draw(page: Page, folio: Folio | None, number: int, faces: Faces) -> Drawn:
    """Return a page as drawn, its sheets numbered from `number` if there is a `folio`."""
    return (
        _Drawing(page, faces.codes).drawn(folio, number)
        if has_typed(page)
        else _drawn(page, folio, number, faces.words)
    )


@once
def _drawn(page: Page, folio: Folio | None, number: int, words: Codes) -> Drawn:
    """Return a page of fixed text only as drawn; the same for every file with the same words."""
    return _Drawing(page, words).drawn(folio, number)


class _Drawing:
    """A page being drawn, sheet by sheet; lengths run in EMU from a sheet's upper left corner."""

    def __init__(self, page: Page, codes: Codes) -> None:
        self.page, self.outline, self.codes = page, Outline(), codes
        self.contents, self.places = list[Content](), list[tuple[SignatureSlot, int, Box]]()
        self.tagged = True

    def drawn(self, folio: Folio | None, number: int) -> Drawn:
        for pieces in sheets(self.page):
            self.content = Content(self.codes)
            self.outline.sheet()
            self._draw(pieces)
            if folio:
                self._number(folio, number + len(self.contents))
            self.contents.append(self.content)
        size = self.page.width.pt, self.page.height.pt
        contents = [deflated(content.data()) for content in self.contents]
        return Drawn(self.page.name, size, contents, self.outline, self.places)

    def _draw(self, pieces: Iterable[SheetPiece]) -> None:
        left, y = int(self.page.margins.left), int(self.page.margins.top)
        for piece in pieces:
            y = self._piece(piece, left, y, self.page.text_width)

    def _number(self, folio: Folio, number: int) -> None:
        """Draw the page number below the text area, at its outer edge."""
        line = folio.line(str(number), even=number % 2 == 0)
        below = self.page.margins.top + self.page.text_height + folio.below
        self._begin_artifact()
        self._piece(Lines(line), int(self.page.margins.left), int(below), self.page.text_width)
        self._end_artifact()

    def _begin_artifact(self) -> None:
        """Begin an artifact: rows repeated from another sheet, or the page number."""
        self.tagged = False
        self.content.begin_artifact(PAGINATION)

    def _end_artifact(self) -> None:
        self.content.end()
        self.tagged = True

    def _piece(self, piece: SheetPiece, x: int, y: int, width: Length) -> int:
        """Draw a piece with its upper left corner at x, y; return the y of the next one."""
        match piece:
            case Lines():
                return self._lines(piece, x, y, width)
            case SignatureSlot():
                return self._slot(piece, x, y, width)
            case Rows():
                return self._rows(piece, x, y)
            case _:
                assert_never(piece)

    def _slot(self, slot: SignatureSlot, x: int, y: int, width: Length) -> int:
        for prompt in slot.prompts:
            y = self._lines(Lines(prompt), x, y, width)
        right, bottom = x + int(width) - int(slot.seal.right), y - int(slot.seal.bottom)
        corners = self._at(right - slot.seal.diameter, bottom), self._at(right, bottom - slot.seal.diameter)
        self.outline.slot(slot)
        self.places.append((slot, len(self.contents), (*corners[0], *corners[1])))
        return y

    def _rows(self, rows: Rows, x: int, y: int) -> int:
        table, heads = rows.shown, len(rows.heads)
        offset = rows.first - heads
        columns = list(accumulate(map(int, table.columns), initial=x))
        edges = list(accumulate((int(row.height) for row in table.rows), initial=y))
        self.outline.table(rows)
        for placed in table.placed():
            if placed.row < heads:
                self._begin_artifact()
                self._cell(placed, columns[placed.column], edges)
                self._end_artifact()
            else:
                home = self.outline.cell(rows.table, placed._replace(row=placed.row + offset) if offset else placed)
                self._cell(placed, columns[placed.column], edges)
                self.outline.back(home)
        self.content.begin_artifact(LAYOUT)
        self._rules(table, columns, edges)
        self.content.end()
        return edges[-1]

    def _cell(self, placed: Placed, x: int, rows: Sequence[int]) -> None:
        cell, top = placed.cell, rows[placed.row]
        width, left = placed.inner_width, x + int(cell.padding.left)
        y = top + _offset(cell, width, rows[placed.row + cell.rowspan] - top)
        for item in cell.content:
            y = self._piece(Lines(item) if isinstance(item, Paragraph) else item, left, y, width)

    def _rules(self, table: Table, columns: Sequence[int], rows: Sequence[int]) -> None:
        """Draw inner lines once each, then the frame over them."""
        inner = (self._line(*edge) for edge in sorted(_edges(table, columns, rows)))
        self.content.lines(table.border.inner.pt, inner)
        left, right, top, bottom = columns[0], columns[-1], rows[0], rows[-1]
        size = (right - left) / EMU_PER_PT, (bottom - top) / EMU_PER_PT
        self.content.box(table.border.frame.pt, *self._at(left, bottom), *size)

    def _lines(self, lines: Lines, x: int, y: int, width: Length) -> int:
        paragraph, text_lines = lines.paragraph, break_lines(lines.paragraph, width)
        leaves = self.outline.paragraph(paragraph, begins=lines.first == 0) if self.tagged else ()
        y += 0 if lines.first else int(paragraph.before)
        leading, room = int(paragraph.leading), int(width) - int(paragraph.left) - int(paragraph.right)
        for number, line in enumerate(text_lines[lines.first : lines.end], lines.first):
            indent = 0 if number else int(paragraph.indent)
            start = x + int(paragraph.left) + indent, y + leading * BASELINE
            self._set_line(paragraph, line, leaves, start, room - indent)
            y += leading
        self._leave_room(paragraph, leaves if lines.first == 0 else ())
        return y + int(paragraph.after)

    def _set_line(
        self, paragraph: Paragraph, line: Line, leaves: Sequence[Element], start: tuple[float, float], room: int
    ) -> None:
        """Set a line between `start`, a place on its baseline, and `room` right of it."""
        spare = room - line.width
        loosening = _loosening(paragraph, line, spare) / EMU_PER_PT
        self.content.begin_text(*self._at(start[0] + _lead(paragraph.align, spare), start[1]))
        for piece in line.pieces:
            if leaves:
                self._begin(leaves[paragraph.runs.index(piece.run)])
            self._set_piece(piece, loosening)
            if leaves:
                self.content.end()
        self.content.end_text()

    def _set_piece(self, piece: Piece, loosening: float) -> None:
        scale = piece.run.scale
        for face, stretch in fonts.split(piece.text, piece.run.face):
            self.content.text(stretch, face, piece.run.size.pt, scale, loosening * 100 / scale)

    def _leave_room(self, paragraph: Paragraph, leaves: Sequence[Element]) -> None:
        """Add empty marked content for each run that only leaves room for handwriting."""
        for run, leaf in zip(paragraph.runs, leaves, strict=False):
            if run.alternative and not run.text:
                self._begin(leaf)
                self.content.end()

    def _begin(self, element: Element) -> None:
        self.content.begin(element.tag, self.outline.mark(element))

    def _line(self, x1: int, y1: int, x2: int, y2: int) -> tuple[float, float, float, float]:
        return (*self._at(x1, y1), *self._at(x2, y2))

    def _at(self, x: float, y: float) -> tuple[float, float]:
        """Return the place in the PDF: points from the lower left corner."""
        return x / EMU_PER_PT, (self.page.height - y) / EMU_PER_PT


def _offset(cell: Cell, width: Length, height: int) -> int:
    """Return the distance of a cell's content from its upper border, in EMU."""
    spare = height - drawn_height(cell.content, width)
    return round(spare * _SHARES[cell.valign])


def _edges(table: Table, columns: Sequence[int], rows: Sequence[int]) -> set[tuple[int, int, int, int]]:
    """Return the lines between cells, as x1, y1, x2, y2, without those of the frame."""
    edges: set[tuple[int, int, int, int]] = set()
    for placed in table.placed():
        left, right = columns[placed.column], columns[placed.column + placed.cell.colspan]
        bottom = rows[placed.row + placed.cell.rowspan]
        edges |= {(right, rows[placed.row], right, bottom)} if right < columns[-1] else set()
        edges |= {(left, bottom, right, bottom)} if bottom < rows[-1] else set()
    return edges


def _lead(align: Align, spare: float) -> float:
    return spare * _LEADS[align]


_LEADS = {Align.LEFT: 0.0, Align.JUSTIFY: 0.0, Align.CENTER: 0.5, Align.RIGHT: 1.0}
"""The share of a line's spare width before its text."""


def _loosening(paragraph: Paragraph, line: Line, spare: float) -> float:
    """Return the space, in EMU, that justifying adds between characters; 0 where the line would be torn apart."""
    gaps = len(line.text) - 1
    if paragraph.align is not Align.JUSTIFY or not line.broken or gaps < 1:
        return 0.0
    loosening = spare / gaps
    return loosening if loosening <= LOOSEST * line.pieces[0].run.size else 0.0
