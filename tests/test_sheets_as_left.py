"""Sheets as clerks leave them: hidden, struck, filtered, signed below, with marks for what is not there."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests import damage
from tests.roster import COLUMNS, EXAMPLES, cells, example_units, headers, numbered, plain_book
from zzuli_forms import check_units, make_packets
from zzuli_forms.filing.batch import Report
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.models.facts import path_text
from zzuli_forms.readers.table.columns import columns, sample
from zzuli_forms.readers.table.template import template

TOP = headers()
UNITS = [cells(unit) for unit in example_units()[:3]]
AT = {path_text(column.path): position for position, column in enumerate(COLUMNS)}
SAMPLE = sample(columns(FilingPacket))


def units() -> list[list[object]]:
    """Three rows of sound units, to be changed."""
    return [list(row) for row in UNITS]


def with_value(field: str, value: object, row: int = 0) -> list[list[object]]:
    rows = units()
    rows[row][AT[field]] = value
    return rows


def checked(rows: Sequence[Sequence[object]], folder: Path, change: Callable[[Workbook], object] = id) -> Report:
    """What is said of a workbook with these rows under the headers, changed."""
    book = plain_book([TOP, *rows])
    change(book)
    book.save(folder / "表.xlsx")
    return check_units(folder / "表.xlsx")


def said(report: Report, kind: str) -> list[str]:
    return [str(problem.fault) for problem in report.problems if problem.kind == kind]


def test_hidden_rows_and_columns_are_read_and_told(tmp_path: Path) -> None:
    def hide(book: Workbook) -> None:
        book.worksheets[0].auto_filter.ref = "A1:N4"
        book.worksheets[0].row_dimensions[3].hidden = True
        book.worksheets[0].column_dimensions["D"].hidden = True

    report = checked(units(), tmp_path, hide)
    assert [outcome.good for outcome in report.outcomes] == [True] * 3
    assert said(report, "提醒") == [
        "“各单位”第3行（行）：是隐藏的或筛掉的，照样读取了：A3“食品与生物工程学院”，若不报送，请删去这几行",
        "“各单位”第1行（列）：D列“政务微博信息发布范围”是隐藏的，照样读取了，若不报送，请删去其中的内容",
    ]


def test_hidden_rows_and_columns_without_content_are_nobodys_business(tmp_path: Path) -> None:
    def hide(book: Workbook) -> None:
        book.worksheets[0].row_dimensions[9].hidden = True
        book.worksheets[0].column_dimensions["Q"].hidden = True

    assert checked(units(), tmp_path, hide).problems == ()


def test_a_struck_row_is_read_and_told_once(tmp_path: Path) -> None:
    def strike(book: Workbook) -> None:
        for cell in book.worksheets[0][3]:
            cell.font = Font(strike=True)

    (remark,) = said(checked(units(), tmp_path, strike), "提醒")
    assert remark.startswith("“各单位”!A3（删除线）：整行划了删除线，照样读取了：A3“食品与生物工程学院”")


def test_what_is_struck_before_a_new_value_is_not_read_and_told(tmp_path: Path) -> None:
    corrected = CellRichText(TextBlock(InlineFont(strike=True), "李四"), TextBlock(InlineFont(b=True), "王五"))
    report = checked(with_value("team.leader.name", corrected), tmp_path)
    assert report.outcomes[0].unit.packet.team.leader.name == "王五"
    assert said(report, "提醒") == ["“各单位”!E2（删除线）：E2划去的“李四”没有读取，请核对，不要的请删去"]


def test_notes_are_told_but_for_our_own(tmp_path: Path) -> None:
    def note(book: Workbook) -> None:
        book.worksheets[0]["A2"].comment = Comment("电话已改\n请核对", "张三")

    (remark,) = said(checked(units(), tmp_path, note), "提醒")
    assert remark == "“各单位”!A2（批注）：批注没有读取：A2“电话已改 请核对”，若是要填的内容，请写进格里"


DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from><xdr:col>2</xdr:col>'
    "<xdr:colOff>0</xdr:colOff><xdr:row>3</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>4</xdr:col>"
    "<xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>{}<xdr:clientData/>"
    "</xdr:twoCellAnchor></xdr:wsDr>"
)
BOX = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>教务处也要报</a:t></a:r></a:p></xdr:txBody></xdr:sp>"


@pytest.mark.parametrize(("shape", "words"), [(BOX, "教务处也要报"), ("<xdr:pic/>", "〔图片〕")])
def test_what_floats_over_the_cells_is_told(shape: str, words: str, tmp_path: Path) -> None:
    checked(units(), tmp_path)
    path = tmp_path / "表.xlsx"
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
    parts["xl/drawings/drawing1.xml"] = DRAWING.format(shape).encode()
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Type="{kind}" Target="../drawings/drawing1.xml"/></Relationships>'
    ).encode()
    with ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    (remark,) = said(check_units(path), "提醒")
    assert remark == f"“各单位”!C4（图形）：浮在格上的没有读取：C4“{words}”，若是要填的内容，请写进格里"


def test_notes_of_an_earlier_run_are_not_told_even_if_their_author_is_lost(tmp_path: Path) -> None:
    rows = with_value("team.leader.phone", "1380371")
    checked(rows, tmp_path)
    make_packets(tmp_path / "表.xlsx", tmp_path / "材料", formats=["docx"])
    marked = load_workbook(tmp_path / "材料" / "问题清单.xlsx")
    for path in (tmp_path / "作者.xlsx", tmp_path / "无名.xlsx"):
        marked.save(path)
        assert [p.fault.code for p in check_units(path).problems] == ["phone_length"]
        marked["各单位"]["F2"].comment.author = ""
    book = load_workbook(BytesIO(template(FilingPacket)))
    book["各单位"]["A2"].comment.author = ""
    book.save(tmp_path / "样例.xlsx")
    assert check_units(tmp_path / "样例.xlsx").problems == ()


@pytest.mark.parametrize("formula", ['=DISPIMG("ID_5B",1)', '=_xlfn.DISPIMG("ID_5B",1)', '=_xlfn.IMAGE("a.png")'])
def test_a_picture_in_a_cell_is_a_fault(formula: str, tmp_path: Path) -> None:
    (fault,) = said(checked(with_value("scope", formula), tmp_path), "问题")
    assert fault == "“各单位”!D2（政务微博信息发布范围）：格里是图片，请改成文字"


def test_a_picture_placed_in_a_cell_is_a_fault(tmp_path: Path) -> None:
    checked(with_value("scope", "#VALUE!"), tmp_path)
    placed = damage.changed(damage.SHEET, rb'<c r="D2"', b'<c r="D2" vm="1"')
    damage.package(placed(damage.parts((tmp_path / "表.xlsx").read_bytes())), tmp_path / "图.xlsx")
    (fault,) = said(check_units(tmp_path / "图.xlsx"), "问题")
    assert "D2（政务微博信息发布范围）：格里是图片" in fault


@pytest.mark.parametrize("text", ["同上", "〃", "（同上）", " 同 上 ", "″", "同上一行", "与上行相同"])
def test_a_ditto_mark_is_a_fault_and_nothing_is_copied(text: str, tmp_path: Path) -> None:
    (fault,) = said(checked(with_value("scope", text, row=1), tmp_path), "问题")
    assert fault.startswith("“各单位”!D3（政务微博信息发布范围）：写的是“")
    assert fault.endswith("不代为照抄，请写出内容")


@pytest.mark.parametrize("text", ["{{ name }}", "«姓名»", "${name}", "<<姓名>>", "{% name %}"])
def test_a_field_of_a_template_is_a_fault(text: str, tmp_path: Path) -> None:
    (fault,) = said(checked(with_value("team.leader.name", text), tmp_path), "问题")
    assert f"“各单位”!E2（管理队伍›负责人›姓名）：是还没有填的模板字样“{text}”" in fault


@pytest.mark.parametrize("mark", ["/", "无", "—", "——", "-", "／", "没有", "（无）", "N/A", "- -", "无。"])
def test_a_mark_for_nothing_is_an_empty_cell(mark: str, tmp_path: Path) -> None:
    rows = units()
    rows[0] = [value or mark for value in rows[0]]
    report = checked(rows, tmp_path)
    assert report.problems == ()
    assert report.outcomes[0].unit.row.stated == check_units(EXAMPLES / "各单位.xlsx").outcomes[0].unit.row.stated
    (fault,) = said(checked(with_value("scope", mark), tmp_path), "问题")
    assert fault == "“各单位”!D2（政务微博信息发布范围）：没有填，请补填"


def test_lines_under_the_table_are_told_in_one_remark_and_are_no_units(tmp_path: Path) -> None:
    under: list[list[object]] = [
        ["合计", 3],
        ["填表人：张三", None, None, "审核人：李四", None, "联系电话：63556789"],
        [],
        ["注：1. 请于6月20日前报送。"],
        ["2. 一式两份。"],
        ["2014年6月20日"],
    ]
    report = checked([*units(), *under], tmp_path)
    assert [outcome.good for outcome in report.outcomes] == [True] * 3
    (remark,) = said(report, "提醒")
    assert remark.startswith(
        "“各单位”第5、6、8、9、10行（行）：像是合计、填表人、说明之类，没有当作单位：A5“合计”、B5“3”"
    )
    assert all(text in remark for text in ("D6“审核人：李四”", "A8“注：1. 请于6月20日前报送。”", "A10“2014年6月20日”"))


def test_a_unit_with_nothing_but_its_name_is_a_unit(tmp_path: Path) -> None:
    report = checked([*units(), ["审计处"], ["合唱团", "郑州轻工业学院合唱团"]], tmp_path)
    assert [outcome.unit.name for outcome in report.outcomes][3:] == ["审计处", "合唱团"]
    assert said(report, "提醒") == []


def test_a_title_is_part_of_the_head_and_more_above_it_is_told(tmp_path: Path) -> None:
    plain_book([["报送名单"], TOP, *units()]).save(tmp_path / "表.xlsx")
    assert check_units(tmp_path / "表.xlsx").problems == ()
    plain_book([["填报单位：宣传部", None, "日期：6月"], TOP, *units()]).save(tmp_path / "表.xlsx")
    (remark,) = said(check_units(tmp_path / "表.xlsx"), "提醒")
    assert "A1“填报单位：宣传部”、C1“日期：6月”" in remark


def test_names_and_phones_in_each_others_columns_are_one_fault(tmp_path: Path) -> None:
    rows = units()
    name, phone = AT["team.leader.name"], AT["team.leader.phone"]
    for row in rows:
        row[name], row[phone] = row[phone], row[name]
    report = checked(rows, tmp_path)
    assert [outcome.good for outcome in report.outcomes] == [False] * 3
    assert said(report, "问题") == ["“各单位”第1行（负责人）：“负责人”和“负责人电话”两列像是填反了，请对调这两列的表头"]


def test_remarks_rest_on_no_sample_where_a_column_is_missing(tmp_path: Path) -> None:
    top = [header.replace("负责人", "领导") for header in TOP]
    plain_book([top, *map(cells, numbered(5))]).save(tmp_path / "表.xlsx")
    report = check_units(tmp_path / "表.xlsx")
    people = [value for path, value in SAMPLE.items() if path[-1] == "name"]
    assert [problem.fault.code for problem in report.problems] == ["missing_column", "missing_column", "extra_column"]
    assert not [name for name in people for p in report.problems if p.unit and name in str(p.fault)]


def test_what_is_left_of_the_sample_in_another_units_row_is_told(tmp_path: Path) -> None:
    row = [SAMPLE.get(column.path, "") for column in COLUMNS]
    row[:2] = ["档案馆", "郑州轻工业学院档案馆"]
    (remark,) = said(checked([row], tmp_path), "提醒")
    assert remark.startswith("“各单位”!C2（样例）：仍是样例里的内容：C2“")
    assert "、E2“王刚”、" in remark
    assert said(checked([[*row[:2], *UNITS[1][2:]]], tmp_path), "提醒") == []


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u00a0", "\u00ad", "\u2060", "\u200e"])
def test_what_cannot_be_seen_in_a_header_does_not_count(unseen: str, tmp_path: Path) -> None:
    for spoilt in (f"{unseen}{{}}", f"{{}}{unseen}"):
        plain_book([[spoilt.format(header) for header in TOP], *units()]).save(tmp_path / "表.xlsx")
        assert check_units(tmp_path / "表.xlsx").problems == ()
    plain_book([[f"{header[:2]}{unseen}{header[2:]}" for header in TOP], *units()]).save(tmp_path / "表.xlsx")
    assert check_units(tmp_path / "表.xlsx").problems == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_byte_order_marks_before_a_csv_file_do_not_count(
    encoding: str, times: int, quoting: Any, tmp_path: Path
) -> None:
    with (tmp_path / "表.csv").open("w", encoding=encoding, newline="") as stream:
        stream.write("\ufeff" * times)
        csv.writer(stream, quoting=quoting).writerows([TOP, *units()])
    assert check_units(tmp_path / "表.csv").problems == ()


def test_our_own_summary_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    make_packets(EXAMPLES / "各单位.xlsx", tmp_path, formats=["docx"])
    report = check_units(tmp_path / "汇总表.xlsx")
    assert [outcome.unit.name for outcome in report.outcomes] == [unit["unit"] for unit in example_units()]
    assert {str(p.fault.label) for p in report.problems if p.fault.code == "missing_column"} == {
        "政务微博宗旨",
        "政务微博信息发布范围",
        "管理员1电话",
    }
