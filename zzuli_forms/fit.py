"""Settles sizes and heights before any renderer sees the tree, and refuses what does not fit.

Typed text that needs more than one line steps down together, half a point at a time, to its
stated minimum; what the page then leaves is shared by the rows that may grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain

from zzuli_forms import fonts
from zzuli_forms.errors import FactsError, Fault, LayoutError
from zzuli_forms.lines import break_lines, drawn_height, roomy_width
from zzuli_forms.page import (
    Block,
    Cell,
    Document,
    Page,
    Paragraph,
    Row,
    Run,
    Source,
    Table,
)
from zzuli_forms.tree import map_paragraphs, runs
from zzuli_forms.units import ZERO, Length, mm, pt

STEP = pt(0.5)
SLACK = mm(3)


def fit(document: Document) -> Document:
    """The document with sizes and row heights settled.

    Raises FactsError with a fault for every typed character that no face carries and every field
    that is too long for its page; LayoutError if the blank form itself does not fit.
    """
    fitted = [_fit_page(page) for page in document.pages]
    over = chain.from_iterable(found for found in fitted if isinstance(found, tuple))
    faults = tuple(dict.fromkeys((*_missing(document), *over)))
    if faults:
        raise FactsError(faults)
    return replace(document, pages=tuple(page for page in fitted if isinstance(page, Page)))


def _missing(document: Document) -> Iterator[Fault]:
    for run in runs(document):
        for character in fonts.missing(run.text, run.face):
            if run.source is None:
                raise LayoutError(f"the wording needs {character!r}, which no face carries")
            yield _missing_fault(run.source, character)


def _missing_fault(source: Source, character: str) -> Fault:
    return Fault(
        source.label,
        source.path,
        f"“{character}”（U+{ord(character):04X}）在随附的字体里没有字形，印不出来",
        "请核对是否用字有误，或改用通用规范汉字",
        "missing_glyph",
    )


@lru_cache(maxsize=256)
def _fit_page(page: Page) -> Page | tuple[Fault, ...]:
    stepped = next((s for s in _steps(page) if _holds(s)), None)
    if stepped is None:
        return tuple(_too_long(page))
    return _share(stepped)


def _steps(page: Page) -> Iterator[Page]:
    """The page as laid out, then with its wrapping typed text ever smaller, down to the minimum."""
    wrapping = frozenset(_wrapping(page))
    deepest = max((run.size - run.minimum for run in runs(page) if run.minimum), default=ZERO)
    for down in range(0, deepest + 1, STEP):
        yield map_paragraphs(page, partial(_shrink, wrapping=wrapping, down=down))


def _wrapping(page: Page) -> Iterator[Source]:
    for paragraph, width in _settings(page):
        if len(break_lines(paragraph, width, roomy_width)) > 1:
            yield from (run.source for run in paragraph.runs if run.source and run.minimum)


def _settings(page: Page) -> Iterator[tuple[Paragraph, Length]]:
    """Every paragraph that may hold typed text, with the width it is set in."""
    for block in page.blocks:
        if isinstance(block, Paragraph):
            yield block, page.text_width
        elif isinstance(block, Table):
            for placed in block.placed():
                for item in placed.cell.content:
                    if isinstance(item, Paragraph):
                        yield item, block.inner_width(placed)


def _shrink(paragraph: Paragraph, wrapping: frozenset[Source], down: int) -> Paragraph:
    typed = next((run for run in paragraph.runs if run.source in wrapping), None)
    if typed is None or typed.minimum is None:
        return paragraph
    size = max(typed.minimum, typed.size - down)
    leading = Length(round(paragraph.leading * size / typed.size))
    shrunk = tuple(replace(run, size=size) if run.source in wrapping else run for run in paragraph.runs)
    return replace(paragraph, runs=shrunk, leading=leading)


def page_height(page: Page) -> Length:
    """The height of all that stands on a page, with room for any face that may serve."""
    return Length(sum(_block_height(block, page.text_width) for block in page.blocks))


def _block_height(block: Block, width: Length) -> Length:
    if isinstance(block, Table):
        return Length(sum(row_heights(block)))
    return drawn_height((block,), width, roomy_width)


def row_heights(table: Table) -> tuple[Length, ...]:
    """The height of each row: as stated, or higher where its content asks for it."""
    heights = [row.height for row in table.rows]
    for placed in sorted(table.placed(), key=lambda placed: placed.cell.rowspan):
        last = placed.row + placed.cell.rowspan
        lacking = _cell_height(placed.cell, table.inner_width(placed)) - sum(heights[placed.row : last])
        heights[last - 1] += max(ZERO, lacking)
    return tuple(heights)


def _cell_height(cell: Cell, width: Length) -> Length:
    return cell.padding.top + drawn_height(cell.content, width, roomy_width) + cell.padding.bottom


def _holds(page: Page) -> bool:
    """Whether all stands on the page, with slack for the line widths that Word adds to row heights."""
    return page_height(page) <= page.text_height - SLACK


def _share(page: Page) -> Page:
    left = page.text_height - SLACK - page_height(page)
    shares = sum(row.grows for block in page.blocks if isinstance(block, Table) for row in block.rows)
    return replace(page, blocks=tuple(_stretch(block, left, shares) for block in page.blocks))


def _stretch(block: Block, left: Length, shares: int) -> Block:
    if not isinstance(block, Table):
        return block
    rows = zip(block.rows, row_heights(block), strict=True)
    return replace(block, rows=tuple(_stretch_row(row, height, left, shares) for row, height in rows))


def _stretch_row(row: Row, height: Length, left: Length, shares: int) -> Row:
    return replace(row, height=height + (left * row.grows // shares if row.grows else 0))


def _too_long(page: Page) -> Iterator[Fault]:
    """A fault for each field that is longer than the longest length at which the page would hold."""
    smallest = list(_steps(page))[-1]
    typed = {run.source: run.text for run in runs(page) if run.source and run.minimum}
    longest = max((len(text) for text in typed.values()), default=0)
    kept = _most(longest, lambda most: _holds(_cut(smallest, most)))
    for source, text in typed.items():
        if len(text) > kept:
            yield _too_long_fault(source, len(text), len(text) - kept)


def _most(longest: int, holds: Callable[[int], bool]) -> int:
    low, high = 0, longest
    if not holds(low):
        raise LayoutError("the blank form does not fit its page")
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _cut(page: Page, most: int) -> Page:
    def cut(run: Run) -> Run:
        return replace(run, text=run.text[:most]) if run.source else run

    return map_paragraphs(page, lambda p: replace(p, runs=tuple(cut(run) for run in p.runs)))


def _too_long_fault(source: Source, length: int, over: int) -> Fault:
    return Fault(
        source.label,
        source.path,
        f"共{length}个字，字号减到最小仍超出版面{over}个字",
        f"请至少删去{over}个字",
        "too_long",
    )
