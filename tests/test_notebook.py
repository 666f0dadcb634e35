"""In a notebook objects show themselves: pages, faults, links; one line where pictures cannot be shown."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell

from tests.cases import STATED, TYPICAL
from tests.drawing import Case
from tests.reading import Reader
from tests.roster import filled_template, numbered
from zzuli_forms import ApprovalForm, FactsError, Faults, FilingPacket, Member, Report, check_units, make_packets
from zzuli_forms.errors import Fault, FileError
from zzuli_forms.files.disk import Written
from zzuli_forms.filing.preview import drawn, leaves
from zzuli_forms.forms.register import lay_out, renderer
from zzuli_forms.forms.rules import remarks
from zzuli_forms.notebook.outline import fields, nested, outline, read

EXAMPLES = Path(__file__).parents[1] / "examples"
PHONES = ("63556789", "13803711234")


def display(thing: object) -> dict[str, Any]:
    """What IPython sends to the notebook for the last line of a cell."""
    bundle, _ = DisplayFormatter().format(thing)  # type: ignore[no-untyped-call]
    return dict(bundle)


def shown(thing: object) -> Reader:
    return Reader(display(thing)["text/html"])


def carried(link: str) -> bytes:
    return base64.b64decode(link.partition(";base64,")[2])


def test_a_form_shows_the_pages_of_the_pdf_that_would_be_filed(case: Case) -> None:
    form, kind = case
    stated = STATED[form.key][kind]
    if stated is None or kind == "continued":
        stated = STATED[form.key]["typical"]
    facts = form.model.model_validate(stated)
    document = lay_out(facts)
    found = leaves(document)
    pictures = shown(facts).all("img")
    pdf = renderer("pdf")(document)
    assert [carried(picture["src"]) for picture in pictures] == drawn(pdf, [leaf.number for leaf in found], 150)
    assert [picture["alt"] for picture in pictures] == [leaf.text for leaf in found]
    assert all(picture["width"] == "620" for picture in pictures), "half of what is drawn: crisp on a dense screen"


def test_where_no_picture_can_be_shown_there_is_one_line_without_phones(case: Case) -> None:
    form, kind = case
    facts = form.model.model_validate(STATED[form.key][kind] or STATED[form.key]["typical"])
    plain = display(facts)["text/plain"]
    assert plain == repr(facts)
    assert "\n" not in plain
    assert not re.search("[0-9]{7}", plain)


def test_a_long_text_is_cut_in_the_one_line() -> None:
    assert len(repr(ApprovalForm.model_validate({**TYPICAL, "scope": "字" * 2_000}))) < 600


def test_a_phone_written_into_a_text_is_masked_too() -> None:
    assert "13803711234" not in repr(ApprovalForm.model_validate({**TYPICAL, "scope": "值班13803711234"}))
    assert "138037" not in repr(ApprovalForm.model_validate({**TYPICAL, "scope": f"{'字' * 14}13803711234"}))


def test_facts_that_find_no_room_show_what_is_wrong_instead() -> None:
    found = shown(ApprovalForm.model_validate({**TYPICAL, "scope": "字" * 1_900}))
    assert not found.all("img")
    assert "政务微博信息发布范围" in found.text
    assert "请至少删去" in found.text


def test_without_the_extra_a_form_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdfium2", None)
    found = shown(ApprovalForm.model_validate(TYPICAL))
    assert not found.all("img")
    assert 'pip install "zzuli-forms[notebook]"' in found.text


def test_a_packet_shows_pages_hand_work_and_its_files() -> None:
    packet = FilingPacket.model_validate(TYPICAL)
    found = shown(packet)
    assert len(found.all("img")) == 2
    assert "一式2份" in found.text
    assert found.text.count("☐") == len([*packet.handwork()]) == 3
    links = {link["download"]: carried(link["href"]) for link in found.all("a")}
    assert links == packet.files()


def test_faults_show_as_a_table_of_label_fault_and_remedy() -> None:
    with pytest.raises(FactsError) as caught:
        FilingPacket.model_validate({**TYPICAL, "account": "<b>ab</b>", "unit": ""})
    found = shown(caught.value.faults)
    lines = found.text.split("\n")
    assert [*filter(None, lines)][:3] == ["项目", "问题", "怎样改"]
    assert [*filter(None, lines)][3:6] == ["申报单位", "没有填", "请补填"]
    assert len(found.all("tr")) == 1 + len(caught.value.faults)
    assert not found.all("b"), "what is typed is text"
    assert {cell["scope"] for cell in found.all("th")} == {"col"}


def test_remarks_show_the_article_they_rest_on() -> None:
    found = shown(remarks(FilingPacket.model_validate({**TYPICAL, "account": "图书馆微博"})))
    assert "依据" in found.text
    assert "条例第一条" in found.text


def test_no_fault_is_said_in_words() -> None:
    assert "没有发现问题" in shown(Faults[Fault]()).text


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook of four units in the notebook's folder: one without an account, two of one name."""
    monkeypatch.chdir(tmp_path)
    units = numbered(4)
    units[1] = {**units[1], "account": ""}
    units[3] = {**units[3], "unit": units[2]["unit"]}
    path = tmp_path / "各单位.xlsx"
    path.write_bytes(filled_template(units))
    return path


def test_a_batch_shows_counts_rows_and_links(faulty: Path) -> None:
    report = make_packets(faulty, "全校材料", formats=["docx"])
    found = shown(report)
    assert report.counts in found.text
    assert len(found.all("tr")) == 1 + len(report.problems) > 2
    assert "有问题1个" in found.text
    assert "没有填" in found.text
    links = [unquote(link["href"]) for link in found.all("a")]
    assert links[:2] == ["全校材料/汇总表.xlsx", "全校材料/问题清单.xlsx"]
    assert links[2:] == [f"全校材料/{outcome.files[-1]}" for outcome in report.outcomes if outcome.good]
    assert all((faulty.parent / link).is_file() for link in links)


def test_a_batch_in_one_line_counts_and_names_nobody(faulty: Path) -> None:
    report = check_units(faulty)
    assert re.fullmatch(r"Report\([0-9]+个单位：[^\n]*\)", repr(report))
    assert not re.search("[0-9]{7}", repr(report))
    assert not re.search("[0-9]{7}", repr(report.outcomes))


def test_a_long_batch_lists_some_and_counts_the_rest(faulty: Path) -> None:
    report = check_units(faulty)
    many = Report(report.outcomes, report.problems * 50)
    found = shown(many)
    assert len(found.all("tr")) == 61
    assert f"另有{len(many.problems) - 60}处" in found.text


def test_written_files_show_as_links_where_the_notebook_can_reach_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    written = FilingPacket.model_validate(TYPICAL).write("报送 材料", formats=["docx"])
    hrefs = [link["href"] for link in shown(written).all("a")]
    assert len(hrefs) == 3
    assert all(" " not in href and not href.startswith("/") for href in hrefs)
    outside = Written([tmp_path / "别处.pdf"])
    assert not shown(outside).all("a")
    assert "别处.pdf" in shown(outside).text


def test_looking_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o500)
    packet = FilingPacket.model_validate(TYPICAL)
    for thing in (packet, packet.form, remarks(packet), check_units(EXAMPLES / "各单位.xlsx"), Written()):
        assert display(thing)["text/html"]
    tmp_path.chmod(0o700)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    "error", [FileError("没有这个文件"), FactsError((Fault("单位", "unit", "没有填", "请补填", "blank"),))]
)
def test_an_error_in_a_cell_is_told_in_its_own_words(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell.instance()
    shell.showtraceback((type(error), error, None))
    assert capsys.readouterr().out.strip() == str(error)


def test_a_fault_of_ours_keeps_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    code = "from zzuli_forms.errors import LayoutError\nraise LayoutError('too wide')"
    InteractiveShell.instance().run_cell(code)  # type: ignore[no-untyped-call]
    told = capsys.readouterr().out
    assert "LayoutError: too wide" in told
    assert "Traceback" in told


@pytest.mark.parametrize("kind", ["typical", "maximal"])
def test_every_form_has_a_field_for_every_fact_and_gives_it_back(case: Case, kind: str) -> None:
    form, _ = case
    stated = STATED[form.key][kind]
    assert stated is not None
    facts = form.model.model_validate(stated)
    plain = facts.model_dump(mode="json", exclude_none=True)
    found = read(form.model, plain)
    assert not found.unread
    assert nested(outline(form.model), found.values) == plain


def test_fields_stand_in_the_order_of_the_paper_with_labels_help_and_rows_for_people() -> None:
    listed = [*fields(outline(FilingPacket))]
    assert [field.path for field in listed[:8]] == [
        "unit",
        "account",
        "purpose",
        "scope",
        "team.leader.name",
        "team.leader.phone",
        "team.administrators[0].name",
        "team.administrators[0].phone",
    ]
    assert [field.label for field in listed[:4]] == [
        "申报单位",
        "申报政务微博名称",
        "政务微博宗旨",
        "政务微博信息发布范围",
    ]
    assert all(field.help and field.label and field.example for field in listed)
    assert {field.path: field.kind for field in listed if field.kind != "line"} == {
        "purpose": "prose",
        "scope": "prose",
        "edition": "choice",
        "category": "choice",
    }
    assert "team.administrators[2].phone" in [field.path for field in listed]
    assert "team.administrators[3].phone" not in [field.path for field in listed]


def test_what_a_file_states_and_no_field_takes_is_named() -> None:
    stated = {
        "unit": "甲",
        "申报单位": "乙",
        "奇怪的项": {"里面": "x", "还有": ["y"]},
        "team": {"管理员": [{}, {}, {}, {"姓名": "丁"}], "leader": {"name": "王刚"}},
    }
    found = read(FilingPacket, stated)
    assert found.values == {"unit": "甲", "team.leader.name": "王刚"}
    assert found.unread == ("申报单位", "奇怪的项", "管理队伍›管理员›第4项›姓名")


def test_an_empty_person_between_two_is_not_passed_over() -> None:
    values = {"team.administrators[0].name": "甲", "team.administrators[2].name": "丙"}
    assert nested(outline(FilingPacket), values)["team"]["administrators"] == [{"name": "甲"}, {}, {"name": "丙"}]
    assert nested(outline(FilingPacket), {})["team"] == {"leader": {}, "administrators": [{}]}


def test_a_person_is_one_line_too() -> None:
    assert display(Member(name="王刚", phone="13803711234")) == {
        "text/plain": repr(Member(name="王刚", phone="13803711234"))
    }
    assert repr(Member(name="王刚", phone="13803711234")) == "Member(name='王刚', phone=Phone('138****34'))"
