"""Workbooks and CSV files read into grids of text, with the damage a spreadsheet did to values."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from openpyxl.utils.escape import unescape

from zzuli_forms.errors import DamagedError, FileError
from zzuli_forms.files import disk, sheet_xml, xlsx
from zzuli_forms.files.kinds import TABLES, WORKBOOKS, unread
from zzuli_forms.readers.text.facts_file import decoded

MOST_ROWS, LONGEST_CELL = 2_000, 5_000
_DELIMITERS = ",\t;"
_LONGEST_MARK = 8
_NOTHING = re.compile(r"[（(]?(?:[无空]|没有|暂无|不适用|[nN]/?[aA]|[-/\\＼／－–—―─]+)[)）]?[。.]?")
_DITTO = re.compile("[（(]?(?:同[上前左](?:一?[行格列])?|[与和]上(?:一?行)?相?同|如上|[〃″＂〞”\"']{1,4})[)）]?[。.]?")
_PICTURE = re.compile(r"=\s*(?:_xlfn\.)?(?:DISPIMG|IMAGE)\(", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\$\{[^}]*\}|^\s*(?:«[^«»]*»|<<[^<>]*>>)\s*$", re.DOTALL)


def states_nothing(text: str) -> bool:
    """Return whether a text is empty, or a mark with which clerks fill a cell they do not use: /, 无, —."""
    return not text.strip() or _is_mark(text, _NOTHING)


def is_ditto(text: str) -> bool:
    """Return whether a text says nothing but that it is the same as the one above."""
    return _is_mark(text, _DITTO)


def _is_mark(text: str, mark: re.Pattern[str]) -> bool:
    bare = "".join(text.split()) if len(text) <= 2 * _LONGEST_MARK else ""
    return 0 < len(bare) <= _LONGEST_MARK and mark.fullmatch(bare) is not None


@dataclass(frozen=True, slots=True)
class CellText:
    """The text of a cell; `damage` is the code of the message on the damage a spreadsheet did to it, '' for none;
    `struck` is what is struck out, the whole text or what stood beside it.
    """

    text: str
    damage: str = ""
    struck: str = ""

    @property
    def is_blank(self) -> bool:
        """Return whether nothing is stated: no text, or one of the marks with which clerks fill a cell not used."""
        return not self.damage and states_nothing(self.text)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that is not empty: its number as the spreadsheet shows it, its cells from the first column on."""

    number: int
    entries: tuple[CellText, ...]

    @property
    def filled(self) -> set[int]:
        """Return the positions, from 0, of cells that state something."""
        return {position for position, entry in enumerate(self.entries) if not entry.is_blank}


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """A sheet: its rows, the cells merged downwards (column, first row, last row), its visibility, and that of its rows
    and columns, by number; its notes and what floats over its cells (address, text).
    """

    lines: tuple[SheetRow, ...]
    merged: tuple[tuple[int, int, int], ...] = ()
    shown: bool = True
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    notes: tuple[tuple[str, str], ...] = ()
    floating: tuple[tuple[str, str], ...] = ()


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
    """Read the sheets of a workbook, of a plain copy where what lies beside its cells keeps it from being read."""
    marked = xlsx.with_struck_text_marked(data, path)
    try:
        return _sheets(marked, path)
    except DamagedError:
        return _sheets(xlsx.plain(marked, path), path)


def _sheets(data: bytes, path: Path) -> Sheets:
    with (
        xlsx.opened(data, path, streamed=True) as values,
        xlsx.opened(data, path, streamed=True, formulas=True) as formulas,
    ):
        struck = xlsx.struck_styles(values)
        return {sheet.title: _grid(sheet, formulas[sheet.title], struck, path) for sheet in values.worksheets}


def _grid(sheet: Any, formulas: Any, struck: frozenset[int], path: Path) -> SheetGrid:
    source = xlsx.source(sheet)
    lines = _bounded(_lines(sheet, formulas, _Looks(struck, frozenset(sheet_xml.pictured(source)))), path)
    return SheetGrid(
        lines,
        tuple(sheet_xml.merged_down(source)),
        sheet.sheet_state == "visible",
        frozenset(sheet_xml.hidden_rows(source)),
        frozenset(sheet_xml.hidden_columns(source, xlsx.MOST_COLUMNS)),
        tuple(xlsx.notes(sheet)),
        tuple(xlsx.floating(sheet)),
    )


class _Looks(NamedTuple):
    """The numbers of the styles that strike text out, and the row and column of cells with a picture."""

    struck: frozenset[int]
    pictured: frozenset[tuple[int, int]]


def _lines(values: Any, formulas: Any, looks: _Looks) -> Iterator[SheetRow]:
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
            yield SheetRow(number, tuple(_entry(*pair, looks) for pair in zip(shown[:filled], written, strict=False)))


def _entry(shown: Any, written: Any, looks: _Looks) -> CellText:
    value = shown.value
    if looks.pictured and value is not None and (shown.row, shown.column) in looks.pictured:
        return CellText("图片", "sheet_picture")
    entry = _stated(value, shown, written)
    if looks.struck and value is not None and shown._style_id in looks.struck:
        return replace(entry, struck=entry.text)
    return entry


def _stated(value: Any, shown: Any, written: Any) -> CellText:
    if value is None:
        return _without_value(shown, written)
    if shown.data_type == "e":
        return CellText(str(value), "sheet_error")
    if isinstance(value, bool):
        return CellText(str(value).upper())
    if isinstance(value, int | float):
        return CellText(str(int(value)) if value == value // 1 else repr(value))
    if not isinstance(value, str):
        return CellText(str(value).removesuffix(" 00:00:00"), "sheet_date")
    return _text(_whole(unescape(value)))


def _without_value(shown: Any, written: Any) -> CellText:
    formula = written.value
    if formula is None or shown.data_type != "n":
        return CellText("")
    return CellText("", "sheet_picture" if _PICTURE.match(str(formula)) else "sheet_formula")


def _whole(text: str) -> str:
    """Return the text with surrogate pairs joined, lone surrogates replaced by U+FFFD, which no face carries."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _text(text: str) -> CellText:
    if "\ufdd1" not in text:
        return CellText(text, _damage(text))
    struck, left = "".join(sheet_xml.STRUCK.findall(text)), sheet_xml.STRUCK.sub("", text)
    text = left if left.strip() else struck
    return CellText(text, _damage(text), struck)


def _damage(text: str) -> str:
    if len(text) > LONGEST_CELL:
        return "sheet_too_long"
    if is_ditto(text):
        return "sheet_ditto"
    if text.startswith("=") and _PICTURE.match(text):
        return "sheet_picture"
    return "sheet_template" if any(mark in text for mark in "{«<") and _TEMPLATE.search(text) else ""


def _bounded(lines: Iterator[SheetRow], path: Path) -> tuple[SheetRow, ...]:
    rows: list[SheetRow] = []
    for line in lines:
        if len(rows) == MOST_ROWS:
            raise FileError(f"“{path}”的行数太多（超过{MOST_ROWS}行），请分成几个文件")
        rows.append(line)
    return tuple(rows)


def _of_csv(text: str, path: Path) -> list[Sheets]:
    text = text.lstrip("\ufeff")
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


def _trimmed(entries: list[CellText]) -> tuple[CellText, ...]:
    filled = max(number for number, entry in enumerate(entries, 1) if entry.text.strip())
    return tuple(entries[:filled])


def _unquoted(field: str) -> str:
    """Return a CSV field without the guard of ="0371…" or '0371…, which keeps it from being read as a number."""
    guarded = re.fullmatch(r"""="([^"]*)"|'([0-9+(].*)""", field.strip())
    return (guarded[1] or guarded[2] or "") if guarded else field
