"""WordprocessingML of each node, as text: elements in the order ISO/IEC 29500-1 prescribes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from zzuli_forms.document.frozen import once
from zzuli_forms.document.nodes import (
    Block,
    Cell,
    Folio,
    Page,
    Paragraph,
    Run,
    SignatureSlot,
    Source,
    Table,
    inner_width,
)
from zzuli_forms.document.units import Length, pt
from zzuli_forms.document.walking import is_typed
from zzuli_forms.renderers.docx import parsing
from zzuli_forms.renderers.docx.binding import Values, binds
from zzuli_forms.renderers.docx.formats import cell_properties, paragraph_properties, table_properties
from zzuli_forms.renderers.docx.parsing import Parsed
from zzuli_forms.renderers.docx.rows import filling, least_height
from zzuli_forms.renderers.docx.styles import Shape, plain_run, run_properties, text_element, w
from zzuli_forms.renderers.markup import escaped

EMPTY = Paragraph((), leading=pt(1))
"""The paragraph of a cell that another spans, and the one behind a table that ends a section."""
PLACEHOLDER = "\u3000" * 4
"""The text of an empty control: nothing is printed, and there is room to click. Without w:placeholder Word puts
non-breaking spaces there once a value has been deleted (ISO/IEC 29500-1, 17.5.2.25).
"""


class Control(NamedTuple):
    """A content control: its field, the line of the value in it, whether it is plain text only, is bound, is empty."""

    source: Source
    line: int
    plain: bool
    bound: bool
    empty: bool


class Fixed(NamedTuple):
    """The WordprocessingML of a node that states no fact, and the run formats its paragraphs have as styles."""

    text: Parsed
    shapes: Mapping[Shape, None]


class Body:
    """A writer of nodes as elements, which numbers a document's content controls, and binds them if given `values`.

    `pieces` is the XML written so far, `shapes` the run formats that its paragraphs have as styles.
    """

    def __init__(self, values: Values | None = None) -> None:
        self.pieces, self.shapes = list[str](), dict[Shape, None]()
        self._ids, self._values = count(1), values

    def fixed(self) -> Fixed:
        """Return the body's XML and styles, to be cached: only right where it states no fact."""
        return Fixed(parsing.elements("".join(self.pieces)), self.shapes)

    def add_page(self, page: Page, end: str, last: bool) -> None:
        """Write a page as a section.

        `end` is the w:sectPr: behind the blocks of the `last` section, in the last paragraph of any other.
        """
        *above, closing = _closed(_flat(page.blocks))
        self.add_blocks(above)
        if last:
            self.add_blocks([closing])
            self.pieces.append(end)
        else:
            self._add_closing(closing, end)

    def _add_closing(self, block: Block, end: str) -> None:
        """Write a section's last paragraph; LibreOffice puts text in a plain-text control there on the next page."""
        assert isinstance(block, Paragraph)
        self.add_paragraph(block, end, plain=False)

    def _add_fixed(self, fixed: Fixed) -> None:
        self.pieces.append(fixed.text)
        self.shapes.update(fixed.shapes)

    def add_blocks(self, blocks: Iterable[Block]) -> None:
        """Write paragraphs and tables as they follow one another in a body or a cell."""
        for block in _flat(blocks):
            if isinstance(block, Table):
                self._add_table(block)
            elif is_typed(block):
                self.add_paragraph(block)
            else:
                self._add_fixed(_fixed_paragraph(block))

    def add_paragraph(self, paragraph: Paragraph, end: str = "", plain: bool = True) -> None:
        """Write a paragraph, the w:sectPr `end` in its properties; its controls take `plain` text or any format."""
        last = Shape.of(paragraph.runs[-1]) if paragraph.runs else None
        if last:
            self.shapes[last] = None
        self.pieces += "<w:p>", paragraph_properties(paragraph, last, end)
        for run in paragraph.runs:
            if run.source:
                self._add_controls(run, run.source, plain)
            else:
                self.pieces.append(plain_run(run))
        self.pieces.append("</w:p>")

    def _add_controls(self, run: Run, source: Source, plain: bool) -> None:
        """Write a control for each line of a value, for LibreOffice loses line breaks within one."""
        shape, bound = Shape.of(run), self._values is not None
        for number, line in enumerate(run.text.split("\n")):
            if number:
                self.pieces.append(w("r", run_properties(shape), w("br")))
            if self._values:
                self._values.show(source, number, line)
            control = Control(source, number, plain, bound, empty=not line)
            start, end = _control_around(shape, control, next(self._ids))
            self.pieces += start, escaped(line) or PLACEHOLDER, end

    def _add_table(self, table: Table) -> None:
        widths = tuple([column.twips for column in table.columns])
        self.pieces += "<w:tbl>", table_properties(table.border, widths)
        cells, grid = table.cells, table.grid()
        for number, (row, across) in enumerate(zip(table.rows, grid.across, strict=True)):
            height = least_height(row, table.border)
            self.pieces += _ROW, str(height.twips), _ROW_GOES_ON[row.header]
            for index in across:
                first, cell = grid.columns[index], cells[index]
                width = sum(widths[first : first + cell.colspan])
                if grid.rows[index] != number:
                    self.pieces.append(_continuation_cell(cell, width))
                elif cell.label:
                    self._add_fixed(_label(cell, width, height, inner_width(cell, grid.widths[index])))
                else:
                    self.add_cell(cell, width)
            self.pieces.append("</w:tr>")
        self.pieces.append("</w:tbl>")

    def add_cell(self, cell: Cell, width: int) -> None:
        """Write a cell `width` twips wide, in the row where it begins."""
        self.pieces += "<w:tc>", cell_properties(cell, width, first=True)
        self.add_blocks(cell.content)
        self.pieces.append("</w:tc>")


_ROW = '<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="'
_ROW_GOES_ON = {
    header: f'" w:hRule="atLeast"/>{"<w:tblHeader/>" if header else ""}</w:trPr>' for header in (False, True)
}


@once
def _fixed_paragraph(paragraph: Paragraph) -> Fixed:
    body = Body()
    body.add_paragraph(paragraph)
    return body.fixed()


@once
def _label(cell: Cell, width: int, height: Length, inner: Length) -> Fixed:
    """Return a label, which states no fact, as high as its row."""
    body = Body()
    body.add_cell(filling(cell, height, inner), width)
    return body.fixed()


def _continuation_cell(cell: Cell, width: int) -> str:
    """Return the continuation of a merged cell in the rows below its first (w:vMerge)."""
    return w("tc", cell_properties(cell, width, first=False), _fixed_paragraph(EMPTY).text)


@lru_cache(maxsize=1_024)
def _control_around(shape: Shape, control: Control, number: int) -> tuple[str, str]:
    """Return the XML of a control before its text and behind it; `number` is its w:id."""
    source = control.source
    identity = w("alias", val=source.label), w("tag", val=source.path), w("id", val=number)
    state = [w("showingPlcHdr")] if control.empty else []
    binding = [w("dataBinding", **binds(source, control.line))] if control.bound and control.plain else []
    kind = [w("text", multiLine=1)] if control.plain else []
    properties = w("sdtPr", run_properties(shape), *identity, *state, *binding, *kind)
    content = w("r", run_properties(shape), text_element("\0"))
    start, _, end = w("sdt", properties, w("sdtContent", content)).partition("\0")
    return start, end


def _closed(blocks: Iterable[Paragraph | Table]) -> tuple[Paragraph | Table, ...]:
    """Return the blocks of a section with a paragraph at the end: behind a table that is the last one Word puts an
    empty line of its own, and LibreOffice 7.4 loses the table when it saves as .doc.
    """
    *above, closing = blocks
    return (*above, closing, EMPTY) if isinstance(closing, Table) else (*above, closing)


def _flat(blocks: Iterable[Block]) -> Iterator[Paragraph | Table]:
    """Yield the paragraphs and tables of blocks, the prompts of a signature slot in its place."""
    for block in blocks:
        yield from block.prompts if isinstance(block, SignatureSlot) else (block,)


def footer(folio: Folio, even: bool) -> str:
    """Return the footer of odd or even sheets: the page number at the outer edge."""
    line = folio.line("1", even)
    before, number, after = map(plain_run, line.runs)
    return w(
        "p", paragraph_properties(line, Shape.of(line.runs[-1])), before, w("fldSimple", number, instr=" PAGE "), after
    )
