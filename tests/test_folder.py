"""A folder of filled forms is a batch's input like a workbook: one unit from its papers, every doubt told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.cases import OPENED, TYPICAL
from tests.edited import typed, typed_as_a_table
from tests.roster import EXAMPLES, tree
from zzuli_forms import ApprovalForm, FileError, FilingPacket, OpeningNotice, check_units, make_packets, render, save
from zzuli_forms.cli import main
from zzuli_forms.filing.results import State

PACKET = FilingPacket.from_facts(TYPICAL)
OTHER: dict[str, Any] = {**TYPICAL, "unit": "档案馆", "account": "郑州轻工业学院档案馆"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for filled forms."""
    made = tmp_path / "收到的表"
    made.mkdir()
    return made


def form(folder: Path, facts: dict[str, Any], name: str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    return save(ApprovalForm.model_validate(facts), path)


def test_the_papers_of_a_batch_make_the_same_batch_again(tmp_path: Path) -> None:
    make_packets(EXAMPLES / "各单位.xlsx", tmp_path / "一")
    report = make_packets(tmp_path / "一", tmp_path / "二")
    assert report.good
    first, second = tree(tmp_path / "一"), tree(tmp_path / "二")
    differing = {name for name in first if first[name] != second.get(name)}
    assert set(first) == set(second)
    assert {Path(name).name for name in differing} <= {"汇总表.xlsx"}


def test_one_units_papers_are_put_together_and_each_file_is_named(folder: Path, tmp_path: Path) -> None:
    form(folder, TYPICAL, "表.docx")
    form(folder, TYPICAL, "表.pdf")
    form(folder, OTHER, "档案馆/表.docx")
    report = make_packets(folder, tmp_path / "out")
    assert [one.state for one in report.outcomes] == [State.MADE, State.MADE]
    sheet = load_workbook(tmp_path / "out" / "汇总表.xlsx").worksheets[0]
    told = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert told.count("图书馆") == told.count("档案馆") == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.is_dir()) == ["图书馆", "档案馆"]


def test_papers_that_disagree_are_a_fault_that_names_them(folder: Path, tmp_path: Path) -> None:
    form(folder, TYPICAL, "甲.docx")
    form(folder, {**TYPICAL, "purpose": "发布馆藏信息。"}, "乙.docx")
    report = check_units(folder)
    (fault,) = [problem.fault for problem in report.problems if problem.kind == "问题"]
    assert (fault.path, fault.code) == ("purpose", "unlike_files")
    assert "“甲.docx”里是“发布馆藏与服务信息" in fault.message
    assert "“乙.docx”里是“发布馆藏信息。”" in fault.message
    assert not make_packets(folder, tmp_path / "out").good
    assert not list((tmp_path / "out").rglob("*.docx"))


def test_what_cannot_be_read_is_told_and_the_rest_is_made(folder: Path, tmp_path: Path) -> None:
    form(folder, TYPICAL, "好.docx")
    (folder / "坏.docx").write_bytes(b"PK\x03\x04")
    (folder / "没有数据.pdf").write_bytes(render(ApprovalForm.model_validate(OTHER), "pdf", attached=False))
    (folder / "~$好.docx").write_bytes(b"x")
    (folder / "说明.txt").write_text("x", "utf-8")
    report = make_packets(folder, tmp_path / "out")
    assert not report.good
    assert (tmp_path / "out" / "图书馆" / "manifest.json").is_file()
    unread = [problem.fault for problem in report.problems if problem.fault.code == "unread_file"]
    assert sorted(fault.cell for fault in unread) == ["“坏.docx”", "“没有数据.pdf”"]


def told(folder: Path) -> dict[str, tuple[str, str]]:
    """Return by cell of what kind each problem of a folder is, and its sentence."""
    problems = check_units(folder).problems
    return {
        problem.fault.cell: (problem.kind, f"{problem.fault.message}，{problem.fault.remedy}") for problem in problems
    }


def with_files(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"x")


@pytest.mark.parametrize(
    ("names", "kind", "words"),
    [
        (["乙.doc", "甲/丙.WPS", "丁.rtf"], "问题", "请用 Word 或 WPS 打开，另存为 .docx"),
        (["戊.png", "己.JPG", "庚.tif"], "问题", "图片里的字读不出来"),
        (["辛.zip"], "问题", "请先解压"),
        (["各单位.xls", "名单.et"], "提醒", "另存为 .xlsx"),
        (["各单位.xlsx", "名单.csv"], "提醒", " batch 生成材料"),
        (["图书馆.yaml", "档案馆.json"], "提醒", " packet 生成材料"),
        (["说明.txt"], "提醒", "请照样例写成 .yaml 文件"),
        (["视频.mp4", "字体.ttf"], "提醒", "不需要时可以移走"),
    ],
)
def test_what_is_no_paper_is_named_once_for_its_kind_with_what_to_do(
    names: list[str], kind: str, words: str, folder: Path
) -> None:
    form(folder, TYPICAL, "表.docx")
    with_files(folder, *names)
    ((cell, (found, sentence)),) = told(folder).items()
    assert set(cell.strip("“”").split("”、“")) == set(names)
    assert found == kind
    assert sentence.startswith("不是 .docx 或 .pdf 文件，没有读取，")
    assert words in sentence
    assert check_units(folder).good == (kind == "提醒")


@pytest.mark.parametrize("kind", [".doc", ".png", ".zip"])
def test_what_lies_beside_a_paper_of_its_name_is_no_unread_paper(kind: str, folder: Path) -> None:
    form(folder, TYPICAL, "图书馆.docx")
    with_files(folder, f"图书馆{kind}")
    assert [kind for kind, _ in told(folder).values()] == ["提醒"]
    with_files(folder, f"档案馆{kind}")
    assert [kind for kind, _ in told(folder).values()] == ["问题", "提醒"]


def test_of_many_files_unread_for_one_reason_ten_are_named_and_all_counted(folder: Path) -> None:
    form(folder, TYPICAL, "表.docx")
    bare = render(ApprovalForm.model_validate(OTHER), "pdf", attached=False)
    for number in range(24):
        (folder / f"扫描{number:02}.pdf").write_bytes(bare)
    ((cell, (kind, sentence)),) = told(folder).items()
    assert (cell.count("扫描"), kind) == (10, "问题")
    assert cell.endswith("“扫描09.pdf”等24个文件")
    assert sentence.startswith("文件里没有附带填报内容的数据，读不出来")
    assert str(folder) not in sentence


def test_hidden_and_temporary_files_are_passed_over_silently(folder: Path) -> None:
    form(folder, TYPICAL, "表.docx")
    with_files(
        folder, "~$表.docx", "~$汇总.xlsx", ".~lock.表.docx#", "._表.docx", ".git/表.docx", "Thumbs.db", "~WRL0001.tmp"
    )
    assert told(folder) == {}


def test_the_results_of_a_batch_are_no_files_to_be_told_of(tmp_path: Path) -> None:
    out = tmp_path / "out"
    make_packets(EXAMPLES / "各单位.xlsx", out, as_json=True)
    assert told(out) == {}
    book = load_workbook(out / "汇总表.xlsx")
    book.save(out / "汇总表.xlsx")
    (out / "图书馆" / "manifest.json").rename(out / "manifest.json")
    assert set(told(out)) == {"“汇总表.xlsx”", "“manifest.json”"}


def test_a_folder_with_nothing_to_read_says_how_each_kind_becomes_readable(folder: Path) -> None:
    with_files(folder, *(f"{number}.doc" for number in range(12)), "各单位.xls")
    with pytest.raises(FileError, match=r"“7\.doc”等12个文件.*另存为 \.docx；“各单位\.xls”.*另存为 \.xlsx"):
        check_units(folder)


SUFFIXES = [
    ".docx",
    ".pdf",
    ".doc",
    ".wps",
    ".rtf",
    ".xlsx",
    ".xls",
    ".csv",
    ".yaml",
    ".json",
    ".png",
    ".txt",
    ".zip",
    "",
]
names = st.builds("{}{}".format, st.from_regex("[a-z表 ]{0,5}[a-z图]", fullmatch=True), st.sampled_from(SUFFIXES))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(names, min_size=1, max_size=10))
def test_every_file_is_read_or_named(tmp_path_factory: pytest.TempPathFactory, names: set[str]) -> None:
    folder = tmp_path_factory.mktemp("收到的表")
    form(folder, TYPICAL, "读得出.docx")
    with_files(folder, *names)
    cells = [name for cell in told(folder) for name in cell.strip("“”").split("”、“")]
    assert sorted(cells) == sorted(names)


def test_a_form_that_is_no_filing_paper_is_passed_over(folder: Path) -> None:
    form(folder, TYPICAL, "表.docx")
    notice = OpeningNotice.model_validate(OPENED["typical"])
    (folder / "开通.docx").write_bytes(render(notice, "docx"))
    report = check_units(folder)
    assert report.good
    (remark,) = [problem.fault for problem in report.problems if problem.fault.code == "other_form"]
    assert "《政务微博开通情况的报告》，不是报送材料" in remark.message


def test_doubts_about_a_paper_are_told_with_its_name(folder: Path) -> None:
    (folder / "手工.docx").write_bytes(typed_as_a_table())
    path = form(folder, OTHER, "改过.docx")
    path.write_bytes(typed(path.read_bytes(), "13803711234", "13803711235"))
    report = check_units(folder)
    assert report.good
    told = [(problem.fault.cell, problem.fault.message) for problem in report.problems if problem.kind == "提醒"]
    altered = "《郑州轻工业学院政务微博体系审批表》“3.微博管理队伍"
    assert any(cell == "“手工.docx”" and message.startswith(altered) for cell, message in told)
    assert any(cell == "“改过.docx”" and message.startswith("文件里附带的是") for cell, message in told)


def test_an_empty_folder_says_what_is_looked_for(folder: Path) -> None:
    with pytest.raises(FileError, match=r"没有可读的承诺书或审批表（\.docx、\.pdf）"):
        check_units(folder)


def test_results_are_not_written_among_what_is_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form(folder, TYPICAL, "表.docx")
    assert main(["batch", str(folder), "-o", str(folder / "out")]) == 2
    assert "请" in capsys.readouterr().err
    assert not (folder / "out").exists()


def test_the_commands_take_a_folder(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form(folder, TYPICAL, "表.docx")
    assert main(["check", str(folder)]) == 0
    assert main(["batch", str(folder), "-o", str(tmp_path / "out"), "--quiet"]) == 0
    made = tmp_path / "out" / "图书馆" / "图书馆-报送材料.pdf"
    PACKET.write(tmp_path / "one", ("pdf",))
    assert made.read_bytes() == (tmp_path / "one" / "图书馆" / "图书馆-报送材料.pdf").read_bytes()
    assert "Traceback" not in capsys.readouterr().err
