"""DOCX and PDF show the same text in the same lines at the same places, as LibreOffice draws the DOCX."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import case_name
from tests.drawing import Case, Later, document_named
from tests.engines import as_drawn_by
from tests.paper import page_count, rules, stretches
from zzuli_forms import all_forms
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


def test_both_formats_have_the_same_lines(case: Case, ours: Path, by_office: Later) -> None:
    assert lines(by_office[case_name(case)]) == lines(ours)


def test_every_line_stands_at_the_same_place(case: Case, ours: Path, by_office: Later, spaced_as_told: Later) -> None:
    name = case_name(case)
    theirs = stretches((spaced_as_told if name.startswith(DIGITS) else by_office)[name])
    for ours_drawn in stretches(ours):
        assert any(
            (ours_drawn.page, ours_drawn.text) == (other.page, other.text)
            and abs(ours_drawn.left - other.left) < SIDEWAYS
            and (abs(ours_drawn.right - other.right) < SIDEWAYS or "“" in ours_drawn.text)
            and abs(ours_drawn.baseline - other.baseline) < UPRIGHT
            for other in theirs
        ), ours_drawn


def test_row_borders_agree_within_a_millimetre(case: Case, ours: Path, by_office: Later) -> None:
    for page in range(page_count(ours)):
        theirs = rules(by_office[case_name(case)], page)
        assert theirs == pytest.approx(rules(ours, page), abs=ROW)


def test_hanzi_and_latin_mixed_break_alike_once_auto_space_is_off(spaced_as_told: Later, tmp_path: Path) -> None:
    (tmp_path / "mixed.pdf").write_bytes(pdf.render(document_named("approval-mixed")))
    assert lines(spaced_as_told["approval-mixed"]) == lines(tmp_path / "mixed.pdf")


@pytest.mark.parametrize("half_em", [False, True])
def test_text_full_of_digits_stays_on_one_page_with_auto_space_on(
    crowded: dict[str, Path], by_office: Later, in_half_ems: Later, half_em: bool
) -> None:
    assert len(crowded) > 20
    drawn = in_half_ems if half_em else by_office
    assert {name: page_count(drawn[name]) for name in crowded} == dict.fromkeys(crowded, 1)


def test_the_docx_keeps_its_pages_with_half_em_latin(case: Case, in_half_ems: Later, ours: Path) -> None:
    assert page_count(in_half_ems[case_name(case)]) == page_count(ours)
