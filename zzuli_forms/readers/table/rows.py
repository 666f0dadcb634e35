"""Rows to facts: the value of each cell, its place, and the damage a spreadsheet did to it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from openpyxl.utils import get_column_letter
from pydantic import BaseModel

from zzuli_forms.document.paths import is_within
from zzuli_forms.errors import Fault
from zzuli_forms.models.facts import Location, label, path_text
from zzuli_forms.models.messages import words
from zzuli_forms.readers.table.columns import plain_header
from zzuli_forms.readers.table.grids import LONGEST_CELL, Entry, SheetGrid, SheetRow
from zzuli_forms.readers.table.headers import Header

Cells: TypeAlias = Mapping[Location, Entry]


@dataclass(frozen=True)
class CellPlace:
    """A cell of the clerk's file: sheet, row from 1, column from 1."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"“{self.sheet}”!{self.address}"

    @property
    def address(self) -> str:
        """Return the cell's address as spreadsheets write it: F7."""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True)
class UnitRow:
    """A unit: its facts, the cell of each field path, and the faults of values the spreadsheet damaged.

    `home` is its first cell.
    """

    home: CellPlace
    facts: Mapping[str, Any] = field(repr=False)
    places: Mapping[str, CellPlace]
    faults: tuple[Fault, ...]

    def place(self, path: str) -> CellPlace:
        """Return the cell of a field path, else the first one below it or in its group, else `home`."""
        if path in self.places:
            return self.places[path]
        group = path.rpartition(".")[0]
        near = [place for known, place in self.places.items() if path and is_within(known, path)]
        beside = [place for known, place in self.places.items() if group and is_within(known, group)]
        return next(iter(near or beside), self.home)


def with_merged(body: Sequence[SheetRow], grid: SheetGrid) -> list[SheetRow]:
    """Return the rows with the value of each cell merged downwards repeated in all rows it spans."""
    numbers = [line.number for line in body]
    lines = list(body)
    for column, first, last in grid.merged:
        start, end = bisect_left(numbers, first), bisect_right(numbers, last)
        if start < end and numbers[start] == first and column <= len(lines[start].entries):
            entry = lines[start].entries[column - 1]
            for index in range(start + 1, end):
                lines[index] = _with_entry(lines[index], column, entry)
    return lines


def _with_entry(line: SheetRow, column: int, entry: Entry) -> SheetRow:
    padded = [*line.entries, *[Entry("")] * (column - len(line.entries))]
    if not padded[column - 1].text:
        padded[column - 1] = entry
    return SheetRow(line.number, tuple(padded))


def says_something(line: SheetRow, header: Header) -> bool:
    """Return whether a row has a value in a column that is read, and does not repeat the header."""
    filled = header.meaning.keys() & line.filled
    return bool(filled) and not _is_header_again(line, header, filled)


def _is_header_again(line: SheetRow, header: Header, filled: Collection[int]) -> bool:
    return all(plain_header(line.entries[p].text) == plain_header(header.texts[p]) for p in filled)


def read_row(sheet: str, line: SheetRow, header: Header, model: type[BaseModel]) -> UnitRow:
    """Read the facts of a row; people left empty are dropped and the others renumbered."""
    entries = {c.path: line.entries[p] if p < len(line.entries) else Entry("") for p, c in header.meaning.items()}
    moved = _filled(entries)
    positions = {column.path: position for position, column in header.meaning.items()}
    places = {path_text(new): CellPlace(sheet, line.number, positions[old] + 1) for old, new in moved.items()}
    cells = {new: entries[old] for old, new in moved.items()}
    home = CellPlace(sheet, line.number, min(header.meaning) + 1)
    return UnitRow(home, facts_in(cells), places, tuple(_damages(cells, model)))


def _filled(entries: Cells) -> dict[Location, Location]:
    """Map each path in the row to its path in the facts, where people left empty have no index."""
    people = {path[:-1] for path in entries if isinstance(path[-2:][0], int)}
    present = {path[:-1] for path, entry in entries.items() if entry.text.strip() or entry.damage}
    kept = sorted(people & present, key=str) or sorted(people, key=str)[:1]
    places = {group: (*group[:-1], index) for index, group in enumerate(kept)}
    places.update({path[:-1]: path[:-1] for path in entries if path[:-1] not in people})
    return {path: (*places[path[:-1]], path[-1]) for path in entries if path[:-1] in places}


def facts_in(cells: Cells) -> dict[str, Any]:
    """Return cells by path as nested facts, without empty and damaged ones, and texts where others lie below."""
    facts: dict[Any, Any] = {}
    for path, entry in cells.items():
        group = facts
        for step in path[:-1]:
            group = _below(group, step)
        if entry.text.strip() and not entry.damage and not isinstance(group.get(path[-1]), dict):
            group[path[-1]] = entry.text
    return {str(name): _as_list(value) for name, value in facts.items()}


def _below(group: dict[Any, Any], step: int | str) -> dict[Any, Any]:
    if not isinstance(group.get(step), dict):
        group[step] = {}
    below: dict[Any, Any] = group[step]
    return below


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
