"""What a filled form states is read back, however it was edited; what is unsure, unlike or altered is told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cases import CASES, STATED, TYPICAL, case_name
from tests.drawing import Case
from tests.edited import (
    DOCUMENT,
    filled_in,
    replaced,
    stripped,
    typed,
    typed_as_a_table,
    typed_as_lines,
    with_parts,
    without_facts,
)
from zzuli_forms import ApprovalForm, FactsError, FileError, FilingPacket, read, reading, render
from zzuli_forms.cli import main
from zzuli_forms.files.manifest import SCHEMA
from zzuli_forms.forms.register import CHANGE, LETTER
from zzuli_forms.models.facts import Facts
from zzuli_forms.readers.paper import Reading

KINDS = ("docx", "pdf")
LABELLED = [case for case in CASES if case[0] not in (LETTER, CHANGE)]
"""All but the papers that print no label beside what they state, or state twice as much as they print."""


def stated(case: Case) -> Facts | None:
    """The facts of a case, None for a form left blank."""
    form, kind = case
    facts = STATED[form.key][kind]
    return None if facts is None else form.model.model_validate(facts)


def said(facts: Facts | None) -> Any:
    assert facts is not None
    return facts.model_dump(mode="json")


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_file_states_is_read_with_certainty(case: Case, kind: str, papers: dict[str, Path]) -> None:
    found = reading(papers[f"{case_name(case)}.{kind}"])
    assert found.form.key == case[0].key
    assert not found.guessed
    assert not found.remarks
    facts = stated(case)
    if facts is None and case[0].by_hand:
        assert found.faults
    elif facts is not None:
        assert said(found.facts) == said(facts)
        assert read(papers[f"{case_name(case)}.{kind}"]) == found.facts


@pytest.mark.parametrize("case", LABELLED, ids=case_name)
def test_without_controls_and_facts_labels_tell_and_all_is_called_a_guess(
    case: Case, papers: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(stripped(papers[f"{case_name(case)}.docx"].read_bytes()))
    found = reading(tmp_path / "a.docx")
    facts = stated(case)
    assert not found.remarks
    if facts is not None:
        assert said(found.facts) == said(facts)
        assert {value.path for value in found.guessed} == {value.path for value in found.values} - {"edition"}


def test_without_controls_and_facts_a_letter_says_what_it_cannot_tell(papers: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(stripped(papers["letter-maximal.docx"].read_bytes()))
    found = reading(tmp_path / "a.docx")
    assert [(value.path, value.certain) for value in found.values] == [("heading", False)]
    assert [fault.path for fault in found.faults] == ["unit"]


@pytest.mark.parametrize("written", [typed_as_a_table, typed_as_lines])
def test_a_form_somebody_else_typed_is_read_by_its_labels(written: Any, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(written())
    found = reading(tmp_path / "a.docx")
    assert found.form.key == "approval"
    assert found.facts == ApprovalForm.model_validate(
        {
            "unit": "图书馆",
            "account": "郑州轻工业学院图书馆",
            "purpose": "发布馆藏信息。\n回应读者咨询。",
            "scope": "开馆安排、新书通报。",
            "team": {
                "leader": {"name": "王刚", "phone": "0371-63556789转8012"},
                "administrators": [{"name": "李晓雨", "phone": "13803711234"}],
            },
        }
    )
    assert len(found.guessed) == len(found.values) == 8


def test_a_blank_form_filled_in_with_word_is_read_like_any_other(papers: dict[str, Path], tmp_path: Path) -> None:
    values = {
        "unit": "图书馆",
        "account": "郑州轻工业学院图书馆",
        "purpose": "发布馆藏信息。",
        "scope": "开馆安排。",
        "team.leader.name": "王刚",
        "team.leader.phone": "13803711234",
        "team.administrators[0].name": "李晓雨",
        "team.administrators[0].phone": "内线6688",
    }
    (tmp_path / "a.docx").write_bytes(filled_in(papers["approval-blank.docx"].read_bytes(), values))
    found = reading(tmp_path / "a.docx")
    assert {value.path: value.text for value in found.values} == values
    assert not found.faults
    assert not found.guessed
    assert not found.remarks


def test_an_altered_note_of_a_form_typed_by_hand_is_quoted(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(typed_as_a_table())
    altered = [remark.message for remark in reading(tmp_path / "a.docx").altered]
    assert len(altered) == 1
    assert "原文“微博管理队伍人员发生”" in altered[0]
    assert "现为“微博管理人员发生”" in altered[0]


def edited(papers: dict[str, Path], folder: Path, name: str, old: str, new: str, count: int = -1) -> Reading:
    path = folder / "改过.docx"
    path.write_bytes(replaced(papers[f"{name}.docx"].read_bytes(), old, new, count))
    return reading(path)


def typed_in(papers: dict[str, Path], folder: Path, name: str, old: str, new: str) -> Reading:
    path = folder / "改过.docx"
    path.write_bytes(typed(papers[f"{name}.docx"].read_bytes(), old, new))
    return reading(path)


def test_a_value_changed_in_word_is_read_and_told(papers: dict[str, Path], tmp_path: Path) -> None:
    found = typed_in(papers, tmp_path, "approval-typical", "13803711234", "13803711235")
    assert isinstance(found.facts, ApprovalForm)
    assert found.facts.team.administrators[0].phone.text == "13803711235"
    (remark,) = found.differences
    assert remark.path == "team.administrators[0].phone"
    assert (remark.code, bool(found.altered), found.guessed) == ("differs", False, ())
    assert "13803711234" not in remark.message


def test_a_value_emptied_in_word_is_a_fault_and_told(papers: dict[str, Path], tmp_path: Path) -> None:
    found = typed_in(papers, tmp_path, "approval-typical", "郑州轻工业学院图书馆", "")
    assert [fault.path for fault in found.faults] == ["account"]
    assert [remark.message for remark in found.differences] == ["文件里附带的是“郑州轻工业学院图书馆”，纸面上是空的"]
    with pytest.raises(FactsError):
        read(tmp_path / "改过.docx")


def test_copies_of_a_form_that_are_no_longer_alike_are_told(papers: dict[str, Path], tmp_path: Path) -> None:
    found = edited(papers, tmp_path, "packet-typical", "13803711234", "13803711235", 1)
    codes = [remark.code for remark in found.differences]
    assert codes == ["stored_differs", "unlike"]
    assert isinstance(found.facts, FilingPacket)
    assert found.facts.team.administrators[0].phone.text == "13803711235"


def test_a_faulty_value_is_a_fault_with_its_place(papers: dict[str, Path], tmp_path: Path) -> None:
    found = edited(papers, tmp_path, "approval-typical", "13803711234", "1380371")
    assert found.facts is None
    assert [fault.path for fault in found.faults] == ["team.administrators[0].phone"]


def test_deleted_text_says_nothing_and_inserted_text_does(papers: dict[str, Path], tmp_path: Path) -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    gone = "<w:r><w:delText>图书</w:delText></w:r>"
    tracked = f'<w:del w:id="1" w:author="x">{gone}</w:del><w:ins w:id="2" w:author="x">{run.format("档案")}</w:ins>'
    data = papers["approval-typical.docx"].read_bytes()

    def change(part: bytes) -> bytes:
        text = part.decode()
        found = re.search("<w:r>(?:(?!<w:r>).)*?<w:t[^>]*>图书馆</w:t></w:r>", text)
        assert found
        return text.replace(found[0], tracked + run.format("馆"), 1).encode()

    (tmp_path / "a.docx").write_bytes(with_parts(data, {DOCUMENT: change}))
    assert reading(tmp_path / "a.docx").stated["unit"] == "档案馆"


def test_altered_official_words_are_quoted_with_their_place(papers: dict[str, Path], tmp_path: Path) -> None:
    found = edited(papers, tmp_path, "letter-typical", "严格按照批准的政务微博信息范围", "参照政务微博信息范围")
    (remark,) = found.altered
    assert remark.code == "altered"
    assert "《郑州轻工业学院建立政务微博承诺书》“第二条严格按照批准的政务……”一段被改动" in remark.message
    assert "原文“第二条严格按照批准的政务微博" in remark.message
    assert "现为“第二条参照政务微博" in remark.message
    assert found.facts == stated(next(case for case in CASES if case_name(case) == "letter-typical"))


def test_official_words_that_are_gone_or_added_are_told(papers: dict[str, Path], tmp_path: Path) -> None:
    def change(part: bytes) -> bytes:
        text = part.decode()
        gone = re.search(r"<w:p>(?:(?!<w:p>).)*?涉密及不宜公开的.*?</w:p>", text)
        assert gone
        added = "<w:p><w:r><w:t>另行约定：本单位不受上述限制。</w:t></w:r></w:p>"
        return text.replace(gone[0], added, 1).encode()

    (tmp_path / "a.docx").write_bytes(with_parts(papers["letter-typical.docx"].read_bytes(), {DOCUMENT: change}))
    told = [(remark.code, remark.message) for remark in reading(tmp_path / "a.docx").altered]
    assert ("altered", "《郑州轻工业学院建立政务微博承诺书》“（九）涉密及不宜公开的；”一段不见了") in told
    assert [message for code, message in told if code == "added"] == [
        "《郑州轻工业学院建立政务微博承诺书》里多出“另行约定：本单位不受上述限制。”"
    ]


def test_many_added_paragraphs_are_told_briefly(papers: dict[str, Path], tmp_path: Path) -> None:
    more = "".join(f"<w:p><w:r><w:t>另有说明{n}</w:t></w:r></w:p>" for n in range(200))
    (tmp_path / "a.docx").write_bytes(
        replaced(papers["letter-typical.docx"].read_bytes(), "<w:body>", f"<w:body>{more}")
    )
    told = [remark.message for remark in reading(tmp_path / "a.docx").altered]
    assert len(told) == 11
    assert told[-1].endswith("里多出另外190段文字")


def test_what_is_written_by_hand_in_the_file_is_no_alteration(papers: dict[str, Path], tmp_path: Path) -> None:
    signed = edited(papers, tmp_path, "approval-typical", "签章：", "签章：同意")
    assert not signed.remarks


def test_facts_left_out_are_read_from_the_controls(papers: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(without_facts(papers["approval-typical.docx"].read_bytes()))
    found = reading(tmp_path / "a.docx")
    assert found.facts == stated(next(case for case in CASES if case_name(case) == "approval-typical"))
    assert not found.guessed


def test_a_pdf_without_facts_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(render(ApprovalForm.model_validate(TYPICAL), "pdf", attached=False))
    with pytest.raises(FileError, match="没有附带填报内容的数据"):
        read(tmp_path / "a.pdf")


def test_facts_of_a_later_schema_ask_for_a_later_library(papers: dict[str, Path], tmp_path: Path) -> None:
    def later(part: bytes) -> bytes:
        changed = part.decode().replace(f'"schema": {SCHEMA}', '"schema": 99')
        assert changed != part.decode()
        return changed.encode()

    data = papers["approval-typical.docx"].read_bytes()
    (tmp_path / "a.docx").write_bytes(with_parts(data, {"customXml/item1.xml": later}))
    with pytest.raises(FileError, match="由更新的版本生成"):
        read(tmp_path / "a.docx")


def test_what_travels_inside_is_checked_like_anything_else(papers: dict[str, Path], tmp_path: Path) -> None:
    def worse(part: bytes) -> bytes:
        return part.decode().replace('"form": "approval"', '"form": "nothing"').encode()

    data = papers["approval-typical.docx"].read_bytes()
    (tmp_path / "a.docx").write_bytes(with_parts(data, {"customXml/item1.xml": worse}))
    with pytest.raises(FileError, match=re.escape("附带的数据（facts.json）不完整")):
        read(tmp_path / "a.docx")


def test_the_command_tells_values_guesses_and_remarks(
    papers: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.docx").write_bytes(typed_as_a_table())
    assert main(["read", str(papers["approval-typical.pdf"]), str(tmp_path / "a.docx")]) == 0
    out, err = capsys.readouterr()
    assert "《政务微博体系审批表》，读出11项\n" in out
    assert "读出8项，其中8项是推断的" in out
    assert "  申报单位：图书馆\n" in out
    assert "  申报单位：图书馆（推断，请核对）\n" in out
    assert err.count("提醒") == 1
    assert main(["read", "--strict", str(tmp_path / "a.docx")]) == 1
    assert main(["read", str(tmp_path / "nothing.docx"), str(papers["approval-typical.pdf"])]) == 2
    out, err = capsys.readouterr()
    assert "找不到" in err


def test_what_the_command_prints_as_json_makes_the_same_paper(
    papers: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", "--json", str(papers["packet-typical.docx"])]) == 0
    (tmp_path / "读出.json").write_text(capsys.readouterr().out, "utf-8")
    assert main(["packet", str(tmp_path / "读出.json"), "-o", str(tmp_path), "--format", "pdf"]) == 0
    made = tmp_path / "图书馆" / "图书馆-报送材料.pdf"
    assert made.read_bytes() == papers["packet-typical.pdf"].read_bytes()
    capsys.readouterr()
    assert main(["read", "--json", str(papers["packet-typical.pdf"]), str(papers["approval-typical.pdf"])]) == 0
    assert [told["form"] for told in json.loads(capsys.readouterr().out)] == ["packet", "approval"]
