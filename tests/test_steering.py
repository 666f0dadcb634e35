"""Each dead end of the command line names the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import OPENED, TYPICAL, prose
from tests.roster import EXAMPLES
from zzuli_forms.cli import main
from zzuli_forms.readers.text.sample import WRITERS

FACTS = str(EXAMPLES / "图书馆.yaml")
TABLE = str(EXAMPLES / "各单位.xlsx")


def said(command: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code of a command, and what it complains of."""
    capsys.readouterr()
    try:
        code = main(command)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    return code, capsys.readouterr().err


def written(facts: object, folder: Path) -> str:
    """A file of these facts."""
    import json

    path = folder / "内容.json"
    path.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("command", "name", "way"),
    [
        ("check", "表.xls", "请用 Excel 或 WPS 打开，另存为 .xlsx"),
        ("check", "表.et", "请用 Excel 或 WPS 打开，另存为 .xlsx"),
        ("check", "表.ods", "请用 Excel 或 WPS 打开，另存为 .xlsx"),
        ("check", "表.txt", "请照样例写成 .yaml 文件"),
        ("check", "表.docx", "read 读出内容"),
        ("check", "表.pdf", "read 读出内容"),
        ("packet", "表.xlsx", "batch 生成材料"),
        ("packet", "表.doc", "请用 Word 或 WPS 打开，另存为 .docx"),
        ("batch", "表.yaml", "packet 生成材料"),
        ("batch", "表.docx", "有一批时放在一个文件夹里"),
    ],
)
def test_a_file_of_another_kind_is_sent_to_its_command(
    command: str, name: str, way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(b"x")
    output = [] if command == "check" else ["-o", str(tmp_path / "out")]
    code, complaint = said([command, str(tmp_path / name), *output], capsys)
    assert code == 2
    assert way in complaint


@pytest.mark.parametrize(
    ("command", "way"),
    [
        ([], "--help 列出全部命令"),
        (["packet", FACTS, "-o", "out", "--fromat", "pdf"], "是否想写 --format"),
        (["pakcet"], "是否想写 packet"),
        (["notice", "opening", FACTS, "-o", "out", "--domian", "x"], "是否想写 --domain"),
        (["new", "我的单位.xls"], "请写成“我的单位.yaml”的样子"),
        (["new", "我的单位"], "请写成“我的单位.yaml”的样子"),
    ],
)
def test_a_command_written_wrong_is_told_the_right_word(
    command: list[str], way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, complaint = said(command, capsys)
    assert code == 2
    assert way in complaint


def test_a_notice_without_its_facts_names_the_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, complaint = said(["notice", "opening", FACTS, "-o", str(tmp_path)], capsys)
    assert code == 1
    assert "在命令里可以写明：--domain、--opened" in complaint


@pytest.mark.parametrize("command", ["packet", "check"])
def test_facts_of_another_form_are_sent_to_its_command(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = ["-o", str(tmp_path / "out")] if command == "packet" else []
    code, complaint = said([command, written(OPENED["typical"], tmp_path), *output], capsys)
    assert code == 1
    assert "像是《政务微博开通情况的报告》的，请用" in complaint
    assert "notice opening" in complaint


@pytest.mark.parametrize("command", ["packet", "check"])
def test_too_long_a_text_is_offered_the_sheet_behind(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written({**TYPICAL, "scope": prose(900)}, tmp_path)
    output = ["-o", str(tmp_path / "out")] if command == "packet" else []
    code, complaint = said([command, file, *output], capsys)
    assert code == 1
    assert "请加 --continue" in complaint
    assert "请加 --continue" not in said([command, file, *output, "--continue"], capsys)[1]


def test_a_file_that_is_there_is_told_without_words_of_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["packet", FACTS, "-o", str(tmp_path)]
    assert said(command, capsys)[0] == 0
    code, complaint = said(command, capsys)
    assert code == 2
    assert "overwrite" not in complaint
    assert "--force" in complaint


def test_packet_shows_remarks_and_strict_makes_them_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written({**TYPICAL, "account": "图书馆微博"}, tmp_path)
    code, complaint = said(["packet", file, "-o", str(tmp_path / "甲")], capsys)
    assert code == 0
    assert "有1处提醒" in complaint
    assert "条例第一条" in complaint
    code, complaint = said(["packet", file, "-o", str(tmp_path / "乙"), "--strict"], capsys)
    assert code == 1
    assert not (tmp_path / "乙").exists()
    late = said(["packet", FACTS, "-o", str(tmp_path / "丙"), "--date", "2030-01-01"], capsys)
    assert late[0] == 0
    assert "开通期限" in late[1]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("申报单位：图书馆\n申报政务微博名称: 郑轻图书馆\n", "第1行：冒号写成了中文冒号"),
        ("申报单位: 图书馆\n申报政务微博名称:郑轻图书馆\n宗旨: 服务\n", "第2行：英文冒号后面没有空格"),
        ('申报单位: 图书馆\n宗旨: "服务师生\n范围: 通知\n', "第2行：引号没有成对"),
        ("管理队伍:\n\t负责人: 王刚\n", "第2行：缩进用了制表符"),
        ("宗旨: 服务：师生\n范围：通知\n名称: 图书馆\n", "第2行：冒号写成了中文冒号"),
    ],
)
def test_yaml_written_wrong_names_the_line_and_the_likely_cause(
    text: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "内容.yaml").write_text(text, "utf-8")
    code, complaint = said(["check", str(tmp_path / "内容.yaml")], capsys)
    assert code == 2
    assert line in complaint


def test_every_kind_of_sample_is_read_again_by_the_command_it_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in WRITERS:
        assert main(["new", str(tmp_path / f"样例{kind}")]) == 0
        assert main(["check", str(tmp_path / f"样例{kind}")]) == 0
    capsys.readouterr()
