"""Remarks on the sheets, columns and rows from which nothing was read: every cell of a sheet is read or told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from zzuli_forms.errors import Remark
from zzuli_forms.readers.table.columns import Column, plain_header
from zzuli_forms.readers.table.grids import SheetGrid, SheetRow, Sheets
from zzuli_forms.readers.table.headers import MARKS, Header, find_header, is_number_column, unknown_headers
from zzuli_forms.readers.table.quoting import QuotedCell, cells_of, quoted
from zzuli_forms.readers.table.rows import CellPlace

PROBLEM_SHEET = "问题清单"
_OURS = frozenset({"填写说明", PROBLEM_SHEET})
_MOST_ROWS = 20
"""The most rows whose numbers a remark lists."""


def unread_sheets(sheets: Sheets, headers: Mapping[str, Header], fields: Sequence[Column]) -> Iterator[Remark]:
    """Yield a remark on each visible sheet without a header and each hidden one with a header."""
    for name, grid in sheets.items():
        if grid.shown and grid.lines and name not in headers and name not in _OURS:
            yield Remark(
                "工作表", "", "没有找到表头，没有读取", "若有单位填在里面，请照样例加上表头", "no_header", f"“{name}”"
            )
        if not grid.shown and find_header(grid, fields):
            yield Remark("工作表", "", "是隐藏的，没有读取", "若要读取，请取消隐藏", "hidden_sheet", f"“{name}”")


def unread(name: str, grid: SheetGrid, header: Header, around: Collection[int]) -> tuple[Remark, ...]:
    """Return the remarks on every cell of a sheet that no unit states; `around` are the rows that are no units."""
    body = [line for line in grid.lines if line.number > header.last]
    cells = [cell for cell in cells_of(body) if cell.row not in around and not _is_ours(cell, header)]
    columns = (*_extra_columns(name, cells, header), *_unheaded(name, cells, header))
    return (*columns, *_unread_rows(name, grid, header, around))


def _is_ours(cell: QuotedCell, header: Header) -> bool:
    """Return whether a cell is read, repeats its header, numbers its row, or was written by an earlier run."""
    if cell.position in header.meaning:
        return True
    text = header.texts[cell.position] if cell.position < len(header.texts) else ""
    if is_number_column(text) and cell.entry.text.strip().rstrip(".、").isdigit():
        return True
    return text.strip() == MARKS or (bool(text) and plain_header(text) == plain_header(cell.entry.text))


def _extra_columns(name: str, cells: Sequence[QuotedCell], header: Header) -> Iterator[Remark]:
    headed = [cell for cell in cells if cell.position < len(header.texts) and header.texts[cell.position].strip()]
    unknown = list(dict.fromkeys([*unknown_headers(header), *(header.texts[cell.position].strip() for cell in headed)]))
    if unknown:
        named = "、".join(f"“{text[:30]}”" for text in unknown)
        stated = f"：{quoted(headed)}" if headed else ""
        message = f"{named}不是要填的列，没有读取{stated}"
        where = f"“{name}”第{header.line.number}行"
        yield Remark("表头", "", message, "若是要填的内容，请照样例改表头", "extra_column", where)


def _unheaded(name: str, cells: Sequence[QuotedCell], header: Header) -> Iterator[Remark]:
    """Yield a remark on each column that has values but no header."""
    headed = {position for position, text in enumerate(header.texts) if text.strip()}
    for position in sorted({cell.position for cell in cells} - headed):
        column = [cell for cell in cells if cell.position == position]
        place = str(CellPlace(name, column[0].row, position + 1))
        message = f"这一列有内容，没有表头，没有读取：{quoted(column)}"
        yield Remark("表头", "", message, "请补上表头，或删去这一列", "no_column_header", place)


def _unread_rows(name: str, grid: SheetGrid, header: Header, around: Collection[int]) -> Iterator[Remark]:
    """Yield remarks on rows that were not read: above the header, around the units, or filled only in unread columns.

    A single cell in a row above the header is a title.
    """
    above = [line for line in grid.lines if line.number < header.line.number and len(line.filled) > 1]
    if above:
        message = f"在表头上面，没有读取：{quoted(cells_of(above))}"
        yield Remark("行", "", message, "若是要报的单位，请移到表头下面", "row_above", _rows(name, above))
    beyond = [line for line in grid.lines if line.number in around]
    if beyond:
        message = f"像是合计、填表人、说明之类，没有当作单位：{quoted(cells_of(beyond))}"
        yield Remark("行", "", message, "若是要报的单位，请照样例填写", "row_around", _rows(name, beyond))
    below = (line for line in grid.lines if line.number > header.last and line.number not in around)
    beside = [line for line in below if line.filled and not header.meaning.keys() & line.filled]
    if beside:
        message = f"要填的各列都空着，没有读取：{quoted(cells_of(beside))}"
        yield Remark("行", "", message, "若是要报的单位，请补填", "row_beside", _rows(name, beside))


def _rows(name: str, lines: Sequence[SheetRow]) -> str:
    numbers = "、".join(str(line.number) for line in lines[:_MOST_ROWS])
    return f"“{name}”第{numbers}{'等' if len(lines) > _MOST_ROWS else ''}行"
