"""The tree between facts and paper: frozen nodes that leave no visible choice to a renderer.

Lines are not broken here (Word breaks its own); all else is stated, in EMU: sizes, widths, heights, leadings, paddings
and borders.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import NamedTuple

from zzuli_forms.document.frozen import Frozen, once
from zzuli_forms.document.tiling import Tiling, tiled
from zzuli_forms.document.units import ZERO, Length


class Face(Enum):
    """The role a face plays on official paper."""

    TITLE = "小标宋"
    BODY = "仿宋"
    LABEL = "黑体"
    KAITI = "楷体"
    SONG = "宋体"


class Align(Enum):
    """The alignment of a paragraph's lines between its edges."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"


class Role(Enum):
    """The role of a paragraph in its text, which a screen reader announces and navigates by."""

    BODY = "正文"
    TITLE = "标题"
    HEADING = "小标题"
    ITEM = "条"
    SUBITEM = "项"


class VAlign(Enum):
    """The vertical alignment of a cell's content."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class Source(NamedTuple):
    """The fact that a typed text states: its field path and the printed labels that lead to it."""

    path: str
    label: str


class Run(Frozen, frozen=True):
    """A run of text in one face and size; typed text carries its source and may be reduced to the size `minimum`.

    `scale` is the width of its characters in percent of the face's own (w:w, 字符缩放); `blank` names what is to be
    written by hand where the text only leaves room for it.
    """

    text: str
    face: Face
    size: Length
    source: Source | None = None
    minimum: Length | None = None
    scale: int = 100
    blank: str = ""

    @property
    def alternative(self) -> str:
        """Return the alternative text, for a screen reader, of room left for handwriting; '' where there is none."""
        label = self.blank or (self.source.label if self.source and not self.text else "")
        return f"待填写：{label}" if label else ""


class Paragraph(Frozen, frozen=True):
    """A paragraph of runs, with exact `leading` from line to line.

    `indent` moves the first line (negative: a hanging indent), `left` and `right` move all lines; where it `hangs`, one
    closing mark may stand beyond the right edge. The number of an item is a run of its own, the first.
    """

    runs: tuple[Run, ...]
    leading: Length
    align: Align = Align.LEFT
    before: Length = ZERO
    after: Length = ZERO
    indent: Length = ZERO
    left: Length = ZERO
    right: Length = ZERO
    keep_with_next: bool = False
    hangs: bool = True
    role: Role = Role.BODY


class Seal(NamedTuple):
    """The place of a seal: its diameter, and its distance from the slot's right and lower edge."""

    diameter: Length
    right: Length
    bottom: Length


class SignatureSlot(Frozen, frozen=True):
    """A place for signatures and seals: who does which acts there, the printed prompts, and the place of the seal."""

    name: str
    by: str
    acts: tuple[str, ...]
    prompts: tuple[Paragraph, ...]
    seal: Seal

    @property
    def handwork(self) -> str:
        """Return who does which acts there, as a clerk reads it."""
        return f"{self.by}{'、'.join(self.acts)}"


class Padding(NamedTuple):
    """The padding left and right inside a cell's borders.

    There is none above and below: some programs add it to a row's least height and others do not. A cell's first and
    last paragraph keep their distance by `before` and `after` instead.
    """

    left: Length = ZERO
    right: Length = ZERO


class Cell(Frozen, frozen=True):
    """A cell over `colspan` × `rowspan` fields of the grid; a `label` cell is the header of its neighbours."""

    content: tuple[Paragraph | SignatureSlot, ...]
    padding: Padding
    colspan: int = 1
    rowspan: int = 1
    valign: VAlign = VAlign.MIDDLE
    label: bool = False


class Row(Frozen, frozen=True):
    """A row of cells from left to right, at least `height` high; `grows` is its share of the room a page has left.

    A `header` row is repeated at the top of every sheet its table runs on to.
    """

    cells: tuple[Cell, ...]
    height: Length
    grows: int = 0
    header: bool = False


class Border(NamedTuple):
    """The line widths of a table: its frame and its inner lines."""

    frame: Length
    inner: Length


class Placed(NamedTuple):
    """A cell, the grid field of its upper left corner, and its outer width."""

    row: int
    column: int
    cell: Cell
    width: Length

    @property
    def inner_width(self) -> Length:
        """Return the width between the cell's left and right padding."""
        return inner_width(self.cell, self.width)


def inner_width(cell: Cell, width: Length) -> Length:
    """Return the width between the left and right padding of a cell of this outer width."""
    return Length(int(width) - int(cell.padding.left) - int(cell.padding.right))


class Table(Frozen, frozen=True):
    """A table with the widths of its `columns`; raises ValueError unless the cells tile its grid exactly."""

    columns: tuple[Length, ...]
    rows: tuple[Row, ...]
    border: Border

    def __post_init__(self) -> None:
        self.grid()

    def grid(self) -> Tiling:
        """Return the grid that the table's cells tile; ValueError unless they do so exactly."""
        spans = tuple([tuple([(cell.colspan, cell.rowspan) for cell in row.cells]) for row in self.rows])
        return tiled(spans, self.columns)

    @property
    def cells(self) -> list[Cell]:
        """Return every cell, row by row from the left, as its grid counts them."""
        return [cell for row in self.rows for cell in row.cells]

    @once
    def placed(self) -> tuple[Placed, ...]:
        """Return every cell with its place, row by row from the left."""
        return tuple(map(Placed, self.grid().rows, self.grid().columns, self.cells, self.grid().widths))

    def heads(self, placed: Placed) -> tuple[Placed, ...]:
        """Return the header cells of a cell: the labels left of it in its row, and those above it in a header row."""
        headers = [row.header for row in self.rows]
        return tuple(one for one in _labels(self) if _leads(one, placed) or (headers[one.row] and _over(one, placed)))


def _labels(table: Table) -> tuple[Placed, ...]:
    return tuple(placed for placed in table.placed() if placed.cell.label)


def _leads(label: Placed, placed: Placed) -> bool:
    return label.column < placed.column and label.row <= placed.row < label.row + label.cell.rowspan


def _over(label: Placed, placed: Placed) -> bool:
    return label.row < placed.row and label.column <= placed.column < label.column + label.cell.colspan


Block = Paragraph | Table | SignatureSlot


class Margins(NamedTuple):
    """The margins around the 版心 (text area)."""

    top: Length
    right: Length
    bottom: Length
    left: Length


class Page(Frozen, frozen=True):
    """A page: its size, its margins, and its blocks from the top down.

    A page that `flows` runs on to as many sheets as it needs; a table on it may have no merged rows. Its leading may be
    reduced to `tightest` percent where that saves a sheet. `name` is the short name of the form on it, if it is to be
    signed.
    """

    width: Length
    height: Length
    margins: Margins
    blocks: tuple[Block, ...]
    flows: bool = False
    tightest: int = 100
    name: str = ""

    def __post_init__(self) -> None:
        tables = [block for block in self.blocks if isinstance(block, Table)] if self.flows else []
        if any(cell.rowspan > 1 for table in tables for row in table.rows for cell in row.cells):
            raise ValueError("a table with merged rows cannot run on to another sheet")

    @property
    def text_width(self) -> Length:
        """Return the width of the 版心 (text area)."""
        return self.width - self.margins.left - self.margins.right

    @property
    def text_height(self) -> Length:
        """Return the height of the 版心 (text area)."""
        return self.height - self.margins.top - self.margins.bottom


class Folio(NamedTuple):
    """A page number: the text before and after it, how far `below` the text area its line begins (`leading` high), and
    how far inside the outer edge it stands: right on odd sheets, left on even ones.
    """

    before: str
    after: str
    face: Face
    size: Length
    leading: Length
    below: Length
    inside: Length

    def line(self, number: str, even: bool) -> Paragraph:
        """Return the line on an even or odd sheet, in three runs: the text before the number, the number, the rest."""
        runs = tuple(Run(text, self.face, self.size) for text in (self.before, number, self.after))
        if even:
            return Paragraph(runs, self.leading, Align.LEFT, left=self.inside)
        return Paragraph(runs, self.leading, Align.RIGHT, right=self.inside)


class Document(Frozen, frozen=True):
    """A document: pages with a title, a language tag (BCP 47) and the unit that files them ('' if blank).

    A `folio` numbers every sheet, from 1. `dated` is the date the document states as its own; `facts` is the JSON text
    of all facts stated, to be embedded in the file ('' for none).
    """

    title: str
    language: str
    organisation: str
    pages: tuple[Page, ...]
    folio: Folio | None = None
    dated: date | None = None
    facts: str = ""
