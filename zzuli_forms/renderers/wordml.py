"""WordprocessingML of each node, as text: elements in the order ISO/IEC 29500-1 prescribes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from itertools import chain, count, repeat
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from zzuli_forms.page import (
    Align,
    Block,
    Border,
    Cell,
    Folio,
    Padding,
    Page,
    Paragraph,
    Placed,
    Row,
    Run,
    SignatureSlot,
    Source,
    Table,
    VAlign,
)
from zzuli_forms.renderers.binding import Values, binds
from zzuli_forms.renderers.wordstyles import Shape, plain_run, run_properties, text_element, w
from zzuli_forms.tree import is_typed
from zzuli_forms.units import Length, mm, pt

JUSTIFICATION = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right", Align.JUSTIFY: "both"}
VERTICAL = {VAlign.TOP: "top", VAlign.MIDDLE: "center", VAlign.BOTTOM: "bottom"}
CURLY_QUOTES = "“”‘’"
HEADER_DISTANCE = mm(10)
SWALLOWED = Paragraph((), leading=pt(1))


class Body:
    """Writes nodes as elements, numbering content controls through one document, and binding them if to `values`."""

    def __init__(self, values: Values | None) -> None:
        self._ids, self._values = count(1), values

    def page(self, blocks: tuple[Block, ...], end: str, last: bool) -> str:
        """A section, its `end` behind its blocks, or in its last paragraph where another one follows."""
        if last:
            return "".join(self.blocks(blocks)) + end
        *above, closing = _flat(blocks)
        return "".join([*self.blocks(tuple(above)), self._closing(closing, end)])

    def _closing(self, block: Block, end: str) -> str:
        """The last paragraph of a section; LibreOffice puts text in a plain-text control there on the next page."""
        assert isinstance(block, Paragraph)
        runs = chain.from_iterable(self._run(run, plain=False) for run in block.runs)
        return f"<w:p>{_paragraph_properties(block, end)}{''.join(runs)}</w:p>"

    def blocks(self, blocks: tuple[Block, ...]) -> Iterator[str]:
        """Paragraphs and tables, as they follow one another in a body or a cell."""
        for block in _flat(blocks):
            yield self.table(block) if isinstance(block, Table) else self.paragraph(block)

    def paragraph(self, paragraph: Paragraph) -> str:
        if is_typed(paragraph):
            runs = chain.from_iterable(map(self._run, paragraph.runs))
            return f"<w:p>{_paragraph_properties(paragraph)}{''.join(runs)}</w:p>"
        return _fixed_paragraph(paragraph)

    def _run(self, run: Run, plain: bool = True) -> Iterator[str]:
        """A run, or a control for each line of a value, for LibreOffice loses line breaks within one."""
        if run.source is None:
            yield plain_run(run)
            return
        for number, line in enumerate(run.text.split("\n")):
            if number:
                yield w("r", run_properties(Shape.of(run)), w("br"))
            yield self._control(line, Shape.of(run), run.source, number, plain)

    def _control(self, text: str, shape: Shape, source: Source, line: int, plain: bool) -> str:
        """A run-level control, `plain` text and bound, whose tag is the field path; it never shows a placeholder."""
        if self._values:
            self._values.show(source, line, text)
        begun, between, end = _control_around(shape, source, line, plain, self._values is not None)
        return f"{begun}{next(self._ids)}{between}{escape(text, quote=False)}{end}"

    def table(self, table: Table) -> str:
        widths = [column.twips for column in table.columns]
        grid = w("tblGrid", *(w("gridCol", w=width) for width in widths))
        rows = map(self._row, repeat(widths), count(), table.rows, _across(table))
        return w("tbl", _table_properties(table.border, sum(widths)), grid, *rows)

    def _row(self, widths: list[int], number: int, row: Row, across: Sequence[Placed]) -> str:
        cells = [self._cell(placed, widths, placed.row == number) for placed in across]
        return f"<w:tr>{_row_properties(row.height, row.header)}{''.join(cells)}</w:tr>"

    def _cell(self, placed: Placed, widths: list[int], first: bool) -> str:
        cell, width = placed.cell, sum(widths[placed.column : placed.column + placed.cell.colspan])
        if not first:
            return _swallowed_cell(cell, width)
        return self.cell(cell, width) if is_typed(cell) else _fixed_cell(cell, width)

    def cell(self, cell: Cell, width: int) -> str:
        """A cell so many twips wide."""
        properties = _cell_properties(cell.colspan, cell.rowspan, cell.padding, cell.valign, width, first=True)
        return f"<w:tc>{properties}{''.join(self.blocks(cell.content))}</w:tc>"


def _across(table: Table) -> list[list[Placed]]:
    """The cells that stand on each row, or reach down to it, from the left."""
    rows: list[list[Placed]] = [[] for _ in table.rows]
    for placed in sorted(table.placed(), key=lambda placed: placed.column):
        for row in rows[placed.row : placed.row + placed.cell.rowspan]:
            row.append(placed)
    return rows


@lru_cache(maxsize=64)
def _row_properties(height: Length, header: bool) -> str:
    above = [w("tblHeader")] if header else []
    return w("trPr", w("cantSplit"), w("trHeight", val=height.twips, hRule="atLeast"), *above)


@lru_cache(maxsize=1_024)
def _fixed_cell(cell: Cell, width: int) -> str:
    return Body(None).cell(cell, width)


@lru_cache(maxsize=1_024)
def _swallowed_cell(cell: Cell, width: int) -> str:
    """What stands of a cell in the rows below its first."""
    properties = _cell_properties(cell.colspan, cell.rowspan, cell.padding, cell.valign, width, first=False)
    return w("tc", properties, _fixed_paragraph(SWALLOWED))


@lru_cache(maxsize=1_024)
def _control_around(shape: Shape, source: Source, line: int, plain: bool, bound: bool) -> tuple[str, str, str]:
    """A control before its number, between that and its text, and behind it."""
    binding = [w("dataBinding", **binds(source, line))] if bound else []
    kind = [*binding, w("text", multiLine=1)] if plain else []
    said = w("alias", val=source.label), w("tag", val=source.path), w("id", val="\0")
    properties = w("sdtPr", run_properties(shape), *said, *kind)
    shown = w("r", run_properties(shape), text_element("\1"))
    begun, _, rest = w("sdt", properties, w("sdtContent", shown)).partition("\0")
    between, _, end = rest.partition("\1")
    return begun, between, end


def _flat(blocks: tuple[Block, ...]) -> Iterator[Paragraph | Table]:
    """Blocks as a body holds them."""
    for block in blocks:
        yield from block.prompts if isinstance(block, SignatureSlot) else (block,)


@lru_cache(maxsize=4_096)
def _fixed_paragraph(paragraph: Paragraph) -> str:
    return w("p", _paragraph_properties(paragraph), *map(plain_run, paragraph.runs))


class _Set(NamedTuple):
    """How a paragraph is set, whatever it says."""

    leading: Length
    align: Align
    before: Length
    after: Length
    indent: Length
    left: Length
    right: Length
    keep_with_next: bool


_how = attrgetter(*_Set._fields)


def _paragraph_properties(paragraph: Paragraph, end: str = "") -> str:
    last = Shape.of(paragraph.runs[-1]) if paragraph.runs else None
    return _formatted(_Set(*_how(paragraph)), last, _hanging(paragraph), end)


@lru_cache(maxsize=1_024)
def _formatted(paragraph: _Set, last: Shape | None, hanging: str, end: str) -> str:
    """The properties of a paragraph; it has the style of its last run."""
    first = "firstLine" if paragraph.indent >= 0 else "hanging"
    edges = {"left": paragraph.left.twips, "right": paragraph.right.twips, first: abs(paragraph.indent.twips)}
    keep = [w("keepNext"), w("keepLines")] if paragraph.keep_with_next else []
    style = [w("pStyle", val=last.style_id)] if last else []
    return w(
        "pPr",
        *style,
        *keep,
        hanging,
        w("autoSpaceDE", val=0),
        w("autoSpaceDN", val=0),
        w("snapToGrid", val=0),
        w(
            "spacing",
            before=paragraph.before.twips,
            after=paragraph.after.twips,
            line=paragraph.leading.twips,
            lineRule="exact",
        ),
        w("ind", **edges),
        w("jc", val=JUSTIFICATION[paragraph.align]),
        end,
    )


def _hanging(paragraph: Paragraph) -> str:
    """Whether a closing mark may hang; left unsaid that means yes.

    Said outright LibreOffice takes it for a no, as it must for curly quotes: it stretches lines with both off the page.
    """
    if not paragraph.hangs:
        return w("overflowPunct", val=0)
    quoted = any(quote in run.text for run in paragraph.runs for quote in CURLY_QUOTES)
    return w("overflowPunct", val=1) if quoted else ""


@lru_cache(maxsize=64)
def _table_properties(border: Border, width: int) -> str:
    frame, inner = (round(line.pt * 8) for line in (border.frame, border.inner))
    edges = [("top", frame), ("left", frame), ("bottom", frame), ("right", frame)]
    lines = [*edges, ("insideH", inner), ("insideV", inner)]
    margins = (w(edge, w=0, type="dxa") for edge in ("top", "left", "bottom", "right"))
    return w(
        "tblPr",
        w("tblW", w=width, type="dxa"),
        w("jc", val="center"),
        w("tblBorders", *(w(edge, val="single", sz=size, space=0, color="000000") for edge, size in lines)),
        w("tblLayout", type="fixed"),
        w("tblCellMar", *margins),
    )


@lru_cache(maxsize=1_024)
def _cell_properties(colspan: int, rowspan: int, padding: Padding, valign: VAlign, width: int, first: bool) -> str:
    """Those of a cell whatever its content, in its first row or below."""
    spans = [w("gridSpan", val=colspan)] if colspan > 1 else []
    merged = [w("vMerge", val="restart" if first else "continue")] if rowspan > 1 else []
    return w(
        "tcPr",
        w("tcW", w=width, type="dxa"),
        *spans,
        *merged,
        _cell_margins(padding),
        w("vAlign", val=VERTICAL[valign]),
    )


def _cell_margins(padding: Padding) -> str:
    edges = [(edge, getattr(padding, edge)) for edge in ("top", "left", "bottom", "right")]
    return w("tcMar", *(w(edge, w=length.twips, type="dxa") for edge, length in edges))


def footer(folio: Folio, even: bool) -> str:
    """The foot of odd or even sheets: the page number at the outer edge."""
    line = folio.line("1", even)
    before, number, after = map(plain_run, line.runs)
    return w("p", _paragraph_properties(line), before, w("fldSimple", number, instr=" PAGE "), after)


def section(page: Page, folio: Folio | None = None, footers: Mapping[str, str] = MappingProxyType({})) -> str:
    """The section of one page: its size and margins, no grid; `footers` names the parts for its sheets by kind."""
    m = page.margins
    foot = m.bottom - folio.below - folio.leading if folio else HEADER_DISTANCE
    return w(
        "sectPr",
        *(w("footerReference", **{"type": kind, "r:id": part}) for kind, part in footers.items()),
        w("pgSz", w=page.width.twips, h=page.height.twips),
        w(
            "pgMar",
            top=m.top.twips,
            right=m.right.twips,
            bottom=m.bottom.twips,
            left=m.left.twips,
            header=HEADER_DISTANCE.twips,
            footer=foot.twips,
            gutter=0,
        ),
    )
