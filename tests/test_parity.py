"""DOCX and PDF show the same text in the same lines at the same places, as LibreOffice draws the DOCX."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import MIXED, TYPICAL, case_name, prose
from tests.conftest import Case
from tests.engines import as_drawn_by
from tests.office import Office
from tests.paper import page_count, rules, stretches
from zzuli_forms import ApprovalForm, FactsError, all_forms, save
from zzuli_forms.document.nodes import Document
from zzuli_forms.forms.register import OWN
from zzuli_forms.renderers import pdf

SIDEWAYS, UPRIGHT, ROW = 1.5, 1.5, 1.0
"""How far a stretch or a row border may stand from its twin, in mm.

Right ends of lines with “ are left out: LibreOffice 7.4 does not stretch such a justified line to its edge.
"""
DIGITS = ("opening", "change", *(form.key for form in all_forms() if form not in OWN))
"""Forms whose dates and numbers may stand among hanzi, where LibreOffice 7.4 puts space although told not to."""


def lines(path: Path) -> list[tuple[int, str]]:
    return sorted((stretch.page, stretch.text) for stretch in stretches(path))


@pytest.fixture
def ours(case: Case, document: Document, tmp_path: Path) -> Path:
    path = tmp_path / "ours.pdf"
    path.write_bytes(pdf.render(as_drawn_by("office", document)))
    return path


@pytest.fixture(scope="session")
def spaced_as_told(office: Office, papers: dict[str, Path]) -> dict[str, Path]:
    return office.to_pdf_without_script_space(
        [path for name, path in papers.items() if name.endswith(".docx") and name.startswith(DIGITS)]
    )


def test_both_formats_have_the_same_lines(case: Case, ours: Path, drawn_by_office: dict[str, Path]) -> None:
    assert lines(drawn_by_office[case_name(case)]) == lines(ours)


def test_every_line_stands_at_the_same_place(
    case: Case, ours: Path, drawn_by_office: dict[str, Path], spaced_as_told: dict[str, Path]
) -> None:
    name = case_name(case)
    theirs = stretches((spaced_as_told if name.startswith(DIGITS) else drawn_by_office)[name])
    for ours_drawn in stretches(ours):
        assert any(
            (ours_drawn.page, ours_drawn.text) == (other.page, other.text)
            and abs(ours_drawn.left - other.left) < SIDEWAYS
            and (abs(ours_drawn.right - other.right) < SIDEWAYS or "“" in ours_drawn.text)
            and abs(ours_drawn.baseline - other.baseline) < UPRIGHT
            for other in theirs
        ), ours_drawn


def test_row_borders_agree_within_a_millimetre(case: Case, ours: Path, drawn_by_office: dict[str, Path]) -> None:
    for page in range(page_count(ours)):
        theirs = rules(drawn_by_office[case_name(case)], page)
        assert theirs == pytest.approx(rules(ours, page), abs=ROW)


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    facts = {**TYPICAL, "purpose": prose(230, MIXED), "scope": prose(180, MIXED[5:])}
    folder = tmp_path_factory.mktemp("mixed")
    save(ApprovalForm.model_validate(facts), folder / "mixed.docx")
    save(ApprovalForm.model_validate(facts), folder / "mixed.pdf")
    return folder


def test_hanzi_and_latin_mixed_break_alike_once_auto_space_is_off(office: Office, mixed: Path) -> None:
    drawn = office.to_pdf_without_script_space([mixed / "mixed.docx"])
    assert lines(drawn["mixed"]) == lines(mixed / "mixed.pdf")


PATTERNS = ["每周更新3次，每月推送2期，", "2014年6月30日、7月1日举办3场讲座，", "通过QQ群、APP、WiFi与师生互动，"]


@pytest.fixture(scope="session")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Forms full of digits and Latin words, as long as they are accepted."""
    folder, written = tmp_path_factory.mktemp("crowded"), []
    for number, pattern in enumerate(PATTERNS):
        for length in range(200, 330, 15):
            form = ApprovalForm.model_validate(
                {**TYPICAL, "purpose": prose(length, pattern), "scope": prose(length, pattern)}
            )
            try:
                written.append(save(form, folder / f"{number}-{length}.docx"))
            except FactsError:
                continue
    return written


@pytest.mark.parametrize("half_em", [False, True])
def test_text_full_of_digits_stays_on_one_page_with_auto_space_on(
    crowded: list[Path], office: Office, half_em: bool, tmp_path: Path
) -> None:
    assert len(crowded) > 20
    drawn = Office(office.soffice, tmp_path, half_em).to_pdf(crowded)
    assert {name: page_count(path) for name, path in drawn.items()} == dict.fromkeys(drawn, 1)


def test_the_docx_keeps_its_pages_with_half_em_latin(case: Case, half_em_drawn: dict[str, Path], ours: Path) -> None:
    assert page_count(half_em_drawn[case_name(case)]) == page_count(ours)


@pytest.fixture(scope="session")
def half_em_drawn(office: Office, papers: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    real = Office(office.soffice, tmp_path_factory.mktemp("half-em"), half_em=True)
    return real.to_pdf([path for name, path in papers.items() if name.endswith(".docx")])
