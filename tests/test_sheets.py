"""Every cell of a sheet in use is read or told, and nothing that is not there is stated."""

from __future__ import annotations

import csv
import re
import subprocess
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from python_calamine import CalamineWorkbook

from tests.roster import COLUMNS, EXAMPLES, cells, filled_template, headers, plain_book
from tests.test_table_properties import UNITS, is_plain, typed
from zzuli_forms import check_units
from zzuli_forms.filing.batch import Report
from zzuli_forms.models.facts import path_text
from zzuli_forms.models.flat import flatten
from zzuli_forms.models.messages import masked
from zzuli_forms.readers.table.grids import states_nothing
from zzuli_forms.readers.table.rows import CellPlace

WIDTH = len(COLUMNS)
WORDS = st.text(st.sampled_from("缓报略见附件已收到王李张0123456789。；"), min_size=1, max_size=45).filter(is_plain)
STRANGE: tuple[object, ...] = ("同上", "〃", "{{ name }}", "«姓名»", "/", "无", "—", '=DISPIMG("ID_1",1)')
STRANGE += (13803711234, 1.5, True, date(2014, 6, 1), "#N/A", "字" * 40, "甲\n乙")
FOOT: tuple[list[object], ...] = (
    ["合计", 3],
    ["填表人：张三", None, None, "审核人：李四", None, "联系电话：63556789"],
    ["注：1. 请于6月20日前报送。"],
    ["2. 一式两份。"],
    ["制表人", "王五", "日期", "2014年6月20日"],
    ["以上共3个单位"],
    ["（以下空白）"],
    ["2014年6月20日"],
    [None, None, None, None, "党委宣传部（盖章）"],
    [None, None, "负责人签字：", None, "年  月  日"],
)
TITLES: tuple[list[object], ...] = (
    ["政务微博报送名单"],
    ["填报单位：党委宣传部", None, "填报日期：2014年6月20日"],
    [None, "郑州轻工业学院"],
)
UNSEEN = ("\u200b", "\ufeff", "\u00a0", "\u00ad", "\u2060", "\u3000")


@dataclass
class Sheet:
    """A sheet as it is made: its rows, the numbers of the rows of its head, and how it looks."""

    rows: list[list[object]]
    heads: set[int] = field(default_factory=set)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)

    @property
    def numbered(self) -> set[int]:
        """The columns of the rows' numbers."""
        return {column for row in self.heads for column, text in enumerate(self.rows[row - 1], 1) if text == "序号"}

    def written(self, path: Path) -> Path:
        book: Workbook = typed(plain_book(self.rows))
        sheet = book.worksheets[0]
        for row in self.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for column in self.hidden_columns:
            sheet.column_dimensions[get_column_letter(column)].hidden = True
        for row, column in self.struck:
            sheet.cell(row, column).font = Font(strike=True)
        book.save(path)
        return path


def one_storey(dice: Any) -> tuple[list[list[object]], list[int]]:
    """A header with the columns in any order and characters that are not seen, and that order."""
    order = dice.sample(range(WIDTH), WIDTH)
    return [[dice.choice(["", *UNSEEN]) + headers()[n] + dice.choice(["", *UNSEEN]) for n in order]], order


def two_storeys() -> tuple[list[list[object]], list[int]]:
    """A header with the person above, and 姓名 and 电话 below, and the order of its columns."""
    upper: list[object] = [None if "电话" in header else header for header in headers()]
    lower = [None if n not in range(4, 12) else ("姓名", "电话")[n % 2] for n in range(WIDTH)]
    return [upper, [*lower]], [*range(WIDTH)]


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Draw a sheet as clerks leave it."""
    dice = draw(st.randoms(use_true_random=False))
    storeys, order = two_storeys() if dice.random() < 0.2 else one_storey(dice)
    units = draw(st.lists(UNITS, min_size=1, max_size=5))
    body: list[list[object]] = [[cells(unit)[n] or None for n in order] for unit in units]
    for line in body:
        for position in dice.sample(range(WIDTH), dice.choice([0, 0, 1, 3])):
            line[position] = dice.choice(STRANGE)
    for name in dice.sample(["备注", "序号", "", headers()[0], "分管领导"], dice.randint(0, 3)):
        at = dice.randint(0, len(storeys[0]))
        for text, storey in zip((name, None), storeys, strict=False):
            storey.insert(at, text)
        for number, line in enumerate(body, 1):
            line.insert(at, number if name == "序号" and dice.random() < 0.7 else dice.choice([None, draw(WORDS)]))
    if dice.random() < 0.3:
        body.insert(dice.randint(0, len(body)), [*[None] * len(storeys[0]), draw(WORDS)])
    again = dice.randint(1, len(body)) if len(storeys) == 1 and dice.random() < 0.3 else 0
    body = [*body[:again], *(storeys if again else ()), *body[again:]]
    body += [list(line) for line in dice.sample(FOOT, dice.randint(0, 3))]
    before = [list(line) for line in dice.sample(TITLES, dice.randint(0, 2))]
    rows, header = [*before, *storeys, *body], len(before) + len(storeys)
    alone = {number for number, line in enumerate(before, 1) if sum(value is not None for value in line) == 1}
    last = len(rows)
    return Sheet(
        rows,
        {header, len(before) + 1, *alone, *([header + again + 1] if again else ())},
        dice.sample(range(header + 1, last + 1), dice.randint(0, min(2, len(body)))),
        dice.sample(range(1, WIDTH), dice.choice([0, 1])),
        [(dice.randint(header + 1, last), dice.randint(1, WIDTH)) for _ in range(dice.choice([0, 2]))],
    )


def by_calamine(path: Path) -> dict[tuple[int, int], object]:
    """The value of each cell of the first sheet that is not empty, as a program nobody here wrote sees it."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return {(r, c): value for r, line in enumerate(rows, 1) for c, value in enumerate(line, 1) if value != ""}


def by_csv(path: Path) -> dict[tuple[int, int], object]:
    """The text of each field of a CSV file that is not empty."""
    with path.open(encoding="utf-8", newline="") as stream:
        return {(r, c): text for r, line in enumerate(csv.reader(stream), 1) for c, text in enumerate(line, 1) if text}


def stated(report: Report) -> dict[tuple[int, int], str]:
    """What the units state, by row and column of the cell."""
    found: dict[tuple[int, int], str] = {}
    for outcome in report.outcomes:
        row = outcome.unit.row
        for path, value in flatten(row.stated):
            place = row.places.get(path_text(path))
            if isinstance(place, CellPlace):
                found[place.row, place.column] = str(value)
    return found


def told(report: Report, values: dict[tuple[int, int], Any]) -> set[tuple[int, int]]:
    """The cells at which a fault is, or which a remark quotes."""
    faults = {p.place for p in report.problems if p.place and p.kind == "问题"}
    quotes = {where for p in report.problems for where in quoted(p.fault.message, values)}
    return {(place.row, place.column) for place in faults} | quotes


def quoted(message: str, values: dict[tuple[int, int], Any]) -> set[tuple[int, int]]:
    places = {coordinate_to_tuple(address) for address in re.findall("([A-Z]{1,2}[0-9]+)“", message)}
    areas = [CellRange(area) for area in re.findall("都在 ([A-Z]+[0-9]+:[A-Z]+[0-9]+)", message)]
    named = {(row, column) for row, column in values for area in areas if is_in(area, row, column)}
    return {place for place in places if place in values and begins(values[place]) in message} | named


def is_in(area: CellRange, row: int, column: int) -> bool:
    return area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col


def is_number(value: object) -> bool:
    return isinstance(value, float) or (isinstance(value, str) and value.isdecimal())


def begins(value: object) -> str:
    """The beginning of a value as a remark quotes it: a text's; of other values the remark has its own writing."""
    return masked(" ".join(value.split())[:30]) if isinstance(value, str) else ""


def lost(sheet: Sheet, path: Path, values: dict[tuple[int, int], object]) -> dict[str, object]:
    """The cells that are neither read nor told nor of the head, nor number a row, nor say that nothing is stated."""
    report = check_units(path)
    numbers = {place for place, value in values.items() if is_number(value) and place[1] in sheet.numbered}
    accounted = stated(report).keys() | told(report, values) | numbers
    return {
        f"{get_column_letter(column)}{row}": value
        for (row, column), value in values.items()
        if (row, column) not in accounted and row not in sheet.heads and not states_nothing(str(value))
    }


@given(sheets())
@settings(max_examples=150)
def test_every_cell_is_read_or_told(sheet: Sheet) -> None:
    with TemporaryDirectory() as folder:
        path = sheet.written(Path(folder, "表.xlsx"))
        assert lost(sheet, path, by_calamine(path)) == {}


@given(sheets())
@settings(max_examples=100)
def test_every_field_of_a_csv_file_is_read_or_told(sheet: Sheet) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "表.csv")
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(sheet.rows)
        assert lost(sheet, path, by_csv(path)) == {}


@given(sheets())
@settings(max_examples=80)
def test_nothing_is_stated_that_is_not_there(sheet: Sheet) -> None:
    with TemporaryDirectory() as folder:
        path = sheet.written(Path(folder, "表.xlsx"))
        values = by_calamine(path)
        assert {place: text for place, text in stated(check_units(path)).items() if not same(values[place], text)} == {}


def same(value: object, text: str) -> bool:
    return str(value) == text if isinstance(value, str) else isinstance(value, bool) or float(text) == value


@given(sheets())
@settings(max_examples=60)
def test_what_looks_otherwise_than_it_states_is_told(sheet: Sheet) -> None:
    with TemporaryDirectory() as folder:
        path = sheet.written(Path(folder, "表.xlsx"))
        report, values = check_units(path), by_calamine(path)
        read = stated(report)
        said = "\n".join(f"{p.fault.cell}{p.fault.message}" for p in report.problems)
        for row, column in set(sheet.struck) & read.keys():
            assert re.search(f"[^A-Z]{get_column_letter(column)}{row}“|整行.*[A-Z]+{row}“", said), values[row, column]
        for row in {row for row, _ in read} & set(sheet.hidden_rows):
            assert re.search(f"[A-Z]+{row}“", said)
        for column in {column for _, column in read} & set(sheet.hidden_columns):
            assert f"{get_column_letter(column)}列“" in said


def remarks(path: Path) -> list[str]:
    return [str(problem.fault) for problem in check_units(path).problems]


@given(st.lists(UNITS, min_size=1, max_size=4))
@settings(max_examples=30)
def test_the_template_filled_as_asked_draws_no_remark_on_its_sheet(units: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "表.xlsx")
        path.write_bytes(filled_template(units))
        assert [p.fault for p in check_units(path).problems if not p.unit] == []


def test_the_shipped_workbook_draws_no_remark_nor_after_another_program_has_saved_it(tmp_path: Path) -> None:
    shipped = EXAMPLES / "各单位.xlsx"
    assert remarks(shipped) == []
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    subprocess.run([*command, "xlsx", "--outdir", tmp_path, shipped], check=True, capture_output=True, timeout=120)
    assert remarks(tmp_path / "各单位.xlsx") == []
