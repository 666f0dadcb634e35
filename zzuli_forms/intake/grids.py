"""Workbooks and CSV files to grids of text, with what the spreadsheet did to a value named."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl.utils.escape import unescape

from zzuli_forms import disk, sheets
from zzuli_forms.errors import FileError
from zzuli_forms.intake import decoded

WORKBOOKS = (".xlsx", ".xlsm")
TABLES = (*WORKBOOKS, ".csv")
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 2_000, 200, 5_000
_DELIMITERS = ",\t;"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a cell says; `damage` is the code of the message about what the spreadsheet made of it."""

    text: str
    damage: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that is not empty: its number as the spreadsheet shows it, its cells from the first column on."""

    number: int
    entries: tuple[Entry, ...]


Grid: TypeAlias = tuple[Line, ...]


def grids(path: Path) -> list[Mapping[str, Grid]]:
    """The sheets of a file, name → rows; for CSV one reading for each delimiter in use.

    Raises FileError for a file that is no table, cannot be read, is harmful or too large.
    """
    kind = path.suffix.lower()
    if kind in WORKBOOKS:
        return [_of_workbook(disk.read(path, sheets.LARGEST), path)]
    if kind == ".csv":
        return _of_csv(decoded(disk.read(path, sheets.LARGEST), path), path)
    raise FileError(f"不认识“{path}”的文件类型，请另存为 {'、'.join(TABLES)} 之一")


def _of_workbook(data: bytes, path: Path) -> dict[str, Grid]:
    with (
        sheets.opened(data, path, streamed=True) as values,
        sheets.opened(data, path, streamed=True, formulas=True) as formulas,
    ):
        return {
            sheet.title: _bounded(_lines(sheet, formulas[sheet.title]), path)
            for sheet in values.worksheets
            if sheet.sheet_state == "visible"
        }


def _lines(values: Any, formulas: Any) -> Iterator[Line]:
    for sheet in (values, formulas):
        sheet.reset_dimensions()
    rows = zip(values.iter_rows(max_col=MOST_COLUMNS), formulas.iter_rows(max_col=MOST_COLUMNS), strict=True)
    gap: object = None
    for number, (shown, written) in enumerate(rows, 1):
        if written is gap:
            continue
        filled = max((n for n, cell in enumerate(written, 1) if cell.value is not None), default=0)
        gap = None if filled else written
        if filled:
            yield Line(number, tuple(map(_entry, shown[:filled], written[:filled])))


def _entry(shown: Any, written: Any) -> Entry:
    value = shown.value
    if value is None:
        return Entry("", "sheet_formula" if written.value is not None else "")
    if shown.data_type == "e":
        return Entry(str(value), "sheet_error")
    if isinstance(value, bool):
        return Entry(str(value).upper())
    if isinstance(value, int | float):
        return Entry(str(int(value)) if value == value // 1 else repr(value))
    if not isinstance(value, str):
        return Entry(str(value).removesuffix(" 00:00:00"), "sheet_date")
    return _text(unescape(value))


def _text(text: str) -> Entry:
    return Entry(text, "sheet_too_long" if len(text) > LONGEST_CELL else "")


def _bounded(lines: Iterator[Line], path: Path) -> Grid:
    kept: list[Line] = []
    for line in lines:
        if len(kept) == MOST_ROWS:
            raise FileError(f"“{path}”的行数太多（超过{MOST_ROWS}行），请分成几个文件")
        kept.append(line)
    return tuple(kept)


def _of_csv(text: str, path: Path) -> list[Mapping[str, Grid]]:
    tried = [_reading(text, delimiter, path) for delimiter in _DELIMITERS]
    readings = [reading for reading in tried if not isinstance(reading, FileError)]
    if not readings:
        raise next(reading for reading in tried if isinstance(reading, FileError))
    return readings


def _reading(text: str, delimiter: str, path: Path) -> Mapping[str, Grid] | FileError:
    try:
        return {path.stem: _bounded(_csv_lines(text, delimiter, path), path)}
    except FileError as error:
        return error


def _csv_lines(text: str, delimiter: str, path: Path) -> Iterator[Line]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileError(f"“{path}”第{number}行的引号不成对，请检查这一行和上一行的英文引号") from error
        if any(field.strip() for field in fields):
            yield Line(number, tuple(_text(_unquoted(field)) for field in fields[:MOST_COLUMNS]))


def _unquoted(field: str) -> str:
    """What ="0371…" and '0371… keep from being read as a number."""
    guarded = re.fullmatch(r"""="([^"]*)"|'([0-9+(].*)""", field.strip())
    return (guarded[1] or guarded[2] or "") if guarded else field
