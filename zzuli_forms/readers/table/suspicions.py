"""Columns and rows filled otherwise than meant: names and phones in each other's columns, values of the sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zzuli_forms.errors import Fault, Remark
from zzuli_forms.models.facts import Location, path_text
from zzuli_forms.models.flat import flatten
from zzuli_forms.models.messages import words
from zzuli_forms.readers.table.grids import SheetRow
from zzuli_forms.readers.table.headers import Header
from zzuli_forms.readers.table.quoting import quotation
from zzuli_forms.readers.table.rows import CellPlace, UnitRow

_FEWEST_DIGITS = 4
"""The fewest digits of a phone number."""
_PROSE = 20
"""The fewest characters of a text that two units do not write by chance."""


def swapped_columns(units: Sequence[SheetRow], header: Header, where: str) -> Iterator[Fault]:
    """Yield a fault for each person of whom most rows have a number for the name and a name for the phone."""
    positions = {column.path: position for position, column in header.meaning.items()}
    for name, column in header.meaning.items():
        phone = positions.get((*column.person, "phone"))
        if column.begins and phone is not None and _are_swapped(units, name, phone):
            titles = {"name": header.texts[name].strip(), "phone": header.texts[phone].strip()}
            message = words("swapped_columns", titles)
            yield Fault(column.header, path_text(column.person), *message, "swapped_columns", where)


def _are_swapped(units: Sequence[SheetRow], name: int, phone: int) -> bool:
    pairs = [(line.entries[name].text, line.entries[phone].text) for line in units if {name, phone} <= line.filled]
    swapped = [pair for pair in pairs if _digits(pair[0]) >= _FEWEST_DIGITS and not _digits(pair[1])]
    return len(swapped) * 2 > len(pairs)


def _digits(text: str) -> int:
    return sum(map(str.isdecimal, text))


def kept_samples(rows: Sequence[UnitRow[Any]], sample: Mapping[Location, str]) -> Iterator[Remark]:
    """Yield a remark on each row of another unit than the sample's that keeps people or texts of the sample."""
    if not sample:
        return
    own, *others = sample
    for row in rows:
        stated = {path: str(value).strip() for path, value in flatten(row.stated)}
        same = {path for path in others if stated.get(path) == sample[path]}
        kept = [path for path in others if path in same and _says_much(path, same, sample)]
        if kept and own in stated and stated[own] != sample[own]:
            yield _kept(row, kept, sample)


def _says_much(path: Location, same: set[Location], sample: Mapping[Location, str]) -> bool:
    """Return whether a value of the sample is no chance: a long text, or of people who are all the same."""
    if len(path) == 1:
        return len(sample[path]) >= _PROSE
    return same.issuperset(other for other in sample if len(other) > 1)


def _kept(row: UnitRow[Any], kept: Sequence[Location], sample: Mapping[Location, str]) -> Remark:
    message = f"仍是样例里的内容：{_quoted(row, kept, sample)}"
    place = row.places.get(path_text(kept[0]), row.home)
    return Remark("样例", "", message, "请核对是否忘了改", "sample_kept", place)


def untouched_sample(row: UnitRow[Any], sample: Mapping[Location, str]) -> Remark:
    """Return the remark that the sample row was left as it is, and is no unit."""
    message = f"没有改动过，已跳过：{_quoted(row, [*sample], sample)}"
    return Remark("样例行", "", message, "不需要时可以删去", "sample_row", row.home)


def _quoted(row: UnitRow[Any], paths: Sequence[Location], sample: Mapping[Location, str]) -> str:
    cells = [(row.places.get(path_text(path)), quotation(sample[path])) for path in paths]
    return "、".join(f"{place.address}“{text}”" for place, text in cells if isinstance(place, CellPlace))
