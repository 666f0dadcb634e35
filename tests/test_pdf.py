"""The PDF: geometry in millimetres, exact text, embedded faces, equal bytes."""

from __future__ import annotations

import re
import subprocess
import sys
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pypdf
import pypdfium2
import pytest

from tests.cases import CASES, STATED, TYPICAL, case_name
from tests.drawing import Case, document_of
from tests.paper import MM, Box, Stretch, frame, page_count, rules, signature_fields, stretches, text_of, touches
from zzuli_forms import Format, render
from zzuli_forms.document.nodes import Document, Face, SignatureSlot
from zzuli_forms.document.walking import runs, slots
from zzuli_forms.forms.approval import layout as approval
from zzuli_forms.forms.approval.model import ApprovalForm
from zzuli_forms.forms.letter import layout as letter
from zzuli_forms.forms.register import APPROVAL, LETTER
from zzuli_forms.forms.shapes import SEAL
from zzuli_forms.models.facts import Facts
from zzuli_forms.renderers import pdf
from zzuli_forms.typeset import fonts

REPOSITORY = Path(__file__).parents[1]
KINDS = ("blank", "typical", "maximal")
PROMPTS = {"申报单位负责人": "单位主要负责人签字（加盖单位公章）：", "党委宣传部": "签章："}
PAGES = {"letter": 1, "approval": 1, "packet": 3, "opening": 1, "regulation": 3}
CHANGE_PAGES = {"blank": 1, "typical": 1, "maximal": 3}
CONTINUED_PAGES = {"approval": 4, "packet": 9}


def paper(papers: dict[str, Path], key: str, kind: str) -> Path:
    return papers[f"{key}-{kind}.pdf"]


def opinion_rows(path: Path) -> list[Box]:
    """The two cells for opinions, right of their labels."""
    lines, around = rules(path), frame(path)
    left = around.left + approval.COLUMNS[0].mm
    return [Box(left, top, around.right, bottom) for top, bottom in (lines[-3:-1], lines[-2:])]


def inside(box: Box, found: list[Stretch]) -> list[Stretch]:
    return [s for s in found if box.top < s.baseline < box.bottom and s.left > box.left]


def test_every_form_has_its_pages_from_blank_to_maximal(case: Case, papers: dict[str, Path]) -> None:
    path = papers[f"{case_name(case)}.pdf"]
    form, kind = case
    expected = CONTINUED_PAGES if kind == "continued" else PAGES
    assert page_count(path) == (CHANGE_PAGES[kind] if form.key == "change" else expected.get(form.key, 1))
    with pdfplumber.open(path) as opened:
        for page in opened.pages:
            assert (page.width / MM, page.height / MM) == pytest.approx((210, 297), abs=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_stands_within_its_margins(kind: str, papers: dict[str, Path]) -> None:
    around = frame(paper(papers, "approval", kind))
    assert (around.left, around.right) == pytest.approx((20, 190), abs=0.3)
    for stretch in stretches(paper(papers, "approval", kind)):
        assert stretch.left >= 19.9
        assert stretch.right <= 190.1
        assert 17 < stretch.baseline < 297 - 13


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_typed_crosses_or_touches_a_line_of_the_grid(kind: str, papers: dict[str, Path]) -> None:
    path = paper(papers, "approval", kind)
    with pdfplumber.open(path) as opened:
        page = opened.pages[0]
        for character in page.chars:
            baseline = float(page.height) - character["matrix"][5]
            left, right = character["x0"], character["x1"]
            upper, lower = baseline - 0.8 * character["size"], baseline + 0.1 * character["size"]
            for edge in page.edges:
                apart = edge["x1"] < left or edge["x0"] > right or edge["bottom"] < upper or edge["top"] > lower
                assert apart, character["text"]


@pytest.mark.parametrize("kind", KINDS)
def test_both_opinion_rows_are_at_least_46_mm_high(kind: str, papers: dict[str, Path]) -> None:
    for row in opinion_rows(paper(papers, "approval", kind)):
        assert row.height >= 46


def seal_circle(slot: SignatureSlot, row: Box) -> tuple[float, float, float]:
    radius = slot.seal.diameter.mm / 2
    return row.right - slot.seal.right.mm - radius, row.bottom - slot.seal.bottom.mm - radius, radius


def around(circle: tuple[float, float, float]) -> tuple[float, float, float, float]:
    """The edges of a circle: left, top, right, bottom."""
    x, y, radius = circle
    return x - radius, y - radius, x + radius, y + radius


def edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def test_each_place_for_a_seal_is_a_signature_field_of_42_mm(case: Case, papers: dict[str, Path]) -> None:
    document = document_of(case)
    copies = [(page, document.pages[:index].count(page) + 1) for index, page in enumerate(document.pages)]
    wanted = [f"{page.name}.{copy}.{slot.name}" for page, copy in copies for slot in slots(page)]
    found = signature_fields(papers[f"{case_name(case)}.pdf"])
    assert list(found) == wanted
    assert bool(wanted) == (case[0].key != "regulation")
    for _, place in found.values():
        assert (place.right - place.left, place.height) == pytest.approx((42, 42), abs=0.01)
        assert 0 < place.left < place.right < 210
        assert 0 < place.top < place.bottom < 297


@pytest.mark.parametrize("kind", KINDS)
def test_a_42_mm_seal_lies_in_its_row_over_date_and_end_of_prompt_only(kind: str, papers: dict[str, Path]) -> None:
    path = paper(papers, "approval", kind)
    written = stretches(path)
    found, fields = list(slots(document_of((APPROVAL, kind)))), signature_fields(path)
    assert [slot.name for slot in found] == list(PROMPTS)
    for slot, row in zip(found, opinion_rows(path), strict=True):
        circle = seal_circle(slot, row)
        x, y, radius = circle
        assert radius == 21 == SEAL.mm / 2
        assert row.left < x - radius
        assert x + radius < row.right
        assert row.top < y - radius
        assert y + radius < row.bottom
        _, place = fields[f"审批表.1.{slot.name}"]
        assert edges(place) == pytest.approx(around(circle), abs=0.2)
        covered = [stretch.text for stretch in written if touches(circle, stretch)]
        assert sorted(covered) == sorted([PROMPTS[slot.name], "年", "月", "日"])
        date = [s for s in inside(row, written) if s.text in "年月日"]
        assert (date[0].left + date[-1].right) / 2 == pytest.approx(x, abs=1.5)
        prompt = next(s for s in inside(row, written) if s.text == PROMPTS[slot.name])
        assert prompt.right - 3 * prompt.size / MM < x < prompt.right + 25


@pytest.mark.parametrize("kind", KINDS)
def test_above_the_prompt_two_handwritten_lines_have_room(kind: str, papers: dict[str, Path]) -> None:
    path = paper(papers, "approval", kind)
    for row in opinion_rows(path):
        found = inside(row, stretches(path))
        highest = min(s.baseline - s.size / MM for s in found)
        assert highest - row.top >= 20
        assert {s.text for s in found} <= {*PROMPTS.values(), "年", "月", "日"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_letter_leaves_46_mm_clear_for_the_seal(kind: str, papers: dict[str, Path]) -> None:
    found = stretches(paper(papers, "letter", kind))
    signer = next(s for s in found if s.text.startswith("承诺人"))
    seal = next(s for s in found if s.text.startswith("申办单位公章"))
    bottom = 297 - letter.MARGINS.bottom.mm
    assert bottom - signer.baseline >= 46
    below = [s for s in found if s.baseline > signer.baseline]
    assert [s.text for s in below] == ["签字日期：", "年", "月", "日", seal.text]
    assert max(s.baseline for s in below) < bottom


@pytest.mark.parametrize("kind", KINDS)
def test_the_letters_seal_lies_over_date_and_prompt_and_no_other_text(kind: str, papers: dict[str, Path]) -> None:
    found = stretches(paper(papers, "letter", kind))
    (slot,) = slots(document_of((LETTER, kind)))
    last = next(s for s in found if s.text.startswith("申办单位公章"))
    bottom = last.baseline + (letter.LEADING.mm * 0.2) + slot.prompts[-1].after.mm
    circle = seal_circle(slot, Box(28, 0, 210 - 26, bottom))
    covered = {s.text for s in found if touches(circle, s)}
    assert circle[2] == 21
    assert covered == {"年", "月", "日", last.text}
    assert circle[1] + circle[2] < 297 - letter.MARGINS.bottom.mm + 1
    page, place = signature_fields(paper(papers, "letter", kind))["承诺书.1.承诺人"]
    assert page == 1
    assert edges(place) == pytest.approx(around(circle), abs=0.3)


def test_the_letter_sets_its_body_in_sihao_and_its_title_in_erhao(papers: dict[str, Path]) -> None:
    found = stretches(paper(papers, "letter", "typical"))
    assert found[0].size == 22
    assert {s.size for s in found[1:]} == {14}
    assert (found[0].left + found[0].right) / 2 == pytest.approx((28 + 210 - 26) / 2, abs=0.5)


def test_articles_lead_in_with_heiti_and_items_are_indented(papers: dict[str, Path]) -> None:
    with pdfplumber.open(paper(papers, "letter", "blank")) as opened:
        characters = opened.pages[0].chars
    heiti = "".join(c["text"] for c in characters if "ZF-Heiti" in c["fontname"])
    assert heiti == "第一条第二条第三条第四条"
    items = [s for s in stretches(paper(papers, "letter", "blank")) if s.text[:1] == "（" and s.text[2:3] == "）"]
    assert len(items) == 10
    assert {round(s.left - 28, 1) for s in items} == {round(2 * 14 / MM, 1)}


FORBIDDEN_FIRST, FORBIDDEN_LAST = set("，。、；：？！）》”’…"), set("（《“‘")


def test_no_line_begins_or_ends_with_a_mark_that_may_not_stand_there(case: Case, papers: dict[str, Path]) -> None:
    for stretch in stretches(papers[f"{case_name(case)}.pdf"]):
        assert stretch.text[0] not in FORBIDDEN_FIRST, stretch
        assert stretch.text[-1] not in FORBIDDEN_LAST, stretch


def test_phones_are_never_broken_and_notes_hang_under_their_numbers(papers: dict[str, Path]) -> None:
    found = stretches(paper(papers, "approval", "maximal"))
    assert [s.text for s in found].count("0371-63556789转123456") == 4
    notes = [s for s in found if s.baseline > frame(paper(papers, "approval", "maximal")).bottom]
    assert [s.text[:4] for s in notes] == ["注：1.", "2.政务", "3.微博"]
    assert notes[1].left == pytest.approx(notes[2].left, abs=0.01)
    assert notes[1].left == pytest.approx(notes[0].left + 2 * 10.5 / MM, abs=0.1)


def test_a_two_character_name_is_spread_to_three_and_a_longer_one_is_not(papers: dict[str, Path]) -> None:
    found = {s.text: s for s in stretches(paper(papers, "approval", "typical"))}
    assert found["刚"].right - found["王"].left == pytest.approx(3 * 12 / MM, abs=0.1)
    assert "阿依古丽·买买提" in found


def test_the_team_label_runs_downwards(papers: dict[str, Path]) -> None:
    found = [s for s in stretches(paper(papers, "approval", "blank")) if s.text in "管理队伍"]
    assert "".join(s.text for s in found) == "管理队伍"
    assert len({round(s.left, 1) for s in found}) == 1


def stated_texts(document: Document) -> list[str]:
    return [run.text for run in runs(document) if run.text]


def test_the_text_extracts_exactly(case: Case, papers: dict[str, Path]) -> None:
    document = document_of(case)
    drawn = text_of(papers[f"{case_name(case)}.pdf"])
    if document.folio:
        drawn = re.sub("—[0-9]—", "", drawn)
    assert drawn == "".join("".join(stated_texts(document)).split())


RARE = "𬀩𠮷㛃\U0002ebf0䶮"


def test_text_beyond_the_bmp_extracts_alike_in_four_readers(tmp_path: Path, run: Any) -> None:
    facts = {**TYPICAL, "team": {**TYPICAL["team"], "leader": {"name": RARE, "phone": "6688"}}}
    path = tmp_path / "rare.pdf"
    path.write_bytes(render(ApprovalForm.model_validate(facts), "pdf"))
    assert RARE in text_of(path)
    assert RARE in pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()
    assert RARE in pypdf.PdfReader(path).pages[0].extract_text()
    assert RARE in run("pdftotext", path, "-")


def fonts_of(data: bytes) -> dict[str, Any]:
    reader = pypdf.PdfReader(BytesIO(data))
    return {
        str(font["/BaseFont"]): font["/DescendantFonts"][0]["/FontDescriptor"]
        for page in reader.pages
        for font in (entry.get_object() for entry in page["/Resources"]["/Font"].values())  # type: ignore[index]
    }


def test_every_face_is_embedded(case: Case) -> None:
    found = fonts_of(pdf.render(document_of(case)))
    assert found
    assert all("/FontFile2" in descriptor for descriptor in found.values())
    assert not any("Helvetica" in name for name in found)


def test_the_rare_face_is_used_only_where_a_character_needs_it() -> None:
    plain = fonts_of(render(ApprovalForm.model_validate({**TYPICAL, "unit": "档案馆"}), "pdf"))
    rare = {**TYPICAL, "unit": "\U0002ebf0\U00020000馆"}
    assert not any("Rare" in name for name in plain)
    assert any("Rare" in name for name in fonts_of(render(ApprovalForm.model_validate(rare), "pdf")))


def test_title_unit_day_and_language_are_set_and_nothing_is_invented(case: Case) -> None:
    document = document_of(case)
    reader = pypdf.PdfReader(BytesIO(pdf.render(document)))
    root = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    assert reader.metadata.get("/Author", "") == document.organisation
    assert reader.metadata.get("/CreationDate", "") == (f"D:{document.dated:%Y%m%d}" if document.dated else "")
    assert set(reader.metadata) <= {"/Title", "/Author", "/CreationDate", "/Producer"}
    assert root["/Lang"] == "zh-CN"  # type: ignore[index]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True  # type: ignore[index]


def test_the_packet_prints_the_letter_once_and_the_form_twice(papers: dict[str, Path]) -> None:
    with pdfplumber.open(paper(papers, "packet", "typical")) as opened:
        texts = [page.extract_text() for page in opened.pages]
    assert "承诺书" in texts[0]
    assert "审批表" in texts[1]
    assert texts[1] == texts[2]


@pytest.mark.parametrize(("form", "kind"), CASES, ids=map(case_name, CASES))
@pytest.mark.parametrize("suffix", ["pdf", "docx"])
def test_equal_facts_give_equal_bytes(form: Any, kind: str, suffix: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    stated = STATED[form.key][kind]
    if stated is None:
        first, second = (render_blank((form, kind), suffix) for _ in range(2))
        assert first == second
        return
    one: Facts = form.model.model_validate(stated)
    first = render(one, suffix, continued=True)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert render(form.model.model_validate(stated), suffix, continued=True) == first


def render_blank(case: Case, suffix: str) -> bytes:
    from zzuli_forms.forms.register import renderer

    return renderer(suffix)(document_of(case))


def test_threads_of_a_fresh_process_render_the_same_bytes() -> None:
    script = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from tests.cases import TYPICAL\n"
        "from zzuli_forms import ApprovalForm, render\n"
        "units = [f'图书馆{n}部' for n in '一二三四五六七八']\n"
        "stated = [ApprovalForm.model_validate({**TYPICAL, 'unit': unit}) for unit in units]\n"
        "work = [(form, kind) for form in stated for kind in ('pdf', 'docx')]\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    together = list(pool.map(lambda job: render(*job), work))\n"
        "print(together == [render(*job) for job in work])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=REPOSITORY, check=True)
    assert done.stdout.split() == [b"True"]


def test_a_line_too_loose_to_justify_is_left_ragged() -> None:
    facts = {**TYPICAL, "purpose": "发布信息" * 5 + "https://www.zzuli-edu-cn-library-information.example"}
    with pdfplumber.open(BytesIO(render(ApprovalForm.model_validate(facts), "pdf"))) as opened:
        line = [c for c in opened.pages[0].chars if c["text"] in "发布信息" and c["size"] < 12.1]
    gaps = [b["x0"] - a["x1"] for a, b in pairwise(line) if abs(a["top"] - b["top"]) < 1]
    assert max(gap for gap in gaps if gap < 24) < 0.09 * 12


def test_every_role_has_a_face_and_no_two_share_one() -> None:
    assert len({official.file for official in fonts.OFFICIAL.values()}) == len(Face)
