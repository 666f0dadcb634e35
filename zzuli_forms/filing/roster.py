"""The units of one file, each held against the models and the rules, and the folder each will have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from zzuli_forms.errors import Fault, Remark
from zzuli_forms.files import disk
from zzuli_forms.filing.options import Options
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.filing.paper_folder import read_folder
from zzuli_forms.forms.register import PACKET
from zzuli_forms.forms.rules import Leaves, remarks_across, sound_leaves
from zzuli_forms.models.texts import LONGEST_UNIT
from zzuli_forms.readers.table.records import Records, read_records
from zzuli_forms.readers.table.rows import CellPlace, UnitRow, Whole
from zzuli_forms.readers.table.tables import UnitTable, read_table

Source: TypeAlias = str | Path | Records


@dataclass(frozen=True)
class Unit:
    """A unit as it is read: its row, the folder it will have, told apart from every other unit's, and the remarks."""

    row: UnitRow[FilingPacket]
    name: str
    folder: str
    remarks: tuple[Remark, ...]

    @property
    def packet(self) -> FilingPacket:
        """Return the packet its facts make, with sample values where they are faulty."""
        return self.row.facts

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return all faults of its facts, each with the cell it stands in."""
        return self.row.faults


@dataclass(frozen=True)
class Roster:
    """All units of a file, and the faults and remarks that concern the file as a whole."""

    units: tuple[Unit, ...]
    table: UnitTable[FilingPacket]


def roster(source: Source, reserved: Collection[str], options: Options) -> Roster:
    """Return the units in an .xlsx or .csv file, in the filled forms of a folder, or in records, all in one edition if
    one is given; no unit's folder is named as a `reserved` file, the results of a batch.

    Raises FileError where the file is none, is harmful, or holds no units.
    """
    table = _table(source, reserved, options)
    names = [_name(number, row) for number, row in enumerate(table.rows, 1)]
    folders = _folders(names, reserved)
    units = [_unit(*each, options) for each in zip(table.rows, names, folders, strict=True)]
    return Roster(tuple(_with_remarks_across(units)), table)


def _table(source: Source, reserved: Collection[str], options: Options) -> UnitTable[FilingPacket]:
    if not isinstance(source, str | Path):
        return read_records(source, Whole(FilingPacket, options.area, options.edition))
    path = Path(source)
    if disk.is_folder(path):
        return read_folder(path, options.area, options.edition, reserved)
    return read_table(path, FilingPacket, options.area, options.edition)


def _name(number: int, row: UnitRow[FilingPacket]) -> str:
    """Return what a unit is called: its name, as far as a form could print it."""
    unit, home = row.stated.get("unit"), row.home
    number = home.row if isinstance(home, CellPlace) else number
    return (unit.strip()[:LONGEST_UNIT] if isinstance(unit, str) else "") or f"第{number}行"


def _folders(names: Sequence[str], reserved: Iterable[str]) -> Iterator[str]:
    """Yield a folder name for each unit: mended for the disk, a second of one name marked （2）."""
    taken = {disk.alike(name) for name in reserved}
    for name in names:
        mended = disk.file_name(name)
        number, folder = 1, mended
        while disk.alike(folder) in taken:
            number += 1
            folder = f"{mended}（{number}）"
        taken.add(disk.alike(folder))
        yield folder


def _unit(row: UnitRow[FilingPacket], name: str, folder: str, options: Options) -> Unit:
    remarks = (*row.checked.remarks, *PACKET.remarks(row.facts, options.terms, row.unsound))
    return Unit(row, name, folder, row.placed(remarks))


def _with_remarks_across(units: Sequence[Unit]) -> Iterator[Unit]:
    stated = [_sound(unit) for unit in units]
    places = [f"“{unit.name}”（{unit.row.home}）" for unit in units]
    shared = remarks_across(stated, places)
    for index, unit in enumerate(units):
        yield replace(unit, remarks=(*unit.remarks, *unit.row.placed(shared.get(index, ()))))


def _sound(unit: Unit) -> Leaves:
    return sound_leaves(unit.packet, unit.row.unsound)
