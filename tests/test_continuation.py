"""续页: what a form cannot hold is printed as far as it goes, and whole on a sheet behind it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.cases import MAXIMAL, MIXED, PLAIN, TYPICAL, prose, with_prose
from tests.office import Office
from tests.paper import page_count, stretches, text_of
from zzuli_forms import ApprovalForm, FactsError, FilingPacket, make_packets
from zzuli_forms.cli import main
from zzuli_forms.document.nodes import Document, Page
from zzuli_forms.document.walking import runs, slots
from zzuli_forms.forms.continuation.layout import ENDING
from zzuli_forms.forms.register import lay_out, renderer
from zzuli_forms.typeset.linebreak import NOT_FIRST, NOT_LAST
from zzuli_forms.typeset.overflow import shortened
from zzuli_forms.typeset.pagebreak import sheets

FIELDS = {"purpose": "政务微博宗旨", "scope": "政务微博信息发布范围"}


def approval(**facts: Any) -> ApprovalForm:
    return ApprovalForm.model_validate({**TYPICAL, **facts})


def text(page: Page | Document) -> str:
    return "".join(run.text for run in runs(page))


def cut_text(page: Page) -> list[str]:
    return [run.text for run in runs(page) if run.text.endswith(ENDING)]


@pytest.mark.parametrize("field", FIELDS)
def test_a_text_too_long_goes_on_to_a_sheet_that_names_form_unit_and_field(field: str) -> None:
    long = prose(1_000)
    form, behind = lay_out(approval(**{field: long}), continued=True).pages
    (kept,) = cut_text(form)
    assert long.startswith(kept.removesuffix(ENDING))
    assert [run.text for run in runs(behind) if run.source and run.source.path == field] == [long]
    assert text(behind).startswith("郑州轻工业学院政务微博体系审批表（附页）申报单位：图书馆")
    assert f"{FIELDS[field]}：{long}" in text(behind)
    other = next(name for name in FIELDS if name != field)
    assert FIELDS[other] not in text(behind)


def test_the_signature_rows_stay_on_page_one() -> None:
    form, behind = lay_out(approval(purpose=prose(2_000), scope=prose(2_000)), continued=True).pages
    assert len(list(slots(form))) == 2
    assert list(slots(behind)) == []


def test_as_much_as_fits_is_printed() -> None:
    form, _ = lay_out(approval(purpose=prose(2_000)), continued=True).pages
    (kept,) = cut_text(form)
    with pytest.raises(FactsError) as caught:
        lay_out(approval(purpose=prose(2_000)))
    (fault,) = caught.value.faults
    accepted = 2_000 - int(fault.remedy.strip("请至少删去个字"))
    assert accepted - len(ENDING) - 60 <= len(kept) - len(ENDING) <= accepted


def test_two_long_texts_share_the_page() -> None:
    form, _ = lay_out(approval(purpose=prose(1_500), scope=prose(900)), continued=True).pages
    one, other = map(len, cut_text(form))
    assert abs(one - other) < 80


def test_what_fits_stays_as_it_is() -> None:
    for facts in (TYPICAL, MAXIMAL):
        form = ApprovalForm.model_validate(facts)
        assert lay_out(form, continued=True).pages == lay_out(form).pages


def test_each_value_states_its_source_once_in_the_whole_document() -> None:
    document = lay_out(approval(purpose=prose(900), scope=prose(900)), continued=True)
    paths = [run.source.path for run in runs(document) if run.source]
    assert len(paths) == len(set(paths))
    assert {"purpose", "scope"} <= set(paths)


def test_a_word_is_not_cut_in_two() -> None:
    form, _ = lay_out(approval(purpose="Communication " * 140), continued=True).pages
    (kept,) = cut_text(form)
    assert kept.removesuffix(ENDING).endswith("Communication")


@pytest.mark.parametrize(
    "pattern", ["“快报事实”，（含答疑）。", "共3.5万册，https://weibo.com/zzulilib，", "《条例》、《办法》："]
)
def test_a_text_is_cut_where_a_line_might_end(pattern: str) -> None:
    for extra in range(12):
        long = "字" * extra + pattern * (1_900 // len(pattern))
        form, _ = lay_out(approval(purpose=long), continued=True).pages
        kept = cut_text(form)[0].removesuffix(ENDING)
        assert kept[-1] not in NOT_LAST
        assert long[len(kept)] not in NOT_FIRST
        assert not (kept[-1].isascii() and long[len(kept)].isascii())


def test_paragraphs_are_indented_once() -> None:
    _, behind = lay_out(approval(purpose=f"甲。\n　　乙。\n 丙。\n{prose(900)}"), continued=True).pages
    assert "甲。\n　　乙。\n　　丙。\n　　围绕" in text(behind)


def test_the_printable_packet_has_the_sheet_behind_each_copy_of_the_form() -> None:
    packet = FilingPacket.model_validate(with_prose(200, 900))
    pages = lay_out(packet, continued=True).pages
    assert [page.flows for page in pages] == [False, False, True, False, True]
    assert pages[1:3] == pages[3:5] == lay_out(packet.form, continued=True).pages


def test_a_missing_glyph_in_a_text_that_is_cut_is_still_named() -> None:
    with pytest.raises(FactsError, match="U\\+1F600"):
        lay_out(approval(purpose=f"😀{prose(1_500)}"), continued=True)


def test_long_names_and_long_prose_find_room_together() -> None:
    people = {"name": "阿布都热合曼·买买提艾力·吾买尔江·阿卜杜克热木江", "phone": "0371-63556789转123456"}
    form = approval(team={"leader": people, "administrators": [people] * 3}, purpose=prose(300), scope=prose(300))
    with pytest.raises(FactsError):
        lay_out(form)
    assert len(cut_text(lay_out(form, continued=True).pages[0])) == 2


def test_a_page_that_no_cutting_helps_is_left_to_be_refused() -> None:
    page = lay_out(approval()).pages[0]
    crowded = replace(page, blocks=page.blocks * 2)
    assert shortened(crowded, ENDING) == crowded


@pytest.fixture(scope="module")
def long_packet(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    import json

    path = tmp_path_factory.mktemp("long") / "图书馆.json"
    facts = {**TYPICAL, "scope": prose(900)}
    path.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    return path, facts["scope"]


def test_the_command_line_refuses_by_default_and_goes_on_when_asked(
    long_packet: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, scope = long_packet
    assert main(["check", str(path)]) == 1
    assert main(["packet", str(path), "-o", str(tmp_path)]) == 1
    assert "超出版面" in capsys.readouterr().err
    assert main(["check", str(path), "--continue"]) == 0
    assert main(["packet", str(path), "-o", str(tmp_path), "--continue"]) == 0
    printed = text_of(tmp_path / "图书馆" / "图书馆-政务微博体系审批表.pdf")
    assert f"政务微博信息发布范围：{scope}" in printed
    assert printed.count(ENDING) == 1
    word = docx.Document(str(tmp_path / "图书馆" / "图书馆-政务微博体系审批表.docx"))
    drawn = "".join(found.text or "" for found in word.element.body.iter("{*}t"))
    assert f"政务微博信息发布范围：{scope}" in drawn
    assert "".join(drawn.split()) == printed


def test_a_batch_goes_on_when_asked_and_does_over_what_was_made_otherwise(tmp_path: Path) -> None:
    from tests.roster import filled_template

    source, out = tmp_path / "各单位.xlsx", tmp_path / "out"
    source.write_bytes(filled_template([{**TYPICAL, "scope": prose(900)}, {**TYPICAL, "unit": "档案馆"}]))
    states = [
        [outcome.state.value for outcome in make_packets(source, out, formats=["pdf"], continued=continued).outcomes]
        for continued in (False, True, True)
    ]
    assert states[0] != states[1]
    assert states[1][0] == states[0][1]
    assert states[1] != states[2]


free = st.text(alphabet="学校王刚微博，。；“”（）\n Wi-Fi2014年" + MIXED, min_size=1, max_size=1_500)


@given(free, free)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_long_is_printed_whole_and_page_one_is_one_page(purpose: str, scope: str) -> None:
    try:
        form = approval(purpose=purpose, scope=scope)
    except FactsError:
        return
    document = lay_out(form, continued=True)
    stated = {run.source.path: run.text.replace("\n　　", "\n") for run in runs(document) if run.source}
    assert (stated["purpose"], stated["scope"]) == (form.purpose, form.scope)
    assert not document.pages[0].flows
    assert len(sheets(document.pages[0])) == 1
    for run in (run for run in runs(document.pages[0]) if run.text.endswith(ENDING)):
        kept = run.text.removesuffix(ENDING)
        assert form.purpose.startswith(kept) or form.scope.startswith(kept)


def test_both_formats_have_the_same_pages_in_libreoffice(office: Office, tmp_path: Path) -> None:
    documents = {
        "one": lay_out(approval(purpose=prose(1_200, PLAIN)), continued=True),
        "both": lay_out(approval(purpose=prose(700, PLAIN), scope=prose(800, PLAIN)), continued=True),
        "packet": lay_out(FilingPacket.model_validate({**TYPICAL, "scope": prose(1_000, PLAIN)}), continued=True),
    }
    for name, document in documents.items():
        (tmp_path / f"{name}.docx").write_bytes(renderer("docx")(document))
        (tmp_path / f"{name}.pdf").write_bytes(renderer("pdf")(document))
    drawn = office.to_pdf([tmp_path / f"{name}.docx" for name in documents])
    for name, path in drawn.items():
        ours = sorted((s.page, s.text) for s in stretches(tmp_path / f"{name}.pdf"))
        assert sorted((s.page, s.text) for s in stretches(path)) == ours
        assert page_count(path) == page_count(tmp_path / f"{name}.pdf")


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_equal_facts_give_equal_bytes(kind: str) -> None:
    form = approval(purpose=prose(1_200))
    first = renderer(kind)(lay_out(form, continued=True))
    assert renderer(kind)(lay_out(form, continued=True)) == first
    assert BytesIO(first).getbuffer().nbytes > 4_000
