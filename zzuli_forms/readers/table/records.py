"""Records of a program to facts: one mapping a unit, nested as facts are, or flat with the headers of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from zzuli_forms.errors import FileError
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.flat import unflatten
from zzuli_forms.models.texts import as_text
from zzuli_forms.readers.table.columns import Column, columns, matched
from zzuli_forms.readers.table.rows import UnitRow, Whole, unit_row
from zzuli_forms.readers.table.tables import UnitTable

M = TypeVar("M", bound=Facts)
Records = Iterable[Mapping[str, object]]


def read_records(records: Records, whole: Whole[M]) -> UnitTable[M]:
    """Return the units of records, each at its number: 第1条. Raises FileError where there are none."""
    fields = columns(whole.model)
    rows = tuple(_row(number, record, fields, whole) for number, record in enumerate(records, 1))
    if not rows:
        raise FileError("没有要做的单位：一条记录也没有，请核对")
    return UnitTable(rows, {})


def _row(number: int, record: Mapping[str, object], fields: tuple[Column, ...], whole: Whole[M]) -> UnitRow[M]:
    nested = any(isinstance(value, Mapping | list | tuple) for value in record.values())
    stated = dict(record) if nested else _nested(record, fields)
    return unit_row(f"第{number}条", stated, {}, (), whole)


def _nested(record: Mapping[str, object], fields: tuple[Column, ...]) -> dict[str, Any]:
    """Return a flat record as facts; what no header names stays as it is, and empty cells are left out."""
    headers = [as_text(key) for key in record]
    meaning = matched(headers, fields)
    cells = {position: value for position, value in enumerate(record.values()) if not _is_empty(value)}
    paths = {position: meaning[position].path if position in meaning else (headers[position],) for position in cells}
    return unflatten({paths[position]: value for position, value in cells.items()})


def _is_empty(value: object) -> bool:
    """Return whether a cell states nothing: None, white space, or a number that is none (NaN, NaT)."""
    return value is None or value != value or (isinstance(value, str) and not value.strip())
