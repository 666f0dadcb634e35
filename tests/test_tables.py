"""Workbooks and CSV files to facts: headers found by label, damage mended or named, every cell's place told."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from tests.roster import COLUMNS, EXAMPLES, MORE, cells, example_units, filled_template, headers, plain_book
from zzuli_forms import FileError, check_units
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.models.facts import path_text
from zzuli_forms.readers.table.tables import UnitTable, read_table
from zzuli_forms.readers.table.template import template

UNITS = example_units()
TOP = headers()


def saved(book: Workbook, folder: Path, name: str = "表.xlsx") -> Path:
    path = folder / name
    book.save(path)
    return path


def read_rows(rows: Sequence[Sequence[object]], folder: Path) -> UnitTable[FilingPacket]:
    return read_table(saved(plain_book(rows), folder), FilingPacket)


def facts(table: UnitTable[FilingPacket]) -> list[dict[str, Any]]:
    return [dict(row.stated) for row in table.rows]


def with_value(field: str, value: object) -> list[object]:
    """The first unit's cells, one of them replaced."""
    position = next(n for n, column in enumerate(COLUMNS) if path_text(column.path) == field)
    row: list[object] = list(cells(UNITS[0]))
    row[position] = value
    return row


def faults(rows: Sequence[Sequence[object]], folder: Path) -> list[str]:
    report = check_units(saved(plain_book(rows), folder))
    return [str(problem.fault) for problem in report.problems if problem.kind == "问题"]


def test_the_shipped_workbook_states_the_shipped_examples_and_more() -> None:
    assert facts(read_table(EXAMPLES / "各单位.xlsx", FilingPacket)) == UNITS


def test_columns_come_in_any_order_under_titles_and_empty_rows(tmp_path: Path) -> None:
    order = list(reversed(range(len(TOP))))
    rows: list[list[object]] = [["政务微博报送名单"], [], [TOP[n] for n in order], []]
    for unit in UNITS:
        rows += [[cells(unit)[n] for n in order], []]
    assert facts(read_rows(rows, tmp_path)) == UNITS


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\n".join(text),
        lambda text: f" {text[:2]}　{text[2:]} ",
        lambda text: f"*{text}（必填）",
        lambda text: f"{text}：",
    ],
    ids=["line breaks", "spaces", "marks", "colon"],
)
def test_headers_are_known_by_their_words(change: Any, tmp_path: Path) -> None:
    rows = [[change(text) for text in TOP], *map(cells, UNITS)]
    assert facts(read_rows(rows, tmp_path)) == UNITS


def test_the_forms_own_headers_repeat_and_a_phone_belongs_to_the_person_before_it(tmp_path: Path) -> None:
    top = ["序号", "申办单位", "微博名称", "政务微博宗旨：", "信息发布范围", "负责人", "电话"]
    top += ["管理员", "电话", "管理员", "联系电话", "管理员", "手机"]
    rows = [[str(n), *cells(unit)[:12]] for n, unit in enumerate(UNITS[:3], 1)]
    assert facts(read_rows([top, *rows], tmp_path)) == UNITS[:3]


def test_a_header_of_two_storeys_is_read_as_one(tmp_path: Path) -> None:
    upper = [
        "申报单位",
        "微博名称",
        "宗旨",
        "发布范围",
        "负责人",
        None,
        "管理员1",
        None,
        "管理员2",
        None,
        "管理员3",
        None,
    ]
    lower = [None, None, None, None, *["姓名", "电话"] * 4]
    assert facts(read_rows([upper, lower, *[cells(unit)[:12] for unit in UNITS[:3]]], tmp_path)) == UNITS[:3]


def test_a_header_under_a_group_is_found_too(tmp_path: Path) -> None:
    upper = ["申报单位", "微博名称", "宗旨", "发布范围", "管理队伍"]
    lower = [None, None, None, None, "负责人", "电话", "管理员", "电话", "管理员", "电话", "管理员", "电话"]
    assert facts(read_rows([upper, lower, *[cells(unit)[:12] for unit in UNITS[:3]]], tmp_path)) == UNITS[:3]


@pytest.mark.parametrize("extra", ["电话", "手机"])
def test_a_bare_phone_never_goes_to_another_person(extra: str, tmp_path: Path) -> None:
    """Not the unit's own phone to the leader, not the leader's second phone to an administrator."""
    for position in (1, 6):
        top, row = [*TOP[:position], extra, *TOP[position:]], [*cells(UNITS[0])]
        row.insert(position, "13800000000")
        table = read_rows([top, row], tmp_path)
        assert facts(table) == [UNITS[0]]
        assert f"“{extra}”不是要填的列" in str(table.remarks[0])


def test_what_is_passed_over_is_said_once(tmp_path: Path) -> None:
    book = plain_book([cells(UNITS[1]), TOP, cells(UNITS[0]), [*[None] * 14, "下列单位缓报"], [*[None] * 16, "x"]])
    book.create_sheet("附表").append(["教务处", "郑州轻工业学院教务处"])
    hidden = book.create_sheet("旧表")
    hidden.append(TOP)
    hidden.sheet_state = "hidden"
    table = read_table(saved(book, tmp_path), FilingPacket)
    assert facts(table) == [UNITS[0]]
    assert [str(remark).split("：")[0] for remark in table.remarks] == [
        "“各单位”!O4（表头）",
        "“各单位”!Q5（表头）",
        "“各单位”第1行（行）",
        "“各单位”第4、5行（行）",
        "“附表”（工作表）",
        "“旧表”（工作表）",
    ]


def test_what_is_merged_downwards_holds_for_every_row(tmp_path: Path) -> None:
    book = plain_book([TOP, with_value("category", "窗口单位"), cells(UNITS[1])])
    book.worksheets[0].merge_cells("N2:N3")
    assert [row["category"] for row in facts(read_table(saved(book, tmp_path), FilingPacket))] == ["窗口单位"] * 2


def test_a_formula_that_gives_nothing_is_an_empty_cell(tmp_path: Path) -> None:
    path = saved(plain_book([TOP, [*cells(UNITS[0])[:13], '=IF(1,"","x")'], ['=IF(1,"","x")']]), tmp_path)
    stored = tmp_path / "stored.xlsx"
    with ZipFile(path) as old, ZipFile(stored, "w") as new:
        for name in old.namelist():
            data = re.sub(
                rb'(<c r="\w+")( t="\w+")?>(<f>.*?</f>)<v ?/?>(</v>)?', rb'\1 t="str">\3<v></v>', old.read(name)
            )
            new.writestr(name, data)
    table = read_table(stored, FilingPacket)
    assert facts(table) == [UNITS[0]]
    assert table.remarks == ()


def test_a_fault_in_one_header_leaves_the_other_sheets_alone(tmp_path: Path) -> None:
    book = plain_book([TOP, cells(UNITS[0])])
    other = book.create_sheet("乙")
    other.append(TOP[:7])
    other.append(cells(UNITS[1])[:7])
    report = check_units(saved(book, tmp_path))
    assert [outcome.good for outcome in report.outcomes] == [True, False]


@pytest.mark.parametrize("change", [('row r="2"', 'row r="1"'), ('row r="2"', 'row r="2000000000"')])
def test_rows_out_of_order_are_refused_not_lost(change: tuple[str, str], tmp_path: Path) -> None:
    path = saved(plain_book([TOP, cells(UNITS[0])]), tmp_path)
    stored = tmp_path / "stored.xlsx"
    with ZipFile(path) as old, ZipFile(stored, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(change[0].encode(), change[1].encode()))
    with pytest.raises(FileError, match="不是完好的"):
        read_table(stored, FilingPacket)


def test_a_column_too_far_right_is_refused_not_lost(tmp_path: Path) -> None:
    row = [*cells(UNITS[0]), *[None] * 190, "丁一"]
    with pytest.raises(FileError, match="第200列以后还有内容（GW2）"):
        read_rows([TOP, row], tmp_path)
    path = tmp_path / "宽.csv"
    path.write_text(csv_text([[*TOP, *["列"] * 190]]), "utf-8")
    with pytest.raises(FileError, match="第1行超过200列"):
        read_table(path, FilingPacket)


def test_english_paths_are_headers_too(tmp_path: Path) -> None:
    top = [path_text(column.path) for column in COLUMNS]
    assert facts(read_rows([top, *map(cells, UNITS)], tmp_path)) == UNITS


def test_every_sheet_with_units_is_read(tmp_path: Path) -> None:
    book = plain_book([TOP, cells(UNITS[0])], "学院")
    second = book.create_sheet("部门")
    for row in ([], TOP, cells(UNITS[1])):
        second.append(row)
    book.create_sheet("说明").append(["请按时报送"])
    table = read_table(saved(book, tmp_path), FilingPacket)
    assert [str(row.home) for row in table.rows] == ["“学院”!A2", "“部门”!A3"]


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("team.leader.phone", 13803711234, "13803711234"),
        ("team.leader.phone", 13803711234.0, "13803711234"),
        ("team.leader.phone", "13803711234.0", "13803711234"),
        ("team.leader.phone", 37163556789, "0371-63556789"),
        ("team.leader.phone", "０３７１－６３５５６７８９", "0371-63556789"),
        ("team.leader.phone", "13803711234 \u3000", "13803711234"),
        ("team.leader.name", "王　刚 ", "王刚"),
        ("unit", " 图书馆\u00a0", "图书馆"),
        ("unit", 101, "101"),
    ],
)
def test_what_excel_does_to_a_value_is_mended(field: str, value: object, text: str, tmp_path: Path) -> None:
    path = saved(plain_book([TOP, with_value(field, value)]), tmp_path)
    assert check_units(path).good
    packet = check_units(path).outcomes[0].unit.packet.model_dump(mode="json")
    assert text in (packet["unit"], packet["team"]["leader"]["name"], packet["team"]["leader"]["phone"])


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("team.leader.phone", "1.38E+10", "“各单位”!F2（管理队伍›负责人›电话）：号码被表格软件变成了“1.38E+10”"),
        (
            "team.leader.phone",
            datetime(2014, 6, 1),
            "“各单位”!F2（管理队伍›负责人›电话）：被表格软件当成了日期（2014-06-01）",
        ),
        ("unit", date(2014, 3, 1), "“各单位”!A2（申报单位）：被表格软件当成了日期（2014-03-01）"),
        ("account", "=A2&B2", "“各单位”!B2（申报政务微博名称）：里面是公式，文件里没有它的结果"),
        ("purpose", "#REF!", "“各单位”!C2（政务微博宗旨）：公式出错，显示为“#REF!”"),
        ("purpose", "长" * 5001, "“各单位”!C2（政务微博宗旨）：有5001个字，表格里最多5000个"),
        ("team.leader.phone", None, "“各单位”!F2（管理队伍›负责人›电话）：没有填，请补填"),
        ("category", "窗口", "“各单位”!N2（单位类别）：没有“窗口”这一类"),
    ],
)
def test_what_excel_has_spoilt_is_named_once_with_its_cell(
    field: str, value: object, words: str, tmp_path: Path
) -> None:
    (fault,) = faults([TOP, with_value(field, value)], tmp_path)
    assert fault.startswith(words)


def test_a_formula_counts_by_its_stored_value(tmp_path: Path) -> None:
    path = saved(plain_book([TOP, with_value("unit", "=1+1")]), tmp_path)
    stored = tmp_path / "stored.xlsx"
    with ZipFile(path) as old, ZipFile(stored, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"<f>1\+1</f><v ?/?>(</v>)?", b"<f>1+1</f><v>2</v>", old.read(name)))
    assert read_table(stored, FilingPacket).rows[0].stated["unit"] == "2"


def test_all_faults_of_all_rows_come_in_one_pass_with_their_cells(tmp_path: Path) -> None:
    bad: list[list[object]] = [
        [*cells(UNITS[0])],
        with_value("account", "微"),
        with_value("team.leader.phone", "1380371"),
    ]
    bad[0][6] = bad[0][7] = bad[0][8] = bad[0][9] = ""
    found = [fault.split("）：")[0] + "）" for fault in faults([["名单"], TOP, [], *bad], tmp_path)]
    assert found == [
        "“各单位”!G4（管理队伍›管理员›第1项›姓名）",
        "“各单位”!H4（管理队伍›管理员›第1项›电话）",
        "“各单位”!B5（申报政务微博名称）",
        "“各单位”!F6（管理队伍›负责人›电话）",
    ]


def test_what_fits_no_page_and_what_no_face_carries_have_cells_too(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [
        TOP,
        with_value("scope", "长" * 900),
        with_value("team.administrators[1].name", "李😀"),
    ]
    found = faults(rows, tmp_path)
    assert [fault.split("（")[0] for fault in found] == ["“各单位”!D2", "“各单位”!I3"]


def test_an_empty_administrator_leaves_no_gap(tmp_path: Path) -> None:
    row = cells(UNITS[0])
    row[10], row[11], row[6], row[7] = row[6], "1380371", "", ""
    (fault,) = faults([TOP, row], tmp_path)
    assert fault.startswith("“各单位”!L2（管理队伍›管理员›第2项›电话）")


def test_a_fourth_administrator_is_not_lost(tmp_path: Path) -> None:
    top, row = [*TOP, "管理员4", "管理员4电话"], [*cells(UNITS[5]), "丁一", "13803719999"]
    (fault,) = faults([top, row], tmp_path)
    assert "最多3项，现为4项，请删去多余的1项" in fault


def test_a_missing_column_is_said_once_with_the_header_it_may_be(tmp_path: Path) -> None:
    top = [*TOP[:3], "信息发布的范围", *TOP[4:]]
    found = faults([["名单"], top, *map(cells, UNITS)], tmp_path)
    assert found == [
        "“各单位”第2行（政务微博信息发布范围）：没有“政务微博信息发布范围”这一列，是否就是“信息发布的范围”？若是，请改表头"
    ]


def test_extra_columns_are_reported_once(tmp_path: Path) -> None:
    rows = [["序号", *TOP, "备注", "分管领导"], *[["1", *cells(unit), "略", "甲"] for unit in UNITS]]
    table = read_rows(rows, tmp_path)
    (remark,) = table.remarks
    assert "“备注”、“分管领导”不是要填的列，没有读取" in str(remark)
    assert facts(table) == UNITS


def test_a_column_twice_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults([[*TOP, "申报 单位"], [*cells(UNITS[0]), "教务处"]], tmp_path)
    assert "“申报单位”有两列：A列、O列，请只留一列" in fault


def test_the_sample_row_is_left_out_once_there_are_others(tmp_path: Path) -> None:
    book = load_workbook(_written(template(FilingPacket), tmp_path))
    assert len(read_table(tmp_path / "new.xlsx", FilingPacket).rows) == 1
    for position, text in enumerate(cells(UNITS[1]), 1):
        book["各单位"].cell(3, position).value = text
    table = read_table(saved(book, tmp_path), FilingPacket)
    assert facts(table) == [UNITS[1]]
    assert "样例行" in str(table.remarks[0])


def _written(data: bytes, folder: Path) -> Path:
    path = folder / "new.xlsx"
    path.write_bytes(data)
    return path


def test_the_template_is_what_a_person_would_choose() -> None:
    sheet = load_workbook(BytesIO(template(FilingPacket)))["各单位"]
    assert [cell.value for cell in sheet[1]] == TOP
    assert sheet.freeze_panes == "B2"
    assert {sheet.column_dimensions[c].number_format for c in "FHJL"} == {"@"}
    assert all(sheet.column_dimensions[letter].width >= 12 for letter in "ABCDEFGHIJKLMN")
    lists = [guide for guide in sheet.data_validations.dataValidation if guide.type == "list"]
    assert [str(guide.sqref) for guide in lists] == ["N2:N2000"]
    assert lists[0].formula1 == '"窗口单位,学院和其他单位,团组织和学生社团"'
    assert sheet.page_setup.orientation == "landscape"
    notes = load_workbook(BytesIO(template(FilingPacket)))["填写说明"]
    said = [cell.value for cell in notes["A"]]
    assert set(TOP) <= set(said)


def test_the_template_is_the_same_bytes_every_day() -> None:
    assert template(FilingPacket) == template(FilingPacket)
    assert filled_template(UNITS) == (EXAMPLES / "各单位.xlsx").read_bytes()


def csv_text(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    stream = StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("utf-16", "\t"), ("gb18030", ";")],
)
def test_csv_is_read_in_the_encodings_of_an_office(encoding: str, delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "各单位.csv"
    path.write_bytes(csv_text([["名单"], [], TOP, *map(cells, UNITS)], delimiter).encode(encoding))
    table = read_table(path, FilingPacket)
    assert facts(table) == UNITS
    assert str(table.rows[0].home) == "“各单位”!A4"


@pytest.mark.parametrize("guarded", ['="13803711234"', "'13803711234", "\t13803711234"])
def test_a_number_guarded_against_excel_is_unwrapped(guarded: str, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text(csv_text([TOP, [str(v) for v in with_value("team.leader.phone", guarded)]]), "utf-8")
    assert check_units(path).outcomes[0].unit.packet.team.leader.phone.text == "13803711234"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.csv", b"", "是空的"),
        ("无表头.csv", "图书馆,王刚\n".encode(), "没有找到表头，应有这些列：申报单位、"),
        ("只有表头.csv", csv_text([TOP]).encode(), "除了表头没有内容"),
        ("引号.csv", (csv_text([TOP]) + '"图书馆,王刚\n').encode(), "第2行的引号不成对"),
        ("长.csv", (csv_text([TOP]) + f'"{"长" * 140_000}"\n').encode(), "第2行有一格太长"),
        ("制表.csv", csv_text([TOP], "\t").encode(), "除了表头没有内容"),
        ("名单.xls", b"\xd0\xcf\x11\xe0", "请用 Excel 或 WPS 打开，另存为 .xlsx"),
        ("名单.xlsx", b"\xd0\xcf\x11\xe0" + b"x" * 600, "有密码，或是旧版 .xls 文件"),
    ],
)
def test_a_file_without_units_is_a_sentence(name: str, data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(FileError, match=words):
        read_table(path, FilingPacket)


def test_an_edition_may_have_a_column_though_the_template_has_none(tmp_path: Path) -> None:
    assert "文本版本" not in headers()
    for stated, edition in (("2014-daxue", "2014-daxue"), ("", "2014"), (2014, "2014")):
        path = tmp_path / "各单位.xlsx"
        plain_book([[*headers(), "文本版本"], [*cells(MORE[0]), stated]]).save(path)
        (outcome,) = check_units(path).outcomes
        assert outcome.unit.packet.edition == edition
    assert check_units(path, edition="2014-daxue").outcomes[0].unit.packet.edition == "2014-daxue"
