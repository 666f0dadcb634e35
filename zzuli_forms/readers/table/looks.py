"""Remarks on what a sheet shows otherwise than it states: hidden rows and columns, text struck out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openpyxl.utils import get_column_letter

from zzuli_forms.errors import Remark
from zzuli_forms.readers.table.grids import SheetGrid, SheetRow
from zzuli_forms.readers.table.headers import MARKS, Header
from zzuli_forms.readers.table.quoting import QuotedCell, cells_of, quotation, quoted
from zzuli_forms.readers.table.rows import CellPlace
from zzuli_forms.readers.table.template import SAMPLE_NOTE

_MOST = 20
"""The most rows or columns that a remark names one by one."""


def appearance(name: str, grid: SheetGrid, header: Header, units: Sequence[SheetRow]) -> tuple[Remark, ...]:
    """Return the remarks on hidden rows and columns and struck text, which are read, and on notes, which are not."""
    hidden = (*_hidden_rows(name, grid, header, units), *_hidden_columns(name, grid, header, units))
    return (*hidden, *_struck(name, units), *_notes(name, grid, header), *_floating(name, grid))


def _hidden_rows(name: str, grid: SheetGrid, header: Header, units: Sequence[SheetRow]) -> Iterator[Remark]:
    hidden = [line for line in units if line.number in grid.hidden_rows]
    if hidden:
        firsts = [next(cell for cell in cells_of([line]) if cell.position in header.meaning) for line in hidden]
        message = f"是隐藏的或筛掉的，照样读取了：{quoted(firsts)}"
        numbers = "、".join(str(line.number) for line in hidden[:_MOST])
        place = f"“{name}”第{numbers}{'等' if len(hidden) > _MOST else ''}行"
        yield Remark("行", "", message, "若不报送，请删去这几行", "hidden_row", place)


def _hidden_columns(name: str, grid: SheetGrid, header: Header, units: Sequence[SheetRow]) -> Iterator[Remark]:
    hidden = {p for p in header.meaning if p + 1 in grid.hidden_columns}
    read = {p for line in units if hidden for p in line.filled & hidden}
    if read:
        columns = "、".join(f"{get_column_letter(p + 1)}列“{header.texts[p].strip()}”" for p in sorted(read)[:_MOST])
        message = f"{columns}是隐藏的，照样读取了"
        place = f"“{name}”第{header.line.number}行"
        yield Remark("列", "", message, "若不报送，请删去其中的内容", "hidden_column", place)


def _struck(name: str, units: Sequence[SheetRow]) -> Iterator[Remark]:
    """Yield a remark on each row in which text is struck out: a whole cell is read, a part of one is not."""
    for line in units:
        cells = [cell for cell in cells_of([line]) if cell.entry.struck]
        if cells:
            message = "；".join([*_whole(cells, line), *_in_part(cells)])
            place = CellPlace(name, line.number, cells[0].position + 1)
            yield Remark("删除线", "", message, "请核对，不要的请删去", "struck", place)


def _whole(cells: Sequence[QuotedCell], line: SheetRow) -> Iterator[str]:
    whole = [cell for cell in cells if cell.entry.struck == cell.entry.text]
    if whole:
        row = len(whole) == len(line.filled)
        yield f"{'整行' if row else ''}划了删除线，照样读取了：{quoted(whole[:1] if row else whole)}"


def _in_part(cells: Sequence[QuotedCell]) -> Iterator[str]:
    for cell in cells:
        if cell.entry.struck != cell.entry.text:
            yield f"{cell.address}划去的“{quotation(cell.entry.struck)}”没有读取"


def _notes(name: str, grid: SheetGrid, header: Header) -> Iterator[Remark]:
    """Yield a remark on the notes of a sheet, without those that an earlier run, or the template, has hung there."""
    marks = "\n".join(_marks(grid, header))
    notes = [
        (address, text) for address, text in grid.notes if text.strip() != SAMPLE_NOTE and not _is_among(text, marks)
    ]
    if notes:
        texts = "、".join(f"{address}“{quotation(text)}”" for address, text in notes[:_MOST])
        more = f"等{len(notes)}条" if len(notes) > _MOST else ""
        message = f"批注没有读取：{texts}{more}"
        yield Remark("批注", "", message, "若是要填的内容，请写进格里", "note", f"“{name}”!{notes[0][0]}")


def _floating(name: str, grid: SheetGrid) -> Iterator[Remark]:
    """Yield a remark on what floats over the cells of a sheet: text boxes, pictures, charts."""
    if grid.floating:
        texts = "、".join(f"{address}“{quotation(text)}”" for address, text in grid.floating[:_MOST])
        more = f"等{len(grid.floating)}个" if len(grid.floating) > _MOST else ""
        message = f"浮在格上的没有读取：{texts}{more}"
        yield Remark("图形", "", message, "若是要填的内容，请写进格里", "floating", f"“{name}”!{grid.floating[0][0]}")


def _marks(grid: SheetGrid, header: Header) -> Iterator[str]:
    """Yield the sentences that an earlier run has written beside the rows."""
    columns = {position for position, text in enumerate(header.texts) if text.strip() == MARKS}
    for line in grid.lines if columns else ():
        yield from (line.entries[position].text for position in columns & line.filled)


def _is_among(text: str, marks: str) -> bool:
    return all(sentence.strip() in marks for sentence in text.splitlines())
