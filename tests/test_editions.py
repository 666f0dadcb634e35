"""An edition is a file: stray ones are passed over, a faulty one is told where it is asked for, and only there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cases import CASES, STATED, TYPICAL, case_name
from tests.drawing import Case, document_of
from zzuli_forms import (
    ApprovalForm,
    FactsError,
    FileError,
    FilingPacket,
    UsageError,
    check_units,
    official,
    read,
    render,
)
from zzuli_forms.cli import main
from zzuli_forms.document.nodes import Document, Role
from zzuli_forms.document.walking import paragraphs
from zzuli_forms.errors import LayoutError
from zzuli_forms.forms.register import APPROVAL, LETTER, all_forms, lay_out, lay_out_blank
from zzuli_forms.forms.shapes import ERHAO
from zzuli_forms.notebook.outline import fields, outline
from zzuli_forms.official import LONGEST_INSTITUTION, editions, read_edition, told_editions
from zzuli_forms.readers.text.sample import sample
from zzuli_forms.typeset.height import holds
from zzuli_forms.typeset.linebreak import lines_needed
from zzuli_forms.typeset.pagebreak import sheets

REAL = official.editions_folder()
Write = Callable[[str, str | bytes], Path]


def toml(institution: str = "甲乙大学", title: str = "样本") -> str:
    return f'title = "{title}"\n[words]\ninstitution = "{institution}"\n[names]\nforeign = ["JYU"]\n'


FAULTY: dict[str, tuple[str | bytes, str]] = {
    "断开": ('title = "甲"\n[words\n', "第2行第7列写法有误，请检查"),
    "没写完": ('title = "', "写法有误，请检查"),
    "国标码": (toml().encode("gb18030"), "不是 UTF-8 文本，请另存为 UTF-8"),
    "零字符": (b'title = "a\0"', "第1行第11列写法有误"),
    "空的": ("", "里没有版本的名称，请在开头写一行 title"),
    "没有名": ('title = "甲"\n[words]\ninstitution = "甲大"\n', "里没有写对学校的外文名，请在 [names] 下写一行"),
    "名不对": ('title = "甲"\nnames = 3\n[words]\ninstitution = "甲大"\n', "里没有写对学校的外文名"),
    "没有词": ('title = "甲"\n[names]\nforeign = []\n', "里没有写对校名，请在 [words] 下写一行"),
    "词不对": ('title = "甲"\nwords = ["甲大"]\n[names]\nforeign = []\n', "里没有写对校名"),
    "数字": ('title = 1\n[words]\ninstitution = ["x"]\n[names]\nforeign = ["a", ""]\n', "；里没有写对学校的外文名"),
    "换行": (toml("甲\\n乙"), "里没有写对校名"),
    "别的词": (
        'title = "甲"\n[words]\ninstitution = "甲大"\nplace = []\n[names]\nforeign = []\n',
        "place 不是一行文字",
    ),
    "很深": (f"a = {'[' * 9_000}{']' * 9_000}", "层次太深"),
    "长名": (toml("学" * (LONGEST_INSTITUTION + 1)), f"标题一行最多印{LONGEST_INSTITUTION}个字，请改用简称"),
}


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Write a file into a folder of editions of its own, which has the real ones too."""
    folder = tmp_path / "editions"
    shutil.copytree(REAL, folder)
    monkeypatch.setattr(official, "editions_folder", lambda: folder)

    def put(name: str, text: str | bytes) -> Path:
        path = folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    yield put
    read_edition.cache_clear()


def test_a_stray_file_is_passed_over(write: Write) -> None:
    known = {*editions()}
    for name in (".DS_Store", "2014.toml.bak", "说明.txt", "._2014.toml", ".toml", "无后缀"):
        write(name, b"\xff\xfe\0")
    write("夹.toml", "").unlink()
    (official.editions_folder() / "夹.toml").mkdir()
    assert {*editions()} == known


def test_a_byte_order_mark_is_accepted(write: Write) -> None:
    write("有标记.toml", b"\xef\xbb\xbf" + toml().encode())
    assert read_edition("有标记").institution == "甲乙大学"


@pytest.mark.parametrize("key", FAULTY)
def test_a_faulty_edition_is_told_by_its_file_and_its_fault_where_it_is_asked_for(key: str, write: Write) -> None:
    text, words = FAULTY[key]
    path = write(f"{key}.toml", text)
    for ask in (lambda: read_edition(key), editions, lambda: lay_out_blank(LETTER, key)):
        with pytest.raises(FileError) as told:
            ask()
        assert str(told.value).startswith(f"“{path}”")
        assert words in str(told.value)
    with pytest.raises(FactsError) as refused:
        FilingPacket.from_facts({**TYPICAL, "edition": key})
    (fault,) = refused.value.faults
    assert (fault.path, fault.code) == ("edition", "edition_file")
    assert f"“{path}”" in fault.message
    assert words in fault.message


@pytest.mark.parametrize("key", FAULTY)
def test_a_faulty_edition_hinders_no_other(key: str, write: Write, tmp_path: Path) -> None:
    write(f"{key}.toml", FAULTY[key][0])
    packet = FilingPacket.from_facts(TYPICAL)
    packet.write(tmp_path / "out")
    paper = tmp_path / "out" / "图书馆" / "图书馆-政务微博体系审批表.docx"
    assert read(paper) == packet.form
    assert main(["blank", "-o", str(tmp_path / "空白"), "--edition", "2014-daxue"]) == 0


def test_the_list_of_editions_tells_a_faulty_one_in_its_place(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write("错的.toml", "\ntitle = 错\n")
    write("百分.toml", toml(title="100%校名"))
    told = told_editions()
    assert "2014：2014年通知原文；" in told
    assert f"错的：“{path}”第2行第9列写法有误，请检查" in told
    schema = all_forms()[0].schema()["properties"]["edition"]
    assert schema["enum"] == ["2014", "2014-daxue", "百分"]
    assert schema["description"] == f"文字照哪个版本印（{told}）"
    assert any(field.help == schema["description"] for field in fields(outline(ApprovalForm)))
    assert f"# 文字照哪个版本印（{told}）" in sample(ApprovalForm, ".yaml")
    with pytest.raises(SystemExit):
        main(["packet", "--help"])
    shown = "".join(capsys.readouterr().out.split())
    assert "100%校名" in shown
    assert "错的.toml”第2行第9列写法有误" in shown


@pytest.mark.parametrize("command", ["check", "packet", "batch", "preview"])
def test_the_commands_refuse_a_faulty_edition_before_they_begin(
    command: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("错的.toml", "\ntitle = 错\n")
    given = [] if command == "check" else ["-o", str(tmp_path / "out")]
    assert main([command, str(tmp_path / "没有.yaml"), *given, "--edition", "错的"]) == 2
    assert capsys.readouterr().err.startswith(f"“{path}”第2行第9列写法有误，请检查")


def test_an_edition_there_is_not_is_refused_with_those_there_are(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("新的.toml", toml())
    for key in ("没有", "../deadlines", "2014.toml", ""):
        with pytest.raises(KeyError):
            read_edition(key)
        with pytest.raises(UsageError, match="可选：2014、2014-daxue、新的"):
            lay_out_blank(LETTER, key)
    with pytest.raises(SystemExit):
        main(["blank", "-o", str(tmp_path), "--edition", "没有"])
    assert "--edition 不能是“没有”，可选：2014, 2014-daxue, 新的" in capsys.readouterr().err


def test_choices_are_found_when_they_are_asked_for(write: Write) -> None:
    write("后来.toml", toml(title="后来加的"))
    assert "后来：后来加的" in told_editions()
    assert "后来" in APPROVAL.schema()["properties"]["edition"]["enum"]
    assert ApprovalForm.model_validate({**TYPICAL, "edition": "后来"}).edition == "后来"


def test_a_paper_that_no_sound_edition_knows_may_be_in_a_faulty_one(write: Write, tmp_path: Path) -> None:
    (tmp_path / "表.docx").write_bytes(render(ApprovalForm.model_validate(TYPICAL), "docx"))
    path = write("错的.toml", "\ntitle = 错\n")
    from docx import Document as Word

    other = Word()
    other.add_paragraph("别的表")
    other.save(str(tmp_path / "别的.docx"))
    assert read(tmp_path / "表.docx").model_dump()["unit"] == "图书馆"
    with pytest.raises(FileError) as told:
        read(tmp_path / "别的.docx")
    assert str(path) in str(told.value)


def test_a_papers_edition_comes_back_whatever_marks_its_key_has(write: Write, tmp_path: Path) -> None:
    key = "新 “校”'名'"
    write(f"{key}.toml", toml())
    form = ApprovalForm.model_validate({**TYPICAL, "edition": key})
    for kind in ("docx", "pdf"):
        path = tmp_path / f"表.{kind}"
        path.write_bytes(render(form, kind))
        assert read(path) == form


def in_edition(case: Case, key: str) -> Document:
    """Return the fitted tree of a case in another edition."""
    form, kind = case
    stated = STATED[form.key][kind]
    if stated is None:
        return lay_out_blank(form, key)
    return lay_out(form.model.model_validate({**stated, "edition": key}), continued=kind == "continued")


def title_lines(document: Document) -> list[int]:
    """Return how many lines each title takes in 二号."""
    return [
        lines_needed(paragraph, page.text_width)
        for page in document.pages
        for paragraph in paragraphs(page)
        if paragraph.role is Role.TITLE and paragraph.runs[0].size == ERHAO
    ]


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_the_longest_name_of_a_school_fits_every_form_in_every_state(case: Case, write: Write) -> None:
    write("最长.toml", toml("中国地质大学（武汉）"))
    assert len(read_edition("最长").institution) == LONGEST_INSTITUTION
    document, usual = in_edition(case, "最长"), document_of(case)
    assert set(title_lines(document)) == {1}
    assert len(document.pages) == len(usual.pages)
    assert [len(sheets(page)) for page in document.pages] == [len(sheets(page)) for page in usual.pages]
    assert all(holds(page) for page in document.pages if not page.flows)


def test_a_longer_name_would_break_a_title(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(official, "LONGEST_INSTITUTION", 100)
    write("更长.toml", toml("学" * (LONGEST_INSTITUTION + 1)))
    lines = [max(title_lines(lay_out_blank(form, "更长"))) for form in all_forms()]
    assert max(lines) == 2


def test_a_name_no_face_carries_is_refused_in_chinese(write: Write) -> None:
    write("生造.toml", toml("甲ก大学"))
    with pytest.raises(LayoutError, match="U\\+0E01）在随附的字体里没有字形，请改正该版本文件里的校名"):
        lay_out_blank(APPROVAL, "生造")


def test_facts_inside_state_the_edition_as_json(write: Write) -> None:
    key = 'a"b'
    write(f"{key}.toml", toml())
    assert json.loads(lay_out_blank(APPROVAL, key).facts)["edition"] == key


def test_a_paper_in_a_faulty_edition_is_one_fault_beside_the_others(write: Write, tmp_path: Path) -> None:
    folder, path = tmp_path / "收到", write("先好.toml", toml())
    folder.mkdir()
    for name, edition in (("甲.pdf", "先好"), ("乙.pdf", "2014")):
        facts = {**TYPICAL, "unit": name[0], "edition": edition}
        (folder / name).write_bytes(render(ApprovalForm.model_validate(facts), "pdf"))
    path.write_text("title", "utf-8")
    read_edition.cache_clear()
    report = check_units(folder)
    assert [(outcome.unit.name, outcome.good) for outcome in report.outcomes] == [("乙", True)]
    (fault,) = [problem.fault for problem in report.problems if problem.kind == "问题"]
    assert fault.cell == "“甲.pdf”"
    assert "edition：“先好”这个版本不能用" in fault.message
    assert f"“{path}”" in fault.message
