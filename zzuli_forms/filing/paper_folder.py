"""A folder of filled forms: the units whose papers lie in it, each put together from its papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zzuli_forms.errors import Fault, FileError, Remark
from zzuli_forms.files import disk, manifest, xlsx
from zzuli_forms.files.kinds import WORKBOOKS
from zzuli_forms.filing import unread_files
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
_HIDDEN, _OF_SYSTEMS = ("~$", "~wr", "."), ("thumbs.db", "desktop.ini")
"""Starts of the names of hidden and temporary files, and whole names that Windows hides."""
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


def read_folder(
    folder: Path, area: str, edition: str | None = None, results: Container[str] = ()
) -> UnitTable[FilingPacket]:
    """Return the units whose letters and forms lie in a folder, or in folders within it.

    A file that cannot be read, and one of another form or kind, is told and passed over, unless it is hidden or the
    `results` of a batch; papers of one unit that disagree make it faulty. Raises FileError where there is nothing to
    read.
    """
    files = _files(folder)
    papers, unread = _papers(folder, [path for path in files if path.suffix.lower() in KINDS], area)
    others = (path for path in files if path.suffix.lower() not in KINDS and not _is_result(path, results))
    unread += [(path.relative_to(folder).as_posix(), unread_files.of_another_kind(path)) for path in others]
    faults = unread_files.grouped(unread)
    units: dict[str, list[_Paper]] = defaultdict(list)
    for paper in papers:
        units[_unit_of(paper)].append(paper)
    if not units:
        reasons = "".join(f"；{fault.cell}{fault.message}，{fault.remedy}" for fault in faults)
        raise FileError(f"“{folder}”里没有可读的承诺书或审批表（{'、'.join(KINDS)}）{reasons}")
    rows = tuple(_row(_Unit(papers), Whole(FilingPacket, area, edition)) for papers in units.values())
    return UnitTable(rows, {}, (*faults, *(remark for paper in papers for remark in _remarks(paper))))


def _row(unit: _Unit, whole: Whole[FilingPacket]) -> UnitRow[FilingPacket]:
    first = {path: next(iter(texts.items())) for path, texts in unit.texts.items()}
    stated = unflatten({location(path): text for path, (text, _) in first.items()})
    places = {path: papers[0].place for path, (_, papers) in first.items()}
    return unit_row(unit.papers[0].place, stated, places, _disagreements(unit), whole)


def _unit_of(paper: _Paper) -> str:
    """Return the unit whose paper it is, its own name where it states none."""
    unit = paper.reading.stated.get("unit")
    return unit if isinstance(unit, str) and unit else paper.name


def _papers(folder: Path, paths: Sequence[Path], area: str) -> tuple[list[_Paper], list[tuple[str, Fault]]]:
    """Return the papers of a packet among files, and for every other file its name and why it was not read."""
    if len(paths) > MOST_FILES:
        raise FileError(f"“{folder}”里的文件太多（超过{MOST_FILES}个），请分成几个文件夹")
    papers, unread = list[_Paper](), list[tuple[str, Fault]]()
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            paper = _Paper(name, reading(path, area))
        except FileError as error:
            unread.append((name, unread_files.unreadable(path, error)))
            continue
        if paper.reading.form in _PACKETS:
            papers.append(paper)
        else:
            unread.append((name, unread_files.of_another_form(paper.reading.form)))
    return papers, unread


def _files(folder: Path) -> list[Path]:
    """Return all files in a folder and in folders within it, but those that systems and office programs hide."""
    with disk.explained(folder, "读取"):
        files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if not any(map(_is_hidden, path.relative_to(folder).parts))]


def _is_hidden(name: str) -> bool:
    return name.lower().startswith(_HIDDEN) or name.lower() in _OF_SYSTEMS


def _is_result(path: Path, results: Container[str]) -> bool:
    """Return whether a file is what a batch left beside the papers: a manifest of some of them, or its untouched
    results. One that cannot be read is not.
    """
    if path.name not in results and path.name != manifest.NAME:
        return False
    try:
        data = disk.read(path, manifest.LARGEST_PAPER)
    except FileError:
        return False
    if path.name == manifest.NAME:
        return any(disk.exists(path.with_name(entry.name)) for entry in manifest.parsed(data).files)
    return path.suffix not in WORKBOOKS or xlsx.is_untouched(data)


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
