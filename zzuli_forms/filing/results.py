"""Write what a batch leaves behind for the clerk: 汇总表, 问题清单 with the marked sheets, and the same as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from zzuli_forms.errors import Fault, Remark
from zzuli_forms.files import xlsx
from zzuli_forms.filing.plain import plain
from zzuli_forms.filing.roster import Unit
from zzuli_forms.readers.table.grids import SheetGrid
from zzuli_forms.readers.table.headers import MARKS
from zzuli_forms.readers.table.rows import CellPlace
from zzuli_forms.readers.table.tables import Sheet
from zzuli_forms.readers.table.unread import PROBLEM_SHEET

SUMMARY, PROBLEMS, PROBLEMS_JSON = "汇总表.xlsx", "问题清单.xlsx", "问题清单.json"
NAMES = (SUMMARY, PROBLEMS, PROBLEMS_JSON)


class State(str, Enum):
    """Name the state a unit is in after a batch."""

    SOUND = "没有发现问题"
    MADE = "已生成"
    CURRENT = "已是最新"
    ALTERED = "文件被改动过，没有覆盖"
    BLOCKED = "写不进去"
    FAULTY = "有问题"


@dataclass(frozen=True)
class Outcome:
    """A unit when the batch is through with it.

    `faults` are all that keep it from being made, `notes` what was seen on disk.
    """

    unit: Unit
    state: State
    faults: tuple[Fault, ...] = ()
    files: tuple[str, ...] = ()
    notes: tuple[Remark, ...] = ()

    @property
    def good(self) -> bool:
        """Return whether its papers are there, or could be made."""
        return self.state not in (State.FAULTY, State.ALTERED, State.BLOCKED)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Return what deserves a second look and is not counted as a fault."""
        return tuple(remark for remark in (*self.unit.remarks, *self.notes) if remark not in self.faults)

    @property
    def problems(self) -> tuple[Fault, ...]:
        """Return the faults and the remarks of the unit, faults first."""
        return (*self.faults, *self.remarks)


@dataclass(frozen=True)
class Problem:
    """A fault or remark, and the unit it concerns (empty for a whole file)."""

    unit: str
    fault: Fault

    @property
    def place(self) -> CellPlace | None:
        """Return the cell it stands in; None for a file, a row, a header."""
        return self.fault.cell if isinstance(self.fault.cell, CellPlace) else None

    @property
    def kind(self) -> str:
        """Return 问题 for a fault, which keeps a unit from being made, 提醒 for a remark."""
        return "提醒" if isinstance(self.fault, Remark) else "问题"

    @property
    def article(self) -> str:
        """Return the article a remark cites, '' for a fault."""
        return self.fault.article if isinstance(self.fault, Remark) else ""


def problems(outcomes: Sequence[Outcome], whole: Sequence[Fault]) -> list[Problem]:
    """Return all faults and remarks, first those of the file as a whole, then unit by unit."""
    units = (Problem(outcome.unit.name, fault) for outcome in outcomes for fault in outcome.problems)
    return [*(Problem("", fault) for fault in whole), *units]


def as_json(problems: Sequence[Problem]) -> bytes:
    """Return the problems as a JSON list of objects with the same keys."""
    data = [plain(problem.fault, unit=problem.unit) for problem in problems]
    return f"{json.dumps(data, ensure_ascii=False, indent=2)}\n".encode()


def is_ours(data: bytes) -> bool:
    """Return whether a file is a list of problems as `as_json` writes it."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(content, list) and all(
        isinstance(item, dict) and {"kind", "cell"} <= set(item) for item in content
    )


def summary(outcomes: Sequence[Outcome]) -> bytes:
    """Return 汇总表 as .xlsx: one row a unit, to be printed on landscape A4 with the header on every page."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "汇总表"
    headers = ["序号", "单位", "微博名称", "负责人", "负责人电话", "管理员", "状态", "文件"]
    xlsx.put_title(sheet, "政务微博报送材料汇总表", len(headers))
    xlsx.set_widths(sheet, [6, 22, 26, 14, 21, 24, 16, 50])
    xlsx.put_header(sheet, 2, headers)
    for number, outcome in enumerate(outcomes, 1):
        cells = xlsx.put_row(sheet, number + 2, [str(number), *_summary_row(outcome)])
        cells[0].alignment = xlsx.CENTRED
        xlsx.grow(cells)
    sheet.freeze_panes = "C3"
    xlsx.print_on_landscape_a4(sheet, header=2)
    return xlsx.packed(book)


def _summary_row(outcome: Outcome) -> list[str]:
    stated = outcome.unit.row.stated
    if outcome.good:
        stated = outcome.unit.packet.model_dump(mode="json")
    others = _at(stated, "team", "administrators")
    names = [_line_at(person, "name") for person in others] if isinstance(others, list | tuple) else []
    return [
        outcome.unit.name,
        _line_at(stated, "account"),
        _line_at(stated, "team", "leader", "name"),
        _line_at(stated, "team", "leader", "phone"),
        "、".join(filter(None, names)),
        _status(outcome),
        _files(outcome),
    ]


def _files(outcome: Outcome) -> str:
    """Return the folder and the papers in it as text: 图书馆/：建立政务微博承诺书（docx、pdf）；……"""
    kinds: dict[str, list[str]] = {}
    for file in outcome.files:
        stem, _, kind = file.removeprefix(f"{outcome.unit.folder}/{outcome.unit.folder}-").rpartition(".")
        kinds.setdefault(stem, []).append(kind)
    papers = "；".join(f"{stem}（{'、'.join(formats)}）" for stem, formats in kinds.items())
    return f"{outcome.unit.folder}/：{papers}" if papers else ""


def _at(stated: object, *path: str) -> object:
    """Return what is stated at a path; None where nothing is, or something that has no such part."""
    for step in path:
        stated = stated.get(step) if isinstance(stated, Mapping) else None
    return stated


def _line_at(stated: object, *path: str) -> str:
    """Return the text stated at a path on one line, '' for anything else."""
    text = _at(stated, *path)
    return " ".join(text.split()) if isinstance(text, str) else ""


def _status(outcome: Outcome) -> str:
    if outcome.state is State.FAULTY:
        return f"有{len(outcome.faults)}处问题" if outcome.faults else "表头有问题"
    notes = f"，有{len(outcome.remarks)}处提醒" if outcome.remarks else ""
    return f"{'材料齐全' if outcome.good else outcome.state.value}{notes}"


def problem_book(
    problems: Sequence[Problem], source: Workbook, titles: Mapping[str, str], sheets: Mapping[str, Sheet]
) -> bytes:
    """Return 问题清单 as .xlsx: a list of all problems, then the clerk's own sheets with the faulty cells marked.

    `source` is the clerk's workbook, which is changed; `titles` what its sheets are called there.
    """
    if PROBLEM_SHEET in source.sheetnames and PROBLEM_SHEET not in sheets:
        source.remove(source[PROBLEM_SHEET])
    for name, sheet in sheets.items():
        own = [problem for problem in problems if problem.place and problem.place.sheet == name]
        _mark(source[titles[name]], sheet, own)
    _put_list(source, problems, titles)
    source.active = 0
    return xlsx.packed(source)


def _put_list(book: Workbook, problems: Sequence[Problem], titles: Mapping[str, str]) -> None:
    sheet = book.create_sheet(PROBLEM_SHEET, 0)
    headers = ["序号", "类别", "位置", "单位", "项目", "问题", "怎样改", "依据"]
    xlsx.put_title(sheet, "问题清单", len(headers))
    xlsx.set_widths(sheet, [6, 7, 18, 22, 24, 44, 36, 18])
    xlsx.put_header(sheet, 2, headers)
    for number, problem in enumerate(problems, 1):
        fault = problem.fault
        row = [problem.kind, fault.cell, problem.unit, fault.label, fault.message, fault.remedy, problem.article]
        cells = xlsx.put_row(sheet, number + 2, [str(number), *row])
        if problem.place:
            xlsx.link(cells[2], titles[problem.place.sheet], problem.place.address)
        xlsx.grow(cells)
    sheet.freeze_panes = "A3"
    xlsx.print_on_landscape_a4(sheet, header=2)


def _mark(book_sheet: Worksheet, sheet: Sheet, problems: Sequence[Problem]) -> None:
    column = xlsx.cleared_column(book_sheet, MARKS, sheet.header, sheet.last) or sheet.width + 1
    xlsx.open_column(book_sheet, column, sheet.header, sheet.last, MARKS)
    rows: dict[int, list[str]] = {}
    for problem in problems:
        place, words = problem.place, f"{problem.fault.message}，{problem.fault.remedy}"
        if place is not None:
            xlsx.mark(book_sheet, place.row, place.column, words, grave=problem.kind == "问题")
            rows.setdefault(place.row, []).append(f"{place.address} {problem.fault.label}：{words}")
    for row, sentences in rows.items():
        xlsx.put_note(book_sheet, row, column, sheet.width, "\n".join(sentences))


def plain_copy(name: str) -> Remark:
    """Return the remark that the sheets marked here are copies of the texts in the clerk's file."""
    message = "里有图表、批注、链接或格式不能原样保留，这里的各表只有文字"
    return Remark("原表", "", message, "请在原来的文件里改", "plain_copy", f"“{name}”")


def copies(sheets: Mapping[str, Sheet]) -> tuple[Workbook, dict[str, str]]:
    """Return a workbook with the texts of CSV files, a sheet each, and what the sheet of each is called."""
    book = Workbook()
    book.remove(book.worksheets[0])
    return book, {name: _copy(book, name, sheet.grid) for name, sheet in sheets.items()}


def _copy(book: Workbook, name: str, grid: SheetGrid) -> str:
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", "_", name)[:31] or "表")
    xlsx.set_widths(sheet, [18] * max((len(line.entries) for line in grid.lines), default=0))
    for line in grid.lines:
        for column, entry in enumerate(line.entries, 1):
            xlsx.put(sheet, line.number, column, entry.text)
    return str(sheet.title)
