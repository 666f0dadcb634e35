"""A folder of filled forms: the units whose papers lie in it, each put together from its papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zzuli_forms.errors import Fault, FileError, Remark
from zzuli_forms.files import disk
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.forms.register import PACKET
from zzuli_forms.models.facts import label, location
from zzuli_forms.models.flat import unflatten
from zzuli_forms.models.messages import masked
from zzuli_forms.readers.paper import KINDS, Reading, reading
from zzuli_forms.readers.paper.papers import leaves
from zzuli_forms.readers.table.rows import UnitRow, Whole, unit_row
from zzuli_forms.readers.table.tables import UnitTable

MOST_FILES = 5_000
_FILES = "文件"
_PASSED_OVER = ("~$", ".")
_PACKETS = (*PACKET.papers, PACKET)


@dataclass(frozen=True)
class _Paper:
    """A file's name within the folder, and what it says."""

    name: str
    reading: Reading

    @property
    def place(self) -> str:
        """Return the file as faults name it."""
        return f"“{self.name}”"


@dataclass(frozen=True)
class _Unit:
    """The papers of a unit; `texts` gives by field path each text they state, and in which files."""

    papers: Sequence[_Paper]

    @property
    def texts(self) -> Mapping[str, Mapping[str, Sequence[_Paper]]]:
        texts: dict[str, dict[str, list[_Paper]]] = defaultdict(lambda: defaultdict(list))
        for paper in self.papers:
            for path, text in leaves(paper.reading.stated):
                texts[path][text].append(paper)
        return texts


def read_folder(folder: Path, area: str, edition: str | None = None) -> UnitTable[FilingPacket]:
    """Return the units whose letters and forms lie in a folder, or in folders within it.

    A file that cannot be read, and one of another form, is told and passed over; papers of one unit that disagree make
    it faulty. Raises FileError where there is nothing to read.
    """
    papers, remarks = _papers(folder, area)
    units: dict[str, list[_Paper]] = defaultdict(list)
    for paper in papers:
        units[_unit_of(paper)].append(paper)
    if not units:
        reason = "".join(f"；{fault.message}" for fault in remarks[:3])
        raise FileError(f"“{folder}”里没有可读的承诺书或审批表（{'、'.join(KINDS)}）{reason}")
    rows = tuple(_row(_Unit(papers), Whole(FilingPacket, area, edition)) for papers in units.values())
    return UnitTable(rows, {}, (*remarks, *(remark for paper in papers for remark in _remarks(paper))))


def _row(unit: _Unit, whole: Whole[FilingPacket]) -> UnitRow[FilingPacket]:
    first = {path: next(iter(texts.items())) for path, texts in unit.texts.items()}
    stated = unflatten({location(path): text for path, (text, _) in first.items()})
    places = {path: papers[0].place for path, (_, papers) in first.items()}
    return unit_row(unit.papers[0].place, stated, places, _disagreements(unit), whole)


def _unit_of(paper: _Paper) -> str:
    """Return the unit whose paper it is, its own name where it states none."""
    unit = paper.reading.stated.get("unit")
    return unit if isinstance(unit, str) and unit else paper.name


def _papers(folder: Path, area: str) -> tuple[list[_Paper], list[Fault]]:
    papers, remarks = list[_Paper](), list[Fault]()
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            paper = _Paper(name, reading(path, area))
        except FileError as error:
            remarks.append(Fault(_FILES, "", str(error), "没有读取这个文件", "unread_file", f"“{name}”"))
            continue
        if paper.reading.form in _PACKETS:
            papers.append(paper)
        else:
            message = f"是《{paper.reading.form.title}》，不是报送材料，没有读取"
            remarks.append(Remark(_FILES, "", message, "不需要时可以移走", "other_form", paper.place))
    return papers, remarks


def _files(folder: Path) -> list[Path]:
    with disk.explained(folder, "读取"):
        files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in KINDS and path.is_file())
    papers = [path for path in files if not path.name.startswith(_PASSED_OVER)]
    if len(papers) > MOST_FILES:
        raise FileError(f"“{folder}”里的文件太多（超过{MOST_FILES}个），请分成几个文件夹")
    return papers


def _disagreements(unit: _Unit) -> Iterator[Fault]:
    for path, texts in unit.texts.items():
        if len(texts) > 1:
            stated = "，".join(f"{papers[0].place}里是“{text[:30]}”" for text, papers in texts.items())
            message, remedy = masked(f"几份文件写得不一样：{stated}"), "请留下正确的一份，移走别的"
            yield Fault(label(FilingPacket, *location(path)), path, message, remedy, "unlike_files")


def _remarks(paper: _Paper) -> Iterator[Remark]:
    """Yield the remarks of the reading of a paper, each at its file."""
    for remark in paper.reading.remarks:
        yield replace(remark, cell=paper.place)
