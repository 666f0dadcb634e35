"""The units of one file, each held against the models and the rules, and the folder each will have."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from zzuli_forms.document.paths import is_covered
from zzuli_forms.errors import Fault, Remark
from zzuli_forms.files import disk
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.filing.papers import read_folder
from zzuli_forms.forms.rules import Leaves, Terms, remarks, remarks_across, sound_leaves
from zzuli_forms.models.editions import in_edition
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.models.texts import LONGEST_UNIT
from zzuli_forms.readers.table.rows import UnitRow
from zzuli_forms.readers.table.tables import UnitTable, read_table

F = TypeVar("F", bound=Fault)


@dataclass(frozen=True)
class Unit:
    """Hold one row: the facts, the packet they make (sample values where they are faulty), what is to be said of them.

    `folder` is the name of its folder on disk, told apart from every other unit's.
    """

    row: UnitRow
    name: str
    folder: str
    packet: FilingPacket
    faults: tuple[Fault, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Roster:
    """All units of a file, and the faults and remarks that concern the file as a whole."""

    units: tuple[Unit, ...]
    table: UnitTable


def roster(
    path: Path,
    reserved: Iterable[str],
    area: str = LOCAL_AREA,
    terms: Terms | None = None,
    edition: str | None = None,
) -> Roster:
    """Return the units in an .xlsx or .csv file, or in the filled forms of a folder, all in one edition if one is
    given; no folder is named as a `reserved` one.

    Raises FileError where the file is none, is harmful, or holds no units.
    """
    table = read_folder(path, area) if disk.is_folder(path) else read_table(path, FilingPacket)
    if edition:
        rows = (replace(row, facts=in_edition(FilingPacket, row.facts, edition)) for row in table.rows)
        table = replace(table, rows=tuple(rows))
    names = [_name(row) for row in table.rows]
    folders = _folders(names, reserved)
    units = [_unit(*each, table, area, terms) for each in zip(table.rows, names, folders, strict=True)]
    return Roster(tuple(_with_remarks_across(units)), table)


def _name(row: UnitRow) -> str:
    """Return what a unit is called: its name, as far as a form could print it."""
    unit = row.facts.get("unit")
    return (unit.strip()[:LONGEST_UNIT] if isinstance(unit, str) else "") or f"第{row.home.row}行"


def _folders(names: Sequence[str], reserved: Iterable[str]) -> Iterator[str]:
    """Yield a folder name for each unit: mended for the disk, a second of one name marked （2）."""
    taken = {_alike(name) for name in reserved}
    for name in names:
        mended = disk.file_name(name)
        number, folder = 1, mended
        while _alike(folder) in taken:
            number += 1
            folder = f"{mended}（{number}）"
        taken.add(_alike(folder))
        yield folder


def _alike(name: str) -> str:
    """Return a name so normalized that two which some file system takes for one are equal (NFC, case-folded)."""
    return unicodedata.normalize("NFC", name).casefold()


def _unit(row: UnitRow, name: str, folder: str, table: UnitTable, area: str, terms: Terms | None) -> Unit:
    checked = FilingPacket.check(row.facts, area)
    faults = (*row.faults, *news(checked.faults, row, table))
    spoilt = {fault.path for fault in (*table.sheets[row.home.sheet].faults, *faults)}
    noted = remarks(checked.facts, terms, spoilt)
    return Unit(row, name, folder, checked.facts, placed(faults, row), placed(noted, row))


def news(faults: Iterable[Fault], row: UnitRow, table: UnitTable) -> tuple[Fault, ...]:
    """Return the faults at whose field, or below it, no spoilt cell or missing column has been reported yet."""
    told = [fault.path for fault in (*row.faults, *table.sheets[row.home.sheet].faults)]
    return tuple(fault for fault in faults if not any(is_covered(path, (fault.path,)) for path in told))


def placed(faults: Iterable[F], row: UnitRow) -> tuple[F, ...]:
    """Return the faults, each with the address of the cell it stands in."""
    return tuple(replace(fault, cell=str(row.place(fault.path))) for fault in faults)


def _with_remarks_across(units: Sequence[Unit]) -> Iterator[Unit]:
    stated = [_sound(unit) for unit in units]
    places = [f"“{unit.name}”（{unit.row.home}）" for unit in units]
    found = remarks_across(stated, places)
    for index, unit in enumerate(units):
        yield replace(unit, remarks=(*unit.remarks, *placed(found.get(index, ()), unit.row)))


def _sound(unit: Unit) -> Leaves:
    return sound_leaves(unit.packet, {fault.path for fault in unit.faults})
