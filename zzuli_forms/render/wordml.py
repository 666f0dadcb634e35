"""WordprocessingML of each node, as text: elements in the order ISO/IEC 29500-1 prescribes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, count
from types import MappingProxyType
from xml.sax.saxutils import escape

from zzuli_forms import fonts
from zzuli_forms.page import (
    Align,
    Block,
    Border,
    Cell,
    Face,
    Folio,
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
from zzuli_forms.render.binding import Values, binds
from zzuli_forms.tree import runs
from zzuli_forms.units import mm, pt

JUSTIFICATION = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right", Align.JUSTIFY: "both"}
VERTICAL = {VAlign.TOP: "top", VAlign.MIDDLE: "center", VAlign.BOTTOM: "bottom"}
CURLY_QUOTES = "“”‘’"
HEADER_DISTANCE = mm(10)
QUOTED = {'"': "&quot;"}
SWALLOWED = Paragraph((), leading=pt(1))


def w(tag: str, *below: str, **attributes: str | int) -> str:
    """A `w:` element with `w:` attributes around others."""
    said = "".join([_attribute(name, value) for name, value in attributes.items()])
    return f"<w:{tag}{said}>{''.join(below)}</w:{tag}>" if below else f"<w:{tag}{said}/>"


def _attribute(name: str, value: str | int) -> str:
    prefix = "" if ":" in name else "w:"
    return f' {prefix}{name}="{escape(value, QUOTED) if isinstance(value, str) else value}"'


def face_names(face: Face) -> dict[str, str]:
    """The attributes of w:rFonts that put every script into one face."""
    name = fonts.OFFICIAL[face].name
    return {"ascii": name, "hAnsi": name, "eastAsia": name, "cs": name, "hint": "eastAsia"}


def style_id(run: Run) -> str:
    """The paragraph style of a face, size and scale (LibreOffice sets a plain-text control in its style)."""
    return f"{run.face.name.capitalize()}{_half_points(run)}" + (f"W{run.scale}" if run.scale != 100 else "")


@lru_cache(maxsize=1_024)
def style(run: Run) -> str:
    """The paragraph style of a run's face, size and scale."""
    scale = f" {run.scale}%" if run.scale != 100 else ""
    return w(
        "style",
        w("name", val=f"{run.face.value} {run.size.pt:g}{scale}"),
        w("basedOn", val="Normal"),
        w("qFormat"),
        _run_properties(run),
        type="paragraph",
        customStyle=1,
        styleId=style_id(run),
    )


def font_entry(face: Face) -> str:
    """The font table's entry of a face, with the names that may stand in for it."""
    official = fonts.OFFICIAL[face]
    return w(
        "font",
        w("altName", val=",".join(official.alternates)),
        w("charset", val="86"),
        w("family", val=official.family),
        w("pitch", val="variable"),
        name=official.name,
    )


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
        return w("p", _paragraph_properties(block, end), *runs)

    def blocks(self, blocks: tuple[Block, ...]) -> Iterator[str]:
        """Paragraphs and tables, as they follow one another in a body or a cell."""
        for block in _flat(blocks):
            yield self.table(block) if isinstance(block, Table) else self.paragraph(block)

    def paragraph(self, paragraph: Paragraph) -> str:
        if any(run.source for run in paragraph.runs):
            return w("p", _paragraph_properties(paragraph), *chain.from_iterable(map(self._run, paragraph.runs)))
        return _fixed_paragraph(paragraph)

    def _run(self, run: Run, plain: bool = True) -> Iterator[str]:
        """A run, or a control for each line of a value, for LibreOffice loses line breaks within one."""
        if run.source is None:
            yield _plain_run(run)
            return
        for number, line in enumerate(run.text.split("\n")):
            if number:
                yield w("r", _run_properties(run), w("br"))
            yield self._control(replace(run, text=line), run.source, number, plain)

    def _control(self, run: Run, source: Source, line: int, plain: bool) -> str:
        """A run-level control, `plain` text and bound, whose tag is the field path; it never shows a placeholder."""
        if self._values:
            self._values.show(source, line, run.text)
        begun, between, end = _control_around(shape(run), source, line, plain, bound=self._values is not None)
        return f"{begun}{next(self._ids)}{between}{escape(run.text)}{end}"

    def table(self, table: Table) -> str:
        widths = [column.twips for column in table.columns]
        grid = w("tblGrid", *(w("gridCol", w=width) for width in widths))
        across = sorted(table.placed(), key=lambda placed: placed.column)
        rows = (self._row(across, widths, number, row) for number, row in enumerate(table.rows))
        return w("tbl", _table_properties(table.border, sum(widths)), grid, *rows)

    def _row(self, across: Sequence[Placed], widths: list[int], number: int, row: Row) -> str:
        height = w("trHeight", val=row.height.twips, hRule="atLeast")
        cells = (
            self._cell(placed, widths, first=placed.row == number)
            for placed in across
            if placed.row <= number < placed.row + placed.cell.rowspan
        )
        header = [w("tblHeader")] if row.header else []
        return w("tr", w("trPr", w("cantSplit"), height, *header), *cells)

    def _cell(self, placed: Placed, widths: list[int], first: bool) -> str:
        cell, width = placed.cell, sum(widths[placed.column : placed.column + placed.cell.colspan])
        if not first:
            return _fixed_cell(replace(cell, content=(SWALLOWED,)), width, first)
        return self.cell(cell, width) if _is_typed(cell) else _fixed_cell(cell, width, first)

    def cell(self, cell: Cell, width: int, first: bool = True) -> str:
        """A cell so many twips wide, or one that goes on below its first row."""
        return w("tc", _cell_properties(replace(cell, content=()), width, first), *self.blocks(cell.content))


@lru_cache(maxsize=1_024)
def _is_typed(cell: Cell) -> bool:
    return any(run.source for run in runs(cell))


@lru_cache(maxsize=1_024)
def _fixed_cell(cell: Cell, width: int, first: bool) -> str:
    return Body(None).cell(cell, width, first)


@lru_cache(maxsize=1_024)
def _control_around(run: Run, source: Source, line: int, plain: bool, bound: bool) -> tuple[str, str, str]:
    """A control before its number, between that and its text, and behind it."""
    binding = [w("dataBinding", **binds(source, line))] if bound else []
    kind = [*binding, w("text", multiLine=1)] if plain else []
    said = w("alias", val=source.label), w("tag", val=source.path), w("id", val="\0")
    properties = w("sdtPr", _run_properties(run), *said, *kind)
    begun, _, rest = w("sdt", properties, w("sdtContent", _plain_run(replace(run, text="\1")))).partition("\0")
    between, _, end = rest.partition("\1")
    return begun, between, end


def _flat(blocks: tuple[Block, ...]) -> Iterator[Paragraph | Table]:
    """Blocks as a body holds them."""
    for block in blocks:
        yield from block.prompts if isinstance(block, SignatureSlot) else (block,)


@lru_cache(maxsize=4_096)
def _fixed_paragraph(paragraph: Paragraph) -> str:
    return w("p", _paragraph_properties(paragraph), *map(_plain_run, paragraph.runs))


def _paragraph_properties(paragraph: Paragraph, end: str = "") -> str:
    last = shape(paragraph.runs[-1]) if paragraph.runs else None
    return _formatted(replace(paragraph, runs=()), last, _hanging(paragraph), end)


def shape(run: Run) -> Run:
    """A run of the same form that says nothing."""
    return Run("", run.face, run.size, scale=run.scale)


@lru_cache(maxsize=1_024)
def _formatted(paragraph: Paragraph, last: Run | None, hanging: str, end: str) -> str:
    """The properties of a paragraph whatever it says; it has the style of its last run."""
    first = "firstLine" if paragraph.indent >= 0 else "hanging"
    edges = {"left": paragraph.left.twips, "right": paragraph.right.twips, first: abs(paragraph.indent.twips)}
    keep = [w("keepNext"), w("keepLines")] if paragraph.keep_with_next else []
    style = [w("pStyle", val=style_id(last))] if last else []
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


def _run_properties(run: Run) -> str:
    return _formed(shape(run))


@lru_cache(maxsize=1_024)
def _formed(run: Run) -> str:
    half_points = _half_points(run)
    scale = [w("w", val=run.scale)] if run.scale != 100 else []
    size = (w("sz", val=half_points), w("szCs", val=half_points))
    return w("rPr", w("rFonts", **face_names(run.face)), *scale, *size)


def _half_points(run: Run) -> int:
    return round(run.size.pt * 2)


def _plain_run(run: Run) -> str:
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in run.text.split("\n"))
    return w("r", _run_properties(run), w("br").join(lines))


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
def _cell_properties(cell: Cell, width: int, first: bool) -> str:
    """Those of a cell whatever its content."""
    spans = [w("gridSpan", val=cell.colspan)] if cell.colspan > 1 else []
    merged = [w("vMerge", val="restart" if first else "continue")] if cell.rowspan > 1 else []
    return w(
        "tcPr",
        w("tcW", w=width, type="dxa"),
        *spans,
        *merged,
        _cell_margins(cell),
        w("vAlign", val=VERTICAL[cell.valign]),
    )


def _cell_margins(cell: Cell) -> str:
    p = cell.padding
    edges = (("top", p.top), ("left", p.left), ("bottom", p.bottom), ("right", p.right))
    return w("tcMar", *(w(edge, w=length.twips, type="dxa") for edge, length in edges))


def footer(folio: Folio, even: bool) -> str:
    """The foot of odd or even sheets: the page number at the outer edge."""
    line = folio.line("1", even)
    before, number, after = map(_plain_run, line.runs)
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
