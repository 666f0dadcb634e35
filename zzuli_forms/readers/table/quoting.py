"""Cells quoted in remarks: every cell by its address and the beginning of its text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from zzuli_forms.models.messages import masked
from zzuli_forms.readers.table.grids import CellText, SheetRow

_MOST, _LONGEST = 50, 30
"""The most cells, and characters of each, that a remark quotes."""


class QuotedCell(NamedTuple):
    """A cell of a sheet: its row, from 1, its position, from 0, and its entry."""

    row: int
    position: int
    entry: CellText

    @property
    def address(self) -> str:
        """Return the address as spreadsheets write it: F7."""
        return f"{get_column_letter(self.position + 1)}{self.row}"


def cells_of(lines: Iterable[SheetRow]) -> list[QuotedCell]:
    """Return the cells that state something, row by row."""
    return [
        QuotedCell(line.number, position, line.entries[position]) for line in lines for position in sorted(line.filled)
    ]


def quoted(cells: Sequence[QuotedCell]) -> str:
    """Return the cells as O2“略”、P2“……”; of many the first, and the area in which all lie."""
    texts = "、".join(f"{cell.address}“{quotation(cell.entry.text)}”" for cell in cells[:_MOST])
    return texts if len(cells) <= _MOST else f"{texts}等{len(cells)}格，都在 {_area(cells)}"


def quotation(text: str) -> str:
    """Return the beginning of a cell's text on one line, long numbers masked."""
    text = " ".join(text.split()) or "公式"
    return masked(f"{text[:_LONGEST]}……" if len(text) > _LONGEST else text)


def _area(cells: Sequence[QuotedCell]) -> str:
    rows, columns = [cell.row for cell in cells], [cell.position + 1 for cell in cells]
    first, last = get_column_letter(min(columns)), get_column_letter(max(columns))
    return f"{first}{min(rows)}:{last}{max(rows)}"
