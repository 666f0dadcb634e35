"""The greatest heights of rows and pages, over the faces that may serve."""

from __future__ import annotations

from zzuli_forms.document.frozen import once
from zzuli_forms.document.nodes import Block, Cell, Page, Table, inner_width
from zzuli_forms.document.units import Length, mm
from zzuli_forms.typeset.linebreak import needed_height

SLACK = mm(3)
"""The height a page keeps free for the line widths that Word adds to row heights."""


def page_height(page: Page) -> Length:
    """Return the greatest height of the blocks of a page, over the faces that may serve."""
    width = page.text_width
    return Length(sum([_block_height(block, width) for block in page.blocks]))


def _block_height(block: Block, width: Length) -> int:
    return sum(row_heights(block)) if isinstance(block, Table) else needed_height(block, width)


@once
def row_heights(table: Table) -> tuple[Length, ...]:
    """Return the height of each row: as stated, or more where its cells' content and the line below need it."""
    heights, line = [int(row.height) for row in table.rows], int(table.border.inner)
    grid, cells = table.grid(), table.cells
    for index in grid.lowest_first:
        row, end = grid.rows[index], grid.ends[index]
        content = _cell_height(cells[index], grid.widths[index])
        heights[end - 1] += max(0, content + line - sum(heights[row:end]))
    return tuple(map(Length, heights))


def _cell_height(cell: Cell, width: Length) -> int:
    inner = inner_width(cell, width)
    return sum([needed_height(item, inner) for item in cell.content])


def holds(page: Page) -> bool:
    """Return whether the page holds its blocks, with slack for the line widths that Word adds to row heights."""
    return spare(page) >= 0


def spare(page: Page) -> Length:
    """Return the height a page has left below its blocks and the slack; negative where it does not hold them."""
    return page.text_height - SLACK - page_height(page)
