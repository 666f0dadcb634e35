"""Workbooks and CSV files read into grids of text, with the damage a spreadsheet did to values."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl.utils.escape import unescape

from zzuli_forms.errors import FileError
from zzuli_forms.files import disk, xlsx
from zzuli_forms.files.kinds import TABLES, WORKBOOKS, unread
from zzuli_forms.readers.text.facts_file import decoded

MOST_ROWS, LONGEST_CELL = 2_000, 5_000
_DELIMITERS = ",\t;"


@dataclass(frozen=True, slots=True)
class Entry:
    """The text of a cell; `damage` is the code of the message on the damage a spreadsheet did to it, '' for none."""

    text: str
    damage: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that is not empty: its number as the spreadsheet shows it, its cells from the first column on."""

    number: int
    entries: tuple[Entry, ...]

    @property
    def filled(self) -> set[int]:
        """Return the positions, from 0, of cells with text or damage."""
        return {position for position, entry in enumerate(self.entries) if entry.text.strip() or entry.damage}


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """A sheet: its rows, the cells merged downwards (column, first row, last row), its visibility."""

    lines: tuple[SheetRow, ...]
    merged: tuple[tuple[int, int, int], ...] = ()
    shown: bool = True


Sheets: TypeAlias = Mapping[str, SheetGrid]


def grids(path: Path) -> list[Sheets]:
    """Read the sheets of a file, name → grid; a CSV file once with each delimiter that fits.

    Raises FileError for a file that is no table, cannot be read, is harmful or too large.
    """
    kind = path.suffix.lower()
    if kind in WORKBOOKS:
        return [_of_workbook(xlsx.read(path), path)]
    if kind == ".csv":
        return _of_csv(decoded(disk.read(path, xlsx.LARGEST), path), path)
    raise FileError(unread(path, TABLES))


def _of_workbook(data: bytes, path: Path) -> Sheets:
    with (
        xlsx.opened(data, path, streamed=True) as values,
        xlsx.opened(data, path, streamed=True, formulas=True) as formulas,
    ):
        return {
            sheet.title: SheetGrid(
                _bounded(_lines(sheet, formulas[sheet.title]), path),
                tuple(xlsx.merged_down(sheet)),
                sheet.sheet_state == "visible",
            )
            for sheet in values.worksheets
        }


def _lines(values: Any, formulas: Any) -> Iterator[SheetRow]:
    for sheet in (values, formulas):
        sheet.reset_dimensions()
    rows = zip(values.iter_rows(max_col=xlsx.MOST_COLUMNS), formulas.iter_rows(max_col=xlsx.MOST_COLUMNS), strict=True)
    gap: object = None
    for number, (shown, written) in enumerate(rows, 1):
        if written is gap:
            continue
        filled = max((n for n, cell in enumerate(written, 1) if cell.value is not None), default=0)
        gap = None if filled else written
        if filled:
            yield SheetRow(number, tuple(map(_entry, shown[:filled], written[:filled])))


def _entry(shown: Any, written: Any) -> Entry:
    value = shown.value
    if value is None:
        return Entry("", "sheet_formula" if written.value is not None and shown.data_type == "n" else "")
    if shown.data_type == "e":
        return Entry(str(value), "sheet_error")
    if isinstance(value, bool):
        return Entry(str(value).upper())
    if isinstance(value, int | float):
        return Entry(str(int(value)) if value == value // 1 else repr(value))
    if not isinstance(value, str):
        return Entry(str(value).removesuffix(" 00:00:00"), "sheet_date")
    return _text(_whole(unescape(value)))


def _whole(text: str) -> str:
    """Return the text with surrogate pairs joined, lone surrogates replaced by U+FFFD, which no face carries."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _text(text: str) -> Entry:
    return Entry(text, "sheet_too_long" if len(text) > LONGEST_CELL else "")


def _bounded(lines: Iterator[SheetRow], path: Path) -> tuple[SheetRow, ...]:
    rows: list[SheetRow] = []
    for line in lines:
        if len(rows) == MOST_ROWS:
            raise FileError(f"“{path}”的行数太多（超过{MOST_ROWS}行），请分成几个文件")
        rows.append(line)
    return tuple(rows)


def _of_csv(text: str, path: Path) -> list[Sheets]:
    tried = [_reading(text, delimiter, path) for delimiter in _DELIMITERS]
    readings = [reading for reading in tried if not isinstance(reading, FileError)]
    faults = [reading for reading in tried if isinstance(reading, FileError)]
    if faults and not any(_has_columns(reading) for reading in readings):
        raise faults[0]
    return readings


def _has_columns(reading: Sheets) -> bool:
    return any(len(line.entries) > 2 for grid in reading.values() for line in grid.lines)


def _reading(text: str, delimiter: str, path: Path) -> Sheets | FileError:
    try:
        return {path.stem: SheetGrid(_bounded(_csv_lines(text, delimiter, path), path))}
    except FileError as error:
        return error


def _csv_lines(text: str, delimiter: str, path: Path) -> Iterator[SheetRow]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileError(f"“{path}”第{number}行{_csv_fault(error)}") from error
        if any(field.strip() for field in fields):
            if len(fields) > xlsx.MOST_COLUMNS:
                raise FileError(f"“{path}”第{number}行超过{xlsx.MOST_COLUMNS}列，请核对分隔符和引号")
            yield SheetRow(number, _trimmed([_text(_unquoted(field)) for field in fields]))


def _csv_fault(error: csv.Error) -> str:
    if "field larger" in str(error):
        return "有一格太长，请核对这一行和上面各行的英文引号是否成对"
    return "的引号不成对，请检查这一行和上一行的英文引号"


def _trimmed(entries: list[Entry]) -> tuple[Entry, ...]:
    filled = max(number for number, entry in enumerate(entries, 1) if entry.text.strip())
    return tuple(entries[:filled])


def _unquoted(field: str) -> str:
    """Return a CSV field without the guard of ="0371…" or '0371…, which keeps it from being read as a number."""
    guarded = re.fullmatch(r"""="([^"]*)"|'([0-9+(].*)""", field.strip())
    return (guarded[1] or guarded[2] or "") if guarded else field
