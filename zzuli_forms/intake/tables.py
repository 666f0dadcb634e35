"""Tables to facts: one row a unit, headers found by label, every cell's place remembered."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl.utils import get_column_letter
from pydantic import BaseModel

from zzuli_forms.errors import Fault, FileError, Remark
from zzuli_forms.intake.columns import Column, columns, matched, plain_header, sample
from zzuli_forms.intake.grids import LONGEST_CELL, Entry, Grid, Line, Sheets, grids
from zzuli_forms.models.facts import Location, label, path_text
from zzuli_forms.models.messages import words

_HEADER_WITHIN = 50
_FEWEST_HEADERS = 3
_LONGEST_HEADER = 500
_MOST_IN_A_TITLE = 5
_NUMBERS = frozenset({"序号", "编号"})
MARKS = "问题（系统标注）"
"""The header of the column we put beside a clerk's own."""
PROBLEM_SHEET = "问题清单"
OUR_SHEETS = frozenset({"填写说明", PROBLEM_SHEET})
Cells: TypeAlias = Mapping[Location, Entry]


@dataclass(frozen=True)
class Place:
    """A cell of the clerk's file: sheet, row from 1, column from 1."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"“{self.sheet}”!{self.address}"

    @property
    def address(self) -> str:
        """The cell as spreadsheets name it: F7."""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True)
class Row:
    """One unit: what it states, where each value stands, and which values the spreadsheet spoilt."""

    home: Place
    facts: Mapping[str, Any]
    places: Mapping[str, Place]
    faults: tuple[Fault, ...]

    def place(self, path: str) -> Place:
        """The cell of a field path, or of what is nearest to it."""
        if path in self.places:
            return self.places[path]
        group = path.rpartition(".")[0]
        near = [place for known, place in self.places.items() if path and _is_within(known, path)]
        beside = [place for known, place in self.places.items() if group and _is_within(known, group)]
        return next(iter(near or beside), self.home)


def _is_within(path: str, group: str) -> bool:
    return path.startswith((f"{group}.", f"{group}["))


@dataclass(frozen=True)
class Sheet:
    """A sheet with units: the row of its header, what is wrong with that, and all it says."""

    header: int
    faults: tuple[Fault, ...]
    grid: Grid

    @property
    def width(self) -> int:
        """The last column in which anything stands, from the header on down."""
        return max(len(line.entries) for line in self.grid.lines if line.number >= self.header)

    @property
    def last(self) -> int:
        """The last row in which anything stands."""
        return self.grid.lines[-1].number


@dataclass(frozen=True)
class Table:
    """All units of a file, its sheets by name, and what is to be said of what was not read."""

    rows: tuple[Row, ...]
    sheets: Mapping[str, Sheet]
    remarks: tuple[Remark, ...] = ()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the headers."""
        return tuple(fault for sheet in self.sheets.values() for fault in sheet.faults)


@dataclass(frozen=True)
class _Header:
    """Where the header stands, how many rows it has, and which column means what."""

    line: Line
    texts: tuple[str, ...]
    depth: int
    meaning: Mapping[int, Column]

    @property
    def last(self) -> int:
        return self.line.number + self.depth - 1


def read_table(path: Path, model: type[BaseModel]) -> Table:
    """The units in an .xlsx or .csv file; FileError where there is no header or no unit."""
    known = columns(model)
    readings = [(sheets, _headers(sheets, known)) for sheets in grids(path)]
    sheets, headers = max(readings, key=lambda reading: sum(len(h.meaning) for h in reading[1].values()))
    if not headers:
        titles = "、".join(column.header for column in known if column.required)
        raise FileError(f"“{path}”里没有找到表头，应有这些列：{titles}；可用 zzuli-forms new 生成一份")
    tables = [_table(name, sheets[name], header, model, known) for name, header in headers.items()]
    whole = _without_sample(_joined(tables, tuple(_unread_sheets(sheets, headers, known))), known)
    if not whole.rows:
        raise FileError(f"“{path}”里除了表头没有内容，请每个单位填一行")
    return whole


def _headers(sheets: Sheets, known: Sequence[Column]) -> dict[str, _Header]:
    found = {name: _header(grid, known) for name, grid in sheets.items() if grid.shown}
    return {name: header for name, header in found.items() if header}


def _joined(tables: Sequence[Table], unread: tuple[Remark, ...]) -> Table:
    return Table(
        tuple(row for table in tables for row in table.rows),
        {name: sheet for table in tables for name, sheet in table.sheets.items()},
        (*(remark for table in tables for remark in table.remarks), *unread),
    )


def _unread_sheets(sheets: Sheets, headers: Mapping[str, _Header], known: Sequence[Column]) -> Iterator[Remark]:
    for name, grid in sheets.items():
        if grid.shown and grid.lines and name not in headers and name not in OUR_SHEETS:
            yield Remark(
                "工作表", "", "没有找到表头，没有读取", "若有单位填在里面，请照样例加上表头", "no_header", f"“{name}”"
            )
        if not grid.shown and _header(grid, known):
            yield Remark("工作表", "", "是隐藏的，没有读取", "若要读取，请取消隐藏", "hidden_sheet", f"“{name}”")


def _without_sample(table: Table, known: Sequence[Column]) -> Table:
    """An untouched sample row is left out, unless it is the only one."""
    example = _facts({path: Entry(text) for path, text in sample(known).items()})
    others = tuple(row for row in table.rows if row.facts != example)
    if not others or len(others) == len(table.rows):
        return table
    place = next(row.home for row in table.rows if row.facts == example)
    note = Remark("样例行", "", "没有改动过，已跳过", "不需要时可以删去", "sample_row", str(place))
    return replace(table, rows=others, remarks=(*table.remarks, note))


def _header(grid: Grid, known: Sequence[Column]) -> _Header | None:
    """The row, or two rows one above the other, whose texts mean the most columns."""
    candidates = [_Header(line, texts, depth, matched(texts, known)) for line, texts, depth in _candidates(grid)]
    best = max(candidates, key=lambda header: len(header.meaning), default=None)
    return best if best and len(best.meaning) >= _FEWEST_HEADERS else None


def _candidates(grid: Grid) -> Iterator[tuple[Line, tuple[str, ...], int]]:
    top = grid.lines[:_HEADER_WITHIN]
    yield from ((line, _header_texts(line), 1) for line in top)
    for upper, lower in pairwise(top):
        if lower.number == upper.number + 1:
            yield upper, _two_storeys(_header_texts(upper), _header_texts(lower)), 2


def _header_texts(line: Line) -> tuple[str, ...]:
    return tuple(entry.text if len(entry.text) <= _LONGEST_HEADER else "" for entry in line.entries)


def _two_storeys(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """负责人 over 姓名 and 电话 is 负责人姓名, 负责人电话; a merged upper cell holds until the next."""
    joined: list[str] = []
    group = ""
    for position in range(max(len(upper), len(lower))):
        above = upper[position] if position < len(upper) else ""
        below = lower[position] if position < len(lower) else ""
        group = above or group
        joined.append(f"{group}{below}" if below else above)
    return tuple(joined)


def _table(name: str, grid: Grid, header: _Header, model: type[BaseModel], known: Sequence[Column]) -> Table:
    body = _with_merged([line for line in grid.lines if line.number > header.last], grid)
    rows = [_row(name, line, header, model) for line in body if _says_something(line, header)]
    missing = [column for column in known if column.required and column not in header.meaning.values()]
    where = f"“{name}”第{header.line.number}行"
    unknown = _unknown_headers(header)
    faults = (*_missing_columns(missing, unknown, where), *_repeated_columns(header, where))
    notes = (*_extra_columns(unknown, where), *_unheaded(name, body, header), *_unread_rows(name, grid, body, header))
    return Table(tuple(rows), {name: Sheet(header.last, faults, grid)}, notes)


def _with_merged(body: Sequence[Line], grid: Grid) -> list[Line]:
    """The rows with what is merged downwards said in every row it covers."""
    numbers = [line.number for line in body]
    lines = list(body)
    for column, first, last in grid.merged:
        start, end = bisect_left(numbers, first), bisect_right(numbers, last)
        if start < end and numbers[start] == first and column <= len(lines[start].entries):
            entry = lines[start].entries[column - 1]
            for index in range(start + 1, end):
                lines[index] = _with_entry(lines[index], column, entry)
    return lines


def _with_entry(line: Line, column: int, entry: Entry) -> Line:
    padded = [*line.entries, *[Entry("")] * (column - len(line.entries))]
    if not padded[column - 1].text:
        padded[column - 1] = entry
    return Line(line.number, tuple(padded))


def _says_something(line: Line, header: _Header) -> bool:
    filled = header.meaning.keys() & _filled_positions(line)
    return bool(filled) and not _is_header_again(line, header, filled)


def _is_header_again(line: Line, header: _Header, filled: Collection[int]) -> bool:
    return all(plain_header(line.entries[p].text) == plain_header(header.texts[p]) for p in filled)


def _row(sheet: str, line: Line, header: _Header, model: type[BaseModel]) -> Row:
    entries = {c.path: line.entries[p] if p < len(line.entries) else Entry("") for p, c in header.meaning.items()}
    moved = _filled(entries)
    positions = {column.path: position for position, column in header.meaning.items()}
    places = {path_text(new): Place(sheet, line.number, positions[old] + 1) for old, new in moved.items()}
    cells = {new: entries[old] for old, new in moved.items()}
    home = Place(sheet, line.number, min(header.meaning) + 1)
    return Row(home, _facts(cells), places, tuple(_damages(cells, model)))


def _filled(entries: Cells) -> dict[Location, Location]:
    """Paths as they stand in the row → as they stand in the facts, where an empty person has no place."""
    people = {path[:-1] for path in entries if isinstance(path[-2:][0], int)}
    present = {path[:-1] for path, entry in entries.items() if entry.text.strip() or entry.damage}
    kept = sorted(people & present, key=str) or sorted(people, key=str)[:1]
    places = {group: (*group[:-1], index) for index, group in enumerate(kept)}
    places.update({path[:-1]: path[:-1] for path in entries if path[:-1] not in people})
    return {path: (*places[path[:-1]], path[-1]) for path in entries if path[:-1] in places}


def _facts(cells: Cells) -> dict[str, Any]:
    facts: dict[Any, Any] = {}
    for path, entry in cells.items():
        group = facts
        for step in path[:-1]:
            group = group.setdefault(step, {})
        if entry.text.strip() and not entry.damage:
            group[path[-1]] = entry.text
    return {str(name): _as_list(value) for name, value in facts.items()}


def _as_list(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if all(isinstance(key, int) for key in value) and value:
        return [value[index] for index in sorted(value)]
    return {key: _as_list(item) for key, item in value.items()}


def _damages(cells: Cells, model: type[BaseModel]) -> Iterator[Fault]:
    for path, entry in cells.items():
        if entry.damage:
            stated = {"shown": entry.text[:20], "actual": len(entry.text), "most": LONGEST_CELL}
            yield Fault(label(model, *path), path_text(path), *words(entry.damage, stated), entry.damage)


def _unknown_headers(header: _Header) -> list[str]:
    texts = [text.strip() for position, text in enumerate(header.texts) if position not in header.meaning]
    return [text for text in dict.fromkeys(texts) if text and plain_header(text) not in _NUMBERS and text != MARKS]


def _missing_columns(missing: Sequence[Column], unknown: Sequence[str], where: str) -> Iterator[Fault]:
    for column in missing:
        near = get_close_matches(column.header, unknown, n=1, cutoff=0.5)
        remedy = f"是否就是“{near[0]}”？若是，请改表头" if near else "请补上这一列"
        message = words("missing_column", {"header": column.header, "remedy": remedy})
        yield Fault(column.header, path_text(column.path), *message, "missing_column", where)


def _repeated_columns(header: _Header, where: str) -> Iterator[Fault]:
    for column in header.meaning.values():
        same = [p for p, text in enumerate(header.texts) if p not in header.meaning and _means(column, text)]
        own = next(p for p, c in header.meaning.items() if c is column)
        if same:
            letters = "、".join(f"{get_column_letter(p + 1)}列" for p in (own, *same))
            message = words("repeated_column", {"header": column.header, "columns": letters})
            yield Fault(column.header, path_text(column.path), *message, "repeated_column", where)


def _means(column: Column, text: str) -> bool:
    return bool(text.strip()) and column.is_named(plain_header(text))


def _extra_columns(unknown: Sequence[str], where: str) -> Iterator[Remark]:
    if unknown:
        named = "、".join(f"“{text[:30]}”" for text in unknown)
        message = f"{named}不是要填的列，没有读取"
        yield Remark("表头", "", message, "若是要填的内容，请照样例改表头", "extra_column", where)


def _unheaded(name: str, body: Sequence[Line], header: _Header) -> Iterator[Remark]:
    """Columns without a header in which something stands."""
    headed = {position for position, text in enumerate(header.texts) if text.strip()}
    found = {p: line.number for line in reversed(body) for p, e in enumerate(line.entries) if e.text.strip()}
    for position in sorted(set(found) - headed):
        place = str(Place(name, found[position], position + 1))
        yield Remark(
            "表头", "", "这一列有内容，没有表头，没有读取", "请补上表头，或删去这一列", "no_column_header", place
        )


def _unread_rows(name: str, grid: Grid, body: Sequence[Line], header: _Header) -> Iterator[Remark]:
    """Rows that look like units and were passed over: above the header, or filled only where nothing is read."""
    above = [line.number for line in grid.lines if line.number < header.line.number and _looks_like_a_unit(line)]
    if above:
        place = f"“{name}”第{'、'.join(map(str, above))}行"
        yield Remark("行", "", "在表头上面，没有读取", "若是要报的单位，请移到表头下面", "row_above", place)
    filled = {line.number: _filled_positions(line) for line in body}
    beside = [number for number, positions in filled.items() if positions and not header.meaning.keys() & positions]
    if beside:
        place = f"“{name}”第{'、'.join(map(str, beside[:20]))}行"
        yield Remark("行", "", "要填的各列都空着，没有读取", "若是要报的单位，请补填", "row_beside", place)


def _looks_like_a_unit(line: Line) -> bool:
    return len(_filled_positions(line)) > _MOST_IN_A_TITLE


def _filled_positions(line: Line) -> set[int]:
    return {position for position, entry in enumerate(line.entries) if entry.text.strip() or entry.damage}
