"""Rows to facts: the value of each cell, its place, and the damage a spreadsheet did to it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeAlias, TypeVar

from openpyxl.utils import get_column_letter
from pydantic import BaseModel

from zzuli_forms.document.paths import is_covered, is_within
from zzuli_forms.errors import Fault
from zzuli_forms.models.checking import Checked, check
from zzuli_forms.models.editions import in_edition
from zzuli_forms.models.facts import Facts, Location, label, path_text
from zzuli_forms.models.flat import unflatten
from zzuli_forms.models.messages import words
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.readers.table.columns import plain_header
from zzuli_forms.readers.table.grids import LONGEST_CELL, CellText, SheetGrid, SheetRow
from zzuli_forms.readers.table.headers import Header

F = TypeVar("F", bound=Fault)
M = TypeVar("M", bound=Facts)
Cells: TypeAlias = Mapping[Location, CellText]


class CellPlace(str):
    """A cell of the clerk's file as faults name it, “各单位”!F7: its sheet, its row and its column, from 1."""

    __slots__ = ("column", "row", "sheet")
    sheet: str
    row: int
    column: int

    def __new__(cls, sheet: str, row: int, column: int) -> CellPlace:
        """Return the place of a cell."""
        place = super().__new__(cls, f"“{sheet}”!{get_column_letter(column)}{row}")
        place.sheet, place.row, place.column = sheet, row, column
        return place

    def __getnewargs__(self) -> tuple[str, int, int]:  # type: ignore[override]
        return self.sheet, self.row, self.column

    @property
    def address(self) -> str:
        """Return the cell's address as spreadsheets write it: F7."""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True)
class UnitRow(Generic[M]):
    """A unit: the facts as stated, the facts as checked, with sample values where they are faulty, and all faults, each
    at its cell.

    `home` is where it stands: its first cell, or a file. `amiss` are the faults of the header above it.
    """

    home: str
    stated: Mapping[str, Any] = field(repr=False)
    places: Mapping[str, str]
    checked: Checked[M]
    faults: tuple[Fault, ...]
    amiss: tuple[Fault, ...] = ()

    @property
    def facts(self) -> M:
        """Return the facts as checked, with sample values where they are faulty."""
        return self.checked.facts

    @property
    def unsound(self) -> frozenset[str]:
        """Return the paths of faulty fields, whose values in `facts` may be samples: nothing may rest on them."""
        return self.checked.faulty | {fault.path for fault in (*self.amiss, *self.faults)}

    def placed(self, faults: Iterable[F]) -> tuple[F, ...]:
        """Return faults of this unit, each with the cell in which it stands."""
        return tuple(replace(fault, cell=self._place(fault.path)) for fault in faults)

    def news(self, faults: Iterable[F]) -> tuple[F, ...]:
        """Return those faults at whose field, or below it, none has been told yet, each with its cell."""
        paths, columns = [fault.path for fault in (*self.faults, *self.amiss)], [fault.path for fault in self.amiss]
        return self.placed(
            fault
            for fault in faults
            if not (is_covered(fault.path, columns) or any(is_covered(path, (fault.path,)) for path in paths))
        )

    def _place(self, path: str) -> str:
        """Return the cell of a field path, else the first one below it or in its group, else `home`."""
        if path in self.places:
            return self.places[path]
        group = path.rpartition(".")[0]
        near = [place for field, place in self.places.items() if path and is_within(field, path)]
        beside = [place for field, place in self.places.items() if group and is_within(field, group)]
        return next(iter(near or beside), self.home)


@dataclass(frozen=True)
class Whole(Generic[M]):
    """What holds for every unit of a sheet or folder: the model, the area code, the edition if one is given, and the
    faults of the header.
    """

    model: type[M]
    area: str = LOCAL_AREA
    edition: str | None = None
    amiss: tuple[Fault, ...] = ()


def unit_row(
    home: str, stated: Mapping[str, Any], places: Mapping[str, str], damage: Iterable[Fault], whole: Whole[M]
) -> UnitRow[M]:
    """Check the facts of a unit, and return them with all faults at their cells: first of values that are damaged, then
    of those that are wrong; none that a fault of the header explains.
    """
    stated = in_edition(whole.model, stated, whole.edition)
    checked = check(whole.model, stated, whole.area)
    row = UnitRow(home, stated, places, checked, (), whole.amiss)
    row = replace(row, faults=row.placed(damage))
    return replace(row, faults=(*row.faults, *row.news(checked.faults)))


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


def _with_entry(line: SheetRow, column: int, entry: CellText) -> SheetRow:
    padded = [*line.entries, *[CellText("")] * (column - len(line.entries))]
    if not padded[column - 1].text:
        padded[column - 1] = entry
    return SheetRow(line.number, tuple(padded))


def says_something(line: SheetRow, header: Header) -> bool:
    """Return whether a row has a value in a column that is read, and does not repeat the header."""
    filled = header.meaning.keys() & line.filled
    return bool(filled) and not _is_header_again(line, header, filled)


def _is_header_again(line: SheetRow, header: Header, filled: Collection[int]) -> bool:
    return all(plain_header(line.entries[p].text) == plain_header(header.texts[p]) for p in filled)


def read_row(sheet: str, line: SheetRow, header: Header, whole: Whole[M]) -> UnitRow[M]:
    """Read the facts of a row; people left empty are dropped and the others renumbered."""
    entries = {c.path: line.entries[p] if p < len(line.entries) else CellText("") for p, c in header.meaning.items()}
    moved = _filled(entries)
    positions = {column.path: position for position, column in header.meaning.items()}
    places = {path_text(new): CellPlace(sheet, line.number, positions[old] + 1) for old, new in moved.items()}
    cells = {new: entries[old] for old, new in moved.items()}
    home = CellPlace(sheet, line.number, min(header.meaning) + 1)
    return unit_row(home, facts_in(cells), places, _damages(cells, whole.model), whole)


def _filled(entries: Cells) -> dict[Location, Location]:
    """Map each path in the row to its path in the facts, where people left empty have no index."""
    people = {path[:-1] for path in entries if isinstance(path[-2:][0], int)}
    present = {path[:-1] for path, entry in entries.items() if not entry.is_blank}
    members = sorted(people & present, key=str) or sorted(people, key=str)[:1]
    places = {group: (*group[:-1], index) for index, group in enumerate(members)}
    places.update({path[:-1]: path[:-1] for path in entries if path[:-1] not in people})
    return {path: (*places[path[:-1]], path[-1]) for path in entries if path[:-1] in places}


def facts_in(cells: Cells) -> dict[str, Any]:
    """Return cells by path as nested facts, without empty and damaged ones; the groups of those are there."""
    stated = {path: cell.text for path, cell in cells.items() if not (cell.is_blank or cell.damage)}
    return unflatten(stated, [path[:-1] for path in cells])


def _damages(cells: Cells, model: type[BaseModel]) -> Iterator[Fault]:
    for path, entry in cells.items():
        if entry.damage:
            stated = {"shown": entry.text[:20], "actual": len(entry.text), "most": LONGEST_CELL}
            yield Fault(label(model, *path), path_text(path), *words(entry.damage, stated), entry.damage)
