"""A Word file has as many sheets in every program: reckoned by none, drawn by two, in the faces of several machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from math import hypot
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx.oxml.ns import qn
from fontTools.ttLib import TTCollection, TTFont
from lxml import etree
from msgspec.structs import replace

from tests.conftest import faces_of
from tests.drawing import MACHINES, NAMES, TYPED, Drawn, Later, document_named
from tests.engines import as_drawn_by
from tests.paper import Stretch, page_count, rules, signature_fields, stretches, touches
from tests.wordpages import rows, sections
from zzuli_forms.document.nodes import Document, Paragraph, SignatureSlot, Table
from zzuli_forms.document.units import Length
from zzuli_forms.document.walking import paragraphs, runs, slots, walk
from zzuli_forms.forms.register import renderer
from zzuli_forms.forms.shapes import SEAL
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.linebreak import break_lines
from zzuli_forms.typeset.pagebreak import sheets

ROW, UPRIGHT = 1.0, 1.5
"""How far a row border, and a line, may stand from its twin in the PDF, in mm."""
SEAL_ROOM, PAGE_BOTTOM = 46, 297 - 5
ENGINES = ("onlyoffice", "office")
PLACED = ("onlyoffice", "office, spaced as told")
"""The engines that put characters where they are told; LibreOffice 7.4 puts space between digits and hanzi."""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("adding", [True, False], ids=["as Word", "as LibreOffice"])
def test_no_page_runs_over_however_row_heights_are_read(name: str, adding: bool, words: dict[str, Path]) -> None:
    with ZipFile(words[name]) as package:
        reckoned = sections(package.read("word/document.xml"))
    document = document_named(name)
    assert len(reckoned) == len(document.pages)
    for section, page in zip(reckoned, document.pages, strict=True):
        assert section.needed(adding) <= section.height * len(sheets(page))


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_as_high_as_in_the_tree_when_lines_are_added(name: str, words: dict[str, Path]) -> None:
    with ZipFile(words[name]) as package:
        reckoned = rows(package.read("word/document.xml"), adding=True)
    tables = [node for page in document_named(name).pages for node in walk(page) if isinstance(node, Table)]
    assert reckoned == pytest.approx([row.height.pt for table in tables for row in table.rows], abs=0.11)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("engine", ENGINES)
def test_a_word_file_is_as_many_pages_as_the_pdf(engine: str, name: str, drawn: Drawn) -> None:
    assert page_count(drawn.engines[engine][name]) == page_count(drawn.pdfs[name])


@pytest.fixture
def alike(engine: str, name: str, tmp_path: Path) -> Path:
    """The PDF of the document as the engine sets it."""
    path = tmp_path / "alike.pdf"
    path.write_bytes(renderer("pdf")(as_drawn_by(engine, document_named(name))))
    return path


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("engine", ENGINES)
def test_row_borders_stand_within_a_millimetre(engine: str, name: str, drawn: Drawn, alike: Path) -> None:
    theirs = drawn.engines[engine][name]
    fixed = not any(page.flows for page in document_named(name).pages)
    for ours in (alike, drawn.pdfs[name]) if fixed else (alike,):
        for page in range(page_count(ours)):
            assert rules(theirs, page) == pytest.approx(rules(ours, page), abs=ROW)


def lines(path: Path) -> list[tuple[int, str]]:
    return sorted((stretch.page, stretch.text) for stretch in stretches(path))


@pytest.mark.parametrize("engine", ["onlyoffice"])
@pytest.mark.parametrize("name", NAMES)
def test_onlyoffice_ends_lines_where_the_pdf_does_but_for_marks_it_does_not_hang(
    engine: str, name: str, drawn: Drawn, alike: Path
) -> None:
    theirs = drawn.engines[engine][name]
    assert lines(theirs) == lines(alike)
    excused = "".join(set_otherwise(document_named(name)))
    moved = {text for _, text in lines(theirs)} - {text for _, text in lines(drawn.pdfs[name])}
    assert not [text for text in moved if text not in excused]


def set_otherwise(document: Document) -> list[str]:
    """The text of each paragraph that has a mark hanging past the edge, or narrower characters."""
    return [
        "".join(run.text for run in paragraph.runs).replace("\n", "").replace(" ", "").replace("\u3000", "")
        for page in document.pages
        for paragraph in paragraphs(page)
        if hangs_out(paragraph, page.text_width) or any(run.scale != 100 for run in paragraph.runs)
    ]


def hangs_out(paragraph: Paragraph, width: Length) -> bool:
    """Whether a line ends otherwise where no mark may hang."""
    ends = [[line.text for line in break_lines(p, width)] for p in (paragraph, replace(paragraph, hangs=False))]
    return ends[0] != ends[1]


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(("approval", "packet"))])
@pytest.mark.parametrize("engine", ENGINES)
def test_both_opinion_rows_are_46_mm_high(engine: str, name: str, drawn: Drawn) -> None:
    for number, page in enumerate(document_named(name).pages):
        if any(isinstance(block, Table) for block in page.blocks):
            before = sum(len(sheets(above)) for above in document_named(name).pages[:number])
            *_, top, middle, bottom = rules(drawn.engines[engine][name], before)
            assert min(middle - top, bottom - middle) >= SEAL_ROOM


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("engine", PLACED)
def test_a_42_mm_seal_covers_what_it_covers_in_the_pdf(engine: str, name: str, drawn: Drawn, alike: Path) -> None:
    ours, theirs = stretches(alike), stretches(drawn.engines[engine][name])
    for page, place in signature_fields(alike).values():
        circle = (place.left + place.right) / 2, (place.top + place.bottom) / 2, SEAL.mm / 2
        covered = [stretch for stretch in ours if stretch.page == page and touches(circle, stretch)]
        lowest = max(covered, key=lambda stretch: (stretch.baseline, stretch.left))
        twin = nearest(lowest, theirs)
        assert abs(twin.left - lowest.left) < UPRIGHT
        moved = circle[0], circle[1] + twin.baseline - lowest.baseline, circle[2]
        under = [stretch.text for stretch in theirs if stretch.page == page and touches(moved, stretch)]
        assert sorted(under) == sorted(stretch.text for stretch in covered)
        assert moved[1] + circle[2] < PAGE_BOTTOM


def nearest(stretch: Stretch, others: list[Stretch]) -> Stretch:
    """The same text on the same page, at the nearest place."""
    alike = [other for other in others if (other.page, other.text) == (stretch.page, stretch.text)]
    return min(alike, key=lambda other: hypot(other.left - stretch.left, other.baseline - stretch.baseline))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("engine", PLACED)
def test_prompts_stand_where_the_pdf_has_them(engine: str, name: str, drawn: Drawn, alike: Path) -> None:
    prompts = {run.text for slot in slots_of(document_named(name)) for p in slot.prompts for run in p.runs}
    theirs = stretches(drawn.engines[engine][name])
    for stretch in stretches(alike):
        if stretch.text in prompts:
            twin = nearest(stretch, theirs)
            assert abs(twin.baseline - stretch.baseline) < UPRIGHT
            assert abs(twin.left - stretch.left) < UPRIGHT


def slots_of(document: Document) -> list[SignatureSlot]:
    return [slot for page in document.pages for slot in slots(page)]


@pytest.mark.parametrize("name", NAMES)
def test_onlyoffice_numbers_odd_sheets_right_and_even_ones_left(name: str, drawn: Drawn) -> None:
    folios = [
        [stretch for stretch in stretches(path) if stretch.text.startswith("—") and stretch.baseline > 265]
        for path in (drawn.pdfs[name], drawn.engines["onlyoffice"][name])
    ]
    assert bool(folios[0]) == bool(document_named(name).folio)
    for ours, theirs in zip(*folios, strict=True):
        assert (theirs.page, theirs.text.replace(" ", "")) == (ours.page, ours.text.replace(" ", ""))
        assert (theirs.left, theirs.right) == pytest.approx((ours.left, ours.right), abs=0.5)


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_typed_into_a_paper_later_has_room(engine: str, name: str, drawn: Drawn) -> None:
    theirs = drawn.engines[engine][f"{name}-typed"]
    assert page_count(theirs) == page_count(drawn.pdfs[name])
    unit = TYPED[name]["unit"]
    assert any(stretch.text.endswith(unit) for stretch in stretches(theirs))


@pytest.mark.parametrize("name", NAMES)
def test_onlyoffice_keeps_controls_tags_and_bindings(
    name: str, words: dict[str, Path], by_onlyoffice: dict[str, Later]
) -> None:
    before, after = controls(words[name]), controls(by_onlyoffice["docx"][name])
    assert after == before
    assert bool(before) == any(run.source for page in document_named(name).pages for run in runs(page))


def controls(path: Path) -> list[tuple[str, str, str, str]]:
    """The tag, the title, the binding and the text of each control."""
    with ZipFile(path) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return [
        (
            said(control, "tag", "val"),
            said(control, "alias", "val"),
            said(control, "dataBinding", "xpath"),
            "".join(text.text or "" for text in control.iter(qn("w:t"))).strip(),
        )
        for control in root.iter(qn("w:sdt"))
    ]


def said(control: etree._Element, name: str, attribute: str) -> str:
    element = control.find(f"{qn('w:sdtPr')}/{qn(f'w:{name}')}")
    return "" if element is None else str(element.get(qn(f"w:{attribute}"), ""))


Elsewhere = Mapping[tuple[str, str], Later]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("engine", ENGINES)
def test_with_other_faces_a_word_file_is_as_many_pages(
    machine: str, engine: str, name: str, elsewhere: Elsewhere, drawn: Drawn
) -> None:
    assert page_count(elsewhere[machine, engine][name]) == page_count(drawn.pdfs[name])


FIXED = [name for name in NAMES if name.startswith(("letter", "approval", "packet")) and "continued" not in name]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", FIXED)
@pytest.mark.parametrize("engine", ENGINES)
def test_with_other_faces_rows_stay_where_they_are_and_nothing_is_clipped(
    machine: str, engine: str, name: str, elsewhere: Elsewhere, drawn: Drawn
) -> None:
    theirs, carried = elsewhere[machine, engine][name], carried_by(machine)
    for page in range(page_count(theirs)):
        assert rules(theirs, page) == pytest.approx(rules(drawn.pdfs[name], page), abs=ROW)
    assert not characters(drawn.pdfs[name], carried) - characters(theirs, carried)


def characters(path: Path, carried: frozenset[int]) -> Counter[str]:
    """How often each character that some face carries stands on a paper."""
    return Counter(c for stretch in stretches(path) for c in stretch.text if ord(c) in carried)


@cache
def carried_by(machine: str) -> frozenset[int]:
    """The code points for which a machine has a glyph."""
    return frozenset(code for face in regular_faces(machine) for code in face.getBestCmap())


def regular_faces(machine: str) -> list[TTFont]:
    """The proportional faces of a machine, none of them bold."""
    faces = [face for path in faces_of(machine) if "Bold" not in path.name for face in TTCollection(path).fonts]
    return [face for face in faces if "Mono" not in str(face["name"].getDebugName(1))]


@pytest.mark.judged
@pytest.mark.parametrize("machine", MACHINES)
def test_no_common_face_has_wider_latin_than_is_reckoned_with(machine: str) -> None:
    for face in regular_faces(machine):
        em, names, advances = face["head"].unitsPerEm, face.getBestCmap(), face["hmtx"]
        for character, width in fonts.COMMON_WIDTHS.items():
            assert advances[names[ord(character)]][0] * fonts.EM <= width * em, (
                face["name"].getDebugName(1),
                character,
            )
