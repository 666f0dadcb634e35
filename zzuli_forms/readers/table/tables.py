"""Tables to facts: one row per unit, headers matched by label, the cell of every value kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from zzuli_forms.errors import Fault, FileError
from zzuli_forms.files.commands import running
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.flat import unflatten
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.readers.table.columns import Column, columns, sample
from zzuli_forms.readers.table.grids import SheetGrid, Sheets, grids
from zzuli_forms.readers.table.headers import Header, find_header, header_faults
from zzuli_forms.readers.table.lines import lines_around
from zzuli_forms.readers.table.looks import appearance
from zzuli_forms.readers.table.rows import UnitRow, Whole, read_row, says_something, with_merged
from zzuli_forms.readers.table.suspicions import kept_samples, swapped_columns, untouched_sample
from zzuli_forms.readers.table.unread import unread, unread_sheets

M = TypeVar("M", bound=Facts)


@dataclass(frozen=True)
class Sheet:
    """A sheet with units: the last row of its header, the faults of its header, and its grid."""

    header: int
    faults: tuple[Fault, ...]
    grid: SheetGrid

    @property
    def width(self) -> int:
        """Return the number of the last column with a value, from the header down."""
        return max(len(line.entries) for line in self.grid.lines if line.number >= self.header)

    @property
    def last(self) -> int:
        """Return the number of the last row with a value."""
        return self.grid.lines[-1].number


@dataclass(frozen=True)
class UnitTable(Generic[M]):
    """The units of a file or folder, the sheets of a table by name, and the remarks on what was not read."""

    rows: tuple[UnitRow[M], ...]
    sheets: Mapping[str, Sheet]
    remarks: tuple[Fault, ...] = ()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return the faults of the headers of all sheets."""
        return tuple(fault for sheet in self.sheets.values() for fault in sheet.faults)


def read_table(path: Path, model: type[M], area: str = LOCAL_AREA, edition: str | None = None) -> UnitTable[M]:
    """Read the units in a workbook or .csv file. Raises FileError as `grids`, and where there is no header or no unit.

    A CSV file is read with the delimiter under which its header matches the most columns.
    """
    fields = columns(model)
    readings = [(sheets, _headers(sheets, fields)) for sheets in grids(path)]
    sheets, headers = max(readings, key=lambda reading: sum(len(h.meaning) for h in reading[1].values()))
    if not headers:
        titles = "、".join(column.header for column in fields if column.required)
        raise FileError(f"“{path}”里没有找到表头，应有这些列：{titles}；可用 {running('new')} 生成一份")
    whole = Whole(model, area, edition)
    tables = [_table(name, sheets[name], header, whole, fields) for name, header in headers.items()]
    table = _without_sample(_joined(tables, tuple(unread_sheets(sheets, headers, fields))), fields, edition)
    if not table.rows:
        raise FileError(f"“{path}”里除了表头没有内容，请每个单位填一行")
    return _with_samples_told(table, fields)


def _headers(sheets: Sheets, fields: Sequence[Column]) -> dict[str, Header]:
    headers = {name: find_header(grid, fields) for name, grid in sheets.items() if grid.shown}
    return {name: header for name, header in headers.items() if header}


def _joined(tables: Sequence[UnitTable[M]], unread: tuple[Fault, ...]) -> UnitTable[M]:
    return UnitTable(
        tuple(row for table in tables for row in table.rows),
        {name: sheet for table in tables for name, sheet in table.sheets.items()},
        (*(remark for table in tables for remark in table.remarks), *unread),
    )


def _without_sample(table: UnitTable[M], fields: Sequence[Column], edition: str | None) -> UnitTable[M]:
    """Return the table without an untouched sample row, with a remark, unless it has no other rows."""
    example = sample(fields)
    stated = unflatten(example) | ({"edition": edition} if edition else {})
    others = tuple(row for row in table.rows if row.stated != stated)
    if not others or len(others) == len(table.rows):
        return table
    note = untouched_sample(next(row for row in table.rows if row.stated == stated), example)
    return replace(table, rows=others, remarks=(*table.remarks, note))


def _with_samples_told(table: UnitTable[M], fields: Sequence[Column]) -> UnitTable[M]:
    return replace(table, remarks=(*table.remarks, *kept_samples(table.rows, sample(fields))))


def _table(name: str, grid: SheetGrid, header: Header, whole: Whole[M], fields: Sequence[Column]) -> UnitTable[M]:
    body = with_merged([line for line in grid.lines if line.number > header.last], grid)
    around, where = lines_around(body, header), f"“{name}”第{header.line.number}行"
    units = [line for line in body if line.number not in around and says_something(line, header)]
    amiss = (*header_faults(header, fields, where), *swapped_columns(units, header, where))
    under = replace(whole, amiss=amiss)
    rows = [read_row(name, line, header, under) for line in units]
    remarks = (*unread(name, grid, header, around), *appearance(name, grid, header, units))
    return UnitTable(tuple(rows), {name: Sheet(header.last, amiss, grid)}, remarks)
