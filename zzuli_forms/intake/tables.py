"""Tables to facts: one row a unit, headers found by label, every cell's place remembered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl.utils import get_column_letter
from pydantic import BaseModel

from zzuli_forms.errors import Fault, FileError, Remark
from zzuli_forms.intake.columns import Column, columns, matched, plain_header, sample
from zzuli_forms.intake.grids import LONGEST_CELL, Entry, Grid, Line, grids
from zzuli_forms.models.facts import Location, label, path_text
from zzuli_forms.models.messages import words

_HEADER_WITHIN = 50
_FEWEST_HEADERS = 3
_LONGEST_HEADER = 60
_NOT_FACTS = frozenset({"序号", "编号", "问题", "状态", "文件"})
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
        near = [place for known, place in self.places.items() if known.startswith((f"{path}.", f"{path}["))]
        return near[0] if path and near else self.home


@dataclass(frozen=True)
class Table:
    """All units of a file, the row of each sheet's header, and what is to be said about them as a whole."""

    rows: tuple[Row, ...]
    headers: Mapping[str, int]
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class _Header:
    """Where the header stands, how many rows it has, and which column means what."""

    line: Line
    texts: tuple[str, ...]
    depth: int
    meaning: Mapping[int, Column]


def read_table(path: Path, model: type[BaseModel]) -> Table:
    """The units in an .xlsx or .csv file; FileError where there is no header or no unit."""
    known = columns(model)
    readings = [_tables(sheets, model, known) for sheets in grids(path)]
    tables = max(readings, key=lambda found: sum(len(table.rows) for table in found))
    if not tables:
        titles = "、".join(column.header for column in known if column.required)
        raise FileError(f"“{path}”里没有找到表头，应有这些列：{titles}；可用 zzuli-forms new 生成一份")
    whole = _without_sample(_joined(tables), known)
    if not whole.rows:
        raise FileError(f"“{path}”里除了表头没有内容，请每个单位填一行")
    return whole


def _joined(tables: Sequence[Table]) -> Table:
    return Table(
        tuple(row for table in tables for row in table.rows),
        {sheet: row for table in tables for sheet, row in table.headers.items()},
        tuple(fault for table in tables for fault in table.faults),
        tuple(remark for table in tables for remark in table.remarks),
    )


def _without_sample(table: Table, known: Sequence[Column]) -> Table:
    """An untouched sample row is left out, unless it is the only one."""
    example = _facts({path: Entry(text) for path, text in sample(known).items()})
    others = tuple(row for row in table.rows if row.facts != example)
    if not others or len(others) == len(table.rows):
        return table
    place = next(row.home for row in table.rows if row.facts == example)
    note = Remark("样例行", "", "没有改动过，已跳过", "不需要时可以删去", "sample_row", str(place))
    return replace(table, rows=others, remarks=(*table.remarks, note))


def _tables(sheets: Mapping[str, Grid], model: type[BaseModel], known: Sequence[Column]) -> list[Table]:
    headers = {name: _header(grid, known) for name, grid in sheets.items()}
    return [_table(name, sheets[name], header, model, known) for name, header in headers.items() if header]


def _header(grid: Grid, known: Sequence[Column]) -> _Header | None:
    """The row, or two rows one above the other, whose texts mean the most columns."""
    candidates = [_Header(line, texts, depth, matched(texts, known)) for line, texts, depth in _candidates(grid)]
    best = max(candidates, key=lambda header: len(header.meaning), default=None)
    return best if best and len(best.meaning) >= _FEWEST_HEADERS else None


def _candidates(grid: Grid) -> Iterator[tuple[Line, tuple[str, ...], int]]:
    top = grid[:_HEADER_WITHIN]
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
    body = [line for line in grid if line.number >= header.line.number + header.depth]
    rows = [_row(name, line, header, model) for line in body if _says_something(line, header)]
    missing = [column for column in known if column.required and column not in header.meaning.values()]
    where = f"“{name}”第{header.line.number}行"
    unknown = _unknown_headers(header)
    faults = (*_missing_columns(missing, unknown, where), *_repeated_columns(header, where))
    headers = {name: header.line.number + header.depth - 1}
    return Table(tuple(rows), headers, faults, tuple(_extra_columns(unknown, where)))


def _says_something(line: Line, header: _Header) -> bool:
    texts = {position: entry for position, entry in enumerate(line.entries) if position in header.meaning}
    filled = {position for position, entry in texts.items() if entry.text.strip() or entry.damage}
    again = all(plain_header(texts[p].text) == plain_header(header.texts[p]) for p in filled)
    return bool(filled) and not again


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
    return [text for text in dict.fromkeys(texts) if text and plain_header(text) not in _NOT_FACTS]


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
        if same and column.person == ():
            letters = "、".join(f"{get_column_letter(p + 1)}列" for p in (own, *same))
            message = words("repeated_column", {"header": column.header, "columns": letters})
            yield Fault(column.header, path_text(column.path), *message, "repeated_column", where)


def _means(column: Column, text: str) -> bool:
    return bool(text.strip()) and column.is_meant_by(plain_header(text))


def _extra_columns(unknown: Sequence[str], where: str) -> Iterator[Remark]:
    if unknown:
        named = "、".join(f"“{text}”" for text in unknown)
        message = f"{named}不是要填的列，没有读取"
        yield Remark("表头", "", message, "若是要填的内容，请照样例改表头", "extra_column", where)
