"""A face cut down keeps each outline as it was; a code stands for one character, in whichever subset it is."""

from __future__ import annotations

import re
import warnings
import zlib
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import TYPICAL
from tests.paper import text_of
from zzuli_forms import ApprovalForm, FilingPacket, render
from zzuli_forms.document.nodes import Document, Face, Folio, Margins, Page, Paragraph, Run, Source
from zzuli_forms.document.units import mm, pt
from zzuli_forms.document.walking import has_typed
from zzuli_forms.renderers import pdf
from zzuli_forms.renderers.pdf.archive import Drawn
from zzuli_forms.renderers.pdf.faces import Faces, _told_apart
from zzuli_forms.renderers.pdf.subsets import subset
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.typeface import EM, Typeface

FACES = [fonts.load(fonts.OFFICIAL[face].file) for face in Face]
TEXT = "申报单位：（加盖公章）“”ÀéüÅ图书馆2014àöÑ；ﬁ①"
SIZE = pt(14)


def outline(font: TTFont, name: str) -> list[tuple[str, tuple[object, ...]]]:
    """What draws a glyph, composite ones taken apart."""
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    return list(pen.value)


@cache
def whole(face: Typeface) -> TTFont:
    """Return a face as fontTools reads it, read once for all tests."""
    return TTFont(BytesIO(face.data))


def glyphs(face: Typeface, text: str) -> dict[int, str]:
    return {glyph: character for character in text if (glyph := face.glyph(character)) is not None}


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("face", FACES, ids=lambda face: face.path.name)
def test_every_outline_and_advance_is_kept_under_its_code(face: Typeface, many: bool) -> None:
    known = glyphs(face, TEXT)
    cut, kept = subset(face, known, many), whole(face)
    data = zlib.decompress(cut.data)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        small = TTFont(BytesIO(data), checkChecksums=2)
    assert cut.length == len(data)
    assert set(cut.codes) == set(known.values())
    for glyph, character in known.items():
        old, new = kept.getGlyphName(glyph), small.getGlyphName(int.from_bytes(cut.codes[character], "big"))
        assert outline(small, new) == outline(kept, old), character
        assert small["hmtx"][new] == kept["hmtx"][old], character
    assert outline(small, small.getGlyphOrder()[0]) == outline(kept, kept.getGlyphOrder()[0])


def test_some_face_has_composite_glyphs_among_them() -> None:
    found = [
        character
        for face in FACES
        for glyph, character in glyphs(face, TEXT).items()
        if whole(face)["glyf"][whole(face).getGlyphName(glyph)].isComposite()
    ]
    assert found


def document(fixed: str, typed: str) -> Document:
    """A page of fixed text, and a page of typed text."""
    margins = Margins(mm(20), mm(20), mm(20), mm(20))
    texts = (Run(fixed, Face.BODY, SIZE), Run(typed, Face.BODY, SIZE, source=Source("unit", "单位")))
    pages = [Page(mm(210), mm(297), margins, (Paragraph((run,), pt(20)),)) for run in texts]
    return Document("标题", "zh-CN", "", tuple(pages))


@given(st.text(alphabet="图书馆…⋯〜～\u00a0 -\u00ad①□“”aé𬀩\U0002f81f\u34df", min_size=1, max_size=40))
def test_no_code_of_a_subset_stands_for_two_characters(text: str) -> None:
    printable = "".join(character for character in text if not fonts.missing(character, Face.BODY)) or "图"
    codes = Faces(document(printable, printable)).codes
    for face in codes.faces.values():
        pairs = [(face.numbers[character], face.codes[character]) for character in face.codes]
        assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize("face", fonts.every(), ids=lambda face: face.path.name)
def test_characters_of_one_glyph_are_told_apart(face: Typeface) -> None:
    characters = "".join(map(chr, sorted(whole(face).getBestCmap())))
    parts = _told_apart(face, "".join(one for one in characters if face.glyph(one) is not None))
    assert 1 <= len(parts) <= 2
    assert all(face.glyph(character) == glyph for part in parts for glyph, character in part.items())


def test_two_characters_of_one_glyph_are_both_read_back(tmp_path: Path) -> None:
    path = tmp_path / "doubles.pdf"
    path.write_bytes(pdf.render(document("省略……", "⋯⋯〜～…")))
    assert text_of(path) == "省略……⋯⋯〜～…"


@pytest.mark.parametrize(("fixed", "typed"), [("", ""), ("", "图书馆"), ("图书馆", "")])
def test_a_paper_may_lack_fixed_text_or_typed_text_or_any(fixed: str, typed: str, tmp_path: Path) -> None:
    path = tmp_path / "any.pdf"
    path.write_bytes(pdf.render(document(fixed, typed)))
    assert text_of(path) == fixed + typed


def fonts_of(data: bytes) -> dict[str, pypdf.generic.DictionaryObject]:
    page = pypdf.PdfReader(BytesIO(data)).pages[0]
    return {name: font.get_object() for name, font in page["/Resources"]["/Font"].items()}  # type: ignore[index]


def font_file(font: pypdf.generic.DictionaryObject) -> bytes:
    data: bytes = below(font)["/FontDescriptor"]["/FontFile2"]._data
    return data


def below(font: pypdf.generic.DictionaryObject) -> Any:
    """The font of TrueType outlines below a composite one."""
    fonts: Any = font["/DescendantFonts"]
    return fonts[0].get_object()


def test_the_subsets_of_the_words_of_a_form_are_the_same_for_every_unit() -> None:
    made = [render(ApprovalForm.model_validate({**TYPICAL, "unit": unit}), "pdf") for unit in ("图书馆", "后勤集团")]
    first, second = map(fonts_of, made)
    fixed = [name for name in first if name.endswith("0")]
    assert len(fixed) >= 3
    assert all(font_file(first[name]) == font_file(second[name]) for name in fixed)
    assert all(font_file(first[name]) != font_file(second[name]) for name in {*first} - {*fixed})


def test_no_character_is_in_two_subsets_of_a_file() -> None:
    codes = Faces(document("图书馆的章", "图书馆长的笔")).codes
    (face,) = codes.faces.values()
    assert [face.numbers[character] for character in "图书馆的章长笔"] == [0, 0, 0, 0, 0, 1, 1]


def codes_of(font: pypdf.generic.DictionaryObject) -> list[int]:
    """The codes that are mapped to Unicode."""
    cmap: Any = font["/ToUnicode"]
    return [int(code, 16) for code in re.findall(r"^<(\w{4})> <\w+>$", cmap.get_data().decode(), re.MULTILINE)[1:]]


def test_advances_are_stated_as_the_face_has_them() -> None:
    for name, font in fonts_of(render(ApprovalForm.model_validate(TYPICAL), "pdf")).items():
        small = TTFont(BytesIO(zlib.decompress(font_file(font))))
        stated = list(below(font)["/W"])
        advances = dict(zip(stated[::2], (first for (first,) in stated[1::2]), strict=True))
        scale = EM / small["head"].unitsPerEm
        for code in codes_of(font):
            assert int(small["hmtx"][small.getGlyphName(code)][0] * scale) == advances.get(code, EM), name


def test_both_copies_of_the_form_share_one_content(papers: dict[str, Path]) -> None:
    pages = pypdf.PdfReader(papers["packet-typical.pdf"]).pages
    contents = [page.raw_get("/Contents").idnum for page in pages]
    assert contents[1] == contents[2] != contents[0]


def test_a_page_is_drawn_once_for_all_copies_and_a_page_of_fixed_text_for_all_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn, draw = list[Page](), pdf._Drawing.drawn

    def noting(drawing: pdf._Drawing, folio: Folio | None, number: int) -> Drawn:
        drawn.append(drawing.page)
        return draw(drawing, folio, number)

    monkeypatch.setattr(pdf._Drawing, "drawn", noting)
    for unit in ("只画一次的单位", "第二个单位"):
        drawn.clear()
        FilingPacket.model_validate({**TYPICAL, "unit": unit}).files(("pdf",))
    assert all(has_typed(page) for page in drawn)
    assert len(drawn) == 2


def test_outlines_of_what_is_typed_are_hardly_larger_than_deflated_thoroughly() -> None:
    known = glyphs(FACES[1], re.sub(r"\W", "", TYPICAL["purpose"] + TYPICAL["scope"]))
    quick, thorough = (subset(FACES[1], known, many).data for many in (False, True))
    assert len(quick) < 1.08 * len(thorough)
