"""The tree between facts and paper: frozen nodes that leave no visible choice to a renderer.

It stands above line breaking (Word breaks its own lines) and below every other choice:
sizes, widths, heights, leadings, paddings and borders are all stated, in EMU.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from zzuli_forms.document.frozen import Choice, Node, once
from zzuli_forms.document.tiling import Grid, tiled
from zzuli_forms.document.units import ZERO, Length


class Face(Choice):
    """The role a face plays on official paper."""

    TITLE = "小标宋"
    BODY = "仿宋"
    LABEL = "黑体"
    KAITI = "楷体"
    SONG = "宋体"


class Align(Choice):
    """How the lines of a paragraph stand between its edges."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"


class Role(Choice):
    """What a paragraph is to its text: what a screen reader announces, and jumps to."""

    BODY = "正文"
    TITLE = "标题"
    HEADING = "小标题"
    ITEM = "条"
    SUBITEM = "项"


class VAlign(Choice):
    """Where a cell's content stands between its upper and lower border."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class Source(NamedTuple):
    """Which fact a typed text states: its field path and the labels that lead to it."""

    path: str
    label: str


class Run(Node, frozen=True):
    """Text in one face and size; typed text carries its source and may step down to `minimum`.

    `scale` is its width in percent of the face's own (w:w, 字符缩放); `blank` names what is to be written by hand where
    the text only leaves room for it.
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
        """What a reader who does not see the page is told where it only has room for handwriting; '' elsewhere."""
        wanted = self.blank or (self.source.label if self.source and not self.text else "")
        return f"待填写：{wanted}" if wanted else ""


class Paragraph(Node, frozen=True):
    """Runs set between edges, with exact `leading` from line to line.

    `indent` moves the first line (negative: it hangs out), `left` and `right` move all lines;
    where it `hangs`, one closing mark may stand beyond the right edge. The number of an item is a run of its own, the
    first.
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


class SignatureSlot(Node, frozen=True):
    """A place for hand-work: who does which acts there, what is printed, where the seal lies."""

    name: str
    by: str
    acts: tuple[str, ...]
    prompts: tuple[Paragraph, ...]
    seal: Seal

    @property
    def handwork(self) -> str:
        """Who does what there."""
        return f"{self.by}{'、'.join(self.acts)}"


class Padding(NamedTuple):
    """The empty bands left and right inside a cell's borders.

    Above and below there is none: to a row's least height some programs add it and others do not. A cell's first and
    last paragraph keep their distance by `before` and `after` instead.
    """

    left: Length = ZERO
    right: Length = ZERO


class Cell(Node, frozen=True):
    """Content over `colspan` × `rowspan` fields of the grid; a `label` cell heads its neighbours."""

    content: tuple[Paragraph | SignatureSlot, ...]
    padding: Padding
    colspan: int = 1
    rowspan: int = 1
    valign: VAlign = VAlign.MIDDLE
    label: bool = False


class Row(Node, frozen=True):
    """Cells from left to right, at least `height` high; `grows` is its share of what a page leaves.

    A `header` row stands at the top again wherever its table runs on to another sheet.
    """

    cells: tuple[Cell, ...]
    height: Length
    grows: int = 0
    header: bool = False


class Border(NamedTuple):
    """Line widths of a table: its frame and the lines within."""

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
        """The width between its left and right padding."""
        return inner_width(self.cell, self.width)


def inner_width(cell: Cell, width: Length) -> Length:
    """The width between the left and right padding of a cell so wide."""
    return Length(int(width) - int(cell.padding.left) - int(cell.padding.right))


class Table(Node, frozen=True):
    """A grid of `columns` widths; raises ValueError unless the cells tile it exactly."""

    columns: tuple[Length, ...]
    rows: tuple[Row, ...]
    border: Border

    def __post_init__(self) -> None:
        self.grid()

    @once
    def grid(self) -> Grid:
        """How its cells tile it."""
        spans = tuple([tuple([(cell.colspan, cell.rowspan) for cell in row.cells]) for row in self.rows])
        return tiled(spans, self.columns)

    @property
    def cells(self) -> list[Cell]:
        """Every cell, row by row from the left, as its grid counts them."""
        return [cell for row in self.rows for cell in row.cells]

    @once
    def placed(self) -> tuple[Placed, ...]:
        """Every cell with its place, row by row from the left."""
        return tuple(map(Placed, self.grid().rows, self.grid().columns, self.cells, self.grid().widths))

    def heads(self, placed: Placed) -> tuple[Placed, ...]:
        """The labels a cell stands under: those left of it in its row, those above it in a header row."""
        headers = [row.header for row in self.rows]
        return tuple(one for one in _labels(self) if _leads(one, placed) or (headers[one.row] and _over(one, placed)))


@once
def _labels(table: Table) -> tuple[Placed, ...]:
    return tuple(placed for placed in table.placed() if placed.cell.label)


def _leads(label: Placed, placed: Placed) -> bool:
    return label.column < placed.column and label.row <= placed.row < label.row + label.cell.rowspan


def _over(label: Placed, placed: Placed) -> bool:
    return label.row < placed.row and label.column <= placed.column < label.column + label.cell.colspan


Block = Paragraph | Table | SignatureSlot


class Margins(NamedTuple):
    """The white edges around the 版心 (text area)."""

    top: Length
    right: Length
    bottom: Length
    left: Length


class Page(Node, frozen=True):
    """One sheet: its size, its margins, and what stands on it from the top down.

    A page that `flows` runs on to as many sheets as it needs; a table on it may have no merged rows. Its lines may
    be set closer, down to `tightest` percent of their leading, where that saves a sheet. `name` is what the form on it
    is called for short, if it is to be signed.
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
        """The width of the 版心."""
        return self.width - self.margins.left - self.margins.right

    @property
    def text_height(self) -> Length:
        """The height of the 版心."""
        return self.height - self.margins.top - self.margins.bottom


class Folio(NamedTuple):
    """The page number: what stands around it, how far `below` the text area its line begins (`leading` high),
    and how far inside the outer edge it stands: right on odd sheets, left on even ones.
    """

    before: str
    after: str
    face: Face
    size: Length
    leading: Length
    below: Length
    inside: Length

    def line(self, number: str, even: bool) -> Paragraph:
        """The line on an even or odd sheet, in three runs: what stands before the number, the number, the rest."""
        runs = tuple(Run(text, self.face, self.size) for text in (self.before, number, self.after))
        if even:
            return Paragraph(runs, self.leading, Align.LEFT, left=self.inside)
        return Paragraph(runs, self.leading, Align.RIGHT, right=self.inside)


class Document(Node, frozen=True):
    """Pages with a title, a language tag (BCP 47) and the unit that files them ('' if blank).

    A `folio` numbers every sheet, from 1. `dated` is the day the document states as its own; `facts` is the JSON text
    of all that it states, to travel inside the file ('' for none).
    """

    title: str
    language: str
    organisation: str
    pages: tuple[Page, ...]
    folio: Folio | None = None
    dated: date | None = None
    facts: str = ""
