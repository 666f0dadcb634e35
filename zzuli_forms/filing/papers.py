"""A folder of filled forms as a table: one row a unit, put together from its papers, worked on like a workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zzuli_forms.errors import Fault, FileError, Remark
from zzuli_forms.files import disk
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.forms.register import PACKET
from zzuli_forms.models.facts import label, location, path_text
from zzuli_forms.models.messages import masked
from zzuli_forms.readers.paper import KINDS, Reading, reading
from zzuli_forms.readers.paper.papers import leaves
from zzuli_forms.readers.table.columns import columns
from zzuli_forms.readers.table.grids import Entry, SheetGrid, SheetRow
from zzuli_forms.readers.table.rows import CellPlace, UnitRow, facts_in
from zzuli_forms.readers.table.tables import Sheet, UnitTable

MOST_FILES = 5_000
_FILES = "文件"
_PASSED_OVER = ("~$", ".")
_PACKETS = (*PACKET.papers, PACKET)


@dataclass(frozen=True)
class _Paper:
    """A file's name within the folder, and what it says."""

    name: str
    reading: Reading


@dataclass(frozen=True)
class _Unit:
    """The papers of a unit; `said` gives by field path each text they state, and in which files."""

    papers: Sequence[_Paper]

    @property
    def said(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for paper in self.papers:
            for path, text in leaves(paper.reading.stated):
                said[path][text].append(paper.name)
        return said


def read_folder(folder: Path, area: str) -> UnitTable:
    """Return the units whose letters and forms lie in a folder, or in folders within it, as a table.

    A file that cannot be read, and one of another form, is told and passed over; papers of one unit that disagree make
    it faulty. Raises FileError where there is nothing to read.
    """
    papers, told = _papers(folder, area)
    units: dict[str, list[_Paper]] = defaultdict(list)
    for paper in papers:
        units[_unit_of(paper)].append(paper)
    if not units:
        reason = "".join(f"；{fault.message}" for fault in told[:3])
        raise FileError(f"“{folder}”里没有可读的承诺书或审批表（{'、'.join(KINDS)}）{reason}")
    return _table(folder.resolve().name or _FILES, list(map(_Unit, units.values())), told)


def _unit_of(paper: _Paper) -> str:
    """Return the unit whose paper it is, its own name where it states none."""
    unit = paper.reading.stated.get("unit")
    return unit if isinstance(unit, str) and unit else paper.name


def _table(sheet: str, units: Sequence[_Unit], told: Sequence[Fault]) -> UnitTable:
    known = _columns(units)
    header = SheetRow(1, tuple(map(Entry, (_FILES, *(_label(path) for path in known)))))
    lines = (_line(number, unit, known) for number, unit in enumerate(units, 2))
    rows = tuple(_row(sheet, number, unit, known) for number, unit in enumerate(units, 2))
    noted = (remark for row, unit in zip(rows, units, strict=True) for remark in _remarks(unit, str(row.home)))
    return UnitTable(rows, {sheet: Sheet(1, (), SheetGrid((header, *lines)))}, (*told, *noted))


def _label(path: str) -> str:
    return label(FilingPacket, *location(path))


def _papers(folder: Path, area: str) -> tuple[list[_Paper], list[Fault]]:
    papers, told = list[_Paper](), list[Fault]()
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            found = reading(path, area)
        except FileError as error:
            told.append(Fault(_FILES, "", str(error), "没有读取这个文件", "unread_file", f"“{name}”"))
            continue
        if found.form in _PACKETS:
            papers.append(_Paper(name, found))
        else:
            message = f"是《{found.form.title}》，不是报送材料，没有读取"
            told.append(Remark(_FILES, "", message, "不需要时可以移走", "other_form", f"“{name}”"))
    return papers, told


def _files(folder: Path) -> list[Path]:
    with disk.explained(folder, "读取"):
        found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in KINDS and path.is_file())
    wanted = [path for path in found if not path.name.startswith(_PASSED_OVER)]
    if len(wanted) > MOST_FILES:
        raise FileError(f"“{folder}”里的文件太多（超过{MOST_FILES}个），请分成几个文件夹")
    return wanted


def _columns(units: Iterable[_Unit]) -> list[str]:
    """Return the field paths that any unit states, in the order of the model."""
    stated = {path for unit in units for path in unit.said}
    order = [path_text(column.path) for column in columns(FilingPacket)]
    return [path for path in order if path in stated]


def _row(sheet: str, number: int, unit: _Unit, known: Sequence[str]) -> UnitRow:
    said = unit.said
    cells = {location(path): Entry(next(iter(texts))) for path, texts in said.items()}
    places = {path: CellPlace(sheet, number, column) for column, path in enumerate(known, 2) if path in said}
    return UnitRow(CellPlace(sheet, number, 1), facts_in(cells), places, tuple(_disagreements(unit)))


def _disagreements(unit: _Unit) -> Iterator[Fault]:
    for path, texts in unit.said.items():
        if len(texts) > 1:
            told = "，".join(f"“{files[0]}”里是“{text[:30]}”" for text, files in texts.items())
            place = label(FilingPacket, *location(path))
            yield Fault(
                place, path, masked(f"几份文件写得不一样：{told}"), "请留下正确的一份，移走别的", "unlike_files"
            )


def _line(number: int, unit: _Unit, known: Sequence[str]) -> SheetRow:
    files = "\n".join(paper.name for paper in unit.papers)
    said = unit.said
    texts = (next(iter(said.get(path, [""]))) for path in known)
    return SheetRow(number, tuple(map(Entry, (files, *texts))))


def _remarks(unit: _Unit, cell: str) -> Iterator[Remark]:
    """Yield the remarks of the readings of a unit's papers."""
    for paper in unit.papers:
        for remark in paper.reading.remarks:
            yield replace(remark, message=f"“{paper.name}”{remark.message}", cell=cell)
