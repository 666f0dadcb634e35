"""WordprocessingML of the layout of paragraphs, tables, cells and pages, whatever they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from zzuli_forms.document.nodes import Align, Border, Cell, Folio, Margins, Padding, Page, Paragraph, VAlign
from zzuli_forms.document.units import Length, mm
from zzuli_forms.renderers.docx.styles import Shape, w

JUSTIFICATION = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right", Align.JUSTIFY: "both"}
VERTICAL = {VAlign.TOP: "top", VAlign.MIDDLE: "center", VAlign.BOTTOM: "bottom"}
CURLY_QUOTES = "“”‘’"
HEADER_DISTANCE = mm(10)


class Setting(NamedTuple):
    """The layout of a paragraph, whatever its text."""

    leading: Length
    align: Align
    before: Length
    after: Length
    indent: Length
    left: Length
    right: Length
    keep_with_next: bool


_setting = attrgetter(*Setting._fields)


def paragraph_properties(paragraph: Paragraph, last: Shape | None, end: str = "") -> str:
    """Return the w:pPr of a paragraph in the style of its `last` run, with the w:sectPr `end` of a section."""
    return _properties(Setting(*_setting(paragraph)), last, _overflow(paragraph), end)


@lru_cache(maxsize=1_024)
def _properties(paragraph: Setting, last: Shape | None, hanging: str, end: str) -> str:
    first = "firstLine" if paragraph.indent >= 0 else "hanging"
    edges = {"left": paragraph.left, "right": paragraph.right, first: Length(abs(paragraph.indent))}
    indents = {edge: length.twips for edge, length in edges.items() if length}
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
        w("ind", **indents) if indents else "",
        w("jc", val=JUSTIFICATION[paragraph.align]),
        end,
    )


def _overflow(paragraph: Paragraph) -> str:
    """Return w:overflowPunct, which lets a closing mark hang or not; '' means it may.

    LibreOffice takes an explicit yes for a no, as it must for curly quotes: it stretches lines with both off the page.
    """
    if not paragraph.hangs:
        return _HANGS[False]
    has_quotes = any(quote in run.text for run in paragraph.runs for quote in CURLY_QUOTES)
    return _HANGS[True] if has_quotes else ""


_HANGS = {hangs: w("overflowPunct", val=int(hangs)) for hangs in (False, True)}


def table_properties(border: Border, widths: Sequence[int]) -> str:
    """Return the w:tblPr and w:tblGrid of a table with columns of these widths in twips."""
    return _table_properties(border, sum(widths)) + w("tblGrid", *(w("gridCol", w=width) for width in widths))


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


def cell_properties(cell: Cell, width: int, first: bool) -> str:
    """Return the w:tcPr of a cell `width` twips wide, in its first row or below."""
    return _cell_properties(cell.colspan, cell.rowspan, cell.padding, cell.valign, width, first)


@lru_cache(maxsize=1_024)
def _cell_properties(colspan: int, rowspan: int, padding: Padding, valign: VAlign, width: int, first: bool) -> str:
    spans = [w("gridSpan", val=colspan)] if colspan > 1 else []
    merge = [w("vMerge", val="restart" if first else "continue")] if rowspan > 1 else []
    return w(
        "tcPr",
        w("tcW", w=width, type="dxa"),
        *spans,
        *merge,
        _cell_margins(padding),
        w("vAlign", val=VERTICAL[valign]),
    )


def _cell_margins(padding: Padding) -> str:
    return w("tcMar", *(w(edge, w=length.twips, type="dxa") for edge, length in padding._asdict().items()))


def section(page: Page, folio: Folio | None = None, footers: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the w:sectPr of a page: size and margins, no grid.

    `footers` gives the relationship ids of the footer parts by type (default, even).
    """
    foot = page.margins.bottom - folio.below - folio.leading if folio else HEADER_DISTANCE
    return _section((page.width.twips, page.height.twips), page.margins, foot, tuple(footers.items()))


def _section(size: tuple[int, int], margins: Margins, foot: Length, footers: Sequence[tuple[str, str]]) -> str:
    edges = {name: length.twips for name, length in margins._asdict().items()}
    return w(
        "sectPr",
        *(w("footerReference", **{"type": kind, "r:id": part}) for kind, part in footers),
        w("pgSz", w=size[0], h=size[1]),
        w("pgMar", **edges, header=HEADER_DISTANCE.twips, footer=foot.twips, gutter=0),
    )
