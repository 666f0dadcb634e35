"""Remarks on the sheets, columns and rows from which nothing was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from zzuli_forms.errors import Remark
from zzuli_forms.readers.table.columns import Column
from zzuli_forms.readers.table.grids import SheetGrid, SheetRow, Sheets
from zzuli_forms.readers.table.headers import Header, find_header, unknown_headers
from zzuli_forms.readers.table.rows import CellPlace

PROBLEM_SHEET = "问题清单"
_OURS = frozenset({"填写说明", PROBLEM_SHEET})
_MOST_IN_A_TITLE = 5


def unread_sheets(sheets: Sheets, headers: Mapping[str, Header], fields: Sequence[Column]) -> Iterator[Remark]:
    """Yield a remark on each visible sheet without a header and each hidden one with a header."""
    for name, grid in sheets.items():
        if grid.shown and grid.lines and name not in headers and name not in _OURS:
            yield Remark(
                "工作表", "", "没有找到表头，没有读取", "若有单位填在里面，请照样例加上表头", "no_header", f"“{name}”"
            )
        if not grid.shown and find_header(grid, fields):
            yield Remark("工作表", "", "是隐藏的，没有读取", "若要读取，请取消隐藏", "hidden_sheet", f"“{name}”")


def unread(name: str, grid: SheetGrid, body: Sequence[SheetRow], header: Header) -> tuple[Remark, ...]:
    """Return the remarks on columns and rows of a sheet from which nothing was read."""
    where = f"“{name}”第{header.line.number}行"
    columns = (*_extra_columns(unknown_headers(header), where), *_unheaded(name, body, header))
    return (*columns, *_unread_rows(name, grid, body, header))


def _extra_columns(unknown: Sequence[str], where: str) -> Iterator[Remark]:
    if unknown:
        named = "、".join(f"“{text[:30]}”" for text in unknown)
        message = f"{named}不是要填的列，没有读取"
        yield Remark("表头", "", message, "若是要填的内容，请照样例改表头", "extra_column", where)


def _unheaded(name: str, body: Sequence[SheetRow], header: Header) -> Iterator[Remark]:
    """Yield a remark on each column that has values but no header."""
    headed = {position for position, text in enumerate(header.texts) if text.strip()}
    filled = {p: line.number for line in reversed(body) for p, e in enumerate(line.entries) if e.text.strip()}
    for position in sorted(set(filled) - headed):
        place = str(CellPlace(name, filled[position], position + 1))
        yield Remark(
            "表头", "", "这一列有内容，没有表头，没有读取", "请补上表头，或删去这一列", "no_column_header", place
        )


def _unread_rows(name: str, grid: SheetGrid, body: Sequence[SheetRow], header: Header) -> Iterator[Remark]:
    """Yield remarks on rows like units that were not read: above the header, or filled only in unread columns."""
    above = [line.number for line in grid.lines if line.number < header.line.number and _looks_like_a_unit(line)]
    if above:
        place = f"“{name}”第{'、'.join(map(str, above))}行"
        yield Remark("行", "", "在表头上面，没有读取", "若是要报的单位，请移到表头下面", "row_above", place)
    filled = {line.number: line.filled for line in body}
    beside = [number for number, positions in filled.items() if positions and not header.meaning.keys() & positions]
    if beside:
        place = f"“{name}”第{'、'.join(map(str, beside[:20]))}行"
        yield Remark("行", "", "要填的各列都空着，没有读取", "若是要报的单位，请补填", "row_beside", place)


def _looks_like_a_unit(line: SheetRow) -> bool:
    return len(line.filled) > _MOST_IN_A_TITLE
