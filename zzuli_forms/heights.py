"""How high what stands on a page may get, with room for any face that may serve."""

from __future__ import annotations

from functools import lru_cache

from zzuli_forms.lines import needed_height
from zzuli_forms.page import Block, Cell, Page, Table
from zzuli_forms.units import Length, mm

SLACK = mm(3)
"""What a page leaves for the line widths that Word adds to row heights."""


def page_height(page: Page) -> Length:
    """The height of all that stands on a page, with room for any face that may serve."""
    return Length(sum(_block_height(block, page.text_width) for block in page.blocks))


def _block_height(block: Block, width: Length) -> Length:
    if isinstance(block, Table):
        return Length(sum(row_heights(block)))
    return needed_height((block,), width)


@lru_cache(maxsize=256)
def row_heights(table: Table) -> tuple[Length, ...]:
    """The height of each row: as stated, or higher where its content and the line under it ask for that."""
    heights, line = [int(row.height) for row in table.rows], int(table.border.inner)
    for placed in sorted(table.placed(), key=lambda placed: placed.cell.rowspan):
        last = placed.row + placed.cell.rowspan
        content = int(_cell_height(placed.cell, table.inner_width(placed))) + line
        heights[last - 1] += max(0, content - sum(heights[placed.row : last]))
    return tuple(map(Length, heights))


@lru_cache(maxsize=4_096)
def _cell_height(cell: Cell, width: Length) -> Length:
    return Length(int(cell.padding.top) + int(needed_height(cell.content, width)) + int(cell.padding.bottom))


def holds(page: Page) -> bool:
    """Whether all stands on the page, with slack for the line widths that Word adds to row heights."""
    return page_height(page) <= page.text_height - SLACK
