"""How high what stands on a page may get, with room for any face that may serve."""

from __future__ import annotations

from zzuli_forms.document.frozen import once
from zzuli_forms.document.nodes import Block, Cell, Page, Table, inner_width
from zzuli_forms.document.units import Length, mm
from zzuli_forms.typeset.linebreak import needed_height

SLACK = mm(3)
"""What a page leaves for the line widths that Word adds to row heights."""


@once
def page_height(page: Page) -> Length:
    """The height of all that stands on a page, with room for any face that may serve."""
    width = page.text_width
    return Length(sum([_block_height(block, width) for block in page.blocks]))


def _block_height(block: Block, width: Length) -> int:
    return sum(row_heights(block)) if isinstance(block, Table) else needed_height(block, width)


@once
def row_heights(table: Table) -> tuple[Length, ...]:
    """The height of each row: as stated, or higher where its content and the line under it ask for that."""
    heights, line = [int(row.height) for row in table.rows], int(table.border.inner)
    grid, cells = table.grid(), table.cells
    for index in grid.lowest_first:
        row, end = grid.rows[index], grid.ends[index]
        content = _cell_height(cells[index], grid.widths[index])
        heights[end - 1] += max(0, content + line - sum(heights[row:end]))
    return tuple(map(Length, heights))


@once
def _cell_height(cell: Cell, width: Length) -> int:
    inner = inner_width(cell, width)
    return sum([needed_height(item, inner) for item in cell.content])


def holds(page: Page) -> bool:
    """Whether all stands on the page, with slack for the line widths that Word adds to row heights."""
    return spare(page) >= 0


def spare(page: Page) -> Length:
    """What a page leaves below all that stands on it and the slack; less than nothing where it does not hold."""
    return page.text_height - SLACK - page_height(page)
