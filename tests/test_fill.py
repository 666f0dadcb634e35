"""The fill-in form, seen from Python: what is written becomes faults, pages, room and files."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import CHANGED, OPENED, STATED, TYPICAL
from zzuli_forms import (
    ApprovalForm,
    FactsError,
    FilingPacket,
    Member,
    OpeningNotice,
    Regulation,
    TeamChangeNotice,
    UsageError,
    preview,
    render,
)
from zzuli_forms.forms.drafts import draft
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import all_forms
from zzuli_forms.notebook import fill
from zzuli_forms.notebook.outline import Group, InputField, fields, nested, outline
from zzuli_forms.notebook.widget import Fill

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, Any]]:
    """What a form answers the page."""
    answers: list[tuple[Any, Any]] = []
    monkeypatch.setattr(Fill, "send", lambda _, content, buffers=None: answers.append((content, buffers)))
    return answers


def ask(sheet: Fill, buffers: list[bytes] | None = None, **asked: object) -> None:
    """Ask as the page does."""
    sheet._answer(sheet, asked, [memoryview(data) for data in buffers or []])


def needed(group: Group) -> Iterator[InputField]:
    """The fields that may not stay empty."""
    for part in group.parts:
        if not part.optional:
            yield from [part] if isinstance(part, InputField) else needed(part)


def places(group: Group) -> Iterator[str]:
    """Where something may be said: every field and every group."""
    for part in group.parts:
        yield part.path
        if isinstance(part, Group):
            yield from places(part)


def faults(sheet: Fill) -> dict[str, str]:
    return {fault["path"]: fault["words"] for fault in sheet.faults}


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.key)
def test_every_form_of_the_register_has_one(form: Form) -> None:
    sheet = fill(form.model)
    assert sheet.outline["label"] == form.model.model_config.get("title")
    assert sheet.pages
    assert [fault["path"] for fault in sheet.faults] == [field.path for field in needed(outline(form.model))]
    assert sheet.values.get("edition") == "2014"


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.key)
def test_every_form_gives_back_the_facts_it_starts_from(form: Form) -> None:
    facts = form.model.model_validate(STATED[form.key]["typical"])
    sheet = fill(form.model, facts)
    assert sheet.facts == facts
    assert not sheet.faults
    assert not sheet.notes
    assert sheet.files("pdf") == {next(iter(sheet.files("pdf"))): render(facts, "pdf")}


def test_a_wrong_value_is_told_at_its_field_and_mended_there() -> None:
    sheet = fill(start=TYPICAL)
    before = sheet.pages
    sheet.values = {**sheet.values, "team.leader.phone": "1380371"}
    assert faults(sheet) == {"team.leader.phone": "应为11位手机号或带区号的固定电话，现为“1380371”（7位），请补全"}
    assert sheet.pages != before
    with pytest.raises(FactsError, match="请补全"):
        _ = sheet.facts
    sheet.values = {**sheet.values, "team.leader.phone": "0371-63556789转8012"}
    assert not sheet.faults
    assert sheet.pages == before


def test_the_page_shown_is_the_page_that_would_be_filed() -> None:
    sheet = fill(ApprovalForm, TYPICAL)
    assert [page["png"] for page in sheet.pages] == [preview(ApprovalForm.model_validate(TYPICAL), dpi=150)]


def test_the_page_with_the_facts_comes_first_and_says_what_it_is() -> None:
    form, letter = fill(start=TYPICAL).pages
    assert form["text"].startswith("郑州轻工业学院政务微博体系审批表，第2页，共2页；申报单位：图书馆")
    assert (form["copies"], letter["copies"]) == (2, 1)


def test_remarks_stand_beside_their_fields_with_their_article() -> None:
    (remark,) = fill(start={**TYPICAL, "account": "图书馆微博"}).remarks
    assert remark["path"] == "account"
    assert remark["words"].endswith("（条例第一条）")


def test_room_is_told_for_running_text_where_the_page_sets_a_limit() -> None:
    sheet = fill(start=TYPICAL)
    assert sheet.room["purpose"].startswith("已写33字，还可写约")
    sheet.values = {**sheet.values, "purpose": "字" * 2_500}
    assert sheet.room["purpose"] == "已写2500字"
    notice = fill(TeamChangeNotice, CHANGED["typical"])
    assert notice.room == {"reason": "已写9字"}


def test_text_too_long_goes_on_another_sheet_if_that_is_wanted() -> None:
    sheet = fill(ApprovalForm, {**TYPICAL, "scope": "字" * 1_000})
    assert "请至少删去" in faults(sheet)["scope"]
    sheet.continued = True
    assert not sheet.faults
    assert [page["copies"] for page in sheet.pages] == [1, 1, 1]
    (data,) = sheet.files("pdf").values()
    assert data == render(sheet.facts, "pdf", continued=True)


def test_the_page_asks_for_files_and_is_given_them(sent: list[tuple[Any, Any]]) -> None:
    sheet = fill()
    packet = FilingPacket.model_validate(TYPICAL)
    ask(sheet, kind="save", format="zip", values=fill(start=TYPICAL).values, view="zf1")
    (message, (data,)) = sent[-1]
    assert message == {"kind": "file", "name": "图书馆.zip", "view": "zf1"}
    with ZipFile(BytesIO(data)) as archive:
        assert {Path(name).name: archive.read(name) for name in archive.namelist()} == packet.files()
    ask(sheet, kind="save", format="docx", values=sheet.values, view="zf2")
    assert sent[-1] == ({"kind": "file", "name": "图书馆-报送材料.docx", "view": "zf2"}, [render(packet, "docx")])


def test_nothing_is_given_while_something_is_wrong(sent: list[tuple[Any, Any]]) -> None:
    ask(fill(start={**TYPICAL, "unit": ""}), kind="save", format="pdf", values={})
    assert [content for content, _ in sent if content.get("kind")] == [{"kind": "refused", "view": None}]


def test_a_file_is_loaded_in_place_of_what_is_written(sent: list[tuple[Any, Any]]) -> None:
    sheet = fill(start={"unit": "后勤集团", "account": "旧的"})
    path = EXAMPLES / "图书馆.yaml"
    ask(sheet, [path.read_bytes()], kind="load", name=path.name)
    assert sheet.facts == FilingPacket.from_file(path)
    assert sent[-1][0]["kind"] == "loaded"


def test_a_former_packet_is_a_start_by_its_manifest(tmp_path: Path) -> None:
    packet = FilingPacket.model_validate(TYPICAL)
    manifest = packet.write(tmp_path)[-1]
    assert fill(start=manifest).facts == packet
    assert fill(OpeningNotice, manifest).values["account"] == packet.account
    assert fill(ApprovalForm, str(manifest)).facts == packet.form


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("错.yaml", b"\x00\x01", "不是文本文件"),
        ("空.yaml", b"", "是空的"),
        ("大.json", b"x" * 200_000, "太大"),
        ("坏.json", b"{", "“坏.json”"),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing_and_is_told(
    name: str, data: bytes, told: str, sent: list[tuple[Any, Any]]
) -> None:
    sheet = fill(start=TYPICAL)
    before = sheet.values
    ask(sheet, [data], kind="load", name=name)
    assert told in sheet.notes[0]
    assert sheet.values == before


def test_a_packet_that_went_on_to_another_sheet_does_so_again(tmp_path: Path) -> None:
    packet = FilingPacket.model_validate({**TYPICAL, "scope": "字" * 1_000})
    manifest = packet.write(tmp_path, continued=True)[-1]
    sheet = fill(manifest)
    assert sheet.continued
    assert sheet.facts == packet


def test_a_start_alone_is_that_of_a_packet_or_of_its_own_form() -> None:
    assert fill(EXAMPLES / "图书馆.yaml").facts == FilingPacket.from_file(EXAMPLES / "图书馆.yaml")
    form = ApprovalForm.model_validate(TYPICAL)
    assert fill(form).facts == form
    with pytest.raises(UsageError, match="Member 不是已登记的表格"):
        fill(Member)


def test_a_cell_may_be_run_again() -> None:
    code = "from zzuli_forms.notebook import fill\nfill()\n"
    exec(code * 2, {})  # noqa: S102
    assert callable(fill)


def test_files_bear_the_unit_s_name_as_a_disk_can_hold_it() -> None:
    (name,) = fill(ApprovalForm, {**TYPICAL, "unit": "教务处/中心"}).files("docx")
    assert re.fullmatch("教务处／中心~[0-9a-f]{8}-政务微博体系审批表.docx", name)
    assert [*fill(Regulation).files("pdf")] == ["政务微博体系管理条例.pdf"]


ODD = [
    "",
    " ",
    "\n",
    "😀",
    "字" * 700,
    "1380371",
    "王刚、李四",
    "2014-13-45",
    "2020",
    "a\r\nb",
    "<b>",
    "@",
    "\u200b",
    "·",
]


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.key)
@given(data=st.data())
@settings(max_examples=25)
def test_whatever_is_written_every_fault_has_its_place_in_the_form(form: Form, data: st.DataObject) -> None:
    whole = outline(form.model)
    paths = st.sampled_from([field.path for field in fields(whole)])
    values = data.draw(st.dictionaries(paths, st.sampled_from(ODD) | st.text(max_size=40)))
    found = draft(form.model, nested(whole, values))
    assert {fault.path for fault in (*found.faults, *found.remarks)} <= {*places(whole)}
    assert (found.facts is None) == bool(found.faults)


def test_it_is_one_line_that_names_nobody() -> None:
    assert repr(fill(TYPICAL)) == "Fill(政务微博报送材料：都填好了)"
    assert repr(fill()) == "Fill(政务微博报送材料：还有8处没有填好)"


def test_what_a_file_states_beyond_the_form_is_told() -> None:
    sheet = fill(start={**TYPICAL, "宗 旨 二": "x"})
    assert sheet.notes == ["没有读取“宗 旨 二”：这份表里没有这一项，或写法不对"]
    assert sheet.facts == FilingPacket.model_validate(TYPICAL)


def test_a_change_notice_starts_from_the_packet_with_the_team_twice() -> None:
    sheet = fill(TeamChangeNotice, FilingPacket.model_validate(TYPICAL))
    assert faults(sheet).keys() == {"effective", "after"}
    sheet.values = {**sheet.values, "effective": "2014-09-01", "after.leader.phone": "13803710000"}
    assert [change.kind for change in TeamChangeNotice.model_validate(sheet.facts.model_dump()).changes] == ["phone"]


def test_an_opening_notice_takes_over_what_it_prints() -> None:
    stated = {**TYPICAL, **(OPENED["typical"] or {})}
    sheet = fill(OpeningNotice, {key: value for key, value in stated.items() if key != "dated"})
    assert not sheet.notes
    assert sheet.facts.model_dump()["domain"] == "weibo.com/zzulilib"


def test_a_bare_number_is_read_in_the_area_given() -> None:
    team = {**TYPICAL["team"], "leader": {"name": "王刚", "phone": "63556789"}}
    packet = fill(start={**TYPICAL, "team": team}, area="010").facts
    assert json.loads(packet.model_dump_json())["team"]["leader"]["phone"] == "010-63556789"
    with pytest.raises(UsageError, match="区号“x”不对"):
        fill(area="x")


@pytest.mark.parametrize("missing", ["anywidget", "pypdfium2"])
def test_without_the_extra_one_sentence_says_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "zzuli_forms.notebook.widget")
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(UsageError, match=r'pip install "zzuli-forms\[notebook\]"'):
        fill()
