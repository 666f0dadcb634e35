"""Pages as pictures: drawn from the PDF that would be filed, of the size asked for, in any thread."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

from tests.cases import TYPICAL
from tests.drawing import Case
from zzuli_forms import ApprovalForm, FactsError, FilingPacket, UsageError, preview
from zzuli_forms.cli import main
from zzuli_forms.document.nodes import Document
from zzuli_forms.filing.preview import drawn, leaves
from zzuli_forms.forms.register import lay_out, renderer

COMMAND = (sys.executable, "-m", "zzuli_forms", "preview")
EXAMPLE = Path(__file__).parents[1] / "examples" / "图书馆.yaml"


def picture(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png))


def test_every_sheet_of_every_form_is_drawn_as_its_pdf_has_it(case: Case, document: Document) -> None:
    pdf = renderer("pdf")(document)
    found = leaves(document)
    for leaf, png in zip(found, drawn(pdf, [leaf.number for leaf in found], 60), strict=True):
        shown = picture(png).convert("L")
        filed = pypdfium2.PdfDocument(pdf)[leaf.number - 1].render(scale=60 / 72, grayscale=True).to_pil()
        assert shown.size == pytest.approx((210 / 25.4 * 60, 297 / 25.4 * 60), abs=1.5)
        assert ImageChops.difference(shown, filed.convert("L")).histogram()[10:] == [0] * 246
        assert sum(shown.histogram()[:40]) > 200, "nothing is written on it"


def test_every_sheet_is_there_once_with_its_copies(case: Case, document: Document) -> None:
    pages = len(pypdfium2.PdfDocument(renderer("pdf")(document)))
    found = leaves(document)
    assert sum(leaf.copies for leaf in found) == pages
    assert [leaf.number for leaf in found] == sorted({leaf.number for leaf in found})
    assert all(f"第{order}页，共{len(found)}页" in leaf.text for order, leaf in enumerate(found, 1))


def test_what_a_picture_says_in_words_is_what_is_typed_with_phones_masked() -> None:
    letter, form = leaves(lay_out(FilingPacket.model_validate(TYPICAL)))
    assert letter.text == "郑州轻工业学院建立政务微博承诺书，第1页，共2页"
    assert "政务微博体系审批表" in form.text
    assert "；申报单位：图书馆；" in form.text
    assert "13803711234" not in form.text
    assert "138****34" in form.text
    assert (letter.copies, form.copies) == (1, 2)


def test_dots_an_inch_decide_the_size_and_stand_in_the_file() -> None:
    shown = picture(preview(ApprovalForm.model_validate(TYPICAL), dpi=200))
    assert shown.size == (1654, 2339)
    assert shown.info["dpi"] == pytest.approx((200, 200), abs=0.1)


def test_a_page_or_a_resolution_there_is_not_is_named() -> None:
    form = ApprovalForm.model_validate(TYPICAL)
    with pytest.raises(UsageError, match="没有第2页，共1页"):
        preview(form, page=2)
    with pytest.raises(UsageError, match="没有第0页"):
        preview(form, page=0)
    with pytest.raises(UsageError, match="20至600，现为9999"):
        preview(form, dpi=9999)


def test_facts_that_cannot_be_printed_are_not_drawn() -> None:
    with pytest.raises(FactsError, match="字号减到最小"):
        preview(ApprovalForm.model_validate({**TYPICAL, "scope": "字" * 1_500}))


def test_text_carried_over_is_on_the_second_page() -> None:
    form = ApprovalForm.model_validate({**TYPICAL, "scope": "字" * 1_500})
    assert preview(form, page=2, continued=True) != preview(form, page=1, continued=True)


def test_threads_draw_the_same_as_one_after_the_other() -> None:
    forms = [ApprovalForm.model_validate({**TYPICAL, "unit": f"第{n}学院"}) for n in range(8)]
    alone = [preview(form, dpi=40) for form in forms]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda form: preview(form, dpi=40), forms)) == alone
    assert len(set(alone)) == len(forms)


def test_without_the_extra_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(UsageError, match=r'pip install "zzuli-forms\[notebook\]"'):
        preview(ApprovalForm.model_validate(TYPICAL))


def test_the_command_writes_the_page_it_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "page.png"
    assert main(["preview", str(EXAMPLE), "-o", str(target), "--page", "2", "--dpi", "60"]) == 0
    assert capsys.readouterr().out.strip() == str(target)
    assert target.read_bytes() == preview(FilingPacket.from_file(EXAMPLE), page=2, dpi=60)
    assert main(["preview", str(EXAMPLE), "-o", str(target), "--form", "letter"]) == 2
    assert "没有改动" in capsys.readouterr().err
    assert main(["preview", str(EXAMPLE), "-o", str(target), "--form", "letter", "--dpi", "60", "--force"]) == 0
    assert target.read_bytes() == preview(FilingPacket.from_file(EXAMPLE).letter, dpi=60)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--page", "9"), 2, "没有第9页，共3页"),
        (("--dpi", "9"), 2, "应是20至600的整数"),
        (("--form", "opening"), 1, "域名（domain）：没有填"),
    ],
)
def test_the_command_draws_nothing_where_something_is_wrong(
    arguments: tuple[str, ...], code: int, told: str, tmp_path: Path
) -> None:
    target = tmp_path / "page.png"
    done = subprocess.run([*COMMAND, str(EXAMPLE), "-o", str(target), *arguments], capture_output=True, check=False)
    assert done.returncode == code
    assert told in done.stderr.decode()
    assert not target.exists()


def test_the_command_refuses_another_kind_of_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", str(EXAMPLE), "-o", str(tmp_path / "page.jpg")]) == 2
    assert "只能写成 .png" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
