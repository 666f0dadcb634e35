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
from zzuli_forms.lines import lines_needed, needed_height
from zzuli_forms.page import (
    Align,
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
    """The page as laid out, then smaller: first wrapping short values, then running text, to the minimum."""
    wrapping = [p for p, width in _settings(page) if _typed(p) and lines_needed(p, width) > 1]
    short = frozenset(_source(p) for p in wrapping if p.align is not Align.JUSTIFY)
    running = frozenset(_source(p) for p in wrapping) - short
    deepest = max((run.size - run.minimum for run in runs(page) if run.minimum), default=ZERO)
    yield page
    for shrunk in (short, running):
        larger = page
        for down in range(STEP, deepest + 1, STEP):
            page = map_paragraphs(larger, partial(_shrink, wrapping=shrunk, down=down))
            yield page


def _typed(paragraph: Paragraph) -> Run | None:
    """The typed run of a paragraph, if it has one that may step down."""
    return next((run for run in paragraph.runs if run.source and run.minimum), None)


def _source(paragraph: Paragraph) -> Source | None:
    typed = _typed(paragraph)
    return typed.source if typed else None


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


def _shrink(paragraph: Paragraph, wrapping: frozenset[Source | None], down: int) -> Paragraph:
    typed = _typed(paragraph)
    if typed is None or typed.minimum is None or typed.source not in wrapping:
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
    return needed_height((block,), width)


def row_heights(table: Table) -> tuple[Length, ...]:
    """The height of each row: as stated, or higher where its content asks for it."""
    heights = [row.height for row in table.rows]
    for placed in sorted(table.placed(), key=lambda placed: placed.cell.rowspan):
        last = placed.row + placed.cell.rowspan
        lacking = _cell_height(placed.cell, table.inner_width(placed)) - sum(heights[placed.row : last])
        heights[last - 1] += max(ZERO, lacking)
    return tuple(heights)


def _cell_height(cell: Cell, width: Length) -> Length:
    return cell.padding.top + needed_height(cell.content, width) + cell.padding.bottom


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
    """A fault for each field that takes more lines than any may if the page is to hold."""
    smallest = list(_steps(page))[-1]
    typed = [(p, width) for p, width in _settings(smallest) if _typed(p)]
    running = frozenset(_source(p) for p, _ in typed if p.align is Align.JUSTIFY)
    blamed = running if _holds(_in_lines(smallest, 1, running)) else frozenset(_source(p) for p, _ in typed)
    most = max((lines_needed(p, width) for p, width in typed), default=1)
    lines = _most(1, most, lambda n: _holds(_in_lines(smallest, n, blamed)))
    for paragraph, width in typed:
        run = _typed(paragraph)
        if run and run.source in blamed and lines_needed(paragraph, width) > lines:
            kept = len(_text(_in_so_many(paragraph, width, lines)))
            yield _too_long_fault(run, len(run.text) - kept)


def _text(paragraph: Paragraph) -> str:
    run = _typed(paragraph)
    return run.text if run else ""


def _in_lines(page: Page, lines: int, blamed: frozenset[Source | None]) -> Page:
    """The page with each blamed text cut to so many lines."""
    widths = {_source(p): width for p, width in _settings(page)}

    def cut(paragraph: Paragraph) -> Paragraph:
        source = _source(paragraph)
        return _in_so_many(paragraph, widths[source], lines) if source in blamed else paragraph

    return map_paragraphs(page, cut)


def _in_so_many(paragraph: Paragraph, width: Length, lines: int) -> Paragraph:
    """The paragraph with its typed text cut until it takes no more than so many lines."""
    most = _most(0, len(_text(paragraph)), lambda n: lines_needed(_cut(paragraph, n), width) <= lines)
    return _cut(paragraph, most)


def _cut(paragraph: Paragraph, most: int) -> Paragraph:
    cut = (replace(run, text=run.text[:most]) if run.source else run for run in paragraph.runs)
    return replace(paragraph, runs=tuple(cut))


def _most(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The greatest number that holds, from `low` to `high`; LayoutError if not even `low` does."""
    if not holds(low):
        raise LayoutError("the form does not fit its page even with next to nothing typed")
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _too_long_fault(run: Run, over: int) -> Fault:
    assert run.source is not None
    fewer_lines = "，或减少换行" if "\n" in run.text else ""
    return Fault(
        run.source.label,
        run.source.path,
        f"共{len(run.text)}个字，字号减到最小仍超出版面{over}个字",
        f"请至少删去{over}个字{fewer_lines}",
        "too_long",
    )
